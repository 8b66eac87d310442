"""The place in a token list, the choices met on the way, and the verbs of the grammar that its parts call back.

Every part of the grammar takes a cursor; only ``parser`` knows the parts.  Where a text has two readings the grammar takes the
documented one and notes the kind of choice; a caller that wants the other one passes that kind in ``second``.  ``docs/notation.md`` has
the kinds, each with examples.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable

from grader.expr import Expr
from grader.model import Diagnostic
from grader.syntax.grammar.caps import MAX_DEPTH
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings.signs import COMPARING
from grader.syntax.tokens.tokens import Tokens, UnreadableError

_STATEMENTS = COMPARING | {"if", "otherwise"}
"""Kinds of token without which a text holds no statement; one about indices may be an equation."""

_LOCAL = frozenset(("slash", "exponent", "argument", "product", "gap", "thousands", "dot", "ones"))
"""Kinds of choice of which one text may mean different things at different places: ``1/2√x + 1/3(x+1)``."""


Choice = tuple[str, str, bool]
"""A choice that was met: its kind, the kind with the place, and whether the second reading is wanted there."""

Terms = dict[int, list[tuple[Expr, int, list[Choice]]]]
"""Readings of the terms of the whole sum, by the index of their first token: trees, indices after the last token, choices met."""


class InBracket:
    """``with cursor.in_bracket(…)``: a class, since a generator takes four times as long, for each bracket."""

    __slots__ = ("_cursor", "_inner", "_outer")

    def __init__(self, cursor: Cursor, decimal: bool, blank_ends: str) -> None:
        self._cursor, self._inner = cursor, (decimal, 0, blank_ends)
        self._outer = cursor.comma_is_decimal, cursor.bars, cursor.blank_ends

    def __enter__(self) -> None:
        cursor = self._cursor
        cursor.comma_is_decimal, cursor.bars, cursor.blank_ends = self._inner

    def __exit__(self, *raised: object) -> None:
        cursor = self._cursor
        cursor.comma_is_decimal, cursor.bars, cursor.blank_ends = self._outer


class Cursor(ABC):
    """One way through one token list; ``choices`` collects the ambiguities that were met.

    ``terms`` are those of other readings of the same tokens; ``put_in`` are the places of numbers that a sum puts in for its letter.
    """

    __slots__ = ("tokens", "kinds", "values", "starts", "ends", "at", "words", "second", "choices", "depth", "bars",
                 "comma_is_decimal", "blank_ends", "notes", "statements", "outlines", "written", "terms", "single_bars",
                 "put_in", "has_dots")

    def __init__(self, tokens: Tokens, words: Lexicon, second: frozenset[str], terms: Terms | None = None) -> None:
        self.tokens = tokens
        self.kinds, self.values, self.starts, self.ends = tokens.kinds, tokens.values, tokens.starts, tokens.ends
        self.at = 0
        self.words = words
        self.second = second
        self.terms = terms
        self.choices: list[Choice] = []
        self.notes: list[Diagnostic] = []
        self.depth = -1
        self.bars = 0
        self.single_bars: set[int] = set()
        self.put_in: frozenset[int] = frozenset()
        self.comma_is_decimal = True
        self.blank_ends = ""
        self.written = 0
        self.outlines: dict[int, tuple[Expr, str | None]] = {}
        self.has_dots = "…" in self.kinds
        self.statements = not _STATEMENTS.isdisjoint(self.kinds) or (bool(words.scope.indices) and "=" in self.kinds)

    # -- places -------------------------------------------------------------------------------------------------

    def span(self, start: int) -> tuple[int, int]:
        """Return the span from the start of the token at index ``start`` to the end of the last token taken."""
        return self.starts[start], self.ends[self.at - 1 if self.at > start else start]

    def span_until(self, start: int, stop: int) -> tuple[int, int]:
        """Return the span of the tokens from index ``start`` up to, without, index ``stop``."""
        return self.starts[start], self.ends[max(stop - 1, start)]

    def adjacent(self, index: int) -> bool:
        """Tell whether the token at this index follows the one before without white space."""
        return index > 0 and self.starts[index] == self.ends[index - 1]

    def is_set_beside(self, index: int) -> bool:
        """Tell whether the token at this index follows the one before without white space, or behind the blank that ends a command."""
        gaps, end = self.tokens.gaps, self.ends[index - 1]
        return self.adjacent(index) or gaps.get(end) == self.starts[index]

    def touches(self) -> bool:
        """Tell whether the token at hand touches the one before, or only what LaTeX shows as nothing stands between.

        That is the blank that ends a command, or the braces around a name: ``t^\\top t``, ``\\omega t``, ``\\omega{t}``.
        """
        if self.adjacent(self.at):
            return True
        if self.at and self.kinds[self.at - 1] == "T" and self.values[self.at - 1] in ("top", "intercal"):
            return True
        return self._end_of_gap(thin=False) == self.starts[self.at] and not self.blank_separates()

    def hangs(self) -> bool:
        """Tell whether the token at hand belongs to the argument without brackets in front of it, as in ``\\sin\\omega t``.

        By the second reading the blank behind a command ends the argument, and a thin space does not.
        """
        if self.touches():
            return self.adjacent(self.at) or self.kinds[self.at - 1] == "T" or not self.choose("gap")
        return not self.blank_ends and self._end_of_gap(thin=True) == self.starts[self.at] and self.choose("gap")

    def _end_of_gap(self, thin: bool) -> int:
        """Return where that ends which LaTeX shows as nothing, or as a thin space, in front of the token at hand."""
        gaps, end = self.tokens.gaps, self.ends[self.at - 1]
        while end in gaps and gaps[end] > end and (thin or end not in self.tokens.thin):
            end = gaps[end]
        return end

    def fail(self, code: str, message: str, remedy: str = "", index: int | None = None) -> UnreadableError:
        """Return the error at the token at this index, or at the one at hand."""
        index = self.at if index is None else index
        start, end = self.tokens.place(index)
        return UnreadableError(code, message, (start, max(end, start)), remedy)

    def deeper(self, read: Callable[[], Expr]) -> Expr:
        """Read one level deeper; the count holds for every way of nesting, so that no stack overflows."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        tree = read()
        self.depth -= 1
        return tree

    def in_bracket(self, decimal: bool = False, blank_ends: str = "") -> InBracket:
        """Read what is in a bracket: whether its commas are decimal ones, what its blanks end, and its bars do not matter outside."""
        return InBracket(self, decimal, blank_ends)

    def too_deep(self) -> UnreadableError:
        """Return the error for a text that is nested too deeply."""
        return self.fail("syntax/too-deep", f"the answer is nested more than {MAX_DEPTH} levels deep", "write it in a flatter form")

    # -- choices ------------------------------------------------------------------------------------------------

    def choose(self, kind: str, of: str = "") -> bool:
        """Note a choice of this kind; return true if the second reading is wanted, everywhere or at this place.

        Choices ``of`` one sort are made alike wherever they stand.
        """
        place = f"{kind}@{of}" if of else f"{kind}@{self.starts[self.at]}" if kind in _LOCAL else kind
        wanted = kind in self.second or place in self.second
        self.choices.append((kind, place, wanted))
        return wanted

    def met(self) -> frozenset[str]:
        """Return the kinds of choice that were met, and the places of those that were met at several: ``slash@7``."""
        places = {place: kind for kind, place, _ in self.choices}
        kinds = frozenset(places.values())
        if len(places) == len(kinds):
            return kinds
        counts = Counter(places.values())
        return kinds.union(place for place, kind in places.items() if counts[kind] > 1)

    def entry_ends(self) -> bool:
        """Tell whether a sign after a blank and before none starts the next entry, as in ``[a -b]``."""
        return self.adjacent(self.at + 1) and self.blank_separates()

    def blank_separates(self) -> bool:
        """Tell whether the blank before the next token ends an entry of a bracket without commas.

        In ``[2 x]``, a row, it does, and by the second reading only a wide blank does; in ``[2 x; 5 y]``, rows, it means a
        product, and by the second reading it ends the entry.  In ``[2 x  y; 5  y]`` the wide blanks end entries, and by the
        second reading of their own they do not; in ``(2 x  5 y)`` it is the other way round.
        """
        if not self.blank_ends or self.adjacent(self.at):
            return False
        is_wide = self.starts[self.at] - self.ends[self.at - 1] > 1
        if self.blank_ends == "round":
            return is_wide and self.choose("wide")
        if self.blank_ends == "row":
            return not self.choose("blank", "row") or is_wide
        if is_wide and self.blank_ends == "wide":
            return not self.choose("wide")
        return self.choose("blank", "rows")

    # -- the grammar, called back -------------------------------------------------------------------------------

    @abstractmethod
    def sum(self) -> Expr:
        """Read term ((+|-) term)*."""

    @abstractmethod
    def joined(self) -> Expr:
        """Read products joined by ⊗ or ⊙."""

    @abstractmethod
    def factor(self) -> Expr:
        """Read one factor after an operator, which may have a sign."""

    @abstractmethod
    def denominator(self) -> Expr:
        """Read what follows ``/``."""

    @abstractmethod
    def power(self) -> Expr:
        """Read an atom with its exponents."""

    @abstractmethod
    def exponent(self) -> Expr:
        """Read what follows ``^``."""

    @abstractmethod
    def raised(self, base: Expr, exponent: Expr, start: int) -> Expr:
        """Return the power, unless its constant exponent is beyond the cap."""

    @abstractmethod
    def atom(self) -> Expr:
        """Read a number, a name, a function at its argument or a bracket."""

    @abstractmethod
    def subscript(self) -> tuple[str, int]:
        """Return the text of the subscript at hand and the index of the token after it."""

    @abstractmethod
    def reread(self, text: str, index: int) -> Expr:
        """Read the characters of the superscript at this index as a formula."""
