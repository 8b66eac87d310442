"""Frozen records: structs of msgspec, which are made, compared and hashed in C, and for which nothing is compiled when they are defined.

A cold check of one answer defines ninety records; ``dataclasses`` compiles six methods for each.  Type checkers see dataclasses.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, field
from typing import Any, TypeVar, dataclass_transform

import msgspec

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Return the class, which has no base, as a frozen record of its annotated fields; keep the methods that it defines.

    A field with ``compare=False`` counts neither in comparisons nor in the hash, and is not shown.
    """
    return _made(cls, False)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def tagged_record(cls: type[T]) -> type[T]:
    """Return a record that says its name where it is stored: one of several that a field may hold."""
    return _made(cls, True)


def _made(cls: type[T], is_tagged: bool) -> type[T]:
    space = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    kinds = space.get("__annotations__", {})
    given = {name: space.pop(name) for name in kinds if name in space}
    silent = {name for name, value in given.items() if isinstance(value, Field) and not value.compare}
    if silent:
        space |= _comparing(tuple(name for name in kinds if name not in silent))
    fields = [(name, kind, _default(given[name])) if name in given else (name, kind) for name, kind in kinds.items()]
    # As an array: where a record is stored (``model/codec.py``), it is the list of its fields.
    made: type[T] = msgspec.defstruct(cls.__name__, fields, namespace=space, module=cls.__module__, frozen=True,  # type: ignore[assignment]
                                      array_like=True, forbid_unknown_fields=True, tag=is_tagged)
    return made


def replace(one: T, **changes: Any) -> T:
    """Return a record like ``one`` but for some fields."""
    changed: T = msgspec.structs.replace(one, **changes)  # type: ignore[type-var]
    return changed


def field_names(kind: object) -> tuple[str, ...]:
    """Return the names of a record's fields, in their order; none for anything else."""
    names: tuple[str, ...] = getattr(kind, "__struct_fields__", ())
    return names


def _default(value: object) -> object:
    if not isinstance(value, Field):
        return value
    return value.default if value.default is not MISSING else msgspec.field(default_factory=value.default_factory)  # type: ignore[arg-type]


def _comparing(names: tuple[str, ...]) -> dict[str, Any]:
    def compared(self: object) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in names)

    return {"__eq__": lambda self, other: compared(self) == compared(other) if type(self) is type(other) else NotImplemented,
            "__hash__": lambda self: hash(compared(self)),
            "__repr__": lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"}
