"""Whether an answer that was only read has the shape that is asked: no verdict, and words for both shapes."""

from __future__ import annotations

from grader.engine import Posed, laid_out
from grader.expr import shapes, substitute
from grader.kinds.decider import decider_of
from grader.kinds.question import Look
from grader.kinds.words import expected
from grader.model import Diagnostic, Problem
from grader.record import record, replace


@record
class Fit:
    """``fits`` is ``None`` where nothing is told of the shape; ``asked`` is the lecture's shape in words where it does not fit.

    ``said`` is what does not fit together in the answer, or has no place in what is asked.
    """

    fits: bool | None = None
    asked: str = ""
    said: Diagnostic | None = None


def fit_of_formula(problem: Problem, look: Look, salt: str) -> Fit:
    """Return whether an answer has the lecture's shape of the truth; one in another layout has not, though it may be right."""
    if look.tree is None:
        return Fit()
    posed = decider_of(problem, salt).posed
    full = substitute(look.tree, posed.definitions)
    found = laid_out(posed, full)
    if isinstance(found, Diagnostic):
        known = any(message.code == found.code for message in look.messages)
        return Fit(said=None if known else found if full is look.tree else replace(found, span=None))
    return Fit(True) if found and not found[0].layout.name else Fit(False, _asked(posed))


def _asked(posed: Posed) -> str:
    return shapes.show(posed.shape) if len(posed.axes) <= 2 else expected(posed)
