"""A class counted mark by mark: no list of sheets is needed, and the order of the marks does not matter."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.expr import order_keys
from grader.kinds import kind_of, scope_of
from grader.marking.groups import Again, Alike, persons_of, rarer, spellings_of, wrong_groups
from grader.model import Bank, Counts, Loss, Mark, Outcome, Problem, ProblemCounts, Values, VariantCounts, WaitingGroup
from grader.syntax import canonical, squeezed

DIGITS = 6, 12
"""Hexadecimal digits of a group's name, and of those that would have the same name or belong to one of many variants."""


@dataclass(slots=True)
class _Lost:
    answers: int = 0
    points: Fraction = Fraction(0)
    persons: list[str] = field(default_factory=list)


def _alike() -> dict[Values, dict[str, Alike]]:
    return defaultdict(lambda: defaultdict(Alike))


@dataclass(slots=True)
class _Problem:
    """What is counted of one problem: of each of its variants ``wrong`` by what was read, ``waiting`` by the canonical text."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    answered: int = 0
    pending: int = 0
    decided: int = 0
    earned: Fraction = Fraction(0)
    had: Fraction = Fraction(0)
    lost: dict[str, _Lost] = field(default_factory=dict)
    wrong: dict[Values, dict[str, Alike]] = field(default_factory=_alike)
    waiting: dict[Values, dict[str, Alike]] = field(default_factory=_alike)
    variants: dict[Values, VariantCounts] = field(default_factory=dict)


class Tally:
    """Counts the marks of a class; ``bank`` and ``salt`` are those of the run.

    ``add`` takes a mark and the ids of all who have it, in any order and in any portions; ``counts`` may be called once all are in.
    With ``again``, which gives the mark once more, no mark is kept.
    """

    def __init__(self, bank: Bank, salt: str) -> None:
        self._bank = bank
        self._salt = salt
        self._problems: dict[str, _Problem] = defaultdict(_Problem)

    def add(self, mark: Mark, persons: Sequence[str], again: Again | None = None) -> None:
        """Take in one mark and those who have it."""
        again = again or (lambda: mark)
        problem, found = self._bank.get(mark.key), self._problems[mark.problem]
        if mark.variant:
            found.variants[mark.variant] = _with_mark(found.variants.get(mark.variant), mark, len(persons))
        found.outcomes[mark.verdict.outcome] += len(persons)
        found.answered += len(persons) if mark.answer and mark.verdict.outcome is not Outcome.BLANK else 0
        if mark.score is None:
            found.pending += len(persons)
            # Several answers of one student are nobody else's, and those to an unknown variant may be to different ones.
            if problem is not None and mark.answer and not any(_is_own(said.code) for said in mark.verdict.messages):
                found.waiting[mark.variant][_canonical(problem, mark)].add(mark, persons, again)
            return
        found.decided += len(persons) if mark.ruling is not None else 0
        found.earned += mark.score * len(persons)
        found.had += mark.out_of * len(persons)
        # An answer to which a person gives all points counts as no wrong one.
        if mark.verdict.outcome is Outcome.INCORRECT and (mark.ruling is None or mark.score < mark.out_of):
            found.wrong[mark.variant][mark.read_as].add(mark, persons, again)
            lost = found.lost.setdefault(mark.diagnoses[0].rule if mark.diagnoses else "", _Lost())
            lost.answers += len(persons)
            lost.points += (mark.out_of - mark.score) * len(persons)
            lost.persons += persons

    def counts(self) -> Counts:
        """Return all that was counted, in the order of the bank."""
        found = [(problem, self._problems.get(problem.id, _Problem())) for problem in self._bank.problems]
        by_values = [(each, known, each.variant) for problem, known in found for each in (problem, *problem.variants)]
        return Counts(
            tuple(ProblemCounts(problem.id, tuple(each.outcomes[outcome] for outcome in Outcome), each.answered, each.pending, each.earned,
                                each.had, each.decided, tuple(each.variants[values] for values in sorted(each.variants)))
                  for problem, each in found),
            tuple(Loss(problem.id, rule, lost.answers, lost.points, tuple(sorted(lost.persons)))
                  for problem, each in found for rule, lost in sorted(each.lost.items())),
            tuple(group for problem, each, values in by_values if values in each.wrong
                  for group in wrong_groups(problem, each.wrong[values], self._salt)),
            tuple(group for problem, each, values in by_values if values in each.waiting
                  for group in _waiting(problem, each.waiting[values])),
            sum(rarer(alike) for _, each in found for alike in each.wrong.values()))


def _with_mark(known: VariantCounts | None, mark: Mark, count: int) -> VariantCounts:
    """The counts of a variant with one mark more, of so many students."""
    known = known or VariantCounts(mark.variant, 0, 0, Fraction(0), Fraction(0))
    right = count if mark.verdict.outcome is Outcome.CORRECT else 0
    earned, had = (mark.score * count, mark.out_of * count) if mark.score is not None else (Fraction(0), Fraction(0))
    return VariantCounts(mark.variant, known.students + count, known.right + right, known.earned + earned, known.had + had)


def _is_own(code: str) -> bool:
    """Whether a mark waits for a reason that is one student's alone."""
    return code == "intake/two-answers" or code.startswith("variant/")


def _canonical(problem: Problem, mark: Mark) -> str:
    """What equal answers share: the tree up to the order of sums and products, else the tokens, else the text without needless blanks."""
    tree = mark.decided.tree
    if tree is not None:
        return order_keys(tree)[id(tree)]
    return canonical(mark.answer, scope_of(problem.task)) if kind_of(problem.task).trees else squeezed(mark.answer)


def _waiting(problem: Problem, groups: dict[str, Alike]) -> list[WaitingGroup]:
    before = f"{problem.key}\0" if problem.variant else ""
    digests = {text: hashlib.sha256(f"{before}{text}".encode("utf-8", "backslashreplace")).hexdigest() for text in groups}
    short = Counter(digest[:DIGITS[0]] for digest in digests.values())
    found = []
    for text, alike in groups.items():
        digits = DIGITS[short[digests[text][:DIGITS[0]]] > 1 or bool(problem.variant)]
        messages = alike.mark().verdict.messages
        name, message = f"{problem.id}#{digests[text][:digits]}", messages[0].message if messages else ""
        found.append(WaitingGroup(name, problem.id, persons_of([alike]), spellings_of([alike]), message, problem.variant))
    return sorted(found, key=lambda group: (-len(group.persons), group.name))
