"""The ``grader`` command and its exit codes.

0 the command did its work; 1 ``check``: something is not correct; 2 usage or bank error; 3 with ``--strict``: something waits for
a person; 4 the store or the output cannot be used; 130 interrupted, 143 and 129 where it was SIGTERM or SIGHUP.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

from grader.cli.lazygroup import lazy_group
from grader.version import VERSION

_COMMANDS = {
    "check": ("grader.cli.check", "check", "Check your own answers before handing in."),
    "handout": ("grader.cli.handout", "handout", "Write the problem sheet and the file of answers for students."),
    "site": ("grader.cli.site", "site", "Make the student's page: the grader in the browser, without a server."),
    "assignment": ("grader.cli.assignment", "assignment", "Say in one file what is graded."),
    "grade": ("grader.cli.grade", "grade", "Grade a folder, zip or CSV of submissions."),
    "regrade": ("grader.cli.regrade", "regrade", "Grade a run again: by a changed bank, assignment or decision."),
    "status": ("grader.cli.status", "status", "Say what a run is at: what waits, what has changed."),
    "review": ("grader.cli.review", "review", "Decide what waits for a person, in the terminal."),
    "decide": ("grader.cli.decide", "decide", "Decide from a script, or overrule the machine."),
    "export": ("grader.cli.export", "export", "Hand a run's scores and sheets back to the LMS."),
    "merge": ("grader.cli.merge", "merge", "Take another run of the same class into a run."),
    "gradescope": ("grader.cli.gradescope", "gradescope", "Make Gradescope's autograder, and grade there."),
    "forget": ("grader.cli.forget", "forget", "Remove one student's data from a run."),
    "bank": ("grader.cli.bank", "bank", "Write, look at and prove the problems of a bank."),
}


@click.group(cls=lazy_group(_COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="grader")
def cli() -> None:
    """Grade symbolic answers of the lecture "Vector Calculus", with the evidence for every verdict.

    \b
    Students:     grader check answers.txt
    Instructors:  grader grade submissions/ --out run
    """


def main() -> NoReturn:
    """Run the command and end the process at once: tidying up the memory of a program that is over takes a sixth of a cold check."""
    os._exit(run())


def run() -> int:
    """Run the command and return its exit code, all output written.

    What a person may cause ends in one line and an exit code, never in a traceback.
    """
    # What a command makes at its start stays, and trees have no cycles: the collections of the first second find nothing.
    gc.set_threshold(100_000, 50, 100)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from grader.model import StoreError, UsageError

    try:
        code = cli.main(prog_name="grader", standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except KeyboardInterrupt as interruption:
        code = 128 + getattr(interruption, "number", 2)
    except click.ClickException as error:
        error.show()
        code = 2
    except UsageError as error:
        click.echo(f"grader: {error}", err=True)
        code = 2
    except StoreError as error:
        click.echo(f"grader: {error}", err=True)
        code = 4
    except SystemExit as ended:
        # click ends like this where the reader went away (| head), which is no fault of ours.
        code = 0 if isinstance(ended.__context__, BrokenPipeError) else ended.code
    except OSError as error:
        click.echo(f"grader: the output cannot be written: {error.strerror or error}", err=True)
        code = 4
    return _flushed(code if isinstance(code, int) else 0)


def _open_closed_streams() -> None:
    """Put the null device where a stream is closed: else the next file that is opened takes its number, and what is said goes there."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is this one.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _flushed(code: int) -> int:
    """Return the exit code once all output is written; drop what has nowhere to go."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code if isinstance(error, BrokenPipeError) else 4
    return code
