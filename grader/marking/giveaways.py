"""Formulas in an author's hints: a hint that holds the answer is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.expr import Entry, Expr, Matrix, Neg, Number, Transpose, names, postorder, same_tree
from grader.kinds import decide, decider_of, kind_of, scope_of
from grader.model import Diagnostic, Outcome, Problem, Severity
from grader.syntax import Reading, read_formula
from grader.words import INSERTED, with_told

MOST_WORDS = 10
"""So many words next to each other are read as one formula."""

_MARKED = re.compile(r"\$\$?(?P<tex>[^$]+)\$\$?|`(?P<code>[^`]+)`")
_FORMULA = re.compile(r"[\d^_*/+=(){}\[\]\\√∂·'′²³⁻ᵀ⊗⊙-]|[^\x00-\x7f]")
_ENDS = re.compile(r"[.,;:?!]+$")
_COUNTED = re.compile(r"[aA] \d+(?: [x×] \w+)*")
"""The article, and a size: "a 1 x D row"."""
_EQUAL = re.compile(r"(?<![<>!≤≥≠=])=(?!=)")


def check_hints(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """A fault for each hint, and for each text about a wrong answer, in which a formula stands that is right."""
    texts = [("hint", hint, problem.shown.place("hints", number)) for number, hint in enumerate(problem.shown.hints)]
    texts += [("misconception", wrong.misconception, wrong.where or problem.shown.where)
              for wrong in problem.scheme.wrong if wrong.misconception]
    search = _Search(problem, salt)
    for what, text, where in texts:
        found = search.first_in(text)
        if found:
            yield Diagnostic("bank/gives-away", f"{problem.id}: this {what} holds the answer: {found}",
                             "say how to find it instead", where=where)


def check_statement(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """A warning where a value is asked, in any form, and the statement itself holds it: whoever copies it is right."""
    task, scheme = problem.task, problem.scheme
    is_asked = task.asked == "value" and not task.written and not scheme.form and not scheme.given
    if not is_asked or not kind_of(task).trees or task.f is None or names(task.f) & {*scheme.without}:
        return
    statement = with_told(f"{problem.shown.title}\n{problem.shown.statement}", task)
    search, inserted = _Search(problem, salt), {found[1] for found in INSERTED.finditer(statement)}
    echo = "{@f@}" if "f" in inserted else next((piece for piece, _ in _pieces(statement) if search.is_f(piece)), "")
    held = echo or next((piece for piece, _ in _pieces(statement) if not _is_number(piece) and search.is_right(piece)), "")
    text = problem.shown.f_text if echo == "{@f@}" else echo or held
    # What the author lists as right is meant to be.
    if _squeezed(text) in map(_squeezed, (scheme.truth, *scheme.accept)) or not _is_enough(problem, text, salt):
        return
    if echo:
        yield _warning(problem, "bank/echo", f"the statement holds f itself, which is the answer: {echo}",
                       "ask for a form that f does not have, or say f in other words")
    elif held:
        yield _warning(problem, "bank/gives-away", f"the statement holds the answer: {held}", "say what is asked in other words")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_enough(problem: Problem, text: str, salt: str) -> bool:
    """Whether a text of the right value is right as an answer, in the form that is asked, too."""
    return bool(text) and kind_of(problem.task).judge(problem, text, salt).verdict.outcome is Outcome.CORRECT


def _warning(problem: Problem, code: str, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(code, f"{problem.id}: {message}", remedy, where=problem.shown.where, severity=Severity.WARNING)


class _Search:
    """The formulas of one problem's texts, each judged once."""

    def __init__(self, problem: Problem, salt: str) -> None:
        self._problem = problem
        self._salt = salt
        self._known: dict[str, bool] = {}

    def first_in(self, text: str) -> str:
        """The first formula in a text that is the answer; empty if there is none."""
        return next((piece for piece, is_result in _pieces(text) if self._is_key(piece, is_result)), "")

    def _is_key(self, piece: str, is_result: bool) -> bool:
        if _COUNTED.fullmatch(piece):
            return False
        known = self._known.get(piece)
        if known is None:
            known = self._known[piece] = self.is_right(piece) and not self._is_said(piece)
        return known and (is_result or not _is_number(piece))

    def _is_said(self, piece: str) -> bool:
        """Whether the question itself says it."""
        pattern = r"\s*".join(re.escape(sign) for sign in piece if not sign.isspace())
        return bool(re.search(rf"(?<![\w^*/+(-]){pattern}(?![\w^*/(+-])", f"{self._problem.shown.title} {self._problem.shown.statement}"))

    def is_f(self, piece: str) -> bool:
        """Whether a piece is the text of f, up to the order of sums and products."""
        reading, f = read_formula(piece, scope_of(self._problem.task)), self._problem.task.f
        return f is not None and bool(f.args) and isinstance(reading, Reading) and same_tree(reading.tree, f)

    def is_right(self, piece: str) -> bool:
        """Whether a piece is the answer, and no name or number."""
        problem = self._problem
        if not kind_of(problem.task).trees:
            return len(piece) > 1 and piece in (problem.scheme.truth, *problem.scheme.accept)
        reading = read_formula(piece, scope_of(problem.task))
        if not isinstance(reading, Reading) or self._is_public(reading.tree):
            return False
        return decide(decider_of(problem, self._salt), reading.tree).outcome is Outcome.CORRECT

    def _is_public(self, tree: Expr) -> bool:
        """A single name or entry, or a part of the function that is to be differentiated: all know it from the question."""
        bare = tree
        while type(bare) in (Transpose, Neg) or (type(bare) is Matrix and len(bare.args) == 1):
            bare = bare.args[0]
        if type(bare) is Number:
            return False
        if type(bare) is Entry or not bare.args:
            return True
        f = decider_of(self._problem, self._salt).posed.f
        return self._problem.task.asked != "value" and any(tree == node for node in postorder(f))


def _is_number(piece: str) -> bool:
    return piece.lstrip("-+").replace(".", "").isdigit()


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """What may be a formula, and whether an equal sign before it says that it is a result: what is marked as one, and runs of words
    that look like one."""
    for found in _MARKED.finditer(text):
        yield from _members((found["tex"] or found["code"]).strip())
    run: list[str] = []
    for word in _MARKED.sub(" , ", text).split():
        # A comma within brackets is the formula's own: the entries of a row are one answer.
        bare = word if word[-1] in ",;" and _is_open([*run, word]) else _ENDS.sub("", word)
        if bare and (_FORMULA.search(bare) or len(bare) == 1 or run):
            run.append(bare)
        if bare != word or not (_FORMULA.search(bare) or len(bare) <= 3):
            yield from _parts(run)
            run = []
    yield from _parts(run)


def _is_open(words: list[str]) -> bool:
    text = " ".join(words)
    return sum(map(text.count, "([{")) > sum(map(text.count, ")]}"))


def _members(text: str) -> Iterator[tuple[str, bool]]:
    first, *others = _EQUAL.split(text)
    yield first.strip(), False
    yield from ((other.strip(), True) for other in others)


def _parts(run: list[str]) -> Iterator[tuple[str, bool]]:
    """All words next to each other in a run that begin and end like a formula, the longest first."""
    for length in range(min(len(run), MOST_WORDS), 0, -1):
        for start in range(len(run) - length + 1):
            piece = " ".join(run[start:start + length])
            if _FORMULA.search(piece):
                yield from _members(piece)
