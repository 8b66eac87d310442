"""A kind of number: what each step of a program does over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from grader.expr import Expr

Table = Mapping[Any, Callable[..., Any]]
"""Step name → function of numbers; ``root``, ``ipow`` take their integer as the second argument."""

CHOOSING = {"choose": -1, "choose=": 1, "choose?": 0}
"""Steps ``choose(c, a, b)``: a where c > 0 and b where c < 0; where c is zero, a for 1, b for −1, and no value for 0."""


class Numbers:
    """The step functions over one kind of number, what a leaf is, and an integer as such a number; the duals over it, once made."""

    __slots__ = ("duals", "integer", "leaf", "table")

    def __init__(self, table: Table, leaf: Callable[[Expr], Any], integer: Callable[[int], Any]) -> None:
        self.table = table
        self.leaf = leaf
        self.integer = integer
        self.duals: Numbers | None = None


class Operations(SimpleNamespace):
    """The named steps over one kind of number as attributes, and ``integer`` and ``leaf``: formulas are written with them."""

    def __init__(self, numbers: Numbers) -> None:
        super().__init__(**{name: function for name, function in numbers.table.items() if type(name) is str},
                         integer=numbers.integer, leaf=numbers.leaf)
