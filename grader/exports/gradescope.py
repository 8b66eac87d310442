"""Gradescope: ``results.json`` with a test a problem, for one student or for each of a class, or for one that its service asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from grader.exports.comments import decided
from grader.exports.decimals import decimal
from grader.exports.export import Export, Exported, File, Options
from grader.exports.gradescope_reader import faults
from grader.exports.run import Run
from grader.model import Apart, Counterexample, GraderError, Mark, Outcome, Result, Sheet, Undefined, UsageError, dumps, keys_of, printable
from grader.people import compared
from grader.record import record
from grader.words import as_sentence, headline, said, sentence

_KEPT = {Outcome.UNREADABLE: " A person will look at it; it was not counted as wrong.", Outcome.UNDECIDED: " It was not counted as wrong."}
"""Stands behind the word for what costs no points yet."""
NAME = "gradescope"
_SHOWN = 500
"""Characters of one text that are shown: an answer that is not read may be as long as its file."""


@record
class Told:
    """What is told besides of a problem: ``hints`` at once, and the ``key`` to all once the assignment is due."""

    hints: tuple[str, ...] = ()
    key: str = ""


NOTHING_TOLD: Mapping[str, Told] = MappingProxyType({})


def write(run: Run, options: Options) -> Exported:
    """``results.json`` if one student is named or the run has only one, else ``gradescope/<sheet>.json`` for each.

    Gradescope shows an opaque error where the file is missing, so a run without sheets makes a valid file too, which
    says that nothing could be read.  Raises :class:`UsageError` if the student is not in the run.
    """
    chosen = [number for number, each in enumerate(run.results) if not options.student or _is(each, options.student)]
    if options.student and len(chosen) != 1:
        raise UsageError(f"the run has {'no' if not chosen else 'several'} sheets of {printable(options.student)}")
    names = dict(zip(chosen, ["results.json"] if len(chosen) == 1 else _names(run), strict=True))
    if options.changed_only:
        chosen = [number for number in chosen if run.is_news(NAME, run.results[number].person)]
        names = {number: names[number] for number in chosen}
    results = [(names[number], result(sheet)) for number, sheet in enumerate(run.sheets()) if number in names]
    if not run.results:
        results = [("results.json", _nothing())]
    files = tuple(File(name, f"{dumps(each, indent=1)}\n".encode("ascii")) for name, each in results)
    for file in files:
        if found := faults(file.data):
            raise GraderError(f"Gradescope would refuse {file.path}: {'; '.join(found)}")
    waiting = tuple(("pending", f"{printable(each.student)}: {each.pending} to be looked at; no points are written for these")
                    for each in (run.results[number] for number in chosen) if each.pending)
    left = tuple(("left", f"{printable(student)}: not done yet") for student in run.left_out)
    return Exported(files, len(files), (*left, *waiting, ("note", f"Gradescope will accept {len(files)} of {len(files)} files.")),
                    tuple([run.results[number].person for number in chosen]))


def _is(each: Result, student: str) -> bool:
    """Whether somebody is meant by that text: the name on the page, or any id."""
    return student == each.student or any(compared(kind, student) == compared(kind, value) for kind, value in keys_of(each.who))


def results_json(sheet: Sheet, told: Mapping[str, Told], remarks: Sequence[str]) -> bytes:
    """The ``results.json`` of one submission for Gradescope's service; raises :class:`GraderError` if Gradescope would refuse it.

    ``told`` has by the id of a problem what the student is told besides; ``remarks`` are about the submission as a whole.
    """
    data = f"{dumps(result(sheet, told, remarks), indent=1)}\n".encode("ascii")
    if found := faults(data):
        raise GraderError(f"Gradescope would refuse results.json: {'; '.join(found)}")
    return data


def result(sheet: Sheet, told: Mapping[str, Told] = NOTHING_TOLD, remarks: Sequence[str] = ()) -> dict[str, Any]:
    """One sheet as Gradescope's object; the score on top is the sum of what is decided, rounded once."""
    waiting = f" {sheet.pending} of {len(sheet.marks)} answers wait for a person and are not in this score." * bool(sheet.pending)
    late = f" Without the points for being late it would be {decimal(sheet.raw)}." if sheet.score != sheet.raw else ""
    said = [f"{decimal(sheet.score)} of {decimal(sheet.out_of)} points.{late}{waiting}", *map(_line, remarks)]
    return {
        "score": _number(sheet.score),
        "output": "\n".join(said),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        **({"extra_data": {"pending": sheet.pending}} if sheet.pending else {}),
        "tests": [test for number, mark in enumerate(sheet.marks, 1) for test in _tests(mark, number, told.get(mark.problem, Told()))],
    }


def _nothing() -> dict[str, Any]:
    said = "No submission could be read. A person has to look at what was handed in."
    return {"score": 0, "output": said, "output_format": "text", "visibility": "visible", "tests": []}


def _tests(mark: Mark, number: int, told: Told) -> Iterator[dict[str, Any]]:
    """One mark, and the key to it; what has no points there is a test without a score.

    Without a decision there is no status either, so that Gradescope shows neither.
    """
    decided: dict[str, Any] = {}
    if mark.score is not None:
        status = "passed" if mark.score == mark.out_of else "failed"
        decided = {"score": _number(mark.score), "status": status, "max_score": _number(mark.out_of)}
    name = printable(mark.problem)
    yield decided | _shown(name, str(number), map(_line, (*_output(mark), *told.hints)), "visible")
    if told.key:
        yield _shown(f"{name}: the right answer", f"{number}.1", map(printable, told.key.split("\n")), "after_due_date")


def _shown(name: str, number: str, lines: Iterable[str], visibility: str) -> dict[str, Any]:
    return {
        "name": name,
        "name_format": "text",
        "number": number,
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": visibility,
    }


def _output(mark: Mark) -> list[str]:
    verdict = mark.verdict
    worth = f" It is worth {decimal(mark.out_of)} points." * (mark.score is None)
    lines = decided(mark) or [f"{as_sentence(headline(mark).text)}{_KEPT.get(verdict.outcome, '')}{worth}"]
    if mark.answer.strip():
        lines.append(f"Your answer: {mark.answer.strip()}")
    if mark.read_as:
        lines.append(f"Read as: {mark.read_as}")
    if mark.ruling is not None:
        return lines      # what the machine found is no longer what counts
    if isinstance(verdict.evidence, Counterexample | Undefined | Apart):
        lines.append(sentence(verdict.evidence).text)
    lines += [" ".join(text for text in (words.text, words.remedy) if text) for words in map(said, verdict.messages)]
    lines += [diagnosis.message for diagnosis in mark.diagnoses]
    return lines


def _line(text: str) -> str:
    return printable(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _number(value: Fraction) -> int | float:
    text = decimal(value)
    return float(text) if "." in text else int(text)


def _names(run: Run) -> list[str]:
    """Names of the sheets' own files, which are safe and distinct; a number where there is none."""
    taken = dict[str, str]()
    for number, each in enumerate(run.results, 1):
        name = PurePosixPath(each.file).stem or f"sheet-{number:04d}"
        while name.casefold() in taken:
            name += f"-{number}"
        taken[name.casefold()] = f"gradescope/{name}.json"
    return list(taken.values())


EXPORT = Export(NAME, "results.json of one student, or one for each in a folder", False, write)
