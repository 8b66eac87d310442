"""Worked solutions: neighbours in a chain of equal signs are equal, named derivatives are right, and the last line is the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from grader.engine import expanded
from grader.expr import Expr, shapes, substitute
from grader.kinds import Decider, decide, decider_of, equal, kind_of, scope, scope_of, value_of
from grader.model import Diagnostic, Outcome, Problem, Scheme, Severity
from grader.nesting import nested
from grader.record import replace
from grader.syntax import Reading, read_formula

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?")
_SLOPE = re.compile(rf"(?:d|∂|\\partial\s*)\s*(?P<name>{_NAME.pattern})\s*/\s*(?:d|∂|\\partial\s*)\s*(?P<by>{_NAME.pattern})"
                    rf"|(?P<prime>{_NAME.pattern})['′](?:\([^()]*\))?")


def check_chains(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    """What does not hold in a worked solution, and a warning if nothing in it could be compared with anything.

    Members that are no formulas of the problem (words, left-hand sides such as ``f'(x)``) are passed over.
    """
    if not kind_of(problem.task).trees or not problem.shown.solution:
        return
    solution = _Solution(problem, salt)
    lines = [line.strip() for line in problem.shown.solution.splitlines() if "=" in line]
    for line in lines:
        for statement in _statements(line):
            yield from solution.faults_of(statement)
    yield from solution.faults_of_end(lines[-1] if lines else problem.shown.solution.splitlines()[-1].strip())
    if not solution.compared:
        yield Diagnostic("bank/solution-unchecked", f"{problem.id}: no line of the worked solution was checked: none is a chain of equal "
                         "signs between formulas of the problem", "write the result as a line such as f'(x) = …",
                         where=problem.shown.place("solution"), severity=Severity.WARNING)


def _statements(line: str) -> list[str]:
    """The statements of ``u = 2x+1, f = u^3``: what commas and semicolons outside of brackets part, if each part has an equal sign."""
    found, depth, start = list[str](), 0, 0
    for at, sign, depth in nested(f"{line};"):
        is_decimal = sign == "," and line[at - 1:at].isdigit() and line[at + 1:at + 2].isdigit()
        is_blank = line[at - 1:at] == "\\"
        if depth == 0 and sign in ",;" and not is_decimal and not is_blank:
            if found and "=" not in line[start:at]:
                found[-1] += line[start - 1:at]
            else:
                found.append(line[start:at])
            start = at + 1
    return [statement.strip() for statement in found] if depth == 0 and all("=" in statement for statement in found) else [line]


@dataclass(slots=True)
class _Solution:
    """What is known on the way through a solution; ``given`` are the names that it defines itself."""

    problem: Problem
    salt: str
    given: tuple[tuple[str, Expr], ...] = ()
    compared: int = 0
    unknown: set[str] = field(default_factory=set)

    def faults_of(self, line: str) -> Iterator[Diagnostic]:
        members = [member.strip() for member in line.split("=")]
        named = members[0] if _NAME.fullmatch(members[0]) and self._is_free(members[0]) else ""
        trees = [self._tree(member) for member in members]
        if named:
            trees[0] = None
        for left, right in pairwise(trees):
            if left is not None and right is not None:
                self.compared += 1
                if not self._equal(left, right):
                    yield self._fault("bank/solution", f"a line of the worked solution does not hold: {line}",
                                      "mend the chain of equal signs")
        yield from self._faults_of_slope(line, members[0], [tree for tree in trees[1:] if tree is not None])
        if named:
            self._define(named, next((tree for tree in trees[1:] if tree is not None), None))

    def faults_of_end(self, line: str) -> Iterator[Diagnostic]:
        """The last line's last member is the answer, if it can be read."""
        tree = self._tree(line.split("=")[-1].strip().rstrip("."))
        if tree is None:
            return
        self.compared += 1
        if decide(decider_of(self.problem, self.salt), tree).outcome is Outcome.INCORRECT:
            yield self._fault("bank/solution-end", f"the last line of the worked solution is not the answer: {line}",
                              "mend it, or let the solution end with the answer")

    def _faults_of_slope(self, line: str, left: str, trees: list[Expr]) -> Iterator[Diagnostic]:
        """``du/dx = …`` beside the derivative of u, which is defined in the problem or in a line before."""
        found = _SLOPE.fullmatch(left)
        of = dict((*self.problem.task.definitions, *self.given)).get(found["name"] or found["prime"]) if found is not None else None
        by = (found["by"] or (self.problem.task.wrt[0] if len(self.problem.task.wrt) == 1 else "")) if found is not None else ""
        if of is None or by not in {variable.name for variable in self.problem.task.variables} or not trees:
            return
        decider = self._slope(of, by)
        for tree in trees[-1:] if decider is not None else ():
            self.compared += 1
            if decider is not None and decide(decider, self._full(tree)).outcome is Outcome.INCORRECT:
                yield self._fault("bank/solution", f"a line of the worked solution does not hold: {line}",
                                  f"mend the derivative of {found['name'] or found['prime'] if found else ''}")

    def _slope(self, of: Expr, by: str) -> Decider | None:
        task = replace(self.problem.task, id=f"{self.problem.key} {by}", f=self._full(of), wrt=(by,), wrt_is_list=False, asked="derivative",
                       definitions=(), axes=(), truth_tree=None)
        try:
            return Decider(task, self.salt, self._unlisted)
        except shapes.ShapeError:
            return None

    @property
    def _unlisted(self) -> Scheme:
        return decider_of(self.problem, self.salt).unlisted

    def _is_free(self, name: str) -> bool:
        """Whether a name is the solution's own: nothing that is declared, and e only where the problem does not say what it is."""
        known = scope_of(self.problem.task)
        words = {function.name for function in known.functions} | dict(known.columns).keys() | dict(known.arrays).keys()
        return name not in words.union(known.names, known.sizes, known.indices, dict(known.differentials))

    def _define(self, name: str, tree: Expr | None) -> None:
        """The solution says what a name stands for; one that cannot be read makes every line with it words."""
        self.given = tuple((other, value) for other, value in self.given if other != name)
        if tree is None:
            self.unknown.add(name)
            return
        self.unknown.discard(name)
        self.given = (*self.given, (name, self._full(tree)))

    def _tree(self, member: str) -> Expr | None:
        if self.unknown & set(_NAME.findall(member)):
            return None
        try:
            known = scope(self.problem.task, (*self.problem.task.definitions, *self.given)) if self.given else scope_of(self.problem.task)
        except shapes.ShapeError:
            return None
        reading = read_formula(member, known)
        return self._full(reading.tree, ()) if isinstance(reading, Reading) else None

    def _full(self, tree: Expr, definitions: tuple[tuple[str, Expr], ...] | None = None) -> Expr:
        """A tree without the solution's own names, and without the problem's definitions."""
        inner = self.problem.task.definitions if definitions is None else definitions
        return substitute(substitute(tree, dict(self.given)), expanded(inner))

    def _equal(self, left: Expr, right: Expr) -> bool:
        """Whether two trees are the same function on the problem's domain."""
        try:
            return equal(value_of(self.problem.task, self._full(left), self.salt, self._unlisted), self._full(right))
        except shapes.ShapeError:
            return False

    def _fault(self, code: str, message: str, remedy: str) -> Diagnostic:
        return Diagnostic(code, f"{self.problem.id}: {message}", remedy, where=self.problem.shown.place("solution"))
