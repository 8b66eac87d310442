"""Work in a field with atoms that is made anew whenever something is learnt that must hold from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from grader.engine.field.atoms import Facts, RestartError
from grader.engine.field.elementary import ElementaryField
from grader.engine.field.rational import MAX_WORK, NoProofError, ZeroDenominatorError

MAX_RESTARTS = 6

T = TypeVar("T")


def made_in_field(names: tuple[str, ...], facts: Facts, make: Callable[[ElementaryField], T], work: int = MAX_WORK) -> T | None:
    """Return what is made in a field over some names; ``None`` where each new field learns something more."""
    for _ in range(MAX_RESTARTS):
        try:
            return make(ElementaryField(names, facts, work))
        except RestartError as learnt:
            facts = learnt.facts
    return None


def holds_in_field(names: tuple[str, ...], positive: Iterable[str], test: Callable[[ElementaryField], bool], work: int = MAX_WORK) -> bool:
    """Return whether something certainly holds, by normal forms in a field over some names, of which some are nowhere negative."""
    try:
        return bool(made_in_field(names, Facts(frozenset(positive)), test, work))
    except (NoProofError, ZeroDenominatorError):
        return False
