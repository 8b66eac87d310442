"""The derivatives of a problem's function: by the rules of calculus, and with a mal-rule in place of one, everywhere or at one node.

Only what stands above a broken node is made anew; all else is differentiated once for the whole problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from grader.engine.calculus import Calculus, NoRuleError, Notes
from grader.expr import Declared, Expr, Matrix
from grader.misconceptions.predict.budget import MOST_SITES, most_ways_everywhere
from grader.model import Task

MalRule = Callable[[Calculus, Expr], Iterable[Expr]]
"""A rule of calculus as a student has it wrong: each derivative that it gives a part of f; none where it does not apply."""

Wrt = tuple[str, ...]
Ways = dict[int, list[Expr]]
"""What a mal-rule makes of the nodes of a part, by their identity."""


class Derivatives:
    """The derivatives of one function, and of others like it; ``wrt`` are the variables of the problem."""

    def __init__(self, task: Task, f: Expr, declared: Declared) -> None:
        self.task = task
        self.f = f
        self.notes = Notes(declared)
        self._parts: list[_Part] | None = None
        self._broken: dict[tuple[MalRule, Expr], frozenset[int]] = {}

    def by_rules(self, f: Expr, wrt: Wrt) -> Expr | None:
        """Return f differentiated by the rules of calculus.

        By scalars it is the row, column or matrix of partial derivatives, by an array the differential; ``None`` where a rule is missing.
        """
        try:
            return self._joined(f, wrt, (self.notes.calculus(name).differential(part) for part in self._functions(f) for name in wrt))
        except NoRuleError:
            return None

    def by_mal_rule(self, mal_rule: MalRule, most: int) -> Iterator[Expr]:
        """Yield the derivatives of f by a mal-rule: in each of its ways at a node, up to so many, everywhere and at each single node."""
        found = [part.ways(mal_rule, most) for part in self.parts]
        sites: dict[int, int] = {}
        for ways in found:
            for node, made in ways.items():
                sites.setdefault(node, len(made))
        sites = {node: count for node, count in sites.items() if count}
        spines = [_spine(part, [node for node, made in ways.items() if made]) for part, ways in zip(self.parts, found, strict=True)]
        everywhere = self._ways_everywhere(sites)
        for way in range(everywhere):
            yield from self._told(mal_rule, sites, self._made(
                _Broken(part, spine, {}, mal_rule, way) for part, spine in zip(self.parts, spines, strict=True)))
        for site, count in list(sites.items())[:MOST_SITES]:
            for way in range(0 if len(sites) > 1 else everywhere, count):
                yield from self._told(mal_rule, (site,), self._made(
                    _broken_at(part, site, ways, way) for part, ways in zip(self.parts, found, strict=True)))

    def _told(self, mal_rule: MalRule, sites: Iterable[int], trees: Iterable[Expr]) -> Iterator[Expr]:
        """Yield derivatives, and remember at which nodes they are broken: of equal ones those of the first."""
        for tree in trees:
            self._broken.setdefault((mal_rule, tree), frozenset(sites))
            yield tree

    def broken_in(self, mal_rule: MalRule | None, tree: Expr) -> frozenset[int]:
        """Return the nodes of f at which a mal-rule was used for a derivative; none for any other tree."""
        return self._broken.get((mal_rule, tree), frozenset()) if mal_rule is not None else frozenset()

    def are_apart(self, one: frozenset[int], other: frozenset[int]) -> bool:
        """Whether of two sets of nodes none is empty and no node stands in, or is, one of the other set."""
        return bool(one and other) and all(not (_spine(part, one) & other or _spine(part, other) & one) for part in self.parts)

    def _ways_everywhere(self, sites: Mapping[int, int]) -> int:
        """Return in how many ways a mal-rule is used everywhere, from how many it has at each node."""
        leaves = [part.nodes[site].leaves for part in self.parts for site in sites if site in part.nodes]
        return min(max(sites.values()), most_ways_everywhere(max(leaves))) if sites else 0

    def _made(self, parts: Iterable[Calculus]) -> Iterator[Expr]:
        """Yield the derivative by these rules, one set of them for each function and variable, unless a rule is missing."""
        try:
            yield self._joined(self.f, self.task.wrt, (
                calculus.differential(part.f) for calculus, part in zip(parts, self.parts, strict=True)))
        except NoRuleError:
            return

    @property
    def parts(self) -> list[_Part]:
        """The functions with each variable, for f."""
        if self._parts is None:
            wrt = self.task.wrt if self.task.wrt_is_list or self.task.asked == "derivative" else ()
            self._parts = [_Part(self.notes.calculus(name), part) for part in self._functions(self.f) for name in wrt]
        return self._parts

    def _functions(self, f: Expr) -> tuple[Expr, ...]:
        """A column of functions has a derivative by each of several variables; else f is differentiated whole."""
        return f.args if self.task.wrt_is_list and type(f) is Matrix and 1 in f.data else (f,)

    def _joined(self, f: Expr, wrt: Wrt, slopes: Iterable[Expr]) -> Expr:
        """Put the partial derivatives in their places; raises NoRuleError."""
        slopes = list(slopes)
        if self.task.asked == "hessian":
            if not self.task.wrt_is_list:
                raise NoRuleError("a Hessian by a vector")
            return Matrix(len(wrt), len(wrt), [self.notes.calculus(name).differential(slope) for slope in slopes for name in wrt])
        return slopes[0] if len(slopes) == 1 else Matrix(len(self._functions(f)), len(wrt), slopes)


class _Part:
    """One function with the rules by one variable, and the nodes of it that vary, outermost first."""

    def __init__(self, calculus: Calculus, f: Expr) -> None:
        self.calculus = calculus
        self.f = f
        self.nodes: dict[int, Expr] = {}
        self.above: dict[int, list[int]] = {}
        stack = [f] if calculus.depends(f) else []
        while stack:
            node = stack.pop()
            if id(node) not in self.nodes:
                self.nodes[id(node)] = node
                varying = [arg for arg in node.args if calculus.depends(arg)]
                for arg in varying:
                    self.above.setdefault(id(arg), []).append(id(node))
                stack += reversed(varying)

    def ways(self, mal_rule: MalRule, most: int) -> Ways:
        """Return what a mal-rule makes of each node, in its first ways, while all else is differentiated right."""
        found: Ways = {}
        for name, node in self.nodes.items():
            try:
                made = list(islice(mal_rule(self.calculus, node), most))
            except NoRuleError:
                made = []
            found[name] = made
        return found


class _Broken(Calculus):
    """The rules by one variable, with a mal-rule in place of one.

    Nodes off the ``spine`` are differentiated right; of those on it ``made`` holds what is known.  A tree that is no part of f comes
    from a rule that writes f otherwise, and may be broken too.
    """

    def __init__(self, part: _Part, spine: set[int], made: dict[int, Expr], mal_rule: MalRule | None = None, way: int = 0) -> None:
        calculus = part.calculus
        super().__init__(calculus.declared, calculus.name, calculus.symmetric, calculus.notes)
        self._right = calculus
        self._nodes = part.nodes
        self._spine = spine
        self._made = made
        self._mal_rule = mal_rule
        self._way = way

    def differential(self, tree: Expr) -> Expr:
        name = id(tree)
        found = self._made.get(name)
        if found is None:
            if self._is_right(name) or not self.depends(tree):
                return self._right.differential(tree)
            found = self._by_mal_rule(tree) or self.by_rule(tree)
            if name in self._nodes:
                self._made[name] = found
        return found

    def by_rules(self, tree: Expr) -> Expr:
        return self.by_rule(tree)

    def term(self, product: Expr, place: int) -> Expr:
        return (self._right.term if self._is_right(id(product.args[place])) else self.with_slope)(product, place)

    def _is_right(self, name: int) -> bool:
        return name in self._nodes and name not in self._spine

    def _by_mal_rule(self, tree: Expr) -> Expr | None:
        return next(islice(self._mal_rule(self, tree), self._way, None), None) if self._mal_rule is not None else None


def _broken_at(part: _Part, site: int, ways: Ways, way: int) -> Calculus:
    """The rules with one node broken; as they are where the mal-rule has fewer ways there."""
    made = ways.get(site, [])
    return _Broken(part, _spine(part, [site]), {site: made[way]}) if way < len(made) else part.calculus


def _spine(part: _Part, sites: Iterable[int]) -> set[int]:
    """Return some nodes with all that stand above them, by identity."""
    found: set[int] = set()
    waiting = list(sites)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += part.above.get(node, ())
    return found
