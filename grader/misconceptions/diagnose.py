"""Which misconceptions explain a wrong answer, the most plausible first, and which part of the answer each is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.engine import REFUTE_BITS, BudgetError, Form, Key, Written, number, precision, ratio, same
from grader.expr import Differential, Expr, Matrix, Shapes, Transpose, postorder, shapes
from grader.kinds import forms_of
from grader.misconceptions.case import Case, Found
from grader.misconceptions.locate import located
from grader.misconceptions.question import Question
from grader.misconceptions.relations import assumptions, coefficients, coefficients_of_the_truth, multiple, symmetric, times_a_power
from grader.misconceptions.repair import repairs
from grader.misconceptions.rules import BY_NAME, RULES
from grader.misconceptions.table import Prediction, Table
from grader.model import Diagnosis, Diagnostic, WrongAnswer

MOST_ENTRIES = 2
"""So many wrong entries are looked at one by one."""


def diagnose(key: Key, tree: Expr, listed: bool = True) -> tuple[Diagnosis, ...]:
    """The diagnoses of a wrong answer, given as its tree as read; none where nothing is recognised.

    ``listed`` is whether the author's own wrong answers count; they come first.  Nothing is raised for what a student can write.
    """
    question = question_of(key)
    full, found = forms_of(key, tree)
    if isinstance(found, Diagnostic):
        return ()
    try:
        with precision(REFUTE_BITS):
            said = list(_of_forms(question, tree, found, listed) if found else _of_another_shape(question, tree, full, listed))
    except (BudgetError, shapes.ShapeError):
        return ()
    return _without_repetition(said)


def question_of(key: Key) -> Question:
    """The question of a key, made once."""
    if "question" not in key.memory:
        key.memory["question"] = Question(key)
    question: Question = key.memory["question"]
    return question


def table_of(question: Question, what: str) -> Table:
    """The table of a question where ``what`` is asked, built when the first wrong answer needs it."""
    tables = question.key.memory.setdefault("tables", {})
    if what not in tables:
        with precision(REFUTE_BITS):
            tables[what] = Table(question, RULES, what)
    table: Table = tables[what]
    return table


def _without_repetition(said: list[Diagnosis]) -> tuple[Diagnosis, ...]:
    kept: dict[tuple[str, str], Diagnosis] = {}
    for diagnosis in said:
        kept.setdefault((diagnosis.rule, diagnosis.message if diagnosis.rule == "listed" else ""), diagnosis)
    return tuple(kept.values())


# -- answers of the truth's shape -----------------------------------------------------------------------------------


def _of_forms(question: Question, tree: Expr, found: list[Form], listed: bool) -> Iterator[Diagnosis]:
    """The first layout that a prediction explains; else what else can be said in the first."""
    cases = [Case(question.key, tree, form) for form in found]
    for case in cases:
        said = list(_predicted(question, case, listed))
        if said:
            if all(BY_NAME[diagnosis.rule].is_slip for diagnosis in said if diagnosis.rule in BY_NAME):
                yield from (match.said(tree) for match in symmetric(case))
            yield from said
            return
    for case in cases[:2]:
        said = [match.said(tree) for match in _whole(case)]
        if said:
            yield from said
            return
    first = cases[0]
    said = [*_entries(question, first), *(match.said(tree) for match in _inside(question, first))]
    yield from said or list(_multiples(question, first))


def _predicted(question: Question, case: Case, listed: bool) -> Iterator[Diagnosis]:
    table = table_of(question, case.form.what)
    if not case.places:
        return
    for prediction in table.explain(case.form, case.values[0]):
        if isinstance(prediction.source, WrongAnswer) and not listed:
            continue
        yield _said(question, case.tree, prediction)


def _said(question: Question, tree: Expr, prediction: Prediction, more: str = "") -> Diagnosis:
    source = prediction.source
    if isinstance(source, WrongAnswer):
        return Diagnosis(source.rule or "listed", _words(source), located(question, tree))
    return Diagnosis(source.name, f"{source.message} {more}".rstrip(), located(question, tree))


def _words(wrong: WrongAnswer) -> str:
    """The author's text, then the rule's sentence."""
    own = wrong.misconception[:1].upper() + wrong.misconception[1:]
    rule = BY_NAME.get(wrong.rule)
    if rule is None:
        return own or "This is a wrong answer that your instructor has listed."
    return f"{own.rstrip('.')}. {rule.message}" if own else rule.message


def _whole(case: Case) -> Iterator[Found]:
    yield from multiple(case)
    yield from times_a_power(case)


def _inside(question: Question, case: Case) -> Iterator[Found]:
    """One slip in the answer's own tree, or in the terms of the right one; then what would have to be assumed."""
    found = list(coefficients(case)) or list(repairs(case)) or list(coefficients_of_the_truth(case, question.forms))
    yield from found
    if case.entry is None:
        yield from assumptions(case)


def _multiples(question: Question, case: Case) -> Iterator[Diagnosis]:
    """A number times a prediction, where that is no accident: the prediction varies."""
    for prediction in table_of(question, case.form.what).explain_multiple(case.values[0]):
        form = prediction.form
        if form is None:
            continue
        other = Case(case.key, prediction.value.tree, form)
        found = {None if c is None else number(c) for c in
                 [ratio(mine, theirs) for mine, theirs in zip(case.values, other.values, strict=True)]}
        if len(found) == 1 and found != {None} and not all(same(other.values[0], values) for values in other.values[1:]):
            yield _said(question, case.tree, prediction, "Besides, a constant factor or the sign is wrong.")
            return


# -- entries --------------------------------------------------------------------------------------------------------


def _entries(question: Question, case: Case) -> Iterator[Diagnosis]:
    """How many entries are right, and what is wrong with the first of the others."""
    key = case.key
    if key.symbolic or len(case.truth[0]) < 2 or case.form.what == "differential":
        return
    wrong = [at for at in range(len(case.truth[0]))
             if not all(same([mine[at]], [right[at]]) for mine, right in case.pairs())]
    right = len(case.truth[0]) - len(wrong)
    looked = [(at, _of_entry(question, case, at)) for at in wrong[:MOST_ENTRIES]]
    if not right and not all(said for _, said in looked):
        return
    for at, said in looked:
        place = key.place(case.places[0][0], at)
        prefix = f"{right} of {len(case.truth[0])} entries are right. Entry ({', '.join(map(str, place or ()))}): "
        here = Found(BY_NAME["entries-wrong"], _path_of_entry(case, at)).said(case.tree)
        if said is None:
            yield replace(here, message=f"{prefix}this one is not right yet.")
        else:
            yield replace(said, message=prefix + said.message, span=said.span or here.span)


def _of_entry(question: Question, case: Case, at: int) -> Diagnosis | None:
    path = _path_of_entry(case, at)
    entry = Case(case.key, case.tree, case.form, at, path if path is not None else ())
    for prediction in table_of(question, case.form.what).explain_entry(at, case.values[0][at]):
        form = prediction.form
        if form is not None:
            other = Case(case.key, prediction.value.tree, form, at)
            if all(same(mine, theirs) for mine, theirs in zip(entry.values, other.values, strict=True)):
                return replace(_said(question, case.tree, prediction), span=None)
    found = next(_whole(entry), None)
    if found is None and path is not None:
        found = next(_inside(question, entry), None)
    return found.said(case.tree) if found is not None else None


def _path_of_entry(case: Case, at: int) -> tuple[int, ...] | None:
    """Where an entry of the truth stands in a matrix that is written out; ``None`` in any other tree."""
    tree, path = case.tree, tuple[int, ...]()
    turned = False
    while type(tree) is Transpose:
        tree, path, turned = tree.args[0], (*path, 0), not turned
    if type(tree) is not Matrix or any(arg.is_array for arg in tree.args):
        return None
    rows, columns = tree.data
    form = case.form
    instance = case.places[0][0]
    _, block = form.written.at(case.key, instance)
    order = form.in_order(case.key, instance, replace(block, slots=list(range(rows * columns))))
    place = order[at]
    if turned:
        place = (place % rows) * columns + place // rows
    return (*path, place)


# -- answers of another shape ---------------------------------------------------------------------------------------


def _of_another_shape(question: Question, tree: Expr, full: Expr, listed: bool) -> Iterator[Diagnosis]:
    """What explains an answer that has not the truth's shape in any layout."""
    key = question.key
    if not key.instances() or any(type(node) is Differential for node in postorder(full)):
        return
    for prediction in table_of(question, key.problem.asked).explain_shape(Written(full, Shapes(full, key.declared))):
        if listed or not isinstance(prediction.source, WrongAnswer):
            yield _said(question, tree, prediction)
