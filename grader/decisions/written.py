"""An entry as the text block that stands for it in the file: whatever a student or a marker wrote is quoted."""

from __future__ import annotations

import re

from grader.model import PSEUDONYM, Decision, Identity, UsageError, keys_of, printable, same_text

WIDE = 140
"""Characters of a line; answers that are longer have a line each."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|[1-9][0-9]*")
"""Texts that need no quotes, but for words that mean something else in YAML."""
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


def block(decision: Decision) -> list[str]:
    """Return the lines of an entry without the indentation of the list; raise :class:`UsageError` for a text that no file can hold."""
    lines = []
    if decision.problem:
        lines.append(f"problem: {word(decision.problem)}")
    if decision.answers:
        lines += _answers([quoted(same_text(text)) for text in decision.answers])
    if decision.student is not None:
        lines.append(f"student: {_student(decision.student)}")
    if decision.unanswered:
        lines.append(f"unanswered: {decision.unanswered}")
    if decision.score is not None:
        lines.append(f"score: {decision.score} of {decision.out_of}")
    if decision.comment.strip():
        lines.append(f"comment: {quoted(decision.comment.strip())}")
    lines += [f"{name}: {word(text.strip())}" for name, text in (("reason", decision.reason), ("by", decision.by)) if text.strip()]
    if decision.at is not None:
        lines.append(f"at: {decision.at.isoformat(timespec='minutes')}")
    lines += [f"{name}: {digits}" for name, digits in (("asked", decision.asked), ("answer", decision.answer)) if digits]
    return [f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines)]


def _answers(texts: list[str]) -> list[str]:
    line = f"answers: [{', '.join(texts)}]"
    return [line] if len(line) <= WIDE else ["answers:", *(f"- {text}" for text in texts)]


def _student(who: Identity) -> str:
    if who.kind == PSEUDONYM:
        return word(who.key)
    ids = {who.kind: who.key, **dict(keys_of(who))}
    return f"{{{', '.join(f'{kind}: {word(value)}' for kind, value in ids.items())}}}"


def word(text: str) -> str:
    """Return a text, in quotes if it needs them.

    >>> word("jac-polar"), word("48001"), word("Ada Lovelace"), word("no")
    ('jac-polar', '48001', '"Ada Lovelace"', '"no"')
    """
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else quoted(text)


def quoted(text: str) -> str:
    r"""Return a text in quotes, on one line of printable characters, as it is read back.

    >>> print(quoted("2x"), quoted("\\frac{x}{y'}"), quoted("2x\n= y\x1b"))
    "2x" '\frac{x}{y''}' "2x\n= y\x1b"
    """
    if text.isprintable() and ("\\" in text or '"' in text):
        return "'" + text.replace("'", "''") + "'"
    found = "".join(_escaped(c, after) for c, after in zip(text, f"{text[1:]} ", strict=True))
    return f'"{found}"'


def _escaped(c: str, after: str) -> str:
    if c in '\\"':
        return f"\\{c}"
    if c.isprintable():
        return c
    if "\ud800" <= c <= "\udfff":
        raise UsageError(f"the text holds U+{ord(c):04X}, which is no character, so no file can hold it; decide for the student instead")
    # "\nu" would be taken for a command of LaTeX that somebody typed.
    if c == "\n" and not after.isalpha():
        return r"\n"
    return f"\\x{ord(c):02x}" if ord(c) < 0x100 else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def header(text: str) -> str:
    """Return the first line of a new file."""
    return f"# {printable(text)}" if text else ""
