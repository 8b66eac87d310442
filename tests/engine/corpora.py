"""The answers on which two ways to search, and the browser and this machine, must agree: problems with texts, each a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice

import matrix_pairs
import pairs as scalar_pairs
from domain_pairs import pairs as domain_pairs
from problems import problem
from test_domains import BRANCHES, CORNERS, ENDS, SLIVERS
from test_fooling import EMPTY, HALF_LINES, HUGE, PROBES, TINY

from grader.bank import load_bank
from grader.expr import plain
from grader.model import Bank, Problem
from grader.places import place

Asked = tuple[Problem, str]

TRUTHS = (("x^2", "2x"), ("x^3/3", "x^2"), ("x e^x", "e^x + x e^x"), ("sqrt(x^2+1)", "x/sqrt(x^2+1)"), ("sin(x)", "cos x"))
"""What is differentiated, and its derivative, which takes the place of ``2x`` in the strings that are written to fool."""

FAR = "x+abs(sin(x)+sin(pi x)+sin(exp(1) x)-2.9999)+sin(x)+sin(pi x)+sin(e x)-2.9999"
"""Its minimum is met by a grid of a million points and not by one that lists have the time for: without NumPy a person looks."""


@cache
def bank() -> Bank:
    """The lecture's problems."""
    return load_bank(place("problem_bank"))[0]


def listed(share: int = 1) -> list[Asked]:
    """Every answer that an author lists, right or wrong, of each ``share``-th problem; those with variants are on no page."""
    return [(each, answer) for number, each in enumerate(bank().problems) if number % share == 0 and not each.variants
            for answer in _listed(each)]


def _listed(each: Problem) -> Iterator[str]:
    scheme = each.scheme
    yield from (*([scheme.truth] if scheme.truth else []), *scheme.accept, *scheme.other_layout)
    yield from (wrong.answer for wrong in scheme.wrong)


def branches() -> list[Asked]:
    """What is written to fool a search, but for ``FAR``: half-lines, slivers, ends, corners, what has no value, five truths."""
    fooling = (*TINY, *PROBES, *HALF_LINES, *EMPTY, *HUGE)
    asked = [(each, text.replace("2x", f"({truth})", 1)) for each, truth in [(problem(f, "x"), truth) for f, truth in TRUTHS] for text in fooling]
    tables = [(f, None, declared, answers) for f, declared, answers in (*BRANCHES, *ENDS, *SLIVERS)] + CORNERS
    made = [(problem(f, wrt, declared), answers) for f, wrt, declared, answers in tables]
    return asked + [(each, answer) for each, answers in made for answer in answers if answer != FAR]


def random_pairs(count: int, seed: int) -> list[Asked]:
    """Random truths with answers that are right or wrong: half of them of scalars, the others on domains and of arrays."""
    half, quarter = count // 2, count // 4
    found = [(pair.truth.problem, plain(pair.answer)) for pair in islice(scalar_pairs.pairs(seed, Counter()), half)]
    found += [(problem(pair.f, declared=pair.domain), pair.answer) for pair in domain_pairs(quarter, seed)]
    return found + [(pair.problem, pair.text) for pair in islice(matrix_pairs.Generator(seed).pairs(), count - half - quarter)]
