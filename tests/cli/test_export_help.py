"""The help of ``grader export`` names every format with what it makes."""

from __future__ import annotations

from click.testing import CliRunner

from grader.cli.export import export
from grader.exports import EXPORTS


def test_every_format_is_in_the_help() -> None:
    said = CliRunner().invoke(export, ["--help"]).output
    assert [each.name for each in EXPORTS if f"    {each.name:<12} {each.summary}\n" not in said] == []
