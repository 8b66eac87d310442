"""Where a branch may change: the range of every step over the domain, by interval arithmetic, and the steps whose branch point it meets.

Away from its branch points every step is an analytic function, so that two sides that agree in one place agree wherever no branch point
lies between.  The square root, for one, branches where its argument is zero or infinite: √(x²) is x on one side of 0 and −x on the other,
and √(1/x²) likewise.  A step is *regular* if no point of the domain (or only a thin set, which a path goes round) is such a place.
Odd roots are always regular: with x = t^n they become analytic on both sides of 0 at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.domain import hull, is_beyond
from grader.engine.program.builder import rational
from grader.engine.program.extremes import is_extreme
from grader.engine.program.program import Program, Step, made_of
from grader.engine.program.structure import INVERSE_MARK
from grader.engine.values.functions import BRANCHES, FUNCTIONS, SMOOTH, BranchAt
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.engine.values.quadrature import Quadrature, integral
from grader.engine.values.ranges import ALL, INF, POLES, Range, add, div, mul, neg, outward, power, square
from grader.expr import POLYNOMIAL, Call, Cases, Constant, Expr, Number, Pow, Symbol
from grader.model import Variable

_SMOOTH = SMOOTH | POLYNOMIAL | {"factorial"}
"""Functions whose programs have no step with a branch point."""


Slots = tuple[tuple[int, ...], tuple[int, ...]]
"""The branching steps of the truth's program and of the answer's."""


def has_branches(program: Program) -> bool:
    """Return whether a step could change its branch or its domain at some point, in the problem's domain or not."""
    return any(step[0] in BRANCHES for step in program.steps)


def may_branch(tree: Expr) -> bool:
    """Whether a program of a tree could have such a step: a cheap look that spares the program where nothing of this kind is written."""
    stack = [tree]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is Cases or (kind is Call and node.data not in _SMOOTH) or (kind is Pow and not _is_smooth(node)):
            return True
        stack += node.args
    return False


def _is_smooth(power: Expr) -> bool:
    base, exponent = power.args
    value = rational(exponent)
    return value.denominator == 1 if value is not None else type(base) is Constant and base.data == "e"


def branches(instance: Instance, program: Program) -> tuple[int, ...]:
    """Return the slots of the steps of a program that may meet a branch point in the domain."""
    return branching_steps(program, {variable.name: variable for variable in instance.variables})


def branching_steps(program: Program, domains: Domains) -> tuple[int, ...]:
    """As :func:`branches`, over these domains."""
    if not has_branches(program):
        return ()
    varying, whole = _varying(program), _whole(program, domains)
    found, thin = ranges(program, domains), _thin(program)
    return tuple(slot for slot, step in enumerate(program.steps, len(program.leaves))
                 if slot in varying and step[0] in BRANCHES and not _is_regular(step, found, thin, whole))


def branching_slots(answer: Compiled) -> Slots:
    """Return the steps of the truth's program and of the answer's that may meet a branch point in the domain."""
    instance = answer.instance
    return instance.once(_branches_of_f), branches(instance, answer.program)


def _branches_of_f(instance: Instance) -> tuple[int, ...]:
    return branches(instance, instance.program)


def _is_regular(step: Step, found: list[Range], thin: set[int], whole: set[int]) -> bool:
    name, a, b, k = step
    u = found[a]
    if name == "root" and k is not None and k % 2:
        return True
    if name == "pow" and b in whole:
        return True
    if u.poles:
        return False
    where = BRANCHES[name]
    if where is BranchAt.ZERO:
        return u.nonzero or a in thin
    return where is BranchAt.INFINITY or (u.within(-1, 1) if where is BranchAt.ONES else u.within(1, INF))


def _varying(program: Program) -> set[int]:
    """Slots that depend on a variable."""
    return made_of(program, [slot for slot, leaf in enumerate(program.leaves) if isinstance(leaf, Symbol)])


def _whole(program: Program, domains: Domains) -> set[int]:
    """Slots whose value is a whole number at every point: natural variables, integers, and their sums and products."""
    found = {slot for slot, leaf in enumerate(program.leaves)
             if (isinstance(leaf, Symbol) and leaf.name in domains and domains[leaf.name].domain == "natural")
             or (isinstance(leaf, Number) and leaf.value.denominator == 1)}
    for slot, (name, a, b, _) in enumerate(program.steps, len(program.leaves)):
        if name in ("add", "mul", "neg") and a in found and (b is None or b in found):
            found.add(slot)
    return found


def _thin(program: Program) -> set[int]:
    """Sums of squares of two variables and more, and their multiples: zero only where all of them are, which a path goes round.

    The square of a single variable is no such thing: √(x²) changes its branch at zero.
    """
    count, found = len(program.leaves), set[int]()
    squares = dict[int, frozenset[int]]()
    for slot, (name, a, b, k) in enumerate(program.steps, count):
        if (name == "ipow" and k is not None and k > 0 and k % 2 == 0) or (name == "mul" and a == b):
            if a < count and isinstance(program.leaves[a], Symbol):
                squares[slot] = frozenset((a,))
        elif name == "add" and a in squares and b in squares:
            squares[slot] = squares[a] | squares[b]
        elif name == "mul" and isinstance(b, int):
            factor, square = (a, b) if b in squares else (b, a)
            if square in squares and factor < count and _is_positive_number(program.leaves[factor]):
                squares[slot] = squares[square]
        elif a in found and (name in ("sqrt", "abs", "root") or (name == "ipow" and (k or 0) > 0)):
            found.add(slot)
        if len(squares.get(slot, ())) > 1:
            found.add(slot)
    return found


def _is_positive_number(leaf: object) -> bool:
    return isinstance(leaf, Constant) or (isinstance(leaf, Number) and leaf.value > 0)


# -- ranges -------------------------------------------------------------------------------------------------------


def _either(c: Range, a: Range, b: Range, extreme: tuple[bool, bool]) -> Range:
    """Return the range of one of two, by the sign of a third; that of the larger or of the smaller one is narrower."""
    if c.positive or c.negative:
        return a if c.positive else b
    is_larger, is_smaller = extreme
    low, is_open = (max if is_larger else min)((a.low, a.low_open), (b.low, b.low_open))
    high, is_closed = (min if is_smaller else max)((a.high, not a.high_open), (b.high, not b.high_open))
    return Range(low, high, is_open, not is_closed)


_OF_ONE: dict[object, Callable[[Range], Range]] = {"neg": neg, **{name: row.range for name, row in FUNCTIONS.items()}}
_OF_TWO: dict[object, Callable[[Range, Range], Range]] = {
    "add": add, "mul": mul, "div": div, "pow": lambda u, v: Range(0.0, INF, True) if u.positive else POLES,
}

Domains = Mapping[str, Variable]
"""The variables that the entries of a program are, by name."""


def ranges(program: Program, domains: Domains) -> list[Range]:
    """Return the range of every slot over the domain; rounded outwards."""
    found = [_of_leaf(leaf, domains) for leaf in program.leaves]
    angles = {slot: _turned(domains[leaf.name], found[slot]) for slot, leaf in enumerate(program.leaves)
              if isinstance(leaf, Symbol) and leaf.name in domains}
    positive = frozenset(program.positive)
    for slot in positive & frozenset(range(len(found))):
        found[slot] = found[slot].above_zero()
    for name, a, b, k in program.steps:
        if name in CHOOSING:
            first, second = [found[value] for value in b]
            pole, made = found[a].poles or first.poles or second.poles, _either(found[a], first, second, is_extreme(program, len(found)))
        elif b is not None:
            rule = _OF_TWO.get(name)
            pole = found[a].poles or (type(b) is int and found[b].poles)
            made = ALL if rule is None else square(found[a]) if name == "mul" and a == b else rule(found[a], found[b])
        else:
            u, pole = angles.get(a, found[a]) if name in _CIRCULAR else found[a], found[a].poles
            made = power(u, k, name) if k is not None else _OF_ONE[name](u) if name in _OF_ONE else ALL
        if name in _ANGLES:
            angles[len(found)] = _ANGLES[name](found[a], made)
        made = made._replace(poles=True) if pole and not made.poles else made
        found.append(made.above_zero() if len(found) in positive else made)
    return found


def _of_leaf(leaf: object, domains: Domains) -> Range:
    if isinstance(leaf, Symbol):
        variable = domains.get(leaf.name)
        if variable is None:
            # An entry of an inverse may be infinite where the matrix is singular, which a definite one is nowhere.
            name, mark, place = leaf.name.partition(INVERSE_MARK)
            return POLES if mark and f"~{name}{place}" not in domains else ALL
        return Range(1.0, INF) if variable.domain == "natural" else Range(*hull(variable), True, True)
    if isinstance(leaf, Number):
        value = leaf.value
        try:
            near = float(value)
        except OverflowError:
            return Range(1e308, INF) if value > 0 else Range(-INF, -1e308)
        exact = not math.isinf(near) and value == near
        return Range(near, near) if exact else outward(near, near)
    if isinstance(leaf, Quadrature):
        with precision(REFUTE_BITS):
            near = float(integral(leaf))
        return ALL if math.isnan(near) else outward(near, near)
    return outward(math.pi, math.pi) if isinstance(leaf, Constant) and leaf.data == "pi" else outward(math.e, math.e)


_CIRCULAR = ("sin", "cos", "tan")


def _from_right_to_right(u: Range, made: Range) -> Range:
    return made._replace(low=max(made.low, -math.pi / 2), high=min(made.high, math.pi / 2))


def _from_nothing_to_straight(u: Range, made: Range) -> Range:
    return Range(0.0, math.pi, u.high < 1 or (u.high == 1 and u.high_open), u.low > -1 or (u.low == -1 and u.low_open))


_ANGLES: dict[object, Callable[[Range, Range], Range]] = {
    "asin": _from_right_to_right, "atan": _from_right_to_right, "acos": _from_nothing_to_straight,
}
"""The ranges of angles for circular functions, from those of the argument and of the angle; these floats stand for multiples of π/2."""


def _turned(variable: Variable, found: Range) -> Range:
    """A variable's range for circular functions, which look whether it ends at a multiple of π/2: those floats stand for the multiples."""
    low, high = found.low, found.high
    for quarters in (-2, -1, 1, 2):
        near = quarters * math.pi / 2
        if math.nextafter(near, -INF) <= low <= near and is_beyond(variable.low, quarters, 1):
            low = near
        if near <= high <= math.nextafter(near, INF) and is_beyond(variable.high, quarters, -1):
            high = near
    return found if (low, high) == (found.low, found.high) else found._replace(low=low, high=high)
