"""The shelf of forms in which a class may be handed in, in the order in which they are tried."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from grader.intake import archive, folder, widecsv
from grader.intake.member import Form, shown
from grader.model import Intake, UsageError

FORMS: tuple[Form, ...] = (folder.FORM, archive.FORM, widecsv.FORM)


def read_submissions(path: Path, problems: Collection[str] = ()) -> Intake:
    """All that a class handed in, by student, and the list of what was not used.

    ``problems`` are the ids that the bank knows; where it is empty every id is taken.  Raises
    :class:`~grader.model.UsageError` if the path does not exist, is of no known form, or is damaged or too large as
    a whole; whatever concerns a single file or row is a row of ``attention`` instead.
    """
    if not os.path.exists(path):
        raise UsageError(f"{shown(str(path))}: there is no such file or folder")
    for form in FORMS:
        if form.recognises(path):
            return form.read(path, frozenset(problems))
    raise UsageError(f"{shown(str(path))}: this is neither a folder of answer files nor a zip of one nor a CSV table")
