"""Moodle: the grading worksheet that Moodle exported is filled, and the sheets become its zip of feedback files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction

from grader.exports.cells import Cell, fill
from grader.exports.comments import OURS, comments
from grader.exports.decimals import decimal, read_number
from grader.exports.export import Export, Exported, File, Options
from grader.exports.feedback_zip import feedback_zips
from grader.exports.maximum import factor, remark, written
from grader.exports.moodle_reader import Worksheet, read_worksheet, refusals, untimed
from grader.exports.placing import Placed, beside, lines, news, place, replaced, zeros
from grader.exports.run import Run
from grader.model import GraderError, Result, UsageError, printable

NAME = "moodle"

_LANGUAGES = {"Teilnehmer/in": "German", "Teilnehmer*in": "German", "Partecipante": "Italian", "Partaidea": "Basque"}
_ONCE = "Download a new worksheet before the next upload: rows graded after this one was made are skipped silently."


def write(run: Run, options: Options) -> Exported:
    """The template with the grades (and feedback comments, if asked for), and a zip with a sheet for each matched row.

    ``Last modified (grade)`` is never touched: Moodle compares it to see whether somebody graded in the meantime.
    """
    if options.template is None:
        raise UsageError("moodle fills a grading worksheet that Moodle exported: give it with --template")
    sheet = read_worksheet(options.template, options.column)
    placed = place(run, sheet.students, options.include_pending)
    _refuse_a_team(run, placed)
    scale = factor(run, sheet.points, "Moodle", options)
    blank, why = zeros(run, placed)
    scores = {sheet.places[row]: written(result.score, scale) for row, result in placed.ready}
    zeroed = {sheet.places[row]: "0" for row in blank if sheet.table.cell(sheet.places[row], sheet.grade).strip() in ("", "-")}
    every = scores | zeroed
    wanted = news(every, lambda row: sheet.table.cell(row, sheet.grade)) if options.changed_only else every
    data, refused = _filled(sheet, wanted, _comments(run, sheet, placed) if options.comments else {}, options)
    left = tuple((result, refused[sheet.places[row]]) for row, result in placed.ready if sheet.places[row] in refused)
    entries = _entries(run, sheet, placed)
    handed = [entry for entry in entries if not options.changed_only or run.is_news(NAME, entry[2].person)]
    archives, without = feedback_zips(run, handed, options.font, options.split)
    ticked = untimed(sheet, set(wanted) - set(refused))
    accepted = len(wanted) - len(refused) - len(ticked)
    said = f"{len(wanted):,} of {len(sheet.students):,} rows filled; Moodle will accept {accepted:,}, skip {len(refused):,}"
    said += f", and take {len(ticked):,} only if a box is ticked (see below)" if ticked else ""
    files = (File("moodle-grades.csv", data, said), *archives, *beside(run, placed, left))
    said_of = lines(run, placed, left, options.include_pending, len(zeroed), len(every) - len(wanted))
    same = len(entries) - len(handed)
    said_of += [("left", f"{same:,} sheets: an earlier export handed them over as they are now (--changed-only)")] * bool(same)
    said_of += [("left", f"{printable(student)}: this run has no sheet in HTML") for student in without]
    said_of += _to_tick(sheet, ticked)
    taken = {row: score for row, score in wanted.items() if row not in refused}
    said_of += replaced("Moodle", sheet.table, taken, lambda row: sheet.table.cell(row, sheet.grade))
    return Exported(files, accepted, (*said_of, *_remarks(run, sheet, options, scale, why, len(archives))),
                    tuple(dict.fromkeys(result.person for _, _, result in handed if result.file)))


def _to_tick(sheet: Worksheet, ticked: Sequence[int]) -> list[tuple[str, str]]:
    """What is said of grades that change, and whose time Moodle takes for 1970."""
    if not ticked:
        return []
    time = printable(sheet.table.cell(ticked[0], sheet.modified))
    rows = "1 row has" if len(ticked) == 1 else f"{len(ticked):,} rows have"
    return [("upload", f"0. Tick 'Update records that have been modified …': {rows} another grade, and Moodle does not read the time "
                       f"'{time}', so that it would skip the new one. The tick also replaces what somebody graded since the download.")]


def _refuse_a_team(run: Run, placed: Placed) -> None:
    """A team's number may be a participant's: where half of the names do not fit, nothing is written."""
    count = sum(any(each.kind == "participant" for each in (result.who, *result.aliases)) for result in run.results)
    misnamed = sum(lost.is_misnamed for lost in placed.matching.unmatched)
    if misnamed and 2 * misnamed >= count:
        first = next(lost for lost in placed.matching.unmatched if lost.is_misnamed)
        raise UsageError(f"{misnamed} of {count} folders have another name than the participant with their number "
                         f"('{printable(first.who.student)}': {first.reason}). Is this a team assignment? Grade with --layout moodle-team; "
                         "or is this the worksheet of another assignment?")


def _filled(sheet: Worksheet, scores: Mapping[int, str], feedback: Mapping[int, str], options: Options) -> tuple[bytes, dict[int, str]]:
    """The worksheet with every grade that Moodle takes, and the reasons for the rows that it would skip."""
    cells = {row: cell for row in scores if (cell := _cell(sheet, row, sheet.grade)) is not None}
    refused = {row: "the row ends before the column" for row in scores if row not in cells}
    tried = fill(sheet.table, [(cell, scores[row]) for row, cell in cells.items()])
    refused |= refusals(sheet, read_worksheet(tried, options.column), set(cells))
    edits = [(cell, scores[row]) for row, cell in cells.items() if row not in refused]
    edits += [(cell, feedback[row]) for row in cells if row not in refused and row in feedback and (cell := _empty(sheet, row))]
    data = fill(sheet.table, edits)
    _check(sheet, read_worksheet(data, options.column), {row: score for row, score in scores.items() if row not in refused})
    return data, refused


def _comments(run: Run, sheet: Worksheet, placed: Placed) -> dict[int, str]:
    """The feedback for each place of the table."""
    places: dict[str, list[int]] = {}
    for row, result in placed.ready:
        places.setdefault(result.person, []).append(sheet.places[row])
    return comments(run, places)


def _empty(sheet: Worksheet, row: int) -> Cell | None:
    """The cell for feedback, unless it is not there or a person wrote something into it."""
    old = sheet.table.cell(row, sheet.comments)
    return _cell(sheet, row, sheet.comments) if not old.strip() or OURS in old else None


def _cell(sheet: Worksheet, row: int, column: int | None) -> Cell | None:
    cells = sheet.table.rows[row]
    return cells[column] if column is not None and column < len(cells) else None


def _entries(run: Run, sheet: Worksheet, placed: Placed) -> list[tuple[int, str, Result]]:
    """Participant's number, full name and result of every matched row."""
    return [(sheet.numbers[row], sheet.table.cell(sheet.places[row], sheet.name), run.results[person])
            for person, row in placed.matching.pairs]


def _remarks(run: Run, sheet: Worksheet, options: Options, scale: Fraction | None, why: str, zips: int,
             ) -> list[tuple[str, str]]:
    language = "English" if sheet.is_english else _LANGUAGES.get(sheet.word, "the language of its download")
    then = "   2. then the zip" if zips == 1 else f"   2. then the {zips} zips" if zips else ""
    said = [("upload", f"1. moodle-grades.csv, with Moodle in {language} as when it was downloaded{then}")]
    said += remark(run, sheet.points, "Moodle", scale) + [("note", why)] * bool(why)
    if sheet.points is None:
        said.append(("note", f"The worksheet does not say one maximum for all; here it is {decimal(run.out_of)}."))
    if options.comments and sheet.comments is None:
        said.append(("note", "The worksheet has no column Feedback comments (or its place cannot be told), so none were written."))
    if digest(options.template or b"") in run.templates:
        said.append(("note", "This worksheet served an export before: Moodle skips each row that was graded since its download, unless "
                             "'Update records that have been modified …' is ticked."))
    if sheet.modified is not None and {sheet.table.cell(row, sheet.modified).strip() for row in sheet.places} == {"-"}:
        said.append(("note", "No row has a time of its grade: in older releases of Moodle upload no zip before the worksheet, since then "
                             "all rows would be skipped."))
    return [*said, ("note", _ONCE)]


def digest(template: bytes) -> str:
    """Return what a template is known by, to see it again."""
    return hashlib.sha256(template).hexdigest()


def _check(before: Worksheet, after: Worksheet, scores: Mapping[int, str]) -> None:
    """Outside the grades and comments no cell may say anything new, and the grades must read back."""
    ours = {before.grade, before.comments}
    for row, (old, new) in enumerate(zip(before.table.rows, after.table.rows, strict=True)):
        changed = {at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a.value != b.value}
        if changed - (ours if row in scores else set()):
            raise GraderError("the filled worksheet would change more in Moodle than grades: nothing was written")
    for row, score in scores.items():
        if read_number(after.table.cell(row, after.grade)) != read_number(score):
            raise GraderError("the filled worksheet does not read back as it was filled: nothing was written")


EXPORT = Export(NAME, "the grading worksheet that Moodle exported (--template), and its zip of feedback files", True, write)
