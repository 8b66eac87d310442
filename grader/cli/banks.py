"""Opening a bank for a command: the given one, else one beside the answers, else the lecture's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from grader.cli.words import quoted
from grader.model import Bank, Diagnostic, Severity, UsageError, printable
from grader.places import place

MOST_FAULTS = 5
"""So many faults are told where a command goes on without the problems that have them."""


def open_bank(given: Path | None, strict: bool = True, wanted: Callable[[str], bool] | None = None, tells: bool = True) -> Bank:
    """The bank, or exit code 2 with every fault of its files; ``strict=False`` goes on with the problems that are sound, and tells what is
    wrong with the others.

    ``wanted`` says of which problems more than the id is needed.
    """
    from grader.bank import load_bank

    bank, faults = load_bank(given if given is not None else place("problem_bank"), wanted)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if errors and strict:
        for fault in errors:
            click.echo(line_of(fault), err=True)
        raise UsageError(f"the bank has {len(errors)} error{'s' if len(errors) > 1 else ''}; run: {_check(given)}")
    if errors and tells:
        _tell_faults(errors, given)
    if not bank.problems and not bank.others:
        raise UsageError("the bank holds no problem")
    return bank


def _check(given: Path | None) -> str:
    """The command that checks this bank."""
    return f"grader bank check {quoted(given)}" if given is not None else "grader bank check"


def _tell_faults(errors: Sequence[Diagnostic], given: Path | None) -> None:
    """Tell why problems of a bank are not there."""
    for fault in errors[:MOST_FAULTS]:
        click.echo(line_of(fault), err=True)
    more = f" (these, and {len(errors) - MOST_FAULTS} more)" if len(errors) > MOST_FAULTS else ""
    click.echo(f"the bank has {len(errors)} error{'s' if len(errors) > 1 else ''}{more}: problems with errors are left out; "
               f"run: {_check(given)}", err=True)


course_option = click.option("--course", type=click.Choice(("nearest", "none")), default="nearest", show_default=True,
                             help="none: leave out the defaults of course.yaml, which lies in the folder or above it.")


def opened_for_authors(path: Path, course: str) -> tuple[Bank, tuple[Diagnostic, ...]]:
    """The sound problems of a bank and what is wrong in its files; exit code 2 where no problem is sound."""
    from grader.bank import load_bank

    bank, faults = load_bank(path, with_course=course != "none")
    if not bank.problems:
        for fault in faults:
            click.echo(line_of(fault), err=True)
        raise UsageError("the bank holds no problem that could be read")
    return bank, faults


def named(path: Path) -> str:
    """The name of a bank's file or folder, as a title."""
    full = path.resolve()
    return full.name if full.is_dir() else full.stem


def line_of(fault: Diagnostic) -> str:
    """``file:line:column: message (remedy)``, safe on a terminal."""
    at = f"{fault.where.file}:{fault.where.line}:{fault.where.column}: " if fault.where else ""
    remedy = f" ({fault.remedy})" if fault.remedy else ""
    return printable(f"{at}{'' if fault.severity is Severity.ERROR else fault.severity.value + ': '}{fault.message}{remedy}")


def close_to(problem: str, bank: Bank) -> str:
    """Return the way out for an unknown id: the nearest id, or the command that lists them."""
    import difflib

    close = difflib.get_close_matches(problem, [*(item.id for item in bank.problems), *bank.others], 1)
    return f" (did you mean {close[0]!r}?)" if close else "; grader bank list shows all"
