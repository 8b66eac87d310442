"""Evidence as a sentence for a student: in plain text, and in pieces of which the formulas can be typeset.

The right value at a point is said only where the truth takes several values: a constant would be given away.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import Expr, Number, equation_markup, escape
from grader.model import Agreement, Apart, Counterexample, Evidence, Picked, Proof, Same, Sizes, Undefined
from grader.record import record
from grader.words.values import equation, quantity

PROVED = {
    "each point put in; no others exist": "each point was put in, and there are no others",
    "up to a nonzero factor": "this is the right equation, up to a factor that is nowhere zero",
    "the same square-free part": "this has the same solutions as the right equation",
    "the same solutions": "this system has the same solutions as the right one",
    "the same ideal": "this system has the same solutions as the right one",
    "normal form modulo the relation": "wherever the relation holds, this is what was asked for",
}
"""What is proved by a method, where it is not that two functions are the same."""

MOST_MARKED = 400
"""Characters of one formula that is typeset; a longer one is shown as text."""


@record
class Piece:
    """A part of a sentence: its text, and the trees of it that stand between equal signs, if it is a formula."""

    text: str
    members: tuple[Expr, ...] = ()


@record
class Sentence:
    """A sentence in pieces, which follow one another without a space; none where there is nothing to say."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The sentence in plain text."""
        return "".join(piece.text for piece in self.pieces)


def sentence(evidence: Evidence | None, whose: str = "yours", reveals: bool = False) -> Sentence:
    """Return what the evidence says.

    ``whose`` is what the reader calls the answer; ``reveals`` allows the right value of a constant, for those who may see the key.

    >>> sentence(Counterexample((("x", "1"),), "108", "216")).text
    'At x = 1 yours gives 108, the right value is 216.'
    >>> sentence(Proof("normal form on each of 3 pieces")).text
    'Proved on each of 3 pieces: this is the function that was asked for.'
    >>> sentence(Proof("rational normal form where N <= M", ((("N", 3), ("M", 4)),), True)).text
    'Proved: this is the function that was asked for, for all sizes with N ≤ M.'
    """
    match evidence:
        case Proof(method, sizes, all_sizes):
            method, _, where = method.partition(" where ")
            known, _, pieces = method.partition(" on each")
            pieces = f" on each{pieces}" if pieces else ""
            return _plain(f"Proved{pieces}: {PROVED.get(known, 'this is the function that was asked for')}"
                          f"{_at_sizes(sizes, all_sizes, where)}.")
        case Same():
            return _plain("This is the reference answer itself, up to the order of sums and products.")
        case Agreement(digits, 0, _):
            return _plain(f"Agrees to {digits} digits.")
        case Agreement(digits, count, sizes):
            return _plain(f"Agrees to {digits} digits at {count} random point{'s' if count > 1 else ''}{_at_sizes(sizes, False)}.")
        case Undefined(point):
            return Sentence((*_at(point, whose), Piece(" has no value, where the function has one.")))
        case Picked() if reveals:
            return _plain(_of_choices(evidence))
        case Counterexample():
            return Sentence(tuple(_difference(evidence, whose, reveals)))
        case Apart():
            return Sentence(tuple(_only_one_holds(evidence, whose, reveals)))
    return Sentence()


def typeset(said: Sentence, alone: bool = True) -> str:
    """Return a sentence as HTML: its formulas as ``<math>`` elements, each with its plain text where it stands ``alone``, all else escaped.

    Where it does not, as on a sheet of which thousands are kept, a number stays text.
    """
    return "".join(_set(piece, alone) for piece in said.pieces)


def _set(piece: Piece, alone: bool) -> str:
    is_number = len(piece.members) == 1 and type(piece.members[0]) is Number
    if not piece.members or len(piece.text) > MOST_MARKED or (is_number and not alone):
        return escape(piece.text)
    return equation_markup(piece.members, piece.text if alone else "")


def _plain(text: str) -> Sentence:
    return Sentence((Piece(text),))


def _of_choices(found: Picked) -> str:
    """The reason where there is one, else which choices are right, wrong and missing; before the key is shown nothing of it is said."""
    said = [f"{what}: {', '.join(labels)}." for what, labels in (("Right", found.right), ("Wrong", found.wrong), ("Missing", found.missing))
            if labels]
    return found.because or " ".join(said)


def _difference(found: Counterexample, whose: str, reveals: bool) -> Iterator[Piece]:
    if found.of:
        yield from _at(found.point, "")
        yield Piece(f": {found.of} {'is' if ' ' in found.of else '='} {_about(found, 'student')}")
        yield _value(found.student)
        yield Piece(f", not {found.key}.")
        return
    yield from _at(found.point, whose)
    yield Piece(f" gives {_about(found, 'student')}")
    yield _value(found.student)
    yield Piece(place(found.entry))
    if found.key is not None and (found.key_varies or reveals):
        yield Piece(f", the right value is {_about(found, 'key')}")
        yield _value(found.key)
        yield Piece(".")
    else:
        yield Piece(", which is not the right value.")


def _about(found: Counterexample, side: str) -> str:
    return "" if found.exact or found.exact_side == side else "about "


def _only_one_holds(found: Apart, whose: str, reveals: bool) -> Iterator[Piece]:
    """``At x = 0, y = 0, z = 5 yours holds, the right one does not: its left side is 5, its right side -5.``"""
    shows = found.key_varies or reveals
    if found.holds == "yours":
        yield from _at(found.point, whose)
        yield Piece(" holds, the right one does not")
    elif shows and found.point:
        yield from _at(found.point, "the right one")
        yield Piece(f" holds, {whose} {'does not' if found.left else 'has no value'}")
    else:
        yield Piece(f"There is a point at which the right one holds and {whose} does not")
    if shows and found.left:
        first, second = (f"in its equation {found.number} the", "the") if found.number else ("its", "its")
        yield Piece(f": {first} left side is {'' if found.exact else 'about '}")
        yield _value(found.left)
        yield Piece(f", {second} right side {'' if found.exact else 'about '}")
        yield _value(found.right)
    yield Piece(".")


def _at(point: tuple[tuple[str, str], ...], whose: str) -> Iterator[Piece]:
    """The point, and the subject behind it: ``At x = 1 yours``, ``Try f(t) = t^2, x = 1: yours``, ``Yours``."""
    if not point:
        yield Piece(whose[:1].upper() + whose[1:])
        return
    is_tried = any("(" in name for name, _ in point)
    yield Piece("Try " if is_tried else "At ")
    for number, (name, value) in enumerate(point):
        if number:
            yield Piece(", ")
        yield Piece(f"{name} = {value}", equation(name, value))
    yield Piece((f": {whose}" if is_tried else f" {whose}") if whose else "")


def _value(text: str) -> Piece:
    tree = quantity(text)
    return Piece(text, () if tree is None else (tree,))


def place(entry: tuple[int, ...] | None) -> str:
    """Return where an entry stands: `` in row 1, column 2``, `` at the indices 1, 2, 1``, or nothing for a scalar."""
    if entry is None:
        return ""
    if len(entry) == 2:
        return f" in row {entry[0]}, column {entry[1]}"
    return f" at the indices {', '.join(map(str, entry))}"


def _at_sizes(sizes: tuple[Sizes, ...], all_sizes: bool, where: str = "") -> str:
    if not sizes:
        return ""
    if all_sizes:
        return f", for all sizes with {where.replace('<=', '≤').replace('>=', '≥')}" if where else ", for all sizes"
    return ", verified at the sizes " + " and ".join(", ".join(f"{name} = {size}" for name, size in each) for each in sizes)
