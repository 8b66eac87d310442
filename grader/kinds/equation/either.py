"""Alternatives of which one must hold: ``y = x or y = -x`` and ``y = ±x`` as one equation, ``(y - x)*(y - (-x)) = 0``."""

from __future__ import annotations

from fractions import Fraction

from grader.engine import rational
from grader.engine.equations import difference, scaled, terms_of
from grader.expr import Add, Call, Condition, Constant, Div, Expr, Mul, Neg, Number, Pow, Symbol, build, postorder
from grader.lazily import lazily
from grader.model import Diagnostic
from grader.syntax import OR, Scope, without_words
from grader.syntax.equations import Equations, Limited, equations_of, joined, read_equations

_OR = lazily(rf"(?:[,;]\s*+)?(?:\\text\s*\{{\s*)?(?:(?<![^\W\d_])(?:{'|'.join(word for word in sorted(OR) if word.isalpha())})(?![^\W\d_])"
             r"|∨|\\(?:lor|vee)(?![A-Za-z]))(?:\s*\})?")
_SIGNS = lazily(r"±|∓|\\[pm][mp](?![A-Za-z])|\+/?-")
_SPACING = lazily(r"\\q?quad(?![A-Za-z])|(?<![^\W\d_])either(?![^\W\d_])")
_EVERYWHERE = frozenset(("abs", "atan", "cos", "cosh", "exp", "sin", "sinh", "tanh"))
"""Functions that have a value everywhere."""
MOST_ALTERNATIVES = 6


def either(text: str, scope: Scope) -> tuple[Equations, ...]:
    """Return equations that hold where one of the alternatives of a text does; none where there are none, or it is not certain.

    A step in front of each is passed over; equations in front of the last one, and conditions, hold for all.
    """
    found, shared, conditions = list[Expr](), list[tuple[Expr, ...]](), list[tuple[Limited, ...]]()
    for each in _alternatives(without_words(text, scope)):
        reading = read_equations(each, scope)
        if isinstance(reading, Diagnostic) or reading.alone:
            return ()
        *before, last = equations_of(reading.steps[-1])
        found.append(last)
        shared.append(tuple(before))
        conditions.append(reading.conditions)
    if len(set(conditions)) != 1 or len(set(shared)) != 1:
        return ()
    trees = [tree for tree in (one_of(found), _of_two_signs(found)) if tree is not None]
    return tuple([Equations((joined([*shared[0], tree]),), (), conditions[0]) for tree in trees])


def _of_two_signs(equations: list[Expr]) -> Expr | None:
    """Return |u| = |v| for two equations u + v = 0 and u - v = 0, which is |y| = sqrt(q) for y = ±sqrt(q); ``None`` for others."""
    if len(equations) != 2 or any(side.is_array for each in equations for side in each.args):
        return None
    one, other = (list(terms_of(difference((each.args[0], each.args[1])), Fraction(1))) for each in equations)
    turned = [at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs]
    if len(one) != len(other) or len(turned) != 1 or one[turned[0]] != (-other[turned[0]][0], other[turned[0]][1]):
        return None
    [at] = turned
    kept = [scaled(term, times) for place, (times, term) in enumerate(one) if place != at]
    times, term = one[at]
    is_root = (type(term) is Call and term.name in ("sqrt", "abs")) or (type(term) is Pow and rational(term.args[1]) == Fraction(1, 2))
    size = scaled(term if is_root else Call("abs", (term,)), abs(times))
    return Condition("=", (Call("abs", (build.add(kept),)), size), equations[0].span)


def one_of(equations: list[Expr] | tuple[Expr, ...]) -> Expr | None:
    """Return the equation that holds where one of several does; ``None`` where some may have a value where others have none."""
    if not 1 < len(equations) <= MOST_ALTERNATIVES or any(side.is_array for each in equations for side in each.args):
        return None
    if len({frozenset([node for node in postorder(each) if not _has_a_value(node)]) for each in equations}) > 1:
        return None
    differences = [difference((each.args[0], each.args[1])) for each in equations]
    return Condition("=", (Mul(tuple(differences)), Number(0)), equations[0].span)


def _alternatives(text: str) -> list[str]:
    """The texts of the alternatives: what "or" parts, or the text with each of the two signs of its one ±."""
    text = _SPACING.sub(lambda found: " " * len(found[0]), text)
    parts, signs = _OR.split(text), list(_SIGNS.finditer(text))
    if len(parts) > 1:
        return [] if signs else parts
    if len(signs) != 1:
        return []
    start, end = signs[0].span()
    return [text[:start] + sign.rjust(end - start) + text[end:] for sign in "+-"]


def _has_a_value(node: Expr) -> bool:
    """Whether a node has a value wherever its parts have one."""
    if type(node) is Pow:
        exponent = node.args[1]
        return type(exponent) is Number and exponent.value.denominator == 1 and exponent.value > 0
    if type(node) is Div:
        return type(node.args[1]) is Number and node.args[1].value != 0
    return type(node) in (Add, Constant, Mul, Neg, Number, Symbol, Condition) or (type(node) is Call and node.name in _EVERYWHERE)
