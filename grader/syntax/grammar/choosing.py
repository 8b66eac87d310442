"""Functions that choose between values: ``max(0, x)``, ``max(v)``, ``(x)_+``, ``H(x)``, ``||v||_1``, ``||v||_∞``."""

from __future__ import annotations

from grader.expr import Call, Cases, Condition, Expr, Number, Pow
from grader.syntax.grammar import brackets, outline
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.tokens.tokens import UnreadableError

EXTREMES = ("max", "min")
MOST_COMPARED = 16
"""Values among which ``max`` finds the largest."""

_WHICH = {"1": "norm1", "∞": "norminf", "inf": "norminf", "infty": "norminf", "2": "norm", "F": "norm"}
"""Indices of norms, with the function that each is."""

_NO_FACTOR = frozenset(("end", ")", "]", "}", ",", ";", "+", "-", "*", "/", "^", "sup", "&", "\\\\", "if", "otherwise", "end env", "⊙"))
"""What may stand behind the sign of ``x_+``; behind a bracket anything may."""


def extreme(cursor: Cursor, name: str, start: int) -> Expr:
    """The arguments of ``max`` or ``min``: two numbers or more, or one vector."""
    if cursor.kinds[cursor.at] not in ("(", "{", "["):
        raise cursor.fail("syntax/arguments", f"{name} has its arguments in brackets", f"write {name}(a, b)", start)
    found = brackets.arguments(cursor, name, MOST_COMPARED)
    if len(found) == 1 and not found[0].is_array:
        raise UnreadableError("syntax/arguments", f"{name} takes two arguments or more, or one vector", cursor.span(start),
                              f"write {name}(0, x)")
    return Call(name, found, cursor.span(start))


def step(cursor: Cursor, at: int) -> Expr | None:
    """``H(x)``, the step from 0 to 1, where H is no name; ``None`` where no bracket follows."""
    if cursor.kinds[at + 1] != "(":
        return None
    cursor.at = at + 1
    return Call("heaviside", brackets.arguments(cursor, "H", 1), cursor.span(at))


def step_with_value(cursor: Cursor, arguments: list[Expr], start: int) -> Expr:
    """``np.heaviside(x, 1/2)``, the step whose value at 0 is the second argument."""
    inner, at_zero = arguments
    below, at = (Condition(sign, (inner, Number(0))) for sign in ("<", "="))
    return Cases((Number(0), below, at_zero, at, Number(1), Condition("otherwise", ())), cursor.span(start))


def norm(cursor: Cursor, arguments: list[Expr], start: int) -> Expr:
    """``norm(v, 1)`` and ``norm(v, 2)``."""
    inner, which = arguments
    if which == Number(1) or (which == Number(2) and outline.of(cursor, inner) in ("scalar", "column", "row")):
        return Call("norm1" if which == Number(1) else "norm", (inner,), cursor.span(start))
    raise cursor.fail("syntax/arguments", "this norm is not read here", "write norm(x), ||x||_1 or ||x||_∞", start)


def which_norm(cursor: Cursor, base: Expr, text: str, at: int) -> Expr:
    """The norm that its index names: ‖x‖₁, ‖x‖₂, ‖x‖_∞ of a vector, ‖X‖_F; ‖X‖₁, ‖X‖₂ and ‖X‖_∞ of a matrix are others."""
    call = base.args[0] if type(base) is Pow else base
    name = _WHICH.get(text, "")
    if not name:
        raise cursor.fail("syntax/index", f"the norm with the index '{text}' is not read here",
                          "write ||x|| for the Euclidean norm, ||x||_1 or ||x||_∞", at)
    if text != "F" and outline.of(cursor, call.args[0]) not in ("scalar", "column", "row"):
        what = "its largest singular value" if text == "2" else "another one than that of its entries"
        raise cursor.fail("syntax/index", f"the norm with the index {text} of a matrix is {what}, which is not read here",
                          "write ||X|| or ||X||_F for the Frobenius norm", at)
    if name == "norm":
        return base
    made = Call(name, call.args, call.span)
    return Pow(made, base.args[1], base.span) if type(base) is Pow else made


def names_norm(cursor: Cursor) -> bool:
    """Whether the index at hand can only say which norm stands before it: 1, 2 or ∞."""
    at = cursor.at
    if cursor.kinds[at] == "sub":
        return cursor.values[at] in ("1", "2", "∞")
    at += 1 + (cursor.kinds[at + 1] == "{")
    return cursor.kinds[at] == "∞" or cursor.values[at] in ("1", "2", "inf", "infty")


def index_of_norm(cursor: Cursor) -> str:
    """The index behind the bars of a norm, taken: a sign of infinity, or a name or number."""
    at = cursor.at
    braced = cursor.kinds[at:at + 2] == ["_", "{"]
    if cursor.kinds[at] == "_" and cursor.kinds[at + 1 + braced] == "∞" and (not braced or cursor.kinds[at + 3] == "}"):
        cursor.at = at + 2 + 2 * braced
        return "∞"
    text, cursor.at = cursor.subscript()
    return text


def is_positive_part(cursor: Cursor, at: int) -> bool:
    """Whether ``_+`` or ``_{+}`` stands at this index."""
    return cursor.kinds[at] == "_" and (cursor.kinds[at + 1] == "+" or cursor.kinds[at + 1:at + 4] == ["{", "+", "}"])


def names_positive_part(cursor: Cursor, at: int) -> bool:
    """As :func:`is_positive_part`, behind a name, where ``x_+3`` may be a slip."""
    return is_positive_part(cursor, at) and (cursor.kinds[at + 1] == "{" or cursor.kinds[at + 2] in _NO_FACTOR)


def positive_part(cursor: Cursor, base: Expr, start: int) -> Expr:
    """``(x)_+``, which is max(0, x); the cursor stands at the ``_``."""
    cursor.at += 4 if cursor.kinds[cursor.at + 1] == "{" else 2
    return Call("relu", (base,), cursor.span(start))
