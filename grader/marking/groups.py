"""Wrong answers grouped by mathematical equality: equal values make a bucket, the ladder confirms the group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from grader.engine import BudgetError, Compiled, fingerprint
from grader.expr import Expr, shapes, substitute
from grader.kinds import Decider, decider_of, equal, kind_of, value_of
from grader.model import Form, Mark, Problem, WrongGroup

MOST_GROUPS = 200
"""So many distinct wrong answers of one problem are grouped, the most frequent first; the rest are only counted."""

Again = Callable[[], Mark]
"""Gives a mark once more, so that not every one of a class is kept."""


class Alike:
    """Answers that are the same in some way: who wrote which text, and a way to the mark of one of them.

    It is that of the least text, so that it does not depend on an order.
    """

    __slots__ = ("_again", "_least", "members")

    def __init__(self) -> None:
        self.members: list[tuple[str, Sequence[str]]] = []
        self._least: tuple[str, tuple[tuple[str, str], ...]] | None = None
        self._again: Again | None = None

    def add(self, mark: Mark, persons: Sequence[str], again: Again) -> None:
        """Take in one mark and those who have it."""
        place = mark.answer, mark.earlier
        if self._least is None or place < self._least:
            self._least, self._again = place, again
        self.members.append((mark.answer, persons))

    def mark(self) -> Mark:
        """Return the mark of the least text."""
        assert self._again is not None, "nothing is alike before something was added"
        return self._again()

    @property
    def count(self) -> int:
        """How many answers it were."""
        return sum(len(persons) for _, persons in self.members)


def persons_of(groups: Sequence[Alike]) -> tuple[str, ...]:
    """All who wrote one of these answers, sorted."""
    return tuple(sorted({person for alike in groups for _, persons in alike.members for person in persons}))


def spellings_of(groups: Sequence[Alike]) -> tuple[str, ...]:
    """The texts, the most frequent first."""
    counts: Counter[str] = Counter()
    for alike in groups:
        for text, persons in alike.members:
            counts[text] += len(persons)
    return tuple(text for text, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def wrong_groups(problem: Problem, answers: Mapping[str, Alike], salt: str) -> list[WrongGroup]:
    """The groups of equal wrong answers of a problem, given by what they were read as; the largest first."""
    ordered = sorted(answers, key=lambda read_as: (-answers[read_as].count, read_as))[:MOST_GROUPS]
    marks = {read_as: answers[read_as].mark() for read_as in ordered}
    alike = [[read_as] for read_as in ordered]
    if kind_of(problem.task).trees:
        forms: dict[str, dict[str, Expr | None]] = defaultdict(dict)
        for read_as, mark in marks.items():
            # Answers of the right value are told apart by what is wrong with their form.
            evidence = mark.verdict.evidence
            forms[evidence.requirement if isinstance(evidence, Form) else ""][read_as] = mark.decided.tree
        alike = [cluster for trees in forms.values() for cluster in clusters(problem, trees, salt)]
    groups = [_group(marks[cluster[0]], cluster[0], [answers[read_as] for read_as in cluster]) for cluster in alike]
    return sorted(groups, key=lambda group: (-group.count, group.read_as))


def rarer(answers: Mapping[str, Alike]) -> int:
    """How many wrong answers of a problem are in none of its groups."""
    return max(0, len(answers) - MOST_GROUPS)


def _group(first: Mark, read_as: str, members: Sequence[Alike]) -> WrongGroup:
    return WrongGroup(first.problem, read_as, persons_of(members), spellings_of(members), first.verdict.evidence, first.verdict.messages,
                      first.diagnoses, first.decided.tree, first.variant)


def clusters(problem: Problem, trees: dict[str, Expr | None], salt: str) -> list[list[str]]:
    """Return the texts whose trees are the same function, in order of appearance."""
    definitions = decider_of(problem, salt).posed.definitions
    buckets: dict[str, list[tuple[Decider, list[str]]]] = defaultdict(list)
    found: list[list[str]] = []
    for text, read in trees.items():
        tree = substitute(read, definitions) if read is not None else None
        value = None if tree is None else _value(problem, tree, salt)
        prints = () if value is None else value[1]
        if tree is None or value is None or not prints:
            found.append([text])
            continue
        home = next((cluster for name in prints for other, cluster in buckets[name] if equal(other, tree)), None)
        if home is not None:
            home.append(text)
            continue
        found.append([text])
        for name in prints:
            buckets[name].append((value[0], found[-1]))
    return found


def _value(problem: Problem, tree: Expr, salt: str) -> tuple[Decider, tuple[str, ...]] | None:
    """The answer as a truth of its own, and the names of its bucket; ``None`` for one that cannot be computed."""
    try:
        value = value_of(problem.task, tree, salt)
        instances = value.posed.instances()
        return value, fingerprint(Compiled(instances[0], instances[0].program)) if instances else ()
    except (shapes.ShapeError, BudgetError):
        return None
