"""What names mean where points are asked: coordinates, perhaps with a mark as in ``x_0``, and labels of points as ``P_1``."""

from __future__ import annotations

from grader.expr import Span, Symbol
from grader.kinds.points.cutting import closing, is_bracket, parts
from grader.lazily import lazily
from grader.syntax import Reading, Scope, is_function, read_formula, spelling

_SIGN_OF_NAME = r"[^\W²³¹⁰-⁹]"
_LABEL = lazily(rf"\\?[A-Za-z](?:{_SIGN_OF_NAME}{{0,3}}|_?\{{?{_SIGN_OF_NAME}{{1,3}}\}}?)'?")
"""A raised number is no part of a name: x² = 1 is an equation."""
_MARKED = lazily(r"\\?(?P<name>[A-Za-z]+)\s*(?P<mark>_\{?[0-9A-Za-z]\}?|[₀₁₂₃₄₅]|\^?\{?\s*(?:\*|\\ast|\\star)\s*\}?)")
"""A coordinate of a point that has a mark: ``x_0``, ``x^*``."""
LONGEST = 40
"""No name is longer."""
_LOWERED = str.maketrans("₀₁₂₃₄₅", "012345")


class Naming:
    """The names of the coordinates of a text; ``scope`` has the names that stand in coordinates, the parameters."""

    def __init__(self, text: str, names: tuple[str, ...], scope: Scope) -> None:
        self.text = text
        self.names = names
        self.scope = scope
        self.own = Scope(names)

    def coordinate(self, span: Span) -> int | None:
        """Which coordinate a name is; of several, one may have a mark that others have too: ``x_0 = 2, y_0 = 1``, ``x^* = 2, y^* = 1``."""
        if span[1] - span[0] >= LONGEST or is_bracket(self.text, span[0]):
            return None
        text = self.text[slice(*span)]
        found = read_formula(text, self.own)
        if isinstance(found, Reading) and type(found.tree) is Symbol:
            return self.names.index(found.tree.name)
        marked = _MARKED.fullmatch(text) if len(self.names) > 1 and spelling(text) not in self.scope.names else None
        return self.names.index(marked["name"]) if marked is not None and marked["name"] in self.names else None

    def mark(self, span: Span) -> str:
        """The mark of a coordinate: the coordinates of one point have the same."""
        marked = _MARKED.fullmatch(self.text, *span) if span[1] - span[0] < LONGEST else None
        return marked["mark"].strip("_^{} ").translate(_LOWERED) if marked is not None and marked["name"] in self.names else ""

    def tuple_of_names(self, span: Span) -> tuple[int, ...] | None:
        """The order of the coordinates in ``(x, y) = …``."""
        if not is_bracket(self.text, span[0]) or closing(self.text, span[0]) != span[1] - 1:
            return None
        places = [self.coordinate(part.span) for part in parts(self.text, (span[0] + 1, span[1] - 1))]
        found = tuple([place for place in places if place is not None])
        if len({self.mark(part.span) for part in parts(self.text, (span[0] + 1, span[1] - 1))}) > 1:
            return None
        return found if sorted(found) == list(range(len(self.names))) and len(places) == len(found) else None

    def is_label(self, span: Span) -> bool:
        """Whether a text may name a point or a set of them: ``P_1``, ``S``, ``x^*``, ``\\vec{x}``."""
        return _LABEL.fullmatch(self.text, *span) is not None or (len(self.names) > 1 and self.coordinate(span) is not None)

    def is_other_name(self, head: Span, value: Span) -> bool:
        """Whether a small letter has a number as its value that is no point of this one variable: ``y = 5``, ``f = 0``."""
        return self.text[head[0]].islower() and not is_bracket(self.text, value[0]) and self.text[head[0]] != self.names[0][0]

    def behind_name(self, span: Span) -> int | None:
        """Where the bracket of ``P_1(0, 0)`` opens."""
        found = _LABEL.match(self.text, *span)
        if found is None or is_function(found[0].lstrip("\\")) or not is_bracket(self.text, found.end()):
            return None
        return found.end()
