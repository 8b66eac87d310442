"""A class that is marked without names: pseudonyms in place of people and their files, by the run's secret salt, and who is behind them."""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from grader.batch import folder
from grader.batch.found import Given
from grader.exports import opened_by_people
from grader.model import PSEUDONYM, Assignment, Attention, HandedFile, Identity, Mark, Sheet, printable
from grader.people import Unmatched
from grader.record import replace
from grader.store import Person, Store

FILE = "people.csv"
"""The only file of such a run with names, beside the store and what is filled for an LMS."""

_HEAD = ("pseudonym", "name", "login", "email", "number", "group", "layout", "kind", "key", "file", "path", "code", "line", "message")
_NAMING_FILES = ("intake/unread-file", "intake/two-answers")
"""Codes of messages on a sheet that name files of the student."""
_SUFFIXES = frozenset(("csv", "doc", "docx", "gif", "heic", "html", "ipynb", "jpeg", "jpg", "m", "md", "odt", "pages", "pdf", "png", "py",
                       "rtf", "tex", "txt", "xls", "xlsx", "yaml", "yml", "zip"))
"""Of a file's name this may be shown; any other end may be a student's name."""

_DIGITS, _MORE = 8, 12


def is_anonymous(assignment: Assignment | None) -> bool:
    """Whether a run by this assignment shows no names."""
    return assignment is not None and assignment.anonymous


def pseudonyms(people: Iterable[str], salt: str) -> dict[str, str]:
    """Return by the store's id of a person the pseudonym; only where two begin alike are they longer, as with the names of sheets."""
    digests = {person: _digest(salt, person) for person in people}
    counts = Counter(digest[:_DIGITS] for digest in digests.values())
    return {person: f"S-{digest[:_DIGITS if counts[digest[:_DIGITS]] == 1 else _MORE]}" for person, digest in digests.items()}


def names_of_sheets(people: Sequence[Person]) -> dict[str, str]:
    """Return by person the name of the sheet's files without suffix: of a pseudonym its digits."""
    names = folder.sheet_names([(each.person, each.who.student) for each in people])
    return names | {each.person: each.who.key.partition("-")[2] for each in people if each.who.kind == PSEUDONYM}


def with_pseudonyms(people: Iterable[Person], salt: str) -> list[Person]:
    """Return people who are known by their pseudonyms too."""
    several = list(people)
    names = pseudonyms((each.person for each in several), salt)
    return [replace(each, aliases=(*each.aliases, Identity("", PSEUDONYM, names[each.person]))) for each in several]


def file_name(path: str, salt: str) -> str:
    """Return what a file is called where names must not be seen: ``F-``, 8 hexadecimal digits, and an end that is no name."""
    suffix = PurePosixPath(path).suffix.lower()
    return f"F-{_digest(salt, path)[:_DIGITS]}{suffix if suffix[1:] in _SUFFIXES else ''}"


def _digest(salt: str, text: str) -> str:
    return hmac.new(salt.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


class Veil:
    """The people of a run, and what is shown of them: ``people`` have pseudonyms and stand in their order; ``real`` has who they are."""

    def __init__(self, people: Sequence[Person], salt: str) -> None:
        self._salt = salt
        self._names = pseudonyms((each.person for each in people), salt)
        self.real = {each.person: each for each in people}
        self.people = sorted((Person(each.person, self.identity(each.person)) for each in people), key=lambda each: each.who.key)

    def identity(self, person: str) -> Identity:
        """Return who somebody is for everybody else."""
        return Identity("", PSEUDONYM, self._names[person])

    def moved(self, unmatched: Sequence[Unmatched], before: Sequence[Person]) -> tuple[Unmatched, ...]:
        """Return whoever has no row, by the places in ``people`` in place of those ``before``."""
        places = {each.person: place for place, each in enumerate(self.people)}
        return tuple([replace(each, person=places[before[each.person].person]) for each in unmatched])

    def marks(self, given: Sequence[Given], files: Sequence[HandedFile]) -> list[Given]:
        """Return marks that name no file of the student."""
        return [replace(each, mark=self._mark(each.mark, files)) for each in given]

    def _mark(self, mark: Mark, files: Sequence[HandedFile]) -> Mark:
        where = replace(mark.where, file=file_name(mark.where.file, self._salt)) if mark.where is not None else None
        messages = tuple([replace(each, message=self._without_paths(each.message, files)) if each.code in _NAMING_FILES else each
                          for each in mark.verdict.messages])
        if messages == mark.verdict.messages:
            return replace(mark, where=where)
        return replace(mark, where=where, decided=replace(mark.decided, verdict=replace(mark.verdict, messages=messages)))

    def _without_paths(self, text: str, files: Sequence[HandedFile]) -> str:
        for path in sorted({file.path for file in files}, key=len, reverse=True):
            text = text.replace(printable(path), file_name(path, self._salt))
        return text

    def sheet(self, sheet: Sheet) -> Sheet:
        """Return a sheet without a name; its marks are without one already."""
        return replace(sheet, unread=tuple([file_name(path, self._salt) for path in sheet.unread]))

    def attention(self, rows: Iterable[Attention], problems: Iterable[str]) -> list[Attention]:
        """Return what a person must look at without what the readers of the submissions say: that names people and their files."""
        known = set(problems)
        found = [replace(each, file=self._file(each.file), message=f"said in {FILE}, since it may hold names",
                         student=self._names.get(each.person, ""), problem=each.problem if each.problem in known else "") for each in rows]
        return sorted(found, key=lambda each: (each.file, each.line, each.code, each.student, each.problem))

    def files(self, rows: Iterable[Attention]) -> tuple[Attention, ...]:
        """Return rows of ours, which name nobody, with the names of files that everybody may see."""
        return tuple([replace(row, file=self._file(row.file)) for row in rows])

    def table(self, store: Store, unmatched: Sequence[Unmatched], rows: Sequence[Attention]) -> bytes:
        """Return ``people.csv``: a row for everybody, for each file, and for each thing that somebody must look at."""
        lost: dict[str, list[Unmatched]] = defaultdict(list)
        for each in unmatched:
            lost[self.people[each.person].person].append(each)
        said = []
        for person in self.people:
            real, name = self.real[person.person], person.who.key
            said += [(name, *_columns(who), *[""] * 5) for who in dict.fromkeys((real.who, *real.aliases, *real.who.members))]
            said += [(name, *[""] * 8, "", "", "unmatched", "", f"{each.reason}{f' ({each.similar})' if each.similar else ''}")
                     for each in lost[person.person]]
            numbers = [attempt.attempt for attempt in store.attempts(person.person)]
            paths = {file.path for number in numbers for file in store.files(person.person, number)}
            paths |= {each.response.where.file for number in numbers for each in store.answers(person.person, number)}
            said += [(name, *[""] * 8, file_name(path, self._salt), path, "", "", "") for path in sorted(paths)]
        for row in rows:
            name = self._names.get(row.person, "")
            said.append((name, *[""] * 8, self._file(row.file), row.file, row.code, str(row.line or ""), row.message))
        return opened_by_people([_HEAD, *([printable(cell) for cell in row] for row in said)])

    def _file(self, path: str) -> str:
        return file_name(path, self._salt) if path else ""


def _columns(who: Identity) -> tuple[str, ...]:
    return who.name, who.login, who.email, who.number, who.group, who.layout, who.kind, who.key
