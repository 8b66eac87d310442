"""The command line: arguments to functions to exit codes.  Each command loads its rooms when it runs, so that help is instant."""

from grader.cli.command import main

__all__ = ["main"]
