"""Who handed in what, row by row of the design's tables: kinds of ids never meet, claims never count, all files of an attempt are one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from small_class import ALL, RIGHT, answers, attention, export, grade, grades, unmatched, worksheet

ADA = (48001, "Ada Lovelace", "1001", "ada", "ada@uni.example")
GRACE = (48002, "Grace Hopper", "1002", "grace", "grace@uni.example")
EMMY = (48003, "Emmy Noether", "007", "emmy", "emmy@uni.example")
ALAN = (48004, "Alan Turing", "7", "alan", "alan@uni.example")


def folder_of(who: tuple[int, str, str, str, str]) -> str:
    return f"{who[1]}_{who[0]}_assignsubmission_file"


def test_a_line_in_a_file_names_another_student_of_the_class(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA, GRACE)
    grade(tmp_path, {f"{folder_of(ADA)}/a.txt": "student: Grace Hopper\n" + answers("one"), f"{folder_of(GRACE)}/a.txt": answers("two")},
          "roster: worksheet.csv\n")
    assert export(tmp_path)[1] == {"48001": 1, "48002": 2}
    [row] = attention(tmp_path, "intake/other-student")
    assert "Grace Hopper" in row["message"]
    assert row["file"].startswith("Ada Lovelace")


def test_the_number_of_a_row_of_a_form_is_no_participant(tmp_path: Path) -> None:
    people = [(number, f"Name {number}", f"u{number}", f"l{number}", f"l{number}@uni.example") for number in range(1, 121)]
    worksheet(tmp_path, *people)
    head = ["ID", "Start time", "Completion time", "Email", "Name", *RIGHT]
    names = list(RIGHT)

    def table(with_emails: bool) -> str:
        rows = [",".join(head)]
        for place in range(120):
            right = {name for bit, name in enumerate(names) if (place + 1) >> bit & 1}
            email = f"l{120 - place}@uni.example" if with_emails else "anonymous"
            rows.append(",".join([str(place + 1), "11/22/26 10:00:00", "11/22/26 10:00:00", email, "",
                                  *(RIGHT[name] if name in right else "x" for name in names)]))
        return "\n".join(rows) + "\n"

    grade(tmp_path, {"form.csv": table(True)}, "roster: worksheet.csv\n")
    assert export(tmp_path)[1] == {str(120 - place): Fraction(place + 1) for place in range(120)}
    (tmp_path / "anonymous").mkdir()
    worksheet(tmp_path / "anonymous", *people)
    grade(tmp_path / "anonymous", {"form.csv": table(False)}, "roster: worksheet.csv\n")
    assert export(tmp_path / "anonymous")[1] == {}
    assert len(unmatched(tmp_path / "anonymous")) == 120


@pytest.mark.parametrize(("kind", "expected"), [("", {}), ("students: number\n", {"48003": 1, "48004": 2})])
def test_a_bare_number_has_no_kind_unless_it_is_said(tmp_path: Path, kind: str, expected: dict[str, int]) -> None:
    worksheet(tmp_path, EMMY, ALAN)
    grade(tmp_path, {"007/a.txt": answers("one"), "7/a.txt": answers("two")}, kind)
    assert export(tmp_path)[1] == expected
    assert len(unmatched(tmp_path)) == (0 if expected else 2)


def test_a_name_that_is_there_twice_is_nobodys(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA, (48009, "Ada Lovelace", "1009", "ada9", "ada9@uni.example"))
    grade(tmp_path, {"Ada Lovelace/a.txt": ALL}, "students: name\n")
    assert export(tmp_path)[1] == {}
    [row] = unmatched(tmp_path)
    assert row["reason"]
    assert {"48001", "48009"} & set(row["reason"].replace(",", " ").replace("'", " ").split()) or "2" in row["reason"] or "two" in row["reason"]


def test_two_ids_that_name_two_rows_name_none(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA, GRACE)
    meta = "---\nsubmission_1:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: '1001'\n    :email: grace@uni.example\n"
    grade(tmp_path, {"assignment_9_export/submission_1/a.txt": ALL, "assignment_9_export/submission_metadata.yml": meta})
    assert export(tmp_path)[1] == {}
    [row] = unmatched(tmp_path)
    assert "mail" in row["reason"]
    assert "number" in row["reason"]


def test_three_files_are_one_submission(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA)
    lines = ALL.splitlines(keepends=True)
    grade(tmp_path, {f"{folder_of(ADA)}/{part}.txt": "".join(lines[3 * part:3 * part + 3]) for part in range(3)})
    assert export(tmp_path)[1] == {"48001": 511}
    assert len(grades(tmp_path)) == 1


@pytest.mark.parametrize(("second", "score"), [("2x + 1", 511), ("x + 1 + x", 511), ("x", None)])
def test_two_files_answer_one_problem(tmp_path: Path, second: str, score: int | None) -> None:
    worksheet(tmp_path, ADA)
    grade(tmp_path, {f"{folder_of(ADA)}/a.txt": ALL, f"{folder_of(ADA)}/b.txt": f"one: {second}\n"})
    assert export(tmp_path)[1] == ({} if score is None else {"48001": score})
    rows = attention(tmp_path, "intake/two-answers")
    assert [row["problem"] for row in rows] == (["one"] if score is None else [])


@pytest.mark.parametrize(("files", "decided"), [
    ({"a.txt": ""}, 0), ({"a.pdf": b"%PDF-1.7\n"}, 0),
    ({"a.txt": "".join(f"{name}: {RIGHT[name]}\n" for name in ("one", "two", "three", "four")), "b.pdf": b"%PDF-1.7\n"}, 4),
    ({"a.txt": "nothing of what was asked\n"}, 0), ({"a.zip": b"PK\x03\x04"}, 0), ({"a.txt": "x" * 70_000}, 0),
])
def test_what_was_not_read_waits_and_never_counts_0(tmp_path: Path, files: dict[str, str | bytes], decided: int) -> None:
    worksheet(tmp_path, ADA, GRACE)
    grade(tmp_path, {f"{folder_of(GRACE)}/a.txt": ALL} | {f"{folder_of(ADA)}/{name}": data for name, data in files.items()})
    assert export(tmp_path)[1] == {"48002": 511}
    row = next(row for row in grades(tmp_path) if "Ada" in str(row))
    assert row["status"] == "pending"
    assert row["score"] == ""
    assert [row[name] for name in RIGHT].count("") == 9 - decided
    assert [row["file"].split("/")[-1] for row in attention(tmp_path, "intake/unread-file")] == [
        name for name in sorted(files) if name != "a.txt" or not decided]


@pytest.mark.parametrize(("attempts", "score"), [("", 2), ("attempts: first\n", 4), ("attempts: best\n", 4), ("attempts: last\n", 2)])
def test_rows_of_one_student_are_attempts(tmp_path: Path, attempts: str, score: int) -> None:
    worksheet(tmp_path, ADA, GRACE)
    grade(tmp_path, {"class.csv": "login,one,two,three\nada,x,x,2x+3\ngrace,2x+1,,\nada,x,2x+2,x\n"}, attempts)
    assert export(tmp_path)[1] == {"48001": score, "48002": 1}


def test_attempts_of_brightspace_and_blackboard(tmp_path: Path) -> None:
    for name, files in {
        "brightspace": {f"1-{turn} - ada Ada Lovelace - {20 + turn} November 2026 1{turn}5 PM/a.txt": answers(problem)
                        for turn, problem in ((2, "two"), (1, "one"))},
        "blackboard": {f"HW3_ada_attempt_2026-11-{20 + turn}-10-00-00{tail}": text for turn, problem in ((3, "three"), (1, "one"), (2, "two"))
                       for tail, text in ((".txt", f"Name: Ada Lovelace (ada)\nAssignment: HW3\nDate Submitted: Monday, {20 + turn} November 2026 "
                                           f"10:00:00 o'clock CET\n\nFiles:\n\tOriginal filename: a.txt\n\tFilename: HW3_ada_attempt_2026-11-"
                                           f"{20 + turn}-10-00-00_a.txt\n"), ("_a.txt", answers(problem)))},
    }.items():
        (tmp_path / name).mkdir()
        worksheet(tmp_path / name, ADA)
        grade(tmp_path / name, {**files}, "roster: worksheet.csv\n")
        assert export(tmp_path / name)[1] == {"48001": 2 if name == "brightspace" else 4}
        assert len(grades(tmp_path / name)) == 1


def test_an_assignment_inside_a_download_is_a_students_file(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA)
    grade(tmp_path, {f"{folder_of(ADA)}/a.txt": answers("one"), f"{folder_of(ADA)}/assignment.yaml": "problems: [one]\n"})
    assert export(tmp_path)[1] == {"48001": 1}
    assert grades(tmp_path)[0]["max_score"] == "511"
    assert any("assignment.yaml" in row["file"] for row in attention(tmp_path))


def test_the_name_in_an_anonymous_page_stands_nowhere(tmp_path: Path) -> None:
    page = ("<html><head><title>HW 3: Ada Lovelace</title></head><body><h1>HW 3: Ada Lovelace</h1>"
            f"<div style=\"width: 600px\">{''.join(f'<p>{line}</p>' for line in ALL.splitlines())}</div></body></html>")
    grade(tmp_path, {"anon_x1Y2z_text.html": page, "anon_Q7w8e_text.html": page.replace("Ada Lovelace", "Grace Hopper")})
    written = [path.read_bytes() for path in sorted((tmp_path / "run").rglob("*")) if path.is_file()]
    assert len(written) > 5
    assert not any(name in data for data in written for name in (b"Ada", b"Lovelace", b"Grace", b"Hopper"))
    assert [row["score"] for row in grades(tmp_path)] == ["511", "511"]


def test_one_student_with_too_many_files_costs_only_that_one(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"s{number}/a.txt": answers("one") for number in range(30)}
    files |= {f"s7/many/{number}.txt": "one: x\n" for number in range(2_001)}
    worksheet(tmp_path, *((48000 + number, f"Name {number}", str(number), f"s{number}", f"s{number}@uni.example") for number in range(30)))
    grade(tmp_path, files, "students: login\n")
    assert export(tmp_path)[1] == {str(48000 + number): 1 for number in range(30) if number != 7}
    assert len(attention(tmp_path, "intake/too-many")) == 1


@pytest.mark.parametrize(("stranger", "expected"), [(False, {"48001": 511, "48003": 0}), (True, {"48001": 511})])
def test_zeros_are_for_those_of_whom_nothing_came(tmp_path: Path, stranger: bool, expected: dict[str, int]) -> None:
    """A PDF is no 0; and while somebody is matched with nobody, nobody gets a 0 that could be that one's."""
    worksheet(tmp_path, ADA, GRACE, EMMY)
    files: dict[str, str | bytes] = {f"{folder_of(ADA)}/a.txt": ALL, f"{folder_of(GRACE)}/a.pdf": b"%PDF-1.7\n"}
    if stranger:
        files["Somebody Else_99999_assignsubmission_file/a.txt"] = ALL
    grade(tmp_path, files, "missing: zero\nroster: worksheet.csv\n")
    assert export(tmp_path)[1] == expected


MOODLE = {f"{folder_of(who)}/a.txt": ALL for who in (ADA, ALAN)}
TABLE = "name,one\nAda Lovelace,2x + 1\nAlan Turing,2x + 1\n"
PLAIN = {f"{who[1]}.txt": ALL for who in (ADA, ALAN)}


@pytest.mark.parametrize(("files", "zeros"), [
    (MOODLE, True), (MOODLE | {".DS_Store": "x"}, True),
    (MOODLE | {"notes.txt": ALL}, False), (MOODLE | {"Grace Hopper/a.txt": ALL}, False),
    ({"t.csv": TABLE}, True), ({"t.csv": TABLE + "Ada Lovelace,2x + 1\n"}, True), ({"t.csv": TABLE.replace("one", "one,Section")}, True),
    ({"t.csv": TABLE + ",2x + 1\n"}, False), ({"t.csv": TABLE + "Grace\u200b Hopper,2x + 1\n"}, False),
    (PLAIN, True), (PLAIN | {"Grace Hopper": ALL}, False), (PLAIN | {"Grace Hopper.m": ALL}, False),
])
def test_what_is_nobodys_keeps_zeros_away(tmp_path: Path, files: dict[str, str | bytes], zeros: bool) -> None:
    worksheet(tmp_path, ADA, GRACE, EMMY, ALAN)
    grade(tmp_path, files, "missing: zero\nroster: worksheet.csv\n")
    said, got = export(tmp_path)
    assert {number: score == 0 for number, score in got.items()} == {"48001": False, "48004": False} | (
        {"48002": True, "48003": True} if zeros else {})
    assert ("missing: zero was not done: 1 thing in the download" in said) == (not zeros)


def test_what_is_not_in_the_layout_is_listed(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA, GRACE)
    files: dict[str, str | bytes] = {f"{folder_of(ADA)}/a.txt": answers("one"), f"{folder_of(GRACE)}/a.txt": answers("two")}
    files |= {f"Name {number}_{49000 + number}_assignsubmission_file/a.txt": answers("three") for number in range(30)}
    grade(tmp_path, files | {"notes.txt": ALL}, "roster: worksheet.csv\n")
    assert export(tmp_path)[1] == {"48001": 1, "48002": 2}
    assert [row["file"] for row in attention(tmp_path) if row["file"].endswith("notes.txt")]
    assert len(unmatched(tmp_path)) == 30


@pytest.mark.parametrize(("time", "late_by", "penalty", "unknown"), [
    ("Monday, 23 November 2026, 10:00 PM", "", "0", 0), ("Tuesday, 24 November 2026, 12:10 AM", "660", "0", 0),
    ("Tuesday, 24 November 2026, 12:20 AM", "1260", "51.1", 0), ("2026-11-26T00:20", "174060", "153.3", 0),
    ("Dienstag, 24. November 2026, 00:20", "1260", "51.1", 0), ("2026年 11月 24日(火曜日) 00:20", "", "0", 1), ("-", "", "0", 1),
])
def test_the_worksheet_tells_when_moodles_students_handed_in(tmp_path: Path, time: str, late_by: str, penalty: str, unknown: int) -> None:
    worksheet(tmp_path, ADA)
    sheet = (tmp_path / "worksheet.csv").read_text("utf-8")
    (tmp_path / "worksheet.csv").write_text(sheet.replace(",Yes,-,-,", f',Yes,"{time}",-,'), "utf-8")
    grade(tmp_path, {f"{folder_of(ADA)}/a.txt": ALL},
          "roster: worksheet.csv\ndue: 2026-11-23T23:59\nlate: {grace: 15 min, each: 10 %, per: day}\n")
    [row] = grades(tmp_path)
    assert (row["late_by_s"], row["penalty"]) == (late_by, penalty)
    assert len(attention(tmp_path, "late/unknown-time")) == unknown


def test_the_worksheet_says_nothing_of_what_came_another_way(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA)
    sheet = (tmp_path / "worksheet.csv").read_text("utf-8")
    (tmp_path / "worksheet.csv").write_text(sheet.replace(",Yes,-,-,", ',Yes,"Tuesday, 24 November 2026, 12:20 AM",-,'), "utf-8")
    grade(tmp_path, {"Ada Lovelace.txt": ALL}, "roster: worksheet.csv\ndue: 2026-11-23T23:59\nlate: {each: 10 %, per: day}\n")
    assert [row["submitted"] for row in grades(tmp_path)] == [""]


def test_a_student_in_two_groups_waits(tmp_path: Path) -> None:
    worksheet(tmp_path, ADA, GRACE, EMMY)
    meta = "---\n" + "".join(
        f"submission_{number}:\n  :submitters:\n" + "".join(f"  - :name: {who[1]}\n    :sid: '{who[2]}'\n    :email: {who[4]}\n" for who in group)
        for number, group in enumerate(((ADA, GRACE), (GRACE, EMMY)), 1))
    grade(tmp_path, {"assignment_9_export/submission_1/a.txt": answers("one"), "assignment_9_export/submission_2/a.txt": answers("two"),
                     "assignment_9_export/submission_metadata.yml": meta}, "roster: worksheet.csv\n")
    assert export(tmp_path)[1] == {"48001": 1, "48003": 2}
    assert [row["name"] for row in unmatched(tmp_path)] == ["Grace Hopper", "Grace Hopper"]
    assert sorted((row["name"], row["score"], row["status"]) for row in grades(tmp_path)) == [
        ("Ada Lovelace", "1", "graded"), ("Emmy Noether", "2", "graded"), ("Grace Hopper", "", "pending"), ("Grace Hopper", "", "pending")]
    [row] = attention(tmp_path, "intake/two-groups")
    assert row["student"] == "Grace Hopper"
    assert "2 groups that handed in" in row["message"]


def test_the_table_of_groups_may_say_two_groups(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("group,student\nRed,Ada Lovelace\nRed,Grace Hopper\nBlue,Grace Hopper\nGreen,Emmy Noether\n")
    grade(tmp_path, {f"{name}/a.txt": answers("one") for name in ("Red", "Blue", "Green")}, "groups: groups.csv\n")
    assert sorted((row["student"], row["status"]) for row in grades(tmp_path)) == [
        ("Ada Lovelace", "graded"), ("Emmy Noether", "graded"), ("Grace Hopper", "pending"), ("Grace Hopper", "pending")]
    assert len(attention(tmp_path, "intake/two-groups")) == 1


@pytest.mark.parametrize(("member", "alone", "students"), [
    ("Grace Hopper", "Grace Hopper", ""), ("grace", "grace", "students: login\n"), ("grace", "Grace Hopper", ""),
])
def test_a_student_in_a_group_who_hands_in_alone_waits(tmp_path: Path, member: str, alone: str, students: str) -> None:
    (tmp_path / "people.csv").write_text("login,name\nada,Ada Lovelace\ngrace,Grace Hopper\nemmy,Emmy Noether\n")
    (tmp_path / "groups.csv").write_text(f"group,student\nRed,Ada Lovelace\nRed,{member}\n")
    for more, known in (("", "student"), ("anonymous: true\n", "score")):
        grade(tmp_path, {f"{name}/a.txt": answers("one") for name in ("Red", alone, "emmy")},
              f"roster: people.csv\n{students}groups: groups.csv\n{more}")
        waits = [row[known] for row in grades(tmp_path) if row["status"] == "pending"]
        assert waits == ([""] if more else sorted(["Grace Hopper", alone]))
        assert len(attention(tmp_path, "intake/two-groups")) == 1
