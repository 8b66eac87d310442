"""The names that an answer to a problem may use, and where abstract functions stand that are written without arguments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from grader.engine import Posed, axis_names, declared_of, expanded, spare_indices
from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
    Constant,
    Declared,
    Dim,
    Expr,
    Matrix,
    Number,
    Operator,
    Pow,
    Shapes,
    Symbol,
    Transpose,
    postorder,
    shapes,
    substitute,
)
from grader.model import Task
from grader.record import replace
from grader.syntax import Axes, Called, Function, Partials, Scope, unit_vectors


@lru_cache(maxsize=1024)
def scope_of(task: Task) -> Scope:
    """The scope of a problem's answers: variables, definitions, functions, columns, indices, sizes, and the variable's differential."""
    return scope(task, task.definitions)


def author_scope(task: Task, definitions: tuple[tuple[str, Expr], ...]) -> Scope:
    """The scope of a problem's own formulas, with some of the definitions: operators may stand in them."""
    return replace(scope(task, definitions), operators=True)


def scope(task: Task, definitions: tuple[tuple[str, Expr], ...]) -> Scope:
    """Return the scope with some of the definitions, as it is while the others are read."""
    declared, known = declared_of(task), expanded(definitions)
    defined = {name: Shapes(tree, declared).of(tree) for name, tree in known.items()}
    arrays = [variable for variable in task.variables if variable.shape]
    return Scope(
        names=(*[variable.name for variable in task.variables if not variable.shape],
               *[name for name, shape in defined.items() if shape is None]),
        arrays=(*[(variable.name, len(variable.shape)) for variable in arrays],
                *[(name, _axes(shape)) for name, shape in defined.items() if shape is not None]),
        differentials=tuple((f"d{variable.name}", len(variable.shape)) for variable in arrays if variable.name in task.wrt),
        functions=_functions(task),
        indices=tuple(name for name, _ in task.indices),
        sizes=_sizes(task),
        columns=task.columns,
        rows=tuple(name for name, shape in defined.items() if _is_row(shape)),
        called=tuple(_called(name, tree) for name, tree in known.items()),
        ranges=tuple((name, shapes.dim(size)) for name, size in (*task.indices, *spare_indices(task).items())),
        shapes=tuple(_shapes(task, defined).items()),
        has_sigmoid=any(_has_sigmoid(tree) for tree in (task.f, *known.values()) if tree is not None),
        partials=_partials(task, declared),
        axes=_index_axes(task),
        units=_units(task, declared),
        defined=tuple(name for name, _ in task.definitions),
        order=2 if (task.written or task.asked) == "hessian" else 1,
        degree=task.f.data[2] if task.written == "taylor" and type(task.f) is Operator else 0,
        centre=task.at if task.written == "taylor" else (),
    )


def _sizes(task: Task) -> tuple[str, ...]:
    """Return the letters of the sizes of variables and of the ends of indices, each once."""
    ends = [size for variable in task.variables for size in variable.shape] + [size for _, size in task.indices]
    return tuple(dict.fromkeys(size for size in ends if isinstance(size, str)))


def _shapes(task: Task, defined: Mapping[str, shapes.Shape]) -> dict[str, tuple[Dim, ...]]:
    """Return the sizes of the axes of each array: of variables, of their differentials, and of what is defined."""
    found = {variable.name: tuple(shapes.dim(size) for size in variable.shape) for variable in task.variables if variable.shape}
    found |= {f"d{name}": axes for name, axes in found.items() if name in task.wrt}
    for name, shape in defined.items():
        if shape is not None:
            found[name] = shape if _axes(shape) == 2 else tuple(size for size in shape if size != shapes.ONE)
    return found


def _index_axes(task: Task) -> Axes | None:
    """The indices that count the axes of the answer; those of the variable apart where they may be exchanged with those of the value."""
    turned = str(task.f.args[0].data) if type(task.f) is Transpose and type(task.f.args[0]) is ArraySymbol else ""
    if not task.axes:
        return _made_axes(task, turned)
    if (task.written or task.asked) != "derivative":
        return Axes(task.axes, (), turned)
    by = [variable.shape for variable in task.variables if variable.name in task.wrt]
    inputs = sum(size != 1 for size in by[0]) if len(by) == 1 else 1
    return Axes(task.axes[:len(task.axes) - inputs], task.axes[len(task.axes) - inputs:], turned)


def _made_axes(task: Task, turned: str) -> Axes | None:
    """Indices for the axes of an answer whose author names none; ``None`` where there are no axes, or an axis has no index left."""
    if task.f is None or task.written or task.wrt_is_list or not any(variable.shape for variable in task.variables):
        return None
    try:
        posed = Posed(task, "")
    except shapes.ShapeError:
        return None
    names, count = axis_names(posed.axes, posed.declared.indices), len(posed.outputs)
    return Axes(names[:count], names[count:], turned, True) if names and all(names) else None


def _has_sigmoid(tree: Expr) -> bool:
    """Whether a logistic function stands in a tree, by its name or as 1 + e^…; it is the derivative of log(1 + e^x), too."""
    return any((type(node) is Call and node.data == "sigmoid") or _is_one_and_exponential(node) for node in postorder(tree))


def _is_one_and_exponential(tree: Expr) -> bool:
    return type(tree) is Add and len(tree.args) == 2 and Number(1) in tree.args and any(
        (type(term) is Call and term.data == "exp") or (type(term) is Pow and term.args[0] == Constant("e")) for term in tree.args)


def _partials(task: Task, declared: Declared) -> Partials | None:
    """The partial derivatives of which the answer is made, where several are asked."""
    asked = task.written or task.asked
    if asked not in ("derivative", "hessian") or task.f is None:
        return None
    is_curve = not task.wrt_is_list and asked == "derivative" and all(variable.shape == () for variable in task.variables)
    if not task.wrt_is_list and not is_curve:
        return None
    f = task.f
    while task.written and isinstance(f, Operator):
        f = f.args[0]
    f = substitute(f, expanded(task.definitions))
    try:
        shape = Shapes(f, declared).of(f)
    except shapes.ShapeError:
        return None
    counts = [size for size in shape or () if size != shapes.ONE]
    outputs = counts[0][0] if len(counts) == 1 and len(counts[0]) == 1 else 1
    if not isinstance(outputs, int) or len(counts) > 1 or (is_curve and outputs == 1):
        return None
    return Partials(task.wrt, 2 if asked == "hessian" else 1, outputs)


def _units(task: Task, declared: Declared) -> tuple[tuple[str, Expr], ...]:
    """The unit vectors in which an answer may be written: of a gradient, or of a row or column of numbers that is asked."""
    by_list = task.asked == "derivative" and task.wrt_is_list
    if task.f is None or task.asked not in ("derivative", "value") or task.axes:
        return ()
    try:
        full = substitute(task.f, expanded(task.definitions))
        shape = Shapes(full, declared).of(full)
    except (shapes.ShapeError, KeyError):
        return ()
    if shape is None or by_list:
        return unit_vectors((1, len(task.wrt)), task.wrt, is_gradient=True) if by_list and shape is None else ()
    rows, columns = (1 if size == shapes.ONE else size[0] if len(size) == 1 else 0 for size in shape)
    if not isinstance(rows, int) or not isinstance(columns, int):
        return ()
    return unit_vectors((rows, columns), _coordinates(task, max(rows, columns)))


_CARTESIAN = ("x", "y", "z")


def _coordinates(task: Task, count: int) -> tuple[str, ...]:
    """The letters of the axes of a vector that is asked: those by which is differentiated, else x, y and z; ``r e_r`` is no first entry."""
    known = {variable.name for variable in task.variables} & {*_CARTESIAN}
    if task.wrt_is_list and len(task.wrt) == count:
        return task.wrt
    return _CARTESIAN[:count] if known in ({*_CARTESIAN[:count]}, set()) else ()


def _called(name: str, tree: Expr) -> Called:
    """A definition with what may stand in brackets behind its name."""
    variables = dict.fromkeys(str(node.data) for node in postorder(tree) if type(node) in (Symbol, ArraySymbol))
    is_list = type(tree) is Matrix and all(type(entry) is Symbol for entry in tree.args)
    return Called(name, tree.args if type(tree) is Apply else (), tuple(variables), tuple(variables) if is_list else ())


def _is_row(shape: shapes.Shape) -> bool:
    return shape is not None and shape[0] == shapes.ONE


def _axes(shape: shapes.Shape) -> int:
    return 0 if shape is None else 1 if shapes.ONE in shape else 2


def _functions(task: Task) -> tuple[Function, ...]:
    """Each function with the arguments that it has in f: ``f(x1(t), x2(t))`` gives f the arguments x1 and x2, and ``f'(x)^2`` the x."""
    places: dict[str, Apply] = {}
    if task.f is not None:
        calls = [node for node in postorder(substitute(task.f, expanded(task.definitions))) if isinstance(node, Apply)]
        derived = [node for node in calls if any(node.data[1]) and all(type(argument) is Symbol for argument in node.args)]
        for node in [node for node in calls if not any(node.data[1])] + derived:
            places.setdefault(node.data[0], node)
    found = []
    for name, arity in task.functions:
        place = places.get(name)
        found.append(Function(name, arity, place.args if place else (), tuple(map(_name, place.args)) if place else ("",) * arity))
    return tuple(found)


def _name(argument: Expr) -> str:
    if type(argument) is Symbol:
        return str(argument.data)
    return str(argument.data[0]) if type(argument) is Apply else ""
