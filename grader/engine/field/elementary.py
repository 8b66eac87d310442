"""The elementary functions over a field with atoms, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from grader.engine.field.atoms import AtomField
from grader.engine.field.exponentials import circle, exp, hyperbola, power
from grader.engine.field.factors import absolute, log, root, sign
from grader.engine.field.rational import Quotient
from grader.engine.values.functions import FUNCTIONS
from grader.engine.values.numbers import CHOOSING, Table
from grader.expr import Expr


class ElementaryField(AtomField):
    """A field with atoms in which every program can be run; abstract functions are opaque."""

    def leaf(self, leaf: Expr) -> Quotient:
        """Return a number or constant; e is exp 1."""
        return exp(self, self.integer(1)) if leaf.data == "e" else super().leaf(leaf)

    def knows(self, step: Any) -> bool:
        """Return whether the field has this step."""
        return type(step) is tuple or step in self.table

    @cached_property
    def table(self) -> Table:
        """The step functions over this field."""
        def one_over(u: Quotient) -> Quotient:
            return self.div(self.integer(1), u)

        def ratio(pair: tuple[Quotient, Quotient]) -> Quotient:
            return self.div(pair[1], pair[0])

        def on_circle(u: Quotient) -> tuple[Quotient, Quotient]:
            return self.remembered("circle", lambda u: circle(self, u), u)

        def on_hyperbola(u: Quotient) -> tuple[Quotient, Quotient, Quotient]:
            return self.remembered("hyperbola", lambda u: hyperbola(self, u), u)

        def once(name: str, function: Callable[[ElementaryField, Quotient], Quotient]) -> Callable[[Quotient], Quotient]:
            return lambda u: self.remembered(name, lambda u: function(self, u), u)

        def opaque(name: str) -> Callable[[Quotient], Quotient]:
            return lambda u: self._opaque(name, u)

        def chosen(c: Quotient, a: Quotient, b: Quotient) -> Quotient:
            """One of two by the sign of a third, a formula in that sign: for where both have a value."""
            change = self.mul(sign(self, c), self.add(a, self.neg(b)))
            return self.div(self.add(self.add(a, b), change), self.integer(2))

        half_turn = self.div(self.whole(self.pi), self.integer(2))
        return _WithFunctions(self.opaque, {
            **{name: opaque(name) for name in FUNCTIONS},
            "add": self.add, "mul": self.mul, "div": self.div, "neg": self.neg, "ipow": self.ipow, "pow": lambda b, u: power(self, b, u),
            "root": lambda u, index: root(self, u, index), "sqrt": once("sqrt", lambda field, u: root(field, u, 2)),
            "abs": once("abs", absolute), "sign": once("sign", sign), "exp": once("exp", exp), "log": once("log", log),
            "cos": lambda u: on_circle(u)[0], "sin": lambda u: on_circle(u)[1], "tan": lambda u: ratio(on_circle(u)),
            "cot": lambda u: ratio(on_circle(u)[::-1]), "sec": lambda u: one_over(on_circle(u)[0]),
            "csc": lambda u: one_over(on_circle(u)[1]),
            "cosh": lambda u: on_hyperbola(u)[0], "sinh": lambda u: on_hyperbola(u)[1], "tanh": lambda u: on_hyperbola(u)[2],
            "coth": lambda u: one_over(on_hyperbola(u)[2]), "sech": lambda u: one_over(on_hyperbola(u)[0]),
            "csch": lambda u: one_over(on_hyperbola(u)[1]),
            "acos": lambda u: self.add(half_turn, self.neg(self._opaque("asin", u))),
            **dict.fromkeys(CHOOSING, chosen),
        })

    @property
    def relations(self) -> list[Any]:
        """Polynomials in the atoms that are zero everywhere."""
        return [relation for _, relation in self._relations]

    def exponentials(self) -> list[Any]:
        """Return the exponentials, which are zero nowhere."""
        return [each for each in self.generators if self.meaning(each)[:1] == ("exp",)]

    def _opaque(self, name: str, u: Quotient) -> Quotient:
        """Return a function as an atom, except at the few numbers where its value is a simple multiple of π."""
        for number, turns in FUNCTIONS[name].turns.items():
            if self.equal(u, self.integer(number)):
                return self.mul(self.whole(self.pi), self.div(self.integer(turns.numerator), self.integer(turns.denominator)))
        return self.opaque(name, u)


class _WithFunctions(dict[Any, Callable[..., Any]]):
    """The table of a field, in which every abstract function is there."""

    def __init__(self, opaque: Callable[..., Quotient], table: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(table)
        self._opaque = opaque

    def __missing__(self, step: Any) -> Callable[..., Any]:
        self[step] = made = lambda *args: self._opaque(step, *args)
        return made
