"""Follow-through: whether a wrong answer to a later part is right with the student's own answer to an earlier one."""

from __future__ import annotations

from grader.engine import REFUTE_BITS, BudgetError, Posed, precision
from grader.expr import Expr, names, shapes, substitute
from grader.kinds import decider_of, kind_of, scope_of
from grader.model import Outcome, Problem, Task
from grader.record import replace
from grader.syntax import Reading, read

Earlier = tuple[Problem, str]
"""An earlier part and the student's answer to it."""


def follows(problem: Problem, text: str, earlier: tuple[Earlier, ...], salt: str) -> str:
    """The name of the earlier part, or names of parts, with whose answers this one is right; empty if it is not.

    An earlier answer that makes this part trivial - constant, or without a variable of its truth - earns nothing.  Raises for no text.
    """
    if not kind_of(problem.task).trees:
        return ""
    own: dict[str, Expr] = {}
    for part, answer in earlier:
        if part.scheme.part in problem.scheme.follow:
            tree = _tree(part, answer, salt)
            if tree is None:
                return ""
            own[part.scheme.part] = tree
    if not own:
        return ""
    definitions = tuple((name, own.get(name, tree)) for name, tree in problem.task.definitions)
    task = replace(problem.task, id=f"{problem.key} after {' '.join(own)}", definitions=definitions, truth_tree=None)
    scheme = problem.scheme
    other = Problem(task, replace(decider_of(problem, salt).unlisted, form=scheme.form, without=scheme.without, use=scheme.use))
    try:
        if not Posed(task, salt).instances():
            return ""
    except (shapes.ShapeError, BudgetError):
        return ""
    judged = kind_of(task).judge(other, text, salt)
    return ", ".join(own) if judged.verdict.outcome is Outcome.CORRECT else ""


def _tree(part: Problem, answer: str, salt: str) -> Expr | None:
    """The student's answer to an earlier part as a tree, unless it is trivial beside the truth."""
    reading = read(answer, scope_of(part.task)) if kind_of(part.task).trees else None
    if not isinstance(reading, Reading):
        return None
    posed = decider_of(part, salt).posed
    tree = substitute(reading.tree, posed.definitions)
    truth = part.task.truth_tree or posed.display()
    if truth is None:
        return None
    needed = names(substitute(truth, posed.definitions))
    return tree if all(_varies(part.task, tree, name, salt) for name in needed if _varies(part.task, truth, name, salt)) else None


def _varies(part: Task, tree: Expr, name: str, salt: str) -> bool:
    """Whether a tree depends on a name, by its derivative at random points; arrays count by their names."""
    full = substitute(tree, dict(part.definitions))
    variable = next((item for item in part.variables if item.name == name), None)
    if variable is None or name not in names(full):
        return False
    if variable.shape or variable.domain == "natural" or full.is_array:
        return True
    posed = Posed(replace(part, id=f"{part.id} by {name}", f=full, wrt=(name,), wrt_is_list=False, asked="derivative", definitions=(),
                      truth_tree=None), salt)
    with precision(REFUTE_BITS):
        return any(not value.contains(0) for instance in posed.instances() for sample in instance.samples(3)
                   for value in instance.truth_of(sample, REFUTE_BITS))
