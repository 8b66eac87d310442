"""The problems of a bank proved: those with variants by all of them, in several processes where these are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from grader.marking import Proved, prove, prove_variants
from grader.model import Bank, Problem, decode, encode

MANY = 40
"""Variants of one problem that one process proves alone."""

_AT_ONCE = 8
"""Variants that a process is given at a time."""


def proofs(bank: Bank, salt: str, processes: int) -> Iterator[Proved]:
    """Yield what proving each problem gives, the parts of a problem with variants behind each other, in the order of the bank."""
    done = set[str]()
    asked = (*bank.problems, *bank.given)
    for problem in asked:
        if not problem.variants:
            yield prove(problem, salt)
        elif problem.whole not in done:
            done.add(problem.whole)
            families = [each for each in asked if each.variants and each.whole == problem.whole]
            yield from prove_variants(families, salt, partial(_each, salt=salt, processes=processes))


def _each(problems: Sequence[Problem], salt: str, processes: int) -> Iterator[Proved]:
    if len(problems) <= MANY or processes < 2:
        yield from (prove(problem, salt) for problem in problems)
        return
    pool = ProcessPoolExecutor(processes)
    try:
        told = pool.map(partial(_proved, salt), map(encode, problems), chunksize=_AT_ONCE)
        yield from (decode(Proved, data) for data in told)
    finally:
        # Whoever has seen enough does not wait for the others.
        pool.shutdown(cancel_futures=True)


def _proved(salt: str, problem: bytes) -> bytes:
    return encode(prove(decode(Problem, problem), salt))
