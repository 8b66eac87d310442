"""A connection to SQLite whose errors are ours, and which is written to only in whole transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.faults import fault
from grader.model import StoreError, printable

Row = Sequence[Any]

PAGE = 500
"""Rows that are fetched at a time: no table is ever in memory whole."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def damaged(path: Path) -> StoreError:
    """What is said of a file that cannot be this run's store any more."""
    return StoreError(f"{printable(str(path))} is damaged; nothing was changed; move it away and run the same command again")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise :class:`StoreError`, with the way out, in place of what SQLite raises."""
    try:
        yield
    except sqlite3.Error as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED:
            raise damaged(path) from None
        raise StoreError(f"{printable(str(path))} cannot be used: {error}; nothing is lost, mend that and run the same command "
                         "again") from None


class Database:
    """An open store: plain statements, with errors as of :func:`told`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        # What a student wrote may hold a lone surrogate, which is no UTF-8 (see ``raw``).
        connection.text_factory = lambda data: data.decode("utf-8", "surrogatepass")

    def run(self, statement: str, values: Row = ()) -> int:
        """Carry a statement out and return how many rows it changed."""
        with told(self.path):
            return self._connection.execute(statement, values).rowcount

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Carry a statement out for each row."""
        with told(self.path):
            self._connection.executemany(statement, rows)

    def rows(self, statement: str, values: Row = ()) -> Iterator[Any]:
        """Yield the rows that a statement finds, page by page."""
        with told(self.path):
            cursor = self._connection.execute(statement, values)
            while page := cursor.fetchmany(PAGE):
                yield from page

    def first(self, statement: str, values: Row = ()) -> Any:
        """Return the first column of the first row, ``None`` if there is no row."""
        with told(self.path):
            row = self._connection.execute(statement, values).fetchone()
        return None if row is None else row[0]

    @property
    def changes(self) -> int:
        """How many rows were changed since the file was opened."""
        return self._connection.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is written in the block come true at its end, and nothing of it where it raises.

        A block inside another one is part of it.
        """
        if self._connection.in_transaction:
            yield
            return
        fault("before-begin")
        self.run("BEGIN IMMEDIATE")
        try:
            fault("after-begin")
            yield
            fault("before-commit")
            self.run("COMMIT")
            fault("after-commit")
        except BaseException:
            if self._connection.in_transaction:
                self.run("ROLLBACK")
            raise

    def close(self) -> None:
        """Close the file; what no transaction holds is not written."""
        with told(self.path):
            self._connection.close()


def raw(text: str) -> bytes:
    """Return a text for ``CAST(? AS TEXT)``: whatever a file's name or an answer holds is kept."""
    return text.encode("utf-8", "surrogatepass")
