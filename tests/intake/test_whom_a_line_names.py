"""Whether a ``student:`` line names the person whose file it stands in: by words, without order, case and accents' spelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.intake import read_submissions
from grader.intake.classmates import Classmates, names_another
from grader.model import Identity, Row

MOODLE = Identity("moodle", "participant", "48001", name="Zo\u00eb King M\u00fcller")
CANVAS = Identity("canvas", "canvas-user", "1001", name="m\u00fcllerzo\u00ebking")
D2L = Identity("brightspace", "d2l", "1 x", name="zmueller Zo\u00eb M\u00fcller")
LOGIN = Identity("blackboard", "login", "zm", name="Zo\u00eb M\u00fcller", login="zm", email="zm@uni.example", number="007")
GROUP = Identity("gradescope", "submission", "x", group="A & B", members=(LOGIN, Identity("gradescope", "name", "Bob Li", name="Bob Li")))


@pytest.mark.parametrize(("said", "who", "expected"), [
    ("Zo\u00eb King M\u00fcller", MOODLE, False), ("m\u00fcller, ZOE\u0308", MOODLE, False), ("M\u00dcLLER", MOODLE, False), ("Zoe M\u00fcller", MOODLE, True),
    ("zm", MOODLE, True), ("48001", MOODLE, True), ("Zo\u00eb King M\u00fcller", CANVAS, False), ("M\u00fcller, Zo\u00eb King", CANVAS, False),
    ("Zo\u00eb", CANVAS, True), ("Zo\u00eb M\u00fcller", D2L, False), ("zmueller", D2L, False), ("ZM", LOGIN, False), ("zm@UNI.example", LOGIN, False),
    ("007", LOGIN, False), ("7", LOGIN, True), ("Bob Li", GROUP, False), ("Zo\u00eb", GROUP, False), ("Ada", GROUP, True), ("!!!", MOODLE, True),
    ("Ada", Identity("moodle", "participant", "48001"), False), ("Ada", Identity("moodle", "team", "7", group="G"), False),
])
def test_whom_a_line_names(said: str, who: Identity, expected: bool) -> None:
    assert names_another(said, who) is expected


def test_a_classmate_is_named_in_full_and_alone() -> None:
    ada = Identity("canvas", "canvas-user", "1", name="lovelaceada")
    twins = [Identity("moodle", "participant", str(n), name="Wei Chen", login=f"w{n}") for n in (2, 3)]
    classmates = Classmates([ada, *twins, LOGIN])
    assert [classmates.named(said) for said in ("Ada Lovelace", "Lovelace, Ada", "Ada", "Wei Chen", "ZM", "007", "nobody", "")] == [
        "lovelaceada", "lovelaceada", "", "Wei Chen", "Zo\u00eb M\u00fcller", "Zo\u00eb M\u00fcller", "", ""]
    assert Classmates([ada, Identity("moodle", "participant", "9", name="Ada Lovelace")]).named("Ada Lovelace") == ""


ROSTER = (Row(2, (("login", "ada"), ("number", "007"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace"))),
          Row(3, (("login", "grace"), ("number", "008"), ("name", "Grace Ada Hopper"))),
          Row(4, (("login", "kim1"), ("name", "Jo Kim"))), Row(5, (("login", "kim2"), ("name", "Jo Kim"))))


@pytest.mark.parametrize(("students", "file", "said", "student", "is_told"), [
    # The roster says that both are one person.
    ("login", "ada.txt", "Ada Lovelace", "ada", False), ("login", "ada.txt", "lovelace, ada", "ada", False), ("login", "ada.txt", "007", "ada", False),
    ("login", "kim2.txt", "Jo Kim", "kim2", False), ("number", "007.txt", "Ada", "007", False), ("", "Ada Lovelace.txt", "ada", "Ada Lovelace", False),
    ("login", "ada/a.txt", "Ada Lovelace", "ada", False), ("login", "kim1/a.txt", "Jo Kim", "kim1", False), ("number", "008/a.txt", "grace", "008", False),
    # It does not, or the line is somebody else's id: the line of a file counts, and the name of a folder.
    ("login", "ada.txt", "Grace Ada Hopper", "Grace Ada Hopper", False), ("login", "grace.txt", "Ada", "Ada", False), ("login", "eve.txt", "ada", "ada", False),
    ("login", "eve.txt", "Ada Lovelace", "Ada Lovelace", False), ("login", "ada.txt", "Eve", "Eve", False), ("", "Jo Kim.txt", "kim1", "kim1", False),
    ("login", "ada/a.txt", "Grace", "ada", True), ("login", "kim1/a.txt", "kim2", "kim1", True), ("login", "eve/a.txt", "Ada Lovelace", "eve", True),
])
def test_a_roster_knows_that_a_login_and_a_name_are_one_person(tmp_path: Path, students: str, file: str, said: str, student: str, is_told: bool) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(f"student: {said}\na: 2x\n", "utf-8")
    (tmp_path / ("bob.txt" if "/" not in file else "bob/a.txt")).parent.mkdir(exist_ok=True)
    (tmp_path / ("bob.txt" if "/" not in file else "bob/a.txt")).write_text("a: 3x\n", "utf-8")
    submissions = list(read_submissions(tmp_path, students=students, roster=ROSTER).submissions)
    assert {each.student for each in submissions} == {student, "bob"}
    assert ["intake/other-student" in [row.code for row in each.attention] for each in submissions if each.student != "bob"] == [is_told]
