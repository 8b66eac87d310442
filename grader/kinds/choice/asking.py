"""What an author asks with a choice: what is offered, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.kinds.choice.judging import right_of
from grader.kinds.choice.nature import nature_of
from grader.kinds.choice.reading import Selection, listed, offer_of, read_choices
from grader.kinds.choice.words import NATURE, NEITHER, folded
from grader.model import Choices, Diagnostic, Problem, Severity
from grader.record import replace

Faults = Iterator[tuple[str, Diagnostic]]
"""Names of fields with what is wrong there."""

_HOW_MANY = re.compile(r"\b(all|any|every|each|none|no|alle|jede[rsn]?|keine?[rs]?)\b", re.IGNORECASE)


def offered(problem: Problem) -> Choices:
    """Return what is chosen from: what the author offers, or what a point may be; the bank keeps it in the problem's scheme."""
    if problem.task.asked != "nature":
        return problem.scheme.choices
    return replace(problem.scheme.choices, options=NATURE + ((NEITHER,) if problem.scheme.truth else ()))


def faults(problem: Problem) -> Faults:
    """Yield what is wrong with a choice as it stands in the bank, each with its field."""
    found_before = [*(_of_nature(problem) if problem.task.asked == "nature" else _of_choice(problem))]
    yield from found_before
    if found_before:
        return
    found = read_choices(problem.scheme.truth, problem.scheme.choices) if problem.scheme.truth else None
    if isinstance(found, Diagnostic):
        yield "truth", Diagnostic("bank/choice", f"the truth cannot be read: {found.message}", found.remedy)


def is_stated(problem: Problem) -> bool:
    """Return whether the author says what is right, and nothing derives it."""
    return problem.task.asked != "nature" or not nature_of(problem.task).label


def prove(problem: Problem) -> Iterator[Diagnostic]:
    """Yield hints that tell the key, and what is wrong with a truth that is derived: it cannot be, or the author's is another one."""
    yield from _telling(problem)
    if problem.task.asked != "nature":
        return
    nature = nature_of(problem.task)
    if not nature.label and not problem.scheme.truth:
        yield Diagnostic("bank/nature", f"{problem.id}: what this point is cannot be derived: {nature.open}",
                         "state it: add a line such as 'truth: neither'", where=problem.shown.where)
    if not nature.label and problem.scheme.truth:
        yield Diagnostic("bank/nature", f"{problem.id}: what this point is, is stated and not derived: {nature.open}", "",
                         where=problem.shown.place("truth"), severity=Severity.WARNING)
    stated = read_choices(problem.scheme.truth, problem.scheme.choices) if problem.scheme.truth else None
    if nature.label and isinstance(stated, Selection) and stated.labels != (nature.label,):
        yield Diagnostic("bank/nature", f"{problem.id}: the truth is {nature.label}, not {stated.text}. {nature.because}",
                         "correct the truth or the point", where=problem.shown.place("truth"))


def _telling(problem: Problem) -> Iterator[Diagnostic]:
    """A hint that has the words of right choices and of no other one."""
    right, offer = right_of(problem), offer_of(problem.scheme.choices.options)
    for number, hint in enumerate(problem.shown.hints if right is not None else ()):
        named = offer.mentioned(hint)
        if named and right is not None and {one[-1] for one in right.chosen}.issuperset(named):
            yield Diagnostic("bank/gives-away", f"{problem.id}: this hint holds the answer: {listed(named)}", "say how to find it instead",
                             where=problem.shown.place("hints", number))


def _of_nature(problem: Problem) -> Faults:
    missing = [name for name in problem.task.wrt if name not in dict(problem.task.at)]
    if missing:
        yield ("at" if problem.task.at else "asked"), Diagnostic(
            "bank/choice", f"'at' does not say where {', '.join(missing)} {'is' if len(missing) == 1 else 'are'}",
            f"add a line 'at: {{{', '.join(f'{name}: 0' for name in missing)}}}' with the point")


def _of_choice(problem: Problem) -> Faults:
    choices = problem.scheme.choices
    if len(choices.options) < 2:
        yield "choices", Diagnostic("bank/choice", "there is nothing to choose from", "write at least two choices")
        return
    yield from _same_names("choices", choices.options)
    yield from _same_names("items", choices.items)
    if choices.items and choices.pick != "match":
        yield "items", Diagnostic("bank/choice", "items mean nothing here", "add a line 'pick: match', or delete them")
    if choices.pick == "match" and not choices.items:
        yield "pick", Diagnostic("bank/choice", "a matching needs items", "add a line 'items: {p1: …, p2: …}'")
        return
    found = read_choices(problem.scheme.truth, choices) if problem.scheme.truth else None
    if not isinstance(found, Selection):
        return
    left = [item for item, _ in choices.items if all(one[0] != item for one in found.chosen)]
    if choices.pick == "match" and left:
        yield "truth", Diagnostic("bank/choice", f"the truth has no choice for {listed(tuple(left))}", "add it")
    is_extreme = choices.pick == "several" and len(found.chosen) in (0, len(choices.options))
    if is_extreme and not _HOW_MANY.search(problem.shown.statement):
        what = "none" if not found.chosen else "all"
        yield "truth", Diagnostic("bank/choice", f"{what} of the choices {'are' if found.chosen else 'is'} right, and the statement does "
                                  "not say that this may be", "write 'Choose all that are right, or none.'")


def _same_names(field: str, named: tuple[tuple[str, str], ...]) -> Faults:
    """Choices that cannot be told apart when case, blanks and words for the same thing do not matter."""
    offer = offer_of(named, field == "choices")
    for label, text in named:
        for name in dict.fromkeys((label, text)):
            called = offer.called(name)
            if not folded(name) or not called:
                yield field, Diagnostic("bank/choice", f"{name!r} cannot be written as an answer", "give it a label such as a")
            elif len(called) > 1 and called[0] == label:
                yield field, Diagnostic("bank/choice", f"{listed(called)} may all be called {name!r}", "choose other labels or texts")
