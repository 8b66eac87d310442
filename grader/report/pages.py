"""Views through Jinja2 templates to pages; formats are discovered by file name, and everything from outside is escaped."""

from __future__ import annotations

import textwrap
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from grader.model import Bank, Counts, Mark, Outcome, Problem, Result, Sheet, UsageError
from grader.places import place
from grader.record import replace
from grader.report.author_texts import paragraphs
from grader.report.class_page import class_view
from grader.report.head import sheet_view
from grader.report.overview import BLANK, LISTS, LOST, Shown, overview
from grader.report.view import REVEALS, mark_view
from grader.style import LINK, inside, shared_font, style
from grader.texts import prose
from grader.version import VERSION

Said = tuple[str, str, tuple[tuple[str, str], ...], Outcome]
"""Problem, answer, earlier answers and outcome (no answer may be blank or wait): nearly always their mark is the same."""


def formats() -> tuple[str, ...]:
    """Return the formats of a sheet: one for each pair ``templates/sheet.<format>.j2`` and ``templates/mark.<format>.j2``."""
    return tuple(sorted(path.name.split(".")[1] for path in place("templates").glob("sheet.*.j2")))


WIDTH = 100
"""Characters of a line in a sheet that is text."""

MOST_FRAGMENTS = 6_000
"""Marks whose fragments are kept at hand (3 kB each): more than a class of 1,200 has distinct answers."""


class Sheets:
    """The sheets of one run; what they show of an answer is made once for all students with the same mark.

    ``reveal`` is ``none``, ``hint``, ``answer`` or ``solution``; under the first two no sheet holds the key.  Style and font lie beside
    the sheets (:mod:`grader.style`), or in each if it stands ``alone``.  Raises :class:`UsageError` for an unknown format or policy.
    """

    def __init__(self, bank: Bank, wanted: Sequence[str], reveal: str = "none", assignment: str = "", alone: bool = False) -> None:
        for format in wanted:
            if format not in formats():
                raise UsageError(f"there is no template for sheets in {format!r}; there are {', '.join(formats())}")
        if reveal not in REVEALS:
            raise UsageError(f"{reveal!r} is no policy of revealing; there are {', '.join(REVEALS)}")
        self._bank = bank
        self._formats = tuple(wanted)
        self._reveal = reveal
        self._assignment = assignment
        self._style = inside("embed") if alone else LINK
        self._fragments: dict[Said, tuple[Mark, Shown]] = {}

    def pages(self, sheet: Sheet) -> Iterator[str]:
        """Yield one student's sheet in each format."""
        from markupsafe import Markup

        pairs = [(mark, self._shown(mark, problem)) for mark in sheet.marks if (problem := self._bank.get(mark.key)) is not None]
        head = overview([mark for mark, _ in pairs], [shown for _, shown in pairs])
        view = sheet_view(sheet, self._assignment)
        for number, format in enumerate(self._formats):
            # What is said of each answer has been escaped where it was made.
            texts = [(shown.form if shown.form in LISTS else "", shown.texts[number]) for _, shown in pairs]
            marks, blank, lost = (Markup("".join(text for form, text in texts if form == wanted)) for wanted in ("", BLANK, LOST))
            yield _template(f"sheet.{format}.j2").render(
                sheet=view, head=head, marks=marks, blank=blank, lost=lost, style=Markup(self._style))

    def _shown(self, mark: Mark, problem: Problem) -> Shown:
        said, plain = (mark.key, mark.answer, mark.earlier, mark.verdict.outcome), replace(mark, where=None)
        known = self._fragments.get(said)
        # The same words may have earned another mark, as where a person decided: nobody is shown another student's.
        if known is not None and known[0] == plain:
            return known[1]
        view = mark_view(mark, problem, self._reveal)
        texts = tuple(_template(f"mark.{format}.j2").render(mark=view) for format in self._formats)
        if len(self._fragments) >= MOST_FRAGMENTS:
            self._fragments.clear()
        made = Shown(view.id, view.title.html, view.state, view.form, texts)
        # Trees are no part of the comparison, and the largest part of a mark.
        self._fragments[said] = replace(plain, decided=replace(plain.decided, tree=None)), made
        return made


def render(sheet: Sheet, bank: Bank, format: str = "html", reveal: str = "none", assignment: str = "") -> str:
    """Return one student's sheet as a file that stands alone; arguments and errors as of :class:`Sheets`."""
    [page] = Sheets(bank, (format,), reveal, assignment, alone=True).pages(sheet)
    return page


def render_class(assignment: str, bank: Bank, results: Sequence[Result], counts: Counts, attention: int = 0) -> str:
    """The class page, for staff: it shows values of the key.

    ``results`` may come in any order, ``counts`` is what :class:`grader.marking.Tally` found, ``attention`` the number of rows of
    ``attention.csv``.  The page lies in the run's folder, where the paths of the sheets begin.
    """
    from markupsafe import Markup

    script = (place("templates") / "class.js").read_text("utf-8")
    page: str = _template("class.html.j2").render(
        book=class_view(assignment, bank, results, counts, attention, VERSION), style=Markup(style(shared_font("feedback/"))),
        script=Markup(script), digest=b64encode(sha256(script.encode()).digest()).decode("ascii"))
    return page


def laid_out(name: str, **shown: object) -> str:
    """Return a template of that name with what it shows."""
    page: str = _template(name).render(shown)
    return page


@lru_cache(maxsize=16)
def _template(name: str) -> Any:
    return _environment(name.endswith(".html.j2")).get_template(name)


@lru_cache(maxsize=2)
def _environment(is_html: bool) -> Any:
    """Jinja2 with autoescape for every HTML template whatever its suffix, and with errors for what is not there."""
    import jinja2
    import markupsafe

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(place("templates")), autoescape=is_html,
                                     undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                                     keep_trailing_newline=True)
    # Only what our own printers made is markup: formulas and typeset texts; everything else a template shows is escaped.
    environment.filters["math"] = environment.filters["typeset"] = markupsafe.Markup
    environment.filters["prose"] = lambda text: markupsafe.Markup(prose(text))
    environment.filters["wrap"] = _wrapped
    return environment


def _wrapped(text: str, indent: int) -> str:
    """An author's sentence in lines of a terminal, all but the first indented."""
    lines = [line for paragraph in paragraphs(text) for line in paragraph]
    return "\n".join(textwrap.fill(line, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent, break_long_words=False,
                                   break_on_hyphens=False) for line in lines).lstrip()
