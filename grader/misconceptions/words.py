"""Words for explanations: the only place where a sentence about a wrong answer is made."""

from __future__ import annotations

import re
from functools import cached_property

from grader.expr import HOLDS_DIFFERENTIAL, HOLDS_OPERATOR, Expr, Filled, Path, names, postorder, span_at
from grader.misconceptions.explain.claims import Beside, Explanation, Multiple, OneEntry, Predicted, Seen, Shifted, Terms
from grader.misconceptions.locate import difference
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import BY_NAME
from grader.model import Diagnosis, Task, WrongAnswer
from grader.words import filled

LISTED = "listed"
"""The slug of the author's own wrong answers that name no rule."""

FITS = " This fits what you wrote; at a single point another mistake may give the same."
MAY_FIT = " This fits what you wrote; another mistake may give the same."
"""Is said of two mistakes together, and where the right answer depends on variables and none is left in the wrong one."""

_OF_SUMS = " (sum rule, section 5.1.2)"
"""Is left out of a misconception's words where nothing is differentiated."""

_OF_ENTRIES = {"sign": "The sign is wrong."}
"""What is said of a single entry, where a misconception has other words for a whole answer."""

_OF_NEGATIVE_FACTORS = "A constant factor and the sign are wrong; all else is right."

_OF_SETS = {"coordinates-exchanged": "The coordinates of a point come in the order of the variables; here they are exchanged."}
"""What is said of a set, where a misconception has other words for a formula."""

_ZEROS = "These are the zeros of a wrong derivative; other mistakes may lead to the same zeros."

_WORD = re.compile(r"(?:a|[a-z]{2,})(?='s|[ ,:;.-]|$)")
"""A word, which may begin with a capital; no symbol with an index, a prime or brackets."""

_FUNCTIONS = frozenset(("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "ln", "sqrt", "det", "tr", "diag", "vec"))


class Wording:
    """Puts what explains one answer, given as its tree, into sentences for the sheet."""

    def __init__(self, question: Question, tree: Expr) -> None:
        self._question = question
        self._tree = tree

    def of(self, explanation: Explanation) -> Diagnosis:
        """Return the diagnosis; the part that it is about is underlined if it was written."""
        source, seen, path = explanation.source, explanation.seen, self._path(explanation)
        rule = source if isinstance(source, Rule) else BY_NAME.get(source.rule)
        sentence = source.message if isinstance(source, Rule) else own_words(source, self._question.declared, self._question.task)
        if type(seen) is Multiple and not seen.variable and seen.factor < 0 and seen.factor != -1:
            sentence = _OF_NEGATIVE_FACTORS
        message = f"{_of_entry(explanation.entry, sentence, rule)} {_besides(seen)}".rstrip()
        if not self._question.variables and not self._question.f.holds & HOLDS_OPERATOR:
            message = message.replace(_OF_SUMS, "")
        if isinstance(source, Rule):
            message += self._hedge(explanation, source)
        span = span_at(self._tree, path) if path else None
        return Diagnosis(rule.name if rule is not None else LISTED, message, span, _detail(seen), explanation.alone)

    @cached_property
    def _is_one_value(self) -> bool:
        """Whether a number at a point is answered, or coefficients that are such numbers: other mistakes may give it, too."""
        return self._question.is_a_polynomial or (self._question.is_at_a_point and not names(self._tree))

    def _hedge(self, explanation: Explanation, rule: Rule) -> str:
        """What is added where an answer is a rule's prediction perhaps by chance."""
        is_changed = bool(rule.mal_rule or rule.misreads)
        if self._is_one_value:
            return FITS if is_changed or (rule.predicts and explanation.entry is not None) else ""
        is_doubtful = type(explanation.seen) is Beside or (is_changed and self._is_number(explanation))
        return MAY_FIT if is_doubtful else ""

    def _is_number(self, explanation: Explanation) -> bool:
        """Whether what the explanation is about has no names: one of several entries, or an answer where right ones have some."""
        part = self._tree
        for place in explanation.path or () if explanation.entry is not None else ():
            part = part.args[place]
        if part.holds & HOLDS_DIFFERENTIAL:
            return False
        is_one_of_several = explanation.entry is not None or any(map(names, self._question.forms))
        return is_one_of_several and not names(part) and not any(type(node) is Filled for node in postorder(part))

    def _path(self, explanation: Explanation) -> Path | None:
        """Return the place to underline: for a prediction, where the answer differs from a right one."""
        source = explanation.source
        if type(explanation.seen) is not Predicted:
            return explanation.path
        if isinstance(source, Rule) and source.of_whole:
            return None
        path, is_leaf = self._difference
        return None if is_leaf and isinstance(source, Rule) and source.mal_rule is not None else path

    @cached_property
    def _difference(self) -> tuple[Path, bool]:
        return difference(self._tree, self._question.keyed_forms)


def of_a_rule(slug: str) -> Diagnosis:
    """Return a diagnosis by a rule where no formula is answered."""
    return Diagnosis(slug, BY_NAME[slug].message)


def of_an_equation(slug: str, is_at_a_point: bool) -> Diagnosis:
    """Return a diagnosis of an equation by a rule, hedged where only values at a point are left of what the rule predicts."""
    return Diagnosis(slug, f"{BY_NAME[slug].message}{FITS if is_at_a_point else ''}")


def of_a_set(slug: str) -> Diagnosis:
    """Return a diagnosis of a set of points."""
    return Diagnosis(slug, _OF_SETS[slug]) if slug in _OF_SETS else of_a_rule(slug)


def of_zeros(slug: str) -> Diagnosis:
    """Return a diagnosis of a set of points that are the zeros of a derivative with a mistake.

    >>> of_zeros("term-lost").message[-71:]
    'A term of a sum is missing in the derivative (sum rule, section 5.1.2).'
    """
    return Diagnosis(slug, f"{_ZEROS} {BY_NAME[slug].message.replace('in your answer', 'in the derivative')}")


def of_the_author(wrong: WrongAnswer, declared: frozenset[str], task: Task) -> Diagnosis:
    """Return what the author says of a wrong answer of theirs."""
    return Diagnosis(wrong.rule if wrong.rule in BY_NAME else LISTED, own_words(wrong, declared, task))


def own_words(wrong: WrongAnswer, declared: frozenset[str], task: Task) -> str:
    """Return the author's text about a listed wrong answer, then the rule's sentence."""
    own = as_sentence(filled(wrong.misconception, task), declared)
    rule = BY_NAME.get(wrong.rule)
    if rule is None:
        return as_statement(own) or "This is a wrong answer that your instructor has listed."
    return f"{own.rstrip('.')}. {rule.message}" if own else rule.message


def as_statement(own: str) -> str:
    """Return the author's words with a full stop behind them.

    >>> as_statement("Paths crossed"), as_statement("Is it?"), as_statement("")
    ('Paths crossed.', 'Is it?', '')
    """
    return f"{own}." if own and own[-1] not in ".!?:)" else own


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


def _of_entry(entry: OneEntry | None, sentence: str, rule: Rule | None) -> str:
    """Return a sentence, with the entries before it that it is about; the right ones are counted once, and only if there are some."""
    if entry is None:
        return sentence
    counted = f"{entry.right} of {entry.count} entries are right. " if entry.right and entry.is_first else ""
    *others, last = [f"({', '.join(map(str, place))})" for place in entry.places]
    places = f"{', '.join(others)} and {last}" if others else last
    is_one = len(entry.places) == 1
    if rule is not None:
        sentence = _OF_ENTRIES.get(rule.name, sentence)
    if rule is BY_NAME["entries-wrong"]:
        return f"{counted}{f'Entry {places} is' if is_one else f'Entries {places} are'} not right yet."
    return f"{counted}{'Entry' if is_one else 'Entries'} {places}: {sentence}"


def _besides(seen: Seen) -> str:
    """Return what is wrong besides, or how many terms are concerned, without giving a value away.

    >>> from fractions import Fraction
    >>> _besides(Terms(2, Fraction(3)))
    '(2 terms are concerned.)'
    """
    match seen:
        case Terms(count) if count > 1:
            return f"({count} terms are concerned.)"
        case Multiple(factor, variable) if variable and factor != 1:
            return f"Besides, {'the sign' if factor == -1 else 'a constant factor'} is wrong."
        case Beside(None):
            return "It went wrong at more than one place."
        case Beside(Rule(name="sign-of-a-term")):
            # The term may be that in which the other mistake is.
            return "Besides, the sign of a term is wrong."
        case Beside(Rule() as rule):
            return f"Besides, at another place: {rule.message}"
        case Predicted(True):
            return "Besides, a constant factor or the sign is wrong."
    return ""


def _detail(seen: Seen) -> str:
    """Return what gives a value away.

    >>> from fractions import Fraction
    >>> _detail(Multiple(Fraction(2), "x", -1))
    'it is 2 times the right one times x^(-1)'
    """
    match seen:
        case Multiple(factor, "") if factor != -1:
            return f"it is {factor} times the right one"
        case Multiple(factor, variable, power) if variable:
            return f"it is {'' if factor == 1 else f'{factor} times '}the right one times {variable}^({power})"
        case Shifted(constant):
            return f"the constant is {constant}"
        case Terms(_, factor) if factor is not None and factor not in (0, -1):
            return f"this term should be times {factor}"
    return ""
