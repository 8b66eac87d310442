"""Where a text that consists of equations is cut: steps behind arrows, equations in a step, the sides of an equation.

An equal sign stands between two sides here, and is no sign that a result follows: ``4x + 2y - z = 5`` is one equation, ``a = b = c`` two.
Lines, commas, semicolons and "and" join equations into a system; an arrow such as ⇔ leads to the next step.
"""

from __future__ import annotations

import re

from grader.expr import Span
from grader.lazily import lazily
from grader.record import record, replace
from grader.syntax.layout.around import strip_around
from grader.syntax.layout.blanks import blank
from grader.syntax.layout.cuts import Piece, pieces
from grader.syntax.layout.labels import label_of
from grader.syntax.layout.restrictions import Restriction, restriction
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings.signs import ARROW, COMPARISON
from grader.syntax.tokens.tokens import UnreadableError

MOST_EQUATIONS = 40
"""So many equations may an answer have, with all its steps."""

_ARROW = lazily(ARROW)
_QUAD = lazily(r"\\q?quad(?![A-Za-z])")
_OR_WITH_QUADS = lazily(r"(?:\\q?quad\s*)*(?<![^\W\d_])(?:or|oder|\\lor|\\vee|∨)(?![^\W\d_])(?:\s*\\q?quad)*")
_BRACE = lazily(r"\\left\s*(?:\\?\{|\\lbrace|\.|\[|\()|\\right\s*(?:\\?\}|\\rbrace|\.|\]|\))")
_BOX = lazily(r"\\(?:begin|end)\s*\{(?:d?cases|rcases|array|aligned|alignedat|gathered|split)\*?\}(?:\s*\{[lcr|@{}\s]*\})?")
_SIGNED_LINE = lazily(r"\n(?=[ \t]*[-−–+][^\n=]*=)")
_LABEL = lazily(r"(?:^|(?<=[\n;,]))[^\S\n]*(?:[^\W\d_][\w'′() ]{0,40}?|\(?\d{1,2}\)?|\(?[IVX]{1,4}\)?|\*)\s*:(?!=)")
_LINK = r"(?:(?:so|thus|hence|therefore),?\s+)?"
_ARTICLE = r"(?:(?:the|an?|die|der|eine|une?|una|la|le|el|il|de|het)\s+|l['’])?"
_NOUN = (r"(?P<noun>equation|gleichung|line|plane|curve|circle|gerade|ebene|kreis|équation|ecuación|equazione|vergelijking"
         r"|raaklijn|raakvlak|(?:recta|retta|droite|plano?|piano)\s+tangente?|(?:tangent|tangential|normal|secant)[a-z]*(?:\s+(?:line|plane))?)")
_AT = r"[A-Za-z]\s*=\s*[-−]?[\w./]+(?=[\s,:])"
_WHERE = (r"(?:\s+(?:of|for|at|to|through|der|für|in|im|durch|bei|an|de|du|en|di|nel|van)\s"
          rf"(?:[^=:]{{0,60}}?\s)??(?:{_AT}(?:\s*(?:,|and|und)\s*{_AT})*|[^=:]{{0,60}}?))?")
_VERB = r"(?:is(?: given by)?|reads|has the equation|ist|lautet|est|es|è)"
_SENTENCE = lazily(rf"\s*{_LINK}{_ARTICLE}{_NOUN}{_WHERE}(?:\s+{_VERB}\s*:?(?=\s)|\s*:(?!=))", re.IGNORECASE)
"""``Thus the equation of the tangent plane at (2, 1) is given by …``, ``tangent line at x = 1: …``"""
_BEHIND = lazily(rf"(?<=\S)(?<=[^\\*·])[^\S\n]*\((?!\s*[({{\[])([^()\n]*(?:{COMPARISON})[^()\n]*)\)(?=[\s.$]*$)")
"""A condition in brackets at the end: ``x^2 + y^2 = 1 (y > 0)``."""
_CALLED = lazily(r"(\\?[^\W\d_]\w*) *(?:\\left *)?\(([\\\w ]+?(?:,[\\\w ]+?)*)(?:\\right *)?\) *")
_OUTER = {"{": "}", "[": "]", "(": ")"}


@record
class Sides:
    """An equation: where its left and its right side stand."""

    left: Span
    right: Span


@record
class Limit:
    """A condition beside equations: where it stands, and what it says of declared names, if that is all."""

    span: Span
    said: tuple[Restriction, ...]


@record
class Cut:
    """A text of equations: its steps, the formulas that stand without an equal sign, and the conditions that are said beside them.

    ``text`` has blanks in the place of what says nothing; ``relations`` are the places of inequalities that stand first.
    """

    text: str
    steps: tuple[tuple[Sides, ...], ...]
    alone: tuple[Span, ...]
    limits: tuple[Limit, ...]
    relations: tuple[Span, ...]


def cut_equations(text: str, words: Lexicon) -> Cut:
    """The equations of a text; raises :class:`UnreadableError` for too many."""
    text, arrows = _steps(_unwrapped(strip_around(text, words)))
    text = _without_labels(text, words)
    text = _BEHIND.sub(lambda found: f",{found[1]} ", text)
    steps: list[list[Sides]] = [[] for _ in range(len(arrows) + 1)]
    alone, limits, relations = list[Span](), list[Limit](), list[Span]()
    for piece in pieces(text, words, apart=False):
        if piece.joined == "or":
            raise UnreadableError("syntax/one-answer", "equations that 'or' joins are not read", piece.span,
                                  "decide for one; where both are meant, write one equation: x = 1 or y = 2 is (x - 1)(y - 2) = 0")
        if piece.is_relation:
            if piece.is_first:
                relations.append(piece.span)
            else:
                limits.append(Limit(piece.span, restriction(text[slice(*piece.span)], words)))
            continue
        members = [span for span in piece.members if text[slice(*span)].strip()]
        placed = restriction(text[slice(*piece.span)], words) if piece.joined in ("for", "where", "at") and len(members) == 2 else ()
        if placed:
            # y = 2x - 1 at x = 1: where a tangent touches, and no equation of a system.
            limits.append(Limit(piece.span, placed))
            continue
        if len(members) == 1 and not _is_open(text, piece):
            said = restriction(text[slice(*members[0])], words) if piece.joined in ("for", "where", "at") else ()
            limits += [Limit(piece.span, said)] if said else []
            alone += [] if said else members
            continue
        at = sum(place <= piece.span[0] for place in arrows)
        if len(members) > 2 and label_of(text[slice(*members[0])], words) is not None:
            # ∂L/∂a = 2a + b = 0: what is set to zero has a name in front.
            piece = replace(piece, members=piece.members[piece.members.index(members[0]) + 1:])
        steps[at] += [Sides(left, right) for left, right in zip(piece.members, piece.members[1:], strict=False)]
    if sum(map(len, steps)) > MOST_EQUATIONS:
        raise UnreadableError("syntax/too-many-symbols", f"the answer has more than {MOST_EQUATIONS} equations", (0, len(text)),
                              "write those that are asked")
    return Cut(text, tuple([tuple(step) for step in steps if step]), tuple(alone), tuple(limits), tuple(relations))


def _is_open(text: str, piece: Piece) -> bool:
    """Whether one side of an equation is not there: ``x + y =``; an equal sign in front says nothing."""
    return len(piece.members) > 1 and not text[slice(*piece.members[-1])].strip()


def _unwrapped(text: str) -> str:
    """The text without what LaTeX and people put around a system: ``\\left\\{ \\begin{aligned} … \\end{aligned} \\right.``, ``{ … }``."""
    if "=" not in text:
        return text
    if "\\" in text and not lazily(r"\\begin\s*\{d?cases\}(?:(?!\\end)[^=])*\\end").search(text):
        text = _BOX.sub(_blanked, text)
        text = _BRACE.sub(lambda found: _blanked(found) if _stands_around(text, found.start(), found.end()) else found[0], text)
    inner = text.strip()
    for opening in (inner[:2], inner[:1]):
        closing = _OUTER.get(opening.removeprefix("\\"))
        if closing is not None and "=" in inner and inner.endswith(closing) and _closes_at_end(inner, opening[-1], closing):
            start, end = text.index(inner), text.index(inner) + len(inner)
            last = 2 if inner.endswith("\\" + closing) else 1
            return blank(text[:start + len(opening)]) + text[start + len(opening):end - last] + blank(text[end - last:])
    return text


def _blanked(found: re.Match[str]) -> str:
    return blank(found[0])


def _stands_around(text: str, start: int, end: int) -> bool:
    """Whether nothing but signs of layout stands outside of a large bracket: then it holds the system."""
    outside = text[:start] if "left" in text[start:end] else text[end:]
    return not outside.replace("\\", "").strip(" \t\n&.,;")


def _closes_at_end(text: str, opening: str, closing: str) -> bool:
    """Whether the bracket in front is closed by the last sign."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == opening) - (sign == closing)
        if depth == 0 and at >= text.index(opening):
            return at == len(text) - 1
    return False


def _steps(text: str) -> tuple[str, list[int]]:
    """The text with a semicolon in the place of each arrow, and of each line break before a line that begins with a sign."""
    text = _SIGNED_LINE.sub(";", text)
    text = _OR_WITH_QUADS.sub(lambda found: _QUAD.sub(_blanked, found[0]), text)
    text = _QUAD.sub(lambda found: ";" + " " * (len(found[0]) - 1), text)
    arrows = [found.start() for found in _ARROW.finditer(text)]
    return _ARROW.sub(lambda found: ";" + " " * (len(found[0]) - 1), text), arrows


def _without_labels(text: str, words: Lexicon) -> str:
    """``E: z = …``, ``(1): …``, ``tangent plane: …``, ``The tangent line is …``: what is called so stands behind the colon or the verb."""
    said = _SENTENCE.match(text)
    if said is not None and not words.is_formula(said["noun"].split()[0]):
        text = blank(said[0]) + text[said.end():]
    return _LABEL.sub(lambda found: found[0] if "=" in found[0] else blank(found[0]), text)


def end_of_called(text: str, span: Span, words: Lexicon) -> int:
    """Where the name ends that is a whole side of an equation with the names on which it depends, ``y(x) = …``; 0 for any other side."""
    found = _CALLED.fullmatch(text, *span)
    if found is None:
        return 0
    named = [spelling(name.strip().removeprefix("\\")) for name in (found[1], *found[2].split(","))]
    are_names = all(words.kinds.get(words.names.get(name, "")) == "name" for name in named)
    return found.end(1) if are_names and len(set(named)) == len(named) else 0


_TANGENTS = frozenset("tTlLℓ")
_HEIGHTS = frozenset("yz")


def height_named(text: str, span: Span, words: Lexicon) -> str:
    """The declared y or z that a side of an equation is which names a tangent by what it depends on, ``L(x, y) = …``; empty for others."""
    found = _CALLED.fullmatch(text, *span)
    if found is None or found[1] not in _TANGENTS or words.is_formula(found[1]):
        return ""
    given = {words.names.get(spelling(name.strip().removeprefix("\\")), "") for name in found[2].split(",")}
    others = {name for name, kind in words.kinds.items() if kind == "name"} - given
    return others.pop() if "" not in given and len(others) == 1 and others <= _HEIGHTS else ""
