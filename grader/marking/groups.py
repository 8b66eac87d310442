"""Wrong answers grouped by mathematical equality: equal values make a bucket, the ladder confirms the group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from grader.engine import BudgetError, Compiled, fingerprint
from grader.expr import Expr, shapes, substitute
from grader.kinds import Decider, decider_of, equal, kind_of, value_of
from grader.model import Bank, Mark, Outcome, Problem, Sheet, WrongGroup

MOST_GROUPS = 200
"""So many distinct wrong answers of one problem are grouped, the most frequent first; the rest stay ungrouped."""


def wrong_groups(bank: Bank, sheets: Iterable[Sheet], salt: str) -> tuple[WrongGroup, ...]:
    """The groups of equal wrong answers of all problems, the largest first within each problem."""
    by_problem: dict[str, dict[str, list[tuple[str, Mark]]]] = defaultdict(lambda: defaultdict(list))
    for sheet in sheets:
        for mark in sheet.marks:
            if mark.verdict.outcome is Outcome.INCORRECT:
                by_problem[mark.problem][mark.read_as].append((sheet.student, mark))
    found: list[WrongGroup] = []
    for problem in bank.problems:
        if problem.id in by_problem:
            found.extend(_groups_of(problem, by_problem[problem.id], salt))
    return tuple(found)


def _groups_of(problem: Problem, answers: dict[str, list[tuple[str, Mark]]], salt: str) -> list[WrongGroup]:
    ordered = sorted(answers.items(), key=lambda item: (-len(item[1]), item[0]))
    clusters: list[list[str]] = []
    if kind_of(problem.task).trees:
        clusters = _clusters(problem, {read_as: pairs[0][1].decided.tree for read_as, pairs in ordered[:MOST_GROUPS]}, salt)
    grouped = {read_as for cluster in clusters for read_as in cluster}
    clusters += [[read_as] for read_as, _ in ordered if read_as not in grouped]
    groups = [_group(problem, [(read_as, answers[read_as]) for read_as in cluster]) for cluster in clusters]
    return sorted(groups, key=lambda group: (-group.count, group.read_as))


def _group(problem: Problem, members: list[tuple[str, list[tuple[str, Mark]]]]) -> WrongGroup:
    students = sorted({student for _, pairs in members for student, _ in pairs})
    spellings = Counter(mark.answer for _, pairs in members for _, mark in pairs)
    first = members[0][1][0][1]
    listed = tuple(text for text, _ in sorted(spellings.items(), key=lambda item: (-item[1], item[0])))
    return WrongGroup(problem.id, members[0][0], sum(len(pairs) for _, pairs in members), tuple(students), listed,
                      first.verdict.evidence, first.verdict.messages, first.diagnoses, first.decided.tree)


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
