"""Rosters: each LMS's own file says who its rows are, in any language, and what cannot be read is a fault at its line."""

from __future__ import annotations

import io

import openpyxl
import pytest

from grader.people import read_roster
from grader.people.roster import Roster

KEYS = (("participant", "48001"), ("email", "ada@uni.example"), ("name", "Ada Lovelace"))


def worksheet(header: str, word: str, yes: str) -> str:
    return (f'{header}\n"{word}48001","Ada Lovelace",ada@uni.example,x,Team,,"400,00",{yes},"23/11/26, 10:00",-,\n'
            f'"{word}48002","Emmy Noether",emmy@uni.example,x,Team,"3,00","400,00",{yes},-,-,\n')


@pytest.mark.parametrize(("word", "yes", "header"), [
    ("Participant ", "Yes", "Identifier,Full name,Email address,Status,Group,Grade,Maximum Grade,Grade can be changed,"
                            "Last modified (submission),Last modified (grade),Feedback comments"),
    ("Teilnehmer/in", "Ja", "ID,Vollständiger Name,E-Mail-Adresse,Status,Gruppe,Bewertung,Bestwertung,Bewertung kann geändert werden,"
                            "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar"),
    ("Participante", "Sí", "Identificador,Nombre completo,Dirección de correo,Estado,Grupo,Calificación,Calificación máxima,"
                           "La calificación puede ser cambiada,Última modificación (entrega),Última modificación (calificación),Comentarios"),
    ("Participant", "Oui", "Identifiant,Nom complet,Adresse de courriel,Statut,Groupe,Note,Note maximale,La note peut être modifiée,"
                           "Dernière modification (remise),Dernière modification (note),Feedbacks par commentaires"),
    ("Partecipante", "Sì", "Codice identificativo,Nome completo,Indirizzo email,Stato,Gruppo,Valutazione,Punteggio massimo,"
                           "La valutazione può essere modificata,Ultima modifica (consegna),Ultima modifica (valutazione),Commenti"),
    ("Participante", "Sim", "Identificador,Nome completo,Endereço de email,Estado,Grupo,Nota,Nota máxima,A nota pode ser alterada,"
                            "Última modificação (trabalho),Última modificação (nota),Comentários"),
    ("Partaidea", "Bai", "Identifikatzailea,Deitura-izenak,Helbide elektronikoa,Egoera,Taldea,Kalifikazioa,Gehieneko kalifikazioa,"
                         "Kalifikazioa alda daiteke,Azken aldaketa (bidalketa),Azken aldaketa (kalifikazioa),Iruzkinak"),
    ("参加者", "はい", "識別子,フルネーム,メールアドレス,ステータス,グループ,評点,最大評点,評点の変更可否,最終更新日時 (提出),最終更新日時 (評点),コメント"),
])
def test_moodle_in_every_language(word: str, yes: str, header: str) -> None:
    roster = read_roster(worksheet(header, word, yes).encode("utf-8"), "Grades.csv")
    assert (roster.layout, roster.faults) == ("moodle", ())
    ada, emmy = roster.rows
    assert (ada.line, ada.keys, ada.submitted) == (2, KEYS, "23/11/26, 10:00")
    assert (emmy.keys[0], emmy.submitted) == (("participant", "48002"), "")
    assert (ada.group == "Team") == (word != "参加者")


@pytest.mark.parametrize(("text", "layout", "expected"), [
    ("Student,ID,SIS User ID,SIS Login ID,Section,HW (1)\n    Points Possible,,,,,3\n\"Lovelace, Ada\",12,u1,ada,S,\n,,,,,\n", "canvas",
     {("canvas-user", "12"), ("number", "u1"), ("login", "ada"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ('Student,ID,Section,HW (1)\n"=""=Ada""",12,S,\n', "canvas", {("canvas-user", "12"), ("name", "=Ada")}),
    ("LastName,FirstName,ID,SIS Login ID,Section\nLovelace,Ada,12,ada,S\n", "canvas",
     {("canvas-user", "12"), ("login", "ada"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("OrgDefinedId,Username,Last Name,First Name,Email,HW Points Grade,End-of-Line Indicator\n#007,#ada,Lovelace,Ada,a@b,,#\n", "brightspace",
     {("number", "007"), ("login", "ada"), ("email", "a@b"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("Username,HW Points Grade,End-of-Line Indicator\n#ada,,#\n", "brightspace", {("login", "ada")}),
    ("Last Name\tFirst Name\tUsername\tStudent ID\tAvailability\tHW [Total Pts: 3 Score] |11\nLovelace\tAda\tada\t007\tYes\t\n", "blackboard",
     {("login", "ada"), ("number", "007"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("Nachname\tVorname\tBenutzername\tHW [Gesamtpunkte: 3 Punktzahl] |11\nLovelace\tAda\tada\t\n", "plain",
     {("login", "ada"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("Name,SID,Email,Total Score\nAda Lovelace,007,a@b,3\n", "plain", {("name", "Ada Lovelace"), ("number", "007"), ("email", "a@b")}),
    ("number;login;email;name;group\n#7;ada;a@b;Ada Lovelace;T 1\n", "plain",
     {("number", "#7"), ("login", "ada"), ("email", "a@b"), ("name", "Ada Lovelace")}),
    ("github_username,roster_identifier,student_repository_name\nada-l,007,hw3-ada-l\n", "plain",
     {("github", "ada-l"), ("github", "hw3-ada-l"), ("number", "007")}),
    ("Vorname;Nachname;Nutzername;E-Mail;Matrikelnummer\nAda;Lovelace;ada;a@b;007\n", "plain",
     {("login", "ada"), ("email", "a@b"), ("number", "007"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("mtknr;Name;Vorname\n007;Lovelace;Ada\n", "plain", {("number", "007"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("Matrikelnr.;Familienname;Vorname;E-Mail Adresse\n007;Lovelace;Ada;a@b\n", "plain",
     {("number", "007"), ("email", "a@b"), ("name", "Lovelace, Ada"), ("name", "Ada Lovelace")}),
    ("Name;First name;Login\nAda Lovelace;Ada;ada\n", "plain", {("login", "ada"), ("name", "Ada Lovelace")}),
    ("Name;Vorname\nLi;Li\n", "plain", {("name", "Li, Li"), ("name", "Li Li")}),
    ("Nachname;Vorname\nSilva Maria;Maria\n", "plain", {("name", "Silva Maria, Maria"), ("name", "Maria Silva Maria")}),
    ("Name;Vorname\nAda Lovelace;\n", "plain", {("name", "Ada Lovelace")}),
    ("Student;First name\nm17;Ada\n", "plain", {("name", "m17")}),
    ("group,student\nGroup 1,Ada Lovelace\n", "plain", {("name", "Ada Lovelace")}),
])
def test_other_files(text: str, layout: str, expected: set[tuple[str, str]]) -> None:
    for data in (text.encode("utf-8"), b"\xff\xfe" + text.encode("utf-16-le"), text.replace("\n", "\r\n").encode("utf-8-sig")):
        roster = read_roster(data, "roster.csv")
        assert (roster.layout, roster.faults) == (layout, ())
        (row,) = roster.rows
        assert set(row.keys) == expected


@pytest.mark.parametrize(("text", "lines"), [
    ("login,name,section\nada,Ada,1\nbob,Bob,1\nAda,Ada,2\n", [2, 3]),
    # Other ids, another group, and a name alone may be somebody else's, or are the teacher's to mend.
    ("login,name\nada,Ada\nada,Ida\n", [2, 3]), ("login,group\nada,A\nada,B\n", [2, 3]), ("name\nAda\nAda\n", [2, 3]),
    ("Student,ID,SIS Login ID,Section,HW (1)\nAda,12,ada,S1,\nAda,12,ada,S2,\n", [2]),
])
def test_a_student_in_two_sections_is_one(text: str, lines: list[int]) -> None:
    assert [row.line for row in read_roster(text.encode(), "roster.csv").rows] == lines


def test_the_group_is_read() -> None:
    assert read_roster(b"name,team\nAda,Team 1\n", "r.csv").rows[0].group == "Team 1"


@pytest.mark.parametrize(("text", "line", "said"), [
    ("", 1, "no column says who somebody is"),
    ("ID,Points\n1,2\n", 1, "known headers are number, login, email, name, group"),
    ('name,login\n"Ada,ada\n', 2, "never closes"),
    ("Identifier,Full name,Status,Grade\nParticipant 1,Ada,x,\nTeilnehmer 2,Emmy,x,\nParticipant 3,Carl,x,\n", 3,
     "'Teilnehmer 2' is where other rows have 'Participant' and a number"),
    ("Identifier,Full name,Status,Grade\nParticipant 1,Ada,x,\nParticipant 1,Emmy,x,\n", 2, "is in another row too"),
])
def test_what_cannot_be_read_is_a_fault_and_nobody_is_read(text: str, line: int, said: str) -> None:
    roster = read_roster(text.encode("utf-8"), "roster.csv")
    assert roster.rows == ()
    fault = roster.faults[0]
    assert fault.where is not None
    assert (fault.where.file, fault.where.line) == ("roster.csv", line)
    assert said in fault.message


def test_bytes_that_are_no_text_are_a_fault() -> None:
    assert "no text" in read_roster(b"\x00\x01", "roster.csv").faults[0].message
    assert "no workbook" in read_roster(b"PK\x03\x04\x00\x00", "roster.xlsx").faults[0].message


def test_a_cell_of_a_workbook_without_a_value_is_a_fault_where_it_says_who_somebody_is() -> None:
    def read(*rows: list[str]) -> Roster:
        made, out = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            made.active.append(row)  # type: ignore[union-attr]
        made.save(out)
        return read_roster(out.getvalue(), "roster.xlsx")

    fault, = read(["login", "name", "note"], ["ada", "Ada", "=1"], ["=B2", "Emmy"]).faults
    assert fault.where is not None
    assert (fault.where.line, fault.message[:30]) == (3, "the cell A3 is a formula witho")
    assert [row.keys for row in read(["login", "name", "note"], ["ada", "Ada", "=1"]).rows] == [(("login", "ada"), ("name", "Ada"))]


def test_a_suspended_user_and_a_blind_worksheet() -> None:
    text = ('Identifier,Full name,Status,Grade,Maximum Grade,Grade can be changed\n'
            '"Participant 1","<span class=""usersuspended"">Ada Lovelace <img alt=""x"" /></span>",x,,3.00,Yes\n')
    assert read_roster(text.encode(), "r.csv").rows[0].keys[-1] == ("name", "Ada Lovelace")
    blind = "Identifier,Status,Grade,Maximum Grade,Grade can be changed\nParticipant 1,Submitted,,3.00,Yes\n"
    assert read_roster(blind.encode(), "r.csv").rows[0].keys == (("participant", "1"),)
    blind = "ID,Status,Bewertung,Bestwertung,x\nTeilnehmer/in1,Zur Bewertung,,3,Ja\nTeilnehmer/in2,Zur Bewertung,,3,Ja\n"
    assert read_roster(blind.encode(), "r.csv").rows[1].keys == (("participant", "2"),)
