"""Whose variant an answer is judged by: each student's own problems, or the reason why nobody knows which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.assignment import Variants
from grader.expr import order_keys
from grader.model import (
    Assignment,
    Attention,
    Bank,
    Diagnostic,
    Mark,
    Outcome,
    Problem,
    Values,
    decode,
    encode,
    key_of,
    values_of,
    values_text,
    variant_of,
)
from grader.record import record, replace
from grader.store import Answered, Store

FILE = "variants.csv"
"""Who had which variant, where that was drawn and not written down before."""

OTHER, COPIED = "variant/other", "variant/other-numbers"

_KEPT = "variants"
_Drawn = tuple[tuple[str, str, Values], ...]


@record
class Own:
    """The problems of one attempt: in place of a problem with variants the student's one, or the family, with the reason by its id."""

    problems: tuple[Problem, ...]
    reasons: Mapping[str, Diagnostic]


class Owners:
    """Who has which problems; of a bank without variants all have the same, and nothing is looked up.

    ``rows`` has by person the rows of the roster; whoever has none, or several with different variants, may wait.
    """

    def __init__(self, store: Store, bank: Bank, assignment: Assignment | None, rows: Mapping[str, Sequence[int]]) -> None:
        self._bank = bank
        self._all = Own(bank.problems, {})
        self._has_variants = bool(bank.families)
        self._rows = rows
        is_assigned = self._has_variants and assignment is not None and bool(assignment.seed and assignment.variants_by)
        self._variants = Variants(assignment, bank, _kept(store)) if is_assigned and assignment is not None else None

    def of(self, person: str, answers: Iterable[Answered]) -> Own:
        """Return the problems of somebody who gave these answers; of several variants of a group the one counts that the answers name."""
        if not self._has_variants:
            return self._all
        named = {response.problem: response.variant for response in (each.response for each in answers) if response.variant}
        reasons, problems = dict[str, Diagnostic](), list[Problem]()
        for problem in self._bank.problems:
            if not problem.variants:
                problems.append(problem)
                continue
            found = self._one_of(problem, person, named)
            problems.append(found if isinstance(found, Problem) else problem)
            if not isinstance(found, Problem):
                reasons[problem.id] = found
        return Own(tuple(problems), reasons)

    def others(self, person: str, own: Own, answers: Iterable[Answered], student: str) -> tuple[Attention, ...]:
        """Return a row for each answer that names another variant than the student's."""
        if not self._has_variants:
            return ()
        known = {problem.id: problem for problem in own.problems if problem.variant}
        return tuple([_other(each, problem, student, person) for each in answers
                      if each.response.variant and (problem := known.get(each.response.problem)) is not None
                      and not _names(each.response.variant, problem)])

    def table(self) -> list[tuple[str, str, str]]:
        """Return student, problem and values of all who handed in and whose variants were drawn, by the id in the roster."""
        if self._variants is None:
            return []
        rows = sorted({row for each in self._rows.values() for row in each})
        found = [(row, problem, values) for row in rows for problem in self._variants.problems
                 if not self._variants.is_pinned(row, problem) and (values := self._variants.values(row, problem)) is not None]
        return [(self._variants.student(row), problem, values_text(values)) for row, problem, values in found]

    def keep(self, store: Store) -> None:
        """Note what was drawn for those who are in the run: it holds there from now on, whatever is added to the lists."""
        drawn = tuple([(student, problem, values_of(text) or ()) for student, problem, text in self.table()])
        said = encode(drawn).decode("ascii") if drawn else ""
        if said != store.value(_KEPT):
            store.note(**{_KEPT: said})

    def _one_of(self, problem: Problem, person: str, named: Mapping[str, str]) -> Problem | Diagnostic:
        """The student's variant of a problem."""
        rows = self._rows.get(person, ())
        if self._variants is None:
            return _waits("variant/unassigned", "no assignment says who has which variant of this problem")
        values = {own for row in rows if (own := self._variants.values(row, problem.whole)) is not None}
        if not values:
            return _waits("variant/unknown-student", "it is not known who wrote this, and so which variant of this problem it answers")
        if len(values) > 1:
            said = values_of(named.get(problem.id, "")) or ()
            values = {each for each in values if variant_of(problem, said) is variant_of(problem, each) is not None}
            if not values:
                return _waits("variant/several", "those who wrote this together have several variants of this problem")
        [chosen] = values
        found = variant_of(problem, chosen)
        return found or _waits("variant/gone", f"the variant {key_of(problem.whole, chosen)} is no longer in the bank")


class Copies:
    """Answers that are wrong in a student's own variant and right in that of somebody who wrote the same: for staff alone."""

    def __init__(self) -> None:
        self._right: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._wrong: list[tuple[tuple[str, str], Mark, str, str]] = []

    def add(self, mark: Mark, student: str, person: str) -> None:
        """Take in the mark of an answer to a variant."""
        if mark.decided.tree is None:
            return
        place = mark.problem, order_keys(mark.decided.tree)[id(mark.decided.tree)]
        if mark.verdict.outcome is Outcome.CORRECT:
            self._right[place].add(mark.key)
        elif mark.verdict.outcome is Outcome.INCORRECT:
            self._wrong.append((place, replace(mark, decided=replace(mark.decided, tree=None)), student, person))

    def rows(self) -> list[Attention]:
        """Return a row for each of them."""
        return [_copied(mark, sorted(self._right[place]), student, person) for place, mark, student, person in self._wrong
                if place in self._right]


def _copied(mark: Mark, keys: Sequence[str], student: str, person: str) -> Attention:
    said = f"this answer is wrong in the student's variant {mark.key} and right in {', '.join(keys[:3])}, where others wrote it"
    where = mark.where
    return Attention(where.file if where else "", COPIED, said, student, mark.problem, where.line if where else 0, person)


def _names(text: str, problem: Problem) -> bool:
    """Whether a text has the values of a variant."""
    return variant_of(problem, values_of(text) or ()) is problem


def _other(answered: Answered, problem: Problem, student: str, person: str) -> Attention:
    response = answered.response
    own = key_of(problem.whole, problem.variant)
    said = f"this answer names the variant [{response.variant}], and was judged by the student's own, {own}: is it a friend's answer?"
    return Attention(response.where.file, OTHER, said, student, problem.id, response.where.line, person)


def _waits(code: str, message: str) -> Diagnostic:
    return Diagnostic(code, message, "wait: a person looks at it")


def _kept(store: Store) -> dict[tuple[str, str], Values]:
    """What was drawn in this run before, by student and problem."""
    text = store.value(_KEPT)
    drawn: _Drawn = decode(_Drawn, text.encode("ascii")) if text else ()
    return {(student, problem): values for student, problem, values in drawn}
