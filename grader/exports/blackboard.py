"""Blackboard: one column of the file that Blackboard exported is filled (and its feedback), and every other byte stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.exports.blackboard_reader import Column, Download, changes, choose, kept, login, read_download
from grader.exports.cells import Cell, fill
from grader.exports.comments import OURS, comments
from grader.exports.decimals import local, unlocal
from grader.exports.export import Export, Exported, File, Options
from grader.exports.maximum import factor, remark, written
from grader.exports.placing import Placed, beside, lines, news, place, replaced, zeros
from grader.exports.run import Run
from grader.model import GraderError, UsageError, printable

_LMS, _NAME = "Blackboard", "blackboard-grades"


def write(run: Run, options: Options) -> Exported:
    """The template with the scores in one column, and a comment for each of these students if that is asked for.

    Whoever gets no score keeps what stands there; so does somebody whose attempt goes on.
    """
    if options.template is None:
        raise UsageError("blackboard fills a file of grades that Blackboard exported: give it with --template")
    download = read_download(options.template)
    column = choose(download, options.column)
    scale = factor(run, column.points, _LMS, options)
    placed = place(run, download.students, options.include_pending)
    places = download.places
    refused = {row: reason for row, _ in placed.ready if (reason := kept(download, places[row], column))}
    scores = {places[row]: written(result.score, scale) for row, result in placed.ready if row not in refused}
    blank, why = zeros(run, placed)
    zeroed = [at for at in (places[row] for row in blank)
              if download.table.cell(at, column.at).strip() in ("", "-") and not kept(download, at, column)]
    every = scores | dict.fromkeys(zeroed, "0")
    wanted = news(every, lambda row: unlocal(download.table.cell(row, column.at), download.sign)) if options.changed_only else every
    data = _filled(download, column, {row: local(score, download.sign) for row, score in wanted.items()},
                   _comments(run, download, placed, wanted) if options.comments else {})
    name = f"{_NAME}.{'xls' if download.table.delimiter == chr(9) else 'csv'}"
    said = f"{len(wanted):,} of {len(places):,} rows filled in the column {printable(column.title)}; Blackboard will accept {len(wanted):,}"
    left = tuple((result, refused[row]) for row, result in placed.ready if row in refused)
    said_of = [*lines(run, placed, left, options.include_pending, len(zeroed), len(every) - len(wanted)),
               ("upload", f"{name} in the Grade Center: Work Offline, Upload"),
               *replaced(_LMS, download.table, wanted, lambda row: unlocal(download.table.cell(row, column.at), download.sign)),
               *_remarks(run, download, column, options, scale, why)]
    return Exported((File(name, data, said), *beside(run, placed, left)), len(wanted), tuple(said_of),
                    tuple(result.person for row, result in placed.ready if row not in refused))


def _comments(run: Run, download: Download, placed: Placed, scores: Mapping[int, str]) -> dict[int, str]:
    """The feedback for each place of the table with a score, unless a person wrote something there."""
    if download.feedback is None or download.format is None:
        return {}
    wanted: dict[str, list[int]] = {}
    for row, result in placed.ready:
        at = download.places[row]
        old = download.table.cell(at, download.feedback)
        if at in scores and (not old.strip() or OURS in old):
            wanted.setdefault(result.person, []).append(at)
    return comments(run, wanted)


def _filled(download: Download, column: Column, scores: Mapping[int, str], feedback: Mapping[int, str]) -> bytes:
    """The file, after Blackboard's rules were applied to it: it must read back as it was filled, and change nothing else."""
    edits = [(_at(download, row, column.at), score) for row, score in scores.items()]
    for row, text in feedback.items():
        assert download.feedback is not None      # else there is none
        assert download.format is not None
        edits += [(_at(download, row, download.feedback), text), (_at(download, row, download.format), "HTML")]
    data = fill(download.table, edits)
    after = read_download(data)
    wanted = {(login(download, row), column.id): score for row, score in scores.items() if score != download.table.cell(row, column.at)}
    if changes(download, after) != wanted:
        raise GraderError("the file of grades would change more in Blackboard than the scores: nothing was written")
    ours = {column.at, download.feedback, download.format}
    for old, new in zip(download.table.rows, after.table.rows, strict=True):
        if len(old) != len(new) or {at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a.value != b.value} - ours:
            raise GraderError("the file of grades does not read back as it was filled: nothing was written")
    return data


def _at(download: Download, row: int, column: int) -> Cell:
    return download.table.rows[row][column]


def _remarks(run: Run, download: Download, column: Column, options: Options, scale: Fraction | None, why: str) -> list[tuple[str, str]]:
    said = remark(run, column.points, _LMS, scale) + [("note", why)] * bool(why)
    if options.comments and (download.feedback is None or download.format is None):
        said.append(("note", "The file has no columns 'Feedback to Learner' and 'Feedback Format', so no comments were written: "
                             "download this column alone, with its comments."))
    if not column.is_english:
        said.append(("note", f"The header is not in English: '{printable(column.shown)}' must mean points, not a letter or a percentage."))
    if download.strange:
        names = ", ".join(f"'{printable(name)}'" for name in download.strange)
        said.append(("note", f"Blackboard would make new columns of {names}: clear their boxes at the upload."))
    return said


EXPORT = Export("blackboard", "one column of the file of grades that Blackboard exported (--template)", True, write)
