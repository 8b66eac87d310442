"""What lies in the last download and is nobody's, so that somebody may have handed it in of whom nothing else came."""

from __future__ import annotations

from grader.store import Store

_NOTHING = frozenset({"intake/ignored", "intake/layout", "intake/no-answers", "intake/not-asked", "intake/not-handed-in"})
"""What is said of things that nobody handed in, or that are no loss: leftovers of systems, empty folders."""

_ROWS = frozenset({"intake/csv-row", "intake/student-id"})
"""What is said of rows of a table that are nobody's; others of their file are somebody's."""


def dropped_in(store: Store) -> tuple[str, ...]:
    """Return where something lies in the last download that somebody handed in and that nobody has."""
    handed = store.paths()
    rows = [row for row in store.attention() if not row.person and row.code not in _NOTHING]
    lost = [row for row in rows if row.code in _ROWS or row.file not in handed]
    return tuple(dict.fromkeys(f"{row.file}:{row.line}" if row.line else row.file for row in lost))
