"""Who has which variant of a problem: as it is written down, else as it follows from the seed and the student's id on any machine."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.model import Assignment, Bank, Problem, Values, values_text, variant_of
from grader.record import record, replace

Kept = Mapping[tuple[str, str], Values]
"""By student and problem the values that were drawn before."""


def student_id(text: str) -> str:
    """Return an id as variants are drawn by it: composed, without case, with single blanks.

    >>> student_id(" Ada  L. ")
    'ada l.'
    """
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def drawn(seed: str, problem: str, student: str, choices: Iterable[Values]) -> Values:
    """Return the values that a student has: those with the smallest HMAC, so that neither the order of lists nor a duplicate counts.

    A further choice takes to itself those students for whom its HMAC is the smallest, and moves nobody else.
    """
    def place(values: Values) -> tuple[bytes, Values]:
        return hmac.digest(seed.encode(), f"variant|{problem}|{student}|{values_text(values)}".encode(), "sha256"), values

    return min(choices, key=place)


@record
class _Shared:
    """Problems that give each student the same values: the group's name, the names that all of them have, and what these may be."""

    name: str
    names: frozenset[str]
    choices: tuple[Values, ...]


class Variants:
    """Who has which variant: by an assignment's pins, by what was ``kept`` when it was drawn before, else by drawing."""

    def __init__(self, assignment: Assignment, bank: Bank, kept: Kept | None = None) -> None:
        self._assignment = assignment
        self._families: dict[str, list[Problem]] = {}
        for family in bank.families:
            self._families.setdefault(family.whole, []).append(family)
        self._shared = _groups(self._families)
        self._pins = {(pin.who.row, pin.problem): pin.values for pin in assignment.pins}
        self._kept = kept or {}

    @property
    def problems(self) -> tuple[str, ...]:
        """The ids of the problems that have variants, of wholes where these have parts."""
        return tuple(self._families)

    def student(self, row: int) -> str:
        """The id by which the student in a row of the roster has variants; empty where the roster has none of this kind."""
        keys = self._assignment.roster[row].keys
        return next((student_id(value) for kind, value in keys if kind == self._assignment.variants_by), "")

    def is_pinned(self, row: int, problem: str) -> bool:
        """Whether a student's variant is written down."""
        return (row, problem) in self._pins

    def values(self, row: int, problem: str) -> Values | None:
        """The values of a student's variant; ``None`` where the roster has no id by which to draw."""
        pinned, student = self._pins.get((row, problem)), self.student(row)
        if pinned is not None or not student:
            return pinned
        return self._kept.get((student, problem)) or self.of_id(student, problem)

    def of_id(self, student: str, problem: str) -> Values:
        """The values that are drawn for an id, whoever has it."""
        choices, seed = [variant.variant for variant in self._families[problem][0].variants], self._assignment.seed
        group = self._shared.get(problem)
        if group is not None:
            same = drawn(seed, group.name, student, group.choices)
            choices = [values for values in choices if _of_names(values, group.names) == same]
        return drawn(seed, problem, student, choices)

    def row_of(self, student: str) -> int | None:
        """The row of the roster with this id, ``None`` where there is no such row or more than one."""
        wanted = student_id(student)
        rows = [row for row in range(len(self._assignment.roster)) if self.student(row) == wanted]
        return rows[0] if len(rows) == 1 else None


def with_values(bank: Bank, values: Mapping[str, Values]) -> Bank:
    """Return a bank in which each family is the one variant of these values, by the ids of wholes; a family without values stays."""
    def chosen(problem: Problem) -> Problem:
        found = variant_of(problem, values[problem.whole]) if problem.variants and problem.whole in values else None
        return problem if found is None else found

    return replace(bank, problems=tuple(map(chosen, bank.problems)), _by_id={})


def _of_names(values: Values, names: frozenset[str]) -> Values:
    return tuple(pair for pair in values if pair[0] in names)


def _groups(families: Mapping[str, Sequence[Problem]]) -> dict[str, _Shared]:
    """By problem the group that shares values, for those that are in one."""
    found: dict[str, _Shared] = {}
    for members in _joined(families):
        lists = [[variant.variant for variant in families[member][0].variants] for member in members]
        names = frozenset.intersection(*[frozenset(name for name, _ in values[0]) for values in lists])
        choices = set.intersection(*[{_of_names(values, names) for values in each} for each in lists])
        if names and choices:
            shared = _Shared(members[0], names, tuple(sorted(choices)))
            found |= dict.fromkeys(members, shared)
    return found


def _joined(families: Mapping[str, Sequence[Problem]]) -> Iterator[list[str]]:
    """The problems that say of each other that they have the same values, by name."""
    homes = {problem: {problem} for problem in families}
    for problem, members in families.items():
        for other in members[0].same:
            if other in homes:
                joined = homes[problem] | homes[other]
                homes |= dict.fromkeys(joined, joined)
    seen = set[str]()
    for problem in sorted(homes):
        if problem not in seen and len(homes[problem]) > 1:
            seen |= homes[problem]
            yield sorted(homes[problem])
