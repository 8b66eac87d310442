"""Which layout a download has: that which most entries at its top fit, if nearly all do and no other fits as many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath

from grader.intake.junk import is_answer_file, is_junk
from grader.intake.layouts import LAYOUTS, PLAIN
from grader.intake.layouts.layout import Layout, Top
from grader.intake.layouts.plain import ASSIGNMENT
from grader.intake.member import CROWDED, EMPTY, Fault, Member, shown
from grader.model import UsageError
from grader.record import record

MOST_AROUND = 2
"""Folders that may be around a class, each alone in the one before."""

_FEW = 20
"""Of fewer entries one may be of no layout."""


@record
class Recognised:
    """A layout, how many folders are around the class, and what speaks for another layout, if anything."""

    layout: Layout
    around: int
    doubt: Fault | None = None


def recognised(members: Iterable[Member], name: str = "") -> Recognised:
    """The layout of a download, or how the one that is named lies in it.

    Raises :class:`UsageError` for a name that no layout has, and for a layout that no entry fits.
    """
    inside = tuple(members)
    depths = [_tops(inside, around) for around in range(_most_around(inside) + 1)]
    if name and name != PLAIN.name:
        layout = _named(name)
        fits = [sum(layout.fits(top) or layout.is_own(top.name) for top in tops) for tops in depths]
        if not max(fits):
            raise UsageError(f"--layout {name}: no entry is named in the way of {layout.title}; without --layout the names tell the layout")
        return Recognised(layout, fits.index(max(fits)))
    doubt = None
    for around, tops in enumerate(depths if not name else ()):
        told, fault = _told(tops)
        if told is not None:
            return Recognised(told, around)
        doubt = doubt or fault
    around = _around_plain(inside)
    return Recognised(PLAIN, around, doubt or _one_of_all(_tops(inside, around)))


def _named(name: str) -> Layout:
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    raise UsageError(f"--layout: there is no layout '{shown(name)}'; there are {', '.join(layout.name for layout in LAYOUTS)}")


def _told(tops: list[Top]) -> tuple[Layout | None, Fault | None]:
    """The layout that the entries tell, or the doubt that some entries raise."""
    best: list[tuple[int, int, Layout]] = []
    for layout in LAYOUTS:
        if layout is PLAIN or not layout.fit_together(tops) or any(layout.family == other.family for *_, other in best):
            continue
        told = [fits for top in tops if (fits := layout.fits(top)) or not (layout.is_own(top.name) or _is_teachers(top))]
        best.append((sum(told), len(told), layout))
    best.sort(key=lambda each: -each[0])
    number, of, layout = best[0]
    rest = of - number
    is_told = number > 0 and number > best[1][0] and (rest <= 1 and number >= 2 * rest if of < _FEW else 20 * rest <= of)
    if is_told:
        return layout, None
    if 2 * number < of or not number:
        return None, None
    message = f"{number} of {of} entries are named in the way of {layout.title}, too few to take all for it; --layout {layout.name} does"
    return None, Fault("intake/layout", message)


def _is_teachers(top: Top) -> bool:
    """Whether an entry that is nobody's is likely a table or an assignment that a teacher put beside a download."""
    return not top.is_folder and (top.name == ASSIGNMENT or PurePath(top.name).suffix.casefold() in (".csv", ".tsv", ".xlsx"))


def _most_around(members: tuple[Member, ...]) -> int:
    """How many folders hold everything that is no junk, each alone in the one before."""
    paths = [member.path for member in members if not any(map(is_junk, member.path))]
    around = 0
    while around < MOST_AROUND and paths and len({path[around] for path in paths}) == 1 and all(len(path) > around + 1 for path in paths):
        around += 1
    return around


def _tops(members: tuple[Member, ...], around: int) -> list[Top]:
    """The entries inside the folders around, junk left out but for what lies in folders."""
    below: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    folders: set[str] = set()
    for member in members:
        path = member.path[around:]
        if not path or any(map(is_junk, member.path[:around + 1])):
            continue
        if len(path) > 1:
            below[path[0]].append(path[1:])
        else:
            below.setdefault(path[0], [])
            folders |= {path[0]} if member.is_folder or member.fault in (EMPTY, CROWDED) else set()
    return [Top(name, tuple(inside), bool(inside) or name in folders) for name, inside in below.items()]


def _one_of_all(tops: list[Top]) -> Fault | None:
    """The doubt whether the only folder is one student's, where several folders with answers are in it: it may be the class."""
    if len(tops) != 1:
        return None
    folders = {path[0] for path in tops[0].inside if len(path) > 1 and is_answer_file(path[-1]) and not any(map(is_junk, path))}
    if len(folders) < 2:
        return None
    return Fault("intake/layout", f"everything lies in the folder '{shown(tops[0].name)}', which was taken for one student's, with "
                 f"{len(folders)} folders in it; if these are students, name that folder itself, or zip what is in it")


def _around_plain(members: tuple[Member, ...]) -> int:
    """A folder around everything is no student's if several answer files, or folders with one, are in it."""
    inside = [member.path for member in members if member.fault is None and not any(map(is_junk, member.path))]
    answers = [path for path in inside if is_answer_file(path[-1])]
    one_folder = len({path[0] for path in inside}) == 1 and all(len(path) > 1 for path in inside)
    return int(one_folder and (len(answers) > 1 or any(len(path) > 2 for path in answers)))
