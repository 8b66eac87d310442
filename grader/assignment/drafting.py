"""An assignment in words: one line about it, and a draft of a file from what students answered, for a person to edit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.assignment.forms import LONGEST_TITLE
from grader.assignment.times import shown
from grader.model import Assignment, Bank, printable

SHARE = 10
"""A problem that one student in so many answered is taken to be asked."""


def frequent(answered: Mapping[str, int], students: int) -> frozenset[str]:
    """The ids of the problems that a tenth of the students or more answered; the parts of a problem count as one."""
    return frozenset(problem for problem, count in answered.items() if count and count * SHARE >= students)


def described(assignment: Assignment, bank: Bank) -> str:
    """``assignment.yaml: Homework 3, 9 problems, 14 points, due 2026-11-23 23:59 (Europe/Berlin)``."""
    points = sum((problem.points for problem in bank.problems), Fraction(0))
    said = [assignment.title] if assignment.title else []
    said += [f"{len(bank.problems)} problem{'' if len(bank.problems) == 1 else 's'}", f"{points} point{'' if points == 1 else 's'}"]
    said += [f"due {shown(assignment.due, assignment.timezone)}"] if assignment.due else []
    return printable(f"{assignment.file}: {', '.join(said)}")


def draft(title: str, bank: Bank, answered: Mapping[str, int], students: int, path: str = "") -> str:
    """The text of a draft; ``answered`` says by the id of a problem, or of a whole with parts, how many students answered it.

    ``path`` is that of the bank as the file shall say it, empty for the lecture's.
    """
    asked = frequent(answered, students)
    wholes = list(dict.fromkeys(problem.scheme.group or problem.id for problem in bank.problems))
    lines = [f"# Answered by a tenth of the {students} students or more; the rarer ones are below. All fields: docs/instructors.md.",
             f"title: {quoted(printable(title)[:LONGEST_TITLE] or 'Homework')}"]
    lines += [f"bank: {quoted(path)}"] if path else []
    lines += ["problems:"] if asked else ["# No problem was answered by so many, so that all problems of the bank count.", "# problems:"]
    lines += [_line(name, answered[name], students, is_asked=True) for name in wholes if name in asked]
    rare = [name for name in wholes if answered.get(name) and name not in asked]
    lines += ["  # answered by fewer:"] if rare else []
    lines += [_line(name, answered[name], students, is_asked=False) for name in rare]
    lines += ["# timezone: Europe/Berlin", "# due: 2026-11-23T23:59"]
    return "\n".join(lines) + "\n"


def _line(problem: str, count: int, students: int, is_asked: bool) -> str:
    return f"  {'' if is_asked else '# '}- {problem:<40} # {count} of {students}"


def quoted(text: str) -> str:
    """A text as a scalar of YAML, whatever it holds."""
    return "'" + text.replace("'", "''") + "'"
