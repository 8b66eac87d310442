"""A folder that is one student's own, and the metadata that say whose."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from grader.intake import metadata_of, read_one
from grader.intake.one_student import NOBODY
from grader.model import Submission, UsageError

ADA, GRACE = {"name": "Ada Lovelace", "email": "Ada@example.com", "id": 1}, {"name": "Grace\u202e Hopper", "email": "", "id": 2}


def read(folder: Path, files: dict[str, str]) -> Submission:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return read_one(folder, NOBODY, ("a", "b"), ("c",))


@pytest.mark.parametrize(("users", "kind", "student"), [
    ([ADA], "email", "Ada Lovelace"), ([GRACE], "name", "Grace Hopper"), ([GRACE, ADA], "submission", "Ada Lovelace & Grace Hopper"),
    ([ADA, ADA], "submission", "Ada Lovelace & Ada Lovelace"), ([{"email": "x@y.z"}], "email", "x@y.z"), ([ADA, 7, {}, {"id": 3}], "email", "Ada Lovelace"),
])
def test_who_handed_in(users: list[object], kind: str, student: str) -> None:
    found = metadata_of(json.dumps({"users": users, "assignment": {"total_points": "20.0"}}).encode())
    assert (found.who.kind, found.who.student, found.total_points, found.fault) == (kind, student, "20.0", "")


@pytest.mark.parametrize(("data", "said"), [
    (b"", "cannot be read"), (b"\xff", "cannot be read"), (b"[1]", "no object"), (b'{"a":' * 90_000, "cannot be read"), (b"{}", "name nobody"),
    (b'{"users": [{"id": 3}, 4], "assignment": []}', "name nobody"), (b'{"users": {"name": "Ada"}}', "name nobody"),
    (b'{"users": [{"name": 3, "email": null}], "assignment": {"total_points": [1]}}', "name nobody"),
    (b'{"users": [{"name": "\\ud800\\u0007"}]}', "name nobody"),
])
def test_metadata_that_say_nothing(data: bytes, said: str) -> None:
    found = metadata_of(data)
    assert (found.who, found.total_points) == (NOBODY, "")
    assert said in found.fault


@pytest.mark.parametrize(("points", "said"), [("20.0", "20.0"), (20, "20"), (None, ""), ([], ""), ("9\x1b" * 500, "9?")])
def test_the_points_are_text_that_is_safe_to_print(points: object, said: str) -> None:
    found = metadata_of(json.dumps({"users": [ADA], "assignment": {"total_points": points}}).encode()).total_points
    assert found.isprintable()
    assert found[:1] == said[:1]
    assert len(found) < 1_500


def test_all_files_are_one_submission(tmp_path: Path) -> None:
    one = read(tmp_path, {"x.txt": "a: 1\n", "deep/er/y.yaml": "answers: {b: 2}\n", "z.txt": "c: 3\n", ".git/config": "a: 4\n"})
    assert {response.problem: response.text for response in one.responses} == {"a": "1", "b": "2"}
    assert [(row.file, row.code) for row in one.attention] == [(".git", "intake/ignored"), ("z.txt", "intake/no-answers"), ("z.txt", "intake/not-asked")]
    assert [file.path for file in one.files if file.code] == ["z.txt"]
    assert one.attempt == 1


def test_one_student_may_have_as_many_files_as_in_a_class(tmp_path: Path) -> None:
    crowded = read(tmp_path / "many", {f"{number}.txt": "a: 1\n" for number in range(201)})
    assert crowded.responses == ()
    assert [row.code for row in crowded.attention] == ["intake/too-many"]
    assert [file.code for file in crowded.files] == ["intake/too-many"]
    enough = read(tmp_path / "enough", {f"{number}.png": "" for number in range(199)} | {"a.txt": "a: 1\n"})
    assert [response.text for response in enough.responses] == ["1"]


def test_a_folder_without_files_is_one_without_answers(tmp_path: Path) -> None:
    assert read(tmp_path, {}).files == ()
    (tmp_path / "inner").mkdir()
    one = read(tmp_path, {".DS_Store": ""})
    assert (one.responses, one.files) == ((), ())
    with pytest.raises(UsageError):
        read_one(tmp_path / "nowhere", NOBODY, ())


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("a: 1\n")
    (tmp_path / "own").mkdir()
    os.symlink(tmp_path / "key.txt", tmp_path / "own" / "a.txt")
    one = read(tmp_path / "own", {"b.txt": "b: 2\n"})
    assert [response.problem for response in one.responses] == ["b"]
    assert [(file.path, file.code) for file in one.files if file.code] == [("a.txt", "intake/link")]
