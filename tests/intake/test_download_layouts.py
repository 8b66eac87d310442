"""The layouts of the LMSs: what a name in a download says, which layout a download has, and whose each file is."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.intake import layout_of, read_submissions
from grader.intake.layouts import blackboard, brightspace, canvas, gradescope, moodle
from grader.intake.layouts.layout import Layout, Top
from grader.model import Attention, Intake, Submission, UsageError

BERLIN = ZoneInfo("Europe/Berlin")


def folder(path: Path, files: dict[str, bytes | str]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(path: Path, files: dict[str, bytes | str]) -> Path:
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


def read(tmp_path: Path, files: dict[str, bytes | str], **options: object) -> Intake:
    """The intake of the files in a zip, which that of a folder must equal but for the form of a plain one."""
    one = read_submissions(zipped(tmp_path / "c.zip", files), ("a", "b", "c"), **options)  # type: ignore[arg-type]
    other = read_submissions(folder(tmp_path / "class", files), ("a", "b", "c"), **options)  # type: ignore[arg-type]
    assert list(one.submissions) == list(other.submissions)
    assert one.attention == other.attention
    assert len(one.submissions) == len(list(one.submissions))
    return one


def people(intake: Intake) -> dict[tuple[str, str, int], dict[str, list[str]]]:
    """By kind, key and attempt: the texts for each problem."""
    found: dict[tuple[str, str, int], dict[str, list[str]]] = {}
    for each in intake.submissions:
        texts = found.setdefault((each.who.kind, each.who.key, each.attempt), {})
        for response in each.responses:
            texts.setdefault(response.problem, []).append(response.text)
    return found


def called(intake: Intake) -> list[str]:
    return [each.student for each in intake.submissions]


def all_rows(intake: Intake) -> list[Attention]:
    return [*intake.attention, *(row for each in intake.submissions for row in each.attention)]


def codes(intake: Intake) -> dict[str, str]:
    return {row.file: row.code for row in all_rows(intake)}


def only(intake: Intake) -> Submission:
    (one,) = intake.submissions
    return one


# Grammars


@pytest.mark.parametrize(("name", "is_folder", "expected"), [
    ("Ada Lovelace_48001_assignsubmission_file", True, ("Ada Lovelace", "48001", "file", "")),
    ("Ada Lovelace_48001_assignsubmission_file_", True, ("Ada Lovelace", "48001", "file", "")),
    ("Ada Lovelace_48001_assignsubmission_onlinetext", True, ("Ada Lovelace", "48001", "onlinetext", "")),
    ("Ada Lovelace_48001_assignsubmission_file_hw_3.txt", False, ("Ada Lovelace", "48001", "file", "hw_3.txt")),
    ("Ada Lovelace_48001_assignsubmission_file_x_7_assignsubmission_file_y.txt", False,
     ("Ada Lovelace", "48001", "file", "x_7_assignsubmission_file_y.txt")),
    ("Teilnehmer_12_assignsubmission_file", True, ("Teilnehmer", "12", "file", "")),
    ("Group 7_77_assignsubmission_file", True, ("Group 7", "77", "file", "")),
    ("ada Ada Lovelace_48001_assignsubmission_file", True, ("ada Ada Lovelace", "48001", "file", "")),
    ("Zoe\u0308 Li - Ng_1_assignsubmission_file", True, ("Zo\u00eb Li - Ng", "1", "file", "")),
    ("Default group_assignsubmission_file", True, ("Default group", "", "file", "")),
    ("Ada Lovelace_48001_assignsubmission_file", False, None),
    ("Ada Lovelace_48001_assignsubmission_file_", False, None),
    ("Ada Lovelace_48001_assignfeedback_file", True, None),
    ("_assignsubmission_file", True, None),
    ("Ada_\u0661\u0662_assignsubmission_file", True, None),
    ("ada", True, None),
])
def test_names_of_moodle(name: str, is_folder: bool, expected: tuple[str, ...] | None) -> None:
    found = moodle.parsed(name, is_folder)
    assert (found and (found.name, found.id, found.plugin, found.file)) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("lovelaceada_1001_555_hw_3_final.txt", ("lovelaceada", "1001", "555", "hw_3_final.txt", "", False, False)),
    ("lovelaceada_LATE_1001_555_a.txt", ("lovelaceada", "1001", "555", "a.txt", "", True, False)),
    ("m\u00fcllerj\u00f6rg_1001_555_2_3_a-1.txt", ("m\u00fcllerj\u00f6rg", "1001", "555", "2_3_a-1.txt", "", False, False)),
    ("lovelaceada_1001_text.html", ("lovelaceada", "1001", "", "text.html", "text", False, False)),
    ("lovelaceada_LATE_1001_link.html", ("lovelaceada", "1001", "", "link.html", "link", True, False)),
    ("1001_555_a.txt", ("", "1001", "555", "a.txt", "", False, False)),
    ("o_neill_1001_555_a.txt", ("o_neill", "1001", "555", "a.txt", "", False, False)),
    ("anon_x8Fq2_555_a.txt", ("", "x8Fq2", "555", "a.txt", "", False, True)),
    ("LATE_anon_x8Fq2_555_a.txt", ("", "x8Fq2", "555", "a.txt", "", True, True)),
    ("anon_12345_text.html", ("", "12345", "", "text.html", "text", False, True)),
    ("lovelaceada_1001_a.txt", None),
    ("lovelaceada_1001_555_", None),
    ("Lovelace_1001_555_a.txt", None),
    ("Ada Lovelace_48001_assignsubmission_file_1_2_a.txt", None),
    ("ada.txt", None),
])
def test_names_of_canvas(name: str, expected: tuple[object, ...] | None) -> None:
    found = canvas.parsed(name)
    assert (found and (found.name, found.id, found.attachment, found.file, found.page, found.is_late, found.is_anonymous)) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("27236-46025 - 23304308 Angood - 05 March 2026 612 PM", ("27236", "46025", "23304308 Angood", "05 March 2026 612 PM")),
    ("100001-2000001 - astudent Avery Student - Jul 30, 2026 1053 PM", ("100001", "2000001", "astudent Avery Student", "Jul 30, 2026 1053 PM")),
    ("1-2 - Anna - Maria Li - 13. September 2025 14:10", ("1", "2", "Anna - Maria Li", "13. September 2025 14:10")),
    ("1-2 - Ada", None),
    ("1 - Ada - 5 March 2026", None),
])
def test_names_of_brightspace(name: str, expected: tuple[str, ...] | None) -> None:
    found = brightspace.parsed(name)
    assert (found and (found.one, found.two, found.who, found.date)) == expected


@pytest.mark.parametrize(("name", "expected"), [
    ("HW3_bitdiddle_attempt_2016-01-30-15-00-00.txt", ("HW3_bitdiddle", "2016-01-30-15-00-00", "")),
    ("HW3_bitdiddle_attempt_2016-01-30-15-00-00_answers.txt", ("HW3_bitdiddle", "2016-01-30-15-00-00", "answers.txt")),
    ("Home work_3_a_b_attempt_2016-01-30-15-00-00_x_attempt_2017-01-30-15-00-00.txt",
     ("Home work_3_a_b", "2016-01-30-15-00-00", "x_attempt_2017-01-30-15-00-00.txt")),
    ("HW3_bitdiddle_attempt_2016-01-30.txt", None),
    ("HW3_attempt.txt", None),
])
def test_names_of_blackboard(name: str, expected: tuple[str, ...] | None) -> None:
    found = blackboard.parsed(name)
    assert (found and (found.owner, found.stamp, found.file)) == expected


@pytest.mark.parametrize("layout", [moodle.LAYOUT, canvas.LAYOUT, brightspace.LAYOUT, blackboard.LAYOUT, gradescope.LAYOUT])
def test_hostile_names_take_no_time_and_are_refused(layout: Layout) -> None:
    for name in ("_" * 5_000, "1_" * 5_000, "_1_assignsubmission" * 500, "1-1 " * 2_000, "_attempt_2016-01-30" * 1_000, "submission_" * 500):
        assert not layout.fits(Top(name, (), True))


# Moodle

ADA, BOB = "Ada Lovelace_48001_assignsubmission", "Bob Li_48002_assignsubmission"
HTML = "<!DOCTYPE html><html><head><meta charset='UTF-8'></head><body>{}</body></html>"


def test_moodle_folders_of_every_version(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        f"{ADA}_file/sub/dirs/a.txt": "a: 1", f"{ADA}_file/b.txt": "b: 2", f"{ADA}_onlinetext/Onlinetext.html": HTML.format("<p>c: 3<br></p>"),
        f"{BOB}_file_/a.txt": "a: 4"})
    assert intake.layout == "moodle"
    assert people(intake) == {("participant", "48001", 1): {"a": ["1"], "b": ["2"], "c": ["3"]}, ("participant", "48002", 1): {"a": ["4"]}}
    assert called(intake) == ["Ada Lovelace", "Bob Li"]
    assert [file.path for file in next(iter(intake.submissions)).files] == [
        f"{ADA}_file/b.txt", f"{ADA}_file/sub/dirs/a.txt", f"{ADA}_onlinetext/Onlinetext.html"]
    assert all_rows(intake) == []


def test_moodle_flat(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"{ADA}_file_a.txt": "a: 1", f"{ADA}_onlinetext_onlinetext.html": HTML.format("b: 2"), f"{BOB}_file_b.pdf": "%PDF"})
    assert people(intake) == {("participant", "48001", 1): {"a": ["1"], "b": ["2"]}, ("participant", "48002", 1): {}}
    assert codes(intake) == {f"{BOB}_file_b.pdf": "intake/not-text"}


def test_moodle_in_a_folder_and_beside_what_systems_leave(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"hw3/{ADA}_file/a.txt": "a: 1", f"hw3/{BOB}_file/a.txt": "a: 2", "__MACOSX/hw3/._x": "", "hw3/.DS_Store": ""})
    assert intake.layout == "moodle"
    assert called(intake) == ["Ada Lovelace", "Bob Li"]
    assert set(codes(intake).values()) == {"intake/ignored"}


def test_moodle_blind(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"Participant_{n}_assignsubmission_file/a.txt": f"student: Ada\na: {n}" for n in (1, 2, 3)})
    assert [(each.who.key, each.who.name, each.student) for each in intake.submissions] == [("1", "", "1"), ("2", "", "2"), ("3", "", "3")]
    # Nothing is known that the line could be compared with, and a row would tell who it is.
    assert all_rows(intake) == []


@pytest.mark.parametrize(("files", "options"), [
    ({"Group A_7_assignsubmission_file/a.txt": "a: 1", "Group B_8_assignsubmission_file/a.txt": "a: 2"}, {"layout": "moodle-team"}),
    ({"Group A_7_assignsubmission_file/a.txt": "a: 1", "Group B_8_assignsubmission_file/a.txt": "a: 2"}, {"groups": ["Group_A", "Group: B", "C"]}),
])
def test_moodle_teams(tmp_path: Path, files: dict[str, bytes | str], options: dict[str, object]) -> None:
    intake = read(tmp_path, files, **options)
    assert [(each.who.kind, each.who.key, each.who.group, each.student) for each in intake.submissions] == [
        ("team", "7", "Group A", "Group A"), ("team", "8", "Group B", "Group B")]
    assert read(tmp_path, files, groups=["Group A"]).layout == "moodle"
    assert {each.who.kind for each in read(tmp_path, files, groups=["Group A"]).submissions} == {"participant"}


def test_the_default_team_tells_that_all_are_teams(tmp_path: Path) -> None:
    intake = read(tmp_path, {"Group A_7_assignsubmission_file/a.txt": "a: 1", "Default group_assignsubmission_file/a.txt": "a: 2"})
    assert people(intake) == {("team", "7", 1): {"a": ["1"]}, ("name", "Default group", 1): {"a": ["2"]}}
    assert codes(intake) == {"Default group_assignsubmission_file/a.txt": "intake/no-id"}


def test_an_assignment_file_in_a_moodle_zip_is_a_students_file(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"{ADA}_file/assignment.yaml": "title: x\nproblems: []\n", f"{ADA}_file/a.txt": "a: 1"})
    assert people(intake) == {("participant", "48001", 1): {"a": ["1"]}}
    assert {file.path: file.code for file in only(intake).files} == {
        f"{ADA}_file/a.txt": "", f"{ADA}_file/assignment.yaml": "intake/no-answers"}


# Canvas


def entry(text: str, name: str = "Ada Lovelace") -> str:
    return f"<!DOCTYPE html><html><head><title>HW: {name}</title></head><body><h1>HW: {name}</h1><div>{text}</div></body></html>"


def test_canvas_with_every_kind_of_submission(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        "lovelaceada_1001_555_a.txt": "a: 1", "lovelaceada_1001_556_b.txt": "b: 2", "lovelaceada_1001_text.html": entry("<p>c: 3</p>"),
        "libob_LATE_1002_text.html": entry("a: 4"), "hoppergrace_1003_link.html": "<meta http-equiv='refresh'>"})
    assert intake.layout == "canvas"
    assert people(intake) == {
        ("canvas-user", "1003", 1): {}, ("canvas-user", "1002", 1): {"a": ["4"]}, ("canvas-user", "1001", 1): {"a": ["1"], "b": ["2"], "c": ["3"]}}
    assert {each.who.key: each.late for each in intake.submissions} == {"1001": False, "1002": True, "1003": False}
    assert codes(intake) == {"hoppergrace_1003_link.html": "intake/not-text"}


def test_canvas_anonymous_keeps_names_out(tmp_path: Path) -> None:
    intake = read(tmp_path, {"anon_x8Fq2_text.html": entry("a: 1", "Ada Lovelace"), "LATE_anon_zz9_55_a.txt": "a: 2"})
    assert people(intake) == {("canvas-anon", "x8Fq2", 1): {"a": ["1"]}, ("canvas-anon", "zz9", 1): {"a": ["2"]}}
    assert "Lovelace" not in repr((list(intake.submissions), intake.attention))


def test_a_name_that_ends_in_a_number_takes_nobodys_place(tmp_path: Path) -> None:
    """A user who calls himself ``x_1001`` hands in as 1001 by the usual reading, Canvas's own."""
    files: dict[str, bytes | str] = {"lovelaceada_1001_555_a.txt": "a: 1", "x_1001_1002_556_a.txt": "a: 2", "libob_1003_557_3_a.txt": "a: 3"}
    intake = read(tmp_path, files)
    assert people(intake) == {("canvas-user", "1001", 1): {"a": ["1"]}, ("canvas-user", "1003", 1): {"a": ["3"]}}
    assert codes(intake) == {"x_1001_1002_556_a.txt": "intake/no-student"}
    files = {"libob_1003_557_3_a.txt": "a: 3", "x_1001_1002_556_a.txt": "a: 2", "x_1001_1002_557_b.txt": "b: 2"}
    assert people(read(tmp_path / "two", files)) == {("canvas-user", "1003", 1): {"a": ["3"]}}


def test_a_students_line_never_overrides_the_lms(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        "lovelaceada_1001_555_a.txt": "student: Grace Hopper\na: 1", "hoppergrace_1002_556_a.txt": "student: Hopper, Grace\na: 2",
        "libob_1003_557_a.txt": "student: bobby\na: 3", "ngkim_1004_558_a.txt": "student: KIM\na: 4"})
    assert {key[1]: texts["a"] for key, texts in people(intake).items()} == {"1001": ["1"], "1002": ["2"], "1003": ["3"], "1004": ["4"]}
    rows = {row.file: row for row in all_rows(intake)}
    assert {row.code for row in rows.values()} == {"intake/other-student"}
    assert set(rows) == {"lovelaceada_1001_555_a.txt", "libob_1003_557_a.txt", "ngkim_1004_558_a.txt"}
    assert "'hoppergrace' is another student" in rows["lovelaceada_1001_555_a.txt"].message
    assert "another student" not in rows["libob_1003_557_a.txt"].message


# Brightspace and Blackboard: attempts


def test_brightspace_attempts_by_their_dates(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        "11-77 - Ada Li - 05 March 2026 612 PM/a.txt": "a: 2", "11-76 - Ada Li - 05 March 2026 1153 AM/a.txt": "a: 1",
        "12-77 - 23304308 Angood - 05 March 2026 612 PM/a.txt": "a: 3", "13-77 - Ada Li - 05 March 2026 613 PM/a.txt": "a: 4",
        "index.html": "<html>"}, timezone=BERLIN)
    assert intake.layout == "brightspace"
    assert people(intake) == {
        ("d2l", "11 Ada Li", 1): {"a": ["1"]}, ("d2l", "11 Ada Li", 2): {"a": ["2"]}, ("d2l", "12 23304308 Angood", 1): {"a": ["3"]},
        ("d2l", "13 Ada Li", 1): {"a": ["4"]}}
    times = {(each.who.key, each.attempt): each.submitted for each in intake.submissions}
    assert times["11 Ada Li", 2] == datetime(2026, 3, 5, 17, 12, tzinfo=UTC)
    assert [(each.who.number, each.who.name) for each in intake.submissions if each.who.key.startswith("12 ")] == [("23304308", "Angood")]
    assert all_rows(intake) == []


def test_a_date_that_cannot_be_read_gives_no_order_and_says_so(tmp_path: Path) -> None:
    """By their names the fifth would come behind the tenth; and a minute says nothing of the seconds."""
    files = {"11-77 - Ada - 5 mars 2026 18 12/a.txt": "a: 1", "11-77 - Ada - 10 March 2026 912 AM/a.txt": "a: 2", "12-7 - Bo - 5 mars 2026/a.txt": "a: 3"}
    files |= {f"13-{n} - Cy - 5 March 2026 612 PM/a.txt": f"a: {n}" for n in (4, 5)}
    intake = read(tmp_path, files, timezone=BERLIN)
    assert people(intake) == {("d2l", "11 Ada", 1): {"a": ["2", "1"]}, ("d2l", "12 Bo", 1): {"a": ["3"]}, ("d2l", "13 Cy", 1): {"a": ["4", "5"]}}
    assert [each.submitted for each in intake.submissions] == [None, None, datetime(2026, 3, 5, 17, 12, tzinfo=UTC)]
    assert [(row.code, row.file.partition(" ")[0]) for row in all_rows(intake)] == [("intake/unknown-time", name) for name in ("11-77", "12-7", "13-4", "13-5")]


def test_the_dates_order_attempts_where_nobody_names_a_zone(tmp_path: Path) -> None:
    intake = read(tmp_path, {"11-77 - Ada - 9 March 2026 912 AM/a.txt": "a: 1", "11-77 - Ada - 10 March 2026 912 AM/a.txt": "a: 2"})
    assert people(intake) == {("d2l", "11 Ada", 1): {"a": ["1"]}, ("d2l", "11 Ada", 2): {"a": ["2"]}}
    assert ([each.submitted for each in intake.submissions], all_rows(intake)) == ([None, None], [])


def test_people_who_share_their_first_number_are_told_apart_by_the_second(tmp_path: Path) -> None:
    intake = read(tmp_path, {"7-1 - Ben Li - 5 March 2026 612 PM/a.txt": "a: 1", "7-2 - Ben Li - 5 March 2026 613 PM/a.txt": "a: 2",
                             "7-3 - Ada - 5 March 2026 612 PM/a.txt": "a: 3"})
    assert people(intake) == {("d2l", f"7-{n}", 1): {"a": [str(n)]} for n in (1, 2, 3)}


MANIFEST = """Name: {name} ({login})
Assignment: HW_3
Date Submitted: Tuesday, 21 April 2020 06:34:13 o'clock BST
Current Mark: Needs Marking

Submission Field:
{field}

Comments:
There are no student comments for this assignment.

Files:
{files}
"""


def manifest(name: str, login: str, *files: str, field: str = "There is no student submission text data for this assignment.") -> str:
    listed = "\n".join(f"\tOriginal filename: whatever.txt\n\tFilename: {file}" for file in files)
    return MANIFEST.format(name=name, login=login, field=field, files=listed or "\tNo files are attached to this submission.")


def test_blackboard_attempts_by_their_stamps(tmp_path: Path) -> None:
    one, two = "HW_3_ada_l_attempt_2020-04-20-06-34-13", "HW_3_ada_l_attempt_2020-04-21-06-34-13"
    intake = read(tmp_path, {
        f"{two}.txt": manifest("Ada Lovelace", "ada_l", "odd name.txt"), "odd name.txt": "a: 2", f"{two}_b.txt": "b: 3",
        f"{one}.txt": manifest("Ada Lovelace", "ada_l", f"{one}_a.txt"), f"{one}_a.txt": "a: 1",
        "HW_3_l_attempt_2020-04-21-06-34-13.txt": manifest("Bob Li", "l", field="<p>a: 7</p>\n<p>b: 8</p>"),
        "HW_3_kim_x_attempt_2020-04-21-06-34-13_a.txt": "a: 9"}, timezone=BERLIN)
    assert intake.layout == "blackboard"
    assert people(intake) == {
        ("login", "ada_l", 1): {"a": ["1"]}, ("login", "ada_l", 2): {"a": ["2"], "b": ["3"]}, ("login", "l", 1): {"a": ["7"], "b": ["8"]},
        ("login", "kim_x", 1): {"a": ["9"]}}
    assert called(intake) == ["Ada Lovelace", "Ada Lovelace", "Bob Li", "kim_x"]
    assert {each.submitted for each in intake.submissions if each.attempt == 2} == {datetime(2020, 4, 21, 4, 34, 13, tzinfo=UTC)}
    assert all_rows(intake) == []


def test_a_file_that_two_manifests_list_is_nobodys_and_both_wait(tmp_path: Path) -> None:
    one, two = "HW_ada_attempt_2020-04-20-06-34-13", "HW_bob_attempt_2020-04-21-06-34-13"
    files: dict[str, bytes | str] = {
        f"{one}.txt": manifest("Ada", "ada", f"{one}_a.txt", "x.txt"), f"{one}_a.txt": "a: 1", "x.txt": "b: 1",
        f"{two}.txt": manifest("Bob", "bob", "x.txt", field="c: 3")}
    intake = read(tmp_path, files, layout="blackboard")
    assert people(intake) == {("login", "ada", 1): {"a": ["1"]}, ("login", "bob", 1): {"c": ["3"]}}
    assert codes(intake) == {"x.txt": "intake/no-id", f"{one}.txt": "intake/missing-file", f"{two}.txt": "intake/missing-file"}
    assert [[file.code for file in each.files] for each in intake.submissions] == [["intake/missing-file", ""], ["intake/missing-file"]]


@pytest.mark.parametrize("field", ["<p>c: 3</p>", "There is no student submission text data for this assignment."])
@pytest.mark.parametrize(("comment", "code"), [("Sorry, I was ill.", None), ("For b I get 2x", "intake/not-an-answer"), ("For a I get 2x", "")])
def test_a_comment_that_names_a_problem_waits(tmp_path: Path, field: str, comment: str, code: str | None) -> None:
    stem = "HW_ada_attempt_2020-04-20-06-34-13"
    said = manifest("Ada", "ada", f"{stem}_a.txt", field=field).replace("There are no student comments for this assignment.", comment)
    one = only(read(tmp_path, {f"{stem}.txt": said, f"{stem}_a.txt": "a: 1"}))
    is_listed = code is not None or "c: 3" in field
    assert {file.path: file.code for file in one.files} == {**({f"{stem}.txt": code or ""} if is_listed else {}), f"{stem}_a.txt": ""}
    assert [row.code for row in one.attention] == ([] if code is None else ["intake/not-an-answer"])


def test_a_manifest_takes_no_file_that_is_anothers_by_its_name(tmp_path: Path) -> None:
    one, two = "HW_ada_attempt_2020-04-20-06-34-13", "HW_bob_attempt_2020-04-21-06-34-13"
    files: dict[str, bytes | str] = {
        f"{one}.txt": manifest("Ada", "ada", f"{one}_a.txt"), f"{one}_a.txt": "a: 1",
        f"{two}.txt": manifest("Bob", "bob", f"{one}_a.txt")}
    intake = read(tmp_path, files)
    assert people(intake) == {("login", "ada", 1): {"a": ["1"]}, ("login", "bob", 1): {}}
    assert codes(intake) == {f"{two}.txt": "intake/missing-file"}


def test_without_a_manifest_nobody_guesses_the_login(tmp_path: Path) -> None:
    intake = read(tmp_path, {"HW_3_ada_attempt_2020-04-20-06-34-13_a.txt": "a: 1", "HW_3_bob_attempt_2020-04-20-06-34-13_a.txt": "a: 1"})
    assert people(intake) == {}
    assert set(codes(intake).values()) == {"intake/no-id"}


def test_student_numbers_are_no_submissions_of_gradescope(tmp_path: Path) -> None:
    intake = read(tmp_path, {"1001.txt": "a: 1", "1002.txt": "a: 2", "1003.pdf": "%PDF"})
    assert (called(intake), intake.layout) == (["1001", "1002", "1003"], "zip")
    path = zipped(tmp_path / "g.zip", {"submission_metadata.yml": METADATA, "11.pdf": "%PDF", "12.pdf": "%PDF"})
    assert [each.who.kind for each in read_submissions(path, layout="gradescope").submissions] == ["email", "submission"]


# Gradescope, nbgrader, GitHub Classroom

METADATA = """submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '007'
    :email: Ada@uni.example
  :created_at: 2024-02-03 04:05:06.000000000 Z
  :score: 10.0
  :results: &1
    :output: !ruby/object:Foo {x: [1, 2]}
  :history: [*1, {":submitters": [{":name": Eve}]}]
submission_12:
  :submitters:
  - :name: Bob Li
    :email: bob@uni.example
  - :name: Kim Ng
    :sid: '201'
  :created_at: 2024-02-03 05:05:06 +0100
submission_13:
  :submitters: []
"""


def test_gradescope_by_its_metadata(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        "assignment_9_export/submission_metadata.yml": METADATA, "assignment_9_export/submission_11/a.txt": "a: 1",
        "assignment_9_export/submission_12/sub/a.txt": "a: 2", "assignment_9_export/submission_13/a.txt": "a: 3",
        "assignment_9_export/submission_14/a.txt": "a: 4", "assignment_9_export/15.pdf": "%PDF"})
    assert intake.layout == "gradescope"
    ada, group = sorted(intake.submissions, key=lambda each: each.who.kind)
    assert (ada.who.kind, ada.who.key, ada.who.number, ada.who.name, ada.who.email) == (
        "email", "ada@uni.example", "007", "Ada Lovelace", "Ada@uni.example")
    assert ada.submitted == group.submitted == datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (group.who.kind, [each.student for each in group.who.members], group.student) == ("submission", ["Bob Li", "Kim Ng"], "Bob Li & Kim Ng")
    assert codes(intake) == {f"assignment_9_export/{name}": "intake/no-id" for name in ("submission_13/a.txt", "submission_14/a.txt", "15.pdf")}


@pytest.mark.parametrize("text", ["", "- 1\n", "submission_11: {", "submission_11:\n  :submitters: [1]\n", "? {a: 1}\n: 2\n", b"\xff"])
def test_gradescope_metadata_that_cannot_be_read_stop_the_run(tmp_path: Path, text: str | bytes) -> None:
    path = zipped(tmp_path / "c.zip", {"submission_metadata.yml": text, "submission_11/a.txt": "a: 1"})
    with pytest.raises(UsageError, match=r"submission_metadata|no YAML"):
        read_submissions(path)


def test_gradescope_without_metadata_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="submission_metadata"):
        read_submissions(zipped(tmp_path / "c.zip", {"submission_11/a.txt": "a: 1", "submission_12/a.txt": "a: 1"}))


def test_nbgrader(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        "submitted/ada/ps1/a.txt": "a: 1", "submitted/ada/ps1/timestamp.txt": "2024-02-03 04:05:06.000000 UTC",
        "submitted/bob/ps1/x/a.txt": "a: 2", "submitted/bob/ps1/timestamp.txt": "yesterday", "submitted/bob/ps1/problem.ipynb": "{}"})
    assert intake.layout == "nbgrader"
    assert people(intake) == {("login", "ada", 1): {"a": ["1"]}, ("login", "bob", 1): {"a": ["2"]}}
    assert [each.submitted for each in intake.submissions] == [datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC), None]
    assert codes(intake) == {"submitted/bob/ps1/timestamp.txt": "intake/unknown-time", "submitted/bob/ps1/problem.ipynb": "intake/notebook"}


def test_nbgrader_with_two_assignments_stops_the_run(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"ada/{ps}/{name}": "" for ps in ("ps1", "ps2") for name in ("a.txt", "timestamp.txt")}
    with pytest.raises(UsageError, match="2 assignments"):
        read_submissions(zipped(tmp_path / "c.zip", files))


def test_github_classroom(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"hw3-submissions/hw3-{who}/{file}": "a: 1" for who in ("ada", "bob-li") for file in ("a.txt", ".git/config")})
    assert intake.layout == "github"
    assert [(each.who.kind, each.who.key) for each in intake.submissions] == [("github", "hw3-ada"), ("github", "hw3-bob-li")]
    assert all_rows(intake) == []


# Which layout


def test_most_entries_tell_the_layout_and_the_rest_is_listed(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"S {n}_{n}_assignsubmission_file/a.txt": "a: 1" for n in range(19)}
    intake = read(tmp_path, files | {"notes.txt": "a: 2"})
    assert (intake.layout, len(called(intake)), codes(intake)) == ("moodle", 19, {"notes.txt": "intake/no-student"})
    assert "--layout" not in intake.attention[0].message


@pytest.mark.parametrize("strays", [2, 5])
def test_too_few_entries_leave_a_plain_folder_with_a_word_of_it(tmp_path: Path, strays: int) -> None:
    files: dict[str, bytes | str] = {f"S {n}_{n}_assignsubmission_file/a.txt": "a: 1" for n in range(20)}
    files |= {f"s{n}.txt": "a: 2" for n in range(strays)}
    intake = read_submissions(zipped(tmp_path / "c.zip", files))
    assert (intake.layout, len(called(intake))) == ("zip", 20 + strays)
    assert [row.code for row in intake.attention] == ["intake/layout"]
    assert "--layout moodle" in intake.attention[0].message
    assert read_submissions(tmp_path / "c.zip", layout="moodle").layout == "moodle"


@pytest.mark.parametrize(("paths", "people", "is_doubted"), [
    (("all/hw3/ada/a.txt", "all/hw3/bob/x/a.txt", "__MACOSX/._all"), {"hw3"}, True),
    (("all/ada/1/a.txt", "all/ada/2/a.txt"), {"ada"}, True),
    (("hw3/ada/a.txt", "hw3/bob/a.txt"), {"ada", "bob"}, False),
    (("all/ada/a.txt", "all/ada/more/b.txt"), {"ada"}, False), (("all/ada/1/a.txt", "all/ada/2/scan.pdf"), {"ada"}, False),
])
def test_a_class_that_may_pass_for_one_student_is_told(tmp_path: Path, paths: tuple[str, ...], people: set[str], is_doubted: bool) -> None:
    intake = read_submissions(zipped(tmp_path / "c.zip", dict.fromkeys(paths, "a: 1")))
    assert {each.who.key for each in intake.submissions} == people
    assert [row.code for row in intake.attention if row.code != "intake/ignored"] == ["intake/layout"] * is_doubted


def test_what_a_teacher_put_beside_a_download_does_not_hide_its_layout(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"{ADA}_file/a.txt": "a: 1", f"{BOB}_file/a.txt": "a: 2", "Grades.csv": "x", "times.tsv": "", "assignment.yaml": ""})
    assert (intake.layout, called(intake)) == ("moodle", ["Ada Lovelace", "Bob Li"])
    assert codes(intake) == dict.fromkeys(("Grades.csv", "times.tsv", "assignment.yaml"), "intake/no-student")


ILIAS = "Blatt 1/Abgaben"


def test_ilias(tmp_path: Path) -> None:
    intake = read(tmp_path, {
        f"{ILIAS}/Mueller_Joerg_jm12_301/a.txt": "student: Jörg Müller\na: 1", f"{ILIAS}/Mueller_Joerg_jm12_301/b.txt": "b: 2",
        f"{ILIAS}/Lovelace_Ada_ada@uni.example_302/hw/a.txt": "a: 3", f"{ILIAS}/Heide_Anna_anna_h_303/a.txt": "student: Ada Lovelace\na: 4",
        f"{ILIAS}/Nobody.txt": "a: 5"})
    assert intake.layout == "ilias"
    assert people(intake) == {("ilias-user", "301", 1): {"a": ["1"], "b": ["2"]}, ("ilias-user", "302", 1): {"a": ["3"]},
                              ("ilias-user", "303", 1): {"a": ["4"]}}
    assert [(each.student, each.who.login) for each in intake.submissions] == [
        ("Ada Lovelace", "ada@uni.example"), ("Heide Anna anna h", ""), ("Joerg Mueller", "jm12")]
    assert sorted(row.code for row in all_rows(intake)) == ["intake/no-student", "intake/other-student"]


def test_letters_that_ilias_cannot_write_lose_nobody(tmp_path: Path) -> None:
    intake = read(tmp_path, {f"{ILIAS}/{name}/a.txt": f"student: Lech Wałęsa\na: {at}" if at == 0 else f"a: {at}" for at, name in enumerate(
        ("Wa____sa_Lech_lw_301", "Y__ld__z_Ay__e_ay_302", "____________________ip_303", "B__k_Al_ab_304"))})
    assert intake.layout == "ilias"
    assert people(intake) == {("ilias-user", str(301 + at), 1): {"a": [str(at)]} for at in range(4)}
    assert [(each.student, each.who.login) for each in intake.submissions] == [
        ("B k Al ab", ""), ("Wa sa Lech lw", ""), ("Y ld z Ay e ay", ""), ("ip", "")]
    assert all_rows(intake) == []


def test_a_team_of_ilias_is_one_whoever_of_it_handed_in(tmp_path: Path) -> None:
    team, other = f"{ILIAS}/Team 77", f"{ILIAS}/Team 78"
    intake = read(tmp_path, {f"{team}/Lovelace_Ada_ada_302/a.txt": "a: 1", f"{team}/Hopper_Grace_gh_303/b.txt": "b: 2",
                             f"{other}/Noether_Emmy_en_304/a.txt": "a: 3"})
    assert people(intake) == {("team", "77", 1): {"a": ["1"], "b": ["2"]}, ("team", "78", 1): {"a": ["3"]}}
    assert called(intake) == ["Team 77", "Team 78"]


def test_folders_of_two_names_with_one_number_are_none_of_ilias(tmp_path: Path) -> None:
    names = ("Hopper_Grace_group_12", "Lovelace_Ada_group_12", "Noether_Emmy_group_13")
    files = {f"{name}/a.txt": "a: 1" for name in names}
    assert called(read(tmp_path, files)) == list(names)
    told = read_submissions(zipped(tmp_path / "c.zip", files), layout="ilias")
    assert [row.code for row in told.attention] == ["intake/no-student"] * 2
    assert "--layout plain" in told.attention[0].message


@pytest.mark.parametrize("names", [("Ada_Lovelace_1", "Grace_Hopper_2"), ("Müller_Jörg_jm_1", "Müller_Al_al_2"), ("a_b_c_x", "d_e_f_y"),
                                   ("Team 77", "Team 78"), ("a__b_1", "c__d_2"), ("a_b_c_01", "a_b_d_02")])
def test_folders_that_are_none_of_ilias(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert called(read(tmp_path, {f"{name}/a.txt": f"a: {at}" for at, name in enumerate(names)})) == sorted(names)


def test_two_entries_of_which_one_fits_are_plain(tmp_path: Path) -> None:
    intake = read(tmp_path, {"hw_3_1_answers.txt": "a: 1", "ada.txt": "a: 2"})
    assert called(intake) == ["ada", "hw_3_1_answers"]


def test_a_layout_may_be_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "c.zip", {"hw/1_2_a.txt": "a: 1", "hw/ada.txt": "a: 2", "hw/bob.txt": "a: 2"})
    assert called(read_submissions(path)) == ["1_2_a", "ada", "bob"]
    assert called(read_submissions(path, layout="canvas")) == ["1"]
    assert read_submissions(path, layout="plain").layout == "zip"
    for layout, message in (("moodle", "no entry"), ("webct", "there are moodle, moodle-team, canvas")):
        with pytest.raises(UsageError, match=message):
            read_submissions(path, layout=layout)


def test_the_family_is_told_before_anything_is_read(tmp_path: Path) -> None:
    assert layout_of(folder(tmp_path / "m", {f"{ADA}_file/a.txt": ""})) == "moodle"
    assert layout_of(folder(tmp_path / "p", {"ada.txt": "", "assignment.yaml": ""})) == "plain"


# Plain folders


def test_the_assignment_beside_the_answers_is_no_students(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"ada.txt": "a: 1", "assignment.yaml": "title: HW\n"}
    assert all_rows(read_submissions(folder(tmp_path / "class", files))) == []
    assert codes(read_submissions(zipped(tmp_path / "c.zip", files))) == {"assignment.yaml": "intake/ignored"}


@pytest.mark.parametrize(("kind", "name", "expected"), [
    ("", "007", {}), ("number", "007", {"number": "007"}), ("login", "ada", {"login": "ada"}), ("", "ada@uni.example", {"email": "ada@uni.example"}),
])
def test_the_kind_of_bare_names(tmp_path: Path, kind: str, name: str, expected: dict[str, str]) -> None:
    who = only(read(tmp_path, {f"{name}/a.txt": "a: 1"}, students=kind)).who
    assert (who.kind, who.key, who.name) == ("name", name, name)
    assert {field: value for field in ("number", "login", "email") if (value := getattr(who, field))} == expected


def test_answers_that_nobody_asked_for_are_one_row(tmp_path: Path) -> None:
    path = folder(tmp_path / "class", {"ada/a.txt": "a: 1\nx: 2\ny: 3\nz:\nq: 4", "bob/a.txt": "x: 2"})
    intake = read_submissions(path, ["a"], others=["x", "y", "z"])
    assert people(intake) == {("name", "ada", 1): {"a": ["1"]}, ("name", "bob", 1): {}}
    assert [(row.file, row.line, row.code) for row in all_rows(intake)] == [
        ("ada/a.txt", 2, "intake/not-asked"), ("ada/a.txt", 5, "intake/unknown-problem"),
        ("bob/a.txt", 0, "intake/no-answers"), ("bob/a.txt", 1, "intake/not-asked")]
    assert "'x', 'y'," in all_rows(intake)[0].message


@pytest.mark.parametrize(("text", "code"), [
    ("a: 1\nb: 2\nc: 3", ""), ("a: 1", ""), ("# b = 2\na: 1", ""), ("Homework 3, Ada Lovelace\na: 1", ""), ("Name: Ada Lovelace\na: 1", ""),
    ("a: 1\nd:", ""), ("a: 1\nx: 2", ""), ("a: 1\na = 1", ""),
    ("a: 1\nd: 2", "intake/unknown-problem"), ("a: 1\nb = 2", "intake/not-an-answer"), ("a: 1\n2. B 2x", "intake/not-an-answer"),
    ("a: 1\n(b.)", "intake/not-an-answer"), ("a: 1\nName: Ada; b is 2", "intake/not-an-answer"),
    ("a: 1\n= what follows\n   b = 2", "intake/not-an-answer"), ("d: 1", "intake/no-answers"),
])
def test_a_text_that_may_be_an_answer_makes_its_file_unread(tmp_path: Path, text: str, code: str) -> None:
    one = only(read_submissions(folder(tmp_path / "class", {"ada/h.txt": text}), ["a", "b", "c"], others=["x"]))
    assert [file.code for file in one.files] == [code]


@pytest.mark.parametrize(("text", "code"), [
    ("answers: {a: 1}", ""), ("answers: {a: 1}\ndate: today", ""), ("answers: {a: 1, b: [1, 2]}", "intake/not-an-answer"),
    ("answers: {a: 1}\nb: 2", "intake/not-an-answer"), ("answers: {a: 1}\nAnswers: {b: 2}", "intake/not-an-answer"),
    ("answers: {a: 1, 'b 2': 2}", "intake/not-an-answer"), ("answers: {a: 1, d: 2}", "intake/unknown-problem"),
])
def test_the_same_in_yaml(tmp_path: Path, text: str, code: str) -> None:
    one = only(read_submissions(folder(tmp_path / "class", {"ada/h.yaml": text}), ["a", "b", "c"]))
    assert [file.code for file in one.files] == [code]


def test_what_another_file_answers_is_not_missed(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"ada/1.txt": "a: 1\nb = 2", "ada/2.txt": "b: 2", "bob/1.txt": "a: 1"}
    one = next(iter(read_submissions(folder(tmp_path / "class", files), ["a", "b", "c"]).submissions))
    assert [file.code for file in one.files] == ["", ""]


# Limits of one student


def test_a_student_with_too_many_files_costs_nobody_else_anything(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"s{n}/a.txt": "a: 1" for n in range(5)} | {f"eve/{n}.txt": "a: 1" for n in range(201)}
    for intake in (read_submissions(zipped(tmp_path / "c.zip", files)), read_submissions(folder(tmp_path / "class", files))):
        assert people(intake)["name", "eve", 1] == {}
        assert sum(bool(texts) for texts in people(intake).values()) == 5
        assert [(row.file, row.code) for row in all_rows(intake)] == [("eve", "intake/too-many")]
        (eve,) = (each for each in intake.submissions if each.student == "eve")
        assert {file.code for file in eve.files} == {"intake/too-many"}


@pytest.mark.parametrize(("files", "message"), [
    ({f"ada/{n}.txt": "a: 1" for n in range(21)}, "20 answer files"),
    ({f"ada/{n}.txt": "# " + "x" * 60_000 + "\na: 1" for n in range(5)}, "256 KiB"),
])
def test_too_much_in_one_attempt(tmp_path: Path, files: dict[str, bytes | str], message: str) -> None:
    path = folder(tmp_path / "class", files | {"bob/a.txt": "a: 2"})
    intake = read_submissions(path)
    assert people(intake) == {("name", "ada", 1): {}, ("name", "bob", 1): {"a": ["2"]}}
    assert [row.code for row in all_rows(intake)] == ["intake/too-many"]
    assert message in all_rows(intake)[0].message


def test_a_file_that_is_too_large_costs_only_itself(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"ada/a.txt": "a: 1", "ada/b.txt": "b: " + "x" * 300_000, "bob/a.txt": "a: 2"}
    intake = read_submissions(folder(tmp_path / "class", files))
    assert people(intake) == {("name", "ada", 1): {"a": ["1"]}, ("name", "bob", 1): {"a": ["2"]}}
    assert codes(intake) == {"ada/b.txt": "intake/too-big"}


# Going through the submissions


def test_submissions_are_read_as_they_are_then(tmp_path: Path) -> None:
    path = folder(tmp_path / "class", {"ada/a.txt": "a: 1", "bob/a.txt": "a: 2"})
    intake = read_submissions(path)
    going = iter(intake.submissions)
    assert next(going).responses[0].text == "1"
    (path / "bob/a.txt").write_text("a: 3")
    assert next(going).responses[0].text == "3"
    assert [each.responses[0].text for each in intake.submissions] == ["1", "3"]
    assert next(iter(intake.submissions)) in intake.submissions


def test_an_archive_that_changes_in_between_stops_the_run(tmp_path: Path) -> None:
    path = zipped(tmp_path / "c.zip", {"ada/a.txt": "a: 1"})
    intake = read_submissions(path)
    zipped(path, {"ada/a.txt": "a: 12"})
    with pytest.raises(UsageError, match="changed"):
        list(intake.submissions)


def test_one_attempt_is_opened_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "c.zip", {f"{who}/{n}.txt": "a: 1" for who in "abc" for n in (1, 2)})
    opened: list[str] = []
    real = zipfile.ZipFile.open

    def watching(self: zipfile.ZipFile, name: zipfile.ZipInfo) -> io.BufferedIOBase:
        opened.append(name.filename)
        return real(self, name)  # type: ignore[return-value]

    monkeypatch.setattr("zipfile.ZipFile.open", watching)
    intake = read_submissions(path)
    assert opened == []
    for count, _ in enumerate(intake.submissions, 1):
        assert len(opened) == 2 * count
