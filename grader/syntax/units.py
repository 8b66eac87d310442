"""Unit vectors, as in ``2x i + 2y j``: names that stand for rows or columns with one 1, where the problem does not declare them."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from grader.expr import Call, Div, Expr, Matrix, Mul, Number, Pow, postorder, shapes, substitute
from grader.expr import names as names_in
from grader.model import Diagnostic, Severity
from grader.record import replace
from grader.syntax.formula import Reading
from grader.syntax.lexicon import lexicon, spelling
from grader.syntax.scope import Scope

HAT = "_hat"
"""How a name ends that has a hat: of a variable it is no other name."""
MOST = 3
"""So many entries have vectors that are written so."""


def unit_vectors(shape: tuple[int, int], variables: tuple[str, ...], is_gradient: bool = False) -> tuple[tuple[str, Expr], ...]:
    """The unit vectors of a shape with two or three entries: i, j and k, e_1 and the like; e_x, a_x and x̂ for each variable of one letter.

    Of a gradient dx is one too: the total differential ``2x dx + 2y dy`` is the row [2x, 2y].

    >>> [name for name, _ in unit_vectors((1, 2), ("x", "y"))]
    ['i', 'e_1', 'e_x', 'a_x', 'x_hat', 'j', 'e_2', 'e_y', 'a_y', 'y_hat']
    """
    found, count = [], max(shape)
    for at in range(count if 2 <= count <= MOST and 1 in shape else 0):
        vector = Matrix(*shape, [Number(int(at == place)) for place in range(count)])
        letter = variables[at] if len(variables) == count and len(variables[at]) == 1 else ""
        letters = (f"e_{letter}", f"a_{letter}", f"{letter}{HAT}", *([f"d{letter}"] if is_gradient else [])) if letter else ()
        found += [(name, vector) for name in ("ijk"[at], f"e_{at + 1}", *letters)]
    return tuple(found)


@lru_cache(maxsize=256)
def with_units(scope: Scope) -> Scope:
    """A scope in which its unit vectors are declared, except those whose names mean something else."""
    words = lexicon(scope)
    free = [(name, tree) for name, tree in scope.units
            if spelling(name) not in words.names and (name.endswith(HAT) or name[0] not in words.names)]
    rows = tuple([name for name, tree in free if isinstance(tree, Matrix) and tree.shape[0] == 1])
    return replace(scope, arrays=(*scope.arrays, *((name, 1) for name, _ in free)), rows=(*scope.rows, *rows), units=tuple(free),
                   shapes=(*scope.shapes, *((name, (shapes.dim(len(tree.args)),)) for name, tree in free)))


def put_in(reading: Reading, scope: Scope) -> Reading | None:
    """A reading with rows and columns in the place of its unit vectors.

    ``None`` where one is an entry, ``[2x dx, 2y dy]``, or dx is more than a factor of terms: ``dy/dx``, ``dx dy``, ``dx^2``.
    """
    vectors = dict(scope.units)
    differentials = {name for name in vectors if name[0] == "d"}
    nodes = [node for tree in (reading.tree, *reading.beside) for node in postorder(tree)]
    if any(type(node) is Matrix and len(node.args) > 1 and not vectors.keys().isdisjoint(names_in(node)) for node in nodes) or any(
            _is_no_factor(node, differentials) for node in nodes):
        return None
    is_polar = not vectors.keys().isdisjoint(("e_r", "a_r", f"r{HAT}")) and _by_letter(reading.tree, vectors.keys())
    notes = (*reading.notes, _OF_POLAR) if is_polar else reading.notes
    return replace(reading, tree=substitute(reading.tree, vectors), notes=notes,
                   beside=tuple([substitute(tree, vectors) for tree in reading.beside]))


_OF_POLAR = Diagnostic("read/doubtful", "these may be the unit vectors of polar coordinates, or those of the entries of a row",
                       "write the entries in brackets, as [a, b]", severity=Severity.REMARK)


def _by_letter(tree: Expr, units: Collection[str]) -> bool:
    """Whether an answer has unit vectors that are named by coordinates: ``e_r``, and not ``e_1``."""
    return any(name in units and (name.endswith(HAT) or name[2:].isalpha()) for name in names_in(tree))


def _is_no_factor(node: Expr, differentials: set[str]) -> bool:
    """Whether differentials are here in a denominator, in a power, in a function, or in two factors."""
    kind = type(node)
    if kind is Mul:
        return sum(not differentials.isdisjoint(names_in(factor)) for factor in node.args) > 1
    inside = node.args[1:] if kind is Div else node.args if kind in (Pow, Call) else ()
    return any(not differentials.isdisjoint(names_in(part)) for part in inside)
