"""Derivations line by line: each member of the chain beside the truth, names that the student gives, errors carried forward."""

from __future__ import annotations

import re

from grader.engine import Budget, expanded
from grader.expr import Expr, Mul, Operator, names, plain, shapes, substitute
from grader.kinds.decider import Attempt, Decider, value_of
from grader.kinds.formula import decide, equal, verdict_of
from grader.kinds.scopes import scope_of
from grader.model import Diagnostic, Line, Outcome, Variable, Verdict
from grader.record import record, replace
from grader.syntax import MOST_MEMBERS, Label, Layout, Reading, Statement, as_named, declared_name, is_too_large, read_formula, with_name

_SHOWN = ("answer", "slope", "claim", "partial")
"""Roles of statements that are compared with something."""


@record
class Derivation:
    """The lines of an answer, and the first wrong one as an attempt at what it is about.

    ``unread`` is what is wrong with a line that stands alone and cannot be read; ``product`` is the tree of all lines as one formula.
    """

    lines: tuple[Line, ...]
    wrong: Attempt | None = None
    unread: Diagnostic | None = None
    product: Expr | None = None


def derivation(decider: Decider, layout: Layout) -> Derivation | None:
    """An answer of several members, read and compared one by one; ``None`` for an answer that is no derivation."""
    members = sum(len(statement.members) for statement in layout.of(*_SHOWN))
    if members < 2 or members > MOST_MEMBERS or not layout.answers:
        return None
    walk = _Walk(decider, layout)
    walk.learn(list(layout.of("definition")))
    last = layout.answers[-1]
    for statement in layout.of(*_SHOWN):
        walk.take(statement, statement is last)
    return Derivation(tuple(walk.lines), walk.wrong, walk.unread, walk.product())


def _called(label: Label, name: str) -> str:
    """Return how a derivative of f, or of a name that is known, is called.

    >>> _called(Label("f", ("x",)), ""), _called(Label("u", ("x", "y")), "u"), _called(Label("f", ("∇",)), "")
    ('∂f/∂x', '∂²u/∂x∂y', '∇f')
    >>> _called(Label("f", ("x", "x")), "")
    '∂²f/∂x²'
    """
    of, by = name or "f", label.by
    if by in (("∇",), ("'",)):
        return f"∇{of}" if by == ("∇",) else f"{of}'"
    below = f"∂{by[0]}²" if len(by) == 2 and by[0] == by[1] else "".join(f"∂{other}" for other in by)
    return f"∂{'²' if len(by) == 2 else ''}{of}/{below}"


def _variables(decider: Decider) -> frozenset[str]:
    return frozenset(variable.name for variable in decider.posed.task.variables)


class _Walk:
    """What is known so far on the way through the statements of one answer."""

    def __init__(self, decider: Decider, layout: Layout) -> None:
        self.decider = decider
        self.posed = decider.posed
        self.task = decider.posed.task
        self.layout = layout
        self.scope = as_named(layout, scope_of(self.task))
        self.given: dict[str, Expr] = {}
        self.full: dict[str, Expr] = {}
        self.slopes: dict[str, Expr] = {}
        self.lines: list[Line] = []
        self.before: Expr | None = None
        self.wrong: Attempt | None = None
        self.unread: Diagnostic | None = None
        self.budget = Budget()

    def learn(self, definitions: list[Statement]) -> None:
        """The names that the student gives, each as soon as what it needs is known."""
        while definitions:
            left = [statement for statement in definitions if not self._name(statement)]
            if len(left) == len(definitions):
                return
            definitions = left

    def _name(self, statement: Statement) -> bool:
        reading = self._read(statement.members[-1])
        if isinstance(reading, Diagnostic):
            return False
        full = self._expanded(reading.tree)
        self.given[statement.name], self.full[statement.name] = self._full(reading.tree), self._full(full)
        self.scope = with_name(self.scope, statement.name, full)
        return True

    def take(self, statement: Statement, is_last: bool) -> None:
        """One statement: an entry, the derivative of a name, a declared name, or members of the answer's chain."""
        span = statement.members[-1]
        reading = self._read(span)
        if statement.role == "partial" or (statement.role == "slope" and self._is_first_of_two(statement)):
            self._entry(statement)
        elif statement.role == "slope":
            if not isinstance(reading, Diagnostic) and statement.name in self.given and self._is_first_slope(statement):
                self._slope(statement, span, reading)
            elif not isinstance(reading, Diagnostic) and statement.name in self.scope.defined:
                self._slope_of_definition(statement, span, reading)
        elif not is_last and not isinstance(reading, Diagnostic) and self._is_definition(statement):
            self._definition(self._declared(statement), span, reading)
        elif is_last or isinstance(reading, Diagnostic) or not self._is_gradient(statement, span, reading):
            for member in statement.members:
                self._member(member, statement.left is None and member is statement.members[0])

    def _is_first_of_two(self, statement: Statement) -> bool:
        """Whether a statement names a first derivative of f above the second ones that are asked."""
        return self.task.asked == "hessian" and not statement.name

    def _is_gradient(self, statement: Statement, span: tuple[int, int], reading: Reading) -> bool:
        """Whether the gradient stands without a name above the Hessian that is asked: a right step, which is added."""
        decider = self._derivative(Label("", ("∇",))) if self.task.asked == "hessian" and len(statement.members) == 1 else None
        verdict = decide(decider, self._full(self._expanded(reading.tree)), self.budget) if decider is not None else None
        if verdict is None or verdict.outcome is not Outcome.CORRECT:
            return False
        self._add(span, reading, verdict, None, "∇f")
        return True

    def _is_definition(self, statement: Statement) -> bool:
        """Whether a statement says what a name is that the problem itself defines."""
        return self._declared(statement) in dict(self.task.definitions)

    def _declared(self, statement: Statement) -> str:
        """The declared name that a statement is about."""
        if statement.role == "claim":
            return statement.name
        return declared_name(self.layout.shows(statement.members[0]), self.scope) if len(statement.members) > 1 else ""

    def _is_first_slope(self, statement: Statement) -> bool:
        """Whether a statement gives a first derivative by a name that is known: ``u'``, ``du/dx``, ``dg/du``."""
        by = statement.label.by if statement.label is not None else ()
        return len(by) == 1 and (by[0] in ("'", *self.given, *self.task.wrt)) and not any(tree.is_array for tree in self.given.values())

    def _entry(self, statement: Statement) -> None:
        """``∂f/∂x = …`` on the way to what is asked, or ``∂u/∂x = …`` of a name that is known."""
        label = statement.label
        decider = self._derivative(label) if label is not None else None
        for span in statement.members if decider is not None else ():
            reading = self._read(span)
            if isinstance(reading, Diagnostic):
                self.lines.append(Line(span, "", Outcome.UNREADABLE))
            elif decider is not None and label is not None:
                tree = self._full(self._expanded(reading.tree))
                verdict = decide(decider, tree, self.budget)
                held = self._with_names_held(label, tree, verdict) if verdict.outcome is Outcome.INCORRECT else verdict
                if held is not None:
                    self._add(span, reading, held, Attempt(decider, reading.tree), _called(label, self._known(label)))

    def _with_names_held(self, label: Label, tree: Expr, verdict: Verdict) -> Verdict | None:
        """Return the verdict on a wrong partial derivative where the student's names in it are held: ``g = x sin(u), ∂g/∂x = sin(u)``.

        ``None`` for f, where the answer differentiates that by such a name: how it stands in f is not known.
        """
        given = self.given.get(self._known(label))
        if given is not None and len(label.by) == 1 and not self.given.keys().isdisjoint(names(given)):
            return decide(self._value_of(self._slope_of(given, label.by[0])), tree, self.budget)
        return None if not self._known(label) and self._is_by_a_name() else verdict

    def _is_by_a_name(self) -> bool:
        """Whether f is differentiated by a name of the student's."""
        labels = [statement.label for statement in self.layout.statements if statement.label is not None]
        return any(not self._known(label) and not self.given.keys().isdisjoint(label.by) for label in labels)

    def _derivative(self, label: Label) -> Decider | None:
        """Return what decides a derivative that is named on the way to a gradient, a Jacobian or a Hessian; ``None`` for any other.

        Of which of several functions it is one is not known.
        """
        asked, by, f, name = self.task.asked, label.by, self.posed.f, self._known(label)
        if name:
            known = {**expanded(self.task.definitions), **self.full}
            if name not in known or known[name].is_array:
                return None
            f = known[name]
        elif asked not in ("derivative", "hessian") or self.posed.outputs:
            return None
        if asked == "hessian" and not name and by in (("∇",), ("'",)):
            return Decider(replace(self.task, id=f"{self.task.id} first", asked="derivative", truth_tree=None), self.posed.salt,
                           self.decider.unlisted)
        if not set(by) <= set(self.task.wrt):
            return None
        if len(by) == 1:
            return self._slope_of(f, by[0])
        is_second = asked == "hessian" and len(by) == 2 and self.task.wrt_is_list
        return self._slope_of(Operator("D", by[:1], (f,)), by[1]) if is_second else None

    def _known(self, label: Label) -> str:
        """The name that a derivative is of, where the problem or the student says what it is; empty for f."""
        return declared_name(label.of, self.scope) if label.of else ""

    def _slope(self, statement: Statement, span: tuple[int, int], reading: Reading) -> None:
        """``g' = 4f^3``: the derivative of g by the name in it, or by the variable; in that name or with everything put in."""
        name, by = statement.name, self.task.wrt[:1]
        given = self.given[name]
        inner = tuple(other for other in sorted(names(given)) if other in self.given)
        deciders = [self._slope_of(given, other) for other in inner or by]
        deciders += [self._slope_of(self._expanded(given), other) for other in by if inner]
        deciders += [self._value_of(decider) for decider in deciders[:1] if inner]
        if inner and statement.left is not None and re.search(r"∂|\\partial", self.layout.shows(statement.left)):
            deciders += [self._value_of(self._slope_of(given, other)) for other in by]
        verdicts = [decide(decider, tree, self.budget) for decider in deciders
                    for tree in [reading.tree if names(reading.tree) <= _variables(decider) else self._expanded(reading.tree)]]
        if not verdicts:
            return
        self.slopes[name] = self._expanded(reading.tree)
        best = next((verdict for verdict in verdicts if verdict.outcome is Outcome.CORRECT), verdicts[0])
        target = Attempt(deciders[0], reading.tree) if names(reading.tree) <= _variables(deciders[0]) else None
        self._add(span, reading, best, target, f"{name}'")

    def _slope_of_definition(self, statement: Statement, span: tuple[int, int], reading: Reading) -> None:
        """``dx_1/dt = …``, where the problem itself says what x_1 is."""
        by = statement.label.by if statement.label is not None else ()
        if by not in (("'",), self.task.wrt) or len(self.task.wrt) != 1:
            return
        try:
            decider = self._slope_of(expanded(self.task.definitions)[statement.name], self.task.wrt[0])
            verdict = decide(decider, self._full(self._expanded(reading.tree)), self.budget)
        except shapes.ShapeError:
            return
        self._add(span, reading, verdict, None, f"{statement.name}'")

    def _value_of(self, decider: Decider) -> Decider:
        """Return what decides the value of a derivative with the student's names put in."""
        display = decider.posed.display()
        return self._value(self._expanded(display)) if display is not None else decider

    def _value(self, tree: Expr) -> Decider:
        return value_of(self.task, tree, self.posed.salt, self.decider.unlisted)

    def _slope_of(self, f: Expr, by: str) -> Decider:
        """Return what decides a derivative that the student named; f may hold other names of the student's, as variables."""
        known = {variable.name for variable in self.task.variables}
        given = tuple(Variable(name) for name in sorted(names(f) & self.given.keys() - known))
        task = replace(self.task, id=f"{self.task.id} {by}", f=f, wrt=(by,), wrt_is_list=False, asked="derivative",
                       variables=self.task.variables + given, truth_tree=None)
        return Decider(task, self.posed.salt, self.decider.unlisted)

    def _definition(self, name: str, span: tuple[int, int], reading: Reading) -> None:
        """A name that the problem itself defines."""
        try:
            decider = self._value(expanded(self.task.definitions)[name])
        except shapes.ShapeError:
            return
        self._add(span, reading, decide(decider, self._full(self._expanded(reading.tree)), self.budget), None, name)

    def _member(self, span: tuple[int, int], is_first: bool) -> None:
        reading = self._read(span)
        if isinstance(reading, Diagnostic):
            if not is_first:
                self.lines.append(Line(span, "", Outcome.UNREADABLE))
            else:
                self.unread = self.unread or reading
            return
        tree = self._expanded(reading.tree)
        if tree == self.posed.f and is_first and self.task.asked != "value":
            # The function that is to be differentiated, as in (x^2)' = x^2 ….
            return
        if self.lines and self.before is not None and tree == self.before:
            return
        attempt = Attempt(self.decider, tree, self.budget)
        verdict = verdict_of(attempt)
        self._add(span, reading, verdict, attempt, "", verdict.outcome is Outcome.INCORRECT and self._follows(tree))
        self.before = tree

    def _follows(self, tree: Expr) -> bool:
        """Whether a member is the one before it, or the product of the derivatives that the student named, by the chain rule."""
        earlier = [self.before] if self.before is not None else []
        if len(self.slopes) > 1:
            earlier.append(Mul(self.slopes.values()))
        return any(self._is(tree, other) for other in earlier)

    def _is(self, tree: Expr, other: Expr) -> bool:
        definitions = self.posed.definitions
        try:
            decider = self._value(substitute(other, definitions))
        except shapes.ShapeError:
            return False
        return equal(decider, substitute(tree, definitions), self.budget)

    def _add(self, span: tuple[int, int], reading: Reading, verdict: Verdict, target: Attempt | None, name: str,
             follows: bool = False) -> None:
        self.lines.append(Line(span, plain(reading.tree), verdict.outcome, verdict.evidence, follows, name))
        if verdict.outcome is Outcome.INCORRECT and self.wrong is None and target is not None:
            self.wrong = target

    def _read(self, span: tuple[int, int]) -> Reading | Diagnostic:
        """A member, read where it stands: its spans are those of the whole text."""
        found = read_formula(" " * span[0] + self.layout.shows(span), self.scope)
        if isinstance(found, Reading) and is_too_large(found.tree, self.full):
            return Diagnostic("syntax/too-many-symbols", "this line is too large when its names are put in", "write a shorter form", span)
        return found

    def _full(self, tree: Expr) -> Expr:
        return substitute(tree, self.posed.definitions)

    def _expanded(self, tree: Expr) -> Expr:
        """A tree without the student's own names."""
        return substitute(tree, self.full) if self.full else tree

    def product(self) -> Expr | None:
        """All lines as one formula, where none has an equal sign."""
        steps = self.layout.answers
        if len(steps) < 2 or any(step.left is not None or len(step.members) > 1 or step.joined not in ("", "line") for step in steps):
            return None
        reading = self._read((steps[0].span[0], steps[-1].span[1]))
        return None if isinstance(reading, Diagnostic) else self._expanded(reading.tree)
