"""A small bank, and what the tests of assignments say of faults."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from grader.assignment import Opened
from grader.model import Bank, Diagnostic, Problem, Scheme, Shown, Task, UsageError

BANK = Bank((
    Problem(Task("gradient-ex57"), shown=Shown(section="5.2 (Example 5.7)", points=Fraction(2), credit=(("sign", Fraction(1, 4)),))),
    Problem(Task("chain-ex58"), shown=Shown(section="5.2.1 (Example 5.8)")),
    Problem(Task("far-away"), shown=Shown(section="5.21", layouts=Fraction(1, 3))),
    Problem(Task("area.inner"), Scheme(group="area", part="inner"), Shown(section="5.3")),
    Problem(Task("area.outer"), Scheme(group="area", part="outer", follow=("inner",)), Shown(section="5.3", points=Fraction(3))),
), "digest")

Read = Callable[..., Opened]


def load(path: Path | None) -> tuple[Bank, tuple[Diagnostic, ...]]:
    """The small bank, wherever something is."""
    if path is not None and not path.exists():
        raise UsageError(f"there is no bank at {path}")
    return BANK, ()


def said(opened: Opened) -> list[tuple[str, str, int, int]]:
    """Code, file, line and column of all that was found."""
    return [(fault.code, Path(fault.where.file).name, fault.where.line, fault.where.column) if fault.where else (fault.code, "", 0, 0)
            for fault in opened.faults]
