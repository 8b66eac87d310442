"""What a definition of an operator is written in: the partial derivatives of functions, their values elsewhere, sums and products."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any


class Partials(ABC):
    """Functions f_0, f_1, … of the variables x_0, x_1, … over some kind of number.

    ``outputs`` and ``inputs`` count them.  ``others`` are what the operator has besides: the entries of a direction or a centre, or the
    values that are put in; ``order`` is the order of a Taylor polynomial.
    """

    outputs: int
    inputs: int
    others: Sequence[Any]
    order: int

    @abstractmethod
    def d(self, function: int, *by: int) -> Any:
        """Return the partial derivative of a function by these variables in turn."""

    @abstractmethod
    def at(self, function: int) -> Any:
        """Return the value of a function where the variables have the values ``others``."""

    @abstractmethod
    def term(self, function: int, degree: int) -> Any:
        """Return the terms of this degree of a function's Taylor polynomial about the centre ``others``.

        They are the coefficient of s^degree in f(a + s(x − a)).
        """

    @abstractmethod
    def sum(self, terms: Iterable[Any]) -> Any:
        """Return a sum."""

    @abstractmethod
    def product(self, left: Any, right: Any) -> Any:
        """Return a product."""

    @abstractmethod
    def minus(self, value: Any) -> Any:
        """Return minus a value."""
