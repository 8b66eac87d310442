"""The files of a run: a sheet each, written only where it shows something else than before, then the pages and tables of the class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from grader.batch import folder
from grader.batch.anonymous import FILE as PEOPLE
from grader.batch.anonymous import names_of_sheets
from grader.batch.basis import Basis
from grader.batch.composing import Composed, Composer, inputs_of, result_of
from grader.batch.deciding import Progress
from grader.batch.dropped import dropped_in
from grader.batch.interruption import Heard
from grader.batch.tallying import Class
from grader.batch.variants import FILE as VARIANTS
from grader.exports import EXPORTS, Options, Run, attention_table, opened_by_people, statistics_table, unmatched_csv
from grader.model import Attention, Provenance, Result, encode, total
from grader.places import place
from grader.record import replace
from grader.report import Sheets, render_class
from grader.store import Store
from grader.style import beside
from grader.version import VERSION

SUFFIXES = ("html", "txt")
"""The formats in which a run writes each sheet."""

NOTED = 200
"""Sheets that are noted as written in one transaction."""

CLASS = ("index.html", "grades.csv", "attention.csv", "statistics.csv")
"""The files about the whole class."""

UNMATCHED = "unmatched.csv"
"""Whom the roster does not have; it is there only if that is somebody, and not where no names are shown."""


def write_sheets(store: Store, composer: Composer, basis: Basis, out: Path, progress: Progress,
                 heard: Heard) -> Iterator[tuple[Composed, Result, bytes]]:
    """Yield the sheet of everybody whose answers are decided, with the line of the class and the name of what it shows, once it is written.

    A file is written where the sheet shows something else than before or its bytes are not those that were written; sheets of nobody are
    removed.  Raises :class:`KeyboardInterrupt` between two sheets.
    """
    people, before, shown = composer.people, store.sheets(), shown_by_all(basis)
    names = names_of_sheets(people)
    folder.clear(out, {f"feedback/{name}.{suffix}" for name in names.values() for suffix in SUFFIXES})
    for file, data in beside().items():
        folder.write(out, f"feedback/{file}", data)
    pages = Sheets(basis.bank, SUFFIXES, basis.reveal, basis.title)
    noted, done = list[tuple[str, str, bytes, bytes]](), 0
    try:
        for person in people:
            with heard():
                composed = composer.compose(person)
                if composed is None:
                    continue
                name, inputs = names[person.person], inputs_of(composed, shown)
                if before.get(person.person) != (name, inputs, _on_disk(out, name)):
                    noted.append((person.person, name, inputs, _write(out, name, pages, composed)))
            if len(noted) == NOTED:
                store.wrote(noted)
                noted.clear()
            yield composed, result_of(composed, person, f"feedback/{name}.html"), inputs
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
        # What a power failure cuts off has another digest, and is written again.
        folder.write(out, f"feedback/{name}.{suffix}", data, lasts=False)
    return digest.digest()


def _on_disk(out: Path, name: str) -> bytes:
    """The digest of what stands in a sheet's files now; that of nothing where one is missing."""
    return _digest_of(out, [f"feedback/{name}.{suffix}" for suffix in SUFFIXES])


def _digest_of(out: Path, files: Iterable[str]) -> bytes:
    digest = blake2b(digest_size=16)
    for file in files:
        try:
            digest.update((out / file).read_bytes())
        except OSError:
            return b""
    return digest.digest()


def shown_by_all(basis: Basis) -> bytes:
    """Return the name of what is the same on all sheets: the problems, the titles, and the templates."""
    templates = [path.read_bytes() for path in sorted(place("templates").iterdir()) if path.is_file()]
    said = encode((VERSION, basis.title, basis.reveal, tuple([problem.shown for problem in basis.bank.problems])))
    return blake2b(b"\0".join([said, *templates]), digest_size=32).digest()


def write_class(store: Store, composer: Composer, basis: Basis, out: Path, graded: Class) -> int:
    """Write the pages and tables of the class where they show something new, and return how many rows wait for a person."""
    intake = [*composer.attention(), *graded.decisions(composer.rulings), *graded.copies()]
    waiting = [*intake, *graded.attention]
    behind = composer.behind()
    drawn = composer.owners.table() if composer.veil is None else []
    files = [*CLASS, *([UNMATCHED] if composer.unmatched and behind is None else []), *([PEOPLE] if behind is not None else []),
             *([VARIANTS] if drawn else [])]
    dropped, missing = dropped_in(store), basis.assignment.missing if basis.assignment is not None else "leave"
    said = encode((basis.bank.digest, tuple(graded.results), tuple(waiting), composer.unmatched, composer.absent, dropped, missing))
    inputs = blake2b(b"".join([shown_by_all(basis), said, *graded.inputs, behind or b"", encode(tuple(drawn)) if drawn else b""]),
                     digest_size=16).hexdigest()
    if store.value("class") == inputs + _digest_of(out, files).hex():
        return len(waiting)
    for name, data in _files(composer, basis, out, graded, intake, dropped, missing):
        folder.write(out, name, data)
    if behind is not None:
        folder.write(out, PEOPLE, behind, is_private=True)
    if drawn:
        folder.write(out, VARIANTS, opened_by_people([("student", "problem", "values"), *drawn]))
    for name in {UNMATCHED, PEOPLE, VARIANTS} - set(files):
        folder.remove(out, name)
    store.note(**{"class": inputs + _digest_of(out, files).hex()})
    return len(waiting)


def _files(composer: Composer, basis: Basis, out: Path, graded: Class, intake: Sequence[Attention],
           dropped: tuple[str, ...], missing: str) -> Iterator[tuple[str, bytes]]:
    bank, results, counts = basis.bank, graded.results, graded.counts(basis.salt)
    waiting = [*intake, *graded.named(counts)]
    page = render_class(basis.title, bank, results, counts, len(waiting))
    yield "index.html", page.encode("utf-8", "backslashreplace")
    yield "attention.csv", attention_table(waiting, {result.person: result.file for result in results})
    yield "statistics.csv", statistics_table(bank, results, counts)
    out_of = total(problem.points for problem in bank.problems)
    done = {result.person for result in results}
    left_out = tuple([each.who.student for each in composer.people if each.person not in done])
    run = Run(out, basis.title, tuple([problem.id for problem in bank.problems]), out_of, Provenance(VERSION, bank.digest), tuple(results),
              lambda: iter(()), left_out, missing, dropped=dropped, absent=composer.absent, strangers=composer.strangers,
              alike=composer.alike, nameless=composer.nameless)
    for file in EXPORTS[0].write(run, Options()).files:
        yield file.path, file.data
    if composer.unmatched and composer.veil is None:
        places = {result.person: result for result in results}
        lost = [(places.get(composer.people[each.person].person), each) for each in composer.unmatched]
        known = [(result, each) for result, each in lost if result is not None]
        yield UNMATCHED, unmatched_csv([result for result, _ in known],
                                             [replace(each, person=number) for number, (_, each) in enumerate(known)])
