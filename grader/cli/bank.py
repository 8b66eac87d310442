"""``grader bank``: what an author of problems needs, from the first line to the proof."""

from __future__ import annotations

import click

from grader.cli.lazygroup import lazy_group

_COMMANDS = {
    "new": ("grader.cli.bank_new", "new", "Write a first problem, or problems from a table."),
    "show": ("grader.cli.bank_show", "show", "Show how problems are read, what is derived, and which mistakes are expected."),
    "try": ("grader.cli.bank_try", "try_", "Answer a problem line by line, with the key."),
    "preview": ("grader.cli.bank_preview", "preview", "Write a page that shows problems as students see them, and sample sheets."),
    "check": ("grader.cli.bank_check", "check", "Prove a bank: truths, lists of answers, worked solutions, texts."),
    "list": ("grader.cli.bank_check", "list_", "List the problems: id, points, section and title."),
    "export": ("grader.cli.bank_export", "export", "Write the problems for other programs."),
    "misconceptions": ("grader.cli.bank_check", "misconceptions", "List the misconceptions that are recognised."),
}


@click.group(cls=lazy_group(_COMMANDS))
def bank() -> None:
    """Write, look at and prove the problems of a bank.

    \b
      grader bank new hw3.yaml
      grader bank show hw3.yaml
      grader bank check hw3.yaml
    """
