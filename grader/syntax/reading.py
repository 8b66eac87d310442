"""The front door of the language: one text in one scope to a tree or a diagnostic.

Text → what stands around is blanked → layout → tokens → tree, for each formula of the layout.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.lazily import lazily
from grader.model import Diagnostic, Severity
from grader.record import replace
from grader.syntax.assemble import as_named, assemble, between, one_answer
from grader.syntax.formula import Formula, Reading, flips, kinds_of, read_formula
from grader.syntax.layout.approximations import aside_in
from grader.syntax.layout.around import strip_around
from grader.syntax.layout.enumerations import DASH_BEFORE_DOLLARS, counting
from grader.syntax.layout.layout import Layout, lay_out
from grader.syntax.layout.mathmode import join_lines
from grader.syntax.lexicon import Lexicon, lexicon
from grader.syntax.messages.hints import explain
from grader.syntax.messages.prose import name_words
from grader.syntax.scope import Scope
from grader.syntax.spellings import narrowed
from grader.syntax.spellings.signs import ARROW
from grader.syntax.tokens.tokens import MAX_LENGTH, UnreadableError
from grader.syntax.units import put_in, with_units

_LAID_OUT = lazily(rf"[\n\r\u2028\u2029]|{ARROW}")
"""Signs that no formula holds; an equal sign stands in one only in conditions on indices, and in the limits of sums."""
_COUNTED_NUMBERS = lazily(r"\s*\(1\)\s[^\n]*[^\s+\-*/^=(·]\s+\(2\)\s")
"""``(1) 2x (2) 3x``: numbers that count answers in one line, and no factors."""
COUNTED = "counted"
"""The choice whether a declared letter in brackets in front of an answer is a factor or counts the answers."""
BULLETS = "bullets"
"""The choice whether the dashes in front of all lines are minus signs or bullets."""
LINES = "lines"
"""The choice whether a line end between TeX's signs is a blank or ends a step."""
_FINAL = frozenset(("syntax/too-long", "syntax/too-many-symbols", "syntax/too-deep", "syntax/number-too-long", "syntax/empty"))
"""What no other layout mends."""


def read(text: str, scope: Scope, second: frozenset[str] = frozenset()) -> Reading | Diagnostic:
    """Read one answer.

    ``second`` names the kinds of choice for which the second documented reading is wanted.  Errors come back as a
    Diagnostic with code ``syntax/…`` and a span in ``text``.

    >>> read("2x e^(x^2)", Scope(("x",))).tree
    Mul(Number((2, None)), Symbol('x'), Pow(Constant('e'), Pow(Symbol('x'), Number((2, None)))))
    """
    return only_one(*understand(text, scope, second))


def only_one(layout: Layout | None, found: Reading | Diagnostic) -> Reading | Diagnostic:
    """What was understood, or the refusal of several answers that stand side by side."""
    if layout is not None and isinstance(found, Reading) and found.beside:
        return one_answer(between(layout, layout.answers))
    return found


def understand(text: str, scope: Scope, second: frozenset[str] = frozenset(), apart: bool = False,
               ) -> tuple[Layout | None, Reading | Diagnostic]:
    """The layout of an answer, ``None`` for a formula that stands alone, and its reading, or what is wrong with it.

    ``apart`` takes a line that begins with a sign for a line of its own.
    """
    text = narrowed(text)
    counted = counting(text, lexicon(scope)) if text.lstrip()[:1] == "(" else ""
    has_lines = join_lines(text) != text
    if counted and COUNTED in second:
        return _understood(" " * len(counted) + text[len(counted):], scope, second, apart)
    layout, found = _perhaps_in_units(text, scope, second, apart, LINES not in second)
    if has_lines and isinstance(found, Diagnostic):
        # As one formula it makes no sense; so the lines are steps.
        return _perhaps_in_units(text, scope, second, apart, joins=False)
    chosen = ({COUNTED} if counted else set()) | ({LINES} if has_lines else set())
    if chosen and isinstance(found, Reading):
        found = replace(found, choices=found.choices | chosen)
    return layout, found


def without_words(text: str, scope: Scope) -> str:
    """The text with blanks in the place of the words, signs and code around it that say nothing; all other places stay."""
    return strip_around(text, lexicon(scope), joins=False)


def _perhaps_in_units(text: str, scope: Scope, second: frozenset[str], apart: bool, joins: bool,
                      ) -> tuple[Layout | None, Reading | Diagnostic]:
    """The layout and the reading of a text, in which an unknown name may be a unit vector."""
    layout, found = _understood(text, scope, second, apart, joins)
    if not scope.units or not _may_have_units(found):
        return layout, found
    wider = with_units(scope)
    again, other = _understood(text, wider, second, apart, joins)
    kinds = sorted(other.choices - second) if isinstance(other, Reading) else []
    for flip in ({*second}, *({*second, kind} for kind in kinds)):
        if flip != second:
            again, other = _understood(text, wider, frozenset(flip), apart, joins)
        inside = put_in(other, wider) if isinstance(other, Reading) else None
        if inside is not None:
            return again, inside
    return layout, found


_UNITS_UNREAD = frozenset(("syntax/unknown-name", "syntax/write-the-result", "syntax/accent", "syntax/character"))
"""What is said of unit vectors that are not known to be such."""


def _may_have_units(found: Reading | Diagnostic) -> bool:
    """Whether names that could not be read, or accents that were passed over in a number, may be those of unit vectors."""
    if isinstance(found, Diagnostic):
        return found.code in _UNITS_UNREAD
    return not found.tree.makes_array and not found.tree.is_array and any(note.code == "read/accent" for note in found.notes)


def _understood(text: str, scope: Scope, second: frozenset[str], apart: bool, joins: bool = True,
                ) -> tuple[Layout | None, Reading | Diagnostic]:
    alone: Reading | Diagnostic | None = None
    if _stands_alone(text, scope):
        alone = read_formula(text, scope, second)
        if isinstance(alone, Reading) or alone.code in _FINAL:
            return None, alone
    words = lexicon(scope)
    try:
        layout = lay_out(strip_around(text, words, joins), words, apart)
    except UnreadableError as problem:
        return None, explain(problem, None, text)
    if isinstance(alone, Diagnostic) and layout.is_one_formula and layout.text == text:
        return layout, name_words(alone, layout.text, words)
    try:
        return layout, _noted(text, words, assemble(layout, as_named(layout, scope), second))
    except UnreadableError as problem:
        return layout, name_words(explain(problem, None, text), layout.text, words)


def _noted(text: str, words: Lexicon, reading: Reading) -> Reading:
    """The reading with what is to be said of decimals that stand beside it."""
    aside = aside_in(text, words)
    if aside is None:
        return reading
    note = Diagnostic("read/approximation", "the value in front is graded, and not the decimals behind it", "", aside,
                      severity=Severity.REMARK)
    return replace(reading, notes=(*reading.notes, note))


def _stands_alone(text: str, scope: Scope) -> bool:
    """Whether a text is tried as a formula before its layout is looked for."""
    if DASH_BEFORE_DOLLARS.match(text) or _COUNTED_NUMBERS.match(text) or ("~" in text and aside_in(text, lexicon(scope)) is not None):
        return False
    is_plain = text.isascii() and text.isprintable() and "\\" not in text
    if len(text) > MAX_LENGTH or (is_plain and "=" not in text):
        return True
    has_relation = "=" in text and not (scope.indices or scope.operators)
    return not has_relation and (is_plain or _LAID_OUT.search(text) is None)


def readings(text: str, scope: Scope, choices: frozenset[str]) -> Iterator[tuple[str, Reading]]:
    """The second readings of an ambiguous text: each kind of choice alone, then all together or two, then each at one of its places."""
    if not choices:
        return
    formula = Formula(text, scope, several=True) if _stands_alone(text, scope) else None
    for flip in flips(choices):
        reading = formula.reading(flip) if formula is not None and COUNTED not in flip else None
        if not isinstance(reading, Reading):
            reading = read(text, scope, flip)
        if isinstance(reading, Reading):
            yield kinds_of(flip), reading
