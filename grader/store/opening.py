"""Opening a run's store: a new one is made, a foreign, older or damaged one is refused and stays as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.model import StoreError, printable
from grader.store.database import Database, damaged, told
from grader.store.schema import APPLICATION_ID, TABLES, VERSION
from grader.store.store import Store

NAME = "store.sqlite"

_HEADER, _MAGIC = 100, b"SQLite format 3\0"
_PATIENCE = 30
"""Seconds for which a store that somebody else reads or writes is waited for."""


@contextmanager
def open_store(folder: Path, writing: bool = True) -> Iterator[Store]:
    """Open the store of a run's folder, and close it at the end of the block; make it first where it is to be written and is not there.

    Raises :class:`StoreError`, with the way out, where the file is none of ours, of another version, damaged, or cannot be used.
    """
    path = folder / NAME
    _look_at(path, writing)
    with told(path):
        connection = _connected(path) if writing else _read_only(path)
    database = Database(path, connection)
    try:
        # A file that a program overwrote in its middle is seen here and not in the middle of the work.
        if database.first("PRAGMA quick_check(1)") != "ok":
            raise damaged(path)
        _prepare(database, writing)
        yield Store(database)
        if writing:
            # So that a reader needs no file beside this one, which it could not remove.
            database.first("PRAGMA journal_mode = DELETE")
    finally:
        database.close()


@contextmanager
def store_in_memory() -> Iterator[Store]:
    """Make a store that ends with the block."""
    database = Database(Path(":memory:"), sqlite3.connect(":memory:", isolation_level=None))
    try:
        _prepare(database, True)
        yield Store(database)
    finally:
        database.close()


def _look_at(path: Path, writing: bool) -> None:
    """Look at the file's header before SQLite does, which may write already when it opens one."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except FileNotFoundError:
        if not writing:
            raise StoreError(f"{printable(str(path))}: there is no such file; is this the folder of a run?") from None
        return
    except OSError as error:
        raise StoreError(f"{printable(str(path))} cannot be used: {error.strerror}; move it away and run the same command again") from None
    if not head and writing:
        # A run that was killed at once.
        return
    if not head.startswith(_MAGIC) or len(head) < _HEADER or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError(f"{printable(str(path))} is no store of the grader; move it away and run the same command again")
    version = int.from_bytes(head[60:64], "big")
    if version != VERSION:
        raise StoreError(f"{printable(str(path))} is of format {version}, this grader writes format {VERSION}; choose another folder, or "
                         "use the version of the grader that wrote it")
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    if size < (65_536 if page == 1 else page) * pages and not _has_log(path):
        raise damaged(path)


def _has_log(path: Path) -> bool:
    """Whether a run that was killed has left pages beside the file, which SQLite brings home."""
    return any(log.exists() and log.stat().st_size for log in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")))


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _read_only(path: Path) -> sqlite3.Connection:
    try:
        return _seen(path, "?mode=ro")
    except sqlite3.OperationalError:
        if not _has_log(path):
            # A folder in which nothing may be written: nobody else writes there either.
            return _seen(path, "?mode=ro&immutable=1")
    # A run was killed in the middle of a transaction.  SQLite takes back what is half written, but only for whoever may write.
    _seen(path).close()
    return _seen(path, "?mode=ro")


def _seen(path: Path, mode: str = "") -> sqlite3.Connection:
    """A connection that has read the file once, so that it can be read."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}{mode}", timeout=_PATIENCE, isolation_level=None, uri=True)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepare(database: Database, writing: bool) -> None:
    """Make the tables where there are none yet."""
    if not database.first("SELECT count(*) FROM sqlite_master"):
        if not writing:
            raise StoreError(f"{printable(str(database.path))} is empty; run the grade command again")
        # With SQLite's own size a third of the room for verdicts is empty.
        database.run("PRAGMA page_size = 8192")
        with database.transaction():
            # In the header from the start, so that no log is needed to know the file for ours.
            database.run(f"PRAGMA application_id = {APPLICATION_ID}")
            database.run(f"PRAGMA user_version = {VERSION}")
            for statement in TABLES.split(";\n"):
                database.run(statement)
