"""Words about shapes and layouts: both shapes, the lecture's convention, and a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod

from grader.engine import Laid, Posed, is_turned
from grader.expr import HOLDS_DIFFERENTIAL, Call, Declared, Expr, Shapes, fold, postorder, shapes, substitute
from grader.kinds.question import shape_in_words
from grader.lazily import lazily
from grader.model import Diagnostic, Severity
from grader.record import replace

CONVENTION = "the lecture puts functions in rows and variables in columns"


def resolved(declared: Declared, definitions: Mapping[str, Expr], tree: Expr) -> Expr:
    """Return a tree with its bars resolved: round a matrix they are its determinant, and round a vector its norm."""
    if tree.is_plain or not any(type(node) is Call and node.data == "abs" for node in postorder(tree)):
        return tree
    try:
        found = {id(node): _shape(declared, definitions, node.args[0]) for node in postorder(tree)
                 if type(node) is Call and node.data == "abs"}
    except shapes.ShapeError:
        return tree

    def step(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if id(node) not in found:
            return node.with_args(args)
        shape = found[id(node)]
        return node.with_args(args) if shape is None else Call("norm" if shapes.ONE in shape else "det", args)

    return fold(tree, step)


def _shape(declared: Declared, definitions: Mapping[str, Expr], tree: Expr) -> shapes.Shape:
    full = substitute(tree, definitions)
    return Shapes(full, declared).of(full)


def doubt_of(notes: Iterable[Diagnostic]) -> Diagnostic | None:
    """What is said of an answer that is not right as it was read, where it may be meant otherwise; ``None`` where it may not.

    With an accent a letter may be a mean, an estimate, a unit vector.
    """
    for note in notes:
        if note.code == "read/accent":
            return Diagnostic("syntax/accent", "the accent here may make another thing of the letter", note.remedy, note.span)
        if note.code == "read/doubtful":
            return Diagnostic("syntax/doubtful", note.message, note.remedy, note.span)
    return None


_DASH = lazily(r"\s*[-−–](?= )")


def without_dash(text: str) -> tuple[str, Diagnostic] | None:
    """Return a text without the dash and blank in front of all, and what is asked where it is right so: the dash may be a bullet.

    >>> without_dash("- 2x")[0], without_dash("-2x")
    ('  2x', None)
    """
    dash = _DASH.match(text)
    if dash is None:
        return None
    return " " * dash.end() + text[dash.end():], Diagnostic(
        "syntax/doubtful", "it is doubtful whether the dash in front is a minus sign or a bullet",
        "write a minus without a blank behind it, and no dash in front of an answer", dash.span())


def second_reading(kind: str, said: str, text: str) -> Diagnostic:
    """The remark about a text that was read in its second documented reading, as ``said``."""
    return Diagnostic("read/second-reading", f"this text has two readings ({kind}); it was read as {said}",
                      "brackets make it unambiguous", (0, len(text)), severity=Severity.REMARK)


def other_layout(posed: Posed, laid: Laid) -> Diagnostic:
    """The remark about an answer that is right in another layout than the lecture's."""
    name = laid.layout.name
    if name == "denominator":
        message = "this is the denominator layout, the transpose of the lecture's"
    elif name == "numerator":
        message = "this is the numerator layout, the transpose of the lecture's, in which the derivative has the shape of the matrix"
    elif name in ("row", "column"):
        return Diagnostic("layout/other", f"this is right, written as a {name}",
                          f"the value here is a {'row' if posed.is_row else 'column'}", severity=Severity.REMARK)
    elif laid.what == "differential":
        return Diagnostic("layout/other", f"this is the differential with its {_FLATTENINGS[name]}",
                          "a differential has the shape of the function", severity=Severity.REMARK)
    else:
        message = f"this is the derivative flattened ({_FLATTENINGS[name.removesuffix('-transposed')]})"
        message += ", transposed" if name.endswith("-transposed") else ""
    if len(posed.axes) == 2 and posed.axes[0] == posed.axes[1]:
        message += "; for a square matrix a forgotten transpose looks the same"
    return Diagnostic("layout/other", message, CONVENTION, severity=Severity.REMARK)


def other_convention(posed: Posed) -> Diagnostic:
    """The remark about the derivative by a symmetric matrix in the convention that is not asked."""
    conventions = {"gradient": "the symmetric T with df = tr(T dS)", "entries": "the slopes by the free entries, put at both places"}
    wanted = posed.task.symmetric
    other = "entries" if wanted == "gradient" else "gradient"
    return Diagnostic("layout/other", f"this is the derivative by another convention: {conventions[other]}",
                      f"the convention here is {conventions[wanted]}", severity=Severity.REMARK)


_FLATTENINGS = {"vec-row": "rows stacked", "vec-column": "columns stacked, as vec does"}


def mixed_layout(laid: Laid) -> Diagnostic:
    """The message about an answer that would be right if functions and variables were flattened in two ways."""
    is_by_columns = any(is_turned(side) and max(side) == 1 for side in (laid.layout.rows, laid.layout.columns))
    functions, variables = ("columns", "rows") if is_by_columns else ("rows", "columns")
    return Diagnostic("layout/mixed", f"this would be right only with the {functions} of the function stacked and the {variables} of the "
                      "variable; a forgotten transpose looks the same", "stack both in the same way, as vec does, or write one entry")


def wrong_shape(posed: Posed, tree: Expr, more: str) -> Diagnostic:
    """The message for an answer that can be computed, but has not the shape of the truth in any layout."""
    found = shape_in_words(tree, posed.declared)
    code = "shape/transposed" if more else "shape/mismatch"
    of_differential = _about_the_differential(posed, tree, found)
    if of_differential is not None:
        return Diagnostic(code, *of_differential)
    remedy = more or (_of_entries(posed, tree) if posed.axes and not posed.symbolic else _remedy(posed))
    return Diagnostic(code, f"your answer is {found}; the answer here is {expected(posed)}", remedy)


def _of_entries(posed: Posed, tree: Expr) -> str:
    """Return what to do with the entries of an answer of another size: there are too few of them, too many, or they are not in rows."""
    found, wanted = Shapes(tree, posed.declared).of(tree), posed.shape
    mine, asked = _count(found), _count(wanted)
    if mine is None or asked is None or mine < asked:
        return "write all entries, in brackets"
    if mine > asked:
        return "leave some out: there are too many entries"
    return f"write {shapes.show_dim(wanted[0])} rows, with ; between them" if wanted is not None else _remedy(posed)


def _count(shape: shapes.Shape) -> int | None:
    """Return the number of entries; ``None`` where a size is a letter."""
    sizes = [] if shape is None else [factor for size in shape for factor in size]
    return prod(factor for factor in sizes if isinstance(factor, int)) if all(isinstance(factor, int) for factor in sizes) else None


def sum_of_sizes(posed: Posed, message: Diagnostic) -> Diagnostic:
    """Return the message for an answer of blocks of different sizes, whose sum is no size of the truth."""
    said = f"blocks of different sizes make up your answer; the answer here is {expected(posed)}"
    return replace(message, code="shape/mismatch", message=said, remedy=_remedy(posed))


def _about_the_differential(posed: Posed, tree: Expr, found: str) -> tuple[str, str] | None:
    """Message and remedy where the answer or the author writes a differential, which has the shape of the function itself."""
    truth = posed.task.truth_tree
    is_written = bool(tree.holds & HOLDS_DIFFERENTIAL)
    if posed.wrt_array is None or posed.has_differential or len(posed.outputs) > 2:
        return None
    if not is_written and (truth is None or not truth.holds & HOLDS_DIFFERENTIAL):
        return None
    name = f"d{posed.task.wrt[0]}"
    outputs = posed.outputs
    sides = (*outputs, shapes.ONE, shapes.ONE)
    is_row = len(outputs) == 1 and posed.f_is_row
    shape = shapes.show(None if not outputs else (sides[1], sides[0]) if is_row else (sides[0], sides[1]))
    if is_written:
        return f"your answer is {found}; the differential here is {shape}", "a differential has the shape of the function"
    message = f"your answer is {found} without {name}; the differential here is {shape} with {name} in every term"
    return message, f"write {name} into every term"


def _remedy(posed: Posed) -> str:
    if not posed.axes:
        return "write one expression"
    if _is_entry(posed):
        return f"write the entry with its indices {', '.join(posed.names)}"
    if len(posed.axes) > 2:
        return f"write an entry with the indices {', '.join(posed.names)}, or the whole in blocks" if posed.names else "write all entries"
    return CONVENTION


def _is_entry(posed: Posed) -> bool:
    return posed.task.asked == "value" and bool(posed.names) and posed.f_shapes.of(posed.f) is None


def expected(posed: Posed) -> str:
    """The shape of the truth: ``the 1 × D row of the lecture``, ``an M × N matrix``, ``a tensor with the sizes M × (M × N)``.

    Of an entry that is asked by its indices: ``a number for each i and q``.
    """
    if _is_entry(posed):
        return f"a number for each {' and '.join(posed.names)}"
    if len(posed.axes) <= 2:
        text = shapes.show(posed.shape)
        is_gradient = posed.task.asked == "derivative" and posed.symbolic and len(posed.axes) == 1 and posed.inputs
        return f"the {text.split(' ', 1)[1]} vector of the lecture" if is_gradient else text
    sides = [" × ".join(shapes.show_dim(size) for size in side) for side in (posed.outputs, posed.inputs)]
    grouped = [f"({side})" if len(axes) > 1 else side for side, axes in zip(sides, (posed.outputs, posed.inputs), strict=True)]
    return f"a tensor of the size {' × '.join(side for side in grouped if side)}"
