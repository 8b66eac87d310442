"""Rows, columns and matrices that are written out: how many entries are right, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.expr import Matrix, Path, Transpose, span_at
from grader.misconceptions.explain.case import Case, Values
from grader.misconceptions.explain.confirm import predicted, said, slips, whole
from grader.misconceptions.points import Place, alike
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.model import Diagnosis

MOST_ENTRIES = 2
"""So many wrong entries are looked at one by one."""


def by_entries(question: Question, case: Case) -> Iterator[Diagnosis]:
    """How many entries are right, and what is wrong with the first of the others; nothing where none is right and none is explained."""
    posed, count = case.posed, len(case.truth[0])
    if not _has_entries(case):
        return
    wrong = [at for at in range(count) if not _is_right(case, at)]
    looked = [(at, _of_entry(question, case, at)) for at in wrong[:MOST_ENTRIES]]
    if len(wrong) == count and not all(found for _, found in looked):
        return
    rules = {found.rule if found is not None else "" for _, found in looked}
    alone = len(wrong) == len(looked) and len(rules) == 1 and all(found is not None and found.alone for _, found in looked)
    for at, found in looked:
        place = posed.place(case.places[0][0], at) or ()
        prefix = f"{count - len(wrong)} of {count} entries are right. Entry ({', '.join(map(str, place))}): "
        path = _path(case, at)
        here = span_at(case.tree, path) if path else None
        if found is None:
            yield Diagnosis("entries-wrong", f"{prefix}this one is not right yet. {BY_NAME['entries-wrong'].message}", here, alone=False)
        else:
            yield replace(found, message=prefix + found.message, span=found.span or here, alone=alone)


def are_written_out(case: Case) -> bool:
    """Whether every entry stands in the answer at a place of its own, so that what is wrong in one makes no other right."""
    return _has_entries(case) and _path(case, 0) is not None


def _has_entries(case: Case) -> bool:
    return not case.posed.symbolic and len(case.truth[0]) > 1 and case.laid.what != "differential"


def _is_right(case: Case, at: int) -> bool:
    entry = Case(case.posed, case.tree, case.laid, at)

    def check(place: Place, bits: int) -> tuple[Values, Values]:
        return entry.values_at(place, bits), entry.truth_at(place, bits)

    return all(alike(([mine[at]], [right[at]])) for mine, right in case.pairs()) and entry.holds(check)


def _of_entry(question: Question, case: Case, at: int) -> Diagnosis | None:
    path = _path(case, at)
    entry = Case(case.posed, case.tree, case.laid, at, path if path is not None else ())
    predictions = predicted(question, entry, listed=False)
    prediction = next((each for each in predictions if not isinstance(each.source, Rule) or each.source.of_entries), None)
    if prediction is not None:
        return replace(said(question, case.tree, prediction), span=None)
    found = next(whole(entry), None)
    return found if found is not None or path is None else next(slips(question, entry), None)


def _path(case: Case, at: int) -> Path | None:
    """Where an entry of the truth stands in a matrix that is written out; ``None`` in any other tree."""
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
