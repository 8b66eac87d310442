"""Vectors written component by component: ``ẋ = …, ẏ = …``, ``x'(t) = …``, ``dx/dt = …``, and with unit vectors without a subscript."""

from __future__ import annotations

from grader.expr import shapes
from grader.kinds.decider import Decider
from grader.kinds.scopes import scope_of
from grader.lazily import lazily
from grader.model import Diagnostic
from grader.nesting import parted
from grader.syntax import Reading, read, spelling, without_words

_DOTTED = str.maketrans({"ẋ": "x'", "ẏ": "y'", "ż": "z'", "ṙ": "r'", "ṗ": "p'", "ṡ": "s'"})
_COORDINATE = r"\\?[A-Za-z]+(?:_?\{?\d\}?|[₁₂₃])?"
_LEFT = lazily(rf"(?P<dot>{_COORDINATE})(?:\u0307|['′])(?:\s*\([A-Za-z]\))?"
               rf"|\\dot\s*\{{?\s*(?P<command>{_COORDINATE})\s*\}}?(?:\s*\([A-Za-z]\))?"
               rf"|d\s*(?P<quotient>{_COORDINATE})\s*/\s*d[A-Za-z]|\\d?frac\{{\s*d\s*(?P<fraction>{_COORDINATE})\s*\}}\{{\s*d\s*[A-Za-z]\s*\}}")
_ENDS = lazily(r"\\q?quad(?![A-Za-z])|\\\\|[\n;]|(?<![A-Za-z])(?:and|und)(?![A-Za-z])")
_UNIT = lazily(r"(?<![A-Za-z\\_^])e(?=(?P<of>[a-z])(?![A-Za-z0-9_^]))")
MOST = 3
LONGEST = 40
"""No left side is longer."""


def in_components(decider: Decider, text: str) -> Reading | None:
    """Return the column of a text that names each of its two or three components once; ``None`` for any other text.

    They have the order of the coordinates x, y, z, of x_1, x_2, x_3, or of the variables of the problem.
    """
    if text.count("=") < 2 or len(decider.posed.axes) > 2:
        return None
    shape, scope = decider.posed.shape, scope_of(decider.posed.task)
    count = next((count for count in range(2, MOST + 1) if shape == (shapes.dim(count), shapes.ONE)), 0)
    if not count:
        return None
    said = _ENDS.sub(",", without_words(text, scope).translate(_DOTTED))
    found = dict[str, str]()
    for start, end in parted(said):
        left, _, right = said[start:end].strip(" .$\t").partition("=")
        name = _LEFT.fullmatch(left.strip(" $&")) if len(left) < LONGEST else None
        if not said[start:end].strip(" .$"):
            continue
        coordinate = spelling((name[name.lastgroup or 0]).translate(_LOWERED)) if name is not None else ""
        if not coordinate or coordinate in found:
            return None
        found[coordinate] = right.rpartition("=")[2]
    orders = (("x", "y", "z"), ("x1", "x2", "x3"), tuple(map(spelling, scope.names)))
    order = next((order[:count] for order in orders if set(order[:count]) == found.keys()), None)
    reading = read(f"[{'; '.join(found[name] for name in order)}]", scope) if order is not None else None
    return None if isinstance(reading, Diagnostic) else reading


_LOWERED = str.maketrans("₁₂₃", "123", "\\")


def in_unit_vectors(decider: Decider, text: str) -> Reading | None:
    """Return what ``2x ex + 2y ey`` is where ``ex`` and ``ey`` are the unit vectors e_x and e_y; ``None`` for a text without such words."""
    scope = scope_of(decider.posed.task)
    letters = {found["of"] for found in _UNIT.finditer(text)}
    reading = read(_UNIT.sub("e_", text), scope) if letters and letters <= set(scope.names) else None
    return reading if isinstance(reading, Reading) else None
