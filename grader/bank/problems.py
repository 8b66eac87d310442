"""Entries to problems: formulas become trees, and what cannot be read is said with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping

from grader.bank.advice import advice
from grader.bank.comparisons import comparisons
from grader.bank.entry import Entry, VariableEntry
from grader.engine import BudgetError, Posed, declared_of, expanded, interval
from grader.expr import Expr, Shapes, free_indices, shapes, substitute
from grader.kinds import kind_of, read_dimension, scope
from grader.model import TOPICS, Diagnostic, Problem, Scheme, Severity, Shown, Task, Variable, Where, WrongAnswer
from grader.record import replace
from grader.syntax import Scope, read
from grader.yamlnodes import Scalar

_OPEN = {"low": ("-oo", "-∞"), "high": ("oo", "+oo", "∞")}


def problem_of(entry: Entry, prefix: str = "", sound: bool = True, earlier: Mapping[str, Problem] | None = None,
               advise: bool = False) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """The problem of an entry, none if a formula cannot be read; ``prefix`` goes before the file's name.

    Of an entry that is not ``sound`` only the formulas are read, for what can be said about them.  ``earlier`` are the parts that stand
    before this one, whose names stand for their truths.  ``advise`` asks for what the author may not have meant, too.
    """
    file, said = prefix + entry.file, list[Diagnostic]()
    task = _declared(entry, file, said)
    if not kind_of(task).trees:
        _check_dimension(entry.truth, file, said)
    elif not said:
        task = _with_formulas(_after(task, earlier or {}), entry, file, said, sound)
    if any(item.severity is Severity.ERROR for item in said):
        return None, tuple(said)
    problem = Problem(task, _scheme(entry, file), _shown(entry, file))
    if advise and task.f is not None:
        said.extend(advice(problem, entry, file))
    return problem, tuple(said)


def _declared(entry: Entry, file: str, said: list[Diagnostic]) -> Task:
    """The task without its formulas."""
    return Task(
        id=entry.id.text, variables=tuple(_variable(item, file, said) for item in entry.variables),
        functions=tuple((name.text, int(count.text)) for name, count in entry.functions),
        columns=tuple((name.text, matrix.text) for name, matrix in entry.columns),
        indices=tuple((name.text, _size(size.text)) for name, size in entry.indices), axes=tuple(name.text for name in entry.axes),
        sizes=(comparisons(entry.sizes.text) or ()) if entry.sizes is not None else (),
        wrt=entry.wrt, wrt_is_list=entry.wrt_is_list, asked=entry.asked,
    )


def _scheme(entry: Entry, file: str) -> Scheme:
    wrong = tuple(WrongAnswer(item.answer, item.misconception, item.rule, Where(file, item.line, item.column), item.reason)
                  for item in entry.wrong)
    return Scheme(entry.truth.text.strip() if entry.truth else "", entry.accept, entry.other_layout, wrong, entry.partial, entry.decimals,
                  entry.group, entry.part, entry.follow, _topics(entry))


def _shown(entry: Entry, file: str) -> Shown:
    return Shown(entry.title, entry.section, entry.statement, entry.f.text.strip() if entry.f else "", entry.hints, entry.solution,
                 entry.points, entry.layouts, entry.credit, entry.follow_share, Where(file, entry.line, entry.column), entry.tags)


def _topics(entry: Entry) -> tuple[str, ...]:
    words = " ".join((entry.id.text, entry.title, entry.section, entry.statement, *entry.tags)).casefold()
    return tuple(topic for topic in TOPICS if topic in words)


def _with_formulas(task: Task, entry: Entry, file: str, said: list[Diagnostic], sound: bool) -> Task:
    """The problem with its definitions, f and truth read, in this order: each may use what stands before it."""
    for name, text in entry.definitions:
        tree = _formula(text, task, file, said)
        if tree is None:
            return task
        task = replace(task, definitions=(*task.definitions, (name, tree)))
    f = _formula(entry.f, task, file, said)
    if f is None:
        return task
    task = replace(task, f=f)
    if sound:
        _check_question(task, entry, file, said)
    if any(item.severity is Severity.ERROR for item in said):
        return task
    return replace(task, truth_tree=_formula(entry.truth, task, file, said))


def _after(task: Task, earlier: Mapping[str, Problem]) -> Task:
    """A part in which the names of earlier parts are defined as their truths, where a formula can say them."""
    taken = {variable.name for variable in task.variables}
    found = []
    for name, part in earlier.items():
        tree = part.task.truth_tree or Posed(part.task, "").display()
        if tree is not None and name not in taken:
            found.append((name, substitute(tree, expanded(part.task.definitions))))
    return replace(task, definitions=(*found, *task.definitions))


def _size(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def _read(text: Scalar, scope: Scope, file: str, said: list[Diagnostic]) -> Expr | None:
    reading = read(text.text, scope)
    if isinstance(reading, Diagnostic):
        said.append(_placed(reading, text, file))
        return None
    said.extend(_placed(note, text, file) for note in reading.notes)
    return reading.tree


def _placed(found: Diagnostic, text: Scalar, file: str) -> Diagnostic:
    """What is said about a text, with its place in the file that holds the text."""
    return replace(found, where=Where(file, text.line, text.column_of(found.span[0] if found.span else 0)))


def _at(code: str, message: str, remedy: str, text: Scalar, file: str) -> Diagnostic:
    return Diagnostic(code, message, remedy, where=Where(file, text.line, text.column))


def _formula(text: Scalar | None, task: Task, file: str, said: list[Diagnostic]) -> Expr | None:
    """The tree of a formula whose shapes fit, nothing else."""
    tree = None if text is None else _read(text, scope(task, task.definitions), file, said)
    if tree is None or text is None:
        return None
    full = substitute(tree, expanded(task.definitions))
    try:
        Shapes(full, declared_of(task))
    except shapes.ShapeError as error:
        # A span within a definition that was put in is no place in this text.
        said.append(_placed(Diagnostic(error.code, error.message, error.remedy, error.span if full is tree else None), text, file))
        return None
    return tree


def _check_question(task: Task, entry: Entry, file: str, said: list[Diagnostic]) -> None:
    """Whether what is asked makes sense of f: its axes, its size, the names of the axes."""
    at = entry.f or entry.id
    free = [name for name in free_indices(task.f) if name not in task.axes] if task.f is not None else []
    if free:
        said.append(_at("bank/free-index", f"the index {free[0]} of f is bound by no sum and is no axis of the answer",
                        f"write axes: {{out: [{', '.join(free)}]}}, or sum over it" if task.asked == "value" else
                        "sum over it, or write f as a whole vector or matrix", at, file))
        return
    try:
        posed = Posed(task, "")
        found = next(posed.choices(2), None)
        if found is None:
            said.append(_at("bank/sizes", "no sizes up to 8 are as this says", "look at the comparisons", entry.sizes or at, file))
            return
        posed.at(found)
    except shapes.ShapeError as error:
        said.append(_at(error.code, error.message, error.remedy, at, file))
        return
    except BudgetError:
        said.append(_at("engine/too-large", "f is too large to be computed", "write a smaller problem", at, file))
        return
    if task.axes and tuple(posed.axes) != tuple(shapes.dim(dict(task.indices)[name]) for name in task.axes):
        sizes = " × ".join(shapes.show_dim(size) for size in posed.axes) or "none: the answer is a scalar"
        said.append(_at("bank/axes", f"the axes do not have the sizes of the answer, which are {sizes}",
                        "name one index for each axis, outputs first", entry.axes[0], file))
    structured = next((variable for variable in task.variables
                       if variable.name in task.wrt and task.asked != "value" and variable.kind not in ("real", "inv")), None)
    if structured is not None:
        said.append(_at("bank/structured", f"{structured.name} is {structured.kind}: there are two conventions for the derivative by it",
                        "declare it as real or inv, whose entries vary freely", at, file))


def _check_dimension(text: Scalar | None, file: str, said: list[Diagnostic]) -> None:
    axes = None if text is None else read_dimension(text.text)
    if text is not None and isinstance(axes, Diagnostic):
        said.append(_placed(axes, text, file))


def _variable(entry: VariableEntry, file: str, said: list[Diagnostic]) -> Variable:
    if entry.shape:
        shape = tuple(_size(size.text) for size in entry.shape)
        if entry.kind not in ("real", "inv") and (len(shape) != 2 or shape[0] != shape[1]):
            said.append(_at("bank/kind", f"only a square matrix can be {entry.kind}", "give it the shape [N, N]", entry.name, file))
        return Variable(entry.name.text, shape=shape, kind=entry.kind)
    if entry.low is None or entry.high is None:
        return Variable(entry.name.text, entry.domain)
    before = len(said)
    variable = Variable(entry.name.text, entry.domain, _end(entry.low, "low", file, said), _end(entry.high, "high", file, said))
    if len(said) == before:
        found = interval(variable)
        if not found.low < found.high:
            said.append(_at("bank/domain", f"the domain of {variable.name} holds no number: its ends are no two numbers in order",
                            "write the smaller end first", entry.low, file))
    return variable


def _end(text: Scalar, side: str, file: str, said: list[Diagnostic]) -> Expr | None:
    """The tree of an end without variables, ``None`` if it is open (or cannot be read, which is then said)."""
    if text.text.strip() in _OPEN[side]:
        return None
    if any(text.text.strip() in spellings for spellings in _OPEN.values()):
        said.append(_at("bank/domain", f"a domain cannot {'begin' if side == 'low' else 'end'} with {text.text.strip()}",
                        "an open end is [-oo, b] or [a, oo]", text, file))
        return None
    tree = _read(text, Scope(), file, said)
    if tree is not None and tree.is_array:
        said.append(_at("bank/domain", "an end of a domain must be a number", "write an expression such as pi/2", text, file))
    return tree
