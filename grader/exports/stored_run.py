"""A run read from ``results.json`` and ``run.json`` in its folder, and a sheet as one line of a class."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from grader.exports.run import Run, read_plain
from grader.model import (
    Gradebook,
    Identity,
    Provenance,
    Result,
    Sheet,
    StoreError,
    gradebook_from_json,
    loads,
    person_of,
    plain_identity,
    printable,
)

RESULTS_BYTES = 256 << 20
"""More than a class of 1,200 with 30 answers each needs (about 25 MiB), and too little to fill the memory."""

_SHEET = re.compile(r"feedback/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}\.html")
_MOODLE = re.compile(r"(.+)_([0-9]{1,18})_assign(?:submission|feedback)_[a-z]+(?:_.*)?", re.DOTALL)
_CANVAS = re.compile(r"(?:[^_]+_)?(?:LATE_)?([0-9]+)_(?:[0-9]+_.+|text|link)")


def read_run(folder: Path) -> Run:
    """Read the run in that folder: ``results.json``, and of ``run.json`` nothing but where the sheets are.

    Raises :class:`StoreError` if one of them is missing, damaged, or of another format.
    """
    return run_of(_gradebook(folder / "results.json"), folder, _files(folder / "run.json"))


def run_of(gradebook: Gradebook, folder: Path, files: dict[str, str], problems: tuple[str, ...] = ()) -> Run:
    """Return a gradebook as a run whose sheets lie under ``files``; ``problems`` are needed where it has no sheets."""
    sheets = gradebook.sheets
    ids = problems or tuple(dict.fromkeys(mark.problem for sheet in sheets for mark in sheet.marks))
    results = tuple(result_of(sheet, files.get(sheet.student, ""), ids) for sheet in sheets)
    out_of = max((result.out_of for result in results), default=Fraction(0))
    provenance = sheets[0].provenance if sheets else Provenance("", "")
    return Run(folder, gradebook.assignment, ids, out_of, provenance, results, lambda: iter(sheets))


def result_of(sheet: Sheet, file: str, problems: tuple[str, ...]) -> Result:
    """Return one sheet as the line of a class, with the points of the problems in that order."""
    who = sheet.who or _identity(sheet.student)
    scores = {mark.problem: mark.score for mark in sheet.marks}
    return Result(sheet.person or person_of(who), sheet.student, who, (), sheet.raw, sheet.lateness.penalty, sheet.score, sheet.out_of,
                  sheet.pending, tuple(scores.get(problem) for problem in problems), file, sheet.attempts, sheet.lateness,
                  any(mark.answer.strip() for mark in sheet.marks))


def _identity(student: str) -> Identity:
    """Whoever a run without identities means: the names in downloads of Moodle and Canvas hold ids."""
    if found := _MOODLE.fullmatch(student):
        return Identity("moodle", "participant", str(int(found[2])), name=found[1])
    if found := _CANVAS.fullmatch(student):
        return Identity("canvas", "canvas-user", found[1])
    return plain_identity(student)


def _gradebook(path: Path) -> Gradebook:
    data = _json(path)
    try:
        return gradebook_from_json(data)
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from None


def _files(path: Path) -> dict[str, str]:
    data = _json(path)
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(files, dict):
        raise StoreError(f"{path}: 'files' is missing or is no object")
    for file in files.values():
        if not isinstance(file, str) or not _SHEET.fullmatch(file):
            raise StoreError(f"{path}: {printable(repr(file))} is no sheet of this run")
    return files


def _json(path: Path) -> object:
    data = read_plain(path, RESULTS_BYTES)
    try:
        return loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise StoreError(f"{path}: this is no UTF-8 text") from None
    except StoreError as error:
        raise StoreError(f"{path}: {error}") from None
