"""Brightspace: the ids, one item and the end of each line of the file of grades that Brightspace exported, for whoever has a score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.exports.brightspace_reader import Gradebook, Item, broken, choose, headers, known_by, read_gradebook, read_upload, refusal
from grader.exports.cells import cut
from grader.exports.decimals import decimal, local, read_local, unlocal
from grader.exports.export import Export, Exported, File, Options
from grader.exports.maximum import factor, remark, written
from grader.exports.placing import beside, lines, news, place, replaced, zeros
from grader.exports.run import Run
from grader.model import GraderError, UsageError, printable

_NAME, _LMS = "brightspace-grades.csv", "Brightspace"


def write(run: Run, options: Options) -> Exported:
    """The rows that get a score, with nothing but their ids, the item and the end of the line.

    Names and addresses must not be imported.  Whoever gets no score is not in the file, so that Brightspace keeps what it has: nobody says
    what it does with an empty cell, and the grades that it exports are rounded.
    """
    if options.template is None:
        raise UsageError("brightspace fills a file of grades that Brightspace exported: give it with --template")
    book = read_gradebook(options.template)
    item = choose(book, options.column)
    scale = factor(run, item.points, _LMS, options)
    placed = place(run, book.students, options.include_pending)
    blank, why = zeros(run, placed)
    scores = {book.places[row]: written(result.score, scale) for row, result in placed.ready}
    refused = {row: reason for row, score in scores.items() if (reason := _refused(book, item, row, score))}
    zeroed = [at for row in blank if not book.table.cell(at := book.places[row], item.at).strip() and not broken(book, at)]
    every = {row: score for row, score in scores.items() if row not in refused} | dict.fromkeys(zeroed, "0")
    wanted = news(every, lambda row: unlocal(book.table.cell(row, item.at), book.sign)) if options.changed_only else every
    data = _filled(book, item, {row: local(score, book.sign) for row, score in wanted.items()})
    left = tuple((result, refused[book.places[row]]) for row, result in placed.ready if book.places[row] in refused)
    told = tuple(result.person for row, result in placed.ready if book.places[row] not in refused)
    said = f"{len(wanted):,} of {len(book.students):,} rows, the item {printable(item.title)}; Brightspace will accept {len(wanted):,}"
    said_of = lines(run, placed, left, options.include_pending, len(zeroed), len(every) - len(wanted))
    said_of += _remarks(run, item, options, scale, why)
    said_of += replaced(_LMS, book.table, wanted, lambda row: unlocal(book.table.cell(row, item.at), book.sign))
    return Exported((File(_NAME, data, said), *beside(run, placed, left)), len(wanted), tuple(said_of), told)


def _refused(book: Gradebook, item: Item, row: int, score: str) -> str:
    """Why a row is left alone, or nothing."""
    old = book.table.cell(row, item.at).strip()
    if reason := broken(book, row):
        return reason
    if old and read_local(old, book.sign) is None:
        return f"Brightspace says '{printable(old)}' there"
    return refusal(score, item.points)


def _filled(book: Gradebook, item: Item, scores: Mapping[int, str]) -> bytes:
    """The file, after Brightspace's rules were applied to it: it must read back as it was filled."""
    columns = (*book.ids, item.at, book.end)
    rows = [[(book.table.rows[row][at], scores[row] if at == item.at else None) for at in columns] for row in sorted(scores)]
    data = cut(book.table, [[(book.table.rows[0][at], None) for at in columns], *rows])
    taken = read_upload(data, headers(book, item))
    wanted = {known_by(book, row): score for row, score in scores.items()}
    if taken != wanted or len(wanted) != len(scores):
        raise GraderError("the file of grades does not read back as it was filled: nothing was written")
    return data


def _remarks(run: Run, item: Item, options: Options, scale: Fraction | None, why: str) -> list[tuple[str, str]]:
    said = [("upload", f"{_NAME} in Grades, Enter Grades, Import"), *remark(run, item.points, _LMS, scale)] + [("note", why)] * bool(why)
    if item.points is None:
        said.append(("note", f"The file does not say how many points Brightspace gives; here they are {decimal(run.out_of)}."))
    if options.comments:
        said.append(("note", "Brightspace takes no comments from a file of grades, so none were written."))
    return [*said, ("note", "Brightspace publishes what is imported for an assignment at once, as its feedback.")]


EXPORT = Export("brightspace", "one item of the file of grades that Brightspace exported (--template)", True, write)
