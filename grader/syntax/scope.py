"""The records of declared names: which an answer may use, and what they stand for."""

from __future__ import annotations

from grader.expr import Declared, Dim, Expr, shapes
from grader.record import record


@record
class Function:
    """An abstract function: its name, and the arguments at which it stands where an answer writes none.

    ``named`` are the names of the arguments, for ``f_{x}`` and ``∂f/∂x``; an argument without a name has an empty one.
    """

    name: str
    arity: int
    arguments: tuple[Expr, ...] = ()
    named: tuple[str, ...] = ()


@record
class Called:
    """A defined name behind which its arguments may stand: those of the function that it is, or variables that occur in it.

    ``entries`` are the variables of which it is the row or column, as x is (x_1, x_2).
    """

    name: str
    arguments: tuple[Expr, ...]
    names: tuple[str, ...]
    entries: tuple[str, ...] = ()


@record
class Partials:
    """The partial derivatives that may be written one by one: by these variables, of this order, of so many functions."""

    by: tuple[str, ...]
    order: int = 1
    outputs: int = 1


@record
class Axes:
    """The indices that count the axes of the answer: those of the value, and those of the variable.

    ``turned`` is the array of which the value is the transpose: its entries are counted the other way round.  ``are_made`` tells that the
    author names none, so that a left side may count the axes by any letters.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    turned: str = ""
    are_made: bool = False


@record
class Scope:
    """The declared names.  ``x1``, ``x_1`` and ``x_{1}`` are one name, written as declared.

    ``arrays`` are vectors and matrices with their number of axes, ``differentials`` words such as ``dX``, ``columns`` names of
    columns with their matrix; ``indices`` and ``sizes`` may stand in index formulas.  ``rows`` are the arrays that are rows.
    ``called`` are the definitions that may be written with their arguments, as ``s(z)``.  ``ranges`` are the sizes to which the indices
    run, and letters that a sum may take beside them; ``shapes`` are the sizes of the axes of arrays, as far as they are known;
    ``dummies`` are letters of one answer under its sum signs. ``partials`` are those of the gradient, Jacobian or Hessian that is asked.
    ``axes`` are set where the answer's axes are counted by indices; ``renamed`` are indices as an answer writes them, with those of the
    problem that they mean, and ``brought`` those among them that the problem does not declare, or with another size. ``has_sigmoid`` tells
    that the problem has a logistic function, which an answer may call σ. ``units`` are the unit vectors in which an answer may be written,
    where their names mean nothing else. ``operators`` is set for the formulas of authors, which may hold
    operators.  ``defined`` are the declared names that the problem itself defines; ``order`` is that of the derivative that is asked, and
    ``degree`` that of the Taylor polynomial, with its ``centre``.
    """

    names: tuple[str, ...] = ()
    arrays: tuple[tuple[str, int], ...] = ()
    differentials: tuple[tuple[str, int], ...] = ()
    functions: tuple[Function, ...] = ()
    indices: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    rows: tuple[str, ...] = ()
    called: tuple[Called, ...] = ()
    ranges: tuple[tuple[str, Dim], ...] = ()
    shapes: tuple[tuple[str, tuple[Dim, ...]], ...] = ()
    dummies: tuple[str, ...] = ()
    partials: Partials | None = None
    axes: Axes | None = None
    renamed: tuple[tuple[str, str], ...] = ()
    brought: tuple[str, ...] = ()
    has_sigmoid: bool = False
    units: tuple[tuple[str, Expr], ...] = ()
    operators: bool = False
    defined: tuple[str, ...] = ()
    order: int = 1
    degree: int = 0
    centre: tuple[tuple[str, Expr], ...] = ()


def declared_in(scope: Scope) -> Declared:
    """The shapes of the arrays of a scope and the sizes of its indices, as far as they are known."""
    arrays = {array: (axes[0], axes[1] if len(axes) > 1 else shapes.ONE) if array not in scope.rows else (shapes.ONE, axes[0])
              for array, axes in scope.shapes if axes}
    return Declared(arrays, dict(scope.ranges))
