"""The rules of the importers of Brightspace and Blackboard, each with a case that needs it: switched off, the case comes out differently."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from importers import Outcome, Refused
from vendor_importers import BLACKBOARD_RULES, BRIGHTSPACE_RULES, Blackboard, Brightspace

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


COLUMNS = {118854: ("HW 3", Fraction(10), "Score"), 5: ("Total", Fraction(20), "Score"), 6: ("Quiz", Fraction(4), "Percentage")}
HW = "HW 3 [Total Pts: 10 Score] |118854"


def blackboard(off: frozenset[str], cell: str, head: str = HW, old: str = "", column: int = 118854, sign: str = ",", user: str = "ada",
               comma: bool = False, who: str = "Username") -> Outcome:
    server = Blackboard({"ada", "grace"}, COLUMNS, {("ada", column): old}, comma, off)
    return server.upload(f'"{who}"{sign}"{head}"\r\n"{user}"{sign}"{cell}"\r\n'.encode("utf-16"), column)


BLACKBOARD: dict[str, tuple[Case, object]] = {
    "a grade": (lambda off: blackboard(off, "7.5"), ({"ada": Fraction(15, 2)}, [])),
    "tabs": (lambda off: blackboard(off, "7", sign="\t"), ({"ada": 7}, [])),
    "semicolons": (lambda off: blackboard(off, "7", sign=";"), "the delimiter is neither a tab nor a comma"),
    "a user name in capitals": (lambda off: blackboard(off, "7", user="ADA"), ({"ada": 7}, [])),
    "a stranger": (lambda off: blackboard(off, "7", user="emmy"), ({}, [])),
    "no user name": (lambda off: blackboard(off, "7", who="Student ID"), "there is no user name"),
    "another title in front of the number": (lambda off: blackboard(off, "7", head="Homework |118854"), ({"ada": 7}, [])),
    "no number behind the title": (lambda off: blackboard(off, "7", head="HW 3 [Total Pts: 10 Score]"), ({}, ["HW 3 [Total Pts: 10 Score]"])),
    "a column of somebody's own": (lambda off: blackboard(off, "7", head="My notes"), ({}, ["My notes"])),
    "a column that is computed": (lambda off: blackboard(off, "7", head="Total [Total Pts: up to 20 Score] |5", column=5), ({}, [])),
    "the same": (lambda off: blackboard(off, "7", old="7"), ({}, [])),
    "the same mark of an attempt": (lambda off: blackboard(off, "Needs Grading", old="Needs Grading"), ({}, [])),
    "nothing over a grade": (lambda off: blackboard(off, "", old="7"), ({"ada": ""}, [])),
    "incomplete": (lambda off: blackboard(off, "Incomplete", old="7"), ({"ada": ""}, [])),
    "no number": (lambda off: blackboard(off, "seven"), ({}, [])),
    "over the maximum": (lambda off: blackboard(off, "12"), ({"ada": 12}, [])),
    "a percentage": (lambda off: blackboard(off, "2", head="Quiz [Total Pts: 4 Percentage] |6", column=6), ({"ada": Fraction(8, 100)}, [])),
    "a decimal comma": (lambda off: blackboard(off, "7,5", comma=True), ({"ada": Fraction(15, 2)}, [])),
    "a decimal comma elsewhere": (lambda off: blackboard(off, "7,5"), ({}, [])),
}


def became(case: Case, off: frozenset[str] = frozenset()) -> object:
    try:
        outcome = case(off)
    except Refused as refused:
        return str(refused)
    return outcome.changed, outcome.new_columns


@pytest.mark.parametrize("name", BLACKBOARD)
def test_blackboard(name: str) -> None:
    case, expected = BLACKBOARD[name]
    assert became(case) == expected


@pytest.mark.parametrize("rule", BLACKBOARD_RULES)
def test_each_rule_of_blackboard_is_needed(rule: str) -> None:
    assert [name for name, (case, expected) in BLACKBOARD.items() if became(case, frozenset({rule})) != expected]
