"""A random sample of the machine's verdicts for a person to judge."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from fractions import Fraction
from hashlib import blake2b
from pathlib import Path
from random import Random

from grader.batch.asked import depended_on
from grader.batch.review.waiting import composing
from grader.marking import scored
from grader.model import Bank, Mark, Outcome, Problem, encode, same_text
from grader.record import record

JUDGED = (Outcome.CORRECT, Outcome.INCORRECT)
"""The verdicts of which a sample is drawn: a blank is no verdict on an answer, and what waits is none yet."""


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
    problem = bank.get(mark.key)
    if problem is None or mark.verdict.outcome not in JUDGED:
        return None
    score = mark.score if mark.ruling is None else scored(problem, mark.answer, mark.decided, mark.earlier).score
    if score is None:
        return None
    said = encode((depended_on(problem), same_text(mark.answer), mark.earlier, mark.verdict.outcome.value))
    # A letter in front, so that no spreadsheet takes it for a number.
    return Drawn(f"a{blake2b(said, digest_size=8).hexdigest()}", mark, problem, score, person)
