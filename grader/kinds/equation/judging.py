"""Equations decided: read, compared with the truth by their solutions, step by step where arrows lead from one to the next."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache

from grader.engine import Budget, BudgetError
from grader.engine.equations import FACTOR, PosedEquations, Sameness, System, decided, difference, evidence, factor_between
from grader.expr import Div, Expr, Neg, Symbol, build, shapes, substitute
from grader.kinds.decider import value_of
from grader.kinds.doubts import restricted
from grader.kinds.equation.either import either, one_of
from grader.kinds.equation.limits import equations_for, limits_of
from grader.kinds.equation.reading import Read, beside, multipliers_of, names_in, read, remark_on_names, renamed, shown
from grader.kinds.formula import equal
from grader.kinds.kind import Judgement, best_of, noted, unreadable
from grader.kinds.scopes import scope_of
from grader.kinds.words import doubt_of, resolved, second_reading, without_dash
from grader.model import Diagnostic, Outcome, Problem, Proof, Severity, Verdict
from grader.record import record, replace
from grader.syntax import flips, kinds_of
from grader.syntax.equations import equations_of, joined

SIGN = "multiplier-sign"
"""The layout of an answer that is right with the other sign of a multiplier."""


@lru_cache(maxsize=256)
def posed_of(problem: Problem, salt: str) -> PosedEquations:
    """Return the equations of a problem under a salt, made once; what they remember is a pure function of both."""
    return PosedEquations(problem.task, salt)


@record
class Decision:
    """An answer's equations, what was found of them, and the layout in which they are right, if it is another one."""

    tree: Expr
    found: Sameness | Diagnostic
    stated: System | None = None
    layout: str | None = None

    @property
    def outcome(self) -> Outcome:
        """The outcome."""
        return self.found.outcome if isinstance(self.found, Sameness) else Outcome.INCORRECT


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and decide it; a second documented reading is tried only if the first is not correct."""
    first = _read(problem, text)
    if isinstance(first, Diagnostic):
        return _of_either(problem, text, salt) or unreadable(first)
    judged = _of_reading(problem, first, salt)
    if judged.verdict.outcome is not Outcome.INCORRECT:
        return judged
    refusal = doubt_of(first.equations.notes) or _asks_for_or(posed_of(problem, salt), first) or _about_dash(problem, text, salt)
    return best_of(_second(problem, text, first, salt)) or (judged if refusal is None else unreadable(refusal))


def _of_either(problem: Problem, text: str, salt: str) -> Judgement | None:
    """The judgement of alternatives as one equation, ``y = ±x`` or ``y = x or y = -x``, where that is right."""
    found = (_of_reading(problem, Read(each), salt) for each in either(text, scope_of(problem.task)))
    return next((judged for judged in found if judged.verdict.outcome is Outcome.CORRECT), None)


def _about_dash(problem: Problem, text: str, salt: str) -> Diagnostic | None:
    """What is asked of a dash in front without which the answer is right."""
    bare = without_dash(text)
    found = _read(problem, bare[0]) if bare is not None else None
    if bare is None or not isinstance(found, Read) or _of_reading(problem, found, salt).verdict.outcome is not Outcome.CORRECT:
        return None
    return bare[1]


def _asks_for_or(posed: PosedEquations, found: Read) -> Diagnostic | None:
    """What is asked of equations that are no system if one of them is to hold: ``y = x, y = -x`` for y^2 = x^2."""
    tree = one_of(equations_of(found.equations.steps[-1])) if len(posed.truth.pairs) == 1 and found.equations.steps else None
    if tree is None or decide(posed, _in_problem(posed, renamed(tree, found.renamed))).outcome is not Outcome.CORRECT:
        return None
    return Diagnostic("syntax/doubtful", "it is doubtful whether all of these equations are to hold, or one of them",
                      "write one equation, or put 'or' between those of which one holds", tree.span)


def _second(problem: Problem, text: str, first: Read, salt: str) -> Iterator[Judgement]:
    for flip in flips(first.equations.choices):
        other = _read(problem, text, flip)
        if not isinstance(other, Diagnostic):
            again = _of_reading(problem, other, salt)
            yield noted(again, second_reading(kinds_of(flip), again.read_as, text))


def _read(problem: Problem, text: str, second: frozenset[str] = frozenset()) -> Read | Diagnostic:
    return read(text, scope_of(problem.task), multipliers_of(names_in(problem.task)), second)


def _of_reading(problem: Problem, found: Read, salt: str) -> Judgement:
    equations, posed = found.equations, posed_of(problem, salt)
    if not equations.steps:
        return _no_equation(posed, found)
    if equations.alone:
        return unreadable(beside(equations))
    limits = limits_of(posed.posed, equations.conditions)
    if limits is None:
        return unreadable(restricted())
    steps = [_in_problem(posed, renamed(step, found.renamed)) for step in equations.steps]
    if limits:
        return _under_limits(problem, posed, found, steps, limits)
    decision = decide(posed, steps[-1])
    if decision.outcome is not Outcome.CORRECT and len(steps) > 1:
        # Steps that all hold, of which the last says less than all together, are right.
        whole = decide(posed, _in_problem(posed, renamed(equations.every, found.renamed)))
        if whole.outcome is Outcome.CORRECT:
            decision = whole
        elif any(decide(posed, step).outcome is Outcome.CORRECT for step in steps[:-1]):
            return unreadable(Diagnostic("line/which", "an earlier step is right and the last one is not: which one do you mean?",
                                          "keep one, or mend the last step", steps[-1].span))
    said = (*equations.notes, *remark_on_names(found))
    if decision.outcome is Outcome.INCORRECT:
        last = _last_line(posed, steps[-1])
        if last is not None:
            decision, said = last, (*said, Diagnostic("line/first-wrong", "not all of these equations hold; the last one is right",
                                                      "look at the others again", severity=Severity.REMARK))
    return Judgement(shown(decision.tree, equations.conditions), _verdict(problem, posed, decision, said), decision.tree)


def _under_limits(problem: Problem, posed: PosedEquations, found: Read, steps: list[Expr], limits: tuple[Expr, ...]) -> Judgement:
    """The judgement of equations with conditions beside them: right where both together are, wrong where the equations are wrong as well.

    A right equation of which a condition leaves out a part is asked about.
    """
    alone = decide(posed, steps[-1])
    within = _in_problem(posed, renamed(joined([*equations_of(steps[-1]), *equations_for(limits)]), found.renamed))
    together = alone if _fails_at_a_solution(alone) else decide(posed, within)
    is_beyond = alone.outcome is Outcome.CORRECT or (isinstance(together.found, Sameness) and together.found.said)
    if together.outcome is Outcome.UNDECIDED or (together.outcome is Outcome.INCORRECT and is_beyond):
        return unreadable(restricted())
    said = (*found.equations.notes, *remark_on_names(found))
    verdict = _verdict(problem, posed, together, said)
    if together.outcome is Outcome.CORRECT and alone.outcome is Outcome.CORRECT and together.found != alone.found:
        verdict = replace(verdict, messages=tuple([_LEFT_OUT if each == _REMARKS["left-out"] else each for each in verdict.messages]))
    return Judgement(shown(steps[-1], found.equations.conditions), verdict)


def _fails_at_a_solution(decision: Decision) -> bool:
    """Whether equations are refuted by a solution of the right ones: no condition beside them mends that."""
    apart = decision.found.apart if isinstance(decision.found, Sameness) else None
    return apart is not None and decision.outcome is Outcome.INCORRECT and apart.holds == "truth"


def _in_problem(posed: PosedEquations, tree: Expr) -> Expr:
    """The tree with its bars resolved."""
    return resolved(posed.posed.declared, posed.definitions, tree)


def _last_line(posed: PosedEquations, tree: Expr) -> Decision | None:
    """The last of several lines, where one equation is asked and it is right: the lines before it lead to it."""
    lines = equations_of(tree)
    if len(posed.truth.pairs) > 1 or len(lines) < 2:
        return None
    last = decide(posed, lines[-1])
    return last if last.outcome is Outcome.CORRECT else None


def decide(posed: PosedEquations, tree: Expr) -> Decision:
    """Compare equations with the truth, also with other signs of the multipliers."""
    first = _compared(posed, tree)
    if first.outcome is Outcome.CORRECT or isinstance(first.found, Diagnostic):
        return first
    for turned in _turned(posed, tree):
        other = _compared(posed, turned, refutes=False)
        if other.outcome is Outcome.CORRECT:
            return Decision(tree, other.found, other.stated, SIGN)
    if first.outcome is Outcome.UNDECIDED and first.stated is not None and _is_one_function(posed, first.stated):
        return Decision(tree, Sameness(Outcome.CORRECT, FACTOR), first.stated)
    return first


def _is_one_function(posed: PosedEquations, stated: System) -> bool:
    """Whether left minus right is one function of the variables in both equations, but for a factor: ``2y = x + |x|`` for y = max(x, 0).

    Both have a value everywhere: of functions that are equal one may have none at single points.
    """
    instances = posed.posed.instances()
    systems = (posed.truth, stated)
    if not instances or not all(len(each.pairs) == 1 and each.has_values_everywhere for each in systems):
        return False
    [right], [mine] = posed.truth.pairs, stated.pairs
    try:
        factor = factor_between(instances[0], stated.at(instances[0]), posed.truth.at(instances[0]))
        scaled = difference(mine) if factor in (None, 1) else Div(difference(mine), build.number(factor))
        return equal(value_of(posed.posed.task, difference(right), posed.posed.salt), scaled, Budget())
    except BudgetError:
        return False


def _compared(posed: PosedEquations, tree: Expr, refutes: bool = True) -> Decision:
    try:
        stated = posed.of(tree)
    except shapes.ShapeError as error:
        return Decision(tree, Diagnostic(error.code, str(error), error.remedy, error.span))
    return Decision(tree, decided(posed, stated, refutes), stated)


def _turned(posed: PosedEquations, tree: Expr) -> Iterator[Expr]:
    """The equations with the other sign of one multiplier, or of several."""
    found = multipliers_of(names_in(posed.posed.task))
    for count in range(1, len(found) + 1):
        for chosen in itertools.combinations(found, count):
            yield substitute(tree, {name: Neg(Symbol(name)) for name in chosen})


def _verdict(problem: Problem, posed: PosedEquations, decision: Decision, said: tuple[Diagnostic, ...]) -> Verdict:
    found = decision.found
    if isinstance(found, Diagnostic):
        return Verdict(Outcome.INCORRECT, messages=(*said, found))
    remarks = tuple([_REMARKS[name] for name in found.said])
    if found.outcome is Outcome.CORRECT:
        sizes = tuple([tuple(instance.sizes.items()) for instance in posed.posed.instances() if instance.sizes])
        layout = (_OTHER_SIGN,) if decision.layout else ()
        return Verdict(found.outcome, decision.layout, Proof(found.method, sizes), (*said, *remarks, *layout))
    entries = _entries(problem, found)
    if found.outcome is Outcome.UNDECIDED or decision.stated is None:
        return Verdict(Outcome.UNDECIDED, messages=said, entries=entries)
    return Verdict(found.outcome, None, evidence(posed, decision.stated, found), (*said, *remarks), entries)


def _entries(problem: Problem, found: Sameness) -> tuple[Outcome, ...]:
    """The outcome of each equation of a system, where they count one by one."""
    if problem.scheme.partial != "entries" or len(found.held) < 2:
        return ()
    return tuple([Outcome.CORRECT if held else Outcome.INCORRECT for held in found.held])


def _no_equation(posed: PosedEquations, found: Read) -> Judgement:
    """Formulas without an equal sign: readable, and no equation."""
    tree = found.equations.alone[0]
    said = Diagnostic("equation/no-equals", "this is no equation: it has no equal sign", "write both sides with = between them", tree.span)
    if len(found.equations.alone) > 1:
        return unreadable(said)
    tree = _in_problem(posed, renamed(tree, found.renamed))
    return Judgement(shown(tree), Verdict(Outcome.INCORRECT, messages=(*found.equations.notes, said)), tree)


_REMARKS = {
    "powers": Diagnostic("equation/powers", "this is a power of the equation, or a product in which a factor stands twice",
                         "write it once", severity=Severity.REMARK),
    "left-out": Diagnostic("equation/points-left-out", "your equation divides by something that is zero at some of the solutions",
                           "multiply by the denominator", severity=Severity.REMARK),
    "everywhere": Diagnostic("equation/everywhere", "this holds everywhere, whatever the values are", "look for what was cancelled"),
    "nowhere": Diagnostic("equation/nowhere", "this holds nowhere: no values fulfil it", "look at the signs and the numbers"),
    "silent": Diagnostic("domain/undefined", "your equation has no value where the right one holds",
                         "look for a denominator that is zero, or a root or logarithm of a negative number"),
}

_LEFT_OUT = replace(_REMARKS["left-out"], message="your condition leaves out some of the solutions", remedy="leave the condition out")

_OTHER_SIGN = Diagnostic("layout/other", "this is right with the other sign of the multiplier", "both signs are in use: say which one",
                         severity=Severity.REMARK)
