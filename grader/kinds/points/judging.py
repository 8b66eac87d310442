"""A set of points decided: each point put in, the right ones counted, the number of those that are missing kept for the hints."""

from __future__ import annotations

from grader.engine import expanded
from grader.engine.systems import Coordinates, Place, Placed, Zeros
from grader.expr import Expr, Points, plain, substitute
from grader.kinds.decimals import too_few
from grader.kinds.formula import LEAST_DIGITS
from grader.kinds.kind import Judgement, unreadable
from grader.kinds.points import commas
from grader.kinds.points.otherwise import others
from grader.kinds.points.seeking import Sought, readings, sought, tree_of
from grader.kinds.points.written import Point, SetReading, in_words, wrong_count
from grader.kinds.words import second_reading
from grader.model import Agreement, Counterexample, Diagnostic, Outcome, Problem, Proof, Scheme, Severity, Verdict
from grader.record import record, replace
from grader.syntax import BULLETS

PROOF = "each point put in; no others exist"
DIGITS = 1_900
"""Digits to which a point that is not proved to be one of the zeros agrees with it."""


@record
class Compared:
    """The points of an answer beside those that are right: each with what is known of it, and how often each zero is named."""

    points: tuple[Point, ...]
    placed: tuple[Placed, ...]
    count: int

    @property
    def right(self) -> frozenset[int]:
        """The numbers of the zeros that are named."""
        return frozenset(placed.number for placed in self.placed if placed.place is Place.ZERO)

    @property
    def wrong(self) -> tuple[int, ...]:
        """The places of the points that are none of them, each point once."""
        found = dict[tuple[Expr, ...], int]()
        for number, (point, placed) in enumerate(zip(self.points, self.placed, strict=True)):
            if placed.place not in (Place.ZERO, Place.OPEN):
                found.setdefault(point.coordinates, number)
        return tuple(found.values())

    @property
    def missing(self) -> int:
        """How many zeros are not named."""
        return self.count - len(self.right)

    @property
    def rounded(self) -> frozenset[int]:
        """The numbers of the zeros of which only roundings are named."""
        return frozenset(placed.number for placed in self.placed if placed.digits) - self.right


def compared(problem: Problem, found: Sought, reading: SetReading) -> Compared | None:
    """Return an answer beside the right points; ``None`` where these are not known."""
    if found.zeros is None:
        return None
    known = expanded(problem.task.definitions)
    full = [tuple([substitute(tree, known) for tree in point.coordinates]) for point in reading.points]
    placed = tuple([_placed(found.zeros, Coordinates(trees), problem.scheme) for trees in full])
    return Compared(reading.points, placed, len(found.zeros.points))


def _placed(zeros: Zeros, given: Coordinates, scheme: Scheme) -> Placed:
    """Where a point lies; one whose decimals are rounded is a zero where so many digits are enough, or one that is as near as is asked."""
    placed, tolerance = zeros.place(given), scheme.tolerance
    if placed.place in (Place.ZERO, Place.UNDEFINED):
        return placed
    if tolerance is not None and tolerance.within:
        near = zeros.within(given, tolerance.within, tolerance.is_relative)
        if near is None or len(near) > 1:
            return Placed(Place.OPEN)
        return Placed(Place.ZERO, near[0], is_proved=False, digits=1) if near else placed
    least, found = _least_digits(scheme), zeros.rounded_to(given)
    if found is None:
        return placed
    number, digits = found
    if least is not None and digits >= least:
        return Placed(Place.ZERO, number, is_proved=False, digits=digits)
    return replace(placed, number=number, digits=digits)


def _least_digits(scheme: Scheme) -> int | None:
    """How many digits a rounded decimal needs; ``None`` where rounding is not allowed."""
    if scheme.tolerance is not None:
        return scheme.tolerance.digits or None
    return LEAST_DIGITS if scheme.decimals == "rounded" else None


def compared_text(problem: Problem, text: str, salt: str) -> Compared | None:
    """Return an answer that is a text beside the right points; ``None`` where it cannot be read, or these are not known."""
    reading = chosen(problem, text, salt)
    if isinstance(reading, Diagnostic) or wrong_count(problem.task.wrt, reading) is not None:
        return None
    return compared(problem, sought(problem, salt), reading)


def chosen(problem: Problem, text: str, salt: str) -> SetReading | Diagnostic:
    """Return the reading that counts: the first one, or the second where more of its points are right."""
    first, second = readings(problem, text)
    if second is None or isinstance(first, Diagnostic):
        return first
    found = sought(problem, salt)
    one, other = compared(problem, found, first), compared(problem, found, second)
    if one is None or other is None or _rank(other) <= _rank(one):
        return first
    note = replace(second_reading(second.choice, text_of(second), text), remedy=_WITHOUT_CHOICE[second.choice])
    return replace(second, notes=(*second.notes, note))


_WITHOUT_CHOICE = {commas.CHOICE: "write decimals with a point: 0.5",
                   BULLETS: "write a minus without a blank behind it, and no dash in front of a point"}
"""How a text is written that has one reading only."""


def _rank(each: Compared) -> tuple[bool, bool, int]:
    """Whether all is right, whether it may be, and how many points are."""
    may_be = not each.wrong and not (each.missing and all(placed.place is Place.ZERO for placed in each.placed))
    return may_be and not each.missing, may_be, len(each.right) - len(each.wrong)


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read a set of points and decide it; where it is wrong and would be right if it is meant otherwise, that is asked."""
    found = _judged(problem, text, salt)
    if found.verdict.outcome is Outcome.INCORRECT:
        for other, asked in others(text, problem.task.wrt):
            if _judged(problem, other, salt).verdict.outcome is Outcome.CORRECT:
                return Judgement("", Verdict(Outcome.UNREADABLE, messages=(asked,)))
        return _of_one_kind(found) or found
    return found


def _of_one_kind(found: Judgement) -> Judgement | None:
    """What is asked where points are missing and the answer says what its points are: it may name those of one kind alone."""
    said = {message.code: message for message in found.verdict.messages}
    if "set/nature" not in said or "set/missing" not in said:
        return None
    return unreadable(Diagnostic("set/words", "perhaps only points of one kind are named here", "write all points, whatever they are",
                                 said["set/nature"].span))


def _judged(problem: Problem, text: str, salt: str) -> Judgement:
    reading = chosen(problem, text, salt)
    if isinstance(reading, Diagnostic):
        return unreadable(reading)
    misfit = wrong_count(problem.task.wrt, reading)
    if misfit is not None:
        return Judgement(text_of(reading), Verdict(Outcome.INCORRECT, messages=(*reading.notes, misfit)))
    tree, found = tree_of(problem, reading), sought(problem, salt)
    each = compared(problem, found, reading)
    verdict = Verdict(Outcome.UNDECIDED) if each is None else _verdict(problem, found, reading, each)
    if verdict.outcome is Outcome.INCORRECT and reading.doubt is not None:
        return unreadable(reading.doubt)
    return Judgement(plain(tree), verdict, tree)


def text_of(reading: SetReading) -> str:
    """Return points of any number of coordinates in plain text."""
    return ", ".join(plain(Points(len(point.coordinates), point.coordinates)) for point in reading.points)


def _verdict(problem: Problem, found: Sought, reading: SetReading, each: Compared) -> Verdict:
    wrong, is_open = each.wrong, any(placed.place is Place.OPEN for placed in each.placed)
    notes = (*reading.notes, *_twice(each))
    if wrong:
        number = next((number for number in wrong if each.placed[number].place is Place.NOT_ZERO), wrong[0])
        said = (*notes, _said(each, number, problem.scheme))
        return Verdict(Outcome.INCORRECT, None, evidence(found, each.placed[number]), said, entries(problem, each))
    if is_open:
        return Verdict(Outcome.UNDECIDED, messages=(*notes, _open(found, each)), entries=entries(problem, each))
    if each.missing:
        return Verdict(Outcome.INCORRECT, None, None, (*notes, _incomplete(each)), entries(problem, each))
    digits = [placed.digits or DIGITS for placed in each.placed if not placed.is_proved]
    proof = Agreement(min(digits), 0) if digits else Proof(PROOF)
    return Verdict(Outcome.CORRECT, evidence=proof, messages=notes)


def evidence(found: Sought, placed: Placed) -> Counterexample | None:
    """Return the value of the entry that is not zero at a point."""
    if placed.place is not Place.NOT_ZERO:
        return None
    return Counterexample(placed.point, placed.value, "0", None, placed.exact, True, found.labels[placed.entry])


def entries(problem: Problem, each: Compared) -> tuple[Outcome, ...]:
    """One outcome for each right point: each that is named counts, and each wrong one costs one."""
    if problem.scheme.partial != "entries" or not each.count:
        return ()
    unknown = sum(placed.place is Place.OPEN for placed in each.placed)
    kept = max(0, len(each.right) - len(each.wrong))
    waiting = min(unknown, each.count - kept)
    return (*[Outcome.CORRECT] * kept, *[Outcome.UNDECIDED] * waiting, *[Outcome.INCORRECT] * (each.count - kept - waiting))


def _twice(each: Compared) -> list[Diagnostic]:
    seen, found = set[object](), list[Diagnostic]()
    for point, placed in zip(each.points, each.placed, strict=True):
        key: object = placed.number if placed.place is Place.ZERO else point.coordinates
        if key in seen:
            told = f"{_shown(point)} is named twice and counts once"
            found.append(Diagnostic("set/twice", told, "", point.span, severity=Severity.REMARK))
        seen.add(key)
    return found[:1]


def _shown(point: Point) -> str:
    return plain(Points(len(point.coordinates), point.coordinates))


_WHY = {
    Place.OUTSIDE: ("set/outside", "{point} is outside of the domain of {name}", "leave it out"),
    Place.NO_VALUE: ("set/no-value", "f has no value at {point}", "leave it out"),
    Place.UNDEFINED: ("set/undefined", "{point} is no point: a coordinate has no value", "look for a division by zero"),
}


def _said(each: Compared, number: int, scheme: Scheme) -> Diagnostic:
    """What is said of a wrong point."""
    point, placed = each.points[number], each.placed[number]
    if placed.place in _WHY:
        code, message, remedy = _WHY[placed.place]
        return Diagnostic(code, message.format(point=_shown(point), name=placed.name), remedy, point.span)
    least = _least_digits(scheme)
    if placed.digits and least is not None:
        return replace(too_few(placed.digits, least, _shown(point)), span=point.span)
    if placed.digits:
        return Diagnostic("value/rounded", f"{_shown(point)} is right only up to the rounding of your decimals",
                          "write the exact numbers, for example fractions and roots", point.span)
    count = len(each.right)
    are = "are" if count > 1 else "is"
    told = f"{in_words(count)} {are} right; {_shown(point)} is not" if count else f"{_shown(point)} is none of the points"
    return Diagnostic("set/not-a-point", told, "put each point in", point.span)


def _incomplete(each: Compared) -> Diagnostic:
    count = len(each.right)
    if not each.points:
        return Diagnostic("set/not-none", "there are such points", "look for points at which all equations hold")
    told = "this point is right" if count == 1 else "both are right" if count == 2 else f"all {in_words(count)} are right"
    return Diagnostic("set/missing", f"{told}, but not all points are there", "look for those that are missing")


def _open(found: Sought, each: Compared) -> Diagnostic:
    number = next(number for number, placed in enumerate(each.placed) if placed.place is Place.OPEN)
    point, zeros = each.points[number], found.zeros
    is_zero = zeros is not None and zeros.has_entries and zeros.is_zero(Coordinates(point.coordinates))
    told = f"{_shown(point)} is such a point, too" if is_zero else f"whether {_shown(point)} is one of the points was not found out"
    return Diagnostic("set/open", told, "a person looks at it", point.span)
