"""Which sheet belongs to which row of an LMS's file: exactly one, or none; nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from grader.model import Sheet, printable
from grader.record import record

Key = tuple[str, str]
"""What kind of name it is, and the name: names of different kinds never meet."""


@record
class Matching:
    """Pairs of a row's number and its sheet in the order of the rows, and a line for every sheet without a row."""

    found: tuple[tuple[int, Sheet], ...]
    unmatched: tuple[str, ...]


def identity(text: str) -> str:
    """A name or id as it is compared: composed, without white space around it; case matters."""
    return unicodedata.normalize("NFC", text).strip()


def match(sheets: Sequence[Sheet], rows: Sequence[tuple[int, frozenset[Key]]], keys: Sequence[frozenset[Key]]) -> Matching:
    """Sheets with the rows that bear one of their keys.

    ``rows`` pairs a row's number with what identifies it; ``keys`` holds what each sheet may be found by.  A sheet that
    fits several rows (a student number may equal somebody else's LMS id) is not matched, nor are two sheets that fit
    one row.
    """
    bearers: defaultdict[Key, set[int]] = defaultdict(set)
    for number, names in rows:
        for key in names:
            if key[1]:
                bearers[key].add(number)
    fits = [set().union(*(bearers.get(key, ()) for key in wanted)) for wanted in keys]
    claims: defaultdict[int, list[Sheet]] = defaultdict(list)
    for sheet, numbers in zip(sheets, fits, strict=True):
        for number in numbers:
            claims[number].append(sheet)
    found, unmatched = [], []
    for sheet, numbers in zip(sheets, fits, strict=True):
        if len(numbers) == 1 and len(claims[min(numbers)]) == 1:
            found.append((min(numbers), sheet))
        else:
            reason = ("no row bears this name or id" if not numbers
                      else "several rows bear this name or id" if len(numbers) > 1
                      else "another sheet claims the same row")
            unmatched.append(f"{printable(sheet.student)}: {reason}")
    return Matching(tuple(sorted(found, key=lambda pair: pair[0])), tuple(unmatched))


def settle(found: Sequence[tuple[int, Sheet]], include_pending: bool) -> tuple[tuple[tuple[int, Sheet], ...], tuple[str, ...]]:
    """The pairs whose score may be written, and a line for every sheet with answers that wait for a person.

    An undecided answer is worth neither nothing nor everything, so such a total is written only if that is asked for.
    """
    ready = tuple((number, sheet) for number, sheet in found if include_pending or not sheet.pending)
    fate = "what is decided is written" if include_pending else "the cell is left as it is"
    waiting = tuple(f"{printable(sheet.student)}: {sheet.pending} to be looked at; {fate}"
                    for _, sheet in found if sheet.pending)
    return ready, waiting
