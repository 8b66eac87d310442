"""Nodes to problems: values go into their records, formulas become trees, and what cannot be read is said with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Named
from typing import Any

from grader.bank.choice_forms import LISTED
from grader.bank.fields import kept
from grader.bank.parts import Question
from grader.bank.problem_forms import Declaration
from grader.bank.putting import put
from grader.bank.wanted import wanted_form
from grader.engine import BeyondError, BudgetError, Posed, declared_of, expanded, interval
from grader.expr import HOLDS_OPERATOR, Expr, Operator, Shapes, differences, free_indices, plain, postorder, shapes, substitute
from grader.kinds import author_scope, derivative_of, fields_asked, kind_of, normalised, operated, read_relation, scope
from grader.model import TOPICS, Choices, Diagnostic, Problem, Scheme, Shown, Task, Tolerance, Variable, Where, has_errors
from grader.record import replace
from grader.syntax import USE_THE_NAMES, Reading, Scope, read
from grader.words import INSERTED, insertions
from grader.yamlnodes import Mapping, Node, Scalar, Sequence

Known = Callable[[Task, tuple[tuple[str, Expr], ...]], Scope]
"""What may stand in a formula: the scope of a task with some of its definitions."""
Reads = Callable[[str, Scope], Reading | Diagnostic]

_INFINITE = re.compile(r"(?P<sign>[+-]?) ?(?:oo|∞|\\infty|\.?inf(?:inity)?)", re.IGNORECASE)
_SUM = re.compile(r"sum(?![a-z])|[∑Σ]")
_OPERATORS = re.compile(r"\bd\w?/d|\\int(?![a-z])|∫|\bdiff\b|\bintegrate\b|[\w)]['’′]")
_NO_NAMES = "an end is a number, an expression without variables, or -oo or oo"
_PROVED = ("truth", "accept", "other_layout", "hints", "solution")
"""Fields whose texts are proved later, by what they say: their places are kept."""

_OF_SUMS = ("syntax/write-the-result", "syntax/unknown-name")


class _Draft:
    """A problem in the making: its mapping, the values of its fields, and what has been said about its formulas."""

    def __init__(self, node: Mapping, values: dict[str, Any], file: str) -> None:
        self.node, self.values, self.file = node, values, file
        self.said: list[Diagnostic] = []
        # What the names of a variant stand for, as far as it has been read, and what of it is known before anything is declared.
        self.put: dict[str, Expr] = {}
        self.f: Expr | None = None
        self.closed = tuple((name, found.tree) for name, text in values.get("put", ())
                            if isinstance(found := read(text.text, Scope()), Reading))

    def say(self, code: str, message: str, remedy: str, at: Node | None) -> None:
        at = at or self.node
        self.said.append(Diagnostic(code, message, remedy, where=Where(self.file, at.line, at.column)))

    @property
    def is_wrong(self) -> bool:
        return has_errors(self.said)


def problem_of(question: Question, values: dict[str, Any], file: str, sound: bool = True,
               earlier: Named[str, Problem] | None = None) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """Return the problem of a question with these values, none if a formula cannot be read; ``file`` is the name within the bank.

    Of one that is not ``sound`` only the formulas are read, for what can be said about them.  ``earlier`` are the parts
    before this one; their names mean their truths.
    """
    draft, before = _Draft(question.node, values, file), earlier or {}
    task = Task(**{"id": "", **kept(values, "task")}, variables=tuple(_variable(each, draft) for each in values.get("vars", ())),
                wrt_is_list=isinstance(question.node.get("wrt"), Sequence))
    if task.symmetric and _structured(task) is None:
        # The course may say it for the whole bank.
        task = replace(task, symmetric="")
    if not draft.said and "f" not in fields_asked(task.asked).idle:
        task = _with_formulas(_after(task, before), draft, sound)
    if draft.is_wrong:
        return None, tuple(draft.said)
    task = replace(task, told=_told(values.get("statement", ""), question, before))
    problem = Problem(task, _scheme(question, draft), _shown(draft))
    form = wanted_form(problem, before, values, question.node, file)
    problem = replace(problem, scheme=replace(problem.scheme, earlier=tuple(before), without=form.without, use=form.use,
                                             choices=kind_of(task).choices(problem)))
    draft.said.extend(form.said)
    for field, said in kind_of(task).faults(problem):
        draft.said.append(_placed_in(question.node.get(field) or question.node, said, file))
    return (None if draft.is_wrong else problem), tuple(draft.said)


def _scheme(question: Question, draft: _Draft) -> Scheme:
    said = draft.values.get("decimals", "exact")
    precision = {"tolerance": said} if isinstance(said, Tolerance) else {"decimals": said}
    return Scheme(_text(draft, "truth"), group=question.group, part=question.part, topics=_topics(draft.values), **precision,
                  choices=_choices(draft.values), **kept(draft.values, "scheme"))


def _choices(values: dict[str, Any]) -> Choices:
    return Choices(values.get("choices", ()), values.get("pick", "one"), values.get("items", ()), values.get("reason", False))


def _shown(draft: _Draft) -> Shown:
    where = Where(draft.file, draft.node.line, draft.node.column)
    text = plain(draft.f) if draft.put and draft.f is not None else _text(draft, "f")
    places = tuple((name, each.line, each.column) for name in _PROVED for each in _texts(draft.node.get(name)))
    return Shown(f_text=text, where=where, places=places, **kept(draft.values, "shown"))


def _texts(node: Node | None) -> Iterable[Node]:
    return node.items if isinstance(node, Sequence) else () if node is None else (node,)


def _text(draft: _Draft, name: str) -> str:
    return draft.values[name].text.strip() if name in draft.values else ""


def _topics(values: dict[str, Any]) -> tuple[str, ...]:
    words = " ".join((*[values.get(name, "") for name in ("id", "title", "section", "statement")], *values.get("tags", ()))).casefold()
    return tuple(topic for topic in TOPICS if topic in words)


def definitions(values: dict[str, Any]) -> tuple[tuple[str, Scalar], ...]:
    """Return the aliases, the values of a variant, and then the definitions, each of which may use those before it."""
    return (*values.get("alias", ()), *values.get("put", ()), *values.get("defs", ()))


def _with_formulas(task: Task, draft: _Draft, sound: bool) -> Task:
    """Return the task with its definitions, f and truth read, in this order: each may use those before it."""
    defined = _with_definitions(task, draft)
    f = _formula(draft.values.get("f"), defined, draft, author_scope, kind_of(task).read) if defined is not None else None
    if defined is None or f is None:
        return task
    draft.f = f
    on = _formula(draft.values.get("on"), defined, draft, author_scope, read_relation)
    task = _operated(replace(defined, f=f, on=on), draft)
    _check_operators(task, draft)
    if not kind_of(task).trees:
        return task
    if sound:
        _check_question(task, draft)
    if draft.is_wrong:
        return task
    truth = draft.values.get("truth")
    return replace(task, truth_tree=_formula(truth, task, draft) if truth is not None and truth.style != LISTED else None)


def _with_definitions(task: Task, draft: _Draft) -> Task | None:
    """The task with its aliases, the values of its variant and its definitions; ``None`` where one of them cannot be read.

    A value may use a definition: then it comes after all of them.
    """
    given, waiting = dict(draft.values.get("put", ())), definitions(draft.values)
    late = [(name, text) for name, text in given.items() if name not in dict(draft.closed)]
    while waiting:
        (name, text), *rest = waiting
        if (name, text) in late and rest and isinstance(read(text.text, author_scope(task, task.definitions)), Diagnostic):
            late.remove((name, text))
            waiting = (*rest, (name, text))
            continue
        tree = _formula(text, task, draft, author_scope)
        if tree is None:
            return None
        task, waiting = replace(task, definitions=(*task.definitions, (name, tree))), tuple(rest)
        draft.put |= {name: tree} if name in given else {}
    return task


def _operated(task: Task, draft: _Draft) -> Task:
    """The task with its point, and with f as the operator that is asked; as it is where these cannot be read."""
    said, at = draft.values.get("direction"), draft.values.get("at", ())
    if not {name for name, _ in at} <= {variable.name for variable in task.variables}:
        return task
    direction = None if said is None else _formula(said.text, task, draft, author_scope)
    point = tuple((name, _formula(text, task, draft, author_scope)) for name, text in at)
    known = tuple((name, tree) for name, tree in point if tree is not None)
    missing = [name for name in task.wrt if name not in dict(known)] if task.asked == "taylor" else []
    if missing:
        draft.say("bank/point", f"the centre has no value for {missing[0]}",
                  f"write at: {{{', '.join(f'{name}: 0' for name in task.wrt)}}}", draft.node.get("at"))
    if len(known) < len(point) or missing or (said is not None and direction is None):
        return task
    if direction is not None and said is not None and said.is_along:
        direction = normalised(direction)
    return operated(replace(task, at=known), direction, draft.values.get("order", 0))


def _after(task: Task, earlier: Named[str, Problem]) -> Task:
    """A part in which the names of earlier parts are defined as their truths, where a formula can say them."""
    taken = {variable.name for variable in task.variables}
    found = []
    for name, part in earlier.items():
        tree = (part.task.truth_tree or Posed(part.task, "").display() or derivative_of(part.task)) if kind_of(part.task).trees else None
        if tree is not None and name not in taken:
            found.append((name, substitute(tree, expanded(part.task.definitions))))
    return replace(task, definitions=(*found, *task.definitions))


def _told(statement: str, question: Question, earlier: Named[str, Problem]) -> tuple[tuple[str, tuple[Expr, ...]], ...]:
    """What a statement names of the given parts before it, each as it is there."""
    shown = {f"{name}.{key}": trees for name in dict.fromkeys(each.partition(".")[0] for each in question.told) if name in earlier
             for key, trees in insertions(earlier[name].task).items()}
    said = dict.fromkeys(found[1] for found in INSERTED.finditer(statement))
    return tuple((name, shown[name]) for name in said if name in question.told and name in shown)


def _read(text: Scalar, scope: Scope, draft: _Draft, reads: Reads = read) -> Expr | None:
    reading = reads(text.text, scope)
    if isinstance(reading, Diagnostic):
        draft.said.append(_placed(replace(reading, remedy=_way_out(reading, text.text, scope, draft)), text, draft.file))
        return None
    draft.said.extend(_placed(note, text, draft.file) for note in reading.notes)
    return reading.tree


def _way_out(found: Diagnostic, text: str, scope: Scope, draft: _Draft) -> str:
    """The remedy of what cannot be read, for who may declare names; the others cannot, and are told otherwise."""
    name = text[found.span[0]:found.span[1]] if found.span else ""
    if not scope.indices and (found.code == "syntax/index" or (found.code in _OF_SUMS and _SUM.search(name))):
        # A sigma may be the name of a matrix, too.
        declared = "declare it in vars; a sum needs" if name.startswith("Σ") else "declare"
        return f"{declared} the index that is counted, as in indices: {{i: {scope.sizes[0] if scope.sizes else '3'}}}"
    if scope.operators and found.code == "syntax/write-the-result" and _OPERATORS.search(text):
        return "write D(f, x) for a derivative, int(f, x, a, b) for an integral"
    if found.code != "syntax/unknown-name" or found.remedy != USE_THE_NAMES or found.span is None:
        return found.remedy
    if name in dict(draft.values.get("defs", ())):
        return "a definition may use the definitions before it"
    return f"declare it in {'funcs' if text[found.span[1]:].lstrip().startswith('(') else 'vars'}, or write * between factors"


def _placed(found: Diagnostic, text: Scalar, file: str) -> Diagnostic:
    """What is said about a text, with its place in the file that holds the text."""
    return replace(found, where=Where(file, text.line, text.column_of(found.span[0] if found.span else 0)))


def _placed_in(node: Node, found: Diagnostic, file: str) -> Diagnostic:
    """What is said about a field, with its place: in the text, if it holds one."""
    return _placed(found, node, file) if isinstance(node, Scalar) else replace(found, span=None, where=Where(file, node.line, node.column))


def _formula(text: Scalar | None, task: Task, draft: _Draft, known: Known = scope, reads: Reads = read) -> Expr | None:
    """The tree of a formula whose shapes fit, nothing else; ``known`` tells what may stand in it, ``reads`` reads it."""
    tree = None if text is None else _read(text, known(task, task.definitions), draft, reads)
    if tree is None or text is None:
        return None
    full = substitute(tree, expanded(task.definitions))
    try:
        for part in differences(full):
            Shapes(part, declared_of(task))
    except shapes.ShapeError as error:
        # A span within a definition that was put in is no place in this text.
        found = Diagnostic(error.code, error.message, error.remedy, error.span if full is tree else None)
        draft.said.append(_placed(found, text, draft.file))
        return None
    return put(tree, draft.put)


def _check_question(task: Task, draft: _Draft) -> None:
    """Whether what is asked makes sense of f: its axes, its size, the names of the axes."""
    at = draft.values.get("f") or draft.node.get("id")
    free = [name for name in free_indices(task.f) if name not in task.axes] if task.f is not None else []
    if free:
        draft.say("bank/free-index", f"the index {free[0]} of f is bound by no sum and is no axis of the answer",
                  f"write axes: {{out: [{', '.join(free)}]}}, or sum over it" if task.asked == "value" else
                  "sum over it, or write f as a whole vector or matrix", at)
        return
    try:
        posed = Posed(task, "")
        found = next(posed.choices(2), None)
        if found is None:
            draft.say("bank/sizes", "no sizes up to 8 are as this says", "look at the comparisons", draft.node.get("sizes") or at)
            return
        posed.at(found)
    except shapes.ShapeError as error:
        draft.say(error.code, error.message, error.remedy, at)
        return
    except BeyondError:
        draft.say("engine/far-entry", "f has an entry that is not there: its number is 0 or too large", "entries are counted from 1", at)
        return
    except BudgetError:
        draft.say("engine/too-large", "f is too large to be computed", "write a smaller problem", at)
        return
    if task.axes and tuple(posed.axes) != tuple(shapes.dim(dict(task.indices)[name]) for name in task.axes):
        sizes = " × ".join(shapes.show_dim(size) for size in posed.axes) or "none: the answer is a scalar"
        draft.say("bank/axes", f"the axes do not have the sizes of the answer, which are {sizes}",
                  "name one index for each axis, outputs first", _first_axis(draft.node))
    _check_convention(task, draft, at)


def _structured(task: Task) -> Variable | None:
    """The matrix by which is differentiated, if its entries do not vary freely."""
    return next((variable for variable in task.variables
                 if variable.name in task.wrt and task.asked != "value" and variable.kind not in ("real", "inv")), None)


def _check_convention(task: Task, draft: _Draft, at: Node | None) -> None:
    """Whether it is said which derivative by a matrix with a property is meant."""
    by = _structured(task)
    if by is None:
        return
    if by.kind == "orth" or task.asked != "derivative":
        draft.say("bank/structured", f"{by.name} is {by.kind}: there are two conventions for the derivative by it",
                  "declare it as real or inv, whose entries vary freely", at)
    elif not task.symmetric:
        draft.say("bank/symmetric", f"{by.name} is {by.kind}: there are two conventions for the derivative by it",
                  "write symmetric: gradient (the symmetric T with df = tr(T dS)) or symmetric: entries (the slopes by the free entries)"
                  if by.kind in ("sym", "spd") else "write symmetric: entries (the slopes by the free entries)", at)
    elif task.symmetric == "gradient" and by.kind not in ("sym", "spd"):
        draft.say("bank/symmetric", f"{by.name} is {by.kind}: the derivative by it is the one by its free entries",
                  "write symmetric: entries", draft.node.get("symmetric") or at)


def _check_operators(task: Task, draft: _Draft) -> None:
    """Whether all entries vary freely by which an operator differentiates."""
    kinds = {variable.name: variable.kind for variable in task.variables if variable.kind not in ("real", "inv")}
    trees = [tree for tree in (task.f, *[tree for _, tree in task.definitions]) if tree is not None and tree.holds & HOLDS_OPERATOR]
    by = [name for tree in trees for node in postorder(tree) if isinstance(node, Operator) and node.name != "at" for name in node.names]
    name = next((name for name in by if name in kinds), None)
    if name is not None:
        draft.say("bank/structured", f"{name} is {kinds[name]}: its entries do not vary freely, and an operator has no convention for that",
                  "declare it as real or inv, whose entries vary freely", draft.values.get("f") or draft.node.get("id"))


def _first_axis(node: Mapping) -> Node | None:
    axes = node.get("axes")
    for side in ("out", "in"):
        names = axes.get(side) if isinstance(axes, Mapping) else None
        if isinstance(names, Sequence) and names.items:
            return names.items[0]
    return None


def _variable(entry: Declaration, draft: _Draft) -> Variable:
    if entry.shape:
        shape = entry.shape
        if entry.kind not in ("real", "inv") and (len(shape) != 2 or shape[0] != shape[1]):
            draft.say("bank/kind", f"only a square matrix can be {entry.kind}", "give it the shape [N, N]", entry.name)
        return Variable(entry.name.text, shape=shape, kind=entry.kind)
    if entry.low is None or entry.high is None:
        return Variable(entry.name.text, entry.domain)
    before = len(draft.said)
    variable = Variable(entry.name.text, entry.domain, _end(entry.low, "low", draft), _end(entry.high, "high", draft))
    if len(draft.said) == before:
        found = interval(variable)
        if not found.low < found.high:
            draft.say("bank/domain", f"the domain of {variable.name} holds no number: its ends are no two numbers in order",
                            "write the smaller end first", entry.low)
    return variable


def _end(text: Scalar, side: str, draft: _Draft) -> Expr | None:
    """The tree of an end without variables, ``None`` if it is open (or cannot be read, which is then said)."""
    infinite = _INFINITE.fullmatch(text.text.strip())
    if infinite is not None and (infinite["sign"] == "-") == (side == "low"):
        return None
    if infinite is not None:
        draft.say("bank/domain", f"a domain cannot {'begin' if side == 'low' else 'end'} with {text.text.strip()}",
                  "an open end is [-oo, b] or [a, oo]", text)
        return None
    before = len(draft.said)
    tree = _read(text, scope(Task(""), draft.closed) if draft.closed else Scope(), draft)
    # No name can be declared for an end.
    draft.said[before:] = [replace(each, remedy=_NO_NAMES) if each.code == "syntax/unknown-name" else each for each in draft.said[before:]]
    tree = tree if tree is None else put(tree, dict(draft.closed))
    if tree is not None and tree.is_array:
        draft.say("bank/domain", "an end of a domain must be a number", "write an expression such as pi/2", text)
    return tree
