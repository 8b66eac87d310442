"""Whether a ``student:`` line names the person whose file it stands in: by words, without order, case and accents' spelling."""

from __future__ import annotations

import pytest

from grader.intake.classmates import Classmates, names_another
from grader.model import Identity

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
