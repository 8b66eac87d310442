"""Forms that are seen by walking through the tree: evaluated, expanded, exact, not f; and the names that count."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Expr,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Sum,
    Symbol,
    Transpose,
    paths,
    same_tree,
    substitute,
)
from grader.kinds.requirements.requirement import Broken, Context

_SIGNS = {"det": "the determinant", "tr": "the trace", "adj": "the adjugate", "kron": "the Kronecker product", "norm": "the norm",
          "factorial": "the factorial"}
"""Functions that stand for a computation which is not done."""


def not_evaluated(tree: Expr, _context: Context) -> Broken | None:
    """Find a determinant, trace, inverse, norm, sum sign or product of written matrices that is left to do."""
    for _path, node in paths(tree):
        what = _left(node)
        if what:
            return Broken(node.span, f"{what} is not worked out", "compute it and write the result")
    return None


def _left(node: Expr) -> str:
    if type(node) is Call:
        return "the norm" if node.data == "abs" and node.args[0].is_array else _SIGNS.get(node.data, "")
    if type(node) is Sum:
        return "the sum"
    if is_inverse(node):
        return "the inverse"
    if type(node) is Mul and sum(type(_inside(arg)) is Matrix for arg in node.args) > 1:
        return "the product of matrices"
    return ""


def _inside(node: Expr) -> Expr:
    """A factor without its sign and its transpose."""
    while type(node) in (Neg, Transpose):
        node = node.args[0]
    return node


def is_inverse(node: Expr) -> bool:
    """Return whether a node is the inverse, or a negative power, of a matrix."""
    return type(node) is Pow and node.args[0].is_array and type(node.args[1]) is Neg


def not_expanded(tree: Expr, _context: Context) -> Broken | None:
    """Find a product or power with a sum as a factor, or a minus before a sum."""
    for _path, node in paths(tree):
        factors = node.args if type(node) is Mul else (node.args[0],) if type(node) is Neg or _is_whole_power(node) else ()
        found = next((factor for factor in map(_inside, factors) if type(factor) is Add), None)
        if found is not None:
            return Broken(found.span or node.span, "this factor is a sum", "multiply it out")
    return None


def _is_whole_power(node: Expr) -> bool:
    return type(node) is Pow and type(node.args[1]) is Number and node.args[1].value.denominator == 1 and node.args[1].value > 1


def not_exact(tree: Expr, _context: Context) -> Broken | None:
    """Find a decimal."""
    found = next((node for _, node in paths(tree) if type(node) is Number and node.places is not None), None)
    return None if found is None else Broken(found.span, "a decimal is not exact", "write a fraction, a root, or a constant such as pi")


def is_f(tree: Expr, context: Context) -> Broken | None:
    """Whether the answer is the function of the problem again."""
    task, definitions = context.posed.task, context.posed.definitions
    bare = tree
    while type(bare) is Matrix and len(bare.args) == 1:
        bare = bare.args[0]
    if task.f is None or not (same_tree(bare, task.f) or same_tree(substitute(bare, definitions), context.posed.f)):
        return None
    return Broken(None, "this is the function itself, as the problem says it", "write what follows from it")


def forbidden(tree: Expr, names: tuple[str, ...]) -> Broken | None:
    """Find a name or a function that an answer may not have."""
    found = {said: node for _, node in paths(tree) for said in named(node)} if names else {}
    said = next((name for name in names if name in found), None)
    return None if said is None else Broken(found[said].span, f"{said} must be written out", f"write it without {said}")


def missing(tree: Expr, names: tuple[str, ...]) -> Broken | None:
    """Find a name that an answer must have and has not."""
    found = {name for _, node in paths(tree) for name in named(node)}
    said = next((name for name in names if name not in found), None)
    return None if said is None else Broken(None, f"{said} is not in it", f"write it with {said}")


def named(node: Expr) -> Iterator[str]:
    """The names that stand at a node: a declared name, or the functions that it is the value of."""
    if type(node) in (Symbol, ArraySymbol):
        yield str(node.data)
    elif type(node) is Call:
        yield str(node.data)
        if node.data == "abs" and node.args[0].is_array:
            yield "norm"
    elif type(node) is Transpose:
        yield "transpose"
    elif is_inverse(node):
        yield "inv"
