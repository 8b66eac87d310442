"""Records as bytes: equal after the way back, trees with their spans too; damage is one error and never a value of another type."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from grader.bank import load_bank
from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
    Cases,
    Condition,
    Constant,
    Differential,
    Div,
    Entry,
    Every,
    Expr,
    Filled,
    Index,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Slice,
    Sum,
    Symbol,
    Transpose,
    Unit,
    mathml,
    plain,
    tree_from_list,
    tree_to_list,
)
from grader.marking import mark
from grader.model import Decided, Diagnostic, Lateness, Mark, Outcome, Problem, StoreError, Verdict, decode, encode
from grader.model.identity import Identity
from grader.record import field_names, replace

BANK = Path(__file__).resolve().parents[2] / "problem_bank"


@cache
def problems() -> tuple[Problem, ...]:
    return load_bank(BANK)[0].problems


@cache
def marks() -> tuple[Mark, ...]:
    """The marks of all answers that the bank lists, with their trees."""
    found = []
    for problem in problems():
        listed = problem.scheme
        texts = (listed.truth, *listed.accept, *listed.other_layout, *(wrong.answer for wrong in listed.wrong), "(", "2x +")
        found += [mark(problem, text, "salt", explained=number % 4 == 0) for number, text in enumerate(texts) if text]
    return tuple(found)


def rows(tree: Expr) -> list[tuple[Any, ...]]:
    """All nodes with all that they say, by a walk of our own."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        found.append((type(node), node.data, node.span, node.leaves, node.depth, node.is_array, node.is_plain, node.holds, hash(node)))
        waiting += node.args
    return found


def fits(value: Any, kind: Any) -> bool:
    """Whether a value has a type, by the type's own words and without the code that is tested."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return any(fits(value, part) for part in parts)
    if origin is Literal:
        return type(value) is str and value in parts
    if origin is tuple:
        if type(value) is not tuple:
            return False
        if parts[1:] == (...,):
            return all(fits(item, parts[0]) for item in value)
        return len(value) == len(parts) and all(map(fits, value, parts))
    if isinstance(kind, type) and issubclass(kind, Expr):
        return isinstance(value, Expr)
    if names := field_names(kind):
        hints = get_type_hints(kind)
        return type(value) is kind and all(fits(getattr(value, name), hints[name]) for name in names)
    return isinstance(value, kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else type(value) is kind


def test_every_problem_of_the_bank_comes_back() -> None:
    for problem in problems():
        data = encode(problem)
        again = decode(Problem, data)
        assert again == problem
        assert encode(again) == data
        assert b"\n" not in data
        trees = [(problem.task.f, again.task.f), (problem.task.truth_tree, again.task.truth_tree)]
        assert all(rows(one) == rows(other) for one, other in trees if one is not None and other is not None)


def test_every_mark_comes_back_with_its_tree() -> None:
    with_trees, outcomes = 0, set()
    for each in marks():
        again = decode(Mark, encode(each))
        assert again == each
        assert (again.decided.tree is None) == (each.decided.tree is None)
        if each.decided.tree is not None and again.decided.tree is not None:
            with_trees += 1
            assert rows(again.decided.tree) == rows(each.decided.tree)
            # Equations are shown line by line.
            assert type(again.decided.tree) is Condition or plain(again.decided.tree) == each.read_as
        outcomes.add(each.verdict.outcome)
    assert with_trees > 400
    assert {Outcome.CORRECT, Outcome.INCORRECT, Outcome.UNREADABLE} <= outcomes


def some_tree(chance: random.Random, size: int) -> Expr:
    """A tree with nodes of all classes, some of which stand in several places."""
    made: list[Expr] = [Symbol("x", (0, 1)), Number(Fraction(1, 4), 2), Number(10**999), Constant("pi"), ArraySymbol("A"), Size("N"),
                        Index("i"), Differential("dX"), Filled("I"), Filled("comm", ((2, "N"), ("M",))), Unit([Index("i")])]

    def one() -> Expr:
        return chance.choice(made)

    def condition() -> Expr:
        parts = [Condition(chance.choice(("=", "<=", ">")), (one(), one())) for _ in range(2)]
        return chance.choice((parts[0], Condition("and", parts), Condition("otherwise")))

    kinds = (
        lambda: Add([one(), one(), Neg(one())], (3, 9)), lambda: Mul([one(), one()]), lambda: Div(one(), one()), lambda: Pow(one(), one()),
        lambda: Call("log", [one()]), lambda: Call("root", [one(), one()]), lambda: Matrix(1, 2, [one(), one()]), lambda: Transpose(one()),
        lambda: Entry(ArraySymbol("A"), [one(), one()]), lambda: Slice(ArraySymbol("A"), [Every(), one()]), lambda: Indicator(condition()),
        lambda: Cases([one(), condition(), one(), Condition("otherwise")]), lambda: Sum("i", one()), lambda: Apply("g", (0, 1), [one(), one()]),
    )
    while len(made) < size:
        made.append(chance.choice(kinds)())
    return Add(chance.sample(made, 5))


@pytest.mark.parametrize("seed", range(40))
def test_any_tree_comes_back(seed: int) -> None:
    chance = random.Random(seed)
    tree = some_tree(chance, 30)
    if tree.leaves > 20_000:
        with pytest.raises(ValueError, match="tree"):
            tree_from_list(json.loads(json.dumps(tree_to_list(tree))))
        return
    again = tree_from_list(json.loads(json.dumps(tree_to_list(tree))))
    assert rows(again) == rows(tree)
    assert len(tree_to_list(tree)) < 400, "what stands in several places is written once"


def damaged(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """The bytes with a few others in places, with a piece less or twice, and with values of the JSON exchanged."""
    for _ in range(6):
        at = chance.randrange(len(data))
        yield data[:at] + bytes([chance.choice(b'[]{}",0123456789-.eE\\utnflxyzANS \x00\xff')]) + data[at + 1:]
        start, end = sorted(chance.choices(range(len(data)), k=2))
        yield data[:start] + data[end:]
        yield data[:end] + data[start:]
    for _ in range(12):
        value = json.loads(data)
        place = value
        while True:
            inner = [at for at, item in enumerate(place) if isinstance(item, list) and item]
            if not inner or chance.random() < 0.25:
                break
            place = place[chance.choice(inner)]
        place[chance.randrange(len(place))] = chance.choice([None, True, -1, 3, 10**30, 1.5, "", "x", "1/0", "Add", [], [[]], {}, {"x": 1}])
        yield json.dumps(value).encode()


def test_damage_is_one_error_or_a_value_of_the_same_type() -> None:
    chance = random.Random(7)
    wanted = [*[(Mark, each) for each in chance.sample(marks(), 60)], *[(Problem, each) for each in chance.sample(problems(), 30)]]
    refused = made = 0
    for kind, value in wanted:
        for data in damaged(encode(value), chance):
            try:
                again = decode(kind, data)
            except StoreError:
                refused += 1
                continue
            made += 1
            assert fits(again, kind)
            trees = [again.decided.tree] if isinstance(again, Mark) else [again.task.f, again.task.truth_tree]
            for tree in trees:
                if tree is not None:
                    assert plain(tree)
                    assert mathml(tree)
    assert refused > 1_000
    assert made > 50


HOSTILE = {
    "empty": b"", "no JSON": b"\xff", "deep": b"[" * 100_000, "deep and closed": b"[" * 5_000 + b"]" * 5_000, "NaN": b"[NaN]",
    "an object": b'{"verdict": []}', "a text": b'"x"', "many digits": b"[" + b"9" * 10_000 + b"]",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", [Decided, Problem, Identity, Expr, Fraction, tuple[Mark, ...]])
def test_hostile_bytes_are_one_error(name: str, kind: Any) -> None:
    with pytest.raises(StoreError):
        decode(kind, HOSTILE[name])


@pytest.mark.parametrize("text", ["1e9", "1e999999999", "1/0", "0x1", " 1", "1_0", "", "½", "1/2/3", "9" * 5_000])
def test_a_fraction_is_a_short_text_of_digits(text: str) -> None:
    with pytest.raises(StoreError):
        decode(Fraction, json.dumps(text).encode())
    assert decode(Fraction, encode(Fraction(-3, 7))) == Fraction(-3, 7)


X = ["Symbol", 0, "x", None, None]

NO_TREES: dict[str, list[Any]] = {
    "nothing": [], "two trees": [X, X], "a child too few": [X, ["Add", 2, None, None, None]], "no such node": [["Expr", 0, None, None, None]],
    "an unknown class": [["Evil", 0, None, None, None]], "a name that is none": [["Symbol", 0, 7, None, None]],
    "a sum of one": [X, ["Add", 1, None, None, None]], "a negative count": [X, ["Neg", -1, None, None, None]],
    "true for one": [X, ["Neg", True, None, None, None]], "a number below zero": [["Number", 0, [-1, None], None, None]],
    "one half in whole decimals": [["Number", 0, ["1/3", 2], None, None]], "a fraction with an exponent": [["Number", 0, ["1e99/1", None], None, None]],
    "true for a number": [["Number", 0, [True, None], None, None]], "a float": [["Number", 0, [1.5, None], None, None]],
    "too few entries": [X, ["Matrix", 1, [1, 2], None, None]], "a matrix of no rows": [X, ["Matrix", 1, [0, 1], None, None]],
    "half a span": [["Symbol", 0, "x", 3, None]], "a span backwards": [["Symbol", 0, "x", 3, 1]], "a span of true": [["Symbol", 0, "x", True, 3]],
    "a condition as a value": [["Condition", 0, "otherwise", None, None], ["Neg", 1, None, None, None]],
    "a condition as the whole": [["Condition", 0, "otherwise", None, None]], "a colon alone": [["Every", 0, None, None, None]],
    "cases without a condition": [X, X, ["Cases", 2, None, None, None]], "an indicator of a value": [X, ["Indicator", 1, None, None, None]],
    "an unknown constant": [["Constant", 0, "tau", None, None]], "an unknown sign": [X, X, ["Condition", 2, "~", None, None]],
    "a later node": [0], "no such node before": [X, ["Neg", 1, None, None, None], 1, ["Mul", 2, None, None, None]],
    "a leaf by its number": [X, 0, ["Mul", 2, None, None, None]],
    "orders that do not fit": [X, ["Apply", 1, ["g", [0, 1]], None, None]], "data where there is none": [X, ["Neg", 1, "x", None, None]],
    "markup as a function": [X, ["Call", 1, "<b>", None, None]],
    "a bomb": [X, X, ["Add", 2, None, None, None], *[row for n in range(60) for row in (n, ["Add", 2, None, None, None])]],
    "too deep": [X, *[["Neg", 1, None, None, None]] * 3_000], "an object": [{"name": "Symbol"}], "a row too short": [["Symbol", 0, "x"]],
}


@pytest.mark.parametrize("name", NO_TREES)
def test_no_tree_is_made_of_another_list(name: str) -> None:
    with pytest.raises(ValueError, match="no tree"):
        tree_from_list(NO_TREES[name])


def test_any_text_is_kept() -> None:
    for text in ("\ud800", "\x00\x1b[31m", "a\u2028b", '"\\', "𝔸", "\n"):
        value = Decided(Verdict(Outcome.UNREADABLE, messages=(Diagnostic("a/b", text, span=(0, 1)),)), text)
        data = encode(value)
        assert decode(Decided, data) == value
        assert data.isascii()
        assert len(data.splitlines()) == 1


def test_a_record_is_not_taken_for_another() -> None:
    verdict = marks()[0].verdict
    with pytest.raises(StoreError):
        decode(Decided, encode(verdict))
    with pytest.raises(StoreError):
        decode(Verdict, encode(verdict)[:-1] + b", 1]")
    group = Identity("moodle", "team", "7", members=(Identity("moodle", "participant", "8"),))
    assert decode(Identity, encode(group)) == group
    assert replace(group, members=()) != decode(Identity, encode(group))


def test_what_cannot_be_stored_is_said() -> None:
    with pytest.raises(TypeError, match="object"):
        encode((object(),))


def test_times_are_kept_to_the_microsecond() -> None:
    due = datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=ZoneInfo("Europe/Berlin"))
    lateness = Lateness(due + timedelta(days=1, microseconds=1), due, timedelta(days=1, microseconds=1), Fraction(1, 10), True, "late")
    again = decode(Lateness, encode(lateness))
    assert again == lateness
    assert again.due is not None
    assert again.due.utcoffset() == due.utcoffset()
