"""``results.jsonl``: everything of a run as data, a sheet on a line, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from grader.exports.export import Export, Exported, File, Options
from grader.exports.run import Run
from grader.model import UsageError, dumps, printable, sheet_to_json

NAME = "json"


def write(run: Run, options: Options) -> Exported:
    """All sheets, or that of one student; lines are made while they are written, so that a large class is never in memory.

    Raises :class:`UsageError` where nobody is the student that is asked for.
    """
    wanted = [not options.student or options.student in (result.student, result.person) for result in run.results]
    if options.student and not any(wanted):
        raise UsageError(f"the run has no sheet of {printable(options.student)}")
    if options.changed_only:
        wanted = [is_wanted and run.is_news(NAME, result.person) for is_wanted, result in zip(wanted, run.results, strict=True)]
    said = f"{sum(wanted):,} {'sheet' if sum(wanted) == 1 else 'sheets'}"
    left = (("left", f"{len(run.left_out):,} not done yet"),) if run.left_out else ()
    return Exported((File("results.jsonl", b"", said, _lines(run, wanted)),), sum(wanted), left,
                    tuple([result.person for is_wanted, result in zip(wanted, run.results, strict=True) if is_wanted]))


def _lines(run: Run, wanted: list[bool]) -> Iterator[bytes]:
    for sheet, is_wanted in zip(run.sheets(), wanted, strict=True):
        if is_wanted:
            yield f"{dumps(sheet_to_json(sheet, run.title))}\n".encode("ascii")


EXPORT = Export(NAME, "results.jsonl: everything as data, a sheet on a line", False, write)
