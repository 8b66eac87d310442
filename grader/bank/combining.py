"""Which combinations of values are variants of a problem: all that ``where`` allows, of too many those that ``limit`` keeps."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product

from grader.bank.forms import Finding
from grader.bank.variant_forms import MOST_COMBINED, MOST_VARIANTS, Ranges
from grader.expr import Add, Div, Expr, Mul, Neg, Number, Pow, Symbol, fold
from grader.model import Diagnostic, Values, number_of, values_text
from grader.syntax import Scope, read_formula
from grader.yamlnodes import Scalar

Numbers = Mapping[str, Fraction]

_SIGNS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "!=": lambda a, b: a != b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "<": lambda a, b: a < b, ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
}
_SPELLED = (("≠", "!="), ("≤", "<="), ("≥", ">="), ("==", "="))
_COMPARED = re.compile("(!=|<=|>=|<|>|=)")
_MOST_POWER = 64


class _NoNumberError(Exception):
    """Internal: a side of a comparison has no value."""


def combinations(problem: str, ranges: Ranges) -> tuple[tuple[Values, ...], list[Finding]]:
    """Return the values of each variant, in the order in which the lists give them, and what is wrong with them; then there are none."""
    def wrong(at: Scalar, code: str, message: str, remedy: str) -> tuple[tuple[Values, ...], list[Finding]]:
        return (), [Finding(("variants",), at, code, message, remedy)]

    if ranges.combined > MOST_COMBINED:
        said = f"these are {ranges.combined:,} combinations; at most {MOST_COMBINED:,} are looked at"
        return wrong(ranges.at, "bank/variants-many", said, "shorten the lists")
    allowed = _condition(ranges)
    if isinstance(allowed, Finding):
        return (), [allowed]
    names = sorted(name for name, _ in ranges.values)
    lists = {name: [value.text for value in values] for name, values in ranges.values}
    found: list[Values] = []
    for chosen in product(*lists.values()):
        given = dict(zip(lists, chosen, strict=True))
        try:
            is_asked = allowed({name: value for name, text in given.items() if (value := number_of(text)) is not None})
        except _NoNumberError as error:
            return wrong(ranges.where or ranges.at, "bank/variants", f"'where' cannot be computed at {values_text(tuple(given.items()))}: "
                         f"{error}", "compare numbers and names of numbers")
        if is_asked:
            found.append(tuple((name, given[name]) for name in names))
    if not found:
        return wrong(ranges.where or ranges.at, "bank/variants-none", "no combination of values is left", "look at 'where' and the lists")
    if len(found) > MOST_VARIANTS and not ranges.limit:
        return wrong(ranges.at, "bank/variants-many", f"these are {len(found):,} variants; at most {MOST_VARIANTS:,} are proved",
                     "shorten the lists, or add limit: 60")
    return _limited(problem, found, ranges.limit), []


def _limited(problem: str, found: list[Values], limit: int) -> tuple[Values, ...]:
    """Those with the smallest HMAC of their values: a further value changes few of them."""
    if not limit or len(found) <= limit:
        return tuple(found)

    def place(values: Values) -> str:
        return hmac.new(problem.encode(), f"limit|{values_text(values)}".encode(), "sha256").hexdigest()

    kept = set(sorted(found, key=place)[:limit])
    return tuple(values for values in found if values in kept)


def _condition(ranges: Ranges) -> Callable[[Numbers], bool] | Finding:
    """What ``where`` says, as a function of the values; a finding where it cannot be read."""
    if ranges.where is None:
        return lambda values: True
    text = ranges.where.text
    for spelled, sign in _SPELLED:
        text = text.replace(spelled, sign)
    known = Scope(tuple(name for name, _ in ranges.values))
    ways = [[_comparison(part, known) for part in re.split(r"\band\b|&&", way)] for way in re.split(r"\bor\b|\|\|", text)]
    if any(part is None for way in ways for part in way):
        return Finding(("variants", "where"), ranges.where, "bank/variants", "this compares no values of the variants",
                       "write it as a != 0 and a < b, with the names that vary")
    return lambda values: any(all(part(values) for part in way if part is not None) for way in ways)


def _comparison(text: str, known: Scope) -> Callable[[Numbers], bool] | None:
    """A chain of comparisons such as ``0 < a <= b``."""
    parts = _COMPARED.split(text)
    trees = [_tree(side, known) for side in parts[::2]]
    if len(parts) < 3 or any(tree is None for tree in trees):
        return None

    def holds(values: Numbers) -> bool:
        sides = [_value(tree, values) for tree in trees if tree is not None]
        return all(_SIGNS[sign](left, right) for left, sign, right in zip(sides, parts[1::2], sides[1:], strict=False))

    return holds


def _tree(text: str, known: Scope) -> Expr | None:
    found = read_formula(text.strip(), known)
    return None if isinstance(found, Diagnostic) else found.tree


def _value(tree: Expr, values: Numbers) -> Fraction:
    """The number of a tree of rational arithmetic."""
    def step(node: Expr, args: tuple[Fraction, ...]) -> Fraction:
        if type(node) is Symbol:
            if node.data not in values:
                raise _NoNumberError(f"{node.data} is no number")
            return values[node.data]
        if type(node) is Number:
            return Fraction(node.data[0])
        if type(node) is Add:
            return sum(args, Fraction(0))
        if type(node) is Neg:
            return -args[0]
        return _combined(node, args)

    found: Fraction = fold(tree, step)
    return found


def _combined(node: Expr, args: tuple[Fraction, ...]) -> Fraction:
    if type(node) is Mul:
        made = Fraction(1)
        for each in args:
            made *= each
        return made
    if type(node) is Div:
        if not args[1]:
            raise _NoNumberError("it divides by zero")
        return args[0] / args[1]
    if type(node) is Pow and args[1].denominator == 1 and abs(args[1]) <= _MOST_POWER and (args[0] or args[1] >= 0):
        return Fraction(args[0] ** int(args[1]))
    raise _NoNumberError("only sums, products, quotients and whole powers are computed")
