"""The workbook, read again by another program: every text is a text, every number a number, and no cell a formula."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from small_sheets import HALF, RIGHT, UNREAD, identity, result, sheet

from grader.exports import Options, Run
from grader.exports.neutral import HEAD
from grader.exports.xlsx import PROBLEMS, WAITING, write
from grader.model import Diagnostic, Outcome, StoreError, UsageError, Verdict, Where, plain_identity
from grader.record import replace

HOSTILE = ("=1+1", "=HYPERLINK(\"http://x\",\"y\")", "+1", "-1", "@SUM(A1)", "007", "1e5", "http://x.example/", "mailto:a@b", "internal:Sheet!A1",
           "{=A1}", "TRUE", "a\nb", "a\tb", "<v>1</v>", "&amp;", "_x0041_", " blank ", "x" * 32_767, "'=1", "")


def workbook(run: Run, options: Options | None = None) -> dict[str, list[list[Any]]]:
    made = write(run, options or Options())
    assert [file.path for file in made.files] == ["grades.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(made.files[0].data))
    for page in book:
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    # Excel reads _x0041_ as a sign by its number, so a text of that form is written with a mark; openpyxl leaves that to its callers.
    return {page.title: [[unescape(cell) if isinstance(cell, str) else cell for cell in row] for row in page.iter_rows(values_only=True)]
            for page in book}


def test_gold(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada", "name:Emmy Noether", pending=("login:ada",))
    pages = workbook(run)
    assert list(pages) == ["Grades", "Problems", "Waiting"]
    head, ada, emmy = pages["Grades"]
    assert head == [*HEAD, "q1", "q2"]
    assert [cell for cell in ada if cell is not None] == ["ada", 3, 1, "pending", 2]
    assert dict(zip(head, ada, strict=True))["score"] is None
    assert dict(zip(head, emmy, strict=True))["score"] == pytest.approx(7 / 3)
    assert pages["Problems"] == [list(PROBLEMS), ["q1", 2, 2, 2, 0, 2, 0, 0, 0, 0, 2, 1],
                                 ["q2", 1, 2, 1, 1, 0, 1, 0, 1, 0, pytest.approx(1 / 3), pytest.approx(1 / 3)]]
    assert pages["Waiting"] == [list(WAITING), ["ada", None, None, None, "q2", "unreadable", "2(x", None, None, None]]


def test_what_is_decided_of_a_pending_sheet_is_written_on_request(make_run: Callable[..., Run]) -> None:
    pages = workbook(make_run("login:ada", pending=("login:ada",)), Options(include_pending=True))
    assert dict(zip(*pages["Grades"], strict=True))["score"] == 2


def of(*people: tuple[str, str], message: str = "") -> Run:
    """A run of names and of answers that wait."""
    verdict = Verdict(Outcome.UNREADABLE, messages=(Diagnostic("syntax/x", message or "why"),))
    sheets = [sheet(plain_identity(name), RIGHT, replace(UNREAD, answer=answer, decided=replace(UNREAD.decided, verdict=verdict),
                                                             where=Where("=a.txt", 4))) for name, answer in people]
    return Run(None, "=Title", ("=q1", "q2"), Fraction(3), sheets[0].provenance, tuple(result(each, "") for each in sheets), lambda: iter(sheets))  # type: ignore[arg-type]


def test_a_hostile_text_stays_a_text() -> None:
    run = of(*((text or "nobody", text) for text in HOSTILE))
    pages = workbook(run)
    assert [row[0] for row in pages["Grades"][1:]] == [text or "nobody" for text in HOSTILE]
    assert [row[6] or "" for row in pages["Waiting"][1:]] == list(HOSTILE)
    assert {tuple(row[7:]) for row in pages["Waiting"][1:]} == {("why", "=a.txt", 4)}
    assert pages["Problems"][1][0] == "=q1"
    with zipfile.ZipFile(io.BytesIO(write(run, Options()).files[0].data)) as book:
        parts = {name: book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")}
    assert len(parts) == 3
    assert not any(sign in part for part in parts.values() for sign in (b"<f>", b"<f ", b"hyperlink"))


@pytest.mark.parametrize(("text", "expected"), [
    ("a\x00b\x0bc\x1fd", "a\ufffdb\ufffdc\ufffdd"), ("a\ud800b", "a\ufffdb"), ("\uffff\ufffe", "\ufffd\ufffd"), ("\r", "\ufffd"), ("\U0001f600", "\U0001f600"),
])
def test_signs_that_a_workbook_cannot_hold(text: str, expected: str) -> None:
    pages = workbook(of(("ada", text), message=text))
    assert pages["Waiting"][1][6:8] == [expected, expected]


def test_a_text_that_is_too_long_says_so() -> None:
    cut = workbook(of(("ada", "x" * 40_000)))["Waiting"][1][6]
    assert (len(cut), cut[-23:]) == (32_767, "xxxx… (40,000 characters)"[-23:])


def test_the_same_run_gives_the_same_bytes(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada", "login:emmy")
    assert write(run, Options()).files == write(run, Options()).files


def test_only_what_changed(make_run: Callable[..., Run]) -> None:
    run = make_run("login:ada", "login:emmy", pending=("login:ada", "login:emmy"))
    ada, emmy = [each.person for each in run.results]
    later = replace(run, digests={ada: b"1", emmy: b"2"}, sent={"xlsx": {ada: b"1", emmy: b"1"}})
    pages = workbook(later, Options(changed_only=True))
    assert [[row[0] for row in pages[name][1:]] for name in ("Grades", "Waiting")] == [["emmy"], ["emmy"]]
    assert [row[2] for row in pages["Problems"][1:]] == [2, 2]
    assert write(later, Options(changed_only=True)).people == (emmy,)


def test_each_member_of_a_group_has_a_row(make_run: Callable[..., Run]) -> None:
    team = replace(identity("team:7:Team"), members=(identity("login:ada"), identity("login:emmy")))
    assert [row[0] for row in workbook(make_run(team))["Grades"][1:]] == ["ada", "emmy"]


def test_without_the_package_the_message_says_how_to_get_it(make_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="install it with: pip install xlsxwriter"):
        write(make_run("login:ada"), Options())


def test_a_full_disk_is_said(make_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(StoreError, match=r"the workbook cannot be written: .*No space left on device"):
        write(make_run("login:ada"), Options())


def test_who_is_not_done_is_said(make_run: Callable[..., Run]) -> None:
    made = write(replace(make_run("login:ada"), left_out=("emmy",)), Options())
    assert made.lines == (("left", "emmy: not done yet"),)
    assert (made.accepted, made.files[0].said) == (1, "1 student, 0 answers wait")
    assert HALF.score == Fraction(1, 3)


def test_those_of_whom_nothing_came_are_counted(make_run: Callable[..., Run]) -> None:
    run = replace(make_run("login:ada", pending=("login:ada",)), absent=(plain_identity("Emmy"), plain_identity("Carl")))
    assert write(run, Options()).files[0].said == "1 student, and 2 of whom nothing came, 1 answer waits"
    assert [row[0] for row in workbook(run)["Grades"]] == ["student", "ada", "Emmy", "Carl"]
