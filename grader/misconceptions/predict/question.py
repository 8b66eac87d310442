"""A problem as misconceptions see it: its function, its right answers as trees, and its derivatives by mal-rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from grader.engine import Instance, Posed
from grader.engine.recognise import rational
from grader.expr import (
    Add,
    Cases,
    Differential,
    Edit,
    Entry,
    Expr,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Sum,
    changed_at_one_place,
    fold,
    order_keys,
    postorder,
    substitute,
)
from grader.kinds import Decider, scope_of
from grader.misconceptions.predict.budget import MOST_LEAVES, MOST_LOOKED_AT, most_predicted
from grader.misconceptions.predict.derivatives import Derivatives
from grader.misconceptions.predict.puzzles import is_padded, is_zero
from grader.misconceptions.rule import Rule
from grader.model import NO_TABLES, Diagnostic, Tables, WrongAnswer
from grader.once import Once
from grader.syntax import read

MOST_FORMS = 4
"""So many right forms of an answer are changed at one place."""

_SORTS = frozenset((Cases, Differential, Entry, Indicator, Matrix, Sum))
"""What tells an index formula from a matrix that is written out, or from a formula of whole matrices."""


class Question(Once):
    """One problem under one salt, with what its misconceptions need; made once a problem.

    ``prepared`` are the texts of its tables, where there are any.
    """

    def __init__(self, decider: Decider) -> None:
        super().__init__()
        self.posed = decider.posed
        self.task = decider.posed.task
        self.scheme = decider.scheme
        self.prepared: Tables = NO_TABLES
        self.f: Expr = self.posed.f
        self.failures: list[str] = []
        self.assuming: dict[str, Posed | None] = {}
        """By a kind of square matrices, the problem with all of them of this kind."""
        self.of_numbers: dict[str, Instance] = {}
        """By what is asked, the problem with all sizes one."""
        self._trees: dict[str, list[Expr]] = {}
        self._edits: dict[str, list[Expr]] = {}

    @cached_property
    def forms(self) -> tuple[Expr, ...]:
        """Right answers as trees: the author's, the derived one, and accepted forms, first one of each sort of writing."""
        found: dict[Expr, None] = {}
        candidates = [self.task.truth_tree, self.posed.display()]
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

    def trees_of(self, source: Rule | WrongAnswer) -> list[Expr]:
        """The distinct wrong answers that a rule predicts, or a listed one itself if it can be read."""
        if not isinstance(source, Rule):
            return [tree for wrong, tree in self.wrong if wrong is source]
        if source.name not in self._trees:
            try:
                found = ways(source, self)
                self._trees[source.name] = list(found)
                self._edits[source.name] = [tree for tree, is_edit in found.items() if is_edit]
            except Exception as error:
                # A rule that fails on a problem that nobody thought of costs its own explanations, and no verdict; ``failures`` names it.
                self.failures.append(f"{source.name}: {type(error).__name__}: {error}")
                self._trees[source.name] = []
        return self._trees[source.name]

    def is_edit(self, source: Rule | WrongAnswer, tree: Expr) -> bool:
        """Whether a tree of :meth:`trees_of` is a right answer changed at one place."""
        return isinstance(source, Rule) and any(tree is each for each in self._edits.get(source.name, ()))

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
        return Derivatives(self.posed)

    def derivative(self, f: Expr, wrt: tuple[str, ...]) -> Expr | None:
        """Return f differentiated by the rules of calculus; ``None`` where a rule is missing."""
        return self.derivatives.by_rules(f, wrt)

    @cached_property
    def most_predicted(self) -> int:
        """How many wrong answers of one rule are kept."""
        return most_predicted(max([tree.leaves for tree in (self.f, *self.forms)]))

    def misread(self, edits: Edit) -> Iterator[Expr]:
        """The derivatives (or values) of f changed at one place."""
        for changed in changed_at_one_place(self.f, edits, MOST_LOOKED_AT):
            tree = changed if not self.variables else self.derivative(changed, self.variables)
            if tree is not None:
                yield tree

    def edited(self, edits: Edit) -> Iterator[Expr]:
        """The right answers changed at one place."""
        for form in self.forms:
            yield from changed_at_one_place(form, edits, MOST_LOOKED_AT)


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


def predicted(rule: Rule, question: Question) -> list[Expr]:
    """The distinct wrong answers that a rule predicts for a problem, those last that are right ones changed at one place."""
    return list(ways(rule, question))


def ways(rule: Rule, question: Question) -> dict[Expr, bool]:
    """The same, with whether each is a right answer changed at one place and nothing else."""
    found: dict[Expr, bool] = {}
    leaves = 0
    for tree, is_edit in _all(rule, question):
        leaves += 0 if tree in found else tree.leaves
        if found and leaves > MOST_LEAVES:
            break
        found.setdefault(tree, is_edit)
        if len(found) >= question.most_predicted:
            break
    return found


def _all(rule: Rule, question: Question) -> Iterator[tuple[Expr, bool]]:
    if rule.predicts is not None:
        yield from ((tree, False) for tree in rule.predicts(question))
    if rule.mal_rule is not None and question.variables:
        yield from ((tree, False) for tree in question.derivatives.by_mal_rule(rule.mal_rule, question.most_predicted))
    if rule.misreads is not None:
        yield from ((tree, False) for tree in question.misread(rule.misreads))
    if rule.edits is not None:
        yield from ((tree, True) for tree in question.edited(rule.edits))


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
    return node.with_args(args) if args else node
