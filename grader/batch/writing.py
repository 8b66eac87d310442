"""The files of a run: a sheet each, written only where it shows something else than before, then the pages and tables of the class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from grader.batch import folder
from grader.batch.composing import Composed, compose, inputs_of, result_of
from grader.batch.deciding import Progress
from grader.batch.found import Found
from grader.batch.interruption import Heard
from grader.exports import EXPORTS, Run, table
from grader.exports import Options as ExportOptions
from grader.font import FILE, font_bytes
from grader.marking import Tally
from grader.model import Attention, Bank, Diagnostic, Gradebook, Mark, Provenance, Result, Sheet, encode, gradebook_text, printable, total
from grader.places import place
from grader.record import record
from grader.report import Sheets, render_class
from grader.store import Store
from grader.version import VERSION

SUFFIXES = ("html", "txt")
"""The formats in which a run writes each sheet."""

NOTED = 200
"""Sheets that are noted as written in one transaction."""


@record
class Form:
    """How a run writes: where, under which name, how much the sheets show, and which attempt counts."""

    out: Path
    title: str
    reveal: str
    rule: str = "last"


def write_sheets(store: Store, bank: Bank, found: Found, form: Form, progress: Progress, heard: Heard) -> Iterator[tuple[Composed, Result]]:
    """Yield the sheet of everybody whose answers are decided, with its line of the class, once its files are there.

    A file is written where the sheet shows something else than before or its bytes are not those that were written; sheets of nobody are
    removed.  Raises :class:`KeyboardInterrupt` between two sheets.
    """
    people, before, shown = store.people(), store.sheets(), _shown(bank, form)
    names = folder.sheet_names([(person.person, person.who.student) for person in people])
    folder.clear(form.out, {f"feedback/{name}.{suffix}" for name in names.values() for suffix in SUFFIXES})
    folder.write(form.out, f"feedback/{FILE}", font_bytes())
    pages = Sheets(bank, SUFFIXES, form.reveal, form.title)
    noted, done = list[tuple[str, str, bytes, bytes]](), 0
    try:
        for person in people:
            with heard():
                composed = compose(store, bank, found, person, form.rule)
                if composed is None:
                    continue
                name, inputs = names[person.person], inputs_of(composed, shown)
                if before.get(person.person) != (name, inputs, _on_disk(form.out, name)):
                    noted.append((person.person, name, inputs, _write(form.out, name, pages, composed)))
            if len(noted) == NOTED:
                store.wrote(noted)
                noted.clear()
            yield composed, result_of(composed, person, f"feedback/{name}.html")
            done += 1
            with heard():
                progress("sheets", done, len(people))
    finally:
        store.wrote(noted)


def _write(out: Path, name: str, pages: Sheets, composed: Composed) -> bytes:
    """Write a sheet in all formats, and return the digest of the bytes."""
    digest = blake2b(digest_size=16)
    for suffix, text in zip(SUFFIXES, pages.pages(composed.sheet), strict=True):
        data = text.encode("utf-8", "backslashreplace")
        digest.update(data)
        folder.write(out, f"feedback/{name}.{suffix}", data)
    return digest.digest()


def _on_disk(out: Path, name: str) -> bytes:
    """The digest of what stands in a sheet's files now; that of nothing where one is missing."""
    digest = blake2b(digest_size=16)
    for suffix in SUFFIXES:
        try:
            digest.update((out / f"feedback/{name}.{suffix}").read_bytes())
        except OSError:
            return b""
    return digest.digest()


def _shown(bank: Bank, form: Form) -> bytes:
    """What is the same on all sheets: the problems, the titles, and the templates."""
    templates = [path.read_bytes() for path in sorted(place("templates").iterdir()) if path.is_file()]
    said = encode((VERSION, bank.digest, form.title, form.reveal, tuple([problem.shown for problem in bank.problems])))
    return blake2b(b"\0".join([said, *templates]), digest_size=32).digest()


def write_class(bank: Bank, form: Form, salt: str, sheets: Sequence[Sheet], results: Sequence[Result],
                attention: Sequence[Attention]) -> int:
    """Write the pages and tables of the class, and return how many rows wait for a person."""
    out, book = form.out, Gradebook(form.title, tuple(sheets))
    tally, rows = Tally(bank, salt), [*map(_row, attention), *_waiting(sheets)]
    for sheet in sheets:
        for mark in sheet.marks:
            tally.add(mark, [sheet.person])
    page = render_class(form.title, bank, results, tally.counts(), len(rows))
    folder.write(out, "index.html", page.encode("utf-8", "backslashreplace"))
    folder.write(out, "results.json", "".join(gradebook_text(book)).encode())
    folder.write(out, "attention.csv", table([("file", "line", "student", "problem", "code", "message"), *rows]))
    grades = Run(out, form.title, tuple(problem.id for problem in bank.problems), total(problem.points for problem in bank.problems),
                 Provenance(VERSION, bank.digest), tuple(results), lambda: iter(sheets))
    for file in EXPORTS[0].write(grades, ExportOptions()).files:
        folder.write(out, file.path, file.data)
    return len(rows)


def _row(item: Attention) -> tuple[str | int, ...]:
    return printable(item.file), item.line, item.student, item.problem, item.code, printable(item.message)


def _waiting(sheets: Sequence[Sheet]) -> Iterator[tuple[str | int, ...]]:
    """The answers that wait for a person; those that stand in files which nobody could read are one row a student."""
    for sheet in sheets:
        if sheet.unread:
            count = sum(_code(mark) == "intake/unread-file" for mark in sheet.marks)
            said = f"nothing of this was read; {count} unanswered {'problem waits' if count == 1 else 'problems wait'}"
            yield from ((printable(path), 0, sheet.student, "", "intake/unread-file", said) for path in sheet.unread if count)
        for mark in sheet.marks:
            if mark.score is None and _code(mark) != "intake/unread-file":
                where, message = mark.where, _said(mark)
                yield (printable(where.file) if where else "", where.line if where else 0, sheet.student, mark.problem,
                       message.code if message else "undecided",
                       printable(message.message) if message else "the grader could not decide this answer")


def _said(mark: Mark) -> Diagnostic | None:
    return mark.verdict.messages[0] if mark.verdict.messages else None


def _code(mark: Mark) -> str:
    message = _said(mark)
    return message.code if message is not None else ""
