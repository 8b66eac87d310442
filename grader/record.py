"""Frozen records with slots: what ``dataclass(frozen=True, slots=True)`` makes, without its price when a module is imported.

A cold check of one answer defines ninety records and uses forty of them.  ``dataclasses`` compiles six methods for each (0.4 ms); here a
method is compiled when it is first called.  ``dataclasses.replace``, ``fields`` and ``asdict`` work on records, and type checkers see
dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field, make_dataclass
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Return the class, which has no base, as a frozen record of its annotated fields; keep the methods that it defines."""
    names = tuple(vars(cls).get("__annotations__", ()))
    space = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    given = {name: space.pop(name) for name in names if name in space}
    defaults = {name: value if isinstance(value, Field) else field(default=value) for name, value in given.items()}
    made: type[T] = type(cls.__name__, (_Record,), {**space, "__slots__": names, "__match_args__": names, "_defaults": defaults})
    return made


def _compiled(name: str, write: Callable[[Any, dict[str, Any]], tuple[str, str]]) -> Callable[..., Any]:
    """Return a method that is replaced in its class, at its first call, by what ``write`` returns: its arguments and its body."""
    def first(self: Any, *args: Any, **named: Any) -> Any:
        cls, room = type(self), dict[str, Any]()
        arguments, body = write(cls, room)
        exec(f"def {name}({arguments}): {body}", room)
        setattr(cls, name, room[name])
        return room[name](self, *args, **named)

    return first


def _init(cls: Any, room: dict[str, Any]) -> tuple[str, str]:
    """Write each argument, or what its default makes of a missing one, to its slot; ``room`` gets the names that this needs."""
    arguments, lines = ["self"], []
    for name in cls.__match_args__:
        room[f"_put_{name}"], value, default = vars(cls)[name].__set__, name, cls._defaults.get(name)
        if default is not None:
            room[f"_default_{name}"], room[f"_make_{name}"] = default.default, default.default_factory
            if default.default is MISSING:
                value = f"_make_{name}() if {name} is _default_{name} else {name}"
        arguments.append(name if default is None else f"{name}=_default_{name}")
        lines.append(f"_put_{name}(self, {value})")
    return ", ".join(arguments), "; ".join([*lines, "self.__post_init__()" if hasattr(cls, "__post_init__") else "pass"])


def _eq(cls: Any, room: dict[str, Any]) -> tuple[str, str]:
    equal = f"{_compared(cls, 'self')} == {_compared(cls, 'other')}"
    return "self, other", f"return {equal} if self.__class__ is other.__class__ else NotImplemented"


def _hash(cls: Any, room: dict[str, Any]) -> tuple[str, str]:
    return "self", f"return hash({_compared(cls, 'self')})"


def _compared(cls: Any, of: str) -> str:
    names = [name for name in cls.__match_args__ if name not in cls._defaults or cls._defaults[name].compare]
    return f"({''.join(f'{of}.{name}, ' for name in names)})"


class _Fields:
    """The fields as ``dataclasses`` knows them, made when they are asked for."""

    def __get__(self, instance: object, owner: Any) -> dict[str, Field[Any]]:
        described = [(name, kind, owner._defaults.get(name, field())) for name, kind in owner.__annotations__.items()]
        twin = make_dataclass(owner.__name__, described, init=False, repr=False, eq=False)
        owner.__dataclass_fields__ = vars(twin)["__dataclass_fields__"]
        return owner.__dataclass_fields__  # type: ignore[no-any-return]


class _Record:
    """What all records have."""

    __slots__ = ()
    __dataclass_fields__ = _Fields()
    __match_args__: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Field[Any]]]

    __init__ = _compiled("__init__", _init)
    __eq__ = _compiled("__eq__", _eq)
    __hash__ = _compiled("__hash__", _hash)

    def __repr__(self) -> str:
        shown = [name for name in self.__match_args__ if name not in self._defaults or self._defaults[name].repr]
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)
