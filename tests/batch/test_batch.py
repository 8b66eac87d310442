"""The run over many answers: once each, in any order, whatever dies."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from grader.batch import folder, journal, workers
from grader.batch.run import grade
from grader.expr import Number, Pow, Symbol
from grader.model import Bank, Mark, Outcome, Problem, Response, StoreError, Submission, Variable, Where

X = Symbol("x")
BANK = Bank((Problem(id="square", variables=(Variable("x"),), f=Pow(X, Number(2)), wrt=("x",)),
             Problem(id="cube", variables=(Variable("x"),), f=Pow(X, Number(3)), wrt=("x",))), "digest")


def submission(student: str, **answers: str) -> Submission:
    responses = tuple(Response(problem, text, Where(f"{student}.txt", line)) for line, (problem, text) in enumerate(answers.items(), 1))
    return Submission(student, responses, Where(f"{student}.txt", 1))


CLASS = tuple(submission(f"s{n:03d}", square=f"{n}x - {n - 2}x", cube=f"3x^2 + {n % 7} - {n % 5}") for n in range(260))


def test_every_student_has_a_mark_for_every_problem() -> None:
    book = grade(BANK, [submission("ada", square="2x"), submission("bob", cube="x")], "salt")
    assert [(sheet.student, [mark.verdict.outcome.value for mark in sheet.marks]) for sheet in book.sheets] == [
        ("ada", ["correct", "blank"]), ("bob", ["blank", "incorrect"])]


def test_the_gradebook_does_not_depend_on_processes_or_order() -> None:
    one = grade(BANK, CLASS, "salt", jobs=1)
    shuffled = list(CLASS)
    random.Random(1).shuffle(shuffled)
    assert grade(BANK, shuffled, "salt", jobs=3) == one
    assert {mark.verdict.outcome for sheet in one.sheets for mark in sheet.marks} == {Outcome.CORRECT, Outcome.INCORRECT}


def test_another_salt_gives_the_same_outcomes() -> None:
    outcomes = [[[mark.verdict.outcome for mark in sheet.marks] for sheet in grade(BANK, CLASS[:40], salt).sheets] for salt in ("a", "b")]
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("how", ["exit", "abort"])
def test_an_answer_that_kills_its_worker_costs_only_itself(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    def deadly(problem: Problem, text: str, salt: str) -> Mark:
        if text == "200x - 198x":
            os._exit(7) if how == "exit" else os.abort()
        return real(problem, text, salt)

    real = workers.mark
    expected = grade(BANK, CLASS, "salt", jobs=1)
    monkeypatch.setattr(workers, "mark", deadly)
    found = grade(BANK, CLASS, "salt", jobs=2)
    differing = [(sheet.student, mark.problem, mark.verdict.outcome.value, mark.verdict.messages[0].code)
                 for sheet, other in zip(found.sheets, expected.sheets, strict=True)
                 for mark, same in zip(sheet.marks, other.marks, strict=True) if mark != same]
    assert differing == [("s200", "square", "undecided", "batch/failed")]


def test_a_failure_of_our_own_is_undecided_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(problem: Problem, text: str, salt: str) -> Mark:
        raise ZeroDivisionError

    monkeypatch.setattr(workers, "mark", failing)
    [sheet] = grade(BANK, [submission("ada", square="2x")], "salt").sheets
    assert [(mark.verdict.outcome, mark.score) for mark in sheet.marks] == [(Outcome.UNDECIDED, None)] * 2
    assert "ZeroDivisionError" in sheet.marks[0].verdict.messages[0].message


def test_a_journal_keeps_what_is_done_even_if_its_end_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / journal.NAME
    marks = {(mark.problem, mark.answer): mark for sheet in grade(BANK, CLASS[:3], "salt").sheets for mark in sheet.marks}
    book = journal.Journal(path, "digest", "0", "salt", {})
    book.add(marks.values())
    book.close(complete=False)
    assert journal.read_journal(path, "digest", "0") == ("salt", marks)
    assert journal.read_journal(path, "another bank", "0") == ("", {})
    text = path.read_text()
    path.write_text(text[:-30])
    salt, kept = journal.read_journal(path, "digest", "0")
    assert salt == "salt"
    assert len(kept) == len(marks) - 1
    path.write_text("nonsense")
    assert journal.read_journal(path, "digest", "0") == ("", {})


def test_a_complete_run_leaves_no_journal(tmp_path: Path) -> None:
    book = journal.Journal(tmp_path / journal.NAME, "digest", "0", "salt", {})
    book.close(complete=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("important")
    with pytest.raises(StoreError, match="not empty"):
        folder.prepare(tmp_path, journal.NAME)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        folder.prepare(tmp_path / "file" / "run", journal.NAME)


@pytest.mark.parametrize(("student", "name"), [
    ("Ada Lovelace", "001-ada-lovelace"), ("../../etc/passwd", "001-etc-passwd"), ("Zoë Müller", "001-zoe-muller"), ("名前", "001"),
    ("CON", "001-con"), ("a" * 300, "001-" + "a" * 40), ("x\n<script>", "001-x-script"), ("=cmd|'/c calc'!A0", "001-cmd-c-calc-a0"),
])
def test_file_names_are_our_own(student: str, name: str) -> None:
    assert folder.sheet_names([student]) == {student: name}


def test_unchanged_files_are_left_alone_and_strangers_removed(tmp_path: Path) -> None:
    folder.prepare(tmp_path, journal.NAME)
    folder.write(tmp_path, "feedback/a.html", b"one")
    before = (tmp_path / "feedback/a.html").stat().st_mtime_ns
    folder.write(tmp_path, "feedback/a.html", b"one")
    assert (tmp_path / "feedback/a.html").stat().st_mtime_ns == before
    (tmp_path / "feedback/gone.html.tmp").write_bytes(b"")
    folder.write(tmp_path, "feedback/old.html", b"")
    folder.clear(tmp_path, {"feedback/a.html"})
    assert [path.name for path in (tmp_path / "feedback").iterdir()] == ["a.html"]
