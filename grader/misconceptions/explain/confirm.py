"""What explains a case: predictions of its table, relations, one slip, an assumption; each confirmed before it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from grader.engine import REFUTE_BITS, Laid, precision, same
from grader.engine.recognise import exact_ball, number, ratio
from grader.expr import Expr, Matrix
from grader.misconceptions.explain.case import Case, Check, Found, Values
from grader.misconceptions.explain.multiples import assumptions, coefficients, coefficients_of_the_truth, multiple, scaled, times_a_power
from grader.misconceptions.explain.repair import repairs
from grader.misconceptions.explain.writing import leaves_of
from grader.misconceptions.locate import located
from grader.misconceptions.points import Place, alike
from grader.misconceptions.predict.question import Question
from grader.misconceptions.predict.table import Prediction, Table
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME, RULES
from grader.model import Diagnosis, WrongAnswer

_WORD = re.compile(r"(?:a|[a-z]{2,})(?='s|[ ,:;.-]|$)")
"""What may begin with a capital: a word, and no symbol with an index, a prime or brackets."""

_FUNCTIONS = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "ln", "sqrt", "det", "tr", "diag", "vec"))

LISTED = "listed"
"""The slug of the author's own wrong answers that name no rule."""


def table_of(question: Question, what: str) -> Table:
    """The table of a question where ``what`` is asked, built when the first wrong answer needs it."""
    tables = question.posed.memory.setdefault("tables", {})
    if what not in tables:
        with precision(REFUTE_BITS):
            tables[what] = Table(question, RULES, what, dict(question.problem.tables).get(what, ""))
    table: Table = tables[what]
    return table


# -- words ------------------------------------------------------------------------------------------------------------


def verbatim(question: Question, tree: Expr, full: Expr) -> Iterator[Diagnosis]:
    """A listed answer itself, up to the order of sums and products; it need not have a value, or shapes that fit."""
    wrong = question.listed.get(question.keys_of(full)[id(full)]) if full.leaves in question.listed_sizes else None
    if wrong is not None:
        yield own_words(question, tree, wrong)


def own_words(question: Question, tree: Expr, wrong: WrongAnswer) -> Diagnosis:
    """The author's text, then the rule's sentence."""
    own = question.sentences.get(wrong.misconception)
    if own is None:
        own = question.sentences[wrong.misconception] = _as_sentence(wrong.misconception, question)
    rule = BY_NAME.get(wrong.rule)
    if rule is None:
        message = own or "This is a wrong answer that your instructor has listed."
    else:
        message = f"{own.rstrip('.')}. {rule.message}" if own else rule.message
    return Diagnosis(rule.name if rule is not None else LISTED, message, located(question, tree))


def _as_sentence(own: str, question: Question) -> str:
    """The author's words with a capital, unless they begin with a symbol, which has its own case."""
    word = _WORD.match(own)
    if word is None or word[0] in _FUNCTIONS or question.declared >= {word[0]} or question.declared >= set(word[0]):
        return own
    return own[:1].upper() + own[1:]


def said(question: Question, tree: Expr, prediction: Prediction, more: str = "") -> Diagnosis:
    """What is said of an answer that was predicted."""
    source = prediction.source
    if isinstance(source, WrongAnswer):
        return own_words(question, tree, source)
    span = None if source.of_whole else located(question, tree, with_leaves=source.mal_rule is None)
    return Diagnosis(source.name, f"{source.message} {more}".rstrip(), span)


# -- explanations -------------------------------------------------------------------------------------------------------


def predicted(question: Question, case: Case, listed: bool) -> Iterator[Prediction]:
    """The predictions that are the answer, or its entry, the author's own first."""
    table = table_of(question, case.laid.what)
    if not case.places or table.place is None:
        return
    values = case.values_at(table.place)
    close = table.explain(values) if case.entry is None else table.explain_entry(case.entry, values[0])
    for prediction in close:
        source = prediction.source
        if isinstance(source, Rule) and prediction.is_edit and not _is_written_alike(case, prediction):
            case.suspected.add(source.name)
        elif (source.suits(case.part) if isinstance(source, Rule) else listed) and _is_predicted(case, table, prediction):
            yield prediction


def _is_predicted(case: Case, table: Table, prediction: Prediction) -> bool:
    """Whether the answer is the prediction: at the table's second look, at other sizes, and wherever a sign or a parity matters."""
    instance = table.instance
    if instance is None:
        return False
    if case.entry is None and prediction.tree == case.laid.written.tree:
        return True
    sample, bits = table.probes[1]
    if not alike((case.values_at((instance, sample), bits), case.chosen(prediction.values[1]))):
        return False
    laid = prediction.laid
    if laid is None or prediction.tree is None:
        return False

    def check(place: Place, bits: int) -> tuple[Values, Values]:
        return case.values_at(place, bits), case.values_at(place, bits, laid)

    if table.is_kept and not alike(check((instance, sample), bits)):
        # The plan was made when the rule predicted something else.
        return False
    if case.bits_at(instance, sample) > bits and not case.holds(check):
        return False
    return (all(alike(check(place, REFUTE_BITS)) for place in case.elsewhere) and case.holds_in_every_branch(check, laid)
            and case.is_equal(prediction.tree, laid))


def _is_written_alike(case: Case, prediction: Prediction) -> bool:
    """Whether a changed right answer has the leaves of the answer, so that what was changed can be seen there."""
    mine, tree = case.laid.written.tree, prediction.tree
    if case.entry is None or tree is None:
        return mine == tree or case.leaves == prediction.leaves
    if all(type(each) is Matrix and len(each.args) == len(mine.args) for each in (mine, tree)):
        mine, tree = mine.args[case.entry], tree.args[case.entry]
    return leaves_of(mine) == leaves_of(tree)


def whole(case: Case) -> Iterator[Diagnosis]:
    """Relations of the whole answer to the truth."""
    yield from _confirmed(case, (*multiple(case), *times_a_power(case)))


def slips(question: Question, case: Case) -> Iterator[Diagnosis]:
    """One slip in the answer's own tree, or in the terms of the right one."""
    forms = question.forms
    for look in (coefficients, lambda each: repairs(each, forms), lambda each: coefficients_of_the_truth(each, forms)):
        found = list(_confirmed(case, look(case)))
        if found:
            yield from found
            return


def assumed(case: Case) -> Iterator[Diagnosis]:
    """What would have to be assumed for the answer to be right."""
    yield from (Diagnosis(slug, BY_NAME[slug].message) for slug in assumptions(case))


def multiples(question: Question, case: Case) -> Iterator[Diagnosis]:
    """A number times a prediction, where that is no accident: the prediction varies."""
    table = table_of(question, case.laid.what)
    for prediction in table.explain_multiple(case.values_at(table.place)) if table.place is not None else ():
        if prediction.is_edit or (isinstance(prediction.source, Rule) and not prediction.source.of_multiples):
            continue
        laid = prediction.laid
        theirs = case.values_of(laid)
        if laid is None or theirs is None or prediction.tree is None or all(same(theirs[0], values) for values in theirs[1:]):
            continue
        found = {None if c is None else number(c) for c in [ratio(mine, other) for mine, other in zip(case.values, theirs, strict=True)]}
        c = found.pop() if len(found) == 1 else None
        if c is not None and case.holds(_is_multiple(case, laid, c)) and case.is_equal(scaled(prediction.tree, c), laid):
            yield replace(said(question, case.tree, prediction, "Besides, a constant factor or the sign is wrong."), alone=False)
            return


def _is_multiple(case: Case, laid: Laid, c: Fraction) -> Check:
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        with precision(bits):
            return case.values_at(place, bits), [exact_ball(c) * value for value in case.values_at(place, bits, laid)]

    return check


def _confirmed(case: Case, found: Iterable[Found]) -> Iterator[Diagnosis]:
    yield from (match.said(case.tree) for match in found
                if match.rule.suits(case.part) and case.holds(match.check) and case.is_sure(match))
