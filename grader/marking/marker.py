"""One response to one mark: blank, read, decided, diagnosed, scored."""

from __future__ import annotations

from collections.abc import Mapping

from grader.kinds import kind_of
from grader.marking.diagnose import diagnoses, explains, is_wrong
from grader.marking.follow import Earlier, follows
from grader.marking.kept import is_kept, kept
from grader.marking.meant import meant
from grader.marking.scoring import scored
from grader.model import NO_TABLES, Bank, Decided, Diagnostic, Mark, Outcome, Problem, Severity, Tables, Verdict, Where
from grader.record import replace
from grader.syntax import narrowed

BLANK = Decided(Verdict(Outcome.BLANK))
"""What is found out about no answer."""

NO_VARIANT = Decided(Verdict(Outcome.UNDECIDED, messages=(
    Diagnostic("variant/none", "nobody has said which variant of this problem it answers", "a person looks at it"),)))
"""What is found out about an answer to a problem with variants, to none of them."""


def mark(problem: Problem, text: str, salt: str, where: Where | None = None, earlier: tuple[Earlier, ...] = (),
         tables: Tables = NO_TABLES, explained: bool = True, at_home: bool = False) -> Mark:
    """Mark one response.

    The salt is the run's secret: it decides at which points the answer is probed.  ``earlier`` are the student's wrong answers to
    earlier parts, with which this answer may be right.  ``tables`` are those of the problem in its bank, which save time where an answer
    is wrong.  Without ``explained`` nothing is looked for that a wrong answer may come from or may have meant.  ``at_home`` says that it is
    not handed in: a choice is only read.  Raises for no text.
    """
    if not text.strip():
        return scored(problem, text, BLANK, where=where)
    if problem.variants:
        return scored(problem, text, NO_VARIANT, where=where)
    if at_home and is_kept(problem):
        return scored(problem, text, kept(problem, text), where=where)
    kind, narrow = kind_of(problem.task), narrowed(text)
    judged = kind.judge(problem, narrow, salt)
    verdict = judged.verdict
    from_part = follows(problem, narrow, earlier, salt) if earlier and is_wrong(verdict) else ""
    found = diagnoses(problem, narrow, judged, salt, tables) if explained and not from_part else ()
    if explained and is_wrong(verdict) and kind.trees and not from_part and not explains(found):
        near = meant(problem, narrow, judged.attempt, salt)
        verdict = replace(verdict, messages=(*verdict.messages, near)) if near is not None else verdict
    if from_part:
        said = Diagnostic("follow/earlier", f"this follows correctly from your own answer to the part {from_part}",
                          "mend that one first", severity=Severity.REMARK)
        verdict = replace(verdict, messages=(*verdict.messages, said))
    used = tuple((part.key, answer) for part, answer in earlier)
    return scored(problem, text, Decided(verdict, judged.read_as, found, judged.tree, from_part), used, where)


def earlier_of(problem: Problem, bank: Bank, marks: Mapping[str, Mark]) -> tuple[Earlier, ...]:
    """The wrong answers to earlier parts that count for a problem, from the marks of one student by problem."""
    found = []
    for name in problem.scheme.follow:
        part, before = bank.part(problem, name), marks.get(f"{problem.scheme.group}.{name}")
        if part is not None and before is not None and before.verdict.outcome is Outcome.INCORRECT:
            found.append((part, before.answer))
    return tuple(found)
