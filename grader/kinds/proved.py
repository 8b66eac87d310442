"""The truth of a formula problem as it is shown, and whether it is what the definition and SymPy say."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import witness
from grader.engine.forms import entry_of_truth, truth_is_a_number
from grader.expr import Expr, Operator, plain, postorder, shapes
from grader.kinds.decider import decider_of
from grader.kinds.formula import decide
from grader.kinds.kind import Truth
from grader.model import Diagnostic, Outcome, Problem, Severity

DIGITS = 6
"""Digits in which a number is shown whose answers are within a tolerance."""


def truth(problem: Problem) -> Truth:
    """Return the truth as its author writes it, else as the rules of calculus give it."""
    posed = decider_of(problem, "").posed
    tree = problem.task.truth_tree or posed.display()
    text = problem.scheme.truth or (plain(tree) if tree is not None else "")
    sizes = " × ".join(map(shapes.show_dim, posed.axes))
    digits = problem.scheme.tolerance.digits or DIGITS if problem.scheme.tolerance is not None else 0
    about = entry_of_truth(posed, 0).text(digits) if digits and not posed.axes and truth_is_a_number(posed) else ""
    return Truth(text, tree, shapes.show(posed.shape) if len(posed.axes) < 3 else sizes, about)


def has_point(f: Expr) -> bool:
    """Whether numbers are put into the function: then it may have no value there alone."""
    return any(isinstance(node, Operator) and node.name in ("at", "taylor") for node in postorder(f))


def _nowhere_defined(problem: Problem) -> Diagnostic:
    held = " where 'on' holds" if problem.task.on is not None else ""
    way = ("look at 'on', and at the domain of the variables" if held else
           "leave it out by where, or declare the domain of the variables" if problem.variant else "declare the domain of the variables")
    return Diagnostic("bank/nowhere-defined", f"{problem.id}: f and its derivative have no value in the declared domain{held}", way,
                      where=problem.shown.where)


def prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with a truth: no value anywhere, a display that is not the definition, a witness who says something else."""
    posed, where = decider_of(problem, salt).posed, problem.shown.where
    instances = posed.instances()
    if not instances and posed.is_too_large:
        yield Diagnostic("bank/too-large", f"{problem.id}: f is too large to be computed even at small sizes", "write it in a shorter form",
                         where=where)
        return
    if not instances or not instances[0].samples(6):
        if has_point(posed.f):
            yield Diagnostic("bank/point", f"{problem.id}: what is asked has no value at the point", "choose another point", where=where)
            return
        yield _nowhere_defined(problem)
        return
    tolerance = problem.scheme.tolerance
    if tolerance is not None and tolerance.within and not truth_is_a_number(posed):
        yield Diagnostic("bank/decimals", f"{problem.id}: a tolerance is for a number, and this truth has variables",
                         "write decimals: {digits: 3}, or ask for the value at a point", where=where)
    display = posed.display()
    shown = Outcome.CORRECT if display is None else decide(decider_of(problem, salt), display).outcome
    if display is not None and shown is Outcome.UNDECIDED:
        yield Diagnostic("bank/derivative", f"{problem.id}: nothing decides whether the displayed derivative is right ({plain(display)})",
                         "expect answers that wait for a person", where=where, severity=Severity.WARNING)
    elif display is not None and shown is not Outcome.CORRECT:
        yield Diagnostic("bank/derivative", f"{problem.id}: the displayed derivative does not agree with the definition ({plain(display)})",
                         "report this as a bug", where=where)
    heard = witness(posed)
    if heard is None:
        yield Diagnostic("bank/sympy-silent", f"{problem.id}: SymPy cannot express this derivative", where=where, severity=Severity.WARNING)
    elif heard.outcome is Outcome.UNDECIDED:
        # SymPy writes the inverse of a matrix out; what is too long to be compared is no witness against the definition.
        yield Diagnostic("bank/sympy-silent", f"{problem.id}: SymPy's derivative is too long to be compared", where=where,
                         severity=Severity.WARNING)
    elif heard.outcome is not Outcome.CORRECT:
        yield Diagnostic("bank/sympy", f"{problem.id}: SymPy's derivative does not agree with the definition",
                         "look at the domain of the variables", where=where)
