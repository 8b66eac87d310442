"""Which question an answer was judged by: a digest of all that a verdict depends on, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from grader.marking import Parts
from grader.model import Bank, Problem, encode
from grader.record import replace
from grader.version import VERSION

SAME_PROBLEM = 8
"""Digits of a decision's ``asked`` that name the problem; the others name what judged it."""


def asked_of(bank: Bank, salt: str, version: str = "") -> dict[str, bytes]:
    """Return by its id what each problem asks under this salt, as 16 bytes; ``version`` is that of the grader that judges, if not this.

    The variants of a problem stand there by their keys.
    """
    said = (version or VERSION, salt)
    asked = {problem.id: _digest(said, depended_on(problem)) for problem in bank.problems}
    for family in bank.families:
        asked |= {each.key: _digest(said, depended_on(each)) for each in family.variants}
        asked[family.id] = _digest(tuple(asked[each.key].hex() for each in family.variants))
    return asked


def asked_of_person(problem: Problem) -> str:
    """Return the digits by which a decision names the problem: 8 for what is asked, as above but without the salt, and 4 for the grader's
    version, which may find out more.
    """
    return f"{_digest(depended_on(problem)).hex()[:SAME_PROBLEM]}{_digest((VERSION,)).hex()[:4]}"


def depended_on(problem: Problem) -> tuple[object, ...]:
    """Return what of a problem a verdict or a diagnosis depends on: not what is only shown, and not where in its file a line stands."""
    wrong = tuple(replace(each, where=None) for each in problem.scheme.wrong)
    return problem.task, replace(problem.scheme, wrong=wrong)


def earlier_digest(earlier: Parts, asked: Mapping[str, bytes]) -> bytes:
    """Return what earlier wrong answers an answer was judged after, and by which questions those were; empty for none."""
    return _digest(earlier, tuple(asked[part].hex() for part, _ in earlier)) if earlier else b""


def _digest(*values: tuple[object, ...]) -> bytes:
    return blake2b(encode(values), digest_size=16).digest()
