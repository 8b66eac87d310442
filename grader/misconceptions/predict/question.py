"""A problem as misconceptions see it: its function, its right answers as trees, and its derivatives by mal-rules."""

from __future__ import annotations

from functools import cached_property

from grader.engine import Instance
from grader.engine.recognise import rational
from grader.expr import (
    Add,
    Cases,
    Differential,
    Entry,
    Expr,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Operator,
    Pow,
    Sum,
    fold,
    order_keys,
    postorder,
    substitute,
)
from grader.kinds import Decider, scope_of
from grader.misconceptions.predict.budget import most_predicted
from grader.misconceptions.predict.derivatives import Derivatives
from grader.misconceptions.predict.operated import Operated
from grader.misconceptions.predict.puzzles import is_padded, is_zero
from grader.model import Diagnostic, WrongAnswer
from grader.syntax import read

MOST_FORMS = 4
"""So many right forms of an answer are changed at one place."""

_SORTS = frozenset((Cases, Differential, Entry, Indicator, Matrix, Sum))
"""What tells an index formula from a matrix that is written out, or from a formula of whole matrices."""


class Question:
    """One problem under one salt, with what its misconceptions need; made once a problem."""

    def __init__(self, decider: Decider) -> None:
        self.posed = decider.posed
        self.task = decider.posed.task
        self.scheme = decider.scheme
        self.f: Expr = self.posed.f
        self.predicted: dict[str, dict[Expr, bool]] = {}
        """By the slug of a rule, the wrong answers that it predicts, with whether each is a right one changed at one place."""
        self.failures: list[str] = []
        """Rules that failed on this problem, with their errors."""
        self.assuming: dict[str, Decider | None] = {}
        """By a kind of square matrices, the problem with all of them of this kind."""
        self.of_numbers: dict[str, Instance] = {}
        """By what is asked, the problem with all sizes one."""

    @cached_property
    def forms(self) -> tuple[Expr, ...]:
        """Right answers as trees: the author's, the derived one, and accepted forms, first one of each sort of writing."""
        found: dict[Expr, None] = {}
        candidates = [self.task.truth_tree, self.posed.display(), self.operated.written_at_the_point() if self.is_at_a_point else None]
        scope = scope_of(self.task)
        by_rules = self.derivative(self.f, self.variables) if self.variables and self.task.asked == "derivative" else None
        if by_rules is not None and not self.posed.symbolic:
            candidates.append(shortened(by_rules))
        for text in self.scheme.accept:
            reading = read(text, scope)
            candidates.append(None if isinstance(reading, Diagnostic) or is_padded(reading.tree) else reading.tree)
        for tree in candidates:
            if tree is not None:
                found.setdefault(tree)
        if any(map(is_zero, found)):
            # Whatever else is zero is a puzzle, and a change of it no mistake that somebody makes.
            return tuple(tree for tree in found if is_zero(tree))[:1]
        sorts: dict[frozenset[type], Expr] = {}
        for tree in found:
            sorts.setdefault(frozenset(type(node) for node in postorder(tree)) & _SORTS, tree)
        chosen = dict.fromkeys([*list(found)[:1], *sorts.values(), *found])
        return tuple(self.full(tree) for tree in list(chosen)[:MOST_FORMS])

    @cached_property
    def wrong(self) -> tuple[tuple[WrongAnswer, Expr], ...]:
        """The author's wrong answers with their trees; those that cannot be read are not among them."""
        scope = scope_of(self.task)
        readings = [(wrong, read(wrong.answer, scope)) for wrong in self.scheme.wrong]
        return tuple((wrong, self.full(reading.tree)) for wrong, reading in readings if not isinstance(reading, Diagnostic))

    @cached_property
    def listed(self) -> dict[str, WrongAnswer]:
        """The author's wrong answers under the keys of their trees."""
        found: dict[str, WrongAnswer] = {}
        for wrong, tree in self.wrong:
            found.setdefault(order_keys(tree)[id(tree)], wrong)
        return found

    def may_be_listed(self, tree: Expr) -> bool:
        """Whether a tree has the leaves of a listed answer, in any order: one with others is none of them."""
        return tree.leaves in self._listed_leaves and _sum_of_leaves(tree) in self._listed_leaves[tree.leaves]

    @cached_property
    def _listed_leaves(self) -> dict[int, set[int]]:
        """By how many leaves they have, the sums of the listed answers' leaves."""
        found = dict[int, set[int]]()
        for _, tree in self.wrong:
            found.setdefault(tree.leaves, set()).add(_sum_of_leaves(tree))
        return found

    @cached_property
    def keyed_forms(self) -> tuple[tuple[Expr, dict[int, str]], ...]:
        """The right answers with a key for each of their nodes."""
        return tuple((form, order_keys(form)) for form in self.forms)

    def full(self, tree: Expr) -> Expr:
        """A tree with the problem's definitions put in."""
        return substitute(tree, self.posed.definitions)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables by which is differentiated; none where a value is asked."""
        return self.task.wrt if self.task.asked != "value" else ()

    @property
    def others(self) -> tuple[str, ...]:
        """The declared names that are no variables of the derivative."""
        return tuple(variable.name for variable in self.task.variables if variable.name not in self.task.wrt)

    @cached_property
    def declared(self) -> frozenset[str]:
        """Every name that the problem gives: of variables, functions, indices and definitions, also without its index."""
        task = self.task
        found = [*[variable.name for variable in task.variables], *[name for name, _ in (
            *task.functions, *task.indices, *task.columns, *task.definitions)]]
        return frozenset((*found, *[name.split("_")[0].rstrip("0123456789") for name in found]))

    # -- differentiation --------------------------------------------------------------------------------------------

    @cached_property
    def derivatives(self) -> Derivatives:
        """The derivatives of f and of what is like it."""
        return Derivatives(self.task, self.f, self.posed.declared)

    @property
    def is_at_a_point(self) -> bool:
        """Whether the value at a point is asked."""
        return isinstance(self.f, Operator) and self.f.name == "at"

    @property
    def is_a_polynomial(self) -> bool:
        """Whether a Taylor polynomial is asked, whose coefficients are values at its centre."""
        return isinstance(self.f, Operator) and self.f.name == "taylor"

    @cached_property
    def operated(self) -> Operated:
        """The operators that stand in f."""
        return Operated(self.task, self.f, self.posed.declared)

    def derivative(self, f: Expr, wrt: tuple[str, ...]) -> Expr | None:
        """Return f differentiated by the rules of calculus; ``None`` where a rule is missing."""
        return self.derivatives.by_rules(f, wrt)

    @cached_property
    def most_predicted(self) -> int:
        """How many wrong answers of one rule are kept."""
        return most_predicted(max([tree.leaves for tree in (self.f, *self.forms)]))


def _sum_of_leaves(tree: Expr) -> int:
    """Return a number that trees with the same leaves share."""
    total, stack = 0, [tree]
    while stack:
        node = stack.pop()
        if node.args:
            stack += node.args
        else:
            total += hash(node)
    return total


def shortened(tree: Expr) -> Expr:
    """A derivative as the rules give it, without factors of one and with constant sums computed; products stay grouped."""
    return fold(tree, _shorter)


def _shorter(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """Without factors of one, and with exponents computed."""
    if type(node) is Mul:
        kept = [arg for arg in args if arg != Number(1)]
        return kept[0] if len(kept) == 1 else Mul(kept) if kept else Number(1)
    if type(node) is Add and (value := rational(node.with_args(args))) is not None:
        return Number(value) if value >= 0 else Neg(Number(-value))
    if type(node) is Pow and args[1] == Number(1):
        return args[0]
    return node.with_args(args)
