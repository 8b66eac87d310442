"""The bank proves itself: every problem marks its own lists, and SymPy is heard as a second witness."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import witness
from grader.expr import plain
from grader.kinds import Attempt, decide, decider_of, kind_of, read_dimension, scope_of
from grader.marking.chains import check_chains
from grader.marking.diagnose import explained
from grader.marking.giveaways import check_hints
from grader.marking.marker import mark
from grader.model import Diagnostic, Outcome, Problem, Proof, Severity, Verdict, Where, WrongAnswer
from grader.record import record, replace
from grader.syntax import read

RIGHT_HERE = "bank/variant-wrong"
"""A wrong answer that is right for some values."""


@record
class Proved:
    """What proving one problem gave: how many strings were checked, how many accepted formulas there are, how many of
    them are proved, and the faults."""

    problem: str
    checked: int
    accepted: int
    proofs: int
    faults: tuple[Diagnostic, ...]


def prove(problem: Problem, salt: str) -> Proved:
    """Check one problem's truth, accepted forms, other layouts, wrong answers and worked solution.

    A fault is a Diagnostic ``bank/…`` with the problem's place; a problem without faults is what its author claims.
    """
    faults = [*_truth_faults(problem, salt)]
    if faults:
        return Proved(problem.id, 1, 0, 0, tuple(faults))
    checked = accepted = proofs = 0
    right = ((problem.scheme.truth,) if problem.scheme.truth else ()) + problem.scheme.accept
    for answer in right:
        verdict = _verdict(problem, answer, salt)
        checked += 1
        accepted += kind_of(problem.task).trees
        proofs += isinstance(verdict.evidence, Proof)
        if verdict.outcome is not Outcome.CORRECT or verdict.layout is not None:
            faults.append(_fault(problem, "bank/accept", f"this form should be right: {answer}", verdict))
    faults.extend(_own_faults(problem, salt))
    for answer in problem.scheme.other_layout:
        verdict = _verdict(problem, answer, salt)
        checked += 1
        if verdict.outcome is not Outcome.CORRECT or verdict.layout is None:
            faults.append(_fault(problem, "bank/other-layout", f"this should be right in another layout: {answer}", verdict))
    for wrong in problem.scheme.wrong:
        verdict = _verdict(problem, wrong.answer, salt, explained=False)
        checked += 1
        if problem.variant and verdict.outcome is Outcome.CORRECT:
            faults.append(Diagnostic(RIGHT_HERE, f"{problem.id}: '{wrong.answer}' is right here", where=wrong.where))
        elif verdict.outcome is not Outcome.INCORRECT:
            faults.append(_fault(problem, "bank/wrong", f"this should be wrong: {wrong.answer}", verdict, wrong.where))
        elif wrong.rule and wrong.rule != "none":
            faults.extend(_unrecognised(problem, wrong, salt))
    faults.extend(check_chains(problem, salt))
    faults.extend(check_hints(problem, salt))
    return Proved(problem.id, checked, accepted, proofs, tuple(faults))


def _own_faults(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """A fault where the derivative as it is displayed, or f where its value is asked, is not right if a student writes it."""
    if not kind_of(problem.task).trees:
        return
    display = decider_of(problem, salt).posed.display()
    own = [("the displayed result", plain(display))] if display is not None else []
    if problem.task.asked == "value":
        own.append(("f", problem.shown.f_text))
    for what, text in own:
        verdict = _verdict(problem, text, salt)
        if verdict.outcome is not Outcome.CORRECT or verdict.layout is not None:
            yield replace(_fault(problem, "bank/own-answer", f"{what} should be right as an answer: {text}", verdict),
                          remedy="look at the domain of the variables; else report this as a bug")


def _verdict(problem: Problem, answer: str, salt: str, explained: bool = True) -> Verdict:
    """The strict verdict: the author's own strings must be right as they stand, not in their second reading."""
    return mark(replace(problem, scheme=replace(problem.scheme, partial="none")), answer, salt, explained=explained).verdict


def _unrecognised(problem: Problem, wrong: WrongAnswer, salt: str) -> Iterator[Diagnostic]:
    """A fault where the rule that the author names does not explain a wrong answer."""
    reading = read(wrong.answer, scope_of(problem.task))
    if isinstance(reading, Diagnostic):
        return
    found = [diagnosis.rule for diagnosis in explained(Attempt(decider_of(problem, salt), reading.tree), listed=False)]
    if wrong.rule not in found:
        instead = f"recognised are {', '.join(found)}" if found else "no rule explains it"
        yield Diagnostic("bank/unrecognised", f"{problem.id}: {wrong.rule} does not explain this wrong answer: {wrong.answer} ({instead})",
                         "name one of these, or 'none' with a reason", where=wrong.where)


def _truth_faults(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    if not kind_of(problem.task).trees:
        read = read_dimension(problem.scheme.truth)
        if isinstance(read, Diagnostic):
            yield replace(read, code="bank/truth", where=problem.shown.where)
        return
    decider = decider_of(problem, salt)
    posed = decider.posed
    instances = posed.instances()
    if not instances and posed.is_too_large:
        yield Diagnostic("bank/too-large", f"{problem.id}: f is too large to be computed even at small sizes", "write it in a shorter form",
                         where=problem.shown.where)
        return
    if not instances or not instances[0].samples(6):
        yield Diagnostic("bank/nowhere-defined", f"{problem.id}: f and its derivative have no value in the declared domain",
                         "declare the domain of the variables", where=problem.shown.where)
        return
    display = posed.display()
    if display is not None and decide(decider, display).outcome is not Outcome.CORRECT:
        yield Diagnostic("bank/derivative", f"{problem.id}: the displayed derivative does not agree with the definition ({plain(display)})",
                         "report this as a bug", where=problem.shown.where)
    heard = witness(posed)
    if heard is None:
        yield Diagnostic("bank/sympy-silent", f"{problem.id}: SymPy cannot express this derivative", where=problem.shown.where,
                         severity=Severity.WARNING)
    elif heard.outcome is Outcome.UNDECIDED:
        # SymPy writes the inverse of a matrix out; what is too long to be compared is no witness against the definition.
        yield Diagnostic("bank/sympy-silent", f"{problem.id}: SymPy's derivative is too long to be compared", where=problem.shown.where,
                         severity=Severity.WARNING)
    elif heard.outcome is not Outcome.CORRECT:
        yield Diagnostic("bank/sympy", f"{problem.id}: SymPy's derivative does not agree with the definition",
                         "look at the domain of the variables", where=problem.shown.where)


def _fault(problem: Problem, code: str, message: str, verdict: Verdict, where: Where | None = None) -> Diagnostic:
    found = verdict.outcome.value + (f" ({verdict.layout} layout)" if verdict.layout else "")
    said = "; ".join(item.message for item in verdict.messages)
    return Diagnostic(code, f"{problem.id}: {message} (found {found}{': ' + said if said else ''})",
                      "mend the string or move it to the list where it belongs", where=where or problem.shown.where)
