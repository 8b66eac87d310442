"""Examples as problems: of a misconception, and like a given problem with other numbers; each proved before it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import cast

from grader.engine import REFUTE_BITS, BudgetError, Posed, laid_out, precision
from grader.engine.calculus import Calculus, NoRuleError
from grader.expr import ArraySymbol, Call, Expr, Number, Pow, Symbol, fold, plain, postorder, shapes
from grader.kinds import Decider, author_scope, decide, decider_of, kind_of, scope_of
from grader.misconceptions.coincide import is_among, is_same_function
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.multiples import multiple
from grader.misconceptions.predict.question import shortened
from grader.misconceptions.predict.table import Predictions
from grader.misconceptions.rule import Example, Rule
from grader.model import ArrayKind, Diagnostic, Domain, Outcome, Problem, Symmetric, Task, Variable
from grader.record import record, replace
from grader.syntax import Reading, read

_VARIABLE = re.compile(r"\s*(?P<name>\w+)\s*:\s*(?:(?P<word>\w+)|\[(?P<sizes>[\w, ]+)\]|"
                       r"\{shape: \[(?P<shape>[\w, ]+)\], kind: (?P<kind>\w+)\})\s*(?:,|$)")

GENERAL = (
    Example("(3x+2)^5", "x", ""), Example("x^2 sin(3x)", "x", ""), Example("exp(4x) cos(5x)", "x", ""),
    Example("[x^3; sin(5x)]", "x", ""), Example("x^3 y + y^2", "x, y", "", "x: real, y: real"),
    Example("x^4 exp(3y)", "x, y", "", "x: real, y: real"), Example("[x y; x^3]", "x, y", "", "x: real, y: real"),
    Example("[x^3 y^2; y^4]", "x, y", "", "x: real, y: real"), Example("(c^T x)^3", "x", "", "x: [K], c: [K]"),
    Example("exp(||x||^2)", "x", "", "x: [K]"), Example("(c^T x) C x", "x", "", "x: [K], c: [K], C: [L, K]"),
    Example("||x||^2 C x", "x", "", "x: [K], C: [L, K]"),
    Example("tr(C Z)^3", "Z", "", "Z: [K, K], C: [K, K]"), Example("exp(u^T Z u)", "Z", "", "Z: [K, K], u: [K]"),
    Example("C Z C", "Z", "", "Z: [K, K], C: [K, K]"), Example("Z C Z", "Z", "", "Z: [K, K], C: [K, K]"),
    Example("C Z c", "Z", "", "Z: [K, K], C: [K, K], c: [K]"), Example("(c^T x) x c^T", "x", "", "x: [K], c: [K]"),
    Example("x^3 y^2", "x, y", "", "x: real, y: real", asked="hessian"), Example("(c^T x)^4", "x", "", "x: [K], c: [K]", asked="hessian"),
)
"""Problems for every sort of answer, two or more each, if no other example will do."""

STEPS = (1, 2, 3, 5)
"""What is added to the numbers of a problem, one after the other, until it is another problem."""


@record
class Worked:
    """A worked example: what is asked, and the chain of its derivative, each member equal to the one before."""

    question: str
    chain: tuple[str, ...]


def task_of(example: Example) -> Task:
    """Return the task of an example; raises ValueError if it cannot be read."""
    wrt = tuple(name.strip() for name in example.wrt.split(",") if name.strip())
    axes = tuple(name.strip() for name in example.axes.split(",") if name)
    functions = tuple((name, int(count)) for name, count in _pairs(example.funcs))
    task = Task(f"example {example.f}", variables=tuple(_variables(example.vars)), functions=functions,
                indices=tuple(_pairs(example.indices)), axes=axes, wrt=wrt, wrt_is_list=len(wrt) > 1, asked=example.asked,
                symmetric=cast("Symmetric", example.symmetric))
    reading = read(example.f, author_scope(task, ()))
    if isinstance(reading, Diagnostic):
        raise ValueError(f"{example.f}: {reading.message}")
    return replace(task, f=reading.tree)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a text like ``f: 1, g: 2``."""
    for item in text.split(",") if text else ():
        name, _, value = item.partition(":")
        yield name.strip(), value.strip()


def _variables(text: str) -> Iterator[Variable]:
    for found in _VARIABLE.finditer(text):
        sizes, kind, domain = found["sizes"] or found["shape"], cast("ArrayKind", found["kind"] or "real"), cast("Domain", found["word"])
        if sizes:
            yield Variable(found["name"], shape=tuple(size.strip() for size in sizes.split(",")), kind=kind)
        else:
            yield Variable(found["name"], domain)


def similar(decider: Decider, rule: Rule | None, others: Iterable[Problem] = ()) -> Worked | None:
    """Return a worked example that is like the problem: with other numbers, else one of the rule, else one of the same sort.

    Its answer is not the problem's, nor a multiple of that, nor under any names the answer to one of the ``others``.  If the value of a
    function is asked, there is none: with other numbers it would show the form of the answer.
    """
    if decider.posed.task.asked == "value":
        return None
    answered = [decider, *[decider_of(problem, decider.posed.salt) for problem in others if kind_of(problem.task).trees]]
    for candidate in _candidates(decider.posed, rule):
        try:
            worked = _worked(candidate, answered)
        except (shapes.ShapeError, BudgetError, ValueError):
            continue
        if worked is not None:
            return worked
    return None


def _candidates(posed: Posed, rule: Rule | None) -> Iterator[Task]:
    task = posed.task
    for step in STEPS:
        changed = fold(posed.f, partial(_other_number, step))
        if changed != posed.f:
            yield replace(task, id=f"{task.id} example {step}", f=changed, definitions=(), truth_tree=None)
    for example in rule.examples if rule is not None else ():
        if example.asked == task.asked:
            yield task_of(example)
    for example in GENERAL:
        other = task_of(example)
        if other.asked == task.asked and _sort(Posed(other, "")) == _sort(posed):
            yield other


def _sort(posed: Posed) -> tuple[int, int, bool]:
    return len(posed.outputs), len(posed.inputs), bool(posed.symbolic)


def _other_number(step: int, node: Expr, args: tuple[Expr, ...]) -> Expr:
    """Return a node with every whole number above one made larger; signs, halves and inverses stay."""
    if type(node) is Number and node.data[1] is None and type(node.data[0]) is int and node.data[0] > 1:
        return Number(node.data[0] + step)
    if type(node) is Pow and node.is_array:
        # The exponent of a matrix or of a norm is part of what is asked.
        return node.with_args((args[0], node.args[1]))
    if type(node) is Pow and type(node.args[0]) is Call and node.args[0].data in ("norm", "det"):
        return node.with_args((args[0], node.args[1]))
    return node.with_args(args)


def _worked(task: Task, answered: list[Decider]) -> Worked | None:
    """Return the example worked out, if its answer is proved or agreed, and neither the answer nor the function is a key.

    ``answered`` are the problem asked, which comes first, and all others that the example must not answer.
    """
    asked = answered[0]
    decider = Decider(task, asked.posed.salt)
    posed = decider.posed
    tree = posed.display()
    if tree is None or decide(decider, tree).outcome is not Outcome.CORRECT or _gives_away(asked, posed, tree):
        return None
    chain = tuple(dict.fromkeys((*_by_rules(decider), tree)))
    if any(_holds_the_answer(asked, member) for member in (posed.f, *chain)):
        return None
    if not posed.f.args or is_same_function(posed.f, task, asked.posed) or is_among((tree, posed.f), task, answered):
        return None
    question = f"{'the Hessian of ' if task.asked == 'hessian' else ''}f = {plain(posed.f)}, by {', '.join(task.wrt)}"
    return Worked(question, tuple(dict.fromkeys(map(plain, chain))))


def _holds_the_answer(asked: Decider, tree: Expr) -> bool:
    """Return whether a part of an example answers the problem asked; a single name or number is no part."""
    names = scope_of(asked.posed.task)
    readings = [read(text, names) for text in dict.fromkeys(plain(node) for node in postorder(tree) if node.leaves > 1)]
    return any(isinstance(reading, Reading) and decide(asked, reading.tree).outcome is Outcome.CORRECT for reading in readings)


def _by_rules(decider: Decider) -> Iterator[Expr]:
    """Yield the derivative by one scalar variable as the rules give it, before terms are put together."""
    posed = decider.posed
    if posed.task.asked == "derivative" and len(posed.task.wrt) == 1 and not posed.symbolic and not posed.f.is_array:
        try:
            tree = Calculus(posed.declared, posed.task.wrt[0]).differential(posed.f)
        except NoRuleError:
            return
        if decide(decider, tree).outcome is Outcome.CORRECT:
            yield shortened(tree)


def _declared(task: Task) -> set[tuple[str, str, int]]:
    """Return the names that formulas may hold: variables and functions, each with the number of its axes or arguments, and indices."""
    return {*(("variable", variable.name, len(variable.shape)) for variable in task.variables),
            *(("function", name, count) for name, count in task.functions), *(("index", name, 0) for name, _ in task.indices)}


def _gives_away(asked: Decider, posed: Posed, tree: Expr) -> bool:
    """Return whether an example is the problem asked under other names, or its answer is the problem's or a number times that."""
    pattern = _nameless(asked.posed.f)
    if any(_nameless(node) == pattern for node in postorder(posed.f)):
        return True
    if not _declared(posed.task) <= _declared(asked.posed.task):
        return False
    found = laid_out(asked.posed, tree)
    if isinstance(found, Diagnostic) or not found:
        return False
    with precision(REFUTE_BITS):
        return decide(asked, tree).outcome is not Outcome.INCORRECT or any(
            match.rule.name in ("sign", "constant-factor") for match in multiple(Case(Predictions(asked), tree, found[0])))


def _nameless(tree: Expr) -> str:
    """Return a tree as text in which names are numbered in their order."""
    numbers: dict[str, str] = {}

    def anonymous(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if type(node) is Symbol:
            return Symbol(numbers.setdefault(node.data, f"s{len(numbers)}"))
        if type(node) is ArraySymbol:
            return ArraySymbol(numbers.setdefault(node.data, f"a{len(numbers)}"))
        return node.with_args(args)

    return plain(fold(tree, anonymous))
