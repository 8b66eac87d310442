"""Friendlier words for malformed texts: brackets first, then what usually lies behind the place where reading stopped."""

from __future__ import annotations

from grader.model import Diagnostic
from grader.nesting import CLOSING
from grader.syntax.tokens.tokens import Tokens, UnreadableError

_BY_BRACKETS = {"syntax/unexpected", "syntax/missing-operand", "syntax/unclosed-bracket", "syntax/mismatched-bracket",
                "syntax/missing-argument", "syntax/unknown-name", "syntax/cases"}


def explain(problem: UnreadableError, tokens: Tokens | None, text: str) -> Diagnostic:
    """The diagnostic for the place where reading stopped; an unbalanced bracket explains most of them better."""
    if tokens is not None and problem.code in _BY_BRACKETS:
        found = _brackets(tokens)
        if found is not None and (problem.code != "syntax/unknown-name" or found.span[0] < problem.span[0]):
            problem = found
        elif problem.code == "syntax/unexpected":
            problem = _separator(problem, tokens)
    start = min(problem.span[0], len(text))
    span = (start, max(min(problem.span[1], len(text)), start))
    return Diagnostic(problem.code, problem.message, problem.remedy, span)


def _brackets(tokens: Tokens) -> UnreadableError | None:
    """The first bracket without its partner, if there is one."""
    stack: list[int] = []
    for index, kind in enumerate(tokens.kinds):
        span = tokens.place(index)
        if kind in CLOSING:
            stack.append(index)
        elif kind in (")", "]", "}"):
            if not stack:
                return UnreadableError("syntax/stray-bracket", f"this '{kind}' closes nothing", span, "delete it or open a bracket before")
            if CLOSING[tokens.kinds[stack[-1]]] != kind:
                opened = tokens.kinds[stack[-1]]
                return UnreadableError("syntax/mismatched-bracket", f"'{kind}' closes a bracket that was opened with '{opened}'", span,
                                       "close every bracket with its own kind")
            stack.pop()
    if stack:
        index = stack[-1]
        return UnreadableError("syntax/unclosed-bracket", "this bracket is never closed", tokens.place(index),
                               f"add '{CLOSING[tokens.kinds[index]]}'")
    return None


def _separator(problem: UnreadableError, tokens: Tokens) -> UnreadableError:
    """``a, b`` and ``a; b`` without brackets are rows and columns that lost them; ``:`` is no division here."""
    at = next((i for i, start in enumerate(tokens.starts) if start == problem.span[0]), None)
    kind = tokens.kinds[at] if at is not None else ""
    if kind in (",", ";", "&"):
        return UnreadableError("syntax/one-answer", "there are several expressions side by side", problem.span,
                               "put rows in brackets: [a, b]; a column is [a; b]")
    if kind == "&" or kind == "\\\\":
        return UnreadableError("syntax/unexpected", "this is outside a matrix", problem.span, "write \\begin{bmatrix} … \\end{bmatrix}")
    return problem
