"""A file of decisions is read whole: every field becomes its value, and every error is named at once with its place and a way out."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest

from grader.decisions import NAME, Decisions, read_decisions
from grader.model import PSEUDONYM, Decision, Identity, Severity, Where

WHOLE = """\
# Decisions on "Homework 3". Edit by hand, or with: grader review hw3
- problem: jac-polar
  answers: ["[[cos(t), -r sin(t)], [sin(t), r cos(t)]^T", "[[cos t, -r sin t], [sin t, r cos t]^T"]
  score: 1 of 3
  comment: "One bracket is missing; read as the transposed Jacobian."
  reason: transposed
  by: knuth
  at: 2026-11-24T10:32+01:00
  asked: 3f9a61c27b10
- problem: lsq-gradient
  student: {participant: 48001, name: "Ada Lovelace"}
  score: 2 of 2
  by: hopper
  at: 2026-11-24T10:40+01:00
  asked: 90aa17de33f2
  answer: 77ab01c4                    # digest of the text that was seen
- student: {participant: 48017, name: "Alan Turing"}
  unanswered: blank                   # somebody opened the PDF: it holds nothing more
  by: knuth
  at: 2026-11-24T10:41+01:00
"""


def read(tmp_path: Path, text: str | bytes) -> Decisions:
    path = tmp_path / NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_decisions(path)


def said(decisions: Decisions) -> list[tuple[int, int, str]]:
    return [(fault.where.line, fault.where.column, fault.code) for fault in decisions.faults if fault.where is not None]


def test_every_field_has_its_value(tmp_path: Path) -> None:
    found, file = read(tmp_path, WHOLE), str(tmp_path / NAME)
    zone = timezone(timedelta(hours=1))
    assert found.faults == ()
    assert found.entries == (
        Decision("jac-polar", ("[[cos(t), -r sin(t)], [sin(t), r cos(t)]^T", "[[cos t, -r sin t], [sin t, r cos t]^T"), None, Fraction(1),
                 Fraction(3), "", "One bracket is missing; read as the transposed Jacobian.", "transposed", "knuth",
                 datetime(2026, 11, 24, 10, 32, tzinfo=zone), "3f9a61c27b10", "", Where(file, 2, 3)),
        Decision("lsq-gradient", (), Identity("", "participant", "48001", "Ada Lovelace"), Fraction(2), Fraction(2), "", "", "", "hopper",
                 datetime(2026, 11, 24, 10, 40, tzinfo=zone), "90aa17de33f2", "77ab01c4", Where(file, 10, 3)),
        Decision("", (), Identity("", "participant", "48017", "Alan Turing"), None, Fraction(0), "blank", "", "", "knuth",
                 datetime(2026, 11, 24, 10, 41, tzinfo=zone), "", "", Where(file, 17, 3)),
    )


@pytest.mark.parametrize(("text", "expected"), [
    ("score: 1/2 of 3/2", {"score": Fraction(1, 2), "out_of": Fraction(3, 2)}), ("score: 0.25  of  1", {"score": Fraction(1, 4), "out_of": Fraction(1)}),
    ("score: '0 of 3'", {"score": Fraction(0), "out_of": Fraction(3)}),
    ("score: 1 of 1\n  at: 2026-11-24T10:32:07Z", {"at": datetime(2026, 11, 24, 10, 32, 7, tzinfo=UTC)}),
    ("score: 1 of 1\n  comment:\n  by:", {"comment": "", "by": ""}), ("score: 1 of 1\n  comment: |\n    One.\n    Two.\n", {"comment": "One.\nTwo."}),
    ("score: 1 of 1\n  reason: no\n  by: 007", {"reason": "no", "by": "007"}),
])
def test_values(tmp_path: Path, text: str, expected: dict[str, object]) -> None:
    [entry] = read(tmp_path, f"- problem: p\n  answers: x\n  {text}\n").entries
    assert {name: getattr(entry, name) for name in expected} == expected


@pytest.mark.parametrize(("text", "answers"), [
    ("'x'", ("x",)), ("[' x ', \"x\", x]", ("x",)), ("\n    - |\n      x\n        = 2\n    - y", ("x\n  = 2", "y")),
    (r"['\frac{1}{2}', '\nu']", (r"\frac{1}{2}", r"\nu")), (r'["2\\x", "a\n= b", "a\x0cb\u2028c", "x\x0au"]', (r"2\x", "a\n= b", "a\x0cb\u2028c", "x\nu")),
    ("e\u0301", ("é",)), ("no", ("no",)), ("[1:30, 010]", ("1:30", "010")),
])
def test_answers_are_texts(tmp_path: Path, text: str, answers: tuple[str, ...]) -> None:
    found = read(tmp_path, f"- problem: p\n  score: 1 of 1\n  answers: {text}\n")
    assert found.faults == ()
    assert found.entries[0].answers == answers


@pytest.mark.parametrize(("text", "who"), [
    ("{login: ada}", Identity("", "login", "ada", login="ada")),
    ('{name: "Ada L", email: a@b, canvas-user: 7}', Identity("", "canvas-user", "7", "Ada L", email="a@b")),
    ("S-3f9a61c2", Identity("", PSEUDONYM, "S-3f9a61c2")),
])
def test_students(tmp_path: Path, text: str, who: Identity) -> None:
    [entry] = read(tmp_path, f"- problem: p\n  score: 1 of 1\n  student: {text}\n").entries
    assert entry.student == who


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n", "---\n", "[]", "\ufeff"])
def test_nothing_is_decided(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Decisions(str(tmp_path / NAME))


def test_a_file_that_is_not_there_has_no_decisions(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / NAME) == Decisions(str(tmp_path / NAME))


ONE = "- problem: p\n  answers: [x]\n  score: 1 of 2\n"


@pytest.mark.parametrize(("text", "faults"), [
    ("problem: p\n", [(1, 1, "decision/form")]), ("- p\n- [p]\n", [(1, 3, "decision/form"), (2, 3, "decision/form")]),
    ("- problem: p\n", [(1, 3, "decision/missing-field"), (1, 3, "decision/whom")]),
    ("- answers: [x]\n  score: 1 of 2\n", [(1, 3, "decision/missing-field")]),
    (ONE + "  student: {login: a}\n", [(1, 3, "decision/whom")]), (ONE + "  answer: 77ab01c4\n", [(4, 3, "decision/too-much")]),
    ("- unanswered: blank\n", [(1, 3, "decision/missing-field")]),
    ("- student: {login: a}\n  unanswered: blank\n  score: 1 of 2\n", [(3, 3, "decision/too-much")]),
    ("- student: {login: a}\n  unanswered: empty\n", [(2, 15, "decision/value")]),
    *[(f"- problem: p\n  answers: x\n  score: {score}\n", [(3, 10, code)]) for score, code in (
        ("3 of 2", "decision/value"), ("-1 of 2", "decision/value"), ("1", "decision/value"), ("1 of 0", "decision/value"), ("1/0 of 1", "decision/value"),
        ("1 of 1001", "decision/value"), ("''", "decision/value"), ("[1, 2]", "decision/form"), ("½ of 1", "decision/value"), ("1e3 of 2e3", "decision/value"))],
    (ONE + "  at: 2026-11-24T10:32\n  asked: 3F9\n  by: [x]\n", [(4, 7, "decision/value"), (5, 10, "decision/value"), (6, 7, "decision/form")]),
    (ONE + "  scores: 1\n", [(4, 3, "decision/unknown-field")]), ("- problem: p\n  score: 1 of 1\n  answers: ['', {a: b}]\n", [(3, 13, "decision/value"), (3, 17, "decision/form")]),
    ("- problem: p\n  score: 1 of 1\n  answers: []\n", [(3, 12, "decision/value")]),
    ("- problem: p\n  score: 1 of 1\n  student: {nick: a}\n", [(3, 13, "decision/unknown-field")]),
    ("- problem: p\n  score: 1 of 1\n  student: {}\n", [(3, 12, "decision/value")]),
    ("- problem: p\n  score: 1 of 1\n  student: [a]\n", [(3, 12, "decision/form")]),
    ("- problem: p\n  score: 1 of 1\n  student: {participant: 1, canvas-user: 2}\n", [(3, 29, "decision/too-much")]),
    (ONE + "  score: 1 of 2\n", [(4, 3, "decision/duplicate-key")]), (ONE + "  <<: {by: x}\n", [(4, 3, "decision/merge")]),
    ("- &a\n  problem: p\n- *a\n", [(1, 3, "decision/anchor"), (3, 3, "decision/alias")]),
    ("- problem: !!python/object p\n  answers: x\n  score: 1 of 1\n", [(1, 12, "decision/tag")]), ('- problem: p\n  score: 1 of 1\n  answers: ["\\frac 1", "\\nu"]\n', [(3, 13, "decision/escape"), (3, 24, "decision/escape")]),
    (ONE + "- problem: p\n  answers: x\n  score: 3 of 2\n", [(6, 10, "decision/value")]), (ONE + "---\n" + ONE, [(4, 1, "decision/documents")]), (ONE + "\x00", [(4, 1, "decision/character")]), ('- problem: "x\n', [(1, 12, "decision/yaml")]),
    ("- " * 20, [(1, 25, "decision/too-deep")]), ("é".encode("cp1252") + ONE.encode(), [(1, 1, "decision/encoding")]),
    ("\n".encode("utf-16"), [(1, 1, "decision/encoding")]),
])
def test_errors_have_places(tmp_path: Path, text: str | bytes, faults: list[tuple[int, int, str]]) -> None:
    found = read(tmp_path, text)
    assert sorted(said(found)) == faults
    assert found.entries == ()
    assert all(fault.message and fault.remedy for fault in found.errors)


def test_a_comment_that_cuts_a_text_is_said_and_others_are_not(tmp_path: Path) -> None:
    found = read(tmp_path, ONE + "  comment: see #3\n  by: me # or you\n  asked: 3f9a61c27b10 # today's\n# more\n")
    assert [(line, code) for line, _, code in said(found)] == [(4, "decision/comment"), (5, "decision/comment")]
    assert found.errors == ()
    assert found.entries[0].comment == "see"


@pytest.mark.parametrize(("one", "other", "clash"), [
    ("answers: [x, y]\n  score: 1 of 2", "answers: [z, y]\n  score: 2 of 2", True), ("answers: [x]\n  score: 1 of 2", "answers: [' x ']\n  score: 2 of 4", False),
    ("answers: [x]\n  score: 1 of 2", "answers: [X]\n  score: 2 of 2", False), ("student: {login: a}\n  score: 1 of 2", "student: {login: A, name: B}\n  score: 2 of 2", True),
    ("student: {login: a, name: N}\n  score: 1 of 2", "student: {login: b, name: N}\n  score: 2 of 2", False),
    ("student: {name: N}\n  score: 1 of 2", "student: {name: 'N '}\n  score: 2 of 2", True), ("student: {number: 007}\n  score: 1 of 2", "student: {number: 7}\n  score: 2 of 2", False),
    ("student: {login: a}\n  score: 1 of 2\n  answer: 00000000", "student: {login: a}\n  score: 2 of 2\n  answer: 00000001", False),
    ("student: {login: a}\n  score: 1 of 2\n  answer: 00000000", "student: {login: a}\n  score: 2 of 2", True),
    ("student: {login: a}\n  score: 1 of 2", "student: {login: a}\n  score: 2 of 2\n  answer: 00000000", True),
    ("student: {login: a}\n  score: 1 of 2", "answers: [x]\n  score: 2 of 2", False),
])
def test_two_entries_for_one_target(tmp_path: Path, one: str, other: str, clash: bool) -> None:
    found = read(tmp_path, f"- problem: p\n  {one}\n- problem: p\n  {other}\n- problem: q\n  {other}\n")
    line = 2 + one.count("\n") + 1
    assert said(found) == ([(line, 3, "decision/contradiction")] if clash else [])
    assert all("in line 1" in fault.message for fault in found.faults)


def test_only_plain_files_of_bounded_size_are_read(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(ONE)
    (tmp_path / NAME).symlink_to(other)
    assert [fault.code for fault in read_decisions(tmp_path / NAME).errors] == ["decision/file"]
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).symlink_to(tmp_path / "nothing")
    assert [fault.code for fault in read_decisions(tmp_path / NAME).errors] == ["decision/file"]
    (tmp_path / NAME).unlink()
    os.mkfifo(tmp_path / NAME)
    assert [fault.code for fault in read_decisions(tmp_path / NAME).errors] == ["decision/file"]
    with (tmp_path / "big.yaml").open("wb") as big:
        big.truncate(33 << 20)
    assert [fault.code for fault in read_decisions(tmp_path / "big.yaml").errors] == ["decision/file"]


PIECES = ("", " ", "\n", ":", "-", "{", "}", "[", "]", "'", '"', "#", "*", "&", "!", "\t", "\x00", "9" * 40, "-1 of 2", "null", "<<: ", "- ", "{}", "[]", "\r", "\u2028",
          "\\n", "\\x0c", "student", "answers", "é", "\u202e", "\n---\n", "\n- problem: p\n")


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_raised(tmp_path: Path, seed: int) -> None:
    chance, kept = random.Random(seed), 0
    for _ in range(150):
        text = WHOLE
        for _ in range(chance.randint(0, 3)):
            start = chance.randrange(len(text))
            text = text[:start] + chance.choice(PIECES) + text[start + chance.choice((0, 1, 5, 40)):]
        found = read(tmp_path, text)
        errors = [fault for fault in found.faults if fault.severity is Severity.ERROR]
        assert not (errors and found.entries)
        assert all(fault.where is not None and fault.where.line >= 1 and fault.message for fault in found.faults)
        kept += not errors
    assert 0 < kept < 150
