r"""LaTeX: ``\answer{problem-id}{…}`` with balanced braces, and ``\student{…}``; comments count for nothing, and no macro is expanded."""

from __future__ import annotations

import re

from grader.intake.entries import AnswerFile, Entry
from grader.intake.member import Fault, shown

NEEDS = r"a .tex file needs \answer{problem-id}{…}"

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_END = re.compile(r"\\end\s*\{document\}")
_ANSWER = re.compile(r"\\answer\s*\{([^{}]{1,200})\}\s*(\{?)")
_STUDENT = re.compile(r"\\student\s*\{([^{}]{0,300})\}")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def read_latex(text: str) -> AnswerFile:
    """The entries of a document; an answer whose braces do not close, or that stands behind its end, is a fault."""
    text = _COMMENT.sub(lambda found: found[1], text)
    end = _END.search(text)
    last = end.start() if end is not None else len(text)
    entries: list[Entry] = []
    faults: list[Fault] = []
    unused: list[str] = []
    at, closing = 0, _closing(text)
    while (found := _ANSWER.search(text, at)) is not None:
        problem, line = found[1].replace("\\_", "_").strip(), text.count("\n", 0, found.start()) + 1
        close = closing.get(found.end() - 1) if found[2] else None
        at = found.end() if close is None else close + 1
        if close is None or found.start() > last:
            why = "has no second pair of braces that closes" if close is None else r"stands behind \end{document}"
            faults.append(Fault("intake/not-an-answer", f"the answer to '{shown(problem)}' {why}", line, problem))
            unused.append(problem)
        else:
            entries.append(_entry(problem, text, found.end(), close))
    said = _STUDENT.search(text, 0, last)
    student = None if said is None else Entry("student", said[1].strip(), text.count("\n", 0, said.start()) + 1)
    return AnswerFile(student, tuple(entries), tuple(faults), unused=tuple(unused))


def _closing(text: str) -> dict[int, int]:
    """Where each brace closes, by where it is opened."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            found[opened.pop()] = brace.start()
    return found


def _entry(problem: str, text: str, start: int, end: int) -> Entry:
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    lines = [line.strip() for line in inside.strip().split("\n")]
    return Entry(problem, "\n".join(line for line in lines if line), text.count("\n", 0, start) + 1,
                 start - (text.rfind("\n", 0, start) + 1) + 1)
