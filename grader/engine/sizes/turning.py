"""Above which number a formula of sizes and indices turns no more: from there on its sign, and that of each case in it, stays as it is."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, lcm, prod

from grader.engine.program.builder import compile_trees, rational
from grader.engine.program.program import evaluate
from grader.engine.values.balls import FAST, constant
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.expr import Add, Call, Cases, Condition, Div, Entry, Expr, Index, Mul, Neg, Number, Pow, Size, Slice, Sum, Symbol, fold
from grader.record import record, replace

_NOTHING = Fraction(0)
_MOST_EXPONENT = 64
"""No higher power is multiplied out."""
_MOST_SIZES = 1_000
"""So many sizes and indices may stand in a formula that is looked at."""
_LARGEST = Fraction(10**12)
"""Numbers above this one are not counted with: no size comes near."""


@record
class Length:
    """Of a polynomial, the sum of the sizes of its coefficients, which are multiples of one over ``under``."""

    size: Fraction = Fraction(1)
    under: int = 1

    @property
    def bound(self) -> Fraction:
        """No zero is above it (Cauchy): the leading coefficient is at least one over ``under``, the others add up to what is left."""
        return self.size * self.under - 1


ONE = Length()


@record
class Counted:
    """What the numbers in a formula can do to its sign.

    ``value`` is the formula itself, if it is a rational number.  ``total`` adds up all numbers that are added to sizes and indices, whose
    numbers in front are the ``scales``: of a formula that is linear in each case there is no more.  Any other formula is a quotient of
    polynomials, of which ``over`` and ``under`` tell the lengths.  ``product`` is the product of one more than each number.  ``has_cases``
    tells of cases, ``has_root`` of a root, logarithm or other function, ``is_power`` of a size in an exponent, ``is_open`` of what else
    stands in it: entries of arrays, and variables.
    """

    value: Fraction | None = None
    total: Fraction = _NOTHING
    scales: tuple[Fraction, ...] = ()
    over: Length = ONE
    under: Length = ONE
    product: Fraction = Fraction(1)
    is_linear: bool = True
    has_cases: bool = False
    has_root: bool = False
    is_power: bool = False
    is_open: bool = False

    @property
    def is_number(self) -> bool:
        """Whether neither a size nor an index nor anything else stands in it."""
        return not self.scales and not self.is_open


@record
class Turn:
    """Where a comparison, or what may branch, turns last, alone or together with others.

    ``names`` are the sizes that it is about, ``number`` is added to what others ask of these; up to ``until`` all sizes must be looked at
    where one of them stands in it as a number, ``of_size``.  ``is_alone`` tells that it is about one index or one size; ``is_steep``, about
    several, that where it meets another one is not known from the numbers: i = 3j meets i = 2j + 5 at 15.
    """

    names: frozenset[str]
    number: int
    until: int = 0
    is_alone: bool = False
    of_size: bool = False
    is_steep: bool = False


def turn_of(tree: Expr, names: frozenset[str], sizes: frozenset[str], more: int = 0) -> Turn | None:
    """Return where a formula turns last that is about these sizes, of which some stand in it; ``None`` where that is not known.

    ``more`` sizes are looked at behind it.
    """
    number = last_turn(tree)
    leaves = _counting_leaves(tree)
    count = len({*leaves}) + len(sizes - {name for kind, name in leaves if kind is Size})
    if number is None or count < 2:
        return None if number is None else Turn(names, number, number + more, is_alone=True, of_size=bool(sizes))
    found = fold(tree, _counted)
    if found is None or not (found.is_linear or found.is_open):
        return None
    is_steep = not found.is_linear or len(leaves) > len({*leaves}) or any(scale != 1 for scale in found.scales)
    number = number * len(found.scales) if found.has_cases else number
    return Turn(names, number, number + more, of_size=bool(sizes), is_steep=is_steep)


def _counting_leaves(tree: Expr) -> list[tuple[type[Expr], str]]:
    """Return the sizes and indices that stand in a formula as numbers, as often as they do; those of an entry say which one is meant."""
    found, waiting = list[tuple[type[Expr], str]](), [tree]
    while waiting:
        node = waiting.pop()
        if type(node) in (Size, Index):
            found.append((type(node), node.data))
        elif type(node) not in (Entry, Slice):
            waiting.extend(node.args)
    return found


def last_turn(tree: Expr) -> int | None:
    """Return a number above which a formula of sizes and indices, or a comparison of such, does not turn; ``None`` for none that is known.

    A product turns where a factor does.  A piece of a linear formula is a n + b, with a multiple a of one over the denominators' least
    common multiple q, and |b| ≤ ``total``: it has no zero above q times that.
    """
    turns, waiting = [0], [tree]
    while waiting:
        factor = waiting.pop()
        if type(factor) in (Mul, Div):
            waiting.extend(factor.args)
        elif type(factor) is Pow and rational(factor.args[1]) is not None:
            waiting.append(factor.args[0])
        else:
            found = fold(factor, _counted)
            turn = None if found is None else 0 if found.is_number else _turn_of(found)
            if turn is None:
                return None
            turns.append(turn)
    return max(turns)


def _turn_of(found: Counted) -> int | None:
    if found.is_linear:
        under = lcm(*[scale.denominator for scale in found.scales])
        return ceil(under * found.total + sum([under * scale - 1 for scale in found.scales], _NOTHING))
    if found.is_open:
        return ceil(found.product) if found.product > 2 else 0
    if (found.has_root and (found.product > 1 or len(found.scales) > 1)) or (found.is_power and len(found.scales) > 1):
        return None
    return ceil(max(found.over.bound, found.under.bound))


def _counted(node: Expr, parts: tuple[Counted | None, ...]) -> Counted | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or sum([len(part.scales) for part in known]) > _MOST_SIZES:
        return None
    if type(node) in (Size, Index):
        return Counted(scales=(Fraction(1),))
    if node.is_plain and not node.args and type(node) is not Symbol:
        return _of_number(node)
    if not node.args:
        return Counted(is_open=True)
    if all(part.is_number for part in known) and node.is_plain:
        return _of_numbers(node, known)
    return _of_sizes(node, known)


def _of_sizes(node: Expr, parts: list[Counted]) -> Counted | None:
    """A formula in which a size, an index or something else stands."""
    kind = type(node)
    numbers = [part for part in parts if part.is_number]
    if kind in (Neg, Add) or (kind is Condition and node.data not in ("and", "or")):
        return _together(parts)
    if kind in (Cases, Condition) or (kind is Call and node.data in _BY_CASES):
        # A sign adds 1, whatever is in it.
        together = _together([*parts, _SIGN] if node.data in ("sign", "heaviside") else parts)
        return None if together is None else replace(together, has_cases=True)
    if kind in (Mul, Div) and len(numbers) == len(parts) - 1 and all(part.value is not None for part in numbers) and (
            kind is Mul or not parts[0].is_number):
        return _scaled(node, parts)
    if kind in (Mul, Div):
        return _multiplied(parts if kind is Mul else [parts[0], _inverted(parts[1])])
    if kind is Pow:
        return _of_power(parts[0], parts[1])
    if kind is Sum:
        return _of_sum(parts[0])
    return replace(_joined(parts), is_linear=False, has_root=kind is Call)


_SIGN = Counted(value=Fraction(1), total=Fraction(1), product=Fraction(2))
_BY_CASES = frozenset(("abs", "max", "min", "relu", "heaviside", "sign"))


def _together(parts: list[Counted]) -> Counted | None:
    """A sum, or a choice between cases: what turns it is a sum too."""
    joined, over, under = _joined(parts), parts[0].over, parts[0].under
    for part in parts[1:] if not joined.is_open else ():
        first, second = _times(over, part.under), _times(part.over, under)
        over, under = Length(first.size + second.size, lcm(first.under, second.under)), _times(under, part.under)
        if _is_too_long(over, under):
            return None
    return replace(joined, over=over, under=under)


def _multiplied(parts: list[Counted]) -> Counted | None:
    joined, over, under = replace(_joined(parts), is_linear=False), ONE, ONE
    for part in parts if not joined.is_open else ():
        over, under = _times(over, part.over), _times(under, part.under)
        if _is_too_long(over, under):
            return None
    return replace(joined, over=over, under=under)


def _times(one: Length, other: Length) -> Length:
    return Length(one.size * other.size, one.under * other.under)


def _is_too_long(*lengths: Length) -> bool:
    return any(length.size > _LARGEST or length.under > _LARGEST for length in lengths)


def _joined(parts: list[Counted]) -> Counted:
    return Counted(total=sum([part.total for part in parts], _NOTHING), scales=tuple([scale for part in parts for scale in part.scales]),
                   product=min(prod([part.product for part in parts], start=Fraction(1)), _LARGEST),
                   is_linear=all(part.is_linear for part in parts), has_cases=any(part.has_cases for part in parts),
                   has_root=any(part.has_root for part in parts),
                   is_power=any(part.is_power for part in parts), is_open=any(part.is_open for part in parts))


def _inverted(part: Counted) -> Counted:
    return replace(part, over=part.under, under=part.over, is_linear=False)


def _scaled(node: Expr, parts: list[Counted]) -> Counted | None:
    """A formula times rational numbers, or over one."""
    [inside] = [part for part in parts if not part.is_number]
    factor = abs(prod([part.value for part in parts if part.value is not None], start=Fraction(1)))
    if not factor:
        return Counted(value=_NOTHING) if type(node) is Mul else None
    factor = 1 / factor if type(node) is Div else factor
    return replace(_joined(parts), total=inside.total * factor, scales=tuple([scale * factor for scale in inside.scales]),
                   over=_times(inside.over, Length(factor, factor.denominator)), under=inside.under)


def _of_power(base: Counted, exponent: Counted) -> Counted | None:
    """A whole power multiplies out; a size in the exponent of a whole number is a power that turns once."""
    value = exponent.value
    if value is not None and value.denominator == 1 and abs(value) <= _MOST_EXPONENT:
        raised = _multiplied([base] * abs(int(value))) if value else Counted(value=Fraction(1))
        return _inverted(raised) if raised is not None and value < 0 else raised
    if exponent.is_number:
        return replace(_joined([base, exponent]), is_linear=False, has_root=True)
    is_power = base.value is not None and base.value.denominator == 1 and base.value > 1 and exponent.is_linear and (
        exponent.total == 0 and all(scale.denominator == 1 for scale in exponent.scales))
    return replace(_joined([base, exponent]), over=base.over, is_linear=False, is_power=True) if is_power else None


def _of_sum(body: Counted) -> Counted | None:
    """As often as the index has values a number is added: a number times a size."""
    if body.value is None:
        return replace(body, is_linear=False) if body.is_open else None
    return replace(body, value=None, total=_NOTHING, scales=(abs(body.value),)) if body.value else Counted(value=_NOTHING)


def _of_number(leaf: Expr) -> Counted | None:
    return _made(Fraction(leaf.data[0])) if type(leaf) is Number else _bounded(leaf)


def _of_numbers(node: Expr, parts: list[Counted]) -> Counted | None:
    """A number that is written as a formula, exactly where it is a rational one."""
    values = [part.value for part in parts if part.value is not None]
    if len(values) == len(parts):
        kind, exponent = type(node), values[-1]
        if kind is Neg:
            return _made(-values[0])
        if kind is Add:
            return _made(sum(values, _NOTHING))
        if kind is Mul:
            return _made(prod(values, start=Fraction(1)))
        if kind is Div and values[1]:
            return _made(values[0] / values[1])
        if kind is Pow and exponent.denominator == 1 and 0 <= exponent <= _MOST_EXPONENT:
            return _made(values[0] ** int(exponent))
    return _bounded(node)


def _made(value: Fraction) -> Counted | None:
    if max(abs(value.numerator), value.denominator) > _LARGEST:
        return None
    return Counted(value=value, total=abs(value), over=Length(abs(value), value.denominator),
                   product=Fraction(abs(value.numerator) + value.denominator))


def _bounded(node: Expr) -> Counted | None:
    """A number that is not known to be rational, by a bound of its size."""
    with precision(REFUTE_BITS):
        ball = evaluate(compile_trees([node]), FAST, constant, {})[0]
        size = float(abs(ball).upper()) if ball.is_finite() else 0.0
        least = float(abs(ball).lower()) if ball.is_finite() else 0.0
    if not least or not 1 / _LARGEST < size < _LARGEST:
        return None
    most, inverse = Fraction(ceil(size * 1.01)), Fraction(ceil(1.01 / least))
    return Counted(total=most, over=Length(most), product=1 + max(most, inverse), has_root=True)
