"""What a page shows, as plain records: the join of marks with their problems, and nothing to compute left for the templates."""

from __future__ import annotations

from grader.expr import Span, mathml
from grader.kinds import Truth, key_of
from grader.misconceptions import shown
from grader.model import Diagnostic, Evidence, Mark, Outcome, Problem, Values, caret, printable
from grader.record import record
from grader.report.author_texts import Text, hints_of, said_of, solution_of, statement_of, title_of
from grader.report.choices import ChoicesView, choices_view
from grader.report.overview import BLANK, CARD, FOLDED, LOST, said_points
from grader.report.words import credit
from grader.words import found_before, headline, line_headline, said, sentence, typeset

REVEALS = ("none", "hint", "answer", "solution")

WIDE = 30
"""Characters of a formula in plain text that a phone shows in one line."""


@record
class SaidView:
    """One thing said about an answer: a message or an explanation, what is added once the key may be shown or as a way out, and the line
    with carets under the part that it is about, if that part is not marked in the answer itself; ``html`` is the text of an explanation.
    """

    text: str
    more: str
    place: str
    html: str = ""


@record
class EvidenceView:
    """The evidence as text and as HTML with its formulas set; both empty where there is nothing to say."""

    text: str = ""
    math: str = ""


@record
class LineView:
    """One line of a derivation: the text, its sign and state, the word, and the evidence where it is the first that is not right."""

    text: str
    state: str
    sign: str
    word: str
    evidence: EvidenceView


@record
class MarkView:
    """One answer on a sheet.  ``math`` and ``truth_math`` are MathML of our own printer, or empty.

    ``form`` says how it is shown (:mod:`grader.report.overview`).  ``segments`` is the answer in pieces, each with whether it is
    underlined, and ``carets`` the same as lines of text.  Where a person has decided, ``state`` is ``decided``, ``comment`` has the lines
    of what the person says, and ``found`` is what the machine had found.  ``variant`` has the student's own values.
    """

    id: str
    title: Text
    section: str
    prompt: Text
    choices: ChoicesView | None
    form: str
    segments: tuple[tuple[str, bool], ...]
    carets: tuple[str, ...]
    read_as: str
    math: str
    state: str
    sign: str
    word: str
    points: str
    credit: str
    lines: tuple[LineView, ...]
    evidence: EvidenceView
    messages: tuple[SaidView, ...]
    diagnoses: tuple[SaidView, ...]
    hints: tuple[Text, ...]
    truth: str
    truth_math: str
    solution: Text
    comment: tuple[str, ...] = ()
    found: str = ""
    variant: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether the formula may have to be moved to be read on a phone; then the keyboard can do it."""
        return len(self.read_as) > WIDE


def mark_view(mark: Mark, problem: Problem, reveal: str) -> MarkView:
    """One answer; the key appears only from ``answer`` on, the truth's value at a point only if the truth varies or the key is shown."""
    level, verdict = REVEALS.index(reveal), mark.verdict
    lines, headed, place = _derivation(mark, level >= 2), headline(mark), _place(mark)
    is_right = verdict.outcome is Outcome.CORRECT if mark.ruling is None else mark.score == mark.out_of
    key = key_of(problem) if level >= 2 else Truth()
    return MarkView(
        id=problem.id, title=title_of(problem), section=problem.shown.section.partition(" (")[0],
        prompt=statement_of(problem), choices=choices_view(problem), form=form_of(mark),
        segments=_segments(mark, place), carets=_carets(mark, place), read_as=mark.read_as,
        math=mathml(mark.decided.tree, alone=False) if mark.decided.tree is not None else "",
        state=headed.state, sign=headed.sign, word=headed.text, points=said_points(mark), credit=credit(mark), lines=lines,
        evidence=EvidenceView() if any(line.evidence.text for line in lines) else _evidence(verdict.evidence, level >= 2),
        messages=tuple(_message(message, mark, place) for message in verdict.messages),
        diagnoses=_diagnoses(mark, problem, level >= 2, place), hints=hints_of(problem) if level >= 1 and not is_right else (),
        truth=f"{key.text} ≈ {key.about}" if key.about else key.text, truth_math=_key(key),
        solution=solution_of(problem) if level >= 3 else Text(),
        comment=tuple(printable(line) for line in mark.ruling.decision.comment.splitlines()) if mark.ruling is not None else (),
        found=found_before(mark), variant=shown_values(problem.variant),
    )


def shown_values(values: Values) -> str:
    """Return the values of a variant as students read them: ``a = 3, b = 2``; empty where there are none."""
    return printable(", ".join(f"{name} = {value}" for name, value in values))


def _key(key: Truth) -> str:
    """The right answer as HTML, with its decimal where one is asked for."""
    if key.tree is None:
        return ""
    return mathml(key.tree, alone=False) + (f" ≈ {key.about}" if key.about else "")


def form_of(mark: Mark) -> str:
    """Return how a sheet shows a mark; what a person says is never folded."""
    if not mark.answer.strip():
        if mark.ruling is not None:
            return BLANK if mark.ruling.decision.unanswered and not mark.ruling.decision.comment else CARD
        return BLANK if mark.score is not None else LOST
    is_plain = mark.verdict.outcome is Outcome.CORRECT and mark.ruling is None and mark.score == mark.out_of
    return FOLDED if is_plain else CARD


def _evidence(evidence: Evidence | None, shows_key: bool) -> EvidenceView:
    said = sentence(evidence, reveals=shows_key)
    return EvidenceView(said.text, typeset(said, alone=False))


def _derivation(mark: Mark, shows_key: bool) -> tuple[LineView, ...]:
    """The lines of a derivation; the first wrong one shows where it differs."""
    found, is_first = [], True
    for line in mark.verdict.lines:
        is_wrong, headed = line.outcome is Outcome.INCORRECT, line_headline(line)
        evidence = _evidence(line.evidence if is_wrong and is_first else None, shows_key)
        is_first = is_first and not is_wrong
        found.append(LineView(_lines(mark.answer[slice(*line.span)]), headed.state, headed.sign, headed.word, evidence))
    return tuple(found)


def _lines(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def _place(mark: Mark) -> Span | None:
    """The part of the answer that is underlined: of the first error or, where it was read, of the first explanation."""
    errors = (words.span for words in map(said, mark.verdict.messages))
    span = next((span for span in (*errors, *(each.span for each in shown(mark))) if span is not None), None)
    return span if span is not None and 0 <= span[0] <= span[1] <= len(mark.answer) and mark.answer else None


def _segments(mark: Mark, place: Span | None) -> tuple[tuple[str, bool], ...]:
    """The answer cut where the underlined part begins and ends."""
    if place is None:
        return ((_lines(mark.answer), False),)
    # Where something is missing, a space is underlined.
    cut = (mark.answer[:place[0]], False), (mark.answer[place[0]:place[1]] or "\u2002", True), (mark.answer[place[1]:], False)
    return tuple((_lines(text), underlined) for text, underlined in cut if text)


def _carets(mark: Mark, place: Span | None) -> tuple[str, ...]:
    """The answer line by line, with carets under the part in question."""
    lines = _lines(mark.answer).split("\n")
    if place is None:
        return tuple(lines)
    row = mark.answer.count("\n", 0, place[0])
    return (*lines[:row], *caret(mark.answer, place).split("\n"), *lines[row + 1:])


def _diagnoses(mark: Mark, problem: Problem, shows_key: bool, place: Span | None) -> tuple[SaidView, ...]:
    """The explanations that a sheet has room for; a place that was shown is not shown again."""
    found: list[SaidView] = []
    for diagnosis in shown(mark):
        text = _place_text(mark, diagnosis.span, place)
        is_new = all(other.place != text for other in found)
        found.append(SaidView(printable(diagnosis.message), printable(diagnosis.detail) if shows_key else "", text if is_new else "",
                              said_of(diagnosis.message, problem)))
    return tuple(found)


def _message(message: Diagnostic, mark: Mark, place: Span | None) -> SaidView:
    words = said(message)
    # Once a person has decided, what has no place in the answer has no way out either: "wait".
    remedy = words.remedy if mark.ruling is None or message.span is not None else ""
    return SaidView(words.text, remedy, _place_text(mark, words.span, place))


def _place_text(mark: Mark, span: Span | None, underlined: Span | None) -> str:
    """A line of the answer with carets, where its part is another than the one that is underlined."""
    return caret(mark.answer, span) if span is not None and span != underlined and mark.answer else ""
