"""Decide an antiderivative: its derivative, over duals of its program, is compared with f by the whole ladder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from grader.engine import Budget, UnresolvedError, expanded, jump, without_value
from grader.expr import Add, Expr, Number, Operator, Span, Symbol, plain, substitute
from grader.expr import names as names_in
from grader.kinds.antiderivative.constant import Read, read_with_constant, takes_every_value, without_constant
from grader.kinds.decider import Attempt, Decider, value_of
from grader.kinds.doubts import claims_hold, no_factors, redefined, restates, restricted, which_line
from grader.kinds.formula import verdict_of
from grader.kinds.kind import Judgement, best_of, noted, unreadable
from grader.kinds.scopes import scope_of
from grader.kinds.words import doubt_of, resolved, second_reading, without_dash
from grader.lazily import lazily
from grader.model import Counterexample, Diagnostic, Domain, Form, Outcome, Problem, Scheme, Severity, Undefined, Variable, Verdict
from grader.record import replace
from grader.syntax import MOST_MEMBERS, readings, understand

DOMAINS: tuple[Domain, ...] = ("real", "positive")
"""Where the constant lies: ``log(k|x|)`` is right although k cannot be negative."""


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and decide it; a second documented reading is tried only if the first is not correct."""
    found = read_with_constant(text, scope_of(problem.task))
    if isinstance(found, Diagnostic):
        return _all_right(problem, text, salt) or unreadable(found)
    first = _judged(problem, found, salt, Budget())
    if first.verdict.outcome is not Outcome.INCORRECT:
        return first
    return best_of(_second(problem, found, salt)) or _in_doubt(problem, found, salt) or first


_OR = lazily(r"(?<![A-Za-z\\])(?:or|oder|ou)(?![A-Za-z])")
MOST_ALTERNATIVES = 3


def _all_right(problem: Problem, text: str, salt: str) -> Judgement | None:
    """The judgement of the last of several forms, ``x^2/2 + C or (x^2 + 1)/2 + D``, where each of them is right by itself."""
    starts = [0, *(found.end() for found in _OR.finditer(text))]
    ends = [*(found.start() for found in _OR.finditer(text)), len(text)]
    if not 1 < len(starts) <= MOST_ALTERNATIVES:
        return None
    budget, judged = Budget(), list[Judgement]()
    for start, end in zip(starts, ends, strict=True):
        found = read_with_constant(" " * start + text[start:end], scope_of(problem.task))
        if isinstance(found, Diagnostic):
            return None
        judged.append(_judged(problem, found, salt, budget))
    return judged[-1] if all(each.verdict.outcome is Outcome.CORRECT for each in judged) else None


def _second(problem: Problem, first: Read, salt: str) -> Iterator[Judgement]:
    budget = Budget()
    for kind, other in readings(first.text, first.scope, first.reading.choices):
        judged = _judged(problem, replace(first, reading=other), salt, budget)
        yield noted(judged, second_reading(kind, judged.read_as, first.text))


def _in_doubt(problem: Problem, found: Read, salt: str) -> Judgement | None:
    """A wrong answer that may be meant otherwise: by its accent, under its condition, or by a line above the last one."""
    said = doubt_of(found.reading.notes)
    posed = decider_for(problem, salt, "", DOMAINS[0]).posed
    if said is None and not all(restates(posed, item) for item in found.reading.restrictions):
        said = restricted(next((note.span for note in found.reading.notes if note.code == "read/condition"), None))
    said = said or _which_line(problem, found, salt) or _about_dash(problem, found.text, salt)
    return None if said is None else unreadable(said)


def _about_dash(problem: Problem, text: str, salt: str) -> Diagnostic | None:
    """What is asked of a dash in front without which the answer is right."""
    bare = without_dash(text)
    found = read_with_constant(bare[0], scope_of(problem.task)) if bare is not None else None
    if bare is None or not isinstance(found, Read) or _judged(problem, found, salt, Budget()).verdict.outcome is not Outcome.CORRECT:
        return None
    return bare[1]


def _which_line(problem: Problem, found: Read, salt: str) -> Diagnostic | None:
    """What is said of a wrong answer above whose last line there is a right one, or whose lines are right as one formula."""
    layout, budget = understand(found.text, found.scope)[0], Budget()
    earlier = layout.of("answer", "definition")[:-1] if layout is not None else ()
    if layout is None or not earlier:
        return None

    def is_right(span: Span) -> bool:
        line = read_with_constant(" " * span[0] + layout.shows(span).replace("\n", " "), scope_of(problem.task))
        return isinstance(line, Read) and _judged(problem, line, salt, budget).verdict.outcome is Outcome.CORRECT

    for span in [statement.members[-1] for statement in earlier][-MOST_MEMBERS:]:
        if is_right(span):
            return which_line(span)
    whole = layout.answers[0].span[0], layout.answers[-1].span[1]
    return no_factors(whole) if layout.stands_in_lines and is_right(whole) else None


def _judged(problem: Problem, found: Read, salt: str, budget: Budget) -> Judgement:
    reading, task = found.reading, problem.task
    deciders = [decider_for(problem, salt, found.constant, domain) for domain in (DOMAINS if found.constant else DOMAINS[:1])]
    posed = deciders[0].posed
    tree = resolved(posed.declared, expanded(task.definitions), reading.tree)
    full = substitute(tree, expanded(task.definitions))
    if not claims_hold(deciders[0], reading):
        return unreadable(redefined(reading))
    slope = Operator("D", task.wrt, (full,))
    verdicts = [verdict_of(Attempt(deciders[0], slope, budget))]
    if verdicts[0].outcome is not Outcome.CORRECT and len(deciders) > 1:
        verdicts.append(verdict_of(Attempt(deciders[1], slope, budget)))
    right = next((decider for decider, verdict in zip(deciders, verdicts, strict=False) if verdict.outcome is Outcome.CORRECT), None)
    if right is None:
        verdict = _about_the_slope(deciders[0], verdicts[0], full, found.constant)
    else:
        verdict = _jumping(right, full, found.constant) or _with_constant(problem, verdicts[-1], right, full, found.constant)
    bare = without_constant(full, found.constant)
    is_comparable = verdict.outcome is Outcome.INCORRECT and found.constant not in names_in(bare)
    attempt = _beside_truth(problem, bare, salt) if is_comparable else None
    return Judgement(plain(tree), replace(verdict, messages=(*reading.notes, *verdict.messages)), tree, attempt)


def _beside_truth(problem: Problem, answer: Expr, salt: str) -> Attempt | None:
    """A wrong answer as an attempt at the author's antiderivative, both without their constants: what differs may explain it."""
    decider = stated_value(problem, salt)
    return None if decider is None else Attempt(decider, answer)


@lru_cache(maxsize=256)
def stated_value(problem: Problem, salt: str) -> Decider | None:
    """Return the decider whose truth is the author's antiderivative without its constant; ``None`` where there is none."""
    read = read_with_constant(problem.scheme.truth, scope_of(problem.task)) if problem.scheme.truth else None
    if not isinstance(read, Read):
        return None
    tree = without_constant(substitute(read.reading.tree, expanded(problem.task.definitions)), read.constant)
    return None if read.constant in names_in(tree) else value_of(problem.task, tree, salt)


@lru_cache(maxsize=1024)
def decider_for(problem: Problem, salt: str, constant: str, domain: Domain) -> Decider:
    """Return the decider whose truth is f, in a problem in which the constant is declared; made once."""
    task = problem.task
    assert task.f is not None, f"{task.id}: the bank has read this f"
    f = substitute(task.f, expanded(task.definitions))
    if constant:
        task = replace(task, variables=(*task.variables, Variable(constant, domain)))
    return value_of(task, f, salt, Scheme(decimals=problem.scheme.decimals))


def _about_the_slope(decider: Decider, verdict: Verdict, full: Expr, constant: str) -> Verdict:
    """A wrong answer is shown by its derivative; f is no secret, and a constant that is only added has nothing to do with it.

    Where its derivative has no value it may have one itself, at an end of the domain: then another point is shown.
    """
    evidence = verdict.evidence
    if isinstance(evidence, Undefined):
        laid = Attempt(decider, full).laid_out
        evidence = without_value(decider.posed, laid[0]) if isinstance(laid, list) and laid else evidence
    if not isinstance(evidence, Counterexample | Undefined):
        return verdict
    is_added = type(full) is Add and full.args.count(Symbol(constant)) == 1
    point = tuple(pair for pair in evidence.point if pair[0] != constant) if is_added else evidence.point
    if isinstance(evidence, Undefined):
        return replace(verdict, evidence=replace(evidence, point=point))
    return replace(verdict, evidence=replace(evidence, point=point, of="the derivative of yours", key_varies=True))


def _jumping(decider: Decider, full: Expr, constant: str) -> Verdict | None:
    """The verdict about a function whose derivative is right on both sides of a place where it jumps; ``None`` where it does not."""
    laid = Attempt(decider, full).laid_out
    if isinstance(laid, Diagnostic) or not laid:
        return None
    [by] = decider.posed.task.wrt
    try:
        found = jump(decider.posed, laid[0], by)
    except UnresolvedError:
        return Verdict(Outcome.UNDECIDED)
    if found is None:
        return None
    place = found.place
    where = plain(place.exact) if place.exact is not None else f"about {float(place.low):.6g}"
    others = "".join(f", {name} = {plain(Number(value))}" for name, value in found.others if name != constant)
    said = Diagnostic("value/jump", f"at {by} = {where}{others} it jumps: it has no derivative there, where the function has a value",
                      "choose the constants of the pieces so that they meet, or a form without the jump")
    return Verdict(Outcome.INCORRECT, messages=(said,))


def _with_constant(problem: Problem, verdict: Verdict, decider: Decider, full: Expr, constant: str) -> Verdict:
    """The verdict about a right answer, once its constant has been looked at."""
    is_required = problem.scheme.constant == "required"
    if not constant or constant not in names_in(full):
        said = Diagnostic("form/constant", "the constant of integration is missing", "add a letter such as + c",
                          severity=Severity.ERROR if is_required else Severity.REMARK)
        outcome = Outcome.INCORRECT if is_required else Outcome.CORRECT
        evidence = Form("constant") if is_required else verdict.evidence
        return replace(verdict, outcome=outcome, evidence=evidence, messages=(*verdict.messages, said))
    moved = verdict_of(Attempt(value_of(decider.posed.task, Number(0), decider.posed.salt), Operator("D", (constant,), (full,))))
    if moved.outcome is Outcome.INCORRECT:
        is_positive = any(variable.name == constant and variable.domain == "positive" for variable in decider.posed.task.variables)
        if not is_required or takes_every_value(full, constant, is_positive=is_positive):
            return verdict
        said = Diagnostic("form/constant", f"what is added may not take every value, whatever {constant} is", f"add {constant} itself")
        return replace(verdict, outcome=Outcome.UNDECIDED, evidence=None, messages=(*verdict.messages, said))
    if moved.outcome is Outcome.UNDECIDED:
        return moved
    said = Diagnostic("form/constant", f"{constant} is no constant of integration here: nothing changes with it", "add it to the rest")
    return replace(verdict, outcome=Outcome.INCORRECT, evidence=Form("constant"), messages=(*verdict.messages, said))
