"""Conditions behind an answer that say for which values it holds: ``for n >= 1``, ``x ≠ 0``, ``\\text{for all } x \\in \\mathbb{R}``."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.record import record
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings.signs import RELATIONS

_WRITTEN = {**{each: sign for sign, written in RELATIONS.items() for each in written},
            r"\forall": "∀", r"\infty": "oo", "∞": "oo", "==": "="}
_ELEMENT = lazily(r"(?<![A-Za-z\\])(?:in|aus|element of|element von)(?![A-Za-z])")
_NOT = lazily(r"(?<![A-Za-z])(?:is )?not (?:equal to )?(?=-?[0-9])|(?<![A-Za-z])(?:ist )?nicht (?=[0-9])")
_ARGUMENT = lazily(r"\([^()]*\)$")
_COMMANDS = lazily("|".join(re.escape(sign) + ("(?![A-Za-z])" if sign[0] == "\\" else "")
                                for sign in sorted(_WRITTEN, key=len, reverse=True)))
_PASSED_OVER = lazily(
    r"(?<![A-Za-z])(?:all|any|every|each|the|that|values?|of|alle?n?|jedes|where|with|and|numbers?|variables?"
    r"|an?(?= (?:real|natural|positive|integer|nonzero)))(?![A-Za-z])|∀|\\(?:mathbb|mathbf|mathrm|text|quad|qquad)|\\[,;:!> ]|[{}$]")
_RELATION = lazily(r"[<>≤≥≠∈∉=]")
_SETS = lazily(r"(?:R|N|Z|Q|C|ℝ|ℕ|ℤ|ℚ)(?:[_^]?\(?[+*0-9>≥A-Z×]*\)?)?(?:(?:\\setminus|\\|∖|-)\(?\\?0\\?\)?)?")
_KINDS = {"real": "R", "reell": "R", "natural": "N", "positive": "R+", "integer": "Z", "nonzero": "≠0", "natürlich": "N", "positiv": "R+"}


@record
class Restriction:
    """Names, a sign of relation and what stands behind it as text; the sign is empty for ``for all x``."""

    names: tuple[str, ...]
    sign: str = ""
    bound: str = ""


def restriction(text: str, words: Lexicon) -> tuple[Restriction, ...]:
    """What a condition says, relation by relation; empty for a text that is no condition on declared names."""
    plain = _ELEMENT.sub("∈", _COMMANDS.sub(lambda found: _WRITTEN[found[0]], text))
    plain = _PASSED_OVER.sub(" ", _NOT.sub("≠", plain))
    if re.fullmatch(r".*[=∈]\s*[01]\s*,.*(?:\.\.|…|dots).*", plain):
        names = _names(re.split(r"[=∈]", plain)[0], words)
        return (Restriction(names, "range"),) if names else ()
    plain = plain.strip(" .,;:")
    parts = [part.strip() for part in _RELATION.split(plain)]
    signs = _RELATION.findall(plain)
    if not signs:
        head, _, last = plain.rpartition(" ")
        kind = _KINDS.get(last.lower().removesuffix("s"), "")
        names = _names(re.sub(r"(?<![A-Za-z])(?:is|are|be|ist)(?![A-Za-z])", "", head) if kind else plain, words)
        return (Restriction(names, "∈" if kind else "", kind),) if names else ()
    found = []
    for left, sign, right in zip(parts, signs, parts[1:], strict=False):
        names, bound = _names(left, words), right
        if not names and sign in _TURNED:
            names, sign, bound = _names(right, words), _TURNED[sign], left
        if not names or not bound or (sign in "∈∉" and not (_SETS.fullmatch(bound.replace(" ", "")) or bound[0] in "[(]")):
            return ()
        found.append(Restriction(names, sign, bound.replace(" ", "")))
    return tuple(found)


_TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "≠": "≠"}


def _names(text: str, words: Lexicon) -> tuple[str, ...]:
    """Declared names of numbers, arrays and sizes, joined by commas."""
    found = []
    for part in text.replace(" ", "").replace("\\", "").split(","):
        name = words.names.get(spelling(part))
        if name is None and words.scope.functions:
            # g(x) ≠ 0: a value of an abstract function.
            name = words.names.get(spelling(_ARGUMENT.sub("", part)))
        if name is None:
            return ()
        found.append(name)
    return tuple(found)


_UNDEFINED = lazily(
    r"(?<!\s)\s*+[,;.]?\s*+\(?\s*+(?:(?:and|but|und|aber|et|it is|is|ist)\s++){0,2}"
    r"(?:undefined|not (?:defined|differentiable)|DNE|does not exist|nicht (?:definiert|differenzierbar)|existiert nicht|non définie?)"
    r"\s++(?:at|for|if|when|in|bei|für|wenn|en|pour|si)\s++\$?(?P<name>\\?[A-Za-z]+)\s*+=\s*+(?P<value>[-−]?\d+)\$?\s*+\)?(?=[\s.]*$)")


def without_undefined(text: str, words: Lexicon) -> str:
    """The text, of the same length, with ``x ≠ 0`` in the place of ``undefined at x = 0`` at its end, which restricts it alike."""
    found = _UNDEFINED.search(text)
    if found is None or spelling(found["name"].removeprefix("\\")) not in words.names:
        return text
    return text[:found.start()] + f", {found['name']} ≠ {found['value']}".ljust(len(found[0])) + text[found.end():]


_ALL_INDICES = lazily(
    r"(?<!\s)(?:\s*[,;])?\s*(?:\\q?quad\s*|\\[,;: ]\s*)*(?P<open>\()?(?:\\(?:text|mathrm)\s*\{\s*)?"
    r"(?:(?<![A-Za-z])(?:for (?:all|every|each|any)|für alle|fuer alle|pour tous?|per ogni|para todo)(?![A-Za-z])"
    r"|∀|\\forall(?![A-Za-z]))\s*\}?[\s$]*(?:\\[,;: ]\s*)*"
    r"(?P<letters>[a-z](?:[\s$]*(?:,|and|und|et)?[\s$]*[a-z](?![A-Za-z])){0,3})(?(open)\))(?=[\s.$}\])]*$)")


def without_all_indices(text: str, words: Lexicon) -> str:
    """The text, of the same length, without ``for all i, j`` at its end, where these are indices: the formula of an entry says it too."""
    found = _ALL_INDICES.search(text) if words.scope.indices else None
    if found is None:
        return text
    letters = re.findall(r"(?<![A-Za-z])[a-z](?![A-Za-z])", found["letters"])
    are_indices = all(letter in words.scope.indices or not words.is_formula(letter) for letter in letters)
    return text[:found.start()] + " " * len(found[0]) + text[found.end():] if letters and are_indices else text
