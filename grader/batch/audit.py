"""A random sample of the machine's verdicts for a person to judge, and the table ``audit.csv`` of what was judged."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from random import Random

from grader.batch import folder
from grader.batch.asked import depended_on
from grader.batch.confidence import Rate
from grader.batch.waiting import composing
from grader.csvtext import NoText, decode, delimiter, rows
from grader.exports import table
from grader.files import read_regular
from grader.marking import scored
from grader.model import Bank, Mark, Outcome, Problem, StoreError, encode, printable, same_text
from grader.record import record

NAME = "audit.csv"

HEAD = ("at", "by", "seed", "problem", "answer", "person", "machine", "points", "out_of", "judgement", "should", "comment", "id")
"""``person`` is what somebody said before the machine's verdict was shown, ``judgement`` what of the verdict after that, ``should`` the
points that are right where the machine's are not."""

JUDGED = (Outcome.CORRECT, Outcome.INCORRECT)
"""The verdicts of which a sample is drawn: a blank is no verdict on an answer, and what waits is none yet."""

AGREES, DIFFERS, UNSURE, WITHDRAWN = "agrees", "differs", "unsure", "withdrawn"
"""What a judgement may be; the last one takes an earlier one back."""

_KEY = re.compile("a[0-9a-f]{16}")
_MOST_BYTES = 64 << 20
_MOST_SHOWN = 1_000
"""Characters of an answer that the table repeats."""


@record
class Drawn:
    """A verdict of the sample: ``key`` names the answer with its verdict and the version of the problem, for all who gave it.

    ``score`` are the machine's points, also where a person's count in the ``mark``; ``person`` is the student's id in the store.
    """

    key: str
    mark: Mark
    problem: Problem
    score: Fraction
    person: str


@record
class Sample:
    """Verdicts in the order in which they were drawn; ``of`` counts those from which they were, in the order of :data:`JUDGED`."""

    title: str
    seed: str
    drawn: tuple[Drawn, ...]
    of: tuple[int, ...]


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


def draw(out: Path, count: int, seed: str = "") -> Sample:
    """Draw ``count`` of the machine's verdicts in a run, about as many that say correct as that say incorrect.

    Of a kind every verdict has the same chance.  One that several students have is several; one that a person has overruled stays one of
    the machine's.  The same run and ``seed`` (none: the run's salt) give the same order, of which a larger sample has more.
    """
    with composing(out) as (composer, basis):
        sheets = (composed.sheet for person in composer.people if (composed := composer.compose(person)) is not None)
        verdicts = (verdict for sheet in sheets for mark in sheet.marks
                    if (verdict := _verdict(basis.bank, mark, sheet.person)) is not None)
        drawn, of = chosen(verdicts, count, seed or basis.salt)
        return Sample(basis.title, seed, drawn, of)


def chosen(verdicts: Iterable[Drawn], count: int, seed: str) -> tuple[tuple[Drawn, ...], tuple[int, ...]]:
    """Return ``count`` of the verdicts, drawn as :func:`draw` says, and how many there are of each kind; no more than these are kept."""
    secret = blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    kinds = {outcome: _Lowest(count) for outcome in JUDGED}
    for verdict in verdicts:
        place = f"{verdict.person}\0{verdict.mark.problem}".encode("utf-8", "surrogatepass")
        kinds[verdict.mark.verdict.outcome].add(blake2b(place, key=secret, digest_size=16).digest(), verdict)
    drawn = _mixed([kinds[outcome].best() for outcome in JUDGED], count, secret)
    return tuple(drawn), tuple([kinds[outcome].seen for outcome in JUDGED])


class _Lowest:
    """The ``count`` verdicts with the lowest numbers of all that were seen."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._heap: list[tuple[int, Drawn]] = []
        self.seen = 0

    def add(self, number: bytes, verdict: Drawn) -> None:
        """Take a verdict in."""
        self.seen += 1
        # The heap's first is the least, and so the highest number stands there with a minus.
        item = -int.from_bytes(number, "big"), verdict
        if len(self._heap) < self._count:
            heapq.heappush(self._heap, item)
        elif item[0] > self._heap[0][0]:
            heapq.heapreplace(self._heap, item)

    def best(self) -> list[Drawn]:
        """Return the verdicts, that with the lowest number first."""
        return [verdict for _, verdict in sorted(self._heap, key=lambda item: -item[0])]


def _mixed(kinds: list[list[Drawn]], count: int, secret: bytes) -> Iterator[Drawn]:
    """Take ``count`` verdicts, each of either kind by chance: whoever judges them cannot tell the kind by the order."""
    chance, left = Random(secret), [iter(kind) for kind in kinds]
    while left and count:
        kind = chance.choice(left)
        verdict = next(kind, None)
        if verdict is None:
            left.remove(kind)
        else:
            count -= 1
            yield verdict


def _verdict(bank: Bank, mark: Mark, person: str) -> Drawn | None:
    """The machine's verdict on an answer, ``None`` where it gave none."""
    problem = bank.get(mark.problem)
    if problem is None or mark.verdict.outcome not in JUDGED:
        return None
    score = mark.score if mark.ruling is None else scored(problem, mark.answer, mark.decided, mark.earlier).score
    if score is None:
        return None
    said = encode((depended_on(problem), same_text(mark.answer), mark.earlier, mark.verdict.outcome.value))
    # A letter in front, so that no spreadsheet takes it for a number.
    return Drawn(f"a{blake2b(said, digest_size=8).hexdigest()}", mark, problem, score, person)


def note(out: Path, judgement: Judgement) -> None:
    """Add a line to ``audit.csv``, which is on the disk when this returns."""
    mark = judgement.drawn.mark
    answer = mark.answer if len(mark.answer) <= _MOST_SHOWN else f"{mark.answer[:_MOST_SHOWN]} …"
    row = (judgement.at.isoformat(timespec="seconds"), printable(judgement.by), printable(judgement.seed), mark.problem, printable(answer),
           judgement.person, mark.verdict.outcome.value, judgement.drawn.score, mark.out_of, judgement.judgement, judgement.should,
           printable(judgement.comment), judgement.drawn.key)
    folder.append(out, NAME, table([row]), table([HEAD]))


def judged(out: Path) -> dict[str, str]:
    """Return by key what was last said of the verdicts that were judged, those taken back left out.

    Raises :class:`~grader.model.StoreError` where the file is no table of judgements.  A line that a power failure cut off is passed over:
    its verdict is shown again.
    """
    path = out / NAME
    if not path.exists():
        return {}
    found = read_regular(path, _MOST_BYTES)
    try:
        text = decode(found[0])[0] if not isinstance(found, str) else ""
    except NoText as error:
        found = str(error)
    if isinstance(found, str):
        raise StoreError(f"{printable(str(path))}: {found}; move it away and run the same command again")
    first, *lines = text.split("\n")
    between = delimiter(text)
    head = [cell.strip() for cell in _cells(first, between)]
    if not {"judgement", "id"} <= set(head):
        raise StoreError(f"{printable(str(path))} has no columns 'judgement' and 'id': it is no table of an audit; move it away and run "
                         "the same command again")
    said, key = head.index("judgement"), head.index("id")
    whole = [cells for line in lines if len(cells := _cells(line, between)) == len(head)]
    last = {cells[key]: cells[said] for cells in whole if _KEY.fullmatch(cells[key])}
    return {key: judgement for key, judgement in last.items() if judgement in (AGREES, DIFFERS, UNSURE)}


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
