"""The shapes of operators: what they take, and the rows and columns of their values in the lecture's layout.

Functions count the rows, variables the columns; a row of functions counts as the column of these functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from grader.expr import shapes
from grader.expr.nodes import Expr
from grader.expr.shapes import ONE, Shape, ShapeError
from grader.expr.tensors import Apply, Dim, Index, Integral, Operator, Size
from grader.expr.text import plain
from grader.expr.walk import names, postorder

OPERATOR_NAMES = ("D", "grad", "jac", "hess", "div", "curl", "lap", "dir", "taylor", "at")
"""The operators, as authors write them."""

HIGHEST_ORDER = 12
"""The highest order of a Taylor polynomial."""


def shape_of(node: Expr, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    """Return the shape of an operator's value from those of its arguments and of the declared arrays; raise ShapeError."""
    if type(node) is Integral:
        _check_integral(node, args)
        return None
    assert isinstance(node, Operator), "only operators come here"
    return _SHAPES[node.name](node, args, arrays)


def _check_integral(node: Expr, args: Sequence[Shape]) -> None:
    """Raise ShapeError for an integral that is no number: of an array, or with a variable beside its own."""
    if any(map(axes_of, args)):
        raise ShapeError("bank/integral", "an integral is that of a number, between numbers", node.span, "write it for each entry")
    function, *ends = node.args
    free = (names(function) - {node.data}).union(*map(names, ends))
    if free or any(type(part) in (Apply, Size, Index) for part in postorder(node)):
        what = f"{min(free)} is" if free else "names are"
        raise ShapeError("bank/integral", f"an integral is a number here, and {what} left in it", node.span,
                         "write its value instead, which counts as stated")


def inputs_of(node: Operator, arrays: Mapping[str, Shape]) -> tuple[Dim, ...]:
    """Return the sizes of the axes of the variables: none for a single number."""
    if len(node.names) > 1:
        return (shapes.dim(len(node.names)),)
    return axes_of(arrays.get(node.names[0]))


def axes_of(shape: Shape) -> tuple[Dim, ...]:
    """Return the sizes of the axes that a shape has; an axis of one is none."""
    return tuple(size for size in shape or () if size != ONE)


def _fail(node: Operator, message: str, remedy: str) -> ShapeError:
    return ShapeError("shape/operator", message, node.span, remedy)


def _column(axes: tuple[Dim, ...]) -> Shape:
    """Return the shape of functions: a number, a column, a matrix."""
    return None if not axes else (axes[0], axes[1] if len(axes) > 1 else ONE)


def _derivative(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    outputs, inputs = axes_of(args[0]), inputs_of(node, arrays)
    if len(outputs) + len(inputs) > 2:
        raise _fail(node, "this derivative has more than two axes", "take the derivative of one entry, or by one number")
    if not inputs:
        return _column(outputs)
    return (outputs[0], inputs[0]) if outputs else (ONE, inputs[0]) if len(inputs) == 1 else (inputs[0], inputs[1])


def _gradient(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    if axes_of(args[0]):
        raise _fail(node, f"the gradient is that of a number, but {plain(node.args[0])} is {shapes.show(args[0])}",
                    "write jac(…) for several functions")
    return _derivative(node, args, arrays)


def _hessian(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    inputs = inputs_of(node, arrays)
    if axes_of(args[0]) or len(inputs) > 1:
        raise _fail(node, "a Hessian is that of a number, by a list or a vector", "take it of one entry of the function")
    return (inputs[0], inputs[0]) if inputs else None


def _divergence(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    outputs, inputs = axes_of(args[0]), inputs_of(node, arrays)
    if outputs != inputs or len(inputs) > 1:
        raise _fail(node, f"the divergence needs as many functions as variables; there are {_count(outputs)} and {_count(inputs)}",
                    "write one function for each variable: div([f1; f2], [x, y])")
    return None


def _curl(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    outputs, inputs = axes_of(args[0]), inputs_of(node, arrays)
    if outputs != inputs or inputs not in (((2,),), ((3,),)):
        raise _fail(node, f"the curl needs three functions of three variables, or two of two; there are {_count(outputs)} and "
                    f"{_count(inputs)}", "write curl([f1; f2; f3], [x, y, z])")
    return ((3,), ONE) if inputs == ((3,),) else None


def _laplacian(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    outputs = axes_of(args[0])
    if len(outputs) > 1 or len(inputs_of(node, arrays)) > 1:
        raise _fail(node, "the Laplacian is that of a number or a column, by a list or a vector", "take it of one entry")
    return _column(outputs)


def _directional(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    outputs, inputs = axes_of(args[0]), inputs_of(node, arrays)
    if len(outputs) > 1 or len(inputs) > 1 or axes_of(args[1]) != inputs:
        raise _fail(node, f"the direction has {_count(axes_of(args[1]))} entries, and there are {_count(inputs)} variables",
                    "write one entry of the direction for each variable: dir(f, [x, y], [3/5, 4/5])")
    return _column(outputs)


def _with_values(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    for name, value, shape in zip(node.names, node.args[1:], args[1:], strict=True):
        wanted = arrays.get(name)
        if axes_of(shape) != axes_of(wanted):
            raise _fail(node, f"{plain(value)} is {shapes.show(shape)} and cannot stand for {name}, which is {shapes.show(wanted)}",
                        "give each variable a value of its own shape")
    return args[0]


def _taylor(node: Operator, args: Sequence[Shape], arrays: Mapping[str, Shape]) -> Shape:
    if len(axes_of(args[0])) > 1:
        raise _fail(node, "a Taylor polynomial is that of a number or a column", "take it of one entry")
    return _with_values(node, args, arrays)


def _count(axes: tuple[Dim, ...]) -> str:
    return " × ".join(map(shapes.show_dim, axes)) or "1"


_SHAPES: dict[str, Callable[[Operator, Sequence[Shape], Mapping[str, Shape]], Shape]] = {
    "D": _derivative, "grad": _gradient, "jac": _derivative, "hess": _hessian, "div": _divergence, "curl": _curl, "lap": _laplacian,
    "dir": _directional, "taylor": _taylor, "at": _with_values,
}
