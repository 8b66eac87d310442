"""What rooms above remember of an object: a typed memory, without a slot for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Once:
    """An object that keeps what functions make of it."""

    def __init__(self) -> None:
        self._made: dict[Callable[..., Any], Any] = {}

    def once(self, make: Callable[[Self], T]) -> T:
        """Return what a pure function makes of this object, made when it is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made
