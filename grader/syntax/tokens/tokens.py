"""Tokens with their places, what is said of a text that is none, and the caps on its length."""

from __future__ import annotations

from itertools import takewhile

from grader.expr import Span
from grader.nesting import nested

MAX_LENGTH = 2_000
MAX_TOKENS = 600
MAX_DIGITS = 1_000

FACTOR_STARTS = frozenset(("num", "name", "const", "fn", "unknown", "half", "root", "frac", "begin", "(", "[", "{", "array", "diff",
                           "func", "index", "size", "column", "filled", "delta", "cases", "choice", "entry", "sum", "∑", "unit", "∂", "∇",
                           "dot", "operator"))
"""Kinds of token that start a factor."""
_SIZED = frozenset(("(", ")", "[", "]", "|", "<", ">", "/"))


class UnreadableError(Exception):
    """Internal: leaves the room as a Diagnostic."""

    def __init__(self, code: str, message: str, span: Span, remedy: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.span, self.remedy = code, message, span, remedy


class Tokens:
    """Parallel lists of kinds, values and spans, closed by an ``end`` token.

    Kinds: ``num``; ``name``, ``const`` and ``fn`` (resolved in the scope); ``array``, ``diff``, ``func``, ``index``, ``size``, ``column``
    (declared), ``filled``, ``delta``, ``cases``, ``unit`` (words for matrices and index formulas); ``operator`` (for
    authors); ``unknown`` (a word nobody declared);
    ``sup``, ``sub``, ``half`` (a fraction character), ``root``, ``frac``, ``begin``, ``end env``; an operator is its own kind.

    ``gaps`` lead from the start to the end of what LaTeX shows as nothing, or as a thin space where ``thin`` has the start.
    ``sized`` leads from where the command for the size of a bracket starts to where the bracket itself does.
    ``fonts`` are the starts of braces that a font opens.
    """

    __slots__ = ("kinds", "values", "starts", "ends", "dropped", "decimals", "accents", "has_wide_blanks",
                 "gaps", "thin", "sized", "fonts")

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.values: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.dropped: list[int] = []
        self.has_wide_blanks = False
        self.accents: dict[int, str] = {}
        self.decimals: frozenset[int] | None = None
        self.gaps: dict[int, int] = {}
        self.thin: set[int] = set()
        self.sized: dict[int, int] = {}
        self.fonts: set[int] = set()

    def put(self, kind: str, value: str, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)

    def begin_at_sizes(self) -> None:
        """Let brackets begin at the commands for their sizes: ``x\\left(y\\right)`` hangs together as ``x(y)`` does."""
        commands = {bracket: command for command, bracket in self.sized.items()}
        for at, (kind, start) in enumerate(zip(self.kinds, self.starts, strict=True)):
            if start in commands and kind in _SIZED:
                self.starts[at] = commands[start]

    def place(self, at: int) -> Span:
        """The token at this index alone, without the command for its size."""
        start = self.starts[at]
        return self.sized.get(start, start), self.ends[at]

    def insert(self, at: int, kind: str, value: str, start: int, end: int) -> None:
        self.kinds.insert(at, kind)
        self.values.insert(at, value)
        self.starts.insert(at, start)
        self.ends.insert(at, end)

    def delete(self, start: int, stop: int) -> None:
        """Drop the tokens from one index to another."""
        for column in (self.kinds, self.values, self.starts, self.ends):
            del column[start:stop]

    def swap(self, start: int, middle: int, stop: int) -> None:
        """Exchange two neighbouring runs of tokens; each keeps its place in the text."""
        self.kinds[start:stop] = self.kinds[middle:stop] + self.kinds[start:middle]
        self.values[start:stop] = self.values[middle:stop] + self.values[start:middle]
        self.starts[start:stop] = self.starts[middle:stop] + self.starts[start:middle]
        self.ends[start:stop] = self.ends[middle:stop] + self.ends[start:middle]


def closing(kinds: list[str], at: int) -> int:
    """The index of the token that closes the bracket at this index; the last token where none does."""
    return next((index for index, _, depth in nested(kinds, at) if depth == 0), len(kinds) - 1)


def separators(kinds: list[str], opening: int) -> list[str]:
    """The commas and semicolons in the bracket at this index, outside of further ones."""
    inside = takewhile(lambda step: step[2] > 0, nested(kinds, opening))
    return [kind for _, kind, depth in inside if depth == 1 and kind in (",", ";")]
