"""What the bank says of a set of points: whether it can be asked at all, and whether the stated points are right and complete."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import BudgetError, Posed, expanded
from grader.engine.systems import BorderError, Coordinates, CrowdedError, EndlessError, Place, RealPoint
from grader.expr import Points, names, plain, shapes, substitute
from grader.kinds.points.seeking import CRITICAL, SET, Sought, entries_task, read, shown, sought
from grader.kinds.points.written import SetReading, wrong_count
from grader.model import Diagnostic, Problem, Severity


def faults(problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what is wrong with the fields, each with the field that it is about."""
    task = problem.task
    known = {variable.name: variable for variable in task.variables}
    if not set(task.wrt) <= known.keys() or (task.f is None and task.asked != SET):
        return
    array = next((variable.name for variable in task.variables if variable.shape), None)
    if array is not None:
        yield "wrt", Diagnostic("bank/set-variables", f"{array} is an array: the coordinates of points are numbers",
                                "name variables one by one")
        return
    try:
        posed = Posed(entries_task(task), "")
        posed.at({})
    except (shapes.ShapeError, BudgetError) as error:
        said = Diagnostic(error.code, error.message, error.remedy, error.span) if isinstance(error, shapes.ShapeError) else \
            Diagnostic("bank/too-large", "f is too large to be computed", "write a smaller problem")
        yield "f", said
        return
    if task.asked == CRITICAL and posed.outputs:
        yield "f", Diagnostic("bank/set-function", "critical points are asked of one function, and these are several",
                              "ask for zeros, or of one entry of f")
    if problem.scheme.truth:
        reading = read(problem, problem.scheme.truth)
        said_of_truth = reading if isinstance(reading, Diagnostic) else wrong_count(problem.task.wrt, reading)
        if said_of_truth is not None:
            yield "truth", said_of_truth


def is_stated(problem: Problem) -> bool:
    """Return whether the points are stated by the author and not derived."""
    return problem.task.asked == SET or not sought(problem, "").is_derived


def prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with the points of a problem."""
    found = sought(problem, salt)
    stated = read(problem, problem.scheme.truth) if problem.scheme.truth else None
    reading = stated if isinstance(stated, SetReading) else None
    if problem.task.asked == SET:
        yield from _twice(problem, found)
        return
    if found.trouble is not None:
        yield from _of_trouble(problem, found, reading)
    if reading is not None:
        yield from _stated(problem, found, reading)
    elif found.is_derived and not shown(problem)[0]:
        yield _said(problem, "bank/set-truth", "these points cannot be written by rational numbers and roots here", "write truth: …")


def _of_trouble(problem: Problem, found: Sought, reading: SetReading | None) -> Iterator[Diagnostic]:
    trouble = found.trouble
    if isinstance(trouble, EndlessError):
        some = ", ".join(_near(point) for point in trouble.points)
        yield _said(problem, "bank/set-infinite", f"there is no end of points, such as {some}", "choose another f, or a smaller domain")
    elif isinstance(trouble, CrowdedError):
        yield _said(problem, "bank/set-too-many", "there are more than 64 points", "choose another f, or a smaller domain")
    elif isinstance(trouble, BorderError):
        yield _said(problem, "bank/set-border", f"the point {_near(trouble.point)} lies on an end of the domain: is it asked?",
                    "make the domain larger or smaller")
    elif reading is None:
        yield _said(problem, "bank/set-truth", f"the points are not found here: {_why(problem)}", "write truth: …")
    else:
        yield _said(problem, "bank/set-complete", f"that there are no other points is stated and not proved: {_why(problem)}", "",
                    Severity.WARNING)


def _why(problem: Problem) -> str:
    """Why no points are derived where nothing is known of them."""
    task = problem.task
    within = names(substitute(task.f, expanded(task.definitions))) if task.f is not None else frozenset()
    others = [variable.name for variable in task.variables if variable.name in within and variable.name not in task.wrt]
    return f"the equations hold {', '.join(others)}, too" if others else "the equations are no polynomials, or too large"


def _stated(problem: Problem, found: Sought, reading: SetReading) -> Iterator[Diagnostic]:
    """Whether each point of ``truth`` is one, and whether all are there."""
    zeros = found.zeros
    if zeros is None:
        return
    named = set[int]()
    for point in reading.points:
        given, text = Coordinates(point.coordinates), plain(Points(len(point.coordinates), point.coordinates))
        placed = zeros.place(given)
        if placed.place is Place.ZERO and (found.is_derived or zeros.is_zero(given)):
            if placed.number in named:
                yield _said(problem, "bank/set-twice", f"{text} stands twice in truth", "name each point once")
            named.add(placed.number)
        elif placed.place is Place.NOT_ZERO:
            at = ", ".join(f"{name} = {value}" for name, value in placed.point)
            about = "" if placed.exact else "about "
            yield _said(problem, "bank/set-wrong", f"{text} is none of the points: at {at} {found.labels[placed.entry]} is {about}"
                        f"{placed.value}", "mend truth")
        elif placed.place is Place.ZERO:
            yield _said(problem, "bank/set-unproved", f"{text} is seen to be one of the points to many digits, and not proved", "",
                        Severity.WARNING)
            named.add(placed.number)
        else:
            yield _said(problem, "bank/set-wrong", f"{text} is none of the points: {placed.place.value}", "mend truth")
    if found.is_derived:
        for number, zero in enumerate(zeros.points):
            if number not in named and isinstance(zero, RealPoint):
                yield _said(problem, "bank/set-incomplete", f"truth leaves out the point {_near(zero)}", "add it")


def _twice(problem: Problem, found: Sought) -> Iterator[Diagnostic]:
    """Whether two stated points are one."""
    zeros = found.zeros
    for number, point in enumerate(zeros.points if zeros is not None else ()):
        if zeros is not None and isinstance(point, Coordinates) and zeros.place(point).number not in (number, -1):
            text = plain(Points(len(point.trees), point.trees))
            yield _said(problem, "bank/set-twice", f"{text} stands twice in truth", "name each point once")


def _near(point: RealPoint) -> str:
    """A point, exactly where it is rational, else in which box it lies."""
    found = [str(root.low) if root.rational is not None else f"{float(root.ball(64).mid()):.4g}…" for root in point.roots]
    return f"({', '.join(found)})" if len(found) > 1 else found[0]


def _said(problem: Problem, code: str, message: str, remedy: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(code, f"{problem.id}: {message}", remedy, where=problem.shown.place("truth"), severity=severity)
