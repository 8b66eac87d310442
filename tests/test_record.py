"""Records beside the dataclasses that they stand for: the same in all that a program sees of them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from grader.record import field_names, record, replace


class Plain:
    a: int
    b: str = "x"
    c: tuple[int, ...] = field(default=(1,), compare=False, repr=False)
    d: dict[str, int] = field(default_factory=dict)


class Alone:
    """One field, a method, a property."""

    only: Any

    def twice(self) -> Any:
        return 2 * self.only

    @property
    def same(self) -> Any:
        return self.only


class Own:
    a: int
    seen: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seen.append(self.a)

    def __hash__(self) -> int:
        return 7


class Nothing:
    pass


def both(cls: type) -> tuple[Any, Any]:
    """The class as a dataclass and as a record."""
    copied = type(cls.__name__, (), {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")})
    return dataclass(frozen=True, slots=True)(copied), record(cls)


CALLS: list[tuple[type, tuple[Any, ...], dict[str, Any]]] = [
    (Plain, (1,), {}), (Plain, (1, "y"), {}), (Plain, (1, "y", (2, 3), {"z": 1}), {}), (Plain, (), {"d": {}, "a": 2}), (Plain, (None, 0), {}),
    (Alone, (3,), {}), (Alone, ([],), {}), (Own, (4,), {}), (Nothing, (), {}),
]


@pytest.mark.parametrize(("cls", "positional", "named"), CALLS)
def test_a_record_is_what_the_dataclass_is(cls: type, positional: tuple[Any, ...], named: dict[str, Any]) -> None:
    expected_class, made_class = both(cls)
    expected, made = expected_class(*positional, **named), made_class(*positional, **named)
    assert repr(made).rpartition(".")[2] == repr(expected).rpartition(".")[2]
    assert [getattr(made, item.name) for item in fields(expected)] == [getattr(expected, item.name) for item in fields(expected)]
    assert field_names(made) == field_names(made_class) == made_class.__match_args__ == expected_class.__match_args__
    assert made_class.__doc__ == cls.__doc__ or cls.__doc__ is None
    assert not hasattr(made, "__dict__")
    try:
        hash(expected)
    except TypeError:
        with pytest.raises(TypeError):
            hash(made)
    else:
        assert hash(made) == hash(made_class(*positional, **named))


CLASSES = {cls: both(cls) for cls in (Plain, Alone, Own, Nothing)}


@pytest.mark.parametrize("left", CALLS)
@pytest.mark.parametrize("right", CALLS)
def test_records_are_equal_where_dataclasses_are(left: Any, right: Any) -> None:
    expected, made = [[CLASSES[cls][which](*positional, **named) for cls, positional, named in (left, right)] for which in (0, 1)]
    assert (made[0] == made[1]) is (expected[0] == expected[1])


@record
class Known:
    """A record of a module, as pickle needs it."""

    a: int
    b: Any = None


def test_a_record_travels() -> None:
    known = Known(1, [2])
    assert pickle.loads(pickle.dumps(known)) == copy.copy(known) == copy.deepcopy(known) == known
    assert copy.deepcopy(known).b is not known.b


def test_a_record_is_frozen() -> None:
    known = Known(1)
    for change in (lambda: setattr(known, "a", 2), lambda: setattr(known, "z", 2), lambda: delattr(known, "a")):
        with pytest.raises(AttributeError):
            change()
    assert known == Known(1)


@pytest.mark.parametrize("make", [lambda: Known(), lambda: Known(1, 2, 3), lambda: Known(1, c=2), lambda: Known(1, a=2)])   # type: ignore
def test_wrong_arguments_are_refused(make: Any) -> None:
    with pytest.raises(TypeError, match=r"[aA]rgument"):
        make()


def test_a_changed_copy_and_a_pattern() -> None:
    match replace(Known(1, 2), b=3):
        case Known(a, b):
            assert (a, b) == (1, 3)
        case _:
            pytest.fail("a record has its fields as a pattern")
    with pytest.raises(TypeError):
        replace(Known(1), c=3)   # type: ignore[call-arg]


def test_defaults_are_made_anew_and_methods_are_kept() -> None:
    cls = both(Own)[1]
    one, other = cls(1), cls(2)
    assert (one.seen, other.seen, hash(one)) == ([1], [2], 7)
    alone = both(Alone)[1]("ab")
    assert (alone.twice(), alone.same) == ("abab", "ab")


def test_nothing_is_compiled_before_it_is_needed() -> None:
    program = ("import builtins, dataclasses\nfrom grader.record import record\nmade = []\nreal = exec\n"
               "builtins.exec = lambda *a: (made.append(a[0]), real(*a))[1]\n"
               "@record\nclass A:\n    a: int\nprint(len(made))\nA(1), A(2)\nprint(len(made))\nA(1) == A(2), {A(1), A(2)}\nprint(len(made))\n")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                          cwd=Path(dataclasses.__file__).parent, env={"PYTHONPATH": str(Path(__file__).resolve().parents[1])})
    assert done.stdout.split() == ["0", "0", "0"]


def test_no_module_pays_for_a_frozen_dataclass() -> None:
    home = Path(__file__).resolve().parents[1] / "grader"
    frozen = [path.name for path in home.rglob("*.py") if "@dataclass(frozen=True, slots=True" in path.read_text("utf-8")]
    assert frozen == [], "write @record"
