"""Tables that LMSs and forms export: who a row is from, which attempt it is and when, and which column answers which problem."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake import layout_of, read_submissions
from grader.model import Columns, Identity, Intake, UsageError, person_of

PROBLEMS = ("gradient-ex57", "chain-ex58", "gradient")
BERLIN = ZoneInfo("Europe/Berlin")
Rows = Iterable[Iterable[object]]


def read(tmp_path: Path, rows: Rows, columns: Columns | None = None, layout: str = "", zone: ZoneInfo | None = BERLIN,
         separator: str = ",", others: tuple[str, ...] = ()) -> Intake:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    (tmp_path / "t.csv").write_text(text.getvalue(), "utf-8")
    return read_submissions(tmp_path / "t.csv", PROBLEMS, layout=layout, timezone=zone, columns=columns or Columns(), others=others)


def answers(intake: Intake) -> list[tuple[str, int, dict[str, str]]]:
    return [(each.student, each.attempt, {one.problem: one.text for one in each.responses}) for each in intake.submissions]


def people(intake: Intake) -> list[Identity]:
    return list(dict.fromkeys(each.who for each in intake.submissions))


def times(intake: Intake) -> list[str]:
    return [each.submitted.isoformat(" ", "minutes") if each.submitted else "" for each in intake.submissions]


def listed(intake: Intake) -> list[tuple[str, int]]:
    rows = [*intake.attention, *(row for each in intake.submissions for row in each.attention)]
    return sorted({(row.code, row.line) for row in rows}, key=lambda each: (each[1], each[0]))


def waiting(intake: Intake) -> set[str]:
    return {each.student for each in intake.submissions if any(file.code for file in each.files)}


# ---- forms

GOOGLE = ["Timestamp", "Email Address", "Score", "1. Gradient [gradient-ex57]\nas a row ", "Question two"]
TWO = Columns(problems=(("chain-ex58", "question  TWO"),))


def test_google_forms(tmp_path: Path) -> None:
    intake = read(tmp_path, [
        GOOGLE, ["11/22/2026 9:00:00", "Ada@uni.example", "0 / 2", "[1, 2]", "2x"], ["11/22/2026 10:00:00", "grace@uni.example", "", "", "3x"],
        ["11/23/2026 9:00:00", "ada@uni.example", "", "[1, 3]", ""]], TWO)
    assert intake.layout == "google-forms"
    assert answers(intake) == [
        ("Ada@uni.example", 1, {"gradient-ex57": "[1, 2]", "chain-ex58": "2x"}), ("Ada@uni.example", 2, {"gradient-ex57": "[1, 3]"}),
        ("grace@uni.example", 1, {"chain-ex58": "3x"})]
    assert times(intake) == ["2026-11-22 09:00+01:00", "2026-11-23 09:00+01:00", "2026-11-22 10:00+01:00"]
    assert people(intake)[0] == Identity("google", "email", "ada@uni.example", email="Ada@uni.example")
    assert listed(intake) == []


def test_attempts_are_ordered_by_their_times_not_by_their_rows(tmp_path: Path) -> None:
    intake = read(tmp_path, [GOOGLE, ["2026-11-23 9:00", "a@b.de", "", "", "late"], ["2026-11-22 9:00", "a@b.de", "", "", "early"]], TWO, zone=None)
    assert [each[2]["chain-ex58"] for each in answers(intake)] == ["early", "late"]
    assert times(intake) == ["", ""]


@pytest.mark.parametrize(("stamps", "read_as"), [
    (["11/12/2026 9:00:00", "11/10/2026 9:00:00"], ["", ""]),
    (["gestern", "11/22/2026 9:00:00"], ["", "2026-11-22 09:00+01:00"]),
])
def test_times_that_have_two_readings_or_none_are_listed_once(tmp_path: Path, stamps: list[str], read_as: list[str]) -> None:
    intake = read(tmp_path, [GOOGLE, *([stamp, "a@b.de", "", "", f"{at}x"] for at, stamp in enumerate(stamps))], TWO)
    assert times(intake) == read_as
    assert [each[2]["chain-ex58"] for each in answers(intake)] == ["0x", "1x"]
    assert listed(intake) == [("intake/unknown-time", 3)]


def test_google_forms_without_addresses_need_a_column(tmp_path: Path) -> None:
    rows = [["Timestamp", "Your number", "gradient-ex57"], ["2026-11-22 9:00", "007", "1"], ["2026-11-22 9:30", "", "2"]]
    nobody = read(tmp_path, rows)
    assert [(each.who.kind, each.student) for each in nobody.submissions] == [("row", "row 2"), ("row", "row 3")]
    assert listed(nobody) == [("intake/not-an-answer", 1), ("intake/no-id", 2)]
    somebody = read(tmp_path, rows, Columns(student=(("number", "Your number"),)))
    assert people(somebody) == [Identity("google", "number", "007", number="007"), Identity("google", "row", "row 3")]
    assert listed(somebody) == [("intake/no-id", 3)]


@pytest.mark.parametrize(("header", "typed", "said"), [
    ("Matrikelnummer", "007", """if the column 'Matrikelnummer' says who somebody is, give it as 'columns: {student: {number: "Matrikelnummer"}}'"""),
    ("Your number", "007", "if a column says who somebody is, give it as 'columns: {student: {email: …}}'"),
    ("E-Mail-Adresse", "nobody", "if a column says who somebody is, give it as 'columns: {student: {email: …}}'"),
])
def test_a_column_that_may_say_who_somebody_is_is_named(tmp_path: Path, header: str, typed: str, said: str) -> None:
    nobody = read(tmp_path, [["Timestamp", header, "gradient-ex57"], ["2026-11-22 9:00", typed, "1"], ["2026-11-22 9:30", "", "2"]])
    assert any(said in each.message for each in nobody.attention), nobody.attention


def test_what_somebody_typed_does_not_override_the_address_of_the_account(tmp_path: Path) -> None:
    rows = [["Timestamp", "Email Address", "E-mail", "gradient-ex57"], ["2026-11-22 9:00", "ada@uni.example", "grace@uni.example", "1"]]
    assert people(read(tmp_path, rows, Columns(student=(("email", "E-mail"),))))[0].key == "ada@uni.example"


def test_the_columns_that_google_adds_to_a_quiz_are_no_answers(tmp_path: Path) -> None:
    rows = [["Timestamp", "Username", "Total score", "gradient-ex57", "gradient-ex57 [Score]", "gradient-ex57 [Feedback]"],
            ["2026-11-22 9:00", "ada@uni.example", "1.00 / 1", "[1, 2]", "1.00 / 1", ""]]
    intake = read(tmp_path, rows)
    assert answers(intake) == [("ada@uni.example", 1, {"gradient-ex57": "[1, 2]"})]
    assert listed(intake) == []


MICROSOFT = ["ID", "Start time", "Completion time", "Email", "Name", "gradient-ex57", "Points - gradient-ex57"]


def test_microsoft_forms(tmp_path: Path) -> None:
    intake = read(tmp_path, [
        MICROSOFT, ["1", "11/22/26 8:00:00", "11/22/26 9:00:00", "ada@uni.example", "Ada Lovelace", "1", "1"],
        ["2", "11/22/26 8:00:00", "11/22/26 9:30:00", "anonymous", "", "2", ""], ["3", "11/22/26 8:00:00", "11/22/26 9:40:00", "", "", "3", ""]])
    assert intake.layout == "ms-forms"
    assert listed(read(tmp_path, [MICROSOFT, *([str(at), "", "", "anonym", "", "1", ""] for at in (1, 2))])) == [("intake/no-id", 2)]
    assert [(each.who.kind, each.who.key, each.who.name) for each in intake.submissions] == [
        ("email", "ada@uni.example", "Ada Lovelace"), ("row", "row 2", ""), ("row", "row 3", "")]
    assert times(intake)[0] == "2026-11-22 09:00+01:00"
    assert listed(intake) == [("intake/no-id", 3)]


@pytest.mark.parametrize(("head", "layout", "who"), [
    (["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"], "ms-forms", ["Ada L", "row 2", "row 3"]),
    (["Id", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"], "ms-forms", ["Ada L", "row 2", "row 3"]),
    (["Zeitstempel", "E-Mail-Adresse"], "google-forms", ["ada@uni.example", "row 3", "row 4"]),
    (["Horodateur", "Adresse e-mail"], "google-forms", ["ada@uni.example", "row 3", "row 4"]),
    (["Zeit", "Wer bist du?"], "google-forms", ["row 2", "row 3", "row 4"]),
])
def test_forms_in_other_languages_are_told_by_the_times_below_their_headers(tmp_path: Path, head: list[str], layout: str, who: list[str]) -> None:
    time = "22.11.2026 09:00:00"
    senders = ["ada@uni.example", "anonymous", "anonymous"]
    rows = [[at, time, time, sender, "Ada L"] if layout == "ms-forms" else [time, sender] for at, sender in enumerate(senders, 1)]
    intake = read(tmp_path, [[*head, "gradient-ex57"], *([*row, f"{at}x"] for at, row in enumerate(rows))])
    assert intake.layout == layout
    assert answers(intake) == [(name, 1, {"gradient-ex57": f"{at}x"}) for at, name in enumerate(who)]


@pytest.mark.parametrize("fifth", ["gradient", "Frage 1 [gradient]", "Frage eins"])
def test_an_answer_where_microsoft_has_names_is_an_answer(tmp_path: Path, fifth: str) -> None:
    time = "22.11.2026 09:00:00"
    given = Columns(problems=(("gradient", fifth),)) if fifth == "Frage eins" else None
    intake = read(tmp_path, [["ID", "Startzeit", "Ende", "E-Mail", fifth, "chain-ex58"], ["1", time, time, "a@uni.example", "2x", "3x"]], given)
    assert answers(intake) == [("a@uni.example", 1, {"gradient": "2x", "chain-ex58": "3x"})]


@pytest.mark.parametrize(("head", "row", "columns", "who"), [
    (["Matrikelnummer", "begun", "done", "login", "gradient"], ["007", "22.11.2026 09:00:00", "22.11.2026 09:00:00", "ada", "2x"], None,
     Identity("plain", "name", "007", name="007", login="ada", number="007")),
    (["done", "login", "number", "name", "gradient"], ["22.11.2026 09:00:00", "ada", "007", "Ada L", "2x"],
     Columns(student=(("login", "login"),), time="done"), Identity("plain", "name", "ada", name="Ada L", login="ada", number="007")),
])
def test_a_table_of_ones_own_with_times_in_front_keeps_all_ids(tmp_path: Path, head: list[str], row: list[str], columns: Columns | None,
                                                               who: Identity) -> None:
    intake = read(tmp_path, [head, row], columns)
    assert (intake.layout, people(intake), [each[2] for each in answers(intake)]) == ("csv", [who], [{"gradient": "2x"}])


def test_a_table_with_times_that_are_no_forms_own_stays_a_table(tmp_path: Path) -> None:
    time = "22.11.2026 09:00:00"
    for head, row in ((["id", "begun", "done", "tutor"], ["7", time, time, "Bob"]), (["student", "time"], ["Ada", time]),
                      (["id", "begun", "done"], ["007", time, "-"])):
        other = [*row[:-1], "Carl"] if len(row) > 3 else row
        assert read(tmp_path, [[*head, "gradient-ex57"], [*row, "x"], [*other, "x"]]).layout == "csv"


def test_an_anonymous_form_has_the_name_that_the_assignment_says(tmp_path: Path) -> None:
    rows = [[*MICROSOFT[:6], "Login"], ["1", "", "", "anonymous", "", "1", "ada"], ["2", "", "", "anonymous", "", "2", "ada"]]
    intake = read(tmp_path, rows, Columns(student=(("login", "Login"),)))
    assert people(intake) == [Identity("microsoft", "login", "ada", login="ada")]
    assert [each[1:] for each in answers(intake)] == [(1, {"gradient-ex57": "1"}), (2, {"gradient-ex57": "2"})]


# ---- Moodle

FRONT = ["Last name", "First name", "ID number", "Email address", "Status", "Started", "Completed", "Duration", "Grade/10.00"]
LANGUAGES = {
    "en": (FRONT, "Question", "Response", "Right answer"),
    "de": (["Nachname", "Vorname", "ID-Nummer", "E-Mail-Adresse", "Status", "Begonnen", "Beendet", "Dauer", "Bewertung/10,00"],
           "Frage", "Antwort", "Richtige Antwort"),
    "fr": (["Nom de famille", "Prénom", "Numéro d'identification", "Adresse de courriel", "Statut", "Commencé", "Terminé", "Durée", "Note/10,00"],
           "Question", "Réponse", "Bonne réponse"),
    "xx": (["Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii/10.00"], "Qq", "Rr", "Ss"),
}
ADA = ["Lovelace", "Ada", "007", "ada@uni.example", "Finished", "-", "22 November 2026  10:15 AM", "1 min", "-"]
GRACE = ["Hopper", "Grace", "-", "grace@uni.example", "Finished", "-", "23 November 2026  1:15 PM", "1 min", "-"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("families", [(0, 1, 2), (1,)])
def test_a_quiz_in_any_language_with_the_columns_of_the_assignment(tmp_path: Path, language: str, families: tuple[int, ...]) -> None:
    front, *words = LANGUAGES[language]
    cells = [["Differentiate.", "[1, 2]", "-"], ["Chain rule?", "-", "2x"]]
    rows = [[*front, *(f"{words[family]} {number}" for number in (1, 2) for family in families)],
            [*ADA, *(cells[at][family] for at in (0, 1) for family in families)], ["Overall average", *[""] * 7, "-"]]
    columns = Columns(problems=tuple((problem, f"{words[1]} {number}") for number, problem in ((1, "gradient-ex57"), (2, "chain-ex58"))))
    intake = read(tmp_path, rows, columns)
    assert intake.layout == "moodle-quiz"
    assert answers(intake) == [("Ada Lovelace", 1, {"gradient-ex57": "[1, 2]"})]
    number = {} if language == "xx" else {"number": "007"}
    assert people(intake) == [Identity("moodle", "email", "ada@uni.example", name="Ada Lovelace", email="ada@uni.example", **number)]
    assert times(intake) == ["2026-11-22 10:15+01:00"]
    assert listed(intake) == []


def test_a_question_may_name_its_problem_and_be_another_one_in_each_row(tmp_path: Path) -> None:
    rows = [[*FRONT, "Question 1", "Response 1"], [*ADA, "(gradient-ex57) Differentiate.", "1"], [*GRACE, "Now chain-ex58:", "2"],
            [*GRACE, "Which gradient is larger?", "3"]]
    intake = read(tmp_path, rows)
    assert [each[2] for each in answers(intake)] == [{"gradient-ex57": "1"}, {"chain-ex58": "2"}, {}]
    assert listed(intake) == [("intake/not-an-answer", 4)]
    assert [bool(each.files[0].code) for each in intake.submissions] == [False, False, True]


def test_a_dash_is_nobodys_number(tmp_path: Path) -> None:
    rows = [[*FRONT, "Response 1"], [*ADA[:2], "-", "-", *ADA[4:], "1"], [*GRACE[:2], "-", "-", *GRACE[4:], "2"]]
    intake = read(tmp_path, rows, Columns(problems=(("chain-ex58", "Response 1"),)))
    assert people(intake) == [Identity("moodle", "name", name, name=name) for name in ("Ada Lovelace", "Grace Hopper")]


def test_attempts_that_were_not_handed_in_do_not_count(tmp_path: Path) -> None:
    rows = [[*FRONT, "Response 1"], [*ADA, "1"], [*ADA[:4], "In progress", "-", "-", "-", "-", "2"], [*GRACE[:4], "-", "-", "-", "-", "-", "-"]]
    intake = read(tmp_path, rows, Columns(problems=(("chain-ex58", "Response 1"),)))
    assert answers(intake) == [("Ada Lovelace", 1, {"chain-ex58": "1"})]
    assert listed(intake) == [("intake/not-handed-in", 3)]


@pytest.mark.parametrize(("cell", "expected"), [
    ("Seed: 254530683; ans1: 3*x^2 [score]; prt1: # = 1 | prt1-1-T", {"chain-ex58": "3*x^2"}),
    ("Seed: -4; ans1: [1,2; 3] [valid]", {"chain-ex58": "[1,2; 3]"}),
    ("Seed: 4; ans1: 1 [score]; ans2: 2 [score]; prt1: !", None), ("Seed: 4; prt1: !", None),
    ("x" * 70_000, None), ("Seed: 1; " + "a: ; " * 12_000, None),
])
def test_a_response_of_stack_is_that_of_its_one_input(tmp_path: Path, cell: str, expected: dict[str, str] | None) -> None:
    intake = read(tmp_path, [[*FRONT, "Response 1"], [*ADA, cell]], Columns(problems=(("chain-ex58", "Response 1"),)))
    assert [each[2] for each in answers(intake)] == [expected or {}]
    assert waiting(intake) == (set() if expected else {"Ada Lovelace"})


def test_a_quiz_that_names_no_problem_asks_for_columns(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'Response 1' names no problem in 1 rows.*columns:"):
        read(tmp_path, [[*FRONT, "Response 1"], [*ADA, "1"]])


def test_of_two_families_the_responses_must_be_told_by_their_word(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no column is headed by a problem"):
        read(tmp_path, [[*FRONT, "Qq 1", "Rr 1"], [*ADA, "", "1"]])


WORKSHEET = ["Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
             "Last modified (submission)", "Online text", "Last modified (grade)", "Feedback comments"]


def moodle_row(number: int, name: str, text: str, word: str = "Participant ", when: str = "Sunday, 22 November 2026, 10:15 AM") -> list[str]:
    return [f"{word}{number}", name, f"00{number}", f"{name.split()[0].lower()}@uni.example", "Submitted", "", "10.00", "Yes", when, text, "-", ""]


def test_a_worksheet_with_online_text(tmp_path: Path) -> None:
    intake = read(tmp_path, [
        WORKSHEET,
        moodle_row(48001, "Ada Lovelace", "<p>gradient-ex57: x<sup>2</sup></p><p>chain-ex58: 1 &lt; 2</p>"),
        moodle_row(48002, "Grace Hopper", "student: Ada Lovelace\ngradient-ex57: x<y"),
        moodle_row(48003, "Alan Turing", "", when="-"),
        moodle_row(48004, "Emmy Noether", '<p>gradient-ex57: 1</p><img src="a.png">'),
        moodle_row(48005, "Kurt Gödel", "<p>see the board"),
        moodle_row(48006, "Sofia K", "<p>gradient-ex57: 1<!--")])
    assert intake.layout == "moodle-worksheet"
    assert answers(intake) == [
        ("Ada Lovelace", 1, {"gradient-ex57": "x^{2}", "chain-ex58": "1 < 2"}), ("Emmy Noether", 1, {"gradient-ex57": "1"}),
        ("Grace Hopper", 1, {"gradient-ex57": "x<y"}), ("Kurt Gödel", 1, {}), ("Sofia K", 1, {})]
    assert people(intake)[0] == Identity(
        "moodle", "participant", "48001", name="Ada Lovelace", email="ada@uni.example", number="0048001")
    assert times(intake) == ["2026-11-22 10:15+01:00"] * 5
    assert waiting(intake) == {"Emmy Noether", "Kurt Gödel", "Sofia K"}
    assert listed(intake) == [("intake/other-student", 3), ("intake/html", 6), ("intake/not-an-answer", 6), ("intake/no-answers", 7),
                              ("intake/not-an-answer", 7), ("intake/html", 8)]


@pytest.mark.parametrize(("text", "waits"), [
    ("gradient-ex57:", True), ("nothing-known: 1", True), ("old-1: 2", False), ("gradient-ex57:\nchain-ex58: 2", False)])
def test_a_text_in_which_no_answer_stands_is_not_blank(tmp_path: Path, text: str, waits: bool) -> None:
    assert bool(waiting(read(tmp_path, [WORKSHEET, moodle_row(1, "Ada L", text)], others=("old-1",)))) is waits


def test_the_column_of_answers_is_found_in_every_language(tmp_path: Path) -> None:
    head = ["ID", "Vollständiger Name", "ID-Nummer", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung", "Bewertung kann geändert werden",
            "Zuletzt geändert (Abgabe)", "Texteingabe online", "Zuletzt geändert (Bewertung)", "Feedback als Kommentar"]
    row = moodle_row(48001, "Ada Lovelace", "<p>gradient-ex57: 1</p>", "Teilnehmer/in", "Sonntag, 22. November 2026, 10:15")
    intake = read(tmp_path, [head, row], separator=";")
    assert answers(intake) == [("Ada Lovelace", 1, {"gradient-ex57": "1"})]
    assert (times(intake), listed(intake)) == (["2026-11-22 10:15+01:00"], [])


def test_students_with_numbers_make_no_worksheet(tmp_path: Path) -> None:
    intake = read(tmp_path, [["id", "gradient-ex57", "chain-ex58", "gradient"], *([f"student{at}", "1", "2", "3"] for at in range(1, 9))])
    assert (intake.layout, len(intake.submissions)) == ("csv", 8)


def test_a_worksheet_without_answers_is_no_table_of_submissions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="roster:"):
        read(tmp_path, [[*WORKSHEET[:9], *WORKSHEET[10:]], [*moodle_row(1, "Ada L", "")[:9], "-", ""]])


# ---- Canvas, PrairieLearn

def analysis(*turns: str, name: str = "name") -> list[list[str]]:
    head = [name, "id", "sis_id", "section", "section_id", "submitted", *(["attempt"] if turns else []),
            "7001: Differentiate\n[gradient-ex57].", "1.0", "7002: Number two", "2.0", "n correct", "n incorrect", "score"]
    rows = [["Ada Lovelace", "1001", "007", "Lecture", "77", f"2026-11-2{2 - at} 09:15:00 UTC", *([turn] if turns else []),
             f"{turn}x", "0.0", "2", "0.0", "0", "1", "0.0"] for at, turn in enumerate(turns or ("1",))]
    return [head, *rows]


@pytest.mark.parametrize("name", ["name", "Name", "nombre"])
def test_a_student_analysis(tmp_path: Path, name: str) -> None:
    intake = read(tmp_path, analysis(name=name), Columns(problems=(("chain-ex58", "7002: Number two"),)))
    assert intake.layout == "canvas-analysis"
    assert answers(intake) == [("Ada Lovelace", 1, {"gradient-ex57": "1x", "chain-ex58": "2"})]
    assert people(intake) == [Identity("canvas", "canvas-user", "1001", name="Ada Lovelace", number="007")]
    assert times(intake) == ["2026-11-22 09:15+00:00"]


def test_all_attempts_of_a_student_analysis(tmp_path: Path) -> None:
    intake = read(tmp_path, analysis("3", "2", "1"))
    assert [(each[1], each[2]["gradient-ex57"]) for each in answers(intake)] == [(1, "1x"), (2, "2x"), (3, "3x")]
    assert listed(intake) == [("intake/not-an-answer", 1)]


def test_an_anonymous_survey_and_someone_logged_out_are_nobody(tmp_path: Path) -> None:
    head, row = analysis()
    logged_out = read(tmp_path, [head, ["", "", "", *row[3:]], row])
    assert [each.who.kind for each in logged_out.submissions] == ["canvas-user", "row"]
    survey = read(tmp_path, [head[3:], row[3:]])
    assert [each.who.kind for each in survey.submissions] == ["row"]
    assert ("intake/no-id", 3) in listed(survey)


PRAIRIE = ["uid", "uin", "username", "name", "role", "qid", "submission_id", "params", "true_answer", "submitted_answer", "score_perc"]


def prairie(uid: str, question: str, submission: int, answer: str) -> list[str]:
    return [uid, "007", "ada", "Ada Lovelace", "Student", question, str(submission), "{}", "{}", answer, ""]


def test_of_prairielearn_all_rows_of_a_student_are_one_attempt_and_the_last_counts(tmp_path: Path) -> None:
    intake = read(tmp_path, [
        PRAIRIE, prairie("ada@uni.example", "calculus/gradient-ex57", 12, '{"ans": "2x"}'), prairie("ada@uni.example", "q2", 9, '{"ans": "3x"}'),
        prairie("ada@uni.example", "gradient-ex57", 11, '{"ans": "x"}'), prairie("ada@uni.example", "other", 11, '{"ans": "x"}'),
        prairie("grace@uni.example", "q2", 13, '{"ans": {"_type": "sympy", "_value": "x**2"}}')], Columns(problems=(("chain-ex58", "q2"),)))
    assert intake.layout == "prairielearn"
    assert [each.who.key for each in intake.submissions] == ["ada@uni.example", "grace@uni.example"]
    assert [each[1:] for each in answers(intake)] == [(1, {"chain-ex58": "3x", "gradient-ex57": "2x"}), (1, {"chain-ex58": "x**2"})]
    assert people(intake)[0].number == "007"
    assert listed(intake) == [("intake/not-an-answer", 5)]


@pytest.mark.parametrize(("answer", "expected"), [
    ("", {}), ("{}", {}), ("null", {}), ('{"ans": "x"}', {"gradient-ex57": "x"}),
    ('{"a": "x", "b": "y"}', None), ('{"ans": 3}', None), ("[1]", None), ("{", None), ("[" * 60_000, None), ('{"_files": [{"name": "a"}]}', None),
])
def test_what_is_not_one_text_waits(tmp_path: Path, answer: str, expected: dict[str, str] | None) -> None:
    intake = read(tmp_path, [PRAIRIE, prairie("ada@uni.example", "gradient-ex57", 1, answer)])
    assert [each[2] for each in answers(intake)] == [expected or {}]
    assert bool(waiting(intake)) is (expected is None)


def test_a_group_of_prairielearn_is_a_team(tmp_path: Path) -> None:
    intake = read(tmp_path, [["group_name", *PRAIRIE[5:]], ["Team 7", *prairie("", "gradient-ex57", 1, '{"ans": "x"}')[5:]]])
    assert people(intake) == [Identity("prairielearn", "team", "Team 7", group="Team 7")]


# ---- what is the same for all

@pytest.mark.parametrize(("columns", "said"), [
    (Columns(problems=(("chain-ex58", "Question three"),)), "there is no column 'Question three'; the first row is 'Timestamp', 'Email Address'"),
    (Columns(problems=(("chain-ex58", "9"),)), "there is no column '9'"),
    (Columns(student=(("email", "Nobody"),)), "there is no column 'Nobody'"),
    (Columns(time="Nobody"), "there is no column 'Nobody'"),
    (Columns(problems=(("chain-ex58", "Same"),)), "is the header of the columns 6 and 7"),
])
def test_a_column_that_the_assignment_names_must_be_there(tmp_path: Path, columns: Columns, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(tmp_path, [[*GOOGLE, "Same", "same"], ["2026-11-22 9:00", "a@b.de", "", "", "1", "", ""]], columns)


def test_a_column_may_be_given_by_its_number(tmp_path: Path) -> None:
    intake = read(tmp_path, [[*GOOGLE, "Same", "same"], ["2026-11-22 9:00", "a@b.de", "", "", "", "", "7"]],
                  Columns(problems=(("chain-ex58", "7"),)))
    assert answers(intake) == [("a@b.de", 1, {"chain-ex58": "7"})]


def test_a_plain_table_with_columns_of_the_assignment(tmp_path: Path) -> None:
    rows = [["Nr", "When", "Who", "gradient-ex57"], ["1", "2026-11-23 9:00", "007", "b"], ["2", "2026-11-22 9:00", "007", "a"]]
    intake = read(tmp_path, rows, Columns(student=(("number", "Who"),), time="When"))
    assert answers(intake) == [("007", 1, {"gradient-ex57": "a"}), ("007", 2, {"gradient-ex57": "b"})]
    assert people(intake) == [Identity("plain", "name", "007", name="007", number="007")]
    assert times(intake) == ["2026-11-22 09:00+01:00", "2026-11-23 09:00+01:00"]
    assert listed(intake) == [("intake/unknown-problem", 1)]


@pytest.mark.parametrize(("question", "named"), [
    ("gradient-ex57", True), (" gradient-ex57: what is f'?", True), ("(gradient) what is f'?", False), ("gradient", False),
    ("What is the gradient of f?", None), ("gradient-ex57 or chain-ex58", None), ("gradient-ex571", None),
])
def test_a_question_names_a_problem_only_beyond_doubt(tmp_path: Path, question: str, named: bool | None) -> None:
    rows = [["Timestamp", "Email Address", question, "chain-ex58 "], ["2026-11-22 9:00", "a@b.de", "1", "2"]]
    [(_, _, found)] = answers(read(tmp_path, rows))
    assert found == {**({} if named is None else {"gradient-ex57" if named else "gradient": "1"}), "chain-ex58": "2"}


@pytest.mark.parametrize(("layout", "said"), [("brightspace", "there is no layout of tables 'brightspace'; there are prairielearn, "),
                                              ("moodle-quiz", "no numbered columns of responses"), ("canvas-analysis", "7001"), ("prairielearn", "qid"),
                                              ("moodle-worksheet", "participants")])
def test_a_layout_that_is_said_must_fit(tmp_path: Path, layout: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(tmp_path, [["student", "gradient-ex57"], ["ada", "1"]], layout=layout)


@pytest.mark.parametrize("rows", [
    [["student", "gradient-ex57", "old-1", "old-2"], ["ada", "1", "2", "3"]],
    [[*GOOGLE[:2], "gradient-ex57", "Question [old-1]", "old-2"], ["2026-11-22 9:00", "a@b.de", "1", "2", "3"]],
    [[*FRONT, "Question 1", "Response 1", "Question 2", "Response 2", "Question 3", "Response 3"],
     [*ADA, "gradient-ex57", "1", "old-1", "2", "old-2", "3"]],
    [PRAIRIE, prairie("a@b.de", "gradient-ex57", 1, '{"a": "1"}'), prairie("a@b.de", "x/old-1", 2, '{"a": "2"}'),
     prairie("a@b.de", "old-2", 3, '{"a": "3"}')],
    [WORKSHEET, moodle_row(1, "Ada L", "gradient-ex57: 1\nold-1: 2\nold-2: 3\nold-1: 4")],
])
def test_answers_to_problems_that_are_not_asked_are_listed_once(tmp_path: Path, rows: Rows) -> None:
    intake = read(tmp_path, rows, others=("old-1", "old-2"))
    assert [each[2] for each in answers(intake)] == [{"gradient-ex57": "1"}]
    [row] = [*intake.attention, *(row for each in intake.submissions for row in each.attention)]
    assert (row.code, row.message) == ("intake/not-asked", "the assignment does not ask for 'old-1', 'old-2', so that the answer does not count")
    assert waiting(intake) == set()


@pytest.mark.parametrize(("rows", "waits"), [
    # "powerrule" may be the problem without a column; "Total points" and "Name" are none.
    ([["student", "gradient-ex57", "chainex58", "gradient"], ["ada", "1", "2", ""], ["bob", "1", "", ""]], {"ada"}),
    ([["student", "gradient-ex57", "chain-ex58", "gradient", "extra"], ["ada", "1", "2", "", "3"]], set()),
    ([["student", "gradient-ex57", "Total points", "Name", "section"], ["ada", "1", "2", "Ada", "7"]], set()),
    ([[*GOOGLE[:2], "gradient-ex57", "What is the total energy, differentiated?", "Number"], ["2026-11-22 9:00", "a@b.de", "1", "2", "3"],
      ["2026-11-22 9:00", "c@b.de", "1", "", "3"]], {"a@b.de"}),
    ([[*FRONT, "Question 1", "Response 1", "Question 2", "Response 2"], [*ADA, "gradient-ex57", "1", "Other", "2"],
      [*GRACE, "gradient-ex57", "1", "Other", "-"]], {"Ada Lovelace"}),
    ([PRAIRIE, prairie("a@b.de", "gradient-ex57", 1, '{"a": "1"}'), prairie("a@b.de", "other", 2, '{"a": "2"}'),
      prairie("c@b.de", "gradient-ex57", 1, '{"a": "1"}')], {"Ada Lovelace"}),
    ([WORKSHEET, moodle_row(1, "Ada L", "gradient-ex57: 1\nchainex58: 2"), moodle_row(2, "Bob M", "gradient-ex57: 1\nHomework 3")], {"Ada L"}),
    ([WORKSHEET, moodle_row(1, "Ada L", "gradient-ex57: 1\n2. chain-ex58 is 2")], {"Ada L"}),
    ([WORKSHEET, moodle_row(1, "Ada L", "gradient-ex57: 1\n2. chain-ex58 = 2")], set()),
])
def test_what_may_answer_a_problem_that_has_no_column_makes_its_student_wait(tmp_path: Path, rows: Rows, waits: set[str]) -> None:
    assert waiting(read(tmp_path, rows)) == waits


def test_of_prairielearn_an_answer_before_one_that_was_not_read_does_not_count(tmp_path: Path) -> None:
    intake = read(tmp_path, [PRAIRIE, prairie("a@b.de", "gradient-ex57", 1, '{"a": "1"}'), prairie("a@b.de", "gradient-ex57", 2, '{"a": 1}')])
    assert (answers(intake), waiting(intake)) == ([("Ada Lovelace", 1, {})], {"Ada Lovelace"})


def test_submissions_are_made_anew_each_time(tmp_path: Path) -> None:
    intake = read(tmp_path, [["student", "gradient-ex57"], ["ada", "1"], ["bob", "2"]])
    first, second = list(intake.submissions), list(intake.submissions)
    assert first == second
    assert (len(intake.submissions), first[0] in intake.submissions) == (2, True)
    assert first[0].files[0].size == 4


HEADERS = [
    ["student", "gradient-ex57"], GOOGLE, MICROSOFT, [*FRONT, "Question 1", "Response 1"], WORKSHEET, analysis()[0], analysis("1")[0], PRAIRIE,
]
CELLS = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["-", "ada@uni.example", "007", "Participant 7", "gradient-ex57", "gradient-ex57: x<y", "<p>gradient-ex57: 1", "<!--",
                     '{"ans": "x"}', "Seed: 1; ans1: x [score]", "11/12/2026 9:00", "2026-11-22 9:00", "anonymous", "x" * 70_000, "1"]))


@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, max_size=14), max_size=4))
def test_whatever_stands_in_the_cells_each_row_is_somebodys_or_listed_or_the_table_is_refused(header: list[str], rows: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        try:
            intake = read(Path(folder), [header, *rows], Columns(problems=(("chain-ex58", "2"),)))
        except UsageError:
            return
        submissions = list(intake.submissions)
    assert [each.attempt for each in submissions] == [
        number for one in people(intake) for number in range(1, 1 + sum(each.who == one for each in submissions))]
    assert len({person_of(one) for one in people(intake)}) == len(people(intake))


@given(st.dictionaries(st.text("abcäé", min_size=1, max_size=4).map(lambda name: unicodedata.normalize("NFC", name)),
                       st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)] * 2), min_size=1),
       st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_back(students: dict[str, tuple[str, str]], separator: str) -> None:
    with TemporaryDirectory() as folder:
        rows = [["student", "gradient-ex57", "chain-ex58"], *([name, *texts] for name, texts in students.items())]
        intake = read(Path(folder), rows, separator=separator)
        found = {name: texts for name, _, texts in answers(intake)}
    assert found == {name: {problem: text for problem, text in zip(PROBLEMS, texts, strict=False) if text.strip()}
                     for name, texts in students.items()}
    assert listed(intake) == []


def test_google_gives_the_table_in_an_archive_of_its_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "HW 3.csv.zip", "w") as archive:
        archive.writestr("HW 3.csv", "Timestamp,Email Address,gradient-ex57\n2026/11/22 9:00:00 AM GMT+1,a@b.de,1\n")
    intake = read_submissions(tmp_path / "HW 3.csv.zip", PROBLEMS)
    assert (intake.layout, answers(intake), times(intake)) == ("google-forms", [("a@b.de", 1, {"gradient-ex57": "1"})], ["2026-11-22 09:00+01:00"])


def test_a_table_is_no_layout_of_files(tmp_path: Path) -> None:
    read(tmp_path, [["student", "gradient-ex57"], ["ada", "1"]])
    assert layout_of(tmp_path / "t.csv") == "plain"
