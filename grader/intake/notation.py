"""A student's own file in one of its notations, told apart by the ending: lines of text, Markdown, LaTeX, a notebook, YAML."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import PurePath

from grader.headers import columns
from grader.intake.decode import decode
from grader.intake.entries import ANY, AnswerFile, Entry, Ids, guessed_encoding, limited, named_in, responses
from grader.intake.junk import LATEX, MARKDOWN, NOTEBOOK, YAML
from grader.intake.latex import NEEDS as LATEX_NEEDS
from grader.intake.latex import read_latex
from grader.intake.markdown import read_markdown
from grader.intake.member import Fault
from grader.intake.notebook import NEEDS as NOTEBOOK_NEEDS
from grader.intake.notebook import read_notebook
from grader.intake.textform import read_text
from grader.intake.yamlform import read_yaml
from grader.model import Diagnostic, Response
from grader.record import record, replace

_ABOUT = frozenset({"assignment", "class", "course", "date", "email", "group", "homework", "id", "instructor", "lecturer",
                    "matriculation", "module", "name", "number", "section", "semester", "subject", "tutor", "tutorial",
                    "university", "abgabedatum", "datum", "dozent", "dozentin", "fach", "gruppennummer", "hausaufgabe", "kurs",
                    "mat.-nr.", "matr", "matr.", "matr.-nr", "matrikel", "matrikelnummer", "modul", "mtk-nr.", "studiengang",
                    "tutorium", "universität", "vorlesung", "übungsgruppe", "asignatura", "corso", "cours", "curso", "data", "fecha",
                    "matière", "universidad", "université", "università"})
"""What students write about themselves and the homework: no ids of problems, so that nothing but their texts may be an answer."""

_MOST_ABOUT = 100
_NUMBER = (r"[^\w(]*\(?(?:(?:aufgabe|aufg|übung|teil|frage|problem|exercise|question|task|part|ex|nr|no)\b\.?\s*"
           r"(?:\d{1,2}(?:\.\d{1,2})?\s?[a-z]?|[a-h])|(?:\d{1,2}[a-h]?|[a-h])(?=\)))(?!\w)")
_NUMBERED = re.compile(rf"{_NUMBER}[\s*_]*[:=)–—-][\s*_]*[^\s*_]", re.IGNORECASE)
"""A line that names a problem by its number on the sheet: what follows may be its answer."""

_HEADING = re.compile(rf"{_NUMBER}[\s*_:.)–—-]*", re.IGNORECASE)
"""A line that does so and no more: the next one may be the answer."""

_FORMULA = re.compile(r"[=^\\*{}+]")
"""What stands in answers, and in nothing that is said of a person or a course."""

_SIGN = re.compile(r"[\d=^\\]")
"""What stands in answers, and seldom in remarks."""


@record
class Content:
    """What one file holds: its answers, whom it names as its author, and what could not be used.

    ``has_unknown`` where a text is given under an id that no bank knows, ``has_numbered`` under a number in the place of an id; ``named``
    are the problems that texts name which are no answers, ``is_whole`` is false for a page that holds more than text.
    """

    responses: tuple[Response, ...]
    student: Entry | None = None
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Diagnostic, ...] = ()
    is_whole: bool = True
    has_unknown: bool = False
    has_numbered: bool = False
    named: frozenset[str] = frozenset()


def unread_code(content: Content, answered: Collection[str]) -> str:
    """The code of a file in which a text may be meant for a problem that is not answered in the attempt, else nothing."""
    is_meant = content.has_numbered or content.named - set(answered)
    return "intake/unknown-problem" if content.has_unknown else "intake/not-an-answer" if is_meant else ""


def is_yaml(file: str) -> bool:
    """Whether a file is read as YAML."""
    return PurePath(file).suffix.casefold() in YAML


def read_notation(text: str, file: str, ids: Ids = ANY) -> AnswerFile:
    """The entries of a text; raises :class:`Refused` for YAML that is not plain, and for what is no notebook."""
    path = PurePath(file)
    suffix = path.suffix.casefold()
    if suffix in YAML:
        return read_yaml(text, file)
    if suffix in LATEX:
        return read_latex(text)
    if suffix in NOTEBOOK:
        return read_notebook(text, ids)
    # What a repository says of itself holds the questions.
    return read_markdown(text, ids, path.stem.casefold() != "readme") if suffix in MARKDOWN else read_text(text, ids)


def holds_nothing(file: str) -> str:
    """What is said of a file without an answer: what its notation needs."""
    needs = {**dict.fromkeys(LATEX, LATEX_NEEDS), **dict.fromkeys(NOTEBOOK, NOTEBOOK_NEEDS)}.get(PurePath(file).suffix.casefold(), "")
    return f"no answers were found; {needs}" if needs else "this file holds no answer"


def read_content(data: bytes, file: str, problems: Collection[str], others: Collection[str] = ()) -> Content:
    """The answers of a file; raises :class:`Refused` if it cannot be used at all."""
    text, guessed = decode(data)
    content = content_of(read_notation(text, file, Ids((*problems, *others))), file, problems, others)
    return replace(content, remarks=(guessed_encoding(file),) * guessed + content.remarks)


def content_of(read: AnswerFile, file: str, problems: Collection[str], others: Collection[str] = ()) -> Content:
    """The answers to known problems among a file's entries, and what is said of the others."""
    ids = Ids((*problems, *others))
    entries = [_meant(entry, ids) for entry in read.entries]
    unknown = [entry for entry in entries if problems and entry.problem not in problems and entry.problem not in others
               and entry.text.strip()]
    about = [entry.text for entry in unknown if _is_about(entry.problem) and not _FORMULA.search(entry.text)]
    found, unused = responses([entry for entry in entries if not _is_header(entry, problems, others)], file, problems, others)
    return Content(tuple(found), read.student, tuple(limited([*read.faults, *unused])), read.remarks,
                   has_unknown=len(unknown) > len(about), has_numbered=_has_numbered(read.unused),
                   named=named_in([*read.unused, *about], problems))


def _has_numbered(texts: Sequence[str]) -> bool:
    """Whether a text names a problem by its number, and says something of it there or in the next text."""
    return any(map(_NUMBERED.match, texts)) or any(_HEADING.fullmatch(one) and not _HEADING.fullmatch(two) and _SIGN.search(two)
                                                   for one, two in pairwise(texts))


def _is_about(word: str) -> bool:
    known = columns([word])
    return word.casefold() in _ABOUT or bool(known.ids) or {known.last, known.first, known.group} != {None}


def _is_header(entry: Entry, problems: Collection[str], others: Collection[str]) -> bool:
    """Whether a line is about the student or the course, and nothing in it can be an answer."""
    return (bool(problems) and entry.problem not in problems and entry.problem not in others and _is_about(entry.problem)
            and len(entry.text) <= _MOST_ABOUT and "\n" not in entry.text and not _FORMULA.search(entry.text)
            and not named_in([entry.text], problems))


def _meant(entry: Entry, ids: Ids) -> Entry:
    """An entry under the id that is meant, without the values that stand beside it."""
    problem, variant = ids.variant(entry.problem)
    return replace(entry, problem=problem or ids.meant(entry.problem) or entry.problem, variant=variant)
