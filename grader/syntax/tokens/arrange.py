"""Tokens put into their usual order: what editors and habits leave in a text and what says nothing about the formula.

``x^2_1`` is x_1^2, ``{x}_{1}`` is x_1, ``x_1^{}`` has no exponent, ``\\left\\{ \\begin{array} … \\right.`` are cases, and
``∈ R^{1×2}`` behind an answer only names its shape.
"""

from __future__ import annotations

from grader.nesting import CLOSING, nested
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.tokens.code_words import name_code
from grader.syntax.tokens.tokens import FACTOR_STARTS, Tokens, UnreadableError, closing

_FACTORS = frozenset(("name", "const"))
_SEPARATING = frozenset((",", ";", ":", ".", "⇒", "→", "and", "or", "if", "otherwise"))
_BEHIND_BRACES = frozenset(("^", "_", "sup", "sub", "'", "T"))
_NAMES = frozenset(("name", "unknown", "const", "array", "column", "func", "index", "entry"))


def arrange(tokens: Tokens, words: Lexicon) -> None:
    """All of it, as far as the tokens give reason to."""
    kinds = tokens.kinds
    if words.scope.arrays and ("." in kinds or "unknown" in kinds or "sum" in kinds):
        name_code(tokens)
    if "{" in kinds:
        if tokens.fonts:
            _open_fonts(tokens)
        _drop_empty_braces(tokens)
        _unwrap(tokens)
    if "unknown" in kinds and ("[" in kinds or "(" in kinds):
        _number_in_brackets(tokens, words)
    if "_" in kinds or "sub" in kinds:
        _subscripts_first(tokens, words)
    if "begin" in kinds:
        _open_cases(tokens)
    if "<" in kinds and ">" in kinds:
        _open_angles(tokens)
    if "langle" in tokens.values and "|" in kinds:
        _part_angles(tokens)
    if "∈" in kinds:
        _drop_the_space(tokens)


def _number_in_brackets(tokens: Tokens, words: Lexicon) -> None:
    """``x[1]`` and ``x(1)`` of code, where x_1 is declared and x is not; NumPy counts from 0, which ``x[0]`` or the names tell."""
    for base, places in _numbered_in_brackets(tokens).items():
        first = _counted_from(tokens, words, base, places)
        if first is None:
            continue
        for at in places:
            name = words.names[_entry_name(tokens, at, first)]
            tokens.kinds[at], tokens.values[at], tokens.ends[at] = words.kinds[name], name, tokens.ends[at + 3]
            tokens.kinds[at + 1:at + 4] = ["entry of code"] * 3
    for at in reversed([at for at, kind in enumerate(tokens.kinds) if kind == "entry of code"]):
        tokens.delete(at, at + 1)


def _numbered_in_brackets(tokens: Tokens) -> dict[str, list[int]]:
    """Return under each unknown name the places where a bracket with a number touches it."""
    kinds, values = tokens.kinds, tokens.values
    places: dict[str, list[int]] = {}
    for at, kind in enumerate(kinds[:-3]):
        opening = kinds[at + 1]
        if kind != "unknown" or opening not in ("[", "(") or kinds[at + 2] != "num" or kinds[at + 3] != CLOSING[opening]:
            continue
        if values[at + 2].isdigit() and len(values[at + 2]) < 4 and tokens.starts[at + 1] == tokens.ends[at]:
            places.setdefault(values[at], []).append(at)
    return places


def _counted_from(tokens: Tokens, words: Lexicon, base: str, places: list[int]) -> int | None:
    """Return the number of the first entry, 0 or 1, with which all entries are declared; ``None`` where there is none."""
    fits = [first for first in (1, 0) if all(_entry_name(tokens, at, first) in words.names for at in places)
            and (first == 1 or all(tokens.kinds[at + 1] == "[" for at in places))]
    if len(fits) == 2:
        raise UnreadableError("syntax/index", f"this does not say whether {base}[…] counts from 0 or from 1",
                              (tokens.starts[places[0]], tokens.ends[places[0] + 3]), f"write {base}_1, {base}_2 and so on")
    return fits[0] if fits else None


def _entry_name(tokens: Tokens, at: int, first: int) -> str:
    """Return the spelling of the entry at this place, where the first one has this number: of ``x[0]`` that counts from 0 it is x1."""
    return f"{spelling(tokens.values[at])}{int(tokens.values[at + 2]) + 1 - first}"


def _drop_empty_braces(tokens: Tokens) -> None:
    """``x_1^{}``, ``x^{}_1`` and ``\\cdot{}``; an exponent that is missing elsewhere stays, and is asked for."""
    kinds, at = tokens.kinds, 0
    while at < len(kinds) - 2:
        if kinds[at + 1] == "{" and kinds[at + 2] == "}":
            if kinds[at] in ("*", "/", "+", "-", "="):
                tokens.delete(at + 1, at + 3)
                continue
            if kinds[at] in ("^", "_") and (kinds[at + 3] in ("_", "sub", "^", "sup") or _ends_a_subscript(kinds, at)):
                tokens.delete(at, at + 3)
                continue
        at += 1


def _ends_a_subscript(kinds: list[str], at: int) -> bool:
    """Whether a subscript, of one token or in braces, ends in front of this index."""
    if at > 0 and kinds[at - 1] == "sub":
        return True
    before = at - 1
    if before > 0 and kinds[before] == "}":
        while before > 0 and kinds[before] != "{":
            before -= 1
    return before > 0 and kinds[before - 1] == "_"


def _open_fonts(tokens: Tokens) -> None:
    """``F\\text{+C}`` and ``\\mathbf{a + b}x``: the braces of a font are no brackets, and a reader sees F+C and a + bx."""
    kinds, at = tokens.kinds, 0
    while at < len(kinds) - 1:
        if kinds[at] == "{" and tokens.starts[at] in tokens.fonts and not _is_argument(kinds, at):
            end = closing(kinds, at)
            if kinds[end] == "}" and kinds[end + 1] not in _BEHIND_BRACES and _has_a_sign(kinds[at + 1:end]):
                tokens.delete(end, end + 1)
                tokens.delete(at, at + 1)
        at += 1


def _is_argument(kinds: list[str], at: int) -> bool:
    """Whether the braces at this index are an index, an exponent, a part of a fraction, or the argument of a function or root."""
    before = at - 1
    if before > 0 and kinds[before] == "]":
        before = next((place for place in range(before, -1, -1) if kinds[place] == "["), 0) - 1
    return (before >= 0 and kinds[before] in ("_", "^", "frac", "fn", "root")) or _is_second_of_a_fraction(kinds, at)


def _has_a_sign(kinds: list[str]) -> bool:
    """Whether a plus or minus stands outside of brackets among these tokens."""
    return any(depth == 0 and kind in ("+", "-") for _, kind, depth in nested(kinds))


def _unwrap(tokens: Tokens) -> None:
    """``{x}_{1}`` and ``{\\cos}(x)``: braces around a single name or function that something belongs to."""
    kinds, at = tokens.kinds, 0
    while at < len(kinds) - 3:
        if kinds[at] == "{" and kinds[at + 2] == "}" and (at == 0 or kinds[at - 1] not in ("_", "^", "frac", "fn", "]")):
            wanted = kinds[at + 3] in ("_", "sub", "'") if kinds[at + 1] in _NAMES else kinds[at + 1] == "fn"
            if _is_factor(tokens, at):
                tokens.gaps |= {tokens.starts[place]: tokens.ends[place] for place in (at, at + 2)}
                wanted = True
            if wanted and not _is_second_of_a_fraction(kinds, at):
                tokens.delete(at + 2, at + 3)
                tokens.delete(at, at + 1)
        at += 1


def _is_factor(tokens: Tokens, at: int) -> bool:
    """Whether the braces at this index hold one name that touches the name in front: ``\\sin\\omega{t}``."""
    kinds = tokens.kinds
    is_product = at > 0 and kinds[at - 1] in _FACTORS and kinds[at + 1] in _FACTORS and tokens.ends[at - 1] == tokens.starts[at]
    return is_product and (at == 1 or kinds[at - 2] not in ("_", "^", "frac"))


def _is_second_of_a_fraction(kinds: list[str], at: int) -> bool:
    if at == 0 or kinds[at - 1] != "}":
        return False
    depth, before = 0, at - 1
    while before > 0:
        depth += kinds[before] == "}"
        depth -= kinds[before] == "{"
        if depth == 0:
            break
        before -= 1
    return before > 0 and kinds[before - 1] == "frac"


def _subscripts_first(tokens: Tokens, words: Lexicon) -> None:
    """``x^2_1``, ``x³₂``, ``x^{2}_{i}``: the subscript belongs to the name, the exponent to both."""
    kinds = tokens.kinds
    for at in range(len(kinds) - 3):
        if kinds[at] in _NAMES and kinds[at + 1] in ("^", "sup"):
            middle = _end_of_script(kinds, at + 1)
            if middle and kinds[middle] in ("_", "sub"):
                end = _end_of_script(kinds, middle)
                if end and _is_one_name(tokens, words, at, middle, end):
                    tokens.swap(at + 1, middle, end)


def _end_of_script(kinds: list[str], at: int) -> int:
    """The index behind the sub- or superscript at this index, which is one token or stands in braces; 0 where it is neither."""
    if kinds[at] in ("sup", "sub"):
        return at + 1
    if kinds[at + 1] == "{":
        end = closing(kinds, at + 1)
        return end + 1 if kinds[end] == "}" else 0
    return at + 2 if kinds[at + 1] not in ("end", "(", "[", "-", "+") else 0


def _is_one_name(tokens: Tokens, words: Lexicon, at: int, middle: int, end: int) -> bool:
    """Whether the name at this index and the subscript are one declared name, or the entry of a vector."""
    subscript = "".join(tokens.values[place] for place in range(middle, end) if tokens.kinds[place] not in ("_", "{", "}"))
    if middle - at == 3 and spelling(tokens.values[at + 2]) + subscript in words.names:
        # e^x_1, where the subscript belongs to the exponent.
        return False
    if spelling(tokens.values[at]) + subscript in words.names:
        return True
    transposes = any(kind == "T" or value in ("T", "t") for kind, value in zip(
        tokens.kinds[at + 1:middle], tokens.values[at + 1:middle], strict=True))
    return tokens.kinds[at] == "array" and words.axes.get(tokens.values[at]) == 1 and not transposes


def _open_cases(tokens: Tokens) -> None:
    """A brace that is opened in front of an array and never closed: ``\\left\\{ \\begin{array}{ll} … \\end{array} \\right.``."""
    kinds = tokens.kinds
    for at in range(len(kinds) - 2, -1, -1):
        if kinds[at] == "(" and tokens.values[at] in ("{", "lbrace") and kinds[at + 1] == "begin":
            end = next((index for index in range(at, len(kinds)) if kinds[index] == "end env"), len(kinds) - 1)
            if kinds[end] == "end env" and kinds[end + 1] != ")":
                tokens.values[at + 1] = "cases"
                tokens.delete(at, at + 1)


def _open_angles(tokens: Tokens) -> None:
    """``<x, y>`` with the signs of the keyboard: brackets with a comma inside, which no comparison of indices has."""
    kinds = tokens.kinds
    for at, kind in enumerate(kinds):
        if kind != "<" or (at and kinds[at - 1] == "index" and not _is_subscript(kinds, at - 1)):
            continue
        depth, commas, end = 0, 0, at + 1
        while kinds[end] not in ("end", "<", "=", "if", "otherwise") and (depth or kinds[end] != ">"):
            depth += (kinds[end] in CLOSING) - (kinds[end] in (")", "]", "}"))
            commas += not depth and kinds[end] == ","
            end += 1
        if kinds[end] == ">" and commas and kinds[end + 1] not in ("=", "index", "num"):
            kinds[at], tokens.values[at], kinds[end] = "(", "langle", ")"


def _part_angles(tokens: Tokens) -> None:
    """``⟨x | y⟩``: a single bar in angle brackets parts two vectors, as a comma does."""
    kinds, opened = tokens.kinds, list[tuple[str, list[int]]]()
    for at, kind in enumerate(kinds):
        if kind in CLOSING:
            opened.append((tokens.values[at], []))
        elif kind in (")", "]", "}") and opened:
            value, signs = opened.pop()
            if value == "langle" and len(signs) == 1:
                kinds[signs[0]] = ","
        elif kind in ("|", ",") and opened:
            opened[-1][1].append(at)


def _is_subscript(kinds: list[str], at: int) -> bool:
    """Whether the index at this place belongs to a name in front of it."""
    while at > 0 and kinds[at] == "index":
        at -= 1
    return kinds[at] == "_"


def _drop_the_space(tokens: Tokens) -> None:
    """``∈ R^{1×2}`` at the end; what stands behind a sign that separates says more than the space: ``x ∈ R: 2|x|``."""
    at = tokens.kinds.index("∈")
    inside = tokens.kinds[at:-2] if tokens.kinds[-2] in (".", ",", ";") else tokens.kinds[at:-1]
    if any(depth == 0 and kind in _SEPARATING for _, kind, depth in nested(inside)):
        return
    if at > 0 and tokens.values[at + 1] == "R" and "=" not in tokens.kinds[at:]:
        tokens.delete(at, len(tokens.kinds) - 1)


def tidy(tokens: Tokens) -> None:
    """Drop what says nothing: a full stop, comma or semicolon at the end, ``&`` and ``:`` before ``=``, a line's ``\\\\``, a point
    in ``2.x`` and ``x.^2``; ``.T`` transposes."""
    keep = [True] * len(tokens.kinds)
    last = len(tokens.kinds) - 2
    stopped = False
    while last >= 0 and (tokens.kinds[last] in (",", ";", "\\\\") or (tokens.kinds[last] == "." and not stopped)):
        stopped = stopped or tokens.kinds[last] == "."
        keep[last] = False
        last -= 1
    depth = 0
    for index, kind in enumerate(tokens.kinds):
        if kind == "begin":
            depth += 1
        elif kind == "end env":
            depth -= 1
        elif kind == ".":
            _point(tokens, index, keep)
        elif kind == ":":
            keep[index] = tokens.kinds[index + 1] != "="
        elif depth == 0 and kind == "&":
            keep[index] = keep[index] and not _next_to_equals(tokens, index)
        elif depth == 0 and kind == "\\\\":
            keep[index] = keep[index] and tokens.kinds[index + 1] not in ("&", "=")
    if not all(keep):
        for name in ("kinds", "values", "starts", "ends"):
            setattr(tokens, name, [item for item, kept in zip(getattr(tokens, name), keep, strict=True) if kept])


def _point(tokens: Tokens, index: int, keep: list[bool]) -> None:
    """A point that means a product or nothing goes; the one of ``[x, y].T`` becomes ``^``."""
    following = tokens.kinds[index + 1]
    behind_number = index > 0 and tokens.kinds[index - 1] == "num" and tokens.ends[index - 1] == tokens.starts[index]
    if following == "unknown" and tokens.values[index + 1] == "T":
        tokens.kinds[index] = "^"
    elif following in ("*", "/", "^") or (behind_number and following in FACTOR_STARTS - {"num"} and _touches(tokens, index + 1)):
        keep[index] = False


def _touches(tokens: Tokens, index: int) -> bool:
    return tokens.starts[index] == tokens.ends[index - 1]


def _next_to_equals(tokens: Tokens, index: int) -> bool:
    return tokens.kinds[index + 1] == "=" or (index > 0 and tokens.kinds[index - 1] == "=")
