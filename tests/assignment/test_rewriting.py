"""An assignment written again for a service asks the same for the same points, and says what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.assignment import applied, elsewhere, read_assignment, written
from grader.bank import load_bank
from grader.model import Assignment, Chosen, Diagnostic

ROOT = Path(__file__).resolve().parent.parent.parent
BANK = load_bank(ROOT / "problem_bank")[0]
IDS = [problem.id for problem in BANK.problems if not problem.variants]
SHARES = st.fractions(0, 1, max_denominator=999)


def load(path: Path | None) -> tuple[object, tuple[Diagnostic, ...]]:
    assert path is not None
    assert path.name == "bank"
    return BANK, ()


@given(
    st.lists(st.sampled_from(IDS), unique=True, max_size=6), st.fractions("1/999", 1000, max_denominator=999),
    st.text(max_size=200), st.sampled_from(["none", "hint", "answer", "solution"]), st.none() | SHARES,
    st.lists(st.tuples(st.sampled_from(["sign", "inner-derivative", "factor"]), SHARES), unique_by=lambda pair: pair[0], max_size=2),
)
def test_what_is_written_reads_back(tmp_path_factory: pytest.TempPathFactory, names: list[str], points: object, title: str, reveal: str,
                                    layouts: object, credit: list[tuple[str, object]]) -> None:
    chosen = tuple(Chosen(name, points if number % 2 else None) for number, name in enumerate(names))  # type: ignore[arg-type]
    asked = Assignment(chosen or tuple(map(Chosen, IDS)), title=title, reveal=reveal, layouts=layouts, credit=tuple(credit))  # type: ignore[arg-type]
    path = tmp_path_factory.mktemp("assignment") / "assignment.yaml"
    path.write_text(written(asked, "bank"), "utf-8")
    opened = read_assignment(path, load)  # type: ignore[arg-type]
    assert opened.errors == ()
    assert opened.assignment is not None
    assert (opened.assignment.problems, opened.assignment.reveal) == (asked.problems, reveal)
    assert opened.bank == applied(asked, BANK)


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    (tmp_path / "bank").symlink_to(ROOT / "problem_bank")
    (tmp_path / "roster.csv").write_text("login,name\nada,Ada Lovelace\n", "utf-8")
    text = ("bank: bank\ntimezone: Europe/Berlin\ndue: 2026-11-23T23:59\nlate: {each: 10 %}\nattempts: best\nmissing: zero\n"
            "extensions: {ada: 2026-11-30T23:59}\nroster: roster.csv\n")
    (tmp_path / "assignment.yaml").write_text(text, "utf-8")
    opened = read_assignment(tmp_path / "assignment.yaml", load)  # type: ignore[arg-type]
    assert opened.assignment is not None, opened.errors
    assert elsewhere(opened.assignment) == ("due", "late", "extensions", "attempts", "missing", "roster")
    assert "ada" not in written(opened.assignment, "bank")
    assert elsewhere(Assignment(())) == ()
