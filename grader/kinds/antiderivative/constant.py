"""The constant of integration: one letter that the problem does not declare."""

from __future__ import annotations

import re

from grader.engine import expanded, rational
from grader.expr import GREEK, Add, Call, Cases, Div, Expr, Mul, Neg, Number, Pow, Symbol, build, names
from grader.kinds.question import Look, Question, look_at
from grader.kinds.words import resolved
from grader.model import Diagnostic
from grader.record import record, replace
from grader.syntax import Reading, Scope, read, spelling

_LETTER = re.compile(rf"(?:[A-Za-z]|\\?(?:{'|'.join(GREEK)})|[α-ωΑ-Ω])(?:_?\{{?[0-9]\}}?|[₀-₉])?|(?i:const(?:ant|ante)?|konstante?)")
_IN_BRACKETS = re.compile(
    rf"(?:\\left\s*)?[(\[]\s*\+(\s*(?:{_LETTER.pattern})\s*)\.?(?:\\right\s*)?[)\]]"
    rf"(?=\W*$|[\s$.]*(?:[,;]|\(\s*(?:{_LETTER.pattern})\s*(?:∈|\\in)))")
"""``sin x (+ c)``, ``sin x (+ c), c ∈ R``: what may be left out is added, and no factor."""

_ARTICLE = r"(?:(?:some|any|every|each|all|an?|the|eine?[mnr]?|alle|jedes|une|una)\s+)"
_KIND = r"(?:(?:arbitrary|beliebige[mnrs]?|real|reelle[mnrs]?|freie[mnrs]?|constant|konstante[mnr]?|constante|number|zahl)\s+)"
_ABOUT_IT = re.compile(
    rf"(?:[,;(]|(?<!\s))\s*(?:(?:where|with|wobei|mit|avec|con|and|und|for|für)\s+)?{_ARTICLE}?(?P<name>{_LETTER.pattern})\s+"
    rf"(?:(?:is|ist|in|est|es|è)(?![a-z])\s*)?(?:{_ARTICLE}|{_KIND})*"
    rf"(?:const(?:ant|ante)?|costante|konstante?|number|zahl|real|arbitrary|beliebig|R|ℝ)(?:\s+(?:ist|arbitraria|arbitraire))?\)?[.\s]*$",
    re.IGNORECASE)
_FOR_SOME = re.compile(
    rf"(?:[,;(]|(?<!\s))\s*(?:for|für|with|mit|avec|where|wobei)\s+(?:{_ARTICLE}{_KIND}*|{_ARTICLE}?{_KIND}+)(?P<name>{_LETTER.pattern})\)?[.\s]*$",
    re.IGNORECASE)
"""What is said of the constant behind an answer: ``where C is a constant``, ``for some C``."""

_ADDED = re.compile(rf"[+-]\s*({_LETTER.pattern})(?=\s+(?:for|für|where|with|wobei|mit)\s)")
"""The letter that is added at the end of a formula, in front of words: ``+ C for all x``."""

_SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_NAMES = {sign: name for name, sign in GREEK.items()}


@record
class Read:
    """An answer as it was read, in the scope in which it was; ``constant`` is empty where it has none.

    ``text`` is of the same length as the answer, without what is said about the constant.
    """

    text: str
    reading: Reading
    scope: Scope
    constant: str = ""


def read_with_constant(text: str, scope: Scope) -> Read | Diagnostic:
    """Read an answer; a letter that is unknown is its constant, if it is the only one."""
    text = _IN_BRACKETS.sub(lambda found: f" +{found[1]}".ljust(len(found[0])), text)
    text = _without_words(text, scope)
    found = read(text, scope)
    if isinstance(found, Reading):
        return Read(text, found, scope)
    name = _unknown(text, found) or _added(text, found, scope)
    if not name:
        return found
    wider = replace(scope, names=(*scope.names, name))
    again = read(text, wider)
    may_be_imaginary = name in _IMAGINARY and not (isinstance(again, Reading) and _is_only_added(again.tree, name))
    if may_be_imaginary:
        return replace(found, remedy="complex numbers are not read: write the real functions, and another letter for the constant")
    if isinstance(again, Reading):
        return Read(text, again, wider, name)
    if again.code == found.code:
        return replace(again, message=f"{again.message}; one letter may be the constant, and {name} is that",
                       remedy="use one letter for it")
    return again


_IMAGINARY = frozenset(("i", "I"))


def _is_only_added(tree: Expr, constant: str) -> bool:
    """Whether a constant is a term by itself, or within a sum in one, and no factor: ``(x^2 + i)/2``, not ``e^(i x)``."""
    return tree == Symbol(constant) or ((type(tree) in (Add, Neg, Div, Cases) or _is_scaled(tree)) and all(
        _is_only_added(arg, constant) for arg in tree.args if constant in names(arg)))


def _is_scaled(tree: Expr) -> bool:
    return type(tree) is Mul and sum(bool(names(arg)) for arg in tree.args) == 1


def _without_words(text: str, scope: Scope) -> str:
    """The text without what is said behind it of a letter that stands in it and is not declared.

    >>> _without_words("2x + C, where C is any real number.", Scope(("x",)))
    '2x + C                             '
    >>> _without_words("2x + C for some C", Scope(("x",))), _without_words("2x for some C", Scope(("x",)))
    ('2x + C           ', '2x for some C')
    """
    said = _ABOUT_IT.search(text) or _FOR_SOME.search(text)
    if said is None or said["name"] in scope.names or re.search(rf"(?<!\w){re.escape(said['name'])}(?!\w)", text[:said.start()]) is None:
        return text
    return text[:said.start()] + " " * (len(text) - said.start())


def without_constant(tree: Expr, constant: str) -> Expr:
    """Return a tree without a constant that is only added."""
    if not constant or type(tree) is not Add:
        return tree
    kept = [term for term in tree.args if term not in (Symbol(constant), Neg(Symbol(constant)))]
    return build.add(kept) if kept else Number(0)


_ONTO = frozenset(("asinh", "sinh", "tan"))
"""Functions that take every value if their argument does."""


def takes_every_value(tree: Expr, constant: str, *, is_positive: bool = False) -> bool:
    """Return whether an answer is seen to take every value as its constant does, at each point: ``sin x + 2C``, ``log(k x)``.

    The constant runs through all numbers, or through the positive ones alone.
    """
    kind, args = type(tree), tree.args
    if kind is Symbol:
        return not is_positive and tree.data == constant
    inner = [arg for arg in args if constant in names(arg)]
    if kind is Cases:
        return inner == list(args[::2]) and all(takes_every_value(arg, constant, is_positive=is_positive) for arg in inner)
    if len(inner) != 1 or (kind is Div and inner[0] is args[1]):
        return False
    if kind is Call and tree.data == "log":
        return _takes_positive_values(inner[0], constant, is_positive=is_positive)
    exponent = rational(args[1]) if kind is Pow else None
    is_onto = kind in (Add, Neg, Mul, Div) or (kind is Call and tree.data in _ONTO)
    is_odd = exponent is not None and exponent > 0 and (exponent.numerator * exponent.denominator) % 2 == 1
    return (is_onto or is_odd) and takes_every_value(inner[0], constant, is_positive=is_positive)


def _takes_positive_values(tree: Expr, constant: str, *, is_positive: bool) -> bool:
    """Whether a formula takes every positive value, up to a factor without the constant: ``k x``, ``|k|/2``, ``x/k``, ``e^k``."""
    kind, args = type(tree), tree.args
    inner = [arg for arg in args if constant in names(arg)]
    if tree == Symbol(constant) or takes_every_value(tree, constant, is_positive=is_positive):
        return True
    if len(inner) != 1:
        return False
    if kind in (Neg, Mul, Div) or (kind is Call and tree.data in ("abs", "sqrt")) or (kind is Pow and rational(args[1])):
        return _takes_positive_values(inner[0], constant, is_positive=is_positive)
    is_exponential = (kind is Call and tree.data == "exp") or (kind is Pow and inner[0] is args[1])
    return is_exponential and takes_every_value(inner[0], constant, is_positive=is_positive)


def look(question: Question, text: str) -> Look:
    """Read one response in its first documented reading, without the key."""
    found = read_with_constant(text, question.scope)
    if isinstance(found, Diagnostic):
        return Look(messages=(found,))
    return look_at(question, resolved(question.declared, expanded(question.definitions), found.reading.tree), found.reading.notes)


def _added(text: str, found: Diagnostic, scope: Scope) -> str:
    """The letter that is added at the end of a formula behind which other words stand: ``sin x + C for all x``."""
    added = _ADDED.search(text) if found.code == "syntax/words" else None
    name = spelling(_NAMES.get(added[1], added[1].lstrip("\\"))) if added else ""
    return name if name not in scope.names else ""


def _unknown(text: str, found: Diagnostic) -> str:
    """The unknown letter that a text was not read for, spelled as names are declared; empty if it is none."""
    if found.code != "syntax/unknown-name" or found.span is None:
        return ""
    word = text[slice(*found.span)].strip().translate(_SMALL)
    return spelling(_NAMES.get(word, word.lstrip("\\"))) if _LETTER.fullmatch(word) else ""
