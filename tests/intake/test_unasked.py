"""Answers to problems that are not asked: told once a file, marked nowhere, and no blank sheet where a file has nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.intake import read_submissions

FILES = {
    "ada.txt": "a: 1\nb: 2\nc: 3\nzz: 4\n", "grace.txt": "b: 1\nc: 2\n", "emmy.txt": "a: 1\n",
    "many.txt": "".join(f"o{number}: 1\n" for number in range(9)) + "a: 1\n",
}


@pytest.fixture(params=["folder", "zip"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    if request.param == "folder":
        return folder
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return tmp_path / "class.zip"


def test_what_is_not_asked_is_told_once_a_file(place: Path) -> None:
    intake = read_submissions(place, ["a"], unasked=["b", "c", *(f"o{number}" for number in range(9))])
    found = {one.student: one for one in intake.submissions}
    assert len(intake.submissions) == 4
    assert {name: [each.problem for each in one.responses] for name, one in found.items()} == {"ada": ["a"], "grace": [], "emmy": ["a"], "many": ["a"]}
    told = {name: [(row.code, row.line, row.message) for row in one.attention] for name, one in found.items()}
    assert told["ada"] == [("intake/unknown-problem", 4, "there is no problem 'zz'"),
                           ("intake/not-asked", 2, "2 answers to problems that are not asked: b, c")]
    assert told["grace"] == [("intake/not-asked", 1, "2 answers to problems that are not asked: b, c")]
    assert told["emmy"] == []
    assert told["many"][0][2] == "9 answers to problems that are not asked: o0, o1, o2, o3, o4 and 4 more"
    assert {name: [file.code for file in one.files] for name, one in found.items()} == {
        "ada": [""], "grace": ["intake/not-asked"], "emmy": [""], "many": [""]}


def test_a_file_of_another_assignment_beside_a_right_one(tmp_path: Path) -> None:
    """What was read of one attempt stays; the file that is not asked for is the one that waits."""
    for name in ("ada", "grace"):
        (tmp_path / name).mkdir()
    (tmp_path / "grace" / "one.txt").write_text("a: 1\n")
    (tmp_path / "ada" / "one.txt").write_text("a: 1\n")
    (tmp_path / "ada" / "two.txt").write_text("b: 1\n")
    one, _ = read_submissions(tmp_path, ["a"], unasked=["b"]).submissions
    assert [each.problem for each in one.responses] == ["a"]
    assert [(file.path, file.code) for file in one.files] == [("ada/one.txt", ""), ("ada/two.txt", "intake/not-asked")]
