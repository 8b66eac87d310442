"""The order of a whole run: distinct answers are decided, sheets put together, pages rendered, the folder written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from grader.batch import folder, journal
from grader.batch.interruption import Heard, held
from grader.batch.workers import Job, decide, job_of
from grader.exports import EXPORTS, Run, problems_of, table
from grader.exports import Options as ExportOptions
from grader.font import FILE, font_bytes
from grader.marking import earlier_of, restored, wrong_groups
from grader.model import (
    Bank,
    Gradebook,
    Intake,
    Mark,
    Outcome,
    Problem,
    Provenance,
    Sheet,
    Submission,
    dumps,
    gradebook_text,
    printable,
)
from grader.record import record, replace
from grader.report import Sheets, render_class
from grader.version import VERSION

SUFFIXES = ("html", "txt")
"""The formats in which a run writes each sheet."""

Progress = Callable[[str, int, int], None]
"""Called with the name of the phase, what is done and the total."""


@record
class Settings:
    """What a run is asked: where to write, how much to show, how many processes, and the salt to repeat one."""

    out: Path
    assignment: str
    reveal: str = "none"
    jobs: int = 1
    salt: str = ""
    command: str = ""


@record
class Summary:
    """What a run did: for the last lines on the terminal."""

    students: int
    answers: int
    distinct: int
    kept: int
    outcomes: dict[str, int]
    attention: int
    mean: float
    out_of: float
    complete: bool


def grade(bank: Bank, submissions: Sequence[Submission], salt: str, *, assignment: str = "", jobs: int = 0,
          known: dict[Job, Mark] | None = None, progress: Progress | None = None,
          keep: Callable[[Sequence[Mark]], None] | None = None) -> Gradebook:
    """All sheets of a class: every student has a mark for every problem of the bank, in the bank's order.

    Each distinct (problem, text) is decided once, by ``jobs`` processes or, if that is 0, in this one.  ``known`` holds marks
    decided before, ``keep`` is handed each batch of new ones.  The result does not depend on the number of processes or on the
    order of submissions.
    """
    marks = dict(known or {})
    for phase, wanted in (("grading", _distinct), ("following", _following)):
        todo = [job for job in wanted(bank, submissions, marks) if job not in marks]
        done = 0
        for batch in decide(bank, todo, salt, jobs):
            marks.update((job_of(mark), mark) for mark in batch)
            done += len(batch)
            if keep is not None:
                keep(batch)
            if progress is not None:
                progress(phase, done, len(todo))
    return assemble(bank, submissions, marks, assignment)


def assemble(bank: Bank, submissions: Sequence[Submission], marks: dict[Job, Mark], assignment: str) -> Gradebook:
    """The sheets of the students whose answers are all decided, in the order of their names."""
    provenance = Provenance(VERSION, bank.digest)
    sheets = []
    for submission in sorted(submissions, key=lambda item: item.student):
        responses = {response.problem: response for response in submission.responses}
        sheet: list[Mark] = []
        own: dict[str, Mark] = {}
        for problem in bank.problems:
            response = responses.get(problem.id)
            mark = _mark_of(problem, response.text if response else "", bank, own, marks)
            if mark is not None:
                own[problem.id] = mark
                sheet.append(replace(mark, where=response.where) if response else mark)
        if len(sheet) == len(bank.problems):
            sheets.append(Sheet(submission.student, tuple(sheet), provenance))
    return Gradebook(assignment, tuple(sheets))


def _mark_of(problem: Problem, text: str, bank: Bank, own: Mapping[str, Mark], marks: Mapping[Job, Mark]) -> Mark | None:
    """The mark of a response, that with the student's earlier answers if there is one."""
    alone = marks.get((problem.id, text, ()))
    if not problem.scheme.follow or alone is None or alone.verdict.outcome is not Outcome.INCORRECT:
        return alone
    earlier = tuple((part.id, answer) for part, answer in earlier_of(problem, bank, own))
    return marks.get((problem.id, text, earlier))


def _distinct(bank: Bank, submissions: Sequence[Submission], _marks: Mapping[Job, Mark]) -> list[Job]:
    """Every (problem, text) once, a blank one for every problem, student by student: an interrupted run has whole sheets."""
    jobs: dict[Job, None] = dict.fromkeys((problem.id, "", ()) for problem in bank.problems)
    for submission in sorted(submissions, key=lambda item: item.student):
        jobs |= dict.fromkeys((response.problem, response.text, ()) for response in submission.responses if bank.get(response.problem))
    return list(jobs)


def _following(bank: Bank, submissions: Sequence[Submission], marks: Mapping[Job, Mark]) -> list[Job]:
    """The wrong answers to parts that may follow from the same student's wrong answers to earlier parts."""
    jobs: dict[Job, None] = {}
    if not any(problem.scheme.follow for problem in bank.problems):
        return []
    for submission in sorted(submissions, key=lambda item: item.student):
        texts = {response.problem: response.text for response in submission.responses}
        own: dict[str, Mark] = {}
        for problem in bank.problems:
            mark = marks.get((problem.id, texts.get(problem.id, ""), ()))
            if mark is not None:
                own[problem.id] = mark
                if problem.scheme.follow and mark.verdict.outcome is Outcome.INCORRECT:
                    earlier = tuple((part.id, answer) for part, answer in earlier_of(problem, bank, own))
                    jobs |= {(problem.id, mark.answer, earlier): None} if earlier else {}
    return list(jobs)


def run(bank: Bank, intake: Intake, settings: Settings, progress: Progress) -> Summary:
    """Grade and write ``settings.out``.  An interruption keeps what is done; the same command goes on from there.

    Raises :class:`grader.model.StoreError` where the folder cannot be used.
    """
    with folder.alone(settings.out), held() as heard:
        return _run(bank, intake, settings, progress, heard)


def _run(bank: Bank, intake: Intake, settings: Settings, progress: Progress, heard: Heard) -> Summary:
    out = settings.out
    folder.prepare(out, journal.NAME)
    path = out / journal.NAME
    salt, known = journal.read_journal(path, bank.digest, VERSION)
    if not salt or (settings.salt and settings.salt != salt):
        salt, known = settings.salt or secrets.token_hex(16), {}
    known = {job: restored(bank, mark) for job, mark in known.items()}
    book = journal.Journal(path, bank.digest, VERSION, salt, known)
    marks = dict(known)

    def keep(batch: Sequence[Mark]) -> None:
        book.add(batch)
        marks.update({job_of(mark): mark for mark in batch})

    complete = False
    try:
        try:
            with heard():
                gradebook, decided = grade(bank, intake.submissions, salt, assignment=settings.assignment, jobs=settings.jobs,
                                           known=known, progress=progress, keep=keep), True
        except KeyboardInterrupt:
            gradebook, decided = assemble(bank, intake.submissions, marks, settings.assignment), False
        summary = _write(bank, intake, gradebook, settings, salt, len(known), decided, progress, heard)
        complete = summary.complete
        return summary
    finally:
        book.close(complete)


def _write(bank: Bank, intake: Intake, gradebook: Gradebook, settings: Settings, salt: str, kept: int, complete: bool,
           progress: Progress, heard: Heard) -> Summary:
    out = settings.out
    names = folder.sheet_names([sheet.student for sheet in gradebook.sheets])
    folder.write(out, f"feedback/{FILE}", font_bytes())
    written = _write_sheets(bank, gradebook, settings, names, progress, heard)
    if len(written) < len(gradebook.sheets):
        gradebook, complete = replace(gradebook, sheets=tuple(sheet for sheet in gradebook.sheets if sheet.student in written)), False
    files = {sheet.student: f"feedback/{names[sheet.student]}.html" for sheet in gradebook.sheets}
    folder.clear(out, {f"feedback/{names[student]}.{suffix}" for student in files for suffix in SUFFIXES})
    groups = wrong_groups(bank, gradebook.sheets, salt)
    attention = _attention(intake, gradebook)
    folder.write(out, "index.html", render_class(gradebook, bank, groups, files, len(attention)).encode("utf-8", "backslashreplace"))
    folder.write(out, "results.json", "".join(gradebook_text(gradebook)).encode())
    folder.write(out, "attention.csv", table([("file", "line", "student", "problem", "code", "message"), *attention]))
    grades = Run(gradebook, problems_of(gradebook) or tuple(problem.id for problem in bank.problems), out, tuple(files.items()))
    for name, data in EXPORTS[0].write(grades, ExportOptions()).files:
        folder.write(out, name, data)
    folder.write(out, folder.MARKER, dumps(_record(bank, settings, salt, files, complete), indent=1).encode())
    return _summary(bank, intake, gradebook, kept, len(attention), complete)


def _write_sheets(bank: Bank, gradebook: Gradebook, settings: Settings, names: dict[str, str], progress: Progress,
                  heard: Heard) -> set[str]:
    """Write the sheets and return the students whose sheet is written, fewer than all after an interruption."""
    written: set[str] = set()
    with suppress(KeyboardInterrupt), heard():
        sheets = Sheets(bank, SUFFIXES, settings.reveal, settings.assignment)
        for sheet in gradebook.sheets:
            for suffix, text in zip(SUFFIXES, sheets.pages(sheet), strict=True):
                folder.write(settings.out, f"feedback/{names[sheet.student]}.{suffix}", text.encode("utf-8", "backslashreplace"))
            written.add(sheet.student)
            progress("sheets", len(written), len(gradebook.sheets))
    return written


def _record(bank: Bank, settings: Settings, salt: str, files: dict[str, str], complete: bool) -> dict[str, object]:
    """``run.json``, for staff: what repeats the run."""
    return {"format": 1, "grader": VERSION, "bank": bank.digest, "salt": salt, "complete": complete,
            "options": {"assignment": settings.assignment, "reveal": settings.reveal, "command": settings.command}, "files": files}


def _attention(intake: Intake, gradebook: Gradebook) -> list[tuple[str | int, ...]]:
    """What a person must look at: files first, then answers that wait."""
    rows: list[tuple[str | int, ...]] = [
        (printable(item.file), item.line, item.student, item.problem, item.code, printable(item.message)) for item in intake.attention]
    for submission in intake.submissions:
        rows += [(printable(submission.where.file), submission.where.line, submission.student, "", remark.code, printable(remark.message))
                 for remark in submission.remarks]
    for sheet in gradebook.sheets:
        for mark in sheet.marks:
            if mark.verdict.outcome in (Outcome.UNREADABLE, Outcome.UNDECIDED):
                message = mark.verdict.messages[0] if mark.verdict.messages else None
                rows.append((printable(mark.where.file) if mark.where else "", mark.where.line if mark.where else 0, sheet.student,
                             mark.problem, message.code if message else "undecided",
                             printable(message.message) if message else "the grader could not decide this answer"))
    return rows


def _summary(bank: Bank, intake: Intake, gradebook: Gradebook, kept: int, attention: int, complete: bool) -> Summary:
    outcomes = {outcome.value: 0 for outcome in Outcome}
    for sheet in gradebook.sheets:
        for mark in sheet.marks:
            outcomes[mark.verdict.outcome.value] += 1
    count = len(gradebook.sheets)
    total = sum(float(sheet.score) for sheet in gradebook.sheets)
    answers = sum(len(submission.responses) for submission in intake.submissions)
    return Summary(count, answers, len(_distinct(bank, intake.submissions, {})), kept, outcomes, attention,
                   total / count if count else 0.0, float(sum(problem.points for problem in bank.problems)), complete)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

