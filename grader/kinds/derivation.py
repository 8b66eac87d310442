"""Derivations line by line: each member of the chain beside the truth, names that the student gives, errors carried forward."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from grader.engine import Key, expanded
from grader.expr import Expr, Mul, Symbol, names, plain, shapes, substitute
from grader.kinds.equal import equal, value_key
from grader.kinds.formula import decide, key_of
from grader.kinds.scope import scope_of
from grader.model import Diagnostic, Line, Outcome, Problem, Variable, Verdict
from grader.syntax import Reading, Statement, read, statements

_NAMED = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?)(?P<prime>['′]?)(?:\s*\(\s*[A-Za-z_0-9, ]{1,20}\))?")

_GOES_ON = frozenset("+-−–*/·×÷⋅^_'!,;:&|)]}<>⊗⊙\\")
"""A line that begins so may go on with the one before."""
_NOTATION = re.compile(r"\\d?frac|[\s{}/]")
_PARTIAL = re.compile(r"∂(?P<of>\\?\w+)∂(?P<by>\\?\w+)")


@dataclass(frozen=True, slots=True)
class Derivation:
    """The lines of an answer, the reading of the last one, and what the first wrong line is about: the key that it failed, and its tree.

    ``named`` tells that the last line stands alone below names that the student gives: ``u = 2x``, and in the next line ``2/(1+u^2)``.
    """

    lines: tuple[Line, ...]
    last: Reading
    wrong: tuple[Key, Expr] | None = None
    named: bool = False


def derivation(problem: Problem, text: str, salt: str) -> Derivation | None:
    """An answer of several lines, read and compared line by line; ``None`` for an answer that is no derivation."""
    if "=" not in text and "\n" not in text and "\\\\" not in text and "⇒" not in text:
        return None
    found = statements(text)
    if sum(len(statement.members) for statement in found) < 2 or (problem.wrt_is_list and _are_partials(text, found)):
        return None
    walk = _Walk(problem, text, salt)
    walk.stands_alone = len(found[-1].members) == 1 and text[found[-1].members[0][0]] not in _GOES_ON
    for statement in found:
        walk.take(statement, statement is found[-1])
    return walk.result()


def _are_partials(text: str, found: tuple[Statement, ...]) -> bool:
    """Whether nothing but partial derivatives of one function stand side by side, each with its left side: entries, no steps."""
    lefts = [_partial(text[slice(*statement.members[0])]) for statement in found]
    if lefts[-1] is None:
        return False
    by = [left["by"] for left in lefts if left is not None]
    return len(set(by)) == len(by) > 1 and len({left["of"] for left in lefts if left is not None}) == 1


def _partial(text: str) -> re.Match[str] | None:
    """The left side ``∂f/∂x`` in any notation."""
    return _PARTIAL.fullmatch(_NOTATION.sub("", text.replace("\\partial", "∂")))


def _variables(key: Key) -> frozenset[str]:
    return frozenset(variable.name for variable in key.problem.variables)


class _Walk:
    """What is known so far on the way through the statements of one answer."""

    def __init__(self, problem: Problem, text: str, salt: str) -> None:
        self.problem = problem
        self.text = text
        self.key = key_of(problem, salt)
        self.scope = scope_of(problem)
        self.given: dict[str, Expr] = {}
        self.slopes: dict[str, Expr] = {}
        self.lines: list[Line] = []
        self.before: Expr | None = None
        self.last: Reading | None = None
        self.wrong: tuple[Key, Expr] | None = None
        self.stands_alone = False
        self.has_entries = False

    def take(self, statement: Statement, is_last: bool) -> None:
        """One statement: a name, the derivative of a name, or members of the answer's chain."""
        if len(statement.members) > 1 and not is_last and self._takes_entry(statement):
            return
        left = _NAMED.fullmatch(self.text[slice(*statement.members[0])])
        if left is not None and len(statement.members) > 1 and not is_last and self._takes_name(left, statement):
            return
        is_left_side = left is not None and left["name"] not in self.scope.names
        for span in statement.members[1 if is_left_side and len(statement.members) > 1 else 0:]:
            self._member(span, span is statement.members[0])

    def _takes_entry(self, statement: Statement) -> bool:
        """``∂f/∂x = …`` on the way to a gradient or a Jacobian; of which of several functions it is one is not known."""
        left = _partial(self.text[slice(*statement.members[0])])
        if left is None or not self.problem.wrt_is_list or self.problem.asked != "derivative":
            return False
        variable = read(left["by"], self.scope)
        by = str(variable.tree.data) if isinstance(variable, Reading) and type(variable.tree) is Symbol else ""
        if by not in self.problem.wrt:
            return False
        self.has_entries = True
        readings = [(span, self._read(span)) for span in statement.members[1:]]
        if self.key.outputs:
            return not any(isinstance(reading, Diagnostic) for _, reading in readings)
        key = self._key_of(self.key.f, by)
        for span, reading in readings:
            if isinstance(reading, Diagnostic):
                self.lines.append(Line(span, "", Outcome.UNREADABLE))
            else:
                self._add(span, reading, decide(key, self._full(self._expanded(reading.tree))), (key, reading.tree), f"∂f/∂{by}")
        return True

    def _takes_name(self, left: re.Match[str], statement: Statement) -> bool:
        name, span = left["name"], statement.members[-1]
        reading = self._read(span)
        if isinstance(reading, Diagnostic):
            return False
        if left["prime"]:
            return name in self.given and self._slope(name, span, reading)
        known = dict(self.problem.definitions)
        if name in known:
            return self._definition(name, span, reading)
        if name in {variable.name for variable in self.problem.variables} or name in dict(self.problem.functions):
            return False
        self.given[name] = self._full(reading.tree)
        self.scope = replace(self.scope, names=(*self.scope.names, name)) if name not in self.scope.names else self.scope
        return True

    def _slope(self, name: str, span: tuple[int, int], reading: Reading) -> bool:
        """``g' = 4f^3``: the derivative of g by the name in it, or by the variable; in that name or with everything put in."""
        given, by = self.given[name], self.problem.wrt[:1]
        inner = tuple(other for other in sorted(names(given)) if other in self.given)
        keys = [self._key_of(given, other) for other in inner or by]
        keys += [self._key_of(self._expanded(given), other) for other in by if inner]
        keys += [self._value_of(key) for key in keys[:1] if inner]
        verdicts = [decide(key, tree) for key in keys
                    for tree in [reading.tree if names(reading.tree) <= _variables(key) else self._expanded(reading.tree)]]
        if not verdicts:
            return False
        self.slopes[name] = self._expanded(reading.tree)
        best = next((verdict for verdict in verdicts if verdict.outcome is Outcome.CORRECT), verdicts[0])
        self._add(span, reading, best, (keys[0], reading.tree) if names(reading.tree) <= _variables(keys[0]) else None, f"{name}'")
        return True

    def _value_of(self, key: Key) -> Key:
        """The derivative of a key with the student's names put in."""
        display = key.display()
        return value_key(self.problem, self._expanded(display), self.key.salt) if display is not None else key

    def _key_of(self, f: Expr, by: str) -> Key:
        """The key of a derivative that the student named; f may hold other names of the student's, as variables."""
        known = {variable.name for variable in self.problem.variables}
        given = tuple(Variable(name) for name in sorted(names(f) & self.given.keys() - known))
        return Key(replace(self.problem, id=f"{self.problem.id} {by}", f=f, wrt=(by,), wrt_is_list=False, asked="derivative",
                           variables=self.problem.variables + given, truth_tree=None, truth="", accept=(), wrong=()), self.key.salt)

    def _definition(self, name: str, span: tuple[int, int], reading: Reading) -> bool:
        """A name that the problem itself defines."""
        try:
            key = value_key(self.problem, expanded(self.problem.definitions)[name], self.key.salt)
        except shapes.ShapeError:
            return False
        self._add(span, reading, decide(key, self._full(self._expanded(reading.tree))), None, name)
        return True

    def _member(self, span: tuple[int, int], is_first: bool) -> None:
        reading = self._read(span)
        if isinstance(reading, Diagnostic):
            if not is_first:
                self.lines.append(Line(span, "", Outcome.UNREADABLE))
            return
        tree = self._expanded(reading.tree)
        if tree == self.key.f and is_first and self.problem.asked != "value":
            # The function that is to be differentiated, as in (x^2)' = x^2 ….
            return
        self.last = replace(reading, tree=tree)
        follows = self._follows(tree)
        if self.lines and self.before is not None and tree == self.before:
            return
        verdict = decide(self.key, tree)
        self._add(span, reading, verdict, (self.key, tree), "", follows and verdict.outcome is Outcome.INCORRECT)
        self.before = tree

    def _follows(self, tree: Expr) -> bool:
        """Whether a member is the one before it, or the product of the derivatives that the student named, by the chain rule."""
        earlier = [self.before] if self.before is not None else []
        if len(self.slopes) > 1:
            earlier.append(Mul(self.slopes.values()))
        return any(self._is(tree, other) for other in earlier)

    def _is(self, tree: Expr, other: Expr) -> bool:
        definitions = self.key.definitions
        try:
            key = value_key(self.problem, substitute(other, definitions), self.key.salt)
        except shapes.ShapeError:
            return False
        return equal(key, substitute(tree, definitions))

    def _add(self, span: tuple[int, int], reading: Reading, verdict: Verdict, target: tuple[Key, Expr] | None, name: str,
             follows: bool = False) -> None:
        self.lines.append(Line(span, plain(reading.tree), verdict.outcome, verdict.evidence, follows, name))
        if verdict.outcome is Outcome.INCORRECT and self.wrong is None and target is not None:
            self.wrong = target

    def _read(self, span: tuple[int, int]) -> Reading | Diagnostic:
        """A member, read where it stands: its spans are those of the whole text."""
        return read(" " * span[0] + self.text[slice(*span)], self.scope)

    def _full(self, tree: Expr) -> Expr:
        return substitute(tree, self.key.definitions)

    def _expanded(self, tree: Expr) -> Expr:
        """A tree without the student's own names."""
        for name in reversed(self.given):
            tree = substitute(tree, {name: self.given[name]})
        return tree

    def result(self) -> Derivation | None:
        """What was found, if there are at least two lines that can be judged, or one below names or entries."""
        if self.last is None or not self.lines or (len(self.lines) < 2 and not self.given and not self.has_entries):
            return None
        return Derivation(tuple(self.lines), self.last, self.wrong, bool(self.given) and self.stands_alone)


