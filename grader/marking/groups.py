"""Wrong answers grouped by mathematical equality: equal values make a bucket, the ladder confirms the group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.engine import BudgetError, Compiled, fingerprint
from grader.expr import Expr, shapes, substitute
from grader.kinds import Decider, decider_of, equal, kind_of, value_of
from grader.model import Mark, Problem, WrongGroup

MOST_GROUPS = 200
"""So many distinct wrong answers of one problem are grouped, the most frequent first; the rest stay ungrouped."""


@dataclass(slots=True)
class Alike:
    """Marks of answers that are the same in some way: one of them, who has one, and how often each text was written.

    The mark that is kept is that of the least text, so that it does not depend on an order.
    """

    mark: Mark
    persons: list[str] = field(default_factory=list)
    spellings: Counter[str] = field(default_factory=Counter)

    def add(self, mark: Mark, persons: list[str]) -> None:
        """Take in one mark and those who have it."""
        if (mark.answer, mark.earlier) < (self.mark.answer, self.mark.earlier):
            self.mark = mark
        self.persons += persons
        self.spellings[mark.answer] += len(persons)


def listed(spellings: Counter[str]) -> tuple[str, ...]:
    """The texts, the most frequent first."""
    return tuple(text for text, _ in sorted(spellings.items(), key=lambda item: (-item[1], item[0])))


def wrong_groups(problem: Problem, answers: Mapping[str, Alike], salt: str) -> list[WrongGroup]:
    """The groups of equal wrong answers of a problem, given by what they were read as; the largest first."""
    ordered = sorted(answers.items(), key=lambda item: (-len(item[1].persons), item[0]))
    clusters: list[list[str]] = []
    if kind_of(problem.task).trees:
        trees = {read_as: alike.mark.decided.tree for read_as, alike in ordered[:MOST_GROUPS]}
        clusters = _clusters(problem, trees, salt)
    grouped = {read_as for cluster in clusters for read_as in cluster}
    clusters += [[read_as] for read_as, _ in ordered if read_as not in grouped]
    groups = [_group(problem, [(read_as, answers[read_as]) for read_as in cluster]) for cluster in clusters]
    return sorted(groups, key=lambda group: (-group.count, group.read_as))


def _group(problem: Problem, members: list[tuple[str, Alike]]) -> WrongGroup:
    persons = sorted({person for _, alike in members for person in alike.persons})
    spellings = sum((alike.spellings for _, alike in members), Counter[str]())
    read_as, first = members[0][0], members[0][1].mark
    return WrongGroup(problem.id, read_as, tuple(persons), listed(spellings), first.verdict.evidence, first.verdict.messages,
                      first.diagnoses, first.decided.tree)


def _clusters(problem: Problem, trees: dict[str, Expr | None], salt: str) -> list[list[str]]:
    """Return the texts whose trees are the same function, in order of appearance."""
    definitions = decider_of(problem, salt).posed.definitions
    buckets: dict[str, list[tuple[Decider, list[str]]]] = defaultdict(list)
    clusters: list[list[str]] = []
    for text, read in trees.items():
        tree = substitute(read, definitions) if read is not None else None
        value = None if tree is None else _value(problem, tree, salt)
        prints = () if value is None else value[1]
        if tree is None or value is None or not prints:
            clusters.append([text])
            continue
        home = next((cluster for name in prints for other, cluster in buckets[name] if equal(other, tree)), None)
        if home is not None:
            home.append(text)
            continue
        clusters.append([text])
        for name in prints:
            buckets[name].append((value[0], clusters[-1]))
    return clusters


def _value(problem: Problem, tree: Expr, salt: str) -> tuple[Decider, tuple[str, ...]] | None:
    """The answer as a truth of its own, and the names of its bucket; ``None`` for one that cannot be computed."""
    try:
        value = value_of(problem.task, tree, salt)
        instances = value.posed.instances()
        return value, fingerprint(Compiled(instances[0], instances[0].program)) if instances else ()
    except (shapes.ShapeError, BudgetError):
        return None
