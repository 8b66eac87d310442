"""Rows, columns and matrices that are written out: how many entries are right, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Matrix, Path, Transpose, span_at
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Explanation, OneEntry
from grader.misconceptions.explain.confirm import holds
from grader.misconceptions.explain.multiples import by_a_relation
from grader.misconceptions.explain.predictions import predicted
from grader.misconceptions.explain.repair import by_a_slip
from grader.misconceptions.points import alike
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.model import WrongAnswer
from grader.record import replace

MOST_ENTRIES, MOST_ALIKE = 2, 6
"""Most wrong entries that are looked at one by one, and most of which it may be told that the same is wrong."""


def by_entries(case: Case) -> Iterator[Explanation]:
    """Yield what is wrong with the first wrong entries; nothing where no entry is right and none is explained."""
    count = len(case.truth[0])
    if not _has_entries(case):
        return
    wrong = [at for at in range(count) if not _is_right(case, at)]
    explained = [(at, _of_entry(case, at)) for at in wrong[:MOST_ENTRIES]]
    if len(wrong) == count and not all(explanation for _, explanation in explained):
        return
    known = [explanation.source for _, explanation in explained if explanation is not None and explanation.seen is None]
    explained += [(at, Explanation(source)) for at in wrong[MOST_ENTRIES:MOST_ALIKE] if (source := _predicted(case, at)) in known]
    sources = {explanation.source if explanation is not None else None for _, explanation in explained}
    alone = len(wrong) == len(explained) and len(sources) == 1 and all(each is not None and each.alone for _, each in explained)
    for number, (places, explanation) in enumerate(_told_together(explained)):
        entry = OneEntry(tuple(_place(case, at) for at in places), count - len(wrong), count, number == 0)
        here = _path(case, places[0])
        if explanation is None:
            yield Explanation(BY_NAME["entries-wrong"], path=here, alone=False, entry=entry)
        else:
            path = explanation.path if explanation.path and span_at(case.tree, explanation.path) else here
            yield replace(explanation, path=path, alone=alone, entry=entry)


def _place(case: Case, at: int) -> tuple[int, ...]:
    """Return the place of an entry by its numbers from one on: in the answer where that is written in another layout, else in the truth."""
    path = _path(case, at)
    if case.laid.layout.name and path is not None and type(case.tree) is Matrix:
        _, columns = case.tree.data
        return path[0] // columns + 1, path[0] % columns + 1
    return case.posed.place(case.places[0][0], at) or ()


def _told_together(explained: list[tuple[int, Explanation | None]]) -> Iterator[tuple[list[int], Explanation | None]]:
    """Yield what is said of entries, with all the entries of which the same is said."""
    told: dict[object, tuple[list[int], Explanation | None]] = {}
    for at, explanation in explained:
        said = None if explanation is None else (explanation.source, explanation.seen)
        told.setdefault(said, ([], explanation))[0].append(at)
    yield from told.values()


def are_written_out(case: Case) -> bool:
    """Whether every entry has a place of its own in the answer, so that what is wrong in one makes no other right."""
    return _has_entries(case) and _path(case, 0) is not None


def _has_entries(case: Case) -> bool:
    return not case.posed.symbolic and len(case.truth[0]) > 1 and case.laid.what != "differential"


def _is_right(case: Case, at: int) -> bool:
    entry = Case(case.predictions, case.tree, case.laid, at, budget=case.budget)
    return all(alike(([mine[at]], [right[at]])) for mine, right in case.pairs()) and holds(entry, entry.sides)


def _of_entry(case: Case, at: int) -> Explanation | None:
    path = _path(case, at)
    entry = _alone(case, at)
    source = _predicted(case, at)
    # A number too many is a factor that is lost where right forms have its inverse: the relation says what is seen.
    explanation = next(by_a_relation(entry), None) if source is None or (isinstance(source, Rule) and source.is_slip) else None
    if source is not None:
        return explanation or Explanation(source)
    return explanation if explanation is not None or path is None else next(by_a_slip(entry), None)


def _predicted(case: Case, at: int) -> Rule | WrongAnswer | None:
    """The most plausible rule that predicts an entry."""
    found = (each.source for each in predicted(_alone(case, at), listed=False))
    sources = [each for each in found if not isinstance(each, Rule) or each.of_entries]
    if case.question.task.asked == "hessian" and BY_NAME["term-lost"] in sources:
        # What a wrong first derivative keeps of a term may be zero once it is differentiated again: that shows no trace of a rule.
        return BY_NAME["term-lost"]
    return next(iter(sources), None)


def _alone(case: Case, at: int) -> Case:
    path = _path(case, at)
    return Case(case.predictions, case.tree, case.laid, at, path if path is not None else (), budget=case.budget)


def _path(case: Case, at: int) -> Path | None:
    """Return the place of an entry of the truth in a matrix that is written out; ``None`` in any other tree."""
    tree, path, turned = case.tree, tuple[int, ...](), False
    while type(tree) is Transpose:
        tree, path, turned = tree.args[0], (*path, 0), not turned
    if type(tree) is not Matrix or any(arg.is_array for arg in tree.args):
        return None
    rows, columns = tree.data
    instance = case.places[0][0]
    _, block = case.laid.written.at(case.posed, instance)
    place = case.laid.in_order(case.posed, instance, replace(block, slots=list(range(rows * columns))))[at]
    return (*path, (place % rows) * columns + place // rows if turned else place)
