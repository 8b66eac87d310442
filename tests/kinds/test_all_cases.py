"""The tables of ``cases/``: each answer from the YAML of its problem to outcome, code and rule.

A file is a list of tables.  Each has a ``problem`` as a bank writes it (or a list of problems, with ``id`` the one that is answered; of one
with parts ``part`` says which) and lists of answers:

- ``right``: texts that are correct.  Ours or another layout is no matter, unless the entry is ``[text, layout]``.
- ``wrong``: ``[text, what]`` or ``[text, what, said]``, all incorrect: ``what`` is a message's code, a misconception's slug or ``""``;
  ``said`` stands in a message, its remedy, a misconception or the evidence.  A single text is incorrect, whatever is said.
- ``unreadable`` and ``undecided``: ``[text, code]``.
- ``bad``: ``[fields, code]`` or ``[fields, code, said]``: the bank says this of the problem with these fields (of the part, where there is
  one); a field without a value is left out.
"""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import load_bank
from grader.marking import mark, prove
from grader.model import Diagnostic, Outcome, Problem, Severity
from grader.words import sentence

FOLDER = Path(__file__).with_name("cases")
TABLES = [(path.stem, number, table) for path in sorted(FOLDER.glob("*.yaml"))
          for number, table in enumerate(yaml.safe_load(path.read_text("utf-8")), 1)]
OUTCOMES = {"right": Outcome.CORRECT, "wrong": Outcome.INCORRECT, "unreadable": Outcome.UNREADABLE, "undecided": Outcome.UNDECIDED}


def asked_of(table: dict[str, Any], folder: Path, changed: dict[str, Any] | None = None) -> tuple[Problem | None, list[Diagnostic]]:
    """The problem of a table as a bank reads it, and all that the bank says: when it reads, and when it proves itself."""
    problems = copy.deepcopy(table["problem"])
    problems = problems if isinstance(problems, list) else [problems]
    target = next((problem for problem in problems if problem["id"] == table.get("id")), problems[-1])
    name = target["id"]
    if "part" in table:
        name = f"{name}.{table['part']}"
        target = next(part for part in target["parts"] if part["part"] == table["part"])
    for field, value in (changed or {}).items():
        if value is None:
            target.pop(field, None)
        else:
            target[field] = value
    written = io.StringIO()
    yaml.safe_dump(problems, written, sort_keys=False, allow_unicode=True)
    path = folder / "bank.yaml"
    path.write_text(written.getvalue(), "utf-8")
    bank, said = load_bank(path, advise=True)
    found = (*bank.problems, *bank.given)
    problem = next((problem for problem in found if problem.id == name), None)
    return problem, [*said, *(fault for problem in found for fault in prove(problem, "salt").faults)]


def cases(which: str) -> list[Any]:
    return [pytest.param(table, case if isinstance(case, list) else [case], id=f"{file}-{number}-{place}")
            for file, number, table in TABLES for place, case in enumerate(table.get(which, ()), 1)]


@pytest.mark.parametrize("table", [pytest.param(table, id=f"{file}-{number}") for file, number, table in TABLES])
def test_the_problem_of_a_table_is_sound(table: dict[str, Any], tmp_path: Path) -> None:
    problem, said = asked_of(table, tmp_path)
    assert problem is not None
    assert [item for item in said if item.severity is Severity.ERROR] == []
    assert table.keys() <= {"problem", "id", "part", "bad", *OUTCOMES}


@pytest.mark.parametrize(("table", "case"), cases("right"))
def test_right(table: dict[str, Any], case: list[str], tmp_path: Path) -> None:
    problem, _ = asked_of(table, tmp_path)
    assert problem is not None
    found = mark(problem, case[0], "salt")
    assert (found.verdict.outcome, found.verdict.messages) == (Outcome.CORRECT, found.verdict.messages)
    assert found.verdict.layout == (case[1] if len(case) > 1 else found.verdict.layout)
    assert found.verdict.evidence is not None


@pytest.mark.parametrize(("which", "table", "case"), [
    pytest.param(which, *each.values, id=f"{which}-{each.id}") for which in ("wrong", "unreadable", "undecided") for each in cases(which)])
def test_not_right(which: str, table: dict[str, Any], case: list[str], tmp_path: Path) -> None:
    problem, _ = asked_of(table, tmp_path)
    assert problem is not None
    found = mark(problem, case[0], "salt")
    messages, reasons = found.verdict.messages, found.diagnoses
    assert found.verdict.outcome is OUTCOMES[which], (messages, found.read_as)
    named = [*(message.code for message in messages), *(reason.rule for reason in reasons)]
    assert len(case) < 2 or not case[1] or case[1] in (named or ["no reason"]), (named, found.read_as)
    said = [*(f"{message.message}; {message.remedy}" for message in messages), *(reason.message for reason in reasons),
            sentence(found.verdict.evidence).text]
    assert len(case) < 3 or any(case[2] in each for each in said), said
    if which == "wrong":
        assert found.verdict.evidence is not None or messages, "a verdict without evidence"


@pytest.mark.parametrize(("table", "case"), cases("bad"))
def test_bad(table: dict[str, Any], case: list[Any], tmp_path: Path) -> None:
    _, said = asked_of(table, tmp_path, case[0])
    assert case[1] in [item.code for item in said], said
    assert len(case) < 3 or any(item.code == case[1] and case[2] in item.message for item in said), said
    assert all(item.where is not None for item in said)
