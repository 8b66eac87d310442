"""``grader check --watch``: the file is read again and again, and checked when it has changed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from grader.cli.judges import Opened
from grader.cli.own_sheet import write_sheet
from grader.cli.words import quoted
from grader.files import read_regular
from grader.model import StoreError, printable

PAUSE = 0.15
"""Seconds between two looks at the file.  Its bytes are compared, since its time may stay the same where it is saved twice at once."""

PATIENCE = 14
"""So many looks long a file may be missing before that is said: editors that save by renaming take it away for a moment."""


def watched(file: Path, found: Opened, most: int, page: Path | None, hint: int) -> int:
    """Check a file now and whenever it changes, at most ``most`` bytes of it, until Ctrl-C; return the exit code, which is 130."""
    try:
        for read in _changes(file, most):
            _show(f"  ! {printable(f'{file}: {read}')}" if isinstance(read, str) else _round(read, file, found, page, hint), file)
    except KeyboardInterrupt:
        # Below the ^C that terminals show.
        click.echo(f"\nstopped watching. next: grader check {quoted(file)}, or hand it in")
    return 130


def _changes(file: Path, most: int) -> Iterator[bytes | str]:
    """Yield the file's bytes, or why there are none, now and whenever they have changed and are still the same at the next look."""
    shown: bytes | str | None = None
    last, looks = _read(file, most), PATIENCE
    while True:
        if last != shown and looks >= (PATIENCE if isinstance(last, str) else 1):
            yield last
            shown = last
        time.sleep(PAUSE)
        read = _read(file, most)
        last, looks = read, looks + 1 if read == last else 0


def _read(file: Path, most: int) -> bytes | str:
    """Return the file's bytes, else why there are none; a link is followed, as without --watch."""
    read = read_regular(Path(os.path.realpath(file)), most)
    return read if isinstance(read, str) else read[0]


def _round(data: bytes, file: Path, found: Opened, page: Path | None, hint: int) -> str:
    """Return what is said of the file as it is now."""
    checked = found.judge.file(data, str(file))
    written = ""
    if page is not None:
        try:
            written = write_sheet(page, found.judge.bank, checked, hint)
        except StoreError as error:
            written = str(error)
    return "\n".join(line for line in (found.head, checked.text, written, checked.next_step) if line)


def _show(text: str, file: Path) -> None:
    """Show a round at one stroke: all of it is known before the screen is cleared, which only a terminal is."""
    last = f"watching {printable(str(file))}, seen at {time.strftime('%H:%M:%S')}; save it to check again, Ctrl-C ends"
    click.clear()
    click.echo(f"{text}\n{last}")
    sys.stdout.flush()
