"""Views through Jinja2 templates to pages; formats are discovered by file name, and everything from outside is escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from grader.model import Bank, Gradebook, Sheet, UsageError, WrongGroup
from grader.places import place
from grader.report.prose import prose
from grader.report.view import REVEALS, class_view, sheet_view

FONT = "stix-two-math-subset.woff2"


def formats() -> tuple[str, ...]:
    """The formats of a sheet: one for each ``templates/sheet.<format>.j2``."""
    return tuple(sorted(path.name.split(".")[1] for path in place("templates").glob("sheet.*.j2")))


def render(sheet: Sheet, bank: Bank, format: str = "html", reveal: str = "none", assignment: str = "") -> str:
    """One student's sheet.

    ``reveal`` is ``none``, ``hint``, ``answer`` or ``solution``; under the first two no sheet holds the key.  Raises
    :class:`UsageError` for an unknown format or policy.
    """
    if format not in formats():
        raise UsageError(f"there is no template for sheets in {format!r}; there are {', '.join(formats())}")
    if reveal not in REVEALS:
        raise UsageError(f"{reveal!r} is no policy of revealing; there are {', '.join(REVEALS)}")
    page: str = _template(f"sheet.{format}.j2").render(sheet=sheet_view(sheet, bank, assignment, reveal))
    return page


def render_class(gradebook: Gradebook, bank: Bank, groups: tuple[WrongGroup, ...], files: Mapping[str, str], attention: int = 0) -> str:
    """The class page, for staff: it shows values of the key.  ``files`` maps a student to the path of the sheet."""
    page: str = _template("class.html.j2").render(book=class_view(gradebook, bank, groups, files, attention))
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
    # Only what our own printer made is markup; everything else a template shows is escaped.
    environment.filters["math"] = markupsafe.Markup
    environment.filters["prose"] = prose
    environment.globals["font"] = b64encode((place("templates") / FONT).read_bytes()).decode("ascii")
    return environment
