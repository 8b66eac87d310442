"""``grader check`` with files of every kind that is read, and of one that is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.check import check

BANK = '- {id: power_rule, vars: {x: real}, f: "x^2", wrt: x}\n- {id: other, vars: {x: real}, f: "x^3", wrt: x}\n'
NOTEBOOK = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["# power_rule\n", "2*x"]}]})


@pytest.mark.parametrize(("name", "text"), [
    ("a.txt", "power_rule: 2x"), ("b.txt", "1. Power_Rule = 2x"), ("c.md", "## power_rule\n$$2x$$"), ("d.tex", "\\answer{power\\_rule}{2x}"),
    ("e.tex", "\\answer{power_rule}{2x}"), ("f.ipynb", NOTEBOOK), ("g.yaml", "answers: {Power_Rule: 2x}"),
])
def test_every_kind_of_file_is_checked(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "bank.yaml").write_text(BANK, "utf-8")
    (tmp_path / name).write_text(text, "utf-8")
    done = CliRunner().invoke(check, [str(tmp_path / name), "--bank", str(tmp_path / "bank.yaml")], standalone_mode=False)
    assert "✓ power_rule" in done.output
    assert "!" not in done.output
    assert done.return_value == 0


def test_a_kind_that_is_not_read_is_named_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(BANK, "utf-8")
    (tmp_path / "hw.docx").write_bytes(b"PK\x03\x04 power_rule: 2x")
    done = CliRunner().invoke(check, [str(tmp_path / "hw.docx"), "--bank", str(tmp_path / "bank.yaml")], standalone_mode=False)
    assert "a Word document is not read; write the answers into a file that ends in .txt, .md," in done.output
    assert done.return_value == 1
