"""What an author sees of a problem: how f was read, what was derived from it, and which wrong answers are expected."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from grader.expr import Condition, plain
from grader.kinds import Truth, decide, decider_of, kind_of, truth_of
from grader.model import Bank, Problem, Proof, Variable, printable
from grader.record import record
from grader.words import function_of

FIRST_POINTS = 3
"""So many of the points at which an answer is tried first are shown."""

MOST_NAMES = 4
"""A point with more coordinates is not shown."""


@record
class Mistake:
    """A misconception that is expected: its slug, its title, and the answers that it gives."""

    rule: str
    title: str
    answers: tuple[str, ...]


@record
class Anatomy:
    """A problem as it was read: what stands in the file, and what was made of it; texts are empty where there is nothing to show.

    ``how`` says where the truth comes from, ``sizes`` at which sizes it is looked at, ``tried`` and ``domain`` where, ``right`` are answers
    that are right.
    """

    id: str
    points: str
    asked: str
    kind: str
    file: str
    line: int
    f: str
    read_as: str
    definitions: tuple[tuple[str, str], ...]
    readings: tuple[str, ...]
    truth: str
    how: str
    shape: str
    sizes: tuple[str, ...]
    tried: tuple[str, ...]
    domain: str
    right: tuple[str, ...]
    other_layout: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    texts: str


def anatomy(problem: Problem, bank: Bank) -> Anatomy:
    """Return what an author sees of a problem of a bank without errors."""
    task, shown, kind, where = problem.task, problem.shown, kind_of(problem.task), problem.shown.where
    truth, f = truth_of(problem), function_of(task)
    return Anatomy(
        id=problem.id, points=str(problem.points), asked=task.written or task.asked, kind=kind.name, file=where.file if where else "",
        line=where.line if where else 0, f=shown.f_text, read_as=plain(f) if f is not None else "",
        definitions=tuple((name, plain(tree)) for name, tree in task.definitions), readings=tuple(_readings(problem)), truth=truth.text,
        how=_how(problem), shape=truth.shape, sizes=tuple(_sizes(problem)), tried=tuple(_tried(problem)), domain=_domain(task.variables),
        right=tuple(_right(truth, problem)), other_layout=problem.scheme.other_layout,
        mistakes=tuple(_mistakes(problem, bank)), texts=_texts(problem),
    )


def _right(truth: Truth, problem: Problem) -> Iterator[str]:
    """Right answers: the truth, the first form that the author accepts, the truth as TeX, and the author's other forms."""
    from grader.texts import tex_of

    tex = tex_of(truth.tree) if truth.tree is not None else ""
    accept = problem.scheme.accept
    yield from dict.fromkeys(text for text in (truth.text, *accept[:1], tex, *accept[1:]) if text)


def as_json(found: Anatomy) -> dict[str, Any]:
    """Return the same as a value of JSON, by the same names."""
    made = {name: getattr(found, name) for name in Anatomy.__annotations__}
    made["definitions"] = dict(found.definitions)
    made["mistakes"] = [{"rule": each.rule, "title": each.title, "answers": list(each.answers)} for each in found.mistakes]
    return made


def _readings(problem: Problem) -> Iterator[str]:
    """The other ways in which the text of f may be read, as formulas; none where there is one way."""
    from grader.kinds import scope_of
    from grader.syntax import Reading, read, readings

    known = scope_of(problem.task)
    first = read(problem.shown.f_text, known) if problem.shown.f_text and kind_of(problem.task).trees else None
    if isinstance(first, Reading):
        others = [plain(other.tree) for kind, other in readings(problem.shown.f_text, known, first.choices) if "," not in kind]
        yield from dict.fromkeys(text for text in others if text != plain(first.tree))


def _how(problem: Problem) -> str:
    """Where the truth comes from."""
    if kind_of(problem.task).is_stated(problem):
        return "stated by the author, not derived"
    if not kind_of(problem.task).trees:
        return "derived"
    decider = decider_of(problem, "")
    display = decider.posed.display()
    if display is None:
        return "by definition; no formula is derived"
    evidence = decide(decider, display).evidence
    if isinstance(evidence, Proof):
        return "by definition, proved for all sizes" if evidence.all_sizes and decider.posed.symbolic else "by definition, proved"
    return "by definition"


def witnessed(problem: Problem) -> str:
    """Return what SymPy says of the truth, empty where it is not asked."""
    from grader.engine import witness
    from grader.model import Outcome

    if not kind_of(problem.task).trees:
        return ""
    heard = witness(decider_of(problem, "").posed)
    if heard is None or heard.outcome is Outcome.UNDECIDED:
        return "SymPy is silent"
    return "SymPy agrees" if heard.outcome is Outcome.CORRECT else "SymPy does not agree"


def _sizes(problem: Problem) -> Iterator[str]:
    """The sizes at which answers are looked at, and those at which a student is shown a difference."""
    if not kind_of(problem.task).trees:
        return
    posed = decider_of(problem, "").posed
    for instance in posed.instances() if posed.symbolic else ():
        yield _named(instance.sizes)
    smallest = posed.smallest(problem.task.asked) if posed.symbolic else None
    if smallest is not None:
        yield f"shown to students: {_named(smallest.sizes)}"


def _named(values: Any) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _tried(problem: Problem) -> Iterator[str]:
    """The first points at which a difference is looked for, where they are short."""
    posed = decider_of(problem, "").posed if kind_of(problem.task).trees else None
    instances = posed.instances() if posed is not None and not posed.symbolic and not problem.task.functions else []
    if instances and 0 < len(instances[0].variables) <= MOST_NAMES:
        points = [sample.point for sample in itertools.islice(instances[0].friendly(), FIRST_POINTS)]
        yield from map(_named, points)


def _domain(variables: tuple[Variable, ...]) -> str:
    return "; ".join(map(_of_variable, variables))


def _of_variable(variable: Variable) -> str:
    if variable.shape:
        kind = "" if variable.kind == "real" else f" ({variable.kind})"
        return f"{variable.name} {' × '.join(map(str, variable.shape))}{' column' if len(variable.shape) == 1 else ''}{kind}"
    if variable.domain == "interval":
        low, high = ("-oo" if variable.low is None else plain(variable.low)), ("oo" if variable.high is None else plain(variable.high))
        return f"{variable.name} from {low} to {high}"
    return f"{variable.name} {variable.domain}"


def first_mistake(problem: Problem, bank: Bank) -> str:
    """Return the most plausible wrong answer that is expected; empty where there is none."""
    return next((answer for each in _mistakes(problem, bank) for answer in each.answers), "")


def _mistakes(problem: Problem, bank: Bank) -> Iterator[Mistake]:
    from grader.misconceptions import expected, expected_equations
    from grader.model import NO_TABLES

    if kind_of(problem.task).trees:
        for each in expected(decider_of(problem, ""), bank.tables.get(problem.id, NO_TABLES)):
            yield Mistake(each.rule, each.title, tuple(map(plain, each.answers)))
    elif type(problem.task.f) is Condition:
        yield from (Mistake(*each) for each in expected_equations(problem))
    else:
        yield from (Mistake(wrong.rule, wrong.misconception, (wrong.answer,)) for wrong in problem.scheme.wrong)


def _texts(problem: Problem) -> str:
    """Which texts there are, and what is shown where one is missing."""
    shown, count = problem.shown, len(problem.shown.hints)
    said = [f"statement: {printable(' '.join(shown.statement.split()))}" if shown.statement else "no statement: students see f"]
    said += [f"{count} hint{'' if count == 1 else 's'}"] if count else []
    said += ["worked solution"] if shown.solution else []
    return " · ".join(said)
