"""One wide table: delimiters, quoting, places, and rows that cannot be trusted."""

from __future__ import annotations

import codecs
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from grader.intake import read_submissions
from grader.model import Columns, Intake, UsageError, keys_of, person_of, plain_identity


def table(tmp_path: Path, text: str | bytes, problems: tuple[str, ...] = (), name: str = "class.csv") -> Intake:
    (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return read_submissions(tmp_path / name, problems)


def content(intake: Intake) -> dict[str, dict[str, str]]:
    return {each.student: {response.problem: response.text for response in each.responses} for each in intake.submissions}


def codes(intake: Intake) -> list[tuple[str, int]]:
    rows = [*intake.attention, *(row for each in intake.submissions for row in each.attention)]
    return sorted({(row.code, row.line) for row in rows}, key=lambda each: (each[1], each[0]))


def waiting(intake: Intake) -> set[str]:
    """Those of whom something was handed in and not read."""
    return {each.student for each in intake.submissions if any(file.code for file in each.files)}


ONE = {"ada": {"p": "2x", "q": "[1, 2]"}}


@pytest.mark.parametrize(("text", "expected"), [
    ('student,p,q\nada,2x,"[1, 2]"\n', ONE),
    ('\ufeffStudent,p,q\r\nada,2x,"[1, 2]"\r\n', ONE),
    ("Name;p;q\rada;2x;[1, 2]", ONE),
    ("student id\tp\tq\nada\t2x\t[1, 2]\n", ONE),
    (codecs.BOM_UTF16_LE + "ID\tp\tq\r\nada\t2x\t[1, 2]\r\n".encode("utf-16-le"), ONE),
    ("student,p,q\nada,,\nbob, ,2", {"ada": {}, "bob": {"q": "2"}}),
    ("student,p,q\nbob,1\nada\n", {"ada": {}, "bob": {"p": "1"}}),
    ("student,p,q,,\nada,1,2,,\n,,,,\n\n", {"ada": {"p": "1", "q": "2"}}),
    ('student,p\nada,"say ""x"""\n', {"ada": {"p": 'say "x"'}}),
    ('student,p\nada,5" long\n', {"ada": {"p": '5" long'}}),
    ("student,p\n=cmd|'x'!A0,=1+1\n007,010\n", {"=cmd|'x'!A0": {"p": "=1+1"}, "007": {"p": "010"}}),
    ("student,p\n", {}),
    # Excel's own word for the delimiter.
    ("sep=;\nstudent;p;q\nada;2x,1;[1, 2]\n", {"ada": {"p": "2x,1", "q": "[1, 2]"}}),
    ("\ufeffSEP=\t\r\nstudent\tp\r\nada\t2x\r\n", {"ada": {"p": "2x"}}),
])
def test_tables_that_are_read_whole(tmp_path: Path, text: str | bytes, expected: dict[str, dict[str, str]]) -> None:
    intake = table(tmp_path, text)
    assert content(intake) == expected
    assert (intake.layout, codes(intake), waiting(intake)) == ("csv", [], set())


def test_a_row_knows_its_line(tmp_path: Path) -> None:
    intake = table(tmp_path, 'student,p\nbob,"[1;\n2]\n"\n\nada,2\n')
    assert [(each.student, each.where.file, each.where.line) for each in intake.submissions] == [
        ("ada", "class.csv", 6), ("bob", "class.csv", 2)]
    assert [each.responses[0].where.line for each in intake.submissions] == [6, 2]


@pytest.mark.parametrize(("text", "expected", "listed", "waits"), [
    ("student,p,power\nada,1,2", {"ada": {"p": "1"}}, [("intake/unknown-problem", 1)], "ada"),
    ("student,Total points,p\nada,3,1", {"ada": {"p": "1"}}, [("intake/not-an-answer", 1)], ""),
    ("student,p,,q\nada,1,x,2", {"ada": {"p": "1", "q": "2"}}, [("intake/not-an-answer", 1)], "ada"),
    ("student,p,q\nada,0,5x,1\nbob,1,2", {"ada": {}, "bob": {"p": "1", "q": "2"}}, [("intake/csv-row", 2)], "ada"),
    ('student,p\nada,"1"x\nbob,2', {"ada": {}, "bob": {"p": "2"}}, [("intake/csv-row", 2)], "ada"),
    ('student,p\nada,1\nbob,"2\ncy,3\n', {"ada": {"p": "1"}, "bob": {}}, [("intake/csv-row", 3)], "bob"),
    ("student,p\n,1\nbob,2", {"bob": {"p": "2"}}, [("intake/student-id", 2)], ""),
    ("student,p\na\x1bb,1\nbob,2", {"bob": {"p": "2"}}, [("intake/student-id", 2)], ""),
    # A cell beyond every limit costs its own answer, and what follows inside it is no row of another student.
    ('student,p,q\neve,"' + "x" * 200_000 + '\nbob,0\n",1\nbob,2', {"eve": {"q": "1"}, "bob": {"p": "2"}}, [("intake/too-big", 2)], "eve"),
    ("student,p,q\neve," + "π" * 33_000 + ",1", {"eve": {"q": "1"}}, [("intake/too-big", 2)], "eve"),
])
def test_what_is_not_used_is_listed(
    tmp_path: Path, text: str, expected: dict[str, dict[str, str]], listed: list[tuple[str, int]], waits: str,
) -> None:
    intake = table(tmp_path, text, ("p", "q", "power-rule"))
    assert content(intake) == expected
    assert codes(intake) == listed
    assert waiting(intake) == ({waits} if waits else set())


def test_rows_of_one_student_are_attempts_in_their_order(tmp_path: Path) -> None:
    intake = table(tmp_path, "student,p\nada,1\nbob,2\nada,3", ("p",))
    assert [(each.student, each.attempt, each.responses[0].text, each.where.line) for each in intake.submissions] == [
        ("ada", 1, "1", 2), ("ada", 2, "3", 4), ("bob", 1, "2", 3)]
    assert (codes(intake), len(intake.submissions)) == ([], 3)


@pytest.mark.parametrize("head", ["student", "email", "E-Mail-Adresse"])
def test_capitals_make_no_other_address(tmp_path: Path, head: str) -> None:
    intake = table(tmp_path, f"{head},p\nada@Uni.Example,1\nbob@u.de,2\nADA@uni.example,3", ("p",))
    assert [(each.student, each.attempt, each.responses[0].text) for each in intake.submissions] == [
        ("ada@Uni.Example", 1, "1"), ("ada@Uni.Example", 2, "3"), ("bob@u.de", 1, "2")]
    assert len({person_of(each.who) for each in intake.submissions}) == 2


@pytest.mark.parametrize(("text", "students", "keys"), [
    ("student,p\n007,1", "", (("name", "007"),)),
    ("id,p\n007,1", "", (("name", "007"),)),
    ("student,p\n007,1", "number", (("number", "007"), ("name", "007"))),
    ("login,p\nada,1", "", (("login", "ada"), ("name", "ada"))),
    ("login,p\nada,1", "number", (("login", "ada"), ("name", "ada"))),
    ("Student Number,p\n007,1", "", (("number", "007"), ("name", "007"))),
    ("student,p\nada@uni.example,1", "", (("email", "ada@uni.example"), ("name", "ada@uni.example"))),
    ("email,name,p\nada@uni.example,Ada,1", "", (("email", "ada@uni.example"), ("name", "ada@uni.example"))),
])
def test_a_bare_name_has_no_kind_unless_it_is_said(tmp_path: Path, text: str, students: str, keys: tuple[tuple[str, str], ...]) -> None:
    (tmp_path / "class.csv").write_text(text)
    [one] = read_submissions(tmp_path / "class.csv", ("p",), students=students).submissions
    assert keys_of(one.who) == keys
    assert person_of(one.who) == person_of(plain_identity(keys[-1][1]))


@pytest.mark.parametrize(("text", "expected"), [
    ("name,email,p\nJo,1@u,1\nJo,2@u,2", {("email", "1@u"): ["1"], ("email", "2@u"): ["2"]}),
    ("name,login,p\nJo,j1,1\nJo,j2,2\nJo,J1,3", {("login", "j1"): ["1", "3"], ("login", "j2"): ["2"]}),
    ("Student,Student ID,p\nJo,0012,1\nJo,0013,2", {("number", "0012"): ["1"], ("number", "0013"): ["2"]}),
    ("email,name,p\n1@u,Jo,1\n2@u,Jo,2\n1@U,Jo,3", {("name", "1@u"): ["1"], ("name", "2@u"): ["2"], ("name", "1@U"): ["3"]}),
    ("login,email,p\nj,1@u,1\nj,2@u,2\nj,2@u,3", {("row", "j, j, 1@u"): ["1"], ("row", "j, j, 2@u"): ["2", "3"]}),
    ("login,email,p\nj,1@u,1\nj,,2", {("name", "j"): ["1", "2"]}),
    ("name,number,email,p\nJo,7,1@u,1\nJo,7,2@u,2", {("row", "7, 7, 1@u"): ["1"], ("row", "7, 7, 2@u"): ["2"]}),
    ("name,email,p\nJo,1@u,1\nJo,,2\nJo,-,3\n,1@u,4", {("email", "1@u"): ["1", "4"], ("name", "Jo"): ["2", "3"]}),
    ("email,name,p\n1@u,Jo,1\n,Jo,2", {("name", "1@u"): ["1"], ("name", "Jo"): ["2"]}),
    # an address without @ is nobody's
    ("id,email,p\n2,anonymous,1\n3,anonymous,2", {("name", "2"): ["1"], ("name", "3"): ["2"]}),
    ("email,name,p\nanonymous,Jo,1\nanonymous,Al,2", {("name", "Jo"): ["1"], ("name", "Al"): ["2"]}),
    # one login and two names
    ("login,name,p\nj,Ada Lovelace,1\nj,Grace Hopper,2", {("row", "j, j, ada lovelace"): ["1"], ("row", "j, j, grace hopper"): ["2"]}),
    ("login,name,p\nj,Ada Lovelace,1\nj,\"Lovelace, A.\",2\nj,,3", {("name", "j"): ["1", "2", "3"]}),
    ("number,Nachname,Vorname,p\n7,Müller,Jo,1\n7,Hopper,Grace,2", {("row", "7, 7, jo müller"): ["1"], ("row", "7, 7, grace hopper"): ["2"]}),
    # what a spreadsheet leaves of a long number
    ("number,p\n1.23457E+11,1\n1.23457E+11,2", {("row", "row 2"): ["1"], ("row", "row 3"): ["2"]}),
    ("student,p\n\"1,23457E+11\",1\n\"1,23457E+11\",2\n1E5,3", {("row", "row 2"): ["1"], ("row", "row 3"): ["2"], ("name", "1E5"): ["3"]}),
    ("number,name,p\n1.2E+11,Jo,1\n1.2E+11,Jo,2", {("row", "row 2"): ["1"], ("row", "row 3"): ["2"]}),
    ("number,email,p\n1.2E+11,1@u,1\n1.2E+11,2@u,2\n1.2E+11,1@u,3", {("email", "1@u"): ["1", "3"], ("email", "2@u"): ["2"]}),
    # a name in two columns
    ("Nachname,Vorname,p\nMüller,Jo,1\nMüller,Al,2\nMüller,Jo,3", {("name", "Jo Müller"): ["1", "3"], ("name", "Al Müller"): ["2"]}),
    ("Name,Vorname,p\nMüller,Jo,1\nMüller,Al,2\nJo Müller,Jo,3", {("name", "Jo Müller"): ["1", "3"], ("name", "Al Müller"): ["2"]}),
    ("Nachname,Vorname,p\nLi,Li,1\nSilva Maria,Maria,2", {("name", "Li Li"): ["1"], ("name", "Maria Silva Maria"): ["2"]}),
    ("Last name,First name,Email,p\nM,Jo,1@u,1\nM,Jo,2@u,2", {("email", "1@u"): ["1"], ("email", "2@u"): ["2"]}),
])
def test_rows_with_different_ids_are_never_attempts_of_one_person(
        tmp_path: Path, text: str, expected: dict[tuple[str, str], list[str]]) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    for each in table(tmp_path, text, ("p",)).submissions:
        found.setdefault((each.who.kind, each.who.key), []).append(each.responses[0].text)
    assert found == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("student,p-1,p-1\nada,1,2", ["1", "2"]), ("student,p-1,p-1\nada,,2", ["2"]), ("student,p-1,p-1\nada,1,", ["1"]),
    ("student,p-1,p-1\nada,1, 1 ", ["1"]), ("student,p-1,p-1,p-1\nada,,2,3", ["2", "3"]),
    ("student,a word on p-1,p-1\nada,easy,2", ["2"]), ("student,a word on p-1,p-1\nada,1,", ["1"]),
    ("student,first p-1,second p-1\nada,1,2", ["1", "2"]),
])
def test_no_column_of_a_problem_is_lost(tmp_path: Path, text: str, expected: list[str]) -> None:
    [one] = table(tmp_path, text, ("p-1",)).submissions
    assert [response.text for response in one.responses] == expected


def test_one_id_of_two_people_is_said(tmp_path: Path) -> None:
    assert codes(table(tmp_path, "login,email,p\nj,1@u,1\nj,2@u,2", ("p",))) == [("intake/duplicate-student", 2)]


@pytest.mark.parametrize(("text", "name"), [
    ("login,p,name\nada,1,A\u202eda\tL\u200b.", "Ada L."), ("name,p,email\n\u202eAda,1,a@u", "Ada"), ("name,p,email\n\u200b,1,a@u", ""),
    ("login,p,Last Name,First Name\nada,1,L\u200b,Ada", "Ada L"), ("login,p,name\nada,1," + "A" * 300, "A" * 200),
    ("Timestamp,Email,p,name\n2026-11-22 10:00,a@u,1,\u202eعلی\u200cرضا", "علی\u200cرضا"),
])
def test_beside_an_id_a_name_is_for_people_to_read(tmp_path: Path, text: str, name: str) -> None:
    """What nobody sees in it costs nobody the row."""
    columns = Columns(student=(("email", "Email"), ("name", "name"))) if text.startswith("Timestamp") else Columns()
    (tmp_path / "class.csv").write_text(text, "utf-8")
    intake = read_submissions(tmp_path / "class.csv", ("p",), columns=columns)
    assert [each.who.name for each in intake.submissions] == [name]


def test_a_word_in_place_of_an_address_is_said(tmp_path: Path) -> None:
    intake = table(tmp_path, "email,p\nada,1\n-,2\na@u,3", ("p",))
    assert [(row.code, row.line, row.message.partition(",")[0]) for row in intake.attention] == [
        ("intake/student-id", 2, "'ada' is no e-mail address"), ("intake/student-id", 3, "there is no student's name")]
    assert content(intake) == {"a@u": {"p": "3"}}


def test_a_mangled_number_and_a_name_in_two_columns_are_told_once(tmp_path: Path) -> None:
    intake = table(tmp_path, "Matrikelnummer,Nachname,Vorname,p\n1.23457E+11,Müller,Jo,1\n1.23457E+11,Hopper,Grace,2\n0123,Gauss,Carl,3", ("p",))
    assert codes(intake) == [("intake/no-id", 2)]
    assert "2 rows name nobody; take" in intake.attention[0].message
    assert [(each.student, each.who.number) for each in intake.submissions] == [("Carl Gauss", "0123"), ("Grace Hopper", ""), ("Jo Müller", "")]


def test_an_unknown_column_has_a_suggestion(tmp_path: Path) -> None:
    (row,) = table(tmp_path, "student,powerrule,p\nada,1,2", ("p", "power-rule")).attention
    assert "did you mean 'power-rule'?" in row.message


@pytest.mark.parametrize(("text", "said"), [
    ("student\nada", "no column"), ("student,power\nada,1", "there is no problem 'power'; did you mean 'power-rule'?"),
    ("student,Total points\nada,1", "'Total points' names no problem"),
])
def test_a_table_without_a_problem_is_a_usage_error(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match="no column is headed by a problem") as caught:
        table(tmp_path, text, ("p", "power-rule"))
    assert said in str(caught.value)


def test_a_guessed_encoding_is_remarked_where_it_matters(tmp_path: Path) -> None:
    intake = table(tmp_path, "student,p\nada,y²\nbob,1".encode("cp1252"))
    assert content(intake) == {"ada": {"p": "y²"}, "bob": {"p": "1"}}
    assert [[remark.code for remark in each.remarks] for each in intake.submissions] == [["intake/encoding"], []]


@pytest.mark.parametrize("text", [
    "", "\n\n", "p,q\n1,2", '"student,p\nada,1', "student\0,p", "student" + ",p" * 2_001, "student,p" + "\ns,1" * 100_001,
    "student,p\n" + "".join(f"s{at},1\n" for at in range(20_001)),
])
def test_what_is_no_such_table_is_a_usage_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        table(tmp_path, text)


@pytest.mark.parametrize("text", [
    "student,p\n" + '"' * 2_000_001, "student,p\n" + '"",' * 300_000, "student,p\n" + "\n" * 500_000,
    "student,p\nada," + "x" * 5_000_000,
])
def test_time_grows_with_the_size_and_no_faster(tmp_path: Path, text: str) -> None:
    intake = table(tmp_path, text)
    assert not any(each.responses for each in intake.submissions)
    assert "ada" not in text or waiting(intake) == {"ada"}


def workbook(tmp_path: Path, *rows: list[object]) -> Intake:
    """The intake of a table that Excel has saved, with a format for dates where a cell holds one."""
    with xlsxwriter.Workbook(tmp_path / "class.xlsx", {"default_date_format": "d. mmm"}) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, str) and value.startswith("#"):
                    sheet.write_formula(line, place, "=x", None, value)
                else:
                    sheet.write(line, place, value)
    return read_submissions(tmp_path / "class.xlsx", ("p", "q"))


def test_a_workbook_is_a_table(tmp_path: Path) -> None:
    intake = workbook(tmp_path, ["student", "p", "q"], ["ada", "2x", "[1, 2]"], ["bob", 2.5, None])
    assert content(intake) == ONE | {"bob": {"p": "2.5"}}
    assert (codes(intake), waiting(intake)) == ([], set())


@pytest.mark.parametrize("cell", [datetime(2026, 2, 1), "#NAME?", 1 / 3, "=x1+x2"])
def test_an_answer_that_is_none_any_more_waits(tmp_path: Path, cell: object) -> None:
    intake = workbook(tmp_path, ["student", "p", "q", "sum"], ["ada", cell, "[1, 2]"], ["bob", "2x", "3", "#DIV/0!"])
    assert content(intake) == {"ada": {"q": "[1, 2]"}, "bob": {"p": "2x", "q": "3"}}
    assert (codes(intake), waiting(intake)) == ([("intake/unknown-problem", 1), ("intake/csv-row", 2)], {"ada"})


def test_a_column_that_may_hold_an_answer_and_has_no_value_makes_its_row_wait(tmp_path: Path) -> None:
    assert waiting(workbook(tmp_path, ["student", "p", "Task 2"], ["ada", "2x", "#NAME?"], ["bob", "2x", None])) == {"ada"}


@pytest.mark.parametrize("cell", [datetime(2026, 2, 1), "#NAME?", 1 / 3])
def test_a_row_of_a_report_that_holds_no_value_waits(tmp_path: Path, cell: object) -> None:
    head = ["Surname", "First name", "Email address", "State", "Started on", "Completed", "Time taken", "Grade/10.00", "Question 1", "Response 1",
            "Question 2", "Response 2"]
    time = "23 November 2026 10:00 AM"
    intake = workbook(tmp_path, head, ["L", "Ada", "a@b.c", "Finished", time, time, "1 min", "-", "p", "2x", "q", cell])
    assert (waiting(intake), [line for code, line in codes(intake) if code == "intake/csv-row"]) == ({"Ada L"}, [2])
