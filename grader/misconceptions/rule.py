"""A misconception: how it differentiates or changes a right expression, what a sheet says about it, and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.expr import Edit, Expr
from grader.misconceptions.predict.derivatives import MalRule
from grader.misconceptions.predict.question import Question
from grader.record import record


def holds(*kinds: type[Expr]) -> Callable[[Expr], bool]:
    """Return a test of whether an expression holds a node of one of these kinds."""
    def is_held(tree: Expr) -> bool:
        stack = [tree]
        while stack:
            node = stack.pop()
            if type(node) in kinds:
                return True
            stack += node.args
        return False

    return is_held


@record
class Example:
    """A function, the variable or variables, and an answer with this misconception; the other fields as in a bank file."""

    f: str
    wrt: str
    answer: str
    vars: str = "x: real"
    funcs: str = ""
    indices: str = ""
    axes: str = ""
    asked: str = "derivative"
    symmetric: str = ""


@record
class Rule:
    """A misconception.

    ``looks_like`` is its mathematics: an equation that does not hold, with the right side as students write it.  ``message`` is for the
    student: it names the rule and the lecture's section, and gives nothing of the answer away.  ``explanation`` is for the teacher.

    A rule predicts wrong answers from the problem itself, in one or several ways.  ``mal_rule`` differentiates by a wrong rule, everywhere
    or at a single place.  ``misreads`` changes f before it is differentiated.  ``edits`` changes a right answer at one place.
    ``predicts`` yields whole wrong answers.  A rule with none of these is recognised in the answer itself (see ``explain``).
    """

    name: str
    looks_like: str
    title: str
    message: str
    explanation: str
    section: str
    mal_rule: MalRule | None = None
    misreads: Edit | None = None
    edits: Edit | None = None
    predicts: Callable[[Question], Iterator[Expr]] | None = None
    examples: tuple[Example, ...] = ()
    slip: bool = False
    """Whether it says what is different but not why, though it is no edit."""
    of_entries: bool = True
    """Whether it can be said of a single entry of a matrix."""
    of_whole: bool = False
    """Whether it is about the whole answer, so that no part is underlined."""
    of_multiples: bool = True
    """Whether it explains a number times its prediction too: its sentence is not about a number."""
    of_sign: bool = True
    """Whether it explains an answer that is minus the right one; where another rule predicts that, it is by chance."""
    of_writing: bool = True
    """Whether its sentence about an edit is about how the answer is written."""
    of_points: bool = False
    """Whether it is about a set of points, and not about a formula."""
    needs: Callable[[Expr], bool] | None = None
    """A test that an answer must pass so that the sentence is about something that can be seen in it."""

    def suits(self, answer: Expr) -> bool:
        """Return whether the sentence is about something that can be seen in an answer, as it was written."""
        return self.needs is None or self.needs(answer)

    @property
    def is_reason(self) -> bool:
        """Whether it says why an answer is wrong: it differentiates or misreads in its own way, or predicts whole answers."""
        return not self.slip and self.edits is None and any((self.mal_rule, self.misreads, self.predicts))

    @property
    def is_slip(self) -> bool:
        """Whether it says what is different but not why: all edits of the answer, and the rules that set ``slip``."""
        return self.slip or (self.edits is not None and self.mal_rule is None and self.misreads is None)
