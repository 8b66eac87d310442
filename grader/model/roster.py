"""A row of a roster or of an LMS's table, with the ids that stand in it."""

from __future__ import annotations

from grader.record import record

Key = tuple[str, str]
"""A kind of :data:`grader.model.KINDS` and a value: ids of different kinds never meet."""


@record
class Row:
    """One student of a file: its line (from 1), all ids that stand there, and what else the file knows.

    ``group`` is the group's name; ``submitted`` is the time of the last submission as Moodle wrote it, in the teacher's language.
    """

    line: int
    keys: tuple[Key, ...]
    group: str = ""
    submitted: str = ""

    @property
    def label(self) -> str:
        """What the row is called in a message: its last key, which is a name where there is one."""
        return self.keys[-1][1] if self.keys else ""
