"""Which variant of a problem is meant: as an option says, as an assignment gives it to a student, or as the answer names it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.words import counted
from grader.model import Bank, Problem, UsageError, Values, key_of, printable, values_of, values_text, variant_of

if TYPE_CHECKING:
    from grader.assignment import Variants

_SOME = 12
"""Variants that a message lists."""


def of_values(bank: Bank, text: str) -> Bank:
    """Return a bank in which each problem that has the variant of these values is that one; raises :class:`UsageError` if none has."""
    from grader.assignment import with_values

    values = values_of(text)
    if values is None:
        raise UsageError(f"{printable(text)!r} are no values: write --variant a=3,b=2")
    if not bank.families:
        raise UsageError("no problem here has variants")
    found = {problem.whole: values for problem in bank.families if variant_of(problem, values) is not None}
    if not found:
        raise UsageError(f"no problem has the variant {printable(text)!r}\n  " + "\n  ".join(map(which, bank.families)))
    return with_values(bank, found)


def of_student(student: str, given: Path | None, file: Path | None) -> Bank:
    """Return what an assignment asks a student: the one that is named, else the one beside the answers, or around them.

    Raises :class:`UsageError` where there is none, or where its roster does not have the student.
    """
    from grader.assignment import NAME, Variants, with_values
    from grader.cli.assigned import open_assignment

    path = given or _beside(file, NAME)
    if path is None:
        raise UsageError(f"--student needs the assignment that says who has which variant: --assignment FILE (there is no {NAME} here)")
    assignment, bank = open_assignment(path, nothing="checked")
    variants = Variants(assignment, bank)
    row = variants.row_of(student)
    if row is None:
        by = assignment.variants_by or "id"
        raise UsageError(f"nobody in the roster has the {by} {printable(student)!r}")
    return with_values(bank, values_of_row(variants, bank, row))


def values_of_row(variants: Variants, bank: Bank, row: int) -> dict[str, Values]:
    """Return by the ids of the problems with variants the values of the student in a row of the roster.

    Raises :class:`UsageError` where one is no longer in the bank.
    """
    found = dict[str, Values]()
    for problem in bank.families:
        values = variants.values(row, problem.whole)
        if values is None or variant_of(problem, values) is None:
            who = variants.student(row) or "a student of the roster"
            raise UsageError(f"{who} has no id by which {problem.whole!r} is given out" if values is None else
                             f"{key_of(problem.whole, values)} of {who} is no longer in the bank: put the values back (variant/gone)")
        found[problem.whole] = values
    return found


def which(problem: Problem) -> str:
    """Return the question which variant is meant, with those that there are."""
    first = problem.variants[0].variant
    return printable(f"{problem.whole} has {counted(len(problem.variants), 'variant')}: say which is yours with --variant "
                     f"{values_text(first)} or --student ID, or write {key_of(problem.whole, first)}: before the answer. There are "
                     f"{listed(problem)}")


def listed(problem: Problem) -> str:
    """Return the variants of a problem, or the first of them and how many more there are."""
    texts = [values_text(each.variant) for each in problem.variants]
    return " · ".join(texts[:_SOME]) + (f" and {len(texts) - _SOME} more" if len(texts) > _SOME else "")


def _beside(file: Path | None, name: str) -> Path | None:
    folder = Path(os.path.abspath(file.parent if file is not None and str(file) != "-" else "."))
    return next((place / name for place in (folder, *list(folder.parents)[:2]) if (place / name).is_file()), None)
