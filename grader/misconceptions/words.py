"""The words for what explains an answer: the only place where a sentence about it is made."""

from __future__ import annotations

import re

from grader.expr import Expr, span_at
from grader.misconceptions.explain.claims import Explanation, Multiple, MultipleOfIt, OneEntry, Seen, Shifted, Terms, TimesPower
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.model import Diagnosis, WrongAnswer

LISTED = "listed"
"""The slug of the author's own wrong answers that name no rule."""

_WORD = re.compile(r"(?:a|[a-z]{2,})(?='s|[ ,:;.-]|$)")
"""What may begin with a capital: a word, and no symbol with an index, a prime or brackets."""

_FUNCTIONS = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "ln", "sqrt", "det", "tr", "diag", "vec"))


def worded(question: Question, tree: Expr, explanation: Explanation) -> Diagnosis:
    """Return an explanation of an answer, given as its tree, as a sentence for the sheet; the part is underlined if it was written."""
    source, seen, path = explanation.source, explanation.seen, explanation.path
    rule = source if isinstance(source, Rule) else BY_NAME.get(source.rule)
    sentence = source.message if isinstance(source, Rule) else own_words(source, question)
    entry = "" if explanation.entry is None else _entry(explanation.entry, rule)
    message = f"{entry}{sentence} {_besides(seen)}".rstrip()
    span = span_at(tree, path) if path else None
    return Diagnosis(rule.name if rule is not None else LISTED, message, span, _detail(seen), explanation.alone)


def own_words(wrong: WrongAnswer, question: Question) -> str:
    """Return the author's text about a listed wrong answer, then the rule's sentence."""
    own = as_sentence(wrong.misconception, question.declared)
    rule = BY_NAME.get(wrong.rule)
    if rule is None:
        return own or "This is a wrong answer that your instructor has listed."
    return f"{own.rstrip('.')}. {rule.message}" if own else rule.message


def as_sentence(own: str, declared: frozenset[str]) -> str:
    """Return the author's words with a capital, unless they begin with a symbol, which has its own case.

    >>> as_sentence("factor forgotten", frozenset("x"))
    'Factor forgotten'
    >>> as_sentence("x forgotten", frozenset("x"))
    'x forgotten'
    """
    word = _WORD.match(own)
    if word is None or word[0] in _FUNCTIONS or declared >= {word[0]} or declared >= set(word[0]):
        return own
    return own[:1].upper() + own[1:]


def _entry(entry: OneEntry, rule: Rule | None) -> str:
    """Return the words before what is said of one entry."""
    place = ", ".join(map(str, entry.place))
    unknown = "this one is not right yet. " if rule is not None and rule.name == "entries-wrong" else ""
    return f"{entry.right} of {entry.count} entries are right. Entry ({place}): {unknown}"


def _besides(seen: Seen | None) -> str:
    """Return what is wrong besides, or how many terms are concerned, without giving a value away.

    >>> from fractions import Fraction
    >>> _besides(Terms(2, Fraction(3)))
    '(2 terms are concerned.)'
    """
    match seen:
        case Terms(count) if count > 1:
            return f"({count} terms are concerned.)"
        case TimesPower(factor) if factor != 1:
            return "Besides, the sign is wrong." if factor == -1 else "Besides, a constant factor is wrong."
        case MultipleOfIt():
            return "Besides, a constant factor or the sign is wrong."
    return ""


def _detail(seen: Seen | None) -> str:
    """Return what gives a value away.

    >>> from fractions import Fraction
    >>> _detail(TimesPower(Fraction(2), "x", -1))
    'it is 2 times the right one times x^(-1)'
    """
    match seen:
        case Multiple(factor) if factor != -1:
            return f"it is {factor} times the right one"
        case Shifted(constant):
            return f"the constant is {constant}"
        case TimesPower(factor, variable, power):
            return f"it is {'' if factor == 1 else f'{factor} times '}the right one times {variable}^({power})"
        case Terms(_, factor) if factor is not None and factor not in (0, -1):
            return f"this term should be times {factor}"
    return ""
