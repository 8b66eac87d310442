"""Moodle: the worksheet is filled, the zip has the names that Moodle knows, and its silent refusals are said aloud."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Callable
from fractions import Fraction
from html import escape

import pytest

from grader.exports import Options, Run
from grader.exports.comments import comment
from grader.exports.export import Exported
from grader.exports.feedback_zip import feedback_zips, folder
from grader.exports.moodle import write
from grader.exports.moodle_reader import read_feedback, read_worksheet, refusals
from grader.model import Decision, Lateness, Ruling, StoreError, UsageError
from grader.record import replace
from grader.style import LINK

HEAD = ('Identifier,"Full name","Email address",Status,Group,Grade,"Maximum Grade","Grade can be changed",'
        '"Last modified (submission)","Last modified (grade)","Feedback comments"\n')
ADA = '"Participant 12345","Ada Lovelace",ada@uni.example,Submitted,Default,,3.00,Yes,"Monday, 3 March","Tuesday, 4 March",\n'
EMMY = '"Participant 222","Emmy Noether",emmy@uni.example,Submitted,Default,1.00,3.00,Yes,-,-,"<p>Well done,\nEmmy</p>"\n'
CARL = '"Participant 333","Carl Gauss",carl@uni.example,Submitted,Default,,3.00,No,-,-,\n'
LOW = '"Participant 444","Low Max",low@uni.example,Submitted,Default,,2.00,Yes,-,-,\n'
GOLD = "\ufeff" + HEAD + ADA + EMMY + CARL + LOW


def grades(made: Exported) -> str:
    assert made.files[0].path == "moodle-grades.csv"
    return made.files[0].data.decode("utf-8")


def said(made: Exported, word: str) -> list[str]:
    return [text for each, text in made.lines if each == word]


def test_gold(make_run: Callable[..., Run]) -> None:
    run = make_run("participant:12345", "email:emmy@uni.example", "name:Carl Gauss", "participant:444:Low Max", "stranger",
                   pending=("email:emmy@uni.example",))
    made = write(run, Options(GOLD.encode("utf-8")))
    assert grades(made) == GOLD.replace("Default,,3.00,Yes", "Default,2.3333,3.00,Yes")
    assert [file.path for file in made.files] == ["moodle-grades.csv", "moodle-feedback.zip", "unmatched.csv", "left.csv"]
    assert (made.accepted, made.files[0].said) == (1, "3 of 4 rows filled; Moodle will accept 1, skip 2")
    assert made.files[1].said == "4 sheets, 0.0 MB"
    assert said(made, "left") == ["1 row: answers wait (--include-pending)", "Carl Gauss: the grade is locked in Moodle",
                                  "Low Max: the score is more than Moodle's maximum 2.00"]
    assert said(made, "unmatched") == ["stranger: no row has this name"]
    assert said(made, "upload") == ["1. moodle-grades.csv, with Moodle in English as when it was downloaded   2. then the zip"]
    assert said(made, "note")[-1].startswith("Download a new worksheet before the next upload")
    with zipfile.ZipFile(io.BytesIO(made.files[1].data)) as archive:
        assert archive.namelist() == [
            "Ada Lovelace_12345_assignfeedback_file/feedback.html", "Carl Gauss_333_assignfeedback_file/feedback.html",
            "Emmy Noether_222_assignfeedback_file/feedback.html", "Low Max_444_assignfeedback_file/feedback.html"]
        assert archive.read("Carl Gauss_333_assignfeedback_file/feedback.html") == b"<!DOCTYPE html><title>10</title>"


def test_comments_fill_empty_cells_and_our_own_and_keep_a_persons(make_run: Callable[..., Run]) -> None:
    ours = GOLD.replace('"Tuesday, 4 March",', '"Tuesday, 4 March","<p>Graded automatically: 1 of 3</p>"')
    run = make_run("participant:12345", "participant:222")
    comments = comment(next(run.sheets()))
    assert comments == "<p>Graded automatically: 2.3333 of 3</p><ul><li>q1: correct</li><li>q2: not yet</li></ul>"
    for template in (GOLD, ours):
        text = grades(write(run, Options(template.encode("utf-8"), comments=True)))
        assert text.count(comments) == 1
        assert '"<p>Well done,\nEmmy</p>"' in text
        assert "of 3</p>\"" not in text
    assert comments not in grades(write(run, Options(GOLD.encode("utf-8"))))


def test_a_comment_says_what_lateness_cost(make_run: Callable[..., Run]) -> None:
    late = replace(next(make_run("participant:1").sheets()), lateness=Lateness(penalty=Fraction(1, 3)))
    assert "Graded automatically: 2 of 3 (2.3333 without the points for being late)" in comment(late)


def test_comments_without_a_column_are_said(make_run: Callable[..., Run]) -> None:
    template = 'Identifier,"Full name",Grade,"Last modified (grade)"\nParticipant 7,Ada,,-\n'
    made = write(make_run("participant:7"), Options(template.encode(), comments=True))
    assert grades(made) == template.replace("Ada,,", "Ada,2.3333,")
    assert "no column Feedback comments" in " ".join(said(made, "note"))


@pytest.mark.parametrize("student", [
    "participant:12345", "participant:12345:Ada Lovelace", "participant:12345:Lovelace Ada_K", "name:Ada Lovelace", "email:ADA@uni.example",
])
def test_a_student_is_found(student: str, make_run: Callable[..., Run]) -> None:
    assert write(make_run(student), Options(GOLD.encode("utf-8"))).accepted == 1


@pytest.mark.parametrize("student", [
    "name:Ada", "name:ada lovelace", "name:12345", "number:12345", "team:12345", "canvas-user:12345", "name:Submitted", "name:3.00",
    "participant:999:Ada Lovelace", "participant:012345",
])
def test_nothing_is_guessed(student: str, make_run: Callable[..., Run]) -> None:
    made = write(make_run(student), Options(GOLD.encode("utf-8")))
    assert (grades(made), len(said(made, "unmatched"))) == (GOLD, 1)


def test_two_people_of_one_name_are_not_told_apart(make_run: Callable[..., Run]) -> None:
    template = HEAD + ADA + ADA.replace("12345", "12346").replace("ada@", "ada2@")
    made = write(make_run("name:Ada Lovelace", "participant:12346"), Options(template.encode("utf-8")))
    assert said(made, "unmatched")[0].startswith("Ada Lovelace: the name is in lines 2, 3")


def test_a_teams_number_that_is_a_participants_stops_the_export(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=r"1 of 2 folders have another name .* Is this a team assignment"):
        write(make_run("participant:12345:Team A", "participant:222:Emmy Noether"), Options(GOLD.encode("utf-8")))
    made = write(make_run("participant:12345:Team A", "participant:222:Emmy Noether", "participant:444:Max Low"), Options(GOLD.encode("utf-8")))
    assert said(made, "unmatched")[0].startswith("Team A: line 2 has this participant's number and the name 'Ada Lovelace'")


def test_each_member_of_a_team_gets_the_score_and_the_sheet(make_run: Callable[..., Run]) -> None:
    template = GOLD.replace("Low Max,", "").replace("Submitted,Default,,3.00", "Submitted,Team A,,3.00")
    made = write(make_run("team:17:Team A"), Options(template.encode("utf-8")))
    assert grades(made) == template.replace("Team A,,3.00,Yes", "Team A,2.3333,3.00,Yes")
    with zipfile.ZipFile(io.BytesIO(made.files[1].data)) as archive:
        assert len(archive.namelist()) == 2


LANGUAGES = {
    "English": ("Participant ", "Yes", HEAD.strip().replace('"', "").split(",")),
    "German": ("Teilnehmer/in", "Ja", ["ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Gruppe", "Bewertung", "Bestwertung",
                                       "Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)", "Feedback"]),
    "Spanish": ("Participante", "Sí", ["Identificador", "Nombre completo", "Dirección de correo", "Estado", "Grupo", "Calificación",
                                       "Calificación máxima", "La calificación puede ser cambiada", "Última modificación (entrega)",
                                       "Última modificación (calificación)", "Comentarios"]),
    "French": ("Participant", "Oui", ["Identifiant", "Nom complet", "Adresse de courriel", "Statut", "Groupe", "Note", "Note maximale",
                                      "La note peut être modifiée", "Dernière modification (remise)", "Dernière modification (note)", "Feedback"]),
    "Italian": ("Partecipante", "Sì", ["Identificativo", "Nome completo", "Indirizzo email", "Stato", "Gruppo", "Valutazione", "Massimo",
                                       "Può essere modificata", "Ultima modifica (consegna)", "Ultima modifica (valutazione)", "Commenti"]),
    "Portuguese": ("Participante", "Sim", ["Identificador", "Nome completo", "Endereço de email", "Estado", "Grupo", "Nota", "Nota máxima",
                                           "A nota pode ser alterada", "Última modificação (trabalho)", "Última modificação (nota)", "Comentários"]),
    "Basque": ("Partaidea", "Bai", ["Identifikatzailea", "Deitura-izenak", "Helbide elektronikoa", "Egoera", "Taldea", "Kalifikazioa", "Gehienekoa",
                                    "Kalifikazioa alda daiteke", "Azken aldaketa (bidalketa)", "Azken aldaketa (kalifikazioa)", "Iruzkinak"]),
}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_filled_without_a_columns_name(language: str, separator: str, make_run: Callable[..., Run]) -> None:
    word, yes, head = LANGUAGES[language]

    def row(number: int, name: str, grade: str) -> list[str]:
        return [f"{word}{number}", name, f"{name[:3]}@x.y", "-", "T", grade, "400,00", yes, "23.11.2026, 10:00", "-", "a, b; c"]

    def file(rows: list[list[str]]) -> bytes:
        # A cell that holds any of the three separators is quoted, so that only the separator differs.
        return "".join(separator.join(f'"{cell}"' if set(",;\t") & set(cell) else cell for cell in cells) + "\r\n" for cells in rows).encode()

    rows = [head, row(48001, "Ada Lovelace", ""), row(48002, "Emmy Noether", ""), row(48003, "Carl Gauss", "")]
    made = write(make_run("participant:48001:Ada Lovelace", "participant:48003:Carl Gauss"), Options(file(rows), scale=True))
    rows[1][5] = rows[3][5] = "311.11"
    assert made.files[0].data == file(rows)
    assert made.files[0].said == "2 of 3 rows filled; Moodle will accept 2, skip 0"
    known = language if language in ("English", "German", "Italian", "Basque") else "the language of its download"
    assert f"with Moodle in {known} as when" in said(made, "upload")[0]


GERMAN = 'ID;"Vollständiger Name";E-Mail;Bewertung\n"Teilnehmer/in12345";"Ada Lovelace";a@b;\n'


def test_where_the_place_of_the_grade_cannot_be_told_its_name_is_asked_for(make_run: Callable[..., Run]) -> None:
    data = b"\xff\xfe" + GERMAN.encode("utf-16-le")
    with pytest.raises(UsageError, match=r"has no place with a grade .* name the grade's column with --column.*bewertung"):
        write(make_run("participant:12345"), Options(data))
    made = write(make_run("participant:12345"), Options(data, "Bewertung"))
    assert made.files[0].data == b"\xff\xfe" + GERMAN.replace("a@b;", "a@b;2.3333").encode("utf-16-le")


def test_two_places_that_may_be_the_grade_are_asked_about(make_run: Callable[..., Run]) -> None:
    text = "ID;Name;Note A;Max;Ja?;Note B;Max;Ja?\nTeilnehmer/in1;Ada;;3;Ja;;5;Ja\nTeilnehmer/in2;Emmy;;3;Ja;;5;Ja\n"
    with pytest.raises(UsageError, match=r"several places .* --column"):
        write(make_run("participant:1"), Options(text.encode()))
    assert grades(write(make_run("participant:1"), Options(text.encode(), "Note A"))) == text.replace("Ada;;3", "Ada;2.3333;3")
    with pytest.raises(UsageError, match="Moodle says 5 points"):
        write(make_run("participant:1"), Options(text.encode(), "Note B"))


def test_a_workflow_between_maximum_and_lock_is_no_obstacle(make_run: Callable[..., Run]) -> None:
    text = "ID;Name;x;Note;Max;Status;Ja?\nTeilnehmer/in1;Ada;;;3;In Arbeit;Ja\nTeilnehmer/in2;Emmy;;;3;Fertig;Ja\nTeilnehmer/in3;Carl;;;3;Neu 2;Ja\n"
    assert grades(write(make_run("participant:2"), Options(text.encode()))) == text.replace("Emmy;;;3", "Emmy;;2.3333;3")


@pytest.mark.parametrize(("template", "reason"), [
    ("Identifier,Full name,Grade,x\nParticipant 1,Ada,,\n", "lacks last modified"),
    ("Identifier,Full name,Scale,Grade,Last modified (grade)\nParticipant 1,Ada,x,,\n", "scale of words"),
    ("Identifier,Grade,Grade,Last modified (grade)\nParticipant 1,,,\n", "once"),
    ("Identifier,Full name,Grade,Last modified (grade)\nAda,Ada,,\n", "'Participant', or its translation"),
    ("Identifier,Full name,x,y\nParticipant 1,Ada,,\n", "must name the column 'grade' once"),
    ("x,,\nIdentifier,Full name,Grade,Last modified (grade)\n", "'Participant', or its translation"),
    ("", "no header"),
    (HEAD + ADA + EMMY + CARL.replace("Participant", "Teilnehmer/in"), "line 5: 'Teilnehmer/in 333' is where other rows have 'Participant'"),
    (HEAD + ADA + EMMY.replace("222", "12345") + LOW.replace("444", "12345"), r"too \(and 2 more rows\); Moodle"),
    ("Identifier,Scale,Maximum Grade,x\nParticipant 1,a,3,\n", "must name the column 'grade' once"),
    (HEAD + ADA + EMMY + "x,,,,,,,,,,\n" * 5, "no participant's number"),
    (HEAD + ADA + EMMY.replace("222", "12345"), "line 2: 'Participant 12345' is in another row too"),
])
def test_worksheets_that_moodle_refuses_or_would_misread(template: str, reason: str, make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match=reason):
        write(make_run("participant:1"), Options(template.encode()))


@pytest.mark.parametrize(("old", "time", "locked", "maximum", "reason"), [
    ("", "-", "Yes", "3.00", ""),
    ("1.00", "Tuesday, 4 March 2025, 10:00 AM", "Yes", "3.00", ""),
    ("1.00", "2025-03-04T10:00", "Yes", "3.00", ""),
    ("2.3333", "-", "Yes", "3.00", "Moodle has this grade already"),
    ("2,3333", "-", "No", "3.00", "Moodle has this grade already"),
    ("1.00", "mardi 4 mars 2025, 10:00", "No", "3.00", "the grade is locked in Moodle"),
    ("", "Dienstag, 4. März 2025, 10:00", "Yes", "3.00", ""),
    ("", "-", "No", "3.00", "the grade is locked in Moodle"),
    ("", "-", "Nein", "2,00", "the grade is locked in Moodle"),
    ("", "-", "Yes", "2,00", "the score is more than Moodle's maximum 2,00"),
])
def test_what_moodle_skips_in_silence_is_said(old: str, time: str, locked: str, maximum: str, reason: str, make_run: Callable[..., Run]) -> None:
    """Each rule of the importer, and their order; Emmy's row keeps the maxima from being one number."""
    row = f'Participant 1,Ada,a@b,x,T,"{old}","{maximum}",{locked},-,"{time}",\n'
    template = HEAD + row + EMMY
    made = write(make_run("participant:1"), Options(template.encode(), as_is=True))
    assert made.accepted == (not reason)
    assert grades(made) == (template if reason else template.replace(f'T,"{old}",', 'T,"2.3333",'))
    named = [text for text in said(made, "left") if text.startswith("1: ")]
    assert len(named) == bool(reason)
    assert not reason or reason in named[0]


@pytest.mark.parametrize(("times", "time", "stale"), [
    (["Montag, 23. November 2026, 10:00", "Dienstag, 24. November 2026, 11:00"], "Dienstag, 24. November 2026, 11:00", True),
    (["-", "Dienstag, 24. November 2026, 11:00"], "Dienstag, 24. November 2026, 11:00", True),
    (["Montag, 23. November 2026, 10:00", "Tuesday, 24 November 2026, 11:00"], "", False),
    (["Montag, 23. November 2026, 10:00", "-"], "-", True),
    (["Montag, 23. November 2026, 10:00"], "", False),
    (["Montag, 23. November 2026, 10:00", "Text um 10:00 " * 9], "", False),
])
def test_the_time_of_a_grade_is_found_in_other_languages(times: list[str], time: str, stale: bool, make_run: Callable[..., Run]) -> None:
    """It is the second column of times; where there is only one, nothing is said about it."""
    head = ["ID", "Name", "Status", "Bewertung", "Bestwertung", "Änderbar", *"AB"[:len(times)], "Feedback"]
    text = "\n".join(";".join(row) for row in (head, ["Teilnehmer/in1", "Ada", "x", "1,00", "3,00", "Ja", *times, "gut"])) + "\n"
    made = write(make_run("participant:1"), Options(text.encode()))
    assert made.accepted == (not stale)
    assert ";2.3333;" in grades(made)
    assert (f"Moodle does not read the time '{time}'" in " ".join(said(made, "upload"))) == stale


@pytest.mark.parametrize("time", ["-", "Dienstag, 4. März 2025, 10:00", "mardi 4 mars 2025, 10:00"])
def test_a_score_is_written_where_moodle_needs_a_tick(time: str, make_run: Callable[..., Run]) -> None:
    row = f'Participant 1,Ada,a@b,x,T,"0.00","3.00",Yes,-,"{time}",\n'
    made = write(make_run("participant:1"), Options((HEAD + row + EMMY).encode()))
    assert ',T,"2.3333","3.00"' in grades(made)
    assert (made.accepted, said(made, "left")) == (0, ["1 row: nothing was handed in"])
    [tick, _] = said(made, "upload")
    assert tick.startswith("0. Tick 'Update records that have been modified …': 1 row has another grade")


@pytest.mark.parametrize("cell", ["", "-1", "abc", "1e1", "-"])
def test_what_is_no_grade_is_skipped(cell: str) -> None:
    before, after = (read_worksheet((HEAD + ADA.replace("Default,,", f"Default,{each},")).encode()) for each in ("2", cell))
    assert refusals(before, after, {1}) == {1: "Moodle reads no grade in this cell"}


def test_the_maximum_is_a_question(make_run: Callable[..., Run]) -> None:
    template = (HEAD + ADA + CARL).replace("3.00", "400,00").replace(",400,00,", ',"400,00",')
    with pytest.raises(UsageError, match=r"Moodle says 400 points, the assignment 3; .*--scale.*--as-is.*mend"):
        write(make_run("participant:12345"), Options(template.encode()))
    assert ',311.11,"400,00"' in grades(write(make_run("participant:12345"), Options(template.encode(), scale=True)))
    assert ',2.3333,"400,00"' in grades(write(make_run("participant:12345"), Options(template.encode(), as_is=True)))


def test_a_worksheet_that_served_before_is_warned_of(make_run: Callable[..., Run]) -> None:
    run, data = make_run("participant:12345"), GOLD.encode("utf-8")
    assert "served" not in " ".join(said(write(run, Options(data)), "note"))
    run = replace(run, templates=frozenset({hashlib.sha256(data).hexdigest()}))
    assert "This worksheet served an export before" in " ".join(said(write(run, Options(data)), "note"))


def test_the_order_of_uploads_matters_where_no_row_has_a_time(make_run: Callable[..., Run]) -> None:
    made = write(make_run("participant:12345"), Options((HEAD + ADA.replace('"Tuesday, 4 March"', "-") + CARL).encode()))
    assert "upload no zip before the worksheet" in " ".join(said(made, "note"))
    assert "upload no zip" not in " ".join(said(write(make_run("participant:12345"), Options((HEAD + ADA + CARL).encode())), "note"))


def test_a_zero_for_nothing_handed_in_goes_only_into_empty_cells(make_run: Callable[..., Run]) -> None:
    run = replace(make_run("participant:12345"), missing="zero")
    text = grades(write(run, Options(GOLD.encode("utf-8"))))
    assert text == GOLD.replace("Default,,3.00,Yes", "Default,2.3333,3.00,Yes").replace("Default,,2.00", "Default,0,2.00")


def test_a_backslash_before_a_quote_is_php(make_run: Callable[..., Run]) -> None:
    template = ('Identifier,"Full name","Online text",Grade,"Last modified (grade)"\n'
                '"Participant 1","Ada","M\\"uller, x",,-\n')
    made = write(make_run("participant:1"), Options(template.encode()))
    assert grades(made) == template.replace(',,-', ',2.3333,-')


def test_a_row_that_ends_too_early_is_said(make_run: Callable[..., Run]) -> None:
    template = 'Identifier,"Full name",Grade,"Last modified (grade)"\nParticipant 1,Ada\n'
    made = write(make_run("participant:1"), Options(template.encode()))
    assert (grades(made), said(made, "left")) == (template, ["1: the row ends before the column"])


@pytest.mark.parametrize(("name", "expected"), [
    ("Ada Lovelace", "Ada Lovelace"), ("a_b__c", "a b c"), ("../../etc/passwd", "etc passwd"), ("C:\\x", "C x"),
    ("~root", "root"),
    (".hidden", "hidden"), ("", "Participant"), ("///", "Participant"), ("a\x00\u202e\nb", "a b"), ("x" * 200, "x" * 80),
    ("Müller, Jörg", "Müller, Jörg"), ("O'Brien", "O Brien"), ("1_2_assignfeedback_file", "1 2 assignfeedback file"),
    ("_12_", "12"),
])
def test_the_name_of_a_folder_is_safe_and_has_four_parts(name: str, expected: str) -> None:
    made = folder(name, 12345)
    assert made == f"{expected}_12345_assignfeedback_file"
    assert len(made.split("_", 4)) == 4
    assert made.split("_", 4)[1] == "12345"


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(("member", "taken"), [
    ("Ada_7_assignfeedback_file/feedback.html", {7: "feedback.html"}),
    ("Ada_7_assignfeedback_file/sub/feedback.html", {7: "sub/feedback.html"}),
    ("outer/Ada_7_assignfeedback_file/feedback.html", {7: "feedback.html"}),
    ("Ada_7_assignfeedback_file_feedback.html", {7: "feedback.html"}),
    ("Ada Lovelace_8_assignfeedback_file/feedback.html", {}),
    ("Ada_Lovelace_7_assignfeedback_file/feedback.html", {}),
    ("Ada_7_assignfeedback_comments/feedback.html", {}),
    ("Ada_7_assignfeedback_file/.feedback.html", {}),
    ("Ada_7_assignfeedback_file/~feedback.html", {}),
    ("Ada_7_assignfeedback_file", {}),
    ("Ada_x_assignfeedback_file/feedback.html", {}),
    ("feedback.html", {}),
])
def test_members_that_moodle_knows(member: str, taken: dict[int, str]) -> None:
    assert read_feedback(zipped(member), {7}) == (taken, () if taken else (member,))


def test_the_zip_is_the_same_every_time(make_run: Callable[..., Run]) -> None:
    run = make_run("ada", "emmy")
    entries = [(7, "Ada", run.results[0]), (3, "Emmy", run.results[1])]
    (file,), without = feedback_zips(run, entries)
    (run.folder / "feedback/s0.html").touch()
    assert feedback_zips(run, entries[::-1]) == ((file,), without) == ((file,), ())
    assert (file.path, file.said) == ("moodle-feedback.zip", "2 sheets, 0.0 MB")
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(("split", "most"), [(50_000_000, 9), (9_000, 4), (6_500, 3), (2_500, 1), (1, 1)])
def test_a_zip_is_closed_before_the_sheet_that_would_make_it_too_large(make_run: Callable[..., Run], split: int, most: int) -> None:
    """Every student is in exactly one part, no part of more than one is too large, and none ends early."""
    students = [f"s{number}" for number in range(9)]
    run = make_run(*students)
    for number in range(9):
        (run.folder / f"feedback/s{number}.html").write_bytes(random.Random(number).randbytes(2_000))
    parts, _ = feedback_zips(run, [(number, each.student, each) for number, each in enumerate(run.results, 1)], split=split)
    assert [file.path for file in parts] == (["moodle-feedback.zip"] if most == 9 else [f"moodle-feedback-{at}.zip" for at in range(1, len(parts) + 1)])
    counts, found = [], []
    for file in parts:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            counts.append(len(archive.namelist()))
            found += [archive.read(member) for member in archive.namelist()]
        assert len(file.data) <= split or counts[-1] == 1
    assert counts == [most] * (9 // most) + [9 % most] * (9 % most > 0)
    assert sorted(found) == sorted(random.Random(number).randbytes(2_000) for number in range(9))


@pytest.mark.parametrize(("font", "expected"), [("none", 'src:local("STIX Two Math")}'), ("embed", 'url("data:font/woff2;base64,d09GMg')])
def test_sheets_in_a_zip_name_no_file_that_is_not_there(make_run: Callable[..., Run], font: str, expected: str) -> None:
    run = make_run("ada")
    (run.folder / "feedback/s0.html").write_text(f"{LINK}<p>{escape(LINK)}", "utf-8")
    (file,), _ = feedback_zips(run, [(7, "Ada", run.results[0])], font)
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        page = archive.read("Ada_7_assignfeedback_file/feedback.html").decode()
    assert expected in page
    assert "math{" in page.split("<p>")[0]
    assert 'url("stix' not in page
    assert LINK not in page
    assert page.endswith(f"<p>{escape(LINK)}")


def test_a_student_without_a_sheet_in_html_is_said(make_run: Callable[..., Run]) -> None:
    made = write(make_run("participant:12345:Ada Lovelace", html=False), Options(GOLD.encode("utf-8")))
    assert said(made, "left")[-1] == "Ada Lovelace: this run has no sheet in HTML"
    assert [file.path for file in made.files] == ["moodle-grades.csv"]
    assert "zip" not in said(made, "upload")[0]


def test_a_sheet_that_is_gone_makes_the_run_unusable(make_run: Callable[..., Run]) -> None:
    run = make_run("participant:12345")
    (run.folder / "feedback/s0.html").unlink()
    with pytest.raises(StoreError, match="no such file"):
        write(run, Options(GOLD.encode("utf-8")))
    (run.folder / "feedback/s0.html").symlink_to(run.folder / "other.html")
    with pytest.raises(StoreError, match="link"):
        write(run, Options(GOLD.encode("utf-8")))


def test_the_reader_finds_its_columns() -> None:
    sheet = read_worksheet(GOLD.encode("utf-8"))
    assert (sheet.grade, sheet.maximum, sheet.locked, sheet.modified, sheet.comments, sheet.name) == (5, 6, 7, 9, 10, 1)
    assert (sheet.places, sheet.numbers, sheet.points) == ((1, 2, 3, 4), (12345, 222, 333, 444), None)
    assert [row.line for row in sheet.students] == [2, 3, 5, 6]


@pytest.mark.parametrize(("behind", "cells", "found"), [
    (["Feedback als Kommentar"], ["", ""], True),
    (["Feedback als Kommentar"], ["<p>gut</p>", ""], True),
    (["Lernziele"], ["Kann ableiten: ja", ""], False),
    (["Feedback als Kommentar", "Lernziele"], ["", ""], False),
    ([], [], False),
])
def test_the_comments_of_another_language_are_found_by_their_place(behind: list[str], cells: list[str], found: bool) -> None:
    head = ["ID", "Vollständiger Name", "Status", "Bewertung", "Bestwertung", "Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)",
            "Zuletzt geändert (Bewertung)", *behind]
    rows = [[f"Teilnehmer/in{7 + place}", "Ada", "x", "", "3,00", "Ja", "-", "-", *([cell] * len(behind))] for place, cell in enumerate(cells or ["", ""])]
    sheet = read_worksheet("\n".join(",".join(f'"{cell}"' for cell in row) for row in [head, *rows]).encode())
    assert sheet.comments == (8 if found else None)


def test_a_persons_decision_is_told_with_its_comment(make_run: Callable[..., Run]) -> None:
    sheet = next(make_run("participant:7").sheets())
    ruling = Ruling(Decision("q2", ("2(x",), None, Fraction(1), Fraction(2), comment="Good <idea>.\n\nSee 5.1.\x1b[1m", by="hopper"))
    decided = replace(sheet, marks=(sheet.marks[0], replace(sheet.marks[1], ruling=ruling, score=Fraction(1, 2))))
    assert comment(decided) == ("<p>Graded automatically: 2.5 of 3</p><ul><li>q1: correct</li>"
                                "<li>q2: 0.5 of 1 points, decided by a person.<br>Good &lt;idea&gt;.<br>See 5.1.\\u001b[1m</li></ul>")
