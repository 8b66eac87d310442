"""Words about shapes and layouts: both shapes, the lecture's convention, and a remedy."""

from __future__ import annotations

from grader.engine import Form, Key, is_turned
from grader.expr import Expr, Shapes, shapes
from grader.model import Diagnostic, Severity

CONVENTION = "the lecture puts functions in rows and variables in columns"


def other_layout(key: Key, form: Form) -> Diagnostic:
    """The remark about an answer that is right in another layout than the lecture's."""
    name = form.layout.name
    if name == "denominator":
        message = "this is the denominator layout, the transpose of the lecture's"
    elif name == "numerator":
        message = "this is the numerator layout, the transpose of the lecture's, in which the derivative has the shape of the matrix"
    elif name in ("row", "column"):
        return Diagnostic("layout/other", f"this is right, written as a {name}", f"the value here is a {'row' if key.is_row else 'column'}",
                          severity=Severity.REMARK)
    else:
        message = f"this is the derivative flattened ({_FLATTENINGS[name.removesuffix('-transposed')]})"
        message += ", transposed" if name.endswith("-transposed") else ""
    if len(key.axes) == 2 and key.axes[0] == key.axes[1]:
        message += "; for a square matrix a forgotten transpose looks the same"
    return Diagnostic("layout/other", message, CONVENTION, severity=Severity.REMARK)


_FLATTENINGS = {"vec-row": "rows stacked", "vec-column": "columns stacked, as vec does"}


def mixed_layout(form: Form) -> Diagnostic:
    """The message about an answer that would be right if functions and variables were flattened in two ways."""
    is_by_columns = any(is_turned(side) and max(side) == 1 for side in (form.layout.rows, form.layout.columns))
    functions, variables = ("columns", "rows") if is_by_columns else ("rows", "columns")
    return Diagnostic("layout/mixed", f"this would be right only with the {functions} of the function stacked and the {variables} of the "
                      "variable; a forgotten transpose looks the same", "stack both in the same way, as vec does, or write one entry")


def wrong_shape(key: Key, tree: Expr, more: str) -> Diagnostic:
    """The message for an answer that can be computed, but has not the shape of the truth in any layout."""
    known = Shapes(tree, key.declared)
    found = shapes.show(known.of(tree))
    code = "shape/transposed" if more else "shape/mismatch"
    remedy = more or ("write all entries, in brackets" if key.axes and not key.symbolic else _remedy(key))
    return Diagnostic(code, f"your answer is {found}; the answer here is {expected(key)}", remedy)


def _remedy(key: Key) -> str:
    if not key.axes:
        return "write one expression"
    if len(key.axes) > 2:
        return f"write an entry with the indices {', '.join(key.names)}, or the whole in blocks" if key.names else "write all entries"
    return CONVENTION


def expected(key: Key) -> str:
    """The shape of the truth: ``the 1 × D row of the lecture``, ``an M × N matrix``, ``a tensor with the sizes M × (M × N)``."""
    if len(key.axes) <= 2:
        text = shapes.show(key.shape)
        is_gradient = key.problem.asked == "derivative" and key.symbolic and len(key.axes) == 1 and key.inputs
        return f"the {text.split(' ', 1)[1]} vector of the lecture" if is_gradient else text
    sides = [" × ".join(shapes.show_dim(size) for size in side) for side in (key.outputs, key.inputs)]
    grouped = [f"({side})" if len(axes) > 1 else side for side, axes in zip(sides, (key.outputs, key.inputs), strict=True)]
    return f"a tensor of the size {' × '.join(side for side in grouped if side)}"
