"""``audit.csv``: what a person said of the machine's verdicts, a line at once for each, and how often the machine was wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from grader.batch import folder
from grader.batch.review.audit import JUDGED, Drawn, Sample
from grader.batch.review.confidence import Rate
from grader.csvtext import NoText, decode, delimiter, rows
from grader.exports import guard, table
from grader.files import read_regular
from grader.model import StoreError, printable, same_text
from grader.record import record

NAME = "audit.csv"

HEAD = ("at", "by", "seed", "problem", "answer", "person", "machine", "points", "out_of", "judgement", "should", "comment", "id")
"""``person`` is what somebody said before the machine's verdict was shown, ``judgement`` what of the verdict after that, ``should`` the
points that are right where the machine's are not."""

AGREES, DIFFERS, UNSURE, WITHDRAWN = "agrees", "differs", "unsure", "withdrawn"
"""What a judgement may be; the last one takes an earlier one back."""

_KEY = re.compile("a[0-9a-f]{16}")
_MOST_BYTES = 64 << 20
_MOST_SHOWN = 1_000
"""Characters of an answer that the table repeats."""


@record
class Judgement:
    """What a person said of one verdict; fields as the columns :data:`HEAD`."""

    drawn: Drawn
    at: datetime
    by: str
    seed: str
    person: str
    judgement: str
    should: Fraction | None = None
    comment: str = ""


@record
class _Table:
    """The table as it stands in the file: its first line, the others, and the names of the columns."""

    first: str
    lines: tuple[str, ...]
    between: str
    head: tuple[str, ...]

    def row(self, line: str) -> Mapping[str, str]:
        """Return the cells of a line by their columns; none where it was cut off."""
        cells = _cells(line, self.between)
        return dict(zip(self.head, cells, strict=True)) if len(cells) == len(self.head) and _KEY.fullmatch(cells[-1]) else {}


def note(out: Path, judgement: Judgement) -> None:
    """Add a line to ``audit.csv``, which is on the disk when this returns."""
    drawn, mark = judgement.drawn, judgement.drawn.mark
    row = (judgement.at.isoformat(timespec="seconds"), printable(judgement.by), printable(judgement.seed), mark.problem,
           _shown(mark.answer), judgement.person, mark.verdict.outcome.value, drawn.score, mark.out_of, judgement.judgement,
           judgement.should, printable(judgement.comment), drawn.key)
    folder.append(out, NAME, table([row]), table([HEAD]))


def judged(out: Path) -> dict[str, str]:
    """Return by key what was last said of the verdicts that were judged, those taken back left out.

    Raises :class:`~grader.model.StoreError` where the file is no table of judgements.  A line that a power failure cut off is passed over:
    its verdict is shown again.
    """
    read = _read(out)
    last = {row["id"]: row["judgement"] for line in read.lines if (row := read.row(line))}
    return {key: judgement for key, judgement in last.items() if judgement in (AGREES, DIFFERS, UNSURE)}


def forget_answers(out: Path, answers: Collection[tuple[str, str]]) -> None:
    """Take the lines on these answers, given as problem and text, out of the table, and those that were cut off."""
    read, gone = _read(out), {(problem, guard(_shown(text))) for problem, text in answers}
    kept = [line for line in read.lines if (row := read.row(line)) and (row["problem"], row["answer"]) not in gone]
    if len(kept) < len(read.lines):
        folder.write(out, NAME, "".join(f"{line}\n" for line in (read.first, *kept)).encode())


def _shown(answer: str) -> str:
    """What the table repeats of an answer."""
    text = same_text(answer)
    return printable(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} …")


def _read(out: Path) -> _Table:
    """The table, empty where there is none."""
    path = out / NAME
    if not path.exists():
        return _Table("", (), ",", HEAD)
    found = read_regular(path, _MOST_BYTES)
    try:
        text = decode(found[0])[0] if not isinstance(found, str) else ""
    except NoText as error:
        found = str(error)
    if isinstance(found, str):
        raise StoreError(f"{printable(str(path))}: {found}; move it away and run the same command again")
    first, *lines = text.split("\n")
    between = delimiter(text)
    head = tuple([cell.strip() for cell in _cells(first, between)])
    if head != HEAD:
        raise StoreError(f"{printable(str(path))} has other columns than an audit's table; move it away and run the same command again")
    return _Table(first, tuple([line for line in lines if line]), between, head)


def _cells(line: str, between: str) -> tuple[str, ...]:
    """The cells of one line; none where it was cut off.  No cell of ours holds a line end, so that a quote ends with its line."""
    row = next(rows(line, between), None)
    return row.cells if row is not None and not row.fault else ()


def rates(sample: Sample, known: Mapping[str, str]) -> tuple[Rate, ...]:
    """Return how often the machine was wrong, for each kind of verdict.

    Of each kind count the verdicts of the sample up to the first that was not judged: those behind it were judged by chance no more, since
    an answer that many gave is known earlier.
    """
    return tuple([_rate(outcome.value, [known.get(each.key, "") for each in sample.drawn if each.mark.verdict.outcome is outcome], of)
                  for outcome, of in zip(JUDGED, sample.of, strict=True) if of])


def _rate(name: str, said: Iterable[str], of: int) -> Rate:
    counts = dict.fromkeys((AGREES, DIFFERS, UNSURE), 0)
    for each in said:
        if not each:
            break
        counts[each] += 1
    return Rate(name, counts[DIFFERS], counts[AGREES] + counts[DIFFERS], of, counts[UNSURE])
