"""Reading of dimensions: ``1 x D``, ``R^{1×D}``, ``(E, D)``, ``MxMxN``, ``ℝ²``, ``dim = M × (M × N)``, ``a scalar``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.expr import Span
from grader.kinds.sizewords import in_words, undressed
from grader.lazily import lazily
from grader.model import Diagnostic

MAX_LENGTH = 200
MOST_REPEATED = 4

Axes = tuple[str, ...]
"""The sizes in order; a size that is a product is one word, ``MN`` or ``NN``; empty for a scalar."""

_Token = tuple[str, str, Span]
"""Kind (``field``, ``open``, ``close``, ``times``, ``power``, ``caret``, ``size``, ``other``), value, place."""

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹ˣ⁽⁾ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁᵂᵐⁿᵏᵈᵖ", "0123456789x()ABDEGHIJKLMNOPRTUWmnkdp", strict=True))
_TOKEN = lazily(
    r"(?P<space>\s+|-(?=(?i:matrix|(?:zeilen|spalten)?vektor|vector)\b)"
    r"|\\left|\\right|\\[,;:! ]|[$]|\\[()\[\]]|[0-9]+\s*-\s*(?=dimensional\b)|\brank[ -]?[0-9]+\b)"
    r"|(?P<times>\\times|[×⨯⨉✕✖·⋅∙*,]|\\cdot|-by-|\b(?:by|mal|times)\b)"
    r"|(?P<field>\\(?:mathbb|mathbf|mathrm|mathcal|boldsymbol|bm)\s*\{?\s*R\s*\}?|\\R(?![A-Za-z])|ℝ|\bRR?\b(?=\s*\^))"
    r"|(?P<open>[({\[])|(?P<close>[)}\]])"
    r"|(?P<power>(?:\^|\*\*)\s*(?:\{\s*[0-9]+\s*\}|[0-9]+(?![0-9A-Za-z])))|(?P<caret>\^|\*\*)"
    r"|(?P<raised>[" + "".join(_RAISED) + r"]+)"
    r"|(?P<run>[A-Za-z0-9]+)"
    r"|(?P<other>.)", re.DOTALL)
_LEFT_SIDE = lazily(r"∈|\\in(?![A-Za-z])|:=|[=:]|\b(?:is|ist|has|hat)\b")
_IN_FRONT = lazily(r"^\s*[-−–•*✓✔✅☑]\ufe0f?(?=\s)")
"""A bullet or a mark of who is content: no size has a sign."""
_STEP = lazily(r"[,;.]?\s*(?:\b(?:so|thus|hence|therefore|also|daher|somit)\b|⇒|=>|\\Rightarrow|\\implies)")
_SIZE = lazily(r"[A-Za-z]|[A-Z]{2,3}|[0-9]{1,9}|")
_SAYS_NOTHING = frozenset((
    "a", "an", "the", "matrix", "vector", "row", "column", "tensor", "dimension", "dimensions", "dimensional", "dim", "dims", "size",
    "sizes", "shape", "is", "it", "of", "has", "with", "space", "real", "square", "ein", "eine", "die", "der", "zeile", "spalte",
    "vektor", "ist", "hat", "reelle", "zeilenvektor", "spaltenvektor",
    "une", "un", "una", "la", "le", "el", "il", "matrice", "matriz", "vecteur", "vettore", "ligne", "colonne", "riga", "colonna", "fila",
    "gradient", "jacobian", "jacobi", "derivative", "ableitung"))
_NUMBERS = {"one": "1", "two": "2", "three": "3", "zwei": "2", "drei": "3"}
_NO_SIZES = frozenset(("rows", "columns", "zeilen", "spalten", "entries"))
_SCALAR = frozenset(("scalar", "number", "skalar", "zahl"))


def read_dimension(text: str) -> Axes | Diagnostic:
    """The sizes in order; ``()`` for a scalar.  A Diagnostic ``dimension/…`` says what is not part of a dimension."""
    if len(text) > MAX_LENGTH:
        return Diagnostic("dimension/too-long", "a dimension is short, such as 7 x 9", "write only the sizes", (MAX_LENGTH, len(text)))
    text = _IN_FRONT.sub(lambda found: " " * len(found[0]), undressed(text)).rstrip(" .\n\t")
    step = list(_STEP.finditer(text))[-1:]
    if step:
        last, before = _stated(text, step[0].end()), _stated(text[:step[0].start()], 0)
        if not isinstance(last, Diagnostic) and (isinstance(before, Diagnostic) or before == last or len(before) < 2 < len(last) + 1):
            return last
    return _stated(text, 0)


def _stated(text: str, start: int) -> Axes | Diagnostic:
    """The dimension that a text states from here on, behind what only says of what it is."""
    for mark in _LEFT_SIDE.finditer(text, start):
        # dim = …, df/dA ∈ …: what stands in front says nothing, unless it is a dimension itself.
        before = _sizes(text[start:mark.start()], 0)
        if isinstance(before, Diagnostic) or _names_or_multiplies(before, in_words(text[mark.end():]) or _sizes(text, mark.end())):
            start = mark.end()
    return in_words(text[start:]) or _sizes(text, start)


def _names_or_multiplies(before: Axes, behind: Axes | Diagnostic) -> bool:
    """Whether a matrix has a name in front, as in ``J ∈ R^{m×n}``, or comes out of a product, as in ``(1×N)(N×D) = 1×D``."""
    if isinstance(behind, Diagnostic) or len(behind) < 2:
        return False
    inner = before[1:-1]
    return len(before) == 1 or (len(before) > 2 == len(behind) and len(inner) % 2 == 0 and inner[::2] == inner[1::2])


def _sizes(text: str, start: int) -> Axes | Diagnostic:
    """Read the sizes of a dimension, a token at a time."""
    reading = _Reading(text)
    for kind, value, span in _tokens(text, start):
        fault = reading.take(kind, value, span)
        if fault is not None:
            return fault
    return reading.missing((start, len(text))) or _axes(reading.sizes, reading.has_field)


class _Reading:
    """The sizes that were read so far, the brackets that are open, and whether a size must follow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sizes: list[str] = []
        self.depth = 0
        self.expects_size = True
        self.has_field = False

    def take(self, kind: str, value: str, span: Span) -> Diagnostic | None:
        """Take one token; return what is wrong with it, if anything is."""
        is_behind_field = self.has_field and not self.sizes
        match kind:
            case "field" if not self.has_field and not self.sizes:
                self.has_field = True
            case "caret" if is_behind_field:
                pass
            case "open":
                self.depth += 1
            case "close" if self.depth == 0:
                return Diagnostic("dimension/bracket", "this bracket closes nothing", "delete it", span)
            case "close":
                self.depth -= 1
            case "times" if self.expects_size:
                return Diagnostic("dimension/missing-size", "a size is missing here", "write a size on both sides of x", span)
            case "times":
                self.expects_size = True
            case "power" if not is_behind_field:
                return self._power(int(value), span)
            case "power" | "size":
                return self._size(value, span)
            case _:
                return self._unexpected(span)
        return None

    def _power(self, times: int, span: Span) -> Diagnostic | None:
        """Repeat the last size: ``N^2`` is N x N."""
        if self.expects_size or self.has_field or times > MOST_REPEATED:
            return self._unexpected(span)
        self.sizes[-1] = _repeated(self.sizes[-1], times)
        return None

    def _size(self, value: str, span: Span) -> Diagnostic | None:
        if not self.expects_size and {value, *self.sizes} == {"scalar", "1"}:
            # 1x1 (scalar), scalar (1x1): it is said twice.
            self.sizes = ["1"] * len(self.sizes)
            return None
        if not self.expects_size:
            return Diagnostic("dimension/missing-times", f"x is missing before {value!r}", "write x between sizes", span)
        if value.lower() in _NO_SIZES:
            return self._unexpected(span)
        self.sizes.append(value)
        self.expects_size = False
        return None

    def _unexpected(self, span: Span) -> Diagnostic:
        return Diagnostic("dimension/unexpected", f"{self.text[slice(*span)]!r} is not part of a dimension", "write it like 7 x 9", span)

    def missing(self, span: Span) -> Diagnostic | None:
        """Return what is missing at the end, if anything is."""
        if self.depth > 0:
            return Diagnostic("dimension/bracket", "a bracket is never closed", "add it", span)
        if self.sizes and self.expects_size:
            return Diagnostic("dimension/missing-size", "a size is missing at the end", "write it like 7 x 9", span)
        if not self.sizes and not self.has_field:
            return Diagnostic("dimension/missing-size", "a size is missing", "write it like 7 x 9", span)
        return None


def _axes(sizes: list[str], field: bool) -> Axes:
    """The axes of these sizes, perhaps behind an ℝ; ℝ^E is the space of columns: E x 1."""
    if sizes in ([], ["scalar"], ["1"], ["R"]):
        return ()
    return (sizes[0], "1") if field and len(sizes) == 1 else tuple(sizes)


def _tokens(text: str, start: int) -> Iterator[_Token]:
    before = ""
    for found in _TOKEN.finditer(text, start):
        kind, value, span = str(found.lastgroup), found[0], found.span()
        if kind == "space":
            continue
        if kind == "run":
            yield from _run(value, span[0])
        elif kind == "power":
            yield "power", re.sub(r"\D", "", value), span
        elif kind == "raised":
            plain = "".join(_RAISED[letter] for letter in value)
            if before == "run" and plain.isdigit():
                yield "power", plain, span
            elif before == "field":
                yield from ((inner, part, span) for inner, part, _ in _tokens(plain, 0))
            else:
                yield "other", value, span
        else:
            yield kind, value, span
        before = kind


def _run(run: str, start: int) -> Iterator[_Token]:
    """Letters and digits: a word that says nothing, sizes with an x between them (``MxMxN``, ``EXD``), or a single size."""
    if run.lower() in _SAYS_NOTHING:
        return
    if run.lower() in _SCALAR:
        yield "size", "scalar", (start, start + len(run))
        return
    if run.lower() in _NUMBERS:
        yield "size", _NUMBERS[run.lower()], (start, start + len(run))
        return
    parts = re.split("[xX]", run)
    if not all(_SIZE.fullmatch(part) for part in parts) or "" in parts[1:-1]:
        parts = [run]
    for number, part in enumerate(parts):
        if number:
            yield "times", "x", (start - 1, start)
        for piece in re.finditer("[0-9]+|[A-Za-z]+", part):
            yield "size", piece[0], (start + piece.start(), start + piece.end())
        start += len(part) + 1


def _repeated(size: str, times: int) -> str:
    """N² is the size NN; 2² is 4."""
    return str(int(size) ** times) if size.isdigit() else size * times
