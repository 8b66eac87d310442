r"""Rows in calls of Typst, Maple and plain TeX: ``mat(a, b; c, d)``, ``vec(a, b)``, ``<a | b>``, ``\pmatrix{a & b \cr c & d}``.

Every step keeps the length of the text.
"""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.nesting import closing, nested
from grader.syntax.layout.code import last_calls
from grader.syntax.lexicon import Lexicon

_CALL = lazily(r"(?<![\w\\.])(?P<name>mat|vec|bold|upright|italic|op)\(")
_OPTION = lazily(r"(?<=mat\()\s*(?:delim|gap|align)\s*:\s*(?:\"[^\"]*\"|#?\w+)\s*,")
_TOP = lazily(r"\^(?:top|tack\.t|%T|\(top\))(?!\w)")
_SIGNS = lazily(r"(?<![\w\\.])(?:dot\.(?:op|c)|times)(?![\w.])")
_PLAIN_MATRIX = lazily(r"\\[pb]?matrix\s*\{")
_ANGLES = {"<": ">"}
_EMPTY = lazily(r"[<|]\s*[|>]|>\s*[^\s,|>]")
_NO_ROW = lazily(r"[=≤≥\n]")
_MAPLE = lazily(r"(?:[^<>=|]*=)?\s*(?P<rows><.*>)[\s;:.]*")
_LISTED = lazily(r"(?<![\w.])Matrix\(\s*(?P<rows>\d)\s*,\s*(?P<columns>\d)\s*,\s*\[(?P<entries>[^\[\]]*)\]\s*\)")
_SUSPECT = lazily(r"(?:mat|vec|bold|upright|italic|op)\(|\^\(?(?:top|tack|%T)|dot\.|times|matrix\s*\{|<.*\||Matrix\(\s*\d")


def rewrite_calls(text: str, words: Lexicon) -> str:
    """The text with brackets in the place of such calls; declared names stay what they are."""
    if not _SUSPECT.search(text):
        return text
    text = _OPTION.sub(lambda found: " " * len(found[0]), text)
    text = _TOP.sub(lambda found: "^T".ljust(len(found[0])), text)
    text = _SIGNS.sub(lambda found: found[0] if found[0].split(".")[0] in words.names else "·".center(len(found[0])), text)
    text = _LISTED.sub(_by_rows, text)
    for found in last_calls(_PLAIN_MATRIX, text):
        text = _of_plain_tex(text, found)
    for found in last_calls(_CALL, text):
        end = closing(text, found.end() - 1)
        if end and found["name"] not in words.names:
            call = text[found.start():end + 1]
            text = text[:found.start()] + _written(found["name"], call, call[len(found[0]):-1]) + text[end + 1:]
    return _of_maple(text)


def _written(name: str, call: str, inside: str) -> str:
    """A call as it is read, of the same length; one that is something else stays, as ``mat([[1, 2]])`` and ``vec(A)``."""
    places = [at for at, sign, depth in nested(inside) if sign == "," and not depth]
    if name in ("bold", "upright", "italic"):
        return " " * len(name) + call[len(name):]
    if name == "op":
        is_word = re.fullmatch(r"\s*\"[A-Za-z]+\"\s*", inside) is not None
        return f"   {inside} ".replace('"', " ") if is_word else call
    if name == "vec":
        return f"{'[':>4}{_with(inside, places, ';')}]" if places else call
    return call if inside.lstrip().startswith("[") else f"{'[':>4}{inside}]"


def _with(text: str, places: list[int], sign: str) -> str:
    signs = list(text)
    for at in places:
        signs[at] = sign
    return "".join(signs)


def _by_rows(found: re.Match[str]) -> str:
    """``Matrix(2, 2, [a, b, c, d])`` of Maple and SymPy, which is filled row by row."""
    entries, columns = found["entries"], int(found["columns"])
    places = [at for at, sign, depth in nested(entries) if sign == "," and not depth]
    if len(places) + 1 != int(found["rows"]) * columns:
        return found[0]
    start = found.start("entries") - found.start()
    return f"{'[':>{start}}{_with(entries, places[columns - 1::columns], ';')}]".ljust(len(found[0]))


def _of_plain_tex(text: str, found: re.Match[str]) -> str:
    r"""``\pmatrix{a & b \cr c & d}``: commas part its entries, and semicolons its rows."""
    end = closing(text, found.end() - 1)
    inside = text[found.end():end]
    if not end or "," in inside:
        return text
    inside = lazily(r"\\cr(?![A-Za-z])").sub(";  ", inside).replace("\\\\", "; ").replace("&", ",")
    return text[:found.start()] + "[".rjust(len(found[0])) + inside + "]" + text[end + 1:]


def _of_maple(text: str) -> str:
    """``<a | b>`` is a row, ``<<a | b>, <c | d>>`` a matrix: bars part what stands side by side.

    Of two columns ``<a | b>`` is the inner product, as ``⟨a, b⟩`` is.
    """
    found = _MAPLE.fullmatch(text)
    if found is None or "|" not in found["rows"] or _NO_ROW.search(found["rows"]):
        return text
    start, end = found.span("rows")
    rows = text[start:end]
    if closing(rows, 0, {"<": 1, ">": -1}) != len(rows) - 1:
        return text
    depths = {at: depth for at, _, depth in nested(rows, 0, {"<": 1, ">": -1, "(": 9, ")": -9})}
    parts = {depth: {rows[at] for at, each in depths.items() if each == depth} & {",", "|"} for depth in (1, 2)}
    is_mixed = any(len(each) > 1 for each in parts.values()) or parts == {1: {"|"}, 2: {","}}
    if max(depths.values()) % 9 > 2 or is_mixed or _EMPTY.search(rows):
        # <2|x|, y> has an absolute value, and <<a, b> | <c, d>> is written by columns.
        return text
    signs, pair = list(rows), "⟨⟩" if parts == {1: {"|"}, 2: set()} and rows.count("|") == 1 else "[]"
    for at, depth in depths.items():
        if rows[at] in "<>":
            signs[at] = pair[rows[at] == ">"]
        elif rows[at] == "|" and depth <= 2:
            signs[at] = ","
    return text[:start] + "".join(signs) + text[end:]
