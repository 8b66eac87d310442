"""What was handed back: a template that served is known again, and files with old scores go, unless a person changed them."""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from grader.batch.sent import Pieces, exported, sheets_of, templates_of, withdraw
from grader.model import Result, plain_identity
from grader.record import replace
from grader.store import open_store


@pytest.fixture
def run(tmp_path: Path) -> Path:
    with open_store(tmp_path):
        (tmp_path / "export").mkdir()
    return tmp_path


def result(score: int) -> Result:
    one = Fraction(score)
    return Result("p1", "Ada", plain_identity("Ada"), (), one, Fraction(0), one, Fraction(3), 0, (one,), "feedback/ada.html")


def written(run: Path, results: list[Result], **files: bytes) -> None:
    for name, data in files.items():
        (run / "export" / name).write_bytes(data)
    exported(run, b"template", files, results)


def test_a_template_that_served_is_known(run: Path) -> None:
    written(run, [result(3)])
    with open_store(run, writing=False) as store:
        assert templates_of(store) == {sha256(b"template").hexdigest()}


def test_the_sheets_that_an_export_handed_over_are_known_until_their_student_is_forgotten(run: Path) -> None:
    exported(run, None, {}, [], {"moodle": {"p1": b"1", "p2": b"2"}})
    exported(run, None, {}, [], {"moodle": {"p2": b"3"}})
    exported(run, None, {}, [], {"csv": {"p1": b"4"}})
    with open_store(run) as store:
        assert sheets_of(store, ["moodle", "csv", "json"]) == {"moodle": {"p1": b"1", "p2": b"3"}, "csv": {"p1": b"4"}, "json": {}}
        store.forget("p1")
        assert sheets_of(store, ["moodle", "csv"]) == {"moodle": {"p2": b"3"}, "csv": {}}


def test_files_with_old_scores_go_and_those_of_a_person_stay(run: Path) -> None:
    written(run, [result(3)], first=b"1", second=b"2", third=b"3")
    (run / "export" / "second").write_bytes(b"changed by hand")
    (run / "export" / "third").unlink()
    (run / "export" / "mine").write_bytes(b"1")
    with open_store(run) as store:
        assert withdraw(store, run, [result(3)]) == ([], [])
        assert withdraw(store, run, [result(2)]) == (["first"], ["second"])
        assert sorted(path.name for path in (run / "export").iterdir()) == ["mine", "second"]
        assert withdraw(store, run, [result(2)]) == ([], ["second"])
    written(run, [result(2)], first=b"new", second=b"new")
    with open_store(run) as store:
        assert withdraw(store, run, [result(2)]) == ([], [])


@pytest.mark.parametrize("other", [
    replace(result(3), pending=1), replace(result(3), penalty=Fraction(1)), replace(result(3), raw=Fraction(2)), replace(result(3), person="p2"),
])
def test_whatever_an_export_tells_makes_it_old(run: Path, other: Result) -> None:
    written(run, [result(3)], first=b"1")
    with open_store(run) as store:
        assert withdraw(store, run, [other]) == (["first"], [])
        assert withdraw(store, run, []) == ([], [])


def test_a_link_in_the_place_of_a_file_is_not_followed(run: Path) -> None:
    written(run, [result(3)], first=b"1")
    (run / "export" / "first").unlink()
    (run / "aim").write_bytes(b"1")
    (run / "export" / "first").symlink_to(run / "aim")
    with open_store(run) as store:
        assert withdraw(store, run, []) == ([], [])
    assert (run / "aim").read_bytes() == b"1"


def test_a_file_that_was_written_in_pieces_is_ours_too(run: Path) -> None:
    pieces = Pieces(iter([b"1", b"2"]))
    (run / "export" / "lines").write_bytes(b"".join(pieces))
    exported(run, None, {"lines": pieces}, [result(3)])
    with open_store(run) as store:
        assert withdraw(store, run, [result(2)]) == (["lines"], [])


def test_a_run_without_a_store_notes_nothing(tmp_path: Path) -> None:
    exported(tmp_path, b"template", {"a": b"1"}, [])
    assert list(tmp_path.iterdir()) == []
