"""Cases without words, or in the order of code, laid out as the grammar reads them: ``2x, x>0; -2x, x<0`` and ``x>0: 2x; x<0: -2x``.

Every step keeps the length of the text.
"""

from __future__ import annotations

import re

from grader.expr import Span
from grader.lazily import lazily
from grader.syntax.layout.labels import squeezed
from grader.syntax.lexicon import Lexicon
from grader.syntax.scope import Axes
from grader.syntax.spellings import CASE_WORDS
from grader.syntax.spellings.around import AND_ALONE, LOOPS
from grader.syntax.spellings.signs import COMPARISON
from grader.syntax.tokens.tokens import UnreadableError

COMPARES = lazily(COMPARISON)
_EQUALS = lazily(r"(?<![<>!:=])=(?!=)")
_TERNARY = lazily(r"\?(?P<value>[^?:\n]+):")
_LABEL = lazily(r"(?<![\w'′])(?:[A-Za-z]['′]+(?: ?\([^()]{1,9}\))?|d[a-z]?/d[a-z]|∂[a-z]/∂[a-z]) *=(?!=)")
_OPENED = lazily(r"\{(?=[^{}]*$)")
_AND = lazily(AND_ALONE)
_JOINED = lazily(rf"(?:\n|{AND_ALONE})\s*$")
_IN_BRACKET = lazily(r"\((?P<inside>[^()\n]*)\)\s*$")
_CASE_WORD = lazily(rf"(?<![^\W\d_])(?:{'|'.join((*CASE_WORDS, *LOOPS))})(?![^\W\d_])")
_WORD_IN_FRONT = lazily(r"\s*[^\W\d_]+")
_NAMED = lazily(r"(?:^|[,;\n]|(?<![A-Za-z])(?:and|und)(?![A-Za-z]))(?P<left>[^=,;\n]{5,80})=(?![=>])")
_ENTRY = lazily(r"[d∂]\(?([A-Za-z]+)_([A-Za-z])\)?/[d∂]\(?([A-Za-z]+)_([A-Za-z])\)?")


def on_and_off_the_diagonal(text: str, words: Lexicon) -> str:
    """``∂p_i/∂x_i = a, ∂p_i/∂x_j = b for i ≠ j``: what is named for equal indices, and for others, are two cases.

    Raises :class:`UnreadableError` for other entries that are named side by side.
    """
    axes = words.scope.axes
    if axes is None or text.count("=") < 2:
        return text
    found = [(named, entry) for named in _NAMED.finditer(text) if (entry := _ENTRY.fullmatch(squeezed(named["left"])))]
    if len({entry.groups() for _, entry in found}) < 2 or not any(_is_diagonal(entry) for _, entry in found):
        return text
    (first, one), (second, other) = found[0], found[-1]
    on, off = (one, other) if _is_diagonal(one) else (other, one)
    between, width = text[first.end():second.start()], second.end() - second.start()
    joint = _joint(between, off, on is one)
    if len(found) > 2 or not _are_two_cases(on, off, axes) or not 0 < len(joint) <= width:
        raise UnreadableError("syntax/one-answer", "there are several answers side by side", second.span("left"),
                              f"write the cases: a if {'='.join(words.scope.indices[:2])}; b otherwise")
    blank = " " * (first.end() - first.start("left"))
    return "".join((text[:first.start("left")], blank, between, joint.ljust(width), text[second.end():]))


def _is_diagonal(entry: re.Match[str]) -> bool:
    return entry[2] == entry[4]


def _are_two_cases(on: re.Match[str], off: re.Match[str], axes: Axes) -> bool:
    """Return whether entries on and off the diagonal are of the same function by the same variable, with indices of the answer's axes."""
    is_same = (on[1], on[3]) == (off[1], off[3])
    is_on_diagonal = _is_diagonal(on) and on[2] in off.group(2, 4)
    return is_same and is_on_diagonal and off[2] in axes.outputs and off[4] in axes.inputs


def _joint(between: str, off: re.Match[str], is_diagonal_first: bool) -> str:
    """Return what joins the two cases: the first one has its condition, or is the diagonal; else nothing does."""
    if COMPARES.search(between) or "=" in between:
        return "; "
    return f" if {off[2]}={off[4]}; " if is_diagonal_first else ""


def as_cases(text: str, words: Lexicon) -> str:
    """The text with the signs of cases that the grammar knows in the place of ``?``, of brackets around conditions, and of line ends."""
    if not COMPARES.search(text):
        return text
    new = _OPENED.sub(" ", text)
    if words.scope.partials is None and len(list(_LABEL.finditer(new))) > 1:
        first = next(_LABEL.finditer(new)).end() if _LABEL.match(new.lstrip()) else 0
        new = new[:first] + _LABEL.sub(lambda found: " " * len(found[0]), new[first:])
    labelled = new
    new = _condition_in_brackets(_TERNARY.sub(lambda found: f":{found['value']};", new), words)
    if first_case(new, words) is None:
        # f' = 2x if x > 0, f' = 0 if x < 0: the words tell the cases, once the label stands there but once.
        return labelled if _CASE_WORD.search(text) and _is_label_repeated(text) else text
    for start, _, kind in reversed(_kinds(new, words)[1:]):
        before = new[:start].rstrip()
        joining = _JOINED.search(new, 0, start)
        if kind not in "ce" and joining is not None and before[-1:] not in (",", ";", ":"):
            new = new[:joining.start()] + ";" + " " * (len(joining[0]) - 1) + new[joining.end():]
    return new


def _is_label_repeated(text: str) -> bool:
    """Whether one label stands in front of several values, each with its comparison."""
    names = {squeezed(found[0].split("=")[0]) for found in _LABEL.finditer(text)}
    return len(names) == 1 and len(list(COMPARES.finditer(text))) > 1


def _condition_in_brackets(text: str, words: Lexicon) -> str:
    """``2x (x>0), -2x (x<0)``: what the brackets at the ends hold stands behind commas."""
    parts = _parts(text)
    found = [bracket for start, end in parts if (bracket := _IN_BRACKET.search(text, start, end)) and _is_condition(bracket["inside"], text)
             and text[start:bracket.start()].strip() and not _may_be_called(text[start:bracket.start()], words)]
    if len(found) > 1 and len(parts) - len(found) < 2:
        for bracket in found:
            text = text[:bracket.start()] + "," + bracket["inside"] + " " + text[bracket.end("inside") + 1:]
    return text


def first_case(text: str, words: Lexicon) -> int | None:
    """Where the first of several cases begins that no word joins; ``None`` for a text that has none."""
    if not COMPARES.search(text):
        return None
    parts = _kinds(text, words)
    kinds = "".join(kind for _, _, kind in parts)
    at = parts[0][0] + _behind_label(text[slice(*parts[0][:2])])
    if re.fullmatch(r"f{2,}[fo]?|f+[ov]", kinds):
        return at
    conditions = [re.sub(r"\s", "", text[start:end]) for start, end, kind in parts if kind in "ce"]
    if re.fullmatch(r"v[ce]+(?:v[ce]+)+[vo]?", kinds) and "c" in kinds and len(set(conditions)) == len(conditions):
        return at
    return None


def _kinds(text: str, words: Lexicon) -> list[tuple[int, int, str]]:
    parts = _parts(text)
    first = parts[0][0] + _behind_label(text[slice(*parts[0])])
    return [(start, end, _kind(text[max(start, first):end], words)) for start, end in parts]


def _kind(part: str, words: Lexicon) -> str:
    """``f``: a condition and a colon come first; ``c``: a comparison; ``e``: an equation; ``o``: the rest; ``v``: a value; ``x``: none."""
    word = _WORD_IN_FRONT.match(part)
    if word is not None and word[0].strip().lower() in CASE_WORDS and not words.is_formula(word[0].strip()):
        return "o" if not COMPARES.search(part) and not _EQUALS.search(part) else "f" if ":" in part else "c"
    front, colon, behind = part.partition(":")
    if colon:
        return "f" if behind.strip() and behind[:1] != "=" and (COMPARES.search(front) or _EQUALS.search(front)) else "x"
    if COMPARES.search(_without_brackets(part)):
        return "c"
    return "e" if re.fullmatch(r"\s*\w+\s*==?\s*-?\w+\s*", part) else "x" if _EQUALS.search(part) else "v"


def _behind_label(part: str) -> int:
    """Where that begins which stands behind a left side such as ``f'(x) =``, in front of the first comparison."""
    compared = COMPARES.search(part)
    label = list(_EQUALS.finditer(part, 0, compared.start() if compared else len(part)))
    return label[0].end() if label and re.search(r"['′(/∂∇]", part[:label[0].start()]) else 0


def _is_condition(inside: str, text: str) -> bool:
    """Whether a bracket of a text holds a comparison, or an equation such as x = 0 beside the comparisons of others."""
    compares = COMPARES.search(inside) or (re.fullmatch(r"\s*\w+\s*==?\s*-?\w+\s*", inside) and COMPARES.search(text))
    return compares is not None and not re.search(r"[,;∈]", inside)


def _may_be_called(front: str, words: Lexicon) -> bool:
    """Whether the bracket behind this may be the argument of what stands before it: a name or a sign touches it."""
    return front[-1:] in "_^+*/-" or (front[-1:].isalpha() and not words.is_formula(re.findall(r"[^\W\d_]+", front)[-1]))


def _without_brackets(text: str) -> str:
    """The text without what stands in brackets."""
    kept, depth = [], 0
    for char in text:
        depth += char in "([{"
        if depth == 0:
            kept.append(char)
        depth = max(depth - (char in ")]}"), 0)
    return "".join(kept)


def _parts(text: str) -> list[Span]:
    """What stands between commas, semicolons, "and" and line ends outside of brackets; a decimal comma parts nothing."""
    found, depth, start = list[Span](), 0, 0
    words = {match.start(): match.end() for match in _AND.finditer(text)}
    for at, char in enumerate(text):
        depth = max(depth + (char in "([{") - (char in ")]}"), 0)
        is_decimal = char == "," and text[at - 1:at].isdigit() and text[at + 1:at + 2].isdigit()
        if depth == 0 and (char in ",;，；\n" or at in words) and not is_decimal:
            found.append((start, at))
            start = words.get(at, at + 1)
    found.append((start, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()] or [(0, len(text))]
