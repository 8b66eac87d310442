"""Decide a choice: what was chosen against what is right, derived for the nature of a point and stated for all others."""

from __future__ import annotations

from functools import lru_cache

from grader.kinds.choice.at_point import without_point
from grader.kinds.choice.nature import Nature, nature_of
from grader.kinds.choice.reading import Selection, read_choices
from grader.kinds.kind import Judgement, unreadable
from grader.kinds.question import Look, Question
from grader.model import Choices, Diagnosis, Diagnostic, Outcome, Picked, Problem, Severity, Verdict

LISTED = "listed"
"""What the misconception of a wrong answer is called that the author lists."""

_WAITS = Diagnostic("choice/reason", "the reason waits for a person, who decides its points", "", severity=Severity.REMARK)
_NO_REASON = Diagnostic("choice/no-reason", "a reason is asked, too, and none stands here", "write it behind the choice",
                        severity=Severity.REMARK)


def judge(problem: Problem, text: str) -> Judgement:
    """Compare the choices that an answer makes with the right ones; a reason that is asked leaves the mark to a person."""
    choices = problem.scheme.choices
    found = read_answer(problem, text)
    if isinstance(found, Diagnostic):
        return unreadable(found)
    right, nature = right_of(problem), nature_of(problem.task) if problem.task.asked == "nature" else None
    if right is None:
        return Judgement(found.text, Verdict(Outcome.UNDECIDED, messages=found.notes))
    picked = _compared(found, right, nature)
    is_right = not picked.wrong and not picked.missing
    outcome = Outcome.CORRECT if is_right else Outcome.INCORRECT
    messages = found.notes if is_right else (*found.notes, *_said(found, choices, nature))
    entries = _by_items(found, right, choices) if problem.scheme.partial == "entries" else ()
    if choices.reason:
        waits = _WAITS if found.reason is not None else _NO_REASON
        return Judgement(found.text, Verdict(Outcome.UNDECIDED, evidence=picked, messages=(*messages, waits),
                                             entries=(outcome, Outcome.UNDECIDED)))
    return Judgement(found.text, Verdict(outcome, evidence=picked, messages=messages, entries=entries))


def read_answer(problem: Problem, text: str) -> Selection | Diagnostic:
    """Return what an answer chooses, or why that cannot be told; where the nature of a point is asked, it may name the point."""
    first = read_choices(text, problem.scheme.choices)
    bare = without_point(text, problem.task) if isinstance(first, Diagnostic) and problem.task.asked == "nature" else text
    found = read_choices(bare, problem.scheme.choices) if bare != text else first
    return found if isinstance(found, Selection) else first


def look(question: Question, text: str) -> Look:
    """Read an answer, without the key."""
    found = read_choices(text, question.choices)
    return Look(messages=(found,)) if isinstance(found, Diagnostic) else Look(found.text, messages=found.notes)


def explain(problem: Problem, text: str) -> tuple[Diagnosis, ...]:
    """Return what the author says of a wrong answer that chooses the same."""
    choices, found = problem.scheme.choices, read_answer(problem, text)
    if isinstance(found, Diagnostic):
        return ()
    for wrong in problem.scheme.wrong:
        listed = read_choices(wrong.answer, choices)
        if wrong.misconception and isinstance(listed, Selection) and listed.chosen == found.chosen:
            return (Diagnosis(LISTED, wrong.misconception),)
    return ()


def right_of(problem: Problem) -> Selection | None:
    """Return the right choices: those that follow from f, else those that the author states; ``None`` where there is neither."""
    if problem.task.asked == "nature":
        derived = nature_of(problem.task).label
        if derived:
            return Selection(((derived,),))
    stated = _stated(problem.scheme.truth, problem.scheme.choices) if problem.scheme.truth else None
    return stated if isinstance(stated, Selection) else None


@lru_cache(maxsize=1024)
def _stated(truth: str, choices: Choices) -> Selection | Diagnostic:
    return read_choices(truth, choices)


def _compared(found: Selection, right: Selection, nature: Nature | None) -> Picked:
    chosen, wanted = found.labels, right.labels
    return Picked(tuple(each for each in chosen if each in wanted), tuple(each for each in chosen if each not in wanted),
                  tuple(each for each in wanted if each not in chosen), nature.because if nature is not None else "")


def _by_items(found: Selection, right: Selection, choices: Choices) -> tuple[Outcome, ...]:
    """In a matching the outcome of each item by itself; one without a choice is wrong."""
    if choices.pick != "match":
        return ()
    chosen = {one[0]: one[1] for one in found.chosen}
    return tuple(Outcome.CORRECT if chosen.get(one[0]) == one[1] else Outcome.INCORRECT for one in right.chosen)


def _said(found: Selection, choices: Choices, nature: Nature | None) -> tuple[Diagnostic, ...]:
    """What is said of a wrong choice, which never tells the right one."""
    if nature is not None:
        return (_about_nature(found, nature),)
    if choices.pick == "match":
        left = [item for item, _ in choices.items if all(one[0] != item for one in found.chosen)]
        if left:
            return (Diagnostic("choice/left", f"{', '.join(left)} {'have' if len(left) > 1 else 'has'} no choice here",
                               "give each item one of the choices"),)
        return (Diagnostic("choice/wrong", "not all of these pairs are right", "look at each item again"),)
    if choices.pick == "several":
        return (Diagnostic("choice/wrong", "these are not exactly the right choices", "look at each choice by itself"),)
    return (Diagnostic("choice/wrong", "it is not this one", "look at the other choices"),)


def _about_nature(found: Selection, nature: Nature) -> Diagnostic:
    if found.labels == ("not-critical",) and nature.is_critical:
        return Diagnostic("choice/wrong", "the gradient is 0 there", "look at the signs of the eigenvalues of the Hessian at this point")
    way = ("put the point into the gradient, then look at the signs of the eigenvalues of the Hessian there" if nature.label else
           "look at f near this point")
    return Diagnostic("choice/wrong", "it is not this", way)
