"""The rules of the importers of Brightspace and Blackboard, each with a case that needs it: switched off, the case comes out differently."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from importers import Outcome, Refused
from vendor_importers import BRIGHTSPACE_RULES, Brightspace

Case = Callable[[frozenset[str]], Outcome]
ITEM = "HW 3 Points Grade <Numeric MaxPoints:10 Weight:5>"


def brightspace(off: frozenset[str], *rows: str, head: str = f"OrgDefinedId,Username,{ITEM},End-of-Line Indicator", comma: bool = False) -> Outcome:
    server = Brightspace({"007": "ada", "008": "grace"}, {"HW 3": Fraction(10), "HW 2": Fraction(4)}, comma, off)
    return server.upload("\r\n".join([head, *rows, ""]).encode("utf-8-sig"), "HW 3")


BRIGHTSPACE: dict[str, tuple[Case, object]] = {
    "by both ids": (lambda off: brightspace(off, "#007,#ada,7.5,#"), {"ada": Fraction(15, 2)}),
    "by the login, without a sign": (lambda off: brightspace(off, "ada,7,#", head=f"Username,{ITEM},End-of-Line Indicator"), {"ada": 7}),
    "a stranger": (lambda off: brightspace(off, "#009,#emmy,7,#"), {}),
    "the ids are not first": (lambda off: brightspace(off, "Ada,#007,7,#", head=f"Name,OrgDefinedId,{ITEM},End-of-Line Indicator"), "the ids must come first"),
    "no last column": (lambda off: brightspace(off, "#007,7,#", head=f"OrgDefinedId,{ITEM},End"), "the last column must be the End-of-Line Indicator"),
    "a line without its end": (lambda off: brightspace(off, "#007,#ada,7,"), "the end of a line was not found"),
    "a name": (lambda off: brightspace(off, "#007,Ada,7,#", head=f"OrgDefinedId,Name,{ITEM},End-of-Line Indicator"), "Name must not be imported"),
    "a new item": (lambda off: brightspace(off, "#007,#ada,7,#", head="OrgDefinedId,Username,HW 4 Points Grade,End-of-Line Indicator"), {}),
    "another item": (lambda off: brightspace(off, "#007,#ada,3,#", head="OrgDefinedId,Username,HW 2 Points Grade,End-of-Line Indicator"), {}),
    "no number": (lambda off: brightspace(off, "#007,#ada,seven,#"), {}),
    "nothing": (lambda off: brightspace(off, "#007,#ada,,#"), {"ada": ""}),
    "more than the maximum": (lambda off: brightspace(off, "#007,#ada,11,#"), {"ada": 10}),
    "a decimal comma": (lambda off: brightspace(off, '#007,#ada,"7,5",#', comma=True), {"ada": Fraction(15, 2)}),
}


def came_out(case: Case, off: frozenset[str] = frozenset()) -> object:
    try:
        return case(off).changed
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize("name", BRIGHTSPACE)
def test_brightspace(name: str) -> None:
    case, expected = BRIGHTSPACE[name]
    assert came_out(case) == expected


@pytest.mark.parametrize("rule", BRIGHTSPACE_RULES)
def test_each_rule_of_brightspace_is_needed(rule: str) -> None:
    assert [name for name, (case, expected) in BRIGHTSPACE.items() if came_out(case, frozenset({rule})) != expected]
