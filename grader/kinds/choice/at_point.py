"""What a point is said to be without the point itself: ``(0, 0) is a minimum``, ``f has a saddle point at x = 0, y = 0``."""

from __future__ import annotations

import re

from grader.expr import Expr, Number, plain
from grader.lazily import lazily
from grader.model import Task
from grader.syntax import Reading, Scope, read_formula

LONGEST = 300
"""Characters of a text in which the point is looked for."""

_IN = r"(?:(?<![^\W\d_])(?:at|in|bei|for|für|en|à|op|a)\s+)?"
_POINT = (r"(?:(?:the |this |that |im |den |dem |der |le |el |il |het )?"
          r"(?:critical |stationary |kritische[rn]? )?(?:point|punkt|punto|punt)\s*)?"
          r"(?:[A-Z]\s*=?\s*)?")
_IS = r"(?:\s*(?:[:=→–-]|(?:is|ist|est|es|è)(?![^\W\d_])))?"
_BRACKET = r"(?:\\left)?[(\[](?P<inside>[^()\[\]{}=:]{1,60})(?:\\right)?[)\]]"
_NAMED = r"(?P<named>\(?[A-Za-z]\w?\s*=\s*[-−]?[\w./√]+(?:\s*(?:,|and|und)\s*[A-Za-z]\w?\s*=\s*[-−]?[\w./√]+)*\)?)"
_ORIGIN = r"(?P<origin>(?:the |der |im |dem |l['’]|el |het )?(?:origin[eo]?|ursprung|origen|oorsprong))"
_SAID = lazily(rf"{_IN}{_POINT}(?:{_BRACKET}|{_NAMED}|{_ORIGIN}){_IS}", re.IGNORECASE)
_HAS = lazily(r"^\s*(?:f(?:\s*\([^()]*\))?\s+(?:has|hat|a|ha|tiene|heeft)|there (?:is|exists)|we have|es gibt|il y a|hay|c'è)(?![^\W\d_])",
              re.IGNORECASE)


def without_point(text: str, task: Task) -> str:
    """Return a text of the same length without the point of the task, where it names no other one.

    What stands in brackets and is no point stays: ``minimum (global)``.
    """
    if len(text) > LONGEST:
        return text
    at = dict(task.at)
    # Of f(x, y) the bracket is no point.
    said = [found for found in _SAID.finditer(text) if [name.strip() for name in (found["inside"] or "").split(",")] != list(at)]
    if len(said) != 1:
        return text
    [found] = said
    if found["origin"]:
        given = dict.fromkeys(at, "0")
    elif found["named"]:
        given = dict(re.findall(r"([A-Za-z]\w?)\s*=\s*([-−]?[\w./√]+)", found["named"]))
    else:
        values = re.split(r"[,;|]", found["inside"].replace("\\mid", "|"))
        given = dict(zip(at, values, strict=True)) if len(values) == len(at) else {}
    if given.keys() != at.keys() or any(not _is_value(given[name], value) for name, value in at.items()):
        return text
    text = text[:found.start()] + " " * len(found[0]) + text[found.end():]
    return _HAS.sub(lambda has: " " * len(has[0]), text)


def _is_value(text: str, value: Expr) -> bool:
    """Whether a text is this value, written in the same way."""
    found = read_formula(text.strip(), Scope(()))
    if not isinstance(found, Reading):
        return False
    same = type(found.tree) is Number and type(value) is Number and found.tree.value == value.value
    return same or plain(found.tree) == plain(value)
