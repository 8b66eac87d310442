"""The page's own runtime against this Python: the same replies to whole collections of answers; ``GRADER_SITE_NIGHT=1`` takes them all.

The page's files run under Node, where CPU can be measured, and a few answers in Chromium's worker; at night all of them in both.  What may
never differ is the outcome, the layout, the score and the rules of the reasons; another point of a counterexample that a search
proposed is allowed once in a thousand answers, since a sine may differ in its last bit.  Beside that the marks of practice pages
are compared with those over the whole bank, which holds more right forms than a page may.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from corpora import Asked, branches, listed, random_pairs
from hostile_texts import TEXTS
from page_runtime import SALT, Replied, asked, in_chromium, under_node
from test_answers import ASKED

from grader.bank import load_bank
from grader.desk import open_desk, page_bank
from grader.marking import mark
from grader.model import Bank, Problem, mark_to_json
from grader.places import place
from grader.record import replace

NIGHT = bool(os.environ.get("GRADER_SITE_NIGHT"))
SEED = int(os.environ.get("GRADER_PAIRS_SEED", "7"))
SLOW = 3_000
"""Milliseconds of CPU that no hostile text may take."""

Replies = Callable[[bytes, Sequence[object]], list[Replied]]


def numbered(found: Sequence[Asked]) -> list[Asked]:
    """The same answers, with problems of which no two have one id."""
    ids: dict[int, Problem] = {}
    for each, _ in found:
        if id(each) not in ids:
            ids[id(each)] = Problem(replace(each.task, id=f"p{len(ids)}"), each.scheme, each.shown)
    return [(ids[id(each)], text) for each, text in found]


def hostile(share: int) -> list[Asked]:
    """Hostile texts as answers to several problems."""
    bank, _ = load_bank(place("problem_bank"))
    problems = [problem for name in ASKED if (problem := bank.get(name)) is not None]
    jobs = [(problem, text.replace("{T}", problem.scheme.truth)) for text in TEXTS for problem in problems]
    return jobs[::share]


CORPORA: dict[str, Callable[[], list[Asked]]] = {
    "listed": lambda: listed(1 if NIGHT else 6),
    "branches": lambda: branches()[::1 if NIGHT else 5],
    "random": lambda: random_pairs(500 if NIGHT else 80, SEED),
    "hostile": lambda: hostile(1 if NIGHT else 7),
}


@cache
def corpus(name: str) -> list[Asked]:
    return CORPORA[name]()


def page_of(found: Sequence[Asked]) -> bytes:
    """The bank of a practice page of these problems."""
    return page_bank(Bank(tuple({id(each): each for each, _ in found}.values()), "0" * 64), "practice")


def settled(reply: dict[str, Any]) -> tuple[object, ...]:
    """What may never differ."""
    mark = reply["mark"]
    return mark["outcome"], mark["layout"], mark["score"], [found["rule"] for found in mark["diagnoses"]]


def compared(found: Sequence[Asked], replies: Replies) -> list[Replied]:
    """What a page replies, compared with what the same desk replies here."""
    bank, requests = page_of(found), [asked(each.id, text) for each, text in found]
    there = replies(bank, requests)
    desk = open_desk(bank, SALT)
    here = [desk.answer(request) for request in requests]
    assert [(request["problem"], request["answer"], a.reply, b) for request, a, b in zip(requests, there, here, strict=True)
            if settled(a.reply) != settled(b)] == []
    others = [request for request, a, b in zip(requests, there, here, strict=True) if a.reply != b]
    assert len(others) <= math.ceil(len(here) / 1_000), others
    return there


@pytest.fixture(scope="module")
def node(practice_site: Path) -> Replies:
    return lambda bank, requests: under_node(practice_site, bank, requests)


@pytest.fixture(scope="module")
def chromium(practice_site: Path, browser: Any) -> Replies:
    return lambda bank, requests: in_chromium(browser, practice_site, bank, requests)


@pytest.fixture(scope="module")
def judged(node: Replies) -> dict[str, list[Replied]]:
    """The replies to all collections, compared; of one start of the runtime."""
    there = iter(compared(numbered([each for name in CORPORA for each in corpus(name)]), node))
    return {name: [next(there) for _ in corpus(name)] for name in CORPORA}


def test_replies_of_the_page_are_those_of_this_python(judged: dict[str, list[Replied]]) -> None:
    assert all(len(replies) > 50 for replies in judged.values())
    for name, replies in judged.items():
        print(f"{name}: {len(replies)} answers, {sum(each.took for each in replies) / 1000:.1f} s CPU, at most {max(each.took for each in replies):.0f} ms")


def test_a_page_gives_the_outcome_the_score_and_the_layout_of_the_whole_bank() -> None:
    found = corpus("listed")
    desk = open_desk(page_of(found), SALT)
    differing = []
    for each, text in found:
        there, here = desk.answer(asked(each.id, text))["mark"], mark_to_json(mark(each, text, SALT, at_home=True))
        differing += [(each.id, text)] if any(there[name] != here[name] for name in ("outcome", "score", "layout")) else []
    assert differing == []


def test_no_hostile_text_is_right_or_slow(judged: dict[str, list[Replied]]) -> None:
    found = zip(corpus("hostile"), judged["hostile"], strict=True)
    assert [(each.id, text[:60], replied.took) for (each, text), replied in found
            if replied.took > SLOW or replied.reply["mark"]["outcome"] == "correct"] == []


def test_the_worker_in_chromium_replies_the_same(chromium: Replies) -> None:
    compared(numbered([each for name in CORPORA for each in corpus(name)[::1 if NIGHT else 9]]), chromium)
