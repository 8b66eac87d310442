"""What the class page shows: how many, how well, which answers were wrong in the same way, which wait, and every student."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median

from grader.expr import escape, mathml
from grader.kinds import kind_of
from grader.model import Bank, Counts, Lateness, Outcome, ProblemCounts, Result, WaitingGroup, WrongGroup, key_of, printable
from grader.record import record
from grader.report.author_texts import title_of
from grader.report.misconceptions import MisconceptionView, SectionView, misconception_views, section_views
from grader.report.view import shown_values
from grader.report.words import counted, duration, points
from grader.words import SIGNS, WORDS, sentence

BINS = 10
MOST_GROUPS = 40
MOST_WAITING = 40
MOST_SPELLINGS = 4


@record
class Link:
    """A student's name and the path of the sheet, empty if there is none."""

    name: str
    file: str


@record
class Cell:
    """What a cell says, and the number by which its column is sorted."""

    text: str
    number: float


@record
class StudentView:
    """One line of the class list; ``id`` tells apart those who have the same name."""

    name: str
    id: str
    file: str
    is_answered: bool
    score: Cell
    raw: Cell
    penalty: Cell
    late: Cell
    attempts: Cell
    waiting: Cell


@record
class Difficulty:
    """How a problem went: counts by outcome, how many wait, how many marks people decided, and the share of points that was earned (%).

    ``html`` is its title.
    ``variants`` are those that students have: the values, how many students have it and how many are right, and the share of the points.
    """

    id: str
    html: str
    counts: tuple[int, ...]
    waiting: int
    decided: int
    earned: str
    variants: tuple[tuple[str, int, int, str], ...] = ()


@record
class GroupView:
    """One group of equal wrong answers, or of answers that wait and are written alike, with its ``name`` and the ``command`` that decides.
    """

    problem: str
    name: str
    read_as: str
    math: str
    students: tuple[Link, ...]
    spellings: tuple[str, ...]
    more: int
    reasons: tuple[str, ...]
    command: str = ""


@record
class ClassView:
    """The class page; ``bars`` are (label, count, height in per cent) of the distribution of scores in per cent; ``outcomes`` are the
    signs and words of what is counted of each problem.

    ``more_wrong`` and ``more_waiting`` count the groups that are not shown, ``alone`` the answers that wait and are in no group.
    """

    assignment: str
    students: tuple[StudentView, ...]
    summary: tuple[str, ...]
    attention: int
    has_late: bool
    has_attempts: bool
    bars: tuple[tuple[str, int, int], ...]
    outcomes: tuple[tuple[str, str], ...]
    difficulty: tuple[Difficulty, ...]
    misconceptions: tuple[MisconceptionView, ...]
    sections: tuple[SectionView, ...]
    wrong: tuple[GroupView, ...]
    more_wrong: int
    waiting: tuple[GroupView, ...]
    more_waiting: int
    alone: int
    has_decided: bool
    grader: str
    bank: str


def class_view(assignment: str, bank: Bank, results: Sequence[Result], counts: Counts, attention: int, grader: str) -> ClassView:
    """Return what the class page shows; ``attention`` counts the rows of ``attention.csv``."""
    ordered = sorted(results, key=lambda result: (_by_name(result.student), result.person))
    twice = {name for name, count in Counter(result.student for result in ordered).items() if count > 1}
    students = tuple(_student(result, result.student in twice) for result in ordered)
    links = {result.person: (place, Link(student.name, student.file))
             for place, (result, student) in enumerate(zip(ordered, students, strict=True))}
    wrong = sorted(counts.wrong, key=lambda group: (-group.count, group.problem, group.read_as))
    waiting = sorted(counts.waiting, key=lambda group: (-len(group.persons), group.name))
    return ClassView(
        printable(assignment), students, tuple(_summary(bank, ordered)), attention,
        any(student.late.text or student.penalty.number for student in students), any(student.attempts.number > 1 for student in students),
        _bars(ordered), tuple((SIGNS[each], WORDS[each].partition(":")[0]) for each in Outcome),
        tuple(_difficulty(bank, each) for each in counts.problems),
        misconception_views(counts, bank), section_views(counts, bank),
        tuple(_wrong(group, links) for group in wrong[:MOST_GROUPS]), max(0, len(wrong) - MOST_GROUPS) + counts.rarer,
        tuple(_waiting(group, links) for group in waiting[:MOST_WAITING]), max(0, len(waiting) - MOST_WAITING),
        sum(result.pending for result in ordered) - sum(len(group.persons) for group in waiting),
        any(each.decided for each in counts.problems),
        grader, bank.digest[:12])


def _by_name(name: str) -> str:
    """A name as it is sorted: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def _summary(bank: Bank, results: Sequence[Result]) -> Iterable[str]:
    """The numbers of the head."""
    yield counted(len(results), "student", "students")
    silent = sum(not result.is_answered for result in results)
    if silent:
        yield f"{silent:,} without an answer"
    late = sum(bool(_late(result.lateness).text) for result in results)
    if late:
        yield f"{late:,} late"
    waits = sum(result.pending > 0 for result in results)
    if waits:
        yield f"{waits:,} with answers that wait"
    # What is open is no 0.
    scores = [result.score for result in results if not result.pending]
    if scores:
        out_of = sum(problem.points for problem in bank.problems)
        of = f", of {counted(len(scores), 'student', 'students')} of whom nothing waits" if waits else ""
        yield f"mean {float(sum(scores)) / len(scores):.1f} and median {float(median(scores)):g} of {float(out_of):g} points{of}"


def _student(result: Result, is_twice: bool) -> StudentView:
    who = result.who
    best = who.login or who.number or who.email or (who.key if is_twice else "")
    attempts = len(result.attempts)
    return StudentView(
        printable(result.student), printable(best) if best != result.student else "", result.file, result.is_answered,
        _points(result.score), _points(result.raw), _points(result.penalty) if result.penalty else Cell("", 0), _late(result.lateness),
        Cell(str(attempts or ""), attempts), Cell(str(result.pending or ""), result.pending))


def _points(value: Fraction) -> Cell:
    return Cell(points(value), float(value))


def _late(late: Lateness) -> Cell:
    """How late; what is said of nobody is empty."""
    seconds = max(0.0, late.late_by.total_seconds()) if late.late_by is not None else 0.0
    by = duration(late.late_by) if late.late_by is not None and seconds else ""
    if late.refused:
        return Cell(f"{by}, does not count".lstrip(", "), seconds)
    return Cell(by or ("time not known" if late.code else ""), seconds)


def _bars(results: Sequence[Result]) -> tuple[tuple[str, int, int], ...]:
    """Ten equal ranges of the share of the points, of those of whom nothing waits; the full score belongs to the last."""
    shares = [result.score / result.out_of if result.out_of else 0 for result in results if not result.pending]
    counts = Counter(min(int(share * BINS), BINS - 1) for share in shares)
    most = max(counts.values(), default=1)
    return tuple((f"{10 * index}–{10 * index + 10}", counts[index], round(100 * counts[index] / most)) for index in range(BINS))


def _difficulty(bank: Bank, counts: ProblemCounts) -> Difficulty:
    problem = bank.get(counts.problem)
    title = title_of(problem).html if problem is not None and problem.shown.title else ""
    if problem is not None and kind_of(problem.task).is_stated(problem):
        title = f"{title or escape(problem.id)} (stated, not derived)"
    variants = tuple((shown_values(each.variant), each.students, each.right, _share(each.earned, each.had)) for each in counts.variants)
    earned = _share(counts.earned, counts.had)
    return Difficulty(counts.problem, title, counts.outcomes, counts.waiting, counts.decided, earned, variants)


def _share(earned: Fraction, had: Fraction) -> str:
    return f"{round(100 * earned / had)} %" if had else "–"


Links = Mapping[str, tuple[int, Link]]
"""For each person the place in the list of students, and the link."""


def _linked(persons: Iterable[str], links: Links) -> tuple[Link, ...]:
    """The students in the order of the list, each with the sheet."""
    return tuple(link for _, link in sorted((links[person] for person in persons if person in links), key=lambda pair: pair[0]))


def _wrong(group: WrongGroup, links: Links) -> GroupView:
    said = sentence(group.evidence, "the answer", reveals=True).text or "; ".join(printable(message.message) for message in group.messages)
    reasons = (*(printable(f"{each.message} {each.detail}".strip()) for each in group.diagnoses[:1]), said)
    math = mathml(group.tree, alone=False) if group.tree is not None else ""
    return GroupView(key_of(group.problem, group.variant), "", group.read_as, math, _linked(group.persons, links), *_some(group.spellings),
                     tuple(reason for reason in reasons if reason))


def _waiting(group: WaitingGroup, links: Links) -> GroupView:
    reason = printable(group.message) or "the machine could not decide this answer"
    name = key_of(group.problem, group.variant)
    return GroupView(name, group.name, "", "", _linked(group.persons, links), *_some(group.spellings), (reason,),
                     f"grader decide RUN --group {group.name} --score POINTS")


def _some(spellings: Sequence[str]) -> tuple[tuple[str, ...], int]:
    return tuple(printable(text) for text in spellings[:MOST_SPELLINGS]), max(0, len(spellings) - MOST_SPELLINGS)
