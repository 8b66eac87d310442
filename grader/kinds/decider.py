"""What decides answers to one task, and what it remembers between them; an answer as a tree with its forms."""

from __future__ import annotations

from functools import cached_property, lru_cache

from grader.engine import Budget, BudgetError, Laid, OpenSizeError, Posed, finding_over_sizes, laid_out
from grader.expr import Declared, Expr, Number, Shapes, build, shapes, substitute
from grader.model import Diagnostic, Outcome, Problem, Scheme, Task, Verdict
from grader.once import Once
from grader.record import replace

OWN = Scheme()
"""The scheme under which trees of our own are compared."""


class Decider(Once):
    """The truth of a task under a salt, and what its author lets count; raises as :class:`grader.engine.Posed`.

    ``verdicts`` are the ones that :func:`grader.kinds.formula.verdict_of` remembers, with what each took of its budget.
    """

    def __init__(self, task: Task, salt: str, scheme: Scheme = OWN) -> None:
        super().__init__()
        self.posed = Posed(task, salt)
        self.scheme = scheme
        self.verdicts: dict[Expr, tuple[Verdict, int]] = {}

    @cached_property
    def unlisted(self) -> Scheme:
        """What counts for trees beside the answer: nothing that the author lists."""
        return Scheme(decimals=self.scheme.decimals, tolerance=self.scheme.tolerance)

    @cached_property
    def right_forms(self) -> tuple[Expr, ...]:
        """The author's and the derived form of the truth, each believed only after the rest of the ladder has accepted it."""
        candidates = (self.posed.task.truth_tree, self.posed.display())
        return tuple(tree for tree in candidates if tree is not None and _is_accepted(Attempt(self, tree)))


class Attempt:
    """A tree as an answer to what a decider decides; what is computed of it is kept with it.

    It is paid from a budget, by default one of its own.
    """

    def __init__(self, decider: Decider, tree: Expr, budget: Budget | None = None) -> None:
        self.decider = decider
        self.tree = tree
        self.budget = budget or Budget()

    @cached_property
    def full(self) -> Expr:
        """The tree with the definitions put in."""
        return Number(0) if build.is_zero(self.tree) else substitute(self.tree, self.decider.posed.definitions)

    @cached_property
    def laid_out(self) -> list[Laid] | Diagnostic:
        """The layouts in which the tree may be meant, the lecture's first; or what is wrong with its shapes."""
        return laid_out(self.decider.posed, self.full)


def in_its_names(attempt: Attempt, found: Diagnostic) -> Diagnostic:
    """Return what does not fit in the names of the answer: with what they stand for put in, nobody finds it there."""
    posed = attempt.decider.posed
    if attempt.full is attempt.tree:
        return found
    try:
        Shapes(attempt.tree, with_definitions(posed))
    except shapes.ShapeError as error:
        if error.code == found.code:
            return Diagnostic(error.code, error.message, error.remedy, error.span)
    # A span inside a definition that was put in is no place in the answer.
    return replace(found, span=None)


def with_definitions(posed: Posed) -> Declared:
    """Return what is declared with the names that the problem defines."""
    known = {name: Shapes(tree, posed.declared).of(tree) for name, tree in posed.definitions.items()}
    arrays = {name: shape for name, shape in known.items() if shape is not None}
    return replace(posed.declared, arrays={**posed.declared.arrays, **arrays})


@lru_cache(maxsize=1024)
def decider_of(problem: Problem, salt: str) -> Decider:
    """Return the decider of a problem under a salt, made once; what it remembers is a pure function of both."""
    return Decider(problem.task, salt, problem.scheme)


def value_of(task: Task, tree: Expr, salt: str, scheme: Scheme = OWN) -> Decider:
    """Return the decider whose truth is the value of a tree, over the task's variables and domain.

    Raises :class:`grader.expr.shapes.ShapeError` for a tree whose shapes do not fit.
    """
    value = replace(task, id=f"{task.id} value", f=tree, asked="value", truth_tree=None, definitions=())
    return Decider(value, salt, scheme)


def _is_accepted(attempt: Attempt) -> bool:
    """Whether the ladder without its rung *same* accepts a tree; nothing of it is remembered, since an answer's evidence may be better."""
    found = attempt.laid_out
    if isinstance(found, Diagnostic) or not found or found[0].layout.name:
        return False
    try:
        return finding_over_sizes(attempt.decider.posed, found[0], attempt.budget).outcome is Outcome.CORRECT
    except (BudgetError, OpenSizeError):
        return False
