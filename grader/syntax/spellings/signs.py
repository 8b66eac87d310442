"""Signs between formulas in all their spellings: relations, and the arrows that lead from one step to the next.

The scanner knows each by the sign under which it stands here; the rooms that look at a text before it is scanned use the patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

RELATIONS: dict[str, tuple[str, ...]] = {
    "≤": ("<=", "⩽", "≦", r"\le", r"\leq", r"\leqslant", r"\leqq"),
    "≥": (">=", "⩾", "≧", r"\ge", r"\geq", r"\geqslant", r"\geqq"),
    "≠": ("!=", r"\ne", r"\neq"), "<": (r"\lt",), ">": (r"\gt",), "∈": (r"\in",), "∉": (r"\notin",),
}
COMPARING = frozenset(("<", ">", "≤", "≥", "≠"))
"""The relations between two numbers."""

ARROWS: dict[str, tuple[str, ...]] = {
    "⇒": ("=>", "==>", "<=>", "<==>", "⟹", "⇔", "⟺", "⇨", "∴", r"\Rightarrow", r"\Longrightarrow", r"\implies", r"\Leftrightarrow",
          r"\Longleftrightarrow", r"\iff", r"\therefore"),
    "→": ("->", "-->", "<->", "<-->", "⟶", "↔", "⟷", r"\to", r"\rightarrow", r"\longrightarrow", r"\leftrightarrow",
          r"\longleftrightarrow"),
}
"""Thick arrows lead to the next step wherever they stand; thin ones may tell a limit too: x → 0."""

ABOUT: dict[str, tuple[str, ...]] = {"≈": ("≅", "≃", "≐", "≒", "∼", r"\approx", r"\thickapprox", r"\simeq", r"\cong", r"\doteq", r"\sim")}
"""What stands between a value and its decimals."""

ANGLES = ("⟨〈\u2329❬", "⟩〉\u232a❭")
"""Angle brackets that open and that close: the mathematical ones, those of Chinese and Japanese, and those of old fonts."""


def _pattern(rows: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """A regular expression of signs and their spellings, the longest first."""
    spellings = sorted((each for sign, written in rows for each in (sign, *written)), key=len, reverse=True)
    return "|".join(re.escape(each) + ("(?![A-Za-z])" if each[0] == "\\" else "") for each in spellings)


def characters(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The characters beyond ASCII of a table, with their signs."""
    return {each: sign for sign, written in table.items() for each in (sign, *written) if not each.isascii()}


def commands(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The commands of LaTeX of a table without their strokes, with their signs."""
    return {each[1:]: sign for sign, written in table.items() for each in written if each[0] == "\\"}


COMPARISON = _pattern((sign, written) for sign, written in RELATIONS.items() if sign in COMPARING)
RELATION = _pattern(RELATIONS.items())
THIN_ARROW = _pattern((("→", ARROWS["→"]),))
ARROW = _pattern(ARROWS.items())
ROUNDING = _pattern(ABOUT.items())
