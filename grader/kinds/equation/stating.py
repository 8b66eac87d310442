"""The author's side of equations: how they are read and shown, and what cannot be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.engine import BudgetError, declared_of, expanded, unfolded
from grader.engine.equations import PosedEquations, difference, is_satisfiable, polynomial, trivial, written
from grader.expr import Condition, Expr, Mul, Number, Operator, Symbol, build, names, postorder, shapes, substitute
from grader.kinds.equation.reading import MULTIPLIER, names_in, shown
from grader.kinds.kind import Truth
from grader.model import Diagnostic, Outcome, Problem, Severity, Task
from grader.nesting import parted
from grader.record import replace
from grader.syntax import Reading, Scope, read
from grader.syntax.equations import equations_of, joined, read_equations

MOST_EQUATIONS = 12

_LAGRANGE = re.compile(r"\s*lagrange\s*\((?P<inside>.*)\)\s*", re.DOTALL)


def _bad(message: str, remedy: str, span: tuple[int, int] | None = None) -> Diagnostic:
    return Diagnostic("bank/equation", message, remedy, span)


# -- f ------------------------------------------------------------------------------------------------------------


def read_f(text: str, scope: Scope) -> Reading | Diagnostic:
    """Read the equations of an author; operators are in the scope."""
    scope = replace(scope, operators=True)
    found = _LAGRANGE.fullmatch(text)
    if found is not None:
        return _lagrange(text, found.start("inside"), found["inside"], scope)
    equations = read_equations(text, scope)
    if isinstance(equations, Diagnostic):
        return equations
    if len(equations.steps) != 1 or equations.alone:
        alone = equations.alone[0].span if equations.alone else None
        return _bad("this is no equation: there is no equal sign" if not equations.steps else
                    "f is more than one system of equations", "write left = right, several joined by ;", alone)
    [tree] = equations.steps
    chained = next((each for each, after in zip(equations_of(tree), equations_of(tree)[1:], strict=False)
                    if each.args[1].span is not None and each.args[1].span == after.args[0].span), None)
    if chained is not None:
        return _bad("there are two equal signs in one equation", "write two equations, joined by ;", chained.span)
    if len(equations_of(tree)) > MOST_EQUATIONS:
        return _bad(f"a system has at most {MOST_EQUATIONS} equations", "ask for a part of it")
    return Reading(tree, equations.notes, equations.choices)


def read_relation(text: str, scope: Scope) -> Reading | Diagnostic:
    """Read an equation between numbers that always holds."""
    found = read_f(text, scope)
    if isinstance(found, Reading) and len(equations_of(found.tree)) > 1:
        return _bad("one equation is meant here", "write left = right")
    if isinstance(found, Reading) and found.tree.is_array:
        return _bad("an equation between numbers is meant here", "write it for the entries", found.tree.span)
    if isinstance(found, Reading):
        known = sorted(names(found.tree))
        terms = polynomial(difference((found.tree.args[0], found.tree.args[1])), known)
        if terms is not None and not any(map(any, terms)):
            return _bad(f"this holds {'nowhere' if terms else 'everywhere'}", "write an equation that says something of the variables")
    return found


def _lagrange(text: str, start: int, inside: str, scope: Scope) -> Reading | Diagnostic:
    """``lagrange(f, g, [x, y], lambda)``: the slopes of f are λ times those of g, and g is zero."""
    parts = _arguments(inside, start)
    if len(parts) != 4:
        return _bad("lagrange needs the function, the constraint, the variables and the multiplier", "write lagrange(f, g, [x, y], lambda)")
    f = _part(parts[0], text, scope)
    constraints = [_constraint(each, text, scope) for each in _listed(text, parts[1])]
    by, multipliers = ([text[slice(*each)].strip() for each in _listed(text, parts[at])] for at in (2, 3))
    wrong = next((each for each in (f, *constraints) if isinstance(each, Diagnostic)), None)
    if wrong is not None:
        return wrong
    unknown = next((name for name in (*by, *multipliers) if name not in (*scope.names, *dict(scope.arrays))), None)
    if unknown is not None:
        return _bad(f"{unknown} is not declared", f"declare it in vars, as in {unknown}: real", parts[2])
    if len(multipliers) != len(constraints) or not all(map(MULTIPLIER.fullmatch, multipliers)):
        return _bad("each constraint needs a multiplier of its own, called lambda, mu or nu, perhaps with an index",
                    "write lagrange(f, g, [x, y], lambda)", parts[3])
    assert isinstance(f, Expr)
    pairs = [each for each in constraints if isinstance(each, Condition)]
    slopes = [_slope(f, pairs, name, multipliers) for name in by]
    return Reading(joined([*slopes, *pairs]))


def _slope(f: Expr, constraints: Sequence[Expr], name: str, multipliers: Sequence[str]) -> Expr:
    right = [Mul((Symbol(multiplier), Operator("D", (name,), (_left(constraint),))))
             for constraint, multiplier in zip(constraints, multipliers, strict=True)]
    return Condition("=", (Operator("D", (name,), (f,)), build.add(right)))


def _left(constraint: Expr) -> Expr:
    """The function that a constraint makes zero."""
    left, right = constraint.args
    return left if right == Number(0) else build.add([left, build.neg(right)])


def _constraint(span: tuple[int, int], text: str, scope: Scope) -> Expr | Diagnostic:
    """``x + y - 3``, which is zero, or ``x + y = 3``."""
    inside = text[slice(*span)]
    if "=" in inside:
        found = read_equations(" " * span[0] + inside, scope)
        return found if isinstance(found, Diagnostic) else found.steps[0] if len(found.steps) == 1 and not found.alone else _bad(
            "this is no constraint", "write g, which is zero, or left = right", span)
    tree = _part(span, text, scope)
    return tree if isinstance(tree, Diagnostic) else Condition("=", (tree, Number(0)))


def _part(span: tuple[int, int], text: str, scope: Scope) -> Expr | Diagnostic:
    found = read(" " * span[0] + text[slice(*span)], scope)
    return found.tree if isinstance(found, Reading) else found


def _arguments(inside: str, start: int, separators: str = ",") -> list[tuple[int, int]]:
    """The places of what stands between commas outside of brackets."""
    return [(start + low, start + high) for low, high in parted(inside, separators)]


def _listed(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """The places of the members of ``[a, b]``; one that is no list is itself."""
    inside = text[slice(*span)]
    bare = inside.strip()
    if not (bare.startswith("[") and bare.endswith("]")):
        return [span]
    return _arguments(bare[1:-1], span[0] + inside.index("[") + 1, ",;")


# -- as it is shown -----------------------------------------------------------------------------------------------


def truth(problem: Problem) -> Truth:
    """The author's way of writing the equations, else with every operator worked out; nothing where that is not possible."""
    if problem.scheme.truth:
        return Truth(problem.scheme.truth, shape=_shape(problem.task))
    tree = worked_out(problem.task)
    return Truth() if tree is None else Truth(shown(tree), tree, _shape(problem.task))


def _shape(task: Task) -> str:
    count = len(equations_of(task.f)) if task.f is not None else 0
    return "an equation" if count == 1 else f"a system of {count} equations"


def worked_out(task: Task, is_tidied: bool = False) -> Expr | None:
    """The equations without operators; a side that is a short polynomial is written as one, where it had some or all is ``tidied``."""
    assert task.f is not None, f"{task.id}: the bank has read these equations"
    found = list[Expr]()
    for equation in equations_of(task.f):
        sides = [_side(side, task, is_tidied) for side in equation.args]
        if any(side is None for side in sides):
            return None
        found.append(Condition("=", [side for side in sides if side is not None]))
    return joined(found)


def _side(tree: Expr, task: Task, is_tidied: bool) -> Expr | None:
    if not is_tidied and not any(type(node) is Operator for node in postorder(tree)):
        return tree
    plain_names = names_in(task)
    full = substitute(tree, expanded(task.definitions))
    terms = polynomial(full, plain_names) if not names(full) - set(plain_names) else None
    return written(terms, plain_names) if terms is not None else unfolded(tree, declared_of(task))


# -- what cannot be asked -----------------------------------------------------------------------------------------


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Sides that do not fit, and equations that say nothing."""
    if problem.task.f is None:
        # It could not be read, which is said already.
        return
    try:
        posed = PosedEquations(problem.task, "")
        said = trivial(posed)
    except shapes.ShapeError as error:
        yield "f", Diagnostic(error.code, str(error), error.remedy, error.span)
        return
    except BudgetError:
        yield "f", Diagnostic("engine/too-large", "f is too large to be computed", "write a smaller problem")
        return
    if said == "everywhere":
        yield "f", _bad("this holds everywhere, whatever the values are", "look for what cancels")
    elif said:
        yield "f", Diagnostic("bank/equation-empty", "these equations hold nowhere in the declared domain",
                              "look at the domain of the variables")


def prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """Whether a point of the domain fulfils the equations, and whether they are right as they are shown."""
    from grader.kinds.equation.judging import judge, posed_of

    where = problem.shown.where
    posed = posed_of(problem, salt)
    if not posed.posed.instances():
        yield Diagnostic("bank/nowhere-defined", f"{problem.id}: the equations have no value in the declared domain",
                         "declare the domain of the variables", where=where)
        return
    if not is_satisfiable(posed):
        yield Diagnostic("bank/equation-empty", f"{problem.id}: no point of the domain was found that fulfils the equations",
                         "look at the domain of the variables", where=where, severity=Severity.WARNING)
    said = truth(problem)
    if not said.text:
        yield Diagnostic("bank/equation", f"{problem.id}: no rule works these equations out", "write them under truth", where=where,
                         severity=Severity.WARNING)
    elif judge(problem, said.text, salt).verdict.outcome is not Outcome.CORRECT:
        yield Diagnostic("bank/own-answer", f"{problem.id}: the displayed equations should be right as an answer: {said.text}",
                         "look at the domain of the variables; else report this as a bug", where=where)
