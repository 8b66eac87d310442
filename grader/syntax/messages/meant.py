"""What a text may have been meant to be: itself with one pair of brackets, one ``^`` or one ``*`` more, if it is then read otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from grader.lazily import lazily
from grader.record import record

LONGEST, MOST_TOKENS = 80, 40
"""Characters and tokens of a text of which such neighbours are made."""

_TOKEN = lazily(r"\d+(?:\.\d+)?|[^\W\d]\w*'*|\*\*|[-+*/^()\[\]{},;·⋅−]|\S")

_STRENGTH = {"+": 1, "-": 1, "−": 1, "*": 2, "·": 2, "⋅": 2, "/": 2, "": 2, "^": 4, "**": 4}
"""How tightly an operator binds; two operands beside each other are a product.  The argument of a function without brackets: 3."""

_OPENING, _CLOSING, _PARTING = "([{", ")]}", ",;"


@record
class Neighbour:
    """A text with something added, and the place of it in the text as it was."""

    text: str
    span: tuple[int, int]


@record
class _Operand:
    """A number, a name or a bracket with what stands in it, and the operator between it and the operand before it on its level."""

    start: int
    end: int
    before: str
    kind: str


def neighbours(text: str) -> Iterator[Neighbour]:
    """The texts, those with a sign first; nothing for LaTeX, long texts and texts whose brackets do not match."""
    if len(text) > LONGEST or "\\" in text or "\n" in text:
        return
    tokens = [(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text)]
    levels = _levels(tokens) if len(tokens) <= MOST_TOKENS else None
    for level in levels or ():
        yield from _with_a_sign(text, level)
    for level in levels or ():
        yield from _with_brackets(text, level)


def _levels(tokens: list[tuple[int, int, str]]) -> list[list[_Operand]] | None:
    """The operands of each bracket, one after the other; ``None`` where brackets do not match."""
    done: list[list[_Operand]] = []
    stack: list[tuple[str, int, str, list[_Operand]]] = []
    level, before = list[_Operand](), ""
    for start, end, token in tokens:
        if token in _OPENING:
            stack.append((token, start, before, level))
            level, before = [], ""
        elif token in _CLOSING:
            if not stack or _CLOSING[_OPENING.index(stack[-1][0])] != token:
                return None
            done.append(level)
            _, opened, before, level = stack.pop()
            level.append(_Operand(opened, end, before, "bracket"))
            before = ""
        elif token in _PARTING:
            done.append(level)
            level, before = [], ""
        elif token in _STRENGTH:
            # A second sign, as in x^-1, belongs to what follows.
            before = before or token
        else:
            level.append(_Operand(start, end, before, "number" if token[0].isdigit() else "name"))
            before = ""
    return [each for each in (*done, level) if len(each) > 1] if not stack else None


def _with_a_sign(text: str, level: list[_Operand]) -> Iterator[Neighbour]:
    """``(2x+1)3`` with a ``^``; ``e^x(x+1)`` and ``sin x y`` with a ``*``."""
    for place in range(1, len(level)):
        left, right = level[place - 1], level[place]
        if right.before:
            continue
        at = left.end
        if right.kind == "number" and left.kind != "number":
            yield Neighbour(f"{text[:at]}^{text[at:].lstrip()}", (at, right.end))
        if left.before in ("^", "**") or (place > 1 and level[place - 2].kind == "name" and not left.before):
            yield Neighbour(f"{text[:at]}*{text[at:].lstrip()}", (at, right.end))


def _with_brackets(text: str, level: list[_Operand]) -> Iterator[Neighbour]:
    """Brackets round neighbouring operands that something outside binds more tightly than something inside."""
    for first in range(len(level) - 1):
        inside = 9
        for last in range(first + 1, len(level)):
            inside = min(inside, _strength(level, last))
            left = _strength(level, first) if first or level[0].before else 0
            right = _strength(level, last + 1) if last + 1 < len(level) else 0
            takes_all = level[first].before in ("/", "-", "−") and left == inside
            parts = {text[each.start:each.end] for each in level[first:last + 1]}
            if len(parts) == 1:
                # X + X^T is hardly (X + X)^T.
                continue
            if left > inside or right > inside or takes_all:
                start, end = level[first].start, level[last].end
                if first and level[first].kind == "bracket" and not level[first].before and level[first - 1].kind == "name":
                    # A bracket that follows a name may be an argument.
                    continue
                yield Neighbour(f"{text[:start]}({text[start:end]}){text[end:]}", (start, end))


def _strength(level: list[_Operand], place: int) -> int:
    """How tightly an operand is bound to the one before it; a name before it may be a function."""
    before = level[place].before
    if not before and place and level[place - 1].kind == "name":
        return 3
    return _STRENGTH[before]
