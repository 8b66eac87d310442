"""What a page shows, as plain records: the join of marks with their problems, and nothing to compute left for the templates."""

from __future__ import annotations

from functools import lru_cache

from grader.expr import Expr, mathml, plain
from grader.kinds import decider_of, kind_of
from grader.misconceptions import shown
from grader.model import Diagnostic, Mark, Outcome, Problem, caret, printable
from grader.record import record
from grader.report.words import credit, points
from grader.words import found_before, headline, line_headline, said, sentence

REVEALS = ("none", "hint", "answer", "solution")


@record
class MessageView:
    """One thing said about an answer; ``place`` holds the line with carets where there is one."""

    text: str
    remedy: str
    place: str


@record
class DiagnosisView:
    """Why an answer is wrong: the sentence, a detail once the key may be shown, and the line with carets under the part it is about."""

    text: str
    detail: str
    place: str


@record
class LineView:
    """One line of a derivation: the text, its sign, the word, and the evidence where it is the first that is not right."""

    text: str
    sign: str
    word: str
    evidence: str


@record
class MarkView:
    """One answer on a sheet.  ``math`` and ``truth_math`` are MathML of our own printer, or empty.

    ``segments`` is the answer in pieces, each with whether it is underlined.  Where a person has decided, ``outcome`` is ``decided``,
    ``comment`` has the lines of what the person says, and ``found`` is what the machine had found.
    """

    id: str
    title: str
    section: str
    prompt: str
    answer: str
    segments: tuple[tuple[str, bool], ...]
    read_as: str
    math: str
    outcome: str
    sign: str
    word: str
    score: str
    out_of: str
    credit: str
    lines: tuple[LineView, ...]
    evidence: str
    messages: tuple[MessageView, ...]
    diagnoses: tuple[DiagnosisView, ...]
    hints: tuple[str, ...]
    truth: str
    truth_math: str
    solution: str
    comment: tuple[str, ...] = ()
    found: str = ""


def typeset(tree: Expr | None, beside: str = "") -> str:
    """Return the MathML of a tree, nothing for an answer without one; it needs no other text where that stands ``beside`` it."""
    return mathml(tree, alone=not beside) if tree is not None else ""


@lru_cache(maxsize=1_000)
def truth_of(problem: Problem) -> Expr | None:
    """Return the truth as its author writes it, else as the rules of calculus give it."""
    if problem.task.truth_tree is not None or not kind_of(problem.task).trees:
        return problem.task.truth_tree
    return decider_of(problem, "").posed.display()


def mark_view(mark: Mark, problem: Problem, reveal: str) -> MarkView:
    """One answer; the key appears only from ``answer`` on, the truth's value at a point only if the truth varies or the key is shown."""
    level, verdict = REVEALS.index(reveal), mark.verdict
    lines, headed = _derivation(mark, level >= 2), headline(mark)
    is_right = verdict.outcome is Outcome.CORRECT if mark.ruling is None else mark.score == mark.out_of
    tree = truth_of(problem)
    truth = problem.scheme.truth or (plain(tree) if tree is not None else "")
    return MarkView(
        id=problem.id, title=problem.shown.title, section=problem.shown.section, prompt=problem.shown.statement or problem.shown.f_text,
        answer=_lines(mark.answer), segments=_segments(mark), read_as=mark.read_as,
        math=typeset(mark.decided.tree, mark.read_as),
        outcome=headed.state, sign=headed.sign, word=headed.text,
        score=points(mark.score), out_of=points(mark.out_of), credit=credit(mark), lines=lines,
        evidence="" if any(line.evidence for line in lines) else sentence(verdict.evidence, reveals=level >= 2).text,
        messages=tuple(_message(message, mark) for message in verdict.messages),
        diagnoses=_diagnoses(mark, level >= 2),
        hints=problem.shown.hints if level >= 1 and not is_right else (),
        truth=truth if level >= 2 else "",
        truth_math=typeset(tree) if level >= 2 else "",
        solution=problem.shown.solution if level >= 3 else "",
        comment=tuple(printable(line) for line in mark.ruling.decision.comment.splitlines()) if mark.ruling is not None else (),
        found=found_before(mark),
    )


def _derivation(mark: Mark, shows_key: bool) -> tuple[LineView, ...]:
    """The lines of a derivation; the first wrong one shows where it differs."""
    found, is_first = [], True
    for line in mark.verdict.lines:
        is_wrong, headed = line.outcome is Outcome.INCORRECT, line_headline(line)
        shown_of = line.evidence if is_wrong and is_first else None
        is_first = is_first and not is_wrong
        found.append(LineView(_lines(mark.answer[slice(*line.span)]), headed.sign, headed.word, sentence(shown_of, reveals=shows_key).text))
    return tuple(found)


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def _segments(mark: Mark) -> tuple[tuple[str, bool], ...]:
    """The answer cut where the part begins and ends that the first diagnosis is about."""
    span = next((diagnosis.span for diagnosis in shown(mark.diagnoses) if diagnosis.span is not None), None)
    if span is None or not 0 <= span[0] < span[1] <= len(mark.answer):
        return ((_lines(mark.answer), False),)
    cut = (mark.answer[:span[0]], False), (mark.answer[span[0]:span[1]], True), (mark.answer[span[1]:], False)
    return tuple((_lines(text), underlined) for text, underlined in cut if text)


def _diagnoses(mark: Mark, shows_key: bool) -> tuple[DiagnosisView, ...]:
    """The explanations that a sheet has room for; a place that was shown is not shown again."""
    found: list[DiagnosisView] = []
    for diagnosis in shown(mark.diagnoses):
        place = caret(mark.answer, diagnosis.span) if diagnosis.span is not None else ""
        is_new = all(other.place != place for other in found)
        found.append(DiagnosisView(printable(diagnosis.message), printable(diagnosis.detail) if shows_key else "", place if is_new else ""))
    return tuple(found)


def _message(message: Diagnostic, mark: Mark) -> MessageView:
    words = said(message)
    place = caret(mark.answer, words.span) if words.span is not None and mark.answer else ""
    # Once a person has decided, what has no place in the answer has no way out either: "wait".
    remedy = words.remedy if mark.ruling is None or message.span is not None else ""
    return MessageView(words.text, remedy, place)
