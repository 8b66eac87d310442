"""One file says what is graded: problems, points, dates, rules, and who there is; with every fault at its line.

The way through this room: ``found`` (where the file lies) → ``reading`` (its fields by the one table in ``fields``, with ``wanted`` for the
problems, ``columns``, ``forms`` and ``times`` for single values, ``tables`` for the files that it names) → the record ``Assignment`` →
``application`` to a bank.  Then ``persons`` says whom its tables mean, and ``late`` what lateness costs.  ``drafting`` writes a first file,
``rewriting`` the file again for a service that has dates and people of its own, ``schema`` what editors know
(``docs/assignment.schema.json``, made by ``python -m grader.assignment``).
"""

from grader.assignment.application import applied
from grader.assignment.drafting import described, draft, frequent
from grader.assignment.found import NAME, find_assignment
from grader.assignment.late import lateness
from grader.assignment.persons import TWO_SPELLINGS, UNNAMED_GROUP, own, with_members, without
from grader.assignment.reading import Opened, is_assignment, read_assignment
from grader.assignment.rewriting import elsewhere, written
from grader.assignment.schema import json_schema
from grader.assignment.variants import Variants, with_values

__all__ = [
    "NAME", "TWO_SPELLINGS", "UNNAMED_GROUP", "Opened", "Variants", "applied", "described", "draft", "elsewhere", "find_assignment",
    "frequent", "is_assignment", "json_schema", "lateness", "own", "read_assignment", "with_members", "with_values",
    "without", "written",
]
