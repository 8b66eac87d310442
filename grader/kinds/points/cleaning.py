"""The text of a set of points in plain signs: LaTeX, words and marks of editors become one sign and blanks, so that every place stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from grader.kinds.points.natures import without_natures
from grader.lazily import lazily
from grader.model import Diagnostic
from grader.syntax import ANGLES, ARROW, THIN_ARROW

OPEN, CLOSE = "\ue000", "\ue001"
"""The braces of a set, which are not those of LaTeX's arguments."""

_ANY = re.IGNORECASE
_PARTLY = lazily(r"(?<!\\)\\[()\[\]]|`+|\\(?:limits|quad|qquad|left|right|[bB]igg?[lr]?)(?![A-Za-z])"
                 r"|\\[,;:!> ]|[~\u200b\ufeff]|\\(?:begin|end)\s*\{cases\*?\}")
_MATRIX = lazily(r"\\begin\s*\{[pbBvV]?(?:small)?matrix\}|\\begin\s*\{array\}\s*\{[lcr| ]*\}")
_END_OF_MATRIX = lazily(r"\\end\s*\{(?:[pbBvV]?(?:small)?matrix|array)\}")
_TEXT = lazily(r"\\(?:text|textrm|textit|mathrm|mbox|operatorname)\s*\{([^{}]*)\}")
_BETWEEN = lazily(r"\\(?:land|wedge|lor|vee|cup)(?![A-Za-z])|[∧∨∪]|\\\\|&&|\|\|"
                  r"|(?<![A-Za-z\\_])(?:and|or|as well as|und|oder|sowie)(?![A-Za-z_])", _ANY)
_EITHER = lazily(r"\\pm(?![A-Za-z])|\+/[-−]|(?:(?<=[,;(=\[{:∈])|^)\s*\+[-−](?=[\w(\\√.])")
_OTHER = lazily(r"\\mp(?![A-Za-z])|-/\+")
_IN = lazily(r"\\in(?![A-Za-z])")
_FOREIGN_BETWEEN = lazily(
    r"(?<=[)\]\ue001])\s+(?:et|y|en|ed?|ou|o|of)\s+(?=[(\[\ue000])"
    r"|(?<=[\w)])\s+(?:et|en|ou|of)\s+(?=-?\d|[A-Za-z]\w*\s*=)", _ANY)
"""The same in French, Spanish, Italian and Dutch; a lone letter is such a word between brackets only: it may be a factor elsewhere."""
_Y_BETWEEN = lazily(r"(?<=[\d)] )y(?= -?\d)")
_QUAD = lazily(r"(?<=[\w)}\]])\s*\\q?quad(?=\s*(?:\\q?quad\s*)*\\?[A-Za-z](?:_\{?\w\}?)?\s*(?:=|\())")
"""A wide blank of LaTeX in front of another answer: ``x_1 = 2 \\quad x_2 = 3``."""
_LISTED = lazily(r"\s*\{\s*\{[^{}]*\}(?:\s*,\s*\{[^{}]*\})*\s*\}[\s.]*")
_EQUALS = lazily(r"(?<![<=!>])==(?![=>])")
_BOLD = lazily(r"(?m)(?:(?<=^)|(?<=[\s,;:]))\*\*(?=[^\s*])([^*\n]+)\*\*(?=[\s,;:.]|$)")
_RULE = lazily(r"(?P<front>[{,]\s*\\?(?P<name>[A-Za-z]\w*)\s*)(?:->|→|\\to(?![A-Za-z])|:(?!=))")
_LINK = r"(?:(?:we (?:get|find|have)|so|thus|hence|therefore|then)(?![a-z])[ ,:]*)?"
_QUALITY = r"(?:the )?(?:(?:set of|all) )?(?:the )?(?:real )?"
_NOUN = (
    r"(?:(?:critical|stationary|singular) points?|extrem(?:a|al points?)|points?|zeros?|roots?|solutions?(?: set)?|set|answers?"
    r"|(?:les |los |las |i |le |gli |de )?(?:points? (?:critiques?|stationnaires?)|puntos? (?:críticos?|estacionarios?)"
    r"|punt[io] (?:critic[io]|stazionari[oi]?)|kritieke punten|racines?|raíces|radici|nulpunten|zéros?|ceros?|zeri|oplossingen|soluzioni"
    r"|soluciones)"
    r"|(?:die )?(?:(?:kritischen?|stationären?) (?:punkte?|stellen?)|(?:null|extrem)stellen?|extrema|punkte?|lösung(?:en|smenge)?|antwort)"
    r")")
_OF_F = r"(?: (?:of|von|de|di|van) f)?"
_VERB = r"(?: (?:sont|est|son|es|sono|è|zijn|is|are|lie|lies|ist|sind|lautet|lauten|liegen)(?: at| bei)?| at| bei)?"
_AT_START = lazily(
    rf"[\s,:]*{_LINK}{_QUALITY}{_NOUN}{_OF_F}{_VERB}\s*[:=]?(?=\s|[({{\[\\\ue000±-]|\d)|\s*(?:at|bei)(?=\s)", _ANY)
"""``So the critical points of f are at …``"""
_SIDE_BY_SIDE = lazily(r"(?<=[)\]])\s+(?=(?P<label>[A-Z](?:_?\d)?)?[(\[])")
_GIVEN = lazily(r"(?P<name>[A-Za-z]\w*)\s*(?:=|∈|\\in(?![A-Za-z]))(?P<value>.*)")
_HEAD = lazily(r"([A-Za-z]\w*)\s*(?:=|∈|\\in)")
_ANGLES = str.maketrans(dict.fromkeys(ANGLES[0], "(") | dict.fromkeys(ANGLES[1], ")"))
_ARROW, _THIN = lazily(ARROW), lazily(THIN_ARROW)
_SEPARATE = lazily(r"[,;∨]|\\\\|\\(?:lor|vee|q?quad|text)(?![A-Za-z])|\b(?:or|and|oder|und)\b|\s[|/]\s|\S\s{2,}(?![\s=])")
"""What stands between two answers, or two equations; so do wide blanks."""
_NO_VALUE = lazily(r"(?:^|[,;]|(?<![A-Za-z\\])[A-Za-z](?:_\{?\w+\}?)?'*)\s*\(|\)\s*=")
"""A bracket that stands alone or behind a name, as in ``y(2)``: it may hold a point, or a value of something else."""
_CALL = lazily(r"(?<![A-Za-z])[a-z](?:_\{?\w\}?)?'*\s*\([^()\d]*\)")
_NUMBERED = lazily(r"(?<![\w\\])(?P<name>\\?[A-Za-z]+?)(?:_?\{?\d(?:\s?[,/;]\s?\d)+\}?|[₀-₉](?:\s?[,/;]\s?[₀-₉])+)(?=\s*=)")
_COUNTED = lazily(r"(?m)^(\s*)(?:\(?\d{1,2}[.)]|\(?[a-h]\)|[•▪*])(?=[^\S\n]+[(\[{\\\ue000A-Za-z±])")
_ALONE = lazily(r"(?m)^([ \t]*)\(?(\d{1,2})[.)](?=[ \t]*(?:$|[,;]|(?:and|or|und|oder)(?![A-Za-z])))")
_COUNTER = lazily(r"(?m)^[ \t]*(?P<mark>\(?\d{1,2}[.)])[ \t]+(?=[^\s.,;!✓])")
_NAMED = lazily(r"\$?\\?[A-Za-z]\w*(?:_\{?\w+\}?)?\s*(?:=|∈|\\in(?![A-Za-z]))")
_OPENS = lazily(r"[(\[{±$\\A-Za-z]")
_R_LIST = lazily(r"(?<![\w\\.])(?P<front>c ?)\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)")

NONE = lazily(
    r"(?:there (?:are|is) )?(?:none|no(?: such| real)*(?: (?:critical|stationary|singular))?(?: (?:points?|zeros?|solutions?|roots?))"
    r"(?: at all)?(?: exists?)?|(?:the )?empty(?: set)?|nothing|(?:they |it )?do(?:es)? not exist"
    r"|(?:es gibt )?keine?(?: (?:reellen?|kritischen?|stationären?|solchen?))*(?: (?:nullstellen?|punkte?|stellen?|lösung(?:en)?|extrema))?"
    r"|[∅Ø⌀]|\\(?:emptyset|varnothing)|\ue000\s*\ue001|\(\s*\)|\[\s*\])", _ANY)


def numbers_alone(text: str, names: Sequence[str]) -> str:
    """Return a text of the same length in which a number with a bracket or a stop, alone in its line, is the number: ``(1)``, ``2.``

    So is one in front of a comma or an "or". One that counts goes: the next line, or what stands there, begins a point.
    """
    def alone(found: re.Match[str]) -> str:
        counts = _begins_point(text, len(text) - len(text[found.end():].lstrip()), names)
        return " " * len(found[0]) if counts else found[1] + found[2].rjust(len(found[0]) - len(found[1]))

    return _ALONE.sub(alone, text)


def _begins_point(text: str, at: int, names: Sequence[str]) -> bool:
    """Whether a named point or coordinate stands here, or of several variables a bracket, so that a number in front of it counts."""
    return _NAMED.match(text, at) is not None or (len(names) > 1 and _OPENS.match(text, at) is not None)


def with_lists(text: str) -> str:
    """Return a text of the same length in which ``c(1, 2)`` of R, where points are numbers, is the list of them."""
    return _R_LIST.sub(lambda found: f"{found['front'].replace('c', ' ')}[{found['inside']}]", text)


def counter_or_point(text: str, names: Sequence[str]) -> Diagnostic | None:
    """What is said of a number that begins a line and may count what follows it or be a point: ``(1) (2)``, ``1. 2`` of one variable."""
    for found in _COUNTER.finditer(text):
        if not _begins_point(text, found.end(), names):
            return Diagnostic("set/counter", "this number may count the points or be one of them",
                              "leave it out, or part points by commas", found.span("mark"))
    return None


def last_step(text: str, names: Sequence[str]) -> str:
    """Return a text of the same length in which each line says only what stands behind its arrows: ``x^2 = 1 ⇒ x = ±1``.

    A line without an arrow stays, unless an arrow begins the next one; so does one that names the coordinates of a point one after the
    other, as in ``x = 1 ⇒ y = 2``, that has several answers with arrows of their own, or that names a point in front of an arrow of
    another: ``x = 0 or x^2 = 1 ⇒ x = ±1``.
    """
    if _ARROW.search(text) is None:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        arrows = [arrow for arrow in _ARROW.finditer(line) if not _is_limit(line, arrow)]
        following = lines[at + 1].lstrip() if at + 1 < len(lines) else ""
        if not arrows and _ARROW.match(following) and not _has_answers(line, names):
            lines[at] = " " * len(line)
        elif arrows:
            first, between, kept = line[:arrows[0].start()], line[arrows[0].end():arrows[-1].start()], line[arrows[-1].end():]
            if _says_points(kept, names) and not _SEPARATE.search(between.strip()) and not _has_answers(first, names):
                lines[at] = " " * arrows[-1].end() + kept
    return "\n".join(lines)


def _is_limit(line: str, arrow: re.Match[str]) -> bool:
    """Whether a thin arrow may tell a limit, as in ``x → 0``, since no equation stands in front of it."""
    before = line[:arrow.start()]
    return _THIN.fullmatch(arrow[0]) is not None and bool(before.strip()) and "=" not in before


def _has_answers(text: str, names: Sequence[str]) -> bool:
    """Whether one of several statements in front of an arrow may be an answer: ``x = 0 or x^2 = 1``, but not ``y = x, x = x^2``."""
    text = _CALL.sub("", text).strip()
    parts = _SEPARATE.split(text)
    return len(parts) > 1 and _says_points(text, names) and any(_is_answer(part.strip(), names) for part in parts)


def _is_answer(part: str, names: Sequence[str]) -> bool:
    """Whether a statement gives a coordinate a value without names, or is a point, or of one variable a number."""
    found = _GIVEN.fullmatch(part)
    if found is None:
        return part.startswith(("(", "[")) if len(names) > 1 else bool(part) and not _HEAD.search(part)
    values = set(re.findall(r"[A-Za-z]\w*", found["value"]))
    return found["name"].rstrip("0123456789_{}") in (*names, *("LMNS" if len(names) == 1 else "")) and values.isdisjoint(names)


def _says_points(text: str, names: Sequence[str]) -> bool:
    """Whether a text may name points: by all their coordinates, or in brackets; of one variable, by no left side but its name."""
    heads = {head.rstrip("0123456789_{}") for head in _HEAD.findall(text)}
    if len(names) > 1:
        return "(" in text or "[" in text or heads == set(names)
    return _NO_VALUE.search(text) is None and heads <= {*names, *"LMNS"}


def _side_by_side(text: str) -> str:
    """``(0, 0) (1, 1)`` with ``;`` between the points; a bracket that holds one number is a factor: ``(2 (1/2), 1)``."""
    opened, holds, has_several = list[int](), dict[int, int](), set[int]()
    for at, sign in enumerate(text):
        if sign in "([":
            opened.append(at)
        elif sign in ")]" and opened:
            holds[at] = opened.pop()
        elif sign in ",;|" and opened:
            has_several.add(opened[-1])
    def parted(found: re.Match[str]) -> str:
        brackets = {holds.get(found.start() - 1), found.end() + len(found["label"] or "")}
        return ";".ljust(len(found[0])) if brackets <= has_several else found[0]

    return _SIDE_BY_SIDE.sub(parted, text)


def cleaned(text: str, names: Sequence[str] = ()) -> str:
    """Return a text without words around it, of the same length, with a set in plain signs: brackets, commas, ``±``, ``∈``, ``=``."""
    if text.isascii() and not any(sign in text for sign in "\\$`{&|+*~") and not any(
            character.isalpha() for character in text) and not _SIDE_BY_SIDE.search(text) and not _COUNTED.search(text):
        return text
    text = without_natures(_of_software(_BOLD.sub(lambda found: f"  {found[1]}  ", text), names))
    text = _NUMBERED.sub(lambda found: found["name"].ljust(len(found[0])) if found["name"] in names else found[0], text)
    text = last_step(text, names).translate(_ANGLES)
    text = _TEXT.sub(lambda found: " " * (found.start(1) - found.start()) + found[1] + " " * (found.end() - found.end(1)), text)
    for pattern, sign in _PLAIN:
        text = pattern.sub(partial(_as_sign, sign), text)
    text = _COUNTED.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), text)
    found = _AT_START.match(text)
    if found is not None:
        text = " " * found.end() + text[found.end():]
    if len(names) > 1:
        text = _side_by_side(text)
    return _with_braces(text)


def _of_software(text: str, names: Sequence[str]) -> str:
    """The text with equations in the place of the rules of Mathematica and of the entries of a dictionary: ``{x -> 1}``, ``{x: 1}``."""
    def equation(found: re.Match[str]) -> str:
        return found["front"] + "=".ljust(len(found[0]) - len(found["front"])) if found["name"] in names else found[0]

    new = _RULE.sub(equation, text)
    if new != text and len(names) == 1 and _LISTED.fullmatch(new):
        # {{x -> 2}, {x -> 3}}: the outer braces hold the list.
        first, last = new.index("{"), new.rindex("}")
        new = new[:first] + " " + new[first + 1:last] + " " + new[last + 1:]
    new = _EQUALS.sub("= ", new)
    return new if "y" in names else _Y_BETWEEN.sub(";", new)


_PLAIN = ((lazily(r"\\langle"), "("), (lazily(r"\\rangle"), ")"), (_MATRIX, "("), (_END_OF_MATRIX, ")"), (_QUAD, ";"), (_PARTLY, " "),
          (lazily(r"\\(?:\{|lbrace)"), OPEN), (lazily(r"\\(?:\}|rbrace)"), CLOSE), (_BETWEEN, ";"), (_FOREIGN_BETWEEN, ";"),
          (lazily("&"), ","),
          (_EITHER, "±"), (_OTHER, "∓"), (_IN, "∈"))
"""What becomes a plain sign, in this order."""


def _as_sign(sign: str, found: re.Match[str]) -> str:
    """As many signs as were found: the blanks in front, then the plain one; one that closes comes last."""
    blanks, length = len(found[0]) - len(found[0].lstrip()), len(found[0])
    return sign.rjust(length) if sign in (")", CLOSE) else " " * blanks + sign.ljust(length - blanks)


def _with_braces(text: str) -> str:
    """The text with the braces of sets marked: those that stand where a value begins, and their partners."""
    if "{" not in text:
        return text
    signs, waiting, before = list(text), list[int](), ";"
    for at, sign in enumerate(text):
        if sign == "{":
            waiting.append(at if before in ";,=∈:([{\n±" + OPEN else -1)
        elif sign == "}" and waiting and (start := waiting.pop()) >= 0:
            signs[start], signs[at] = OPEN, CLOSE
        if not sign.isspace() or sign == "\n":
            before = sign
    return "".join(signs)
