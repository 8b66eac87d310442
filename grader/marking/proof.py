"""The bank proves itself: every problem marks its own lists, and SymPy is heard as a second witness."""

from __future__ import annotations

from collections.abc import Iterator

from grader.expr import HOLDS_OPERATOR
from grader.kinds import kind_of
from grader.marking.chains import check_chains
from grader.marking.diagnose import recognised, too_near, untelling
from grader.marking.giveaways import check_hints, check_statement
from grader.marking.marker import mark
from grader.model import Diagnostic, Form, Outcome, Problem, Proof, Severity, Verdict, Where, WrongAnswer, has_errors
from grader.record import record, replace

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
    faults = [*kind_of(problem.task).prove(problem, salt)]
    if has_errors(faults):
        return Proved(problem.id, 1, 0, 0, tuple(faults))
    checked = accepted = proofs = 0
    right = [("truth", 0, problem.scheme.truth)] if problem.scheme.truth else []
    right += [("accept", number, answer) for number, answer in enumerate(problem.scheme.accept)]
    for name, number, answer in right:
        verdict, where = _verdict(problem, answer, salt), problem.shown.place(name, number)
        checked += 1
        accepted += kind_of(problem.task).trees or isinstance(verdict.evidence, Proof)
        proofs += isinstance(verdict.evidence, Proof)
        if isinstance(verdict.evidence, Form):
            faults.append(_misformed(problem, answer, verdict, where))
        elif verdict.outcome is not Outcome.CORRECT or verdict.layout is not None:
            faults.append(_fault(problem, "bank/accept", f"this form should be right: {answer}", verdict, where))
    faults.extend(_own_faults(problem, salt))
    for number, answer in enumerate(problem.scheme.other_layout):
        verdict = _verdict(problem, answer, salt)
        checked += 1
        if verdict.outcome is not Outcome.CORRECT or verdict.layout is None:
            faults.append(_fault(problem, "bank/other-layout", f"this should be right in another layout: {answer}", verdict,
                                 problem.shown.place("other_layout", number)))
    checked += len(problem.scheme.wrong)
    faults.extend(_wrong_faults(problem, salt))
    faults.extend(_untelling(problem, salt))
    faults.extend(check_chains(problem, salt))
    faults.extend(check_hints(problem, salt))
    faults.extend(check_statement(problem, salt))
    return Proved(problem.id, checked, accepted, proofs, tuple(sorted(faults, key=_line)))


def _line(fault: Diagnostic) -> int:
    """Where a fault stands in the file; those of one place keep their order."""
    return fault.where.line if fault.where is not None else 0


def _wrong_faults(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """What does not hold of the answers that are listed as wrong."""
    for wrong in problem.scheme.wrong:
        verdict = _verdict(problem, wrong.answer, salt, explained=False)
        if problem.variant and verdict.outcome is Outcome.CORRECT:
            yield Diagnostic(RIGHT_HERE, f"{problem.id}: '{wrong.answer}' is right here", where=wrong.where)
        elif verdict.outcome is not Outcome.INCORRECT:
            yield _fault(problem, "bank/wrong", f"this should be wrong: {wrong.answer}", verdict, wrong.where)
        elif wrong.rule and wrong.rule != "none":
            yield from _unrecognised(problem, wrong, salt)


def _untelling(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """A warning where too many wrong answers are right at the point that is asked, or so near that they count as right."""
    near = too_near(problem, salt)
    if near:
        yield Diagnostic("bank/tolerance-too-wide", f"{problem.id}: the tolerance lets wrong answers count as right: {', '.join(near)}",
                         "make it narrower", where=problem.shown.where, severity=Severity.WARNING)
    said = untelling(problem, salt)
    if said:
        yield Diagnostic("bank/point-not-telling", f"{problem.id}: {said}", "ask at a point where fewer are", where=problem.shown.where,
                         severity=Severity.WARNING)


def _own_faults(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """A fault where the truth as it is derived, or f where its value is asked, is not right if a student writes it."""
    kind, own = kind_of(problem.task), list[tuple[str, str]]()
    if not kind.is_stated(problem):
        unwritten = replace(problem, task=replace(problem.task, truth_tree=None), scheme=replace(problem.scheme, truth=""))
        text = kind.truth(unwritten).text
        own.append(("the displayed result", text))
        if not text and not problem.scheme.truth and problem.scheme.form:
            yield Diagnostic("bank/form", f"{problem.id}: no answer shows that this form is possible", "write the answer as truth: …",
                             where=problem.shown.where)
    if problem.task.asked == "value" and problem.task.f is not None and not problem.task.f.holds & HOLDS_OPERATOR:
        own.append(("f", problem.shown.f_text))
    for what, text in own:
        verdict = _verdict(problem, text, salt) if text else None
        if verdict is not None and isinstance(verdict.evidence, Form):
            # The value is right; only the answer that is shown has to have the form.
            if what != "f" and not problem.scheme.truth:
                yield _misformed(problem, text, verdict, problem.shown.where)
        elif verdict is not None and (verdict.outcome is not Outcome.CORRECT or verdict.layout is not None):
            yield replace(_fault(problem, "bank/own-answer", f"{what} should be right as an answer: {text}", verdict),
                          remedy="look at the domain of the variables; else report this as a bug")


def _misformed(problem: Problem, answer: str, verdict: Verdict, where: Where | None) -> Diagnostic:
    said = verdict.messages[0].message.removeprefix("the value is right, but ")
    return Diagnostic("bank/form", f"{problem.id}: this answer does not have the form that is asked for: {answer} ({said})",
                      "write the answer in this form, as truth: … or in accept", where=where)


def _verdict(problem: Problem, answer: str, salt: str, explained: bool = True) -> Verdict:
    """The strict verdict: the author's own strings must be right as they stand, not in their second reading; they need no reason."""
    scheme = replace(problem.scheme, partial="none", choices=replace(problem.scheme.choices, reason=False))
    return mark(replace(problem, scheme=scheme), answer, salt, explained=explained).verdict


def _unrecognised(problem: Problem, wrong: WrongAnswer, salt: str) -> Iterator[Diagnostic]:
    """A fault where the rule that the author names does not explain a wrong answer."""
    found = [diagnosis.rule for diagnosis in recognised(problem, wrong.answer, salt)]
    if wrong.rule not in found:
        instead = f"recognised are {', '.join(found)}" if found else "no rule explains it"
        yield Diagnostic("bank/unrecognised", f"{problem.id}: {wrong.rule} does not explain this wrong answer: {wrong.answer} ({instead})",
                         "name one of these, or 'none' with a reason", where=wrong.where)


def _fault(problem: Problem, code: str, message: str, verdict: Verdict, where: Where | None = None) -> Diagnostic:
    found = verdict.outcome.value + (f" ({verdict.layout} layout)" if verdict.layout else "")
    said = "; ".join(item.message for item in verdict.messages)
    return Diagnostic(code, f"{problem.id}: {message} (found {found}{': ' + said if said else ''})",
                      "mend the string or move it to the list where it belongs", where=where or problem.shown.where)
