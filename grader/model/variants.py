"""Variants of a problem by their values: as people write them, and what is wrong with several of them, told as of one problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from grader.lazily import lazily
from grader.model.diagnostic import Diagnostic, Where
from grader.model.problem import Problem, Values
from grader.nesting import parted
from grader.record import replace

_NUMBER = lazily(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,9}|/0*[1-9][0-9]{0,5})?")
_PAIR = lazily(r"\s*([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?)\s*=(.*)", re.DOTALL)


def number_of(text: str) -> Fraction | None:
    """The number that a value is written as: ``3``, ``-1/2``, ``0.5``; ``None`` for a formula."""
    found = text.strip().replace("\u2212", "-")
    return Fraction(found) if _NUMBER.fullmatch(found) else None


def value_text(text: str) -> str:
    """The text by which a value is known: of equal numbers it is one, in a formula blanks are single."""
    value = number_of(text)
    return " ".join(text.split()) if value is None else str(value)


def values_of(text: str) -> Values | None:
    """The values that a text such as ``a=3, b=1/2`` names, whatever their order; ``None`` where it is no such text.

    >>> values_of(" b = 0.5, a=3")
    (('a', '3'), ('b', '1/2'))
    """
    found = dict[str, str]()
    for part in _parts(text):
        pair = _PAIR.fullmatch(part)
        if pair is None or not pair[2].strip() or pair[1] in found:
            return None
        found[pair[1]] = value_text(pair[2])
    return tuple(sorted(found.items()))


def variant_of(family: Problem, values: Values) -> Problem | None:
    """The variant of a family with these values, a problem that is one itself if it is that; blanks within a formula do not count."""
    wanted = _squeezed(values)
    return next((variant for variant in family.variants or (family,) if _squeezed(variant.variant) == wanted), None)


def _squeezed(values: Values) -> list[tuple[str, str]]:
    return [(name, "".join(value.split())) for name, value in values]


def _parts(text: str) -> list[str]:
    """A list cut at the commas that stand in no brackets."""
    return [text[start:end] for start, end in parted(text)]


MOST_FAILING = 3
"""Variants whose faults are all told; of the others only the number is."""

_Said = tuple[str, str, Where | None]


def told(failing: Mapping[Values, Sequence[Diagnostic]], is_all: bool, named: Callable[[Values, str], str], more: str,
         where: Where | None) -> tuple[Diagnostic, ...]:
    """Return what to say where some variants fail, or all of them; ``named`` puts the name of a variant into a message.

    What is wrong with all variants alike is said once, without a name; ``more`` is said behind the variants that are named.
    """
    shown = list(failing)[:MOST_FAILING]
    common = set.intersection(*[{_said(item) for item in heard} for heard in failing.values()]) if is_all else set[_Said]()
    found = [item for item in failing[shown[0]] if _said(item) in common]
    own = [replace(item, message=named(variant, item.message)) for variant in shown for item in failing[variant]
           if _said(item) not in common]
    if own and more:
        own.append(Diagnostic("bank/variants-more", more, "mend those that are named first", where=where))
    return (*found, *own)


def _said(item: Diagnostic) -> _Said:
    return item.code, item.message, item.where
