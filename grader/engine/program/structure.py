"""Matrices with a property, as a parametrisation: all values of the parameters give matrices that have the property.

Symmetric and skew matrices share their entries, a positive definite one is A Aᵀ, an orthogonal one comes from a skew S by the Cayley
transform (I − S)(I + S)⁻¹ (A. Cayley 1846), which gives rotations, and a reflection of the first axis.  Generic matrices are their own
parameters.  If a problem inverts a matrix, its determinant and the entries of its inverse are computed once a point, too.
"""

from __future__ import annotations

from collections.abc import Callable, Set

from grader.engine.program.blocks import ONE, ZERO, Block, Lowering, entry_names
from grader.engine.program.builder import Builder
from grader.engine.program.program import Program
from grader.expr import Declared, Number, Shapes, Symbol
from grader.model import Variable

GENERIC = ("real", "inv")
INVERTED = ("real", "inv", "sym", "spd")
"""Kinds of matrices whose inverse has no entry that is always zero."""
INVERSE_MARK = "^-1"

Entry = Callable[[int, int], int]


def parameters(variable: Variable, shape: tuple[int, ...], names: tuple[str, ...]) -> tuple[Variable, ...]:
    """The scalar variables that a declared name stands for: itself, its entries, or the parameters of its kind."""
    if not shape:
        return (variable,)
    if variable.kind in GENERIC:
        return tuple(Variable(name) for name in names)
    order = shape[0]
    kept = _PLACES[variable.kind]
    side = (Variable(f"~{variable.name}"),) if variable.kind == "orth" else ()
    return side + tuple(Variable(_parameter(variable, names[i * order + j])) for i in range(order) for j in range(order) if kept(i, j))


def _parameter(variable: Variable, entry: str) -> str:
    """Parameters that are no entries themselves carry a mark."""
    return f"~{entry}" if variable.kind in ("spd", "orth") else entry


_PLACES: dict[str, Callable[[int, int], bool]] = {
    "sym": lambda i, j: i <= j, "skew": lambda i, j: i < j, "diag": lambda i, j: i == j, "upper": lambda i, j: i <= j,
    "lower": lambda i, j: i >= j, "spd": lambda i, j: True, "orth": lambda i, j: i < j,
}


def tied_entries(kind: str, convention: str, order: int, names: tuple[str, ...]) -> tuple[tuple[str, int, int], ...]:
    """How each entry of a matrix of a kind moves, row by row: with which entry (empty: it is always zero), its sign, and by what the slope
    there is divided: by 2 beside the diagonal of a symmetric matrix, where the convention is the ``gradient``.
    """
    found = list[tuple[str, int, int]]()
    for i in range(order):
        for j in range(order):
            name = names[min(i, j) * order + max(i, j)]
            if kind in ("sym", "spd"):
                found.append((name, 1, 2 if convention == "gradient" and i != j else 1))
            elif kind == "skew":
                found.append(("" if i == j else name, 1 if i <= j else -1, 1))
            else:
                found.append((names[i * order + j] if _PLACES[kind](i, j) else "", 1, 1))
    return tuple(found)


def inverse_name(name: str) -> str:
    """The name under which the inverse of a matrix is kept."""
    return name + INVERSE_MARK


def determinant_name(name: str) -> str:
    """The name under which the determinant of a matrix is kept."""
    return f"det {name}"


def entries_program(arrays: tuple[tuple[Variable, tuple[int, ...], tuple[str, ...]], ...],
                    inverted: Set[str] = frozenset()) -> tuple[Program, tuple[str, ...]] | None:
    """The program from parameters to what is known of the matrices, with the names of its outputs; ``None`` if there is nothing.

    That are the entries of all matrices that have a property, and the determinants and inverses of those in ``inverted``.
    """
    builder, outputs, found = Builder(), list[int](), list[str]()
    low = Lowering(builder, Shapes(Number(0), Declared()), {}, {})
    for variable, shape, names in arrays:
        if not shape:
            continue
        if variable.kind not in GENERIC:
            slots = _entries(low, variable, shape[0], names)
            outputs += [low.real(slot) for slot in slots]
            found += names
        elif variable.name in inverted:
            slots = [builder.leaf(Symbol(name)) for name in names]
        if variable.name in inverted:
            outputs += [low.real(slot) for slot in (low.determinant(slots, shape[0]), *low.inverse(slots, shape[0]))]
            found += determinant_name(variable.name), *entry_names(inverse_name(variable.name), shape)
    return (builder.program(outputs, len(outputs)), tuple(found)) if found else None


def _entries(low: Lowering, variable: Variable, order: int, names: tuple[str, ...]) -> list[int]:
    def slot(i: int, j: int) -> int:
        return low.builder.leaf(Symbol(_parameter(variable, names[i * order + j])))

    places = [(i, j) for i in range(order) for j in range(order)]
    kind = variable.kind
    if kind == "sym":
        return [slot(min(i, j), max(i, j)) for i, j in places]
    if kind in ("diag", "upper", "lower"):
        return [slot(i, j) if _PLACES[kind](i, j) else ZERO for i, j in places]
    if kind == "spd":
        a = Block((), order, order, [slot(i, j) for i, j in places])
        transposed = Block((), order, order, [slot(j, i) for i, j in places])
        return low.product(a, transposed).slots
    skew = [ZERO if i == j else slot(i, j) if i < j else low.neg(slot(j, i)) for i, j in places]
    if kind == "skew":
        return skew
    # Rotations and reflections: the sign of one more parameter turns the first row.
    side = low.builder.step("sign", low.builder.leaf(Symbol(f"~{variable.name}")))
    rotation = _cayley(low, skew, order)
    return [low.mul(side, slot) if place < order else slot for place, slot in enumerate(rotation)]


def _cayley(low: Lowering, skew: list[int], order: int) -> list[int]:
    identity = [ONE if i == j else ZERO for i in range(order) for j in range(order)]
    minus = [low.add(one, low.neg(slot)) for one, slot in zip(identity, skew, strict=True)]
    plus = low.inverse([low.add(one, slot) for one, slot in zip(identity, skew, strict=True)], order)
    return low.product(Block((), order, order, minus), Block((), order, order, plus)).slots
