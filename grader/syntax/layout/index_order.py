"""Left sides that name the indices of the axes in an order of their own: ``∂f_j/∂x_i = …`` where the problem asks for ∂f_i/∂x_j."""

from __future__ import annotations

from collections.abc import Sequence

from grader.expr import Expr, Index, Sum, free_indices, postorder, with_indices
from grader.lazily import lazily
from grader.nesting import CLOSING, nested
from grader.record import replace
from grader.syntax.layout.members import scanned
from grader.syntax.lexicon import Lexicon, lexicon
from grader.syntax.scope import Axes, Scope
from grader.syntax.spellings import SUBSCRIPT
from grader.syntax.tokens.tokens import Tokens, UnreadableError, closing

_NAMING = frozenset(("array", "name", "unknown", "func", "column", "diff"))
"""Kinds of token that name what is differentiated, or by what."""
_OF_AN_ENTRY = frozenset(("array", "diff", "∂", "index", "sub", "_", "(", ")", "[", "]", "{", "}", ",", "/", "frac", "end"))
"""Kinds of token of which ``∂X_{qp}`` and ``dX[q,p]`` are made."""
_SUBSCRIPT = lazily(r"_\s*(?:\{([a-z](?:[\s,]*[a-z])*)\}|([a-z]{1,4})(?![A-Za-z0-9]))|([" + "".join(SUBSCRIPT) + "]+)")
_ENTRY = lazily(r"\s*(?:\\left\s*)?[(\[].*[)\]]\s*_.*|\s*[(\[].*[)\]]\s*[" + "".join(SUBSCRIPT) + r"]+\s*")
_NO_INDEX = frozenset("e")
"""Letters that are a sign of calculus, or a number."""
_SELDOM_AN_INDEX = frozenset("efghuvwxyz")
"""Letters that are no index where the author names none: those of functions and variables, as in ``J_f`` and ``∇_w``."""


def index_order(lefts: Sequence[str], scope: Scope, span: tuple[int, int]) -> Scope:
    """Return the scope in which the indices of an answer are those that its left sides name, in the places of the problem's axes.

    A letter is an index of the size of its place there, whatever the problem says of it.  The entries of a declared array, as in
    ``∂R_{mp}/∂R_{ij} = …``, may belong to a step: where another left side names the axes too, that one tells.

    Raises :class:`UnreadableError` where nobody can tell which is which: two left sides say different things, or ``J_{ji}``, which is
    ∂f_j/∂x_i in one layout and ∂f_i/∂x_j in the other.
    """
    wanted = scope.axes
    if wanted is None:
        return scope
    letters = _letters(lefts, scope)
    words = lexicon(replace(scope, indices=(*scope.indices, *letters)) if letters else scope)
    expected = (*wanted.outputs, *wanted.inputs)
    told = {left: order for left in lefts if (order := _order(left, words, wanted)) is not None}
    found = {order for left, order in told.items() if not _array_above(left, words)} or set(told.values())
    if wanted.are_made and len(expected) == 1 and expected in found:
        found = {expected}
    if not found or (not wanted.are_made and (found == {expected} or (len(expected) == 1 and expected in found))):
        return scope
    ranges = dict(scope.ranges)
    order = found.pop() if len(found) == 1 else ()
    if not order:
        raise UnreadableError("syntax/index-order", "the left side names the indices in another order than the problem", span,
                              f"write the right side alone; its axes are counted by {', then '.join(expected)}")
    named = {letter: ranges[meant] for letter, meant in zip(order, expected, strict=True)}
    brought = tuple(letter for letter, size in named.items() if letter in letters or ranges[letter] != size)
    return replace(scope, indices=tuple(dict.fromkeys((*scope.indices, *brought))), brought=brought, ranges=tuple((ranges | named).items()),
                   renamed=tuple(zip(order, expected, strict=True)))


def is_of_diagonal(left: str, scope: Scope) -> bool:
    """Whether a left side names entries with an index that counts an axis of the value and one of the variable: ``∂f_i/∂x_i``, ``J_ii``."""
    wanted = scope.axes
    if wanted is None or not wanted.inputs:
        return False
    tokens = scanned(left, lexicon(replace(scope, indices=tuple(dict.fromkeys((*scope.indices, *_letters([left], scope)))))))
    outputs, inputs = _named(tokens, lexicon(scope)) if tokens is not None else ([], [])
    count = len(wanted.outputs)
    if not inputs:
        outputs, inputs = outputs[:count], outputs[count:]
    return (len(outputs), len(inputs)) == (count, len(wanted.inputs)) and not set(outputs).isdisjoint(inputs)


def refuse_other_order(front: str, scope: Scope, span: tuple[int, int]) -> None:
    """Refuse ``(AB)_{ik} = …``: a formula in front that counts the axes otherwise than the problem, as a left side does, or as a step.

    Raises :class:`UnreadableError`.
    """
    wanted = scope.axes
    if wanted is None or wanted.inputs or _ENTRY.fullmatch(front) is None:
        return
    words = lexicon(replace(scope, indices=(*scope.indices, *_letters([front], scope))))
    order = _order(front, words, wanted)
    if order is not None and order != wanted.outputs:
        raise UnreadableError("syntax/index-order", "the left side names the indices in another order than the problem", span,
                              f"write the right side alone; its axes are counted by {', then '.join(wanted.outputs)}")


def in_problems_indices(tree: Expr, scope: Scope) -> Expr:
    """Return a tree with the problem's indices in the place of those that the left side names.

    An index of the problem that the left side calls otherwise takes the name of one that is free.  Raises :class:`UnreadableError` where
    none is, and where such an index counts an axis.
    """
    renamed, ranges = dict(scope.renamed), dict(scope.ranges)
    used = {node.data for node in postorder(tree) if type(node) in (Index, Sum)}
    unbound, taken = set(free_indices(tree)), set(renamed.values()) | used - set(renamed)
    if scope.axes is not None and scope.axes.are_made and not unbound <= set(renamed):
        raise _of_another(min(unbound - set(renamed)), tree, scope)
    for name in sorted((used & set(renamed.values())) - set(renamed)):
        others = [other for other, size in ranges.items() if size == ranges[name] and other not in taken and other not in scope.brought]
        if name in unbound or not others:
            raise _of_another(name, tree, scope)
        renamed[name] = others[0]
        taken.add(others[0])
    return with_indices(tree, renamed)


def _of_another(name: str, tree: Expr, scope: Scope) -> UnreadableError:
    """What to say about an index of the right side that the left side does not name."""
    known = ", ".join(written for written, _ in scope.renamed)
    span = next(node.span for node in postorder(tree) if type(node) in (Index, Sum) and node.data == name)
    return UnreadableError("syntax/index-order", f"the left side counts the axes of the answer by {known}, and the right side has {name}",
                           span or (0, 0), "use the indices of the left side, or write the right side alone")


def _letters(lefts: Sequence[str], scope: Scope) -> list[str]:
    """The letters in subscripts of left sides that nobody declared."""
    known, found = lexicon(scope).entries, list[str]()
    others = _SELDOM_AN_INDEX if scope.axes is not None and scope.axes.are_made else _NO_INDEX
    for left in lefts:
        for braced, plain, small in _SUBSCRIPT.findall(left):
            letters = braced or plain or "".join(SUBSCRIPT[letter] for letter in small)
            found += [letter for letter in letters if letter.isalpha() and letter not in known and letter not in others
                      and letter not in found]
    return found


def _order(left: str, words: Lexicon, wanted: Axes) -> tuple[str, ...] | None:
    """The indices that a left side names, those of the value first; ``None`` where it does not name one for each axis.

    An order that may be meant in either layout is empty.
    """
    tokens = scanned(left, words)
    if tokens is None:
        return None
    outputs, inputs = _named(tokens, words)
    is_turned = bool(wanted.turned) and _array_above(left, words) == wanted.turned
    order = (*(reversed(outputs) if is_turned else outputs), *inputs)
    if len(set(order)) != len(order) or len(order) != len(wanted.outputs) + len(wanted.inputs):
        return None
    if is_turned and order != (*wanted.outputs, *wanted.inputs):
        return ()
    if len(order) == 1 or not wanted.inputs:
        return order
    if inputs:
        return order if len(inputs) == len(wanted.inputs) else None
    expected = (*wanted.outputs, *wanted.inputs)
    are_others = set(order) != set(expected) if wanted.are_made else set(order).isdisjoint(expected)
    return order if order == expected or are_others else ()


def _named(tokens: Tokens, words: Lexicon) -> tuple[list[str], list[str]]:
    """The indices of the value and those of the variables by which it is differentiated, each in order."""
    below = _below(tokens)
    found: tuple[list[str], list[str]] = ([], [])
    for at, (kind, value) in enumerate(zip(tokens.kinds, tokens.values, strict=True)):
        if kind == "index":
            found[at in below].append(value)
        elif kind == "sub":
            found[at in below].extend([words.entries[sign][1] for sign in value if words.entries.get(sign, ("",))[0] == "index"])
    return found


def _array_above(left: str, words: Lexicon) -> str:
    """The declared array whose entry alone is differentiated, as in ``∂X_{qp}/∂X_{ij}``; an empty name where there is none."""
    tokens = scanned(left, words)
    if tokens is None:
        return ""
    below = _below(tokens)
    above = [(kind, value) for at, (kind, value) in enumerate(zip(tokens.kinds, tokens.values, strict=True)) if at not in below]
    arrays = [value.removeprefix("d") if kind == "diff" else value for kind, value in above if kind in ("array", "diff")]
    return arrays[0] if len(arrays) == 1 and {kind for kind, _ in above} <= _OF_AN_ENTRY else ""


def _below(tokens: Tokens) -> set[int]:
    """Where the variables of a derivative stand: under the line of its fraction, or at the foot of its sign, as in ``∂_i f_j``."""
    kinds, below = tokens.kinds, set[int]()
    for at, kind in enumerate(kinds):
        if kind == "frac" and kinds[at + 1] == "{":
            start = closing(kinds, at + 1) + 1
            below.update(range(start, closing(kinds, start) + 1))
        elif kind == "/":
            below.update(_denominator(tokens, at + 1))
        elif kind in ("∂", "∇") or (kind == "unknown" and tokens.values[at] == "D"):
            below.update(_foot(kinds, at + 1))
    return below


def _foot(kinds: list[str], at: int) -> range:
    """The subscript that begins here."""
    if kinds[at] == "sub":
        return range(at, at + 1)
    if kinds[at] != "_":
        return range(0)
    return range(at, closing(kinds, at + 1) + 1 if kinds[at + 1] in CLOSING else at + 2)


def _denominator(tokens: Tokens, start: int) -> range:
    """From here to the last variable by which is differentiated: in ``∂/∂x_i f_j`` the function stands behind it."""
    is_named = True
    for at, kind, depth in nested(tokens.kinds, start):
        is_sign = kind == "∂" or kind == "diff" or (kind == "unknown" and tokens.values[at][0] == "d")
        if depth < 0 or kind == "end" or (kind in _NAMING and is_named and not is_sign and depth == 0):
            return range(start, at)
        is_named = kind != "∂" if kind in _NAMING or is_sign else is_named
    return range(start, len(tokens.kinds))
