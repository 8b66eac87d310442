"""The LMSs' own files for the way back, and tables that an assignment may name: made after the exporters' rules.

Imports no room of grader. Grades that are there already (absent students have one) must stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from lecture_class import ZONE, Course, Student

OLD_GRADE = "3.50"


class Words(NamedTuple):
    """A language pack: ``recordid``, ``fullnameuser``, … of Moodle; ``hidden`` stands before the number, as it is written there."""

    hidden: str
    identifier: str
    name: str
    email: str
    status: str
    group: str
    grade: str
    maximum: str
    changeable: str
    submitted: str
    graded: str
    feedback: str
    online: str
    yes: str
    no: str


LANGUAGES = {
    "en": Words("Participant ", "Identifier", "Full name", "Email address", "Status", "Group", "Grade", "Maximum grade", "Grade can be changed",
                "Last modified (submission)", "Last modified (grade)", "Feedback comments", "Online text", "Yes", "No"),
    "de": Words("Teilnehmer/in", "ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Gruppe", "Bewertung", "Bestwertung",
                "Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)", "Feedback als Kommentar",
                "Texteingabe online", "Ja", "Nein"),
    "es": Words("Participante", "Identificador", "Nombre completo", "Dirección de correo", "Estado", "Grupo", "Calificación",
                "Calificación máxima", "La calificación puede ser cambiada", "Última modificación (entrega)",
                "Última modificación (calificación)", "Comentarios de retroalimentación", "Texto en línea", "Sí", "No"),
    "fr": Words("Participant", "Identifiant", "Nom complet", "Adresse de courriel", "Statut", "Groupe", "Note", "Note maximale",
                "La note peut être modifiée", "Dernière modification (travail remis)", "Dernière modification (note)",
                "Feedback par commentaires", "Texte en ligne", "Oui", "Non"),
    "it": Words("Partecipante", "Identificativo", "Nome completo", "Indirizzo email", "Stato", "Gruppo", "Valutazione", "Voto massimo",
                "La valutazione può essere modificata", "Ultima modifica (consegna)", "Ultima modifica (valutazione)",
                "Commenti", "Testo online", "Sì", "No"),
    "pt": Words("Participante", "Identificador", "Nome completo", "Endereço de e-mail", "Estado", "Grupo", "Nota", "Nota máxima",
                "A nota pode ser alterada", "Última modificação (trabalho)", "Última modificação (nota)", "Comentários de feedback",
                "Texto em linha", "Sim", "Não"),
    "eu": Words("Partaidea", "Identifikatzailea", "Izen osoa", "E-posta helbidea", "Egoera", "Taldea", "Kalifikazioa",
                "Gehienezko kalifikazioa", "Kalifikazioa alda daiteke", "Azken aldaketa (bidalketa)", "Azken aldaketa (kalifikazioa)",
                "Feedback iruzkinak", "Online testua", "Bai", "Ez"),
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def written(rows: Iterable[Iterable[object]], separator: str = ",", end: str = "\n", quote: int = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quote).writerows(rows)
    return text.getvalue().encode()


def anonymous(student: Student) -> str:
    """Canvas's anonymous id: five letters and digits that say nothing."""
    number = (student.place + 1) * 7919 % 60_466_176
    return "".join("123456789ABCDEFGHJKLMNPQRSTUVWXYZabc"[number // 36 ** power % 36] for power in range(4)) + "x"


def userdate(at: datetime) -> str:
    """``userdate`` in English."""
    at = at.astimezone(ZONE)
    hour = f"{(at.hour - 1) % 12 + 1}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
    return f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]} {at.year}, {hour}"


def graded_at(student: Student) -> datetime:
    """When somebody gave the old grade of a student who handed in nothing."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=ZONE) + timedelta(minutes=student.place)


def moodle(course: Course, language: str = "en", separator: str = ",", blind: bool = False, teams: bool = False,
           online: Callable[[Student], str] | None = None, maximum: str = "") -> bytes:
    """An offline grading worksheet; with ``online`` it holds what students wrote into the editor."""
    words, rows = LANGUAGES[language], []
    maximum = maximum or (f"{course.maximum}.00" if language == "en" else f"{course.maximum},00")
    group_of = {member.login: group.name for group in course.groups for member in group.members}
    head = [words.identifier] + ([] if blind else [words.name, "ID number", "Username", words.email]) + [words.status]
    head += ([words.group] if teams else []) + [words.grade, words.maximum, words.changeable]
    head += [words.submitted] + ([words.online] if online else []) + [words.graded, words.feedback]
    for student in course.everybody:
        here = bool(student.attempts)
        typed = online is not None and here and student.has_text
        row = [f"{words.hidden}{student.participant}"] + ([] if blind else [student.name, student.number, student.login, student.email])
        row += ["Submitted for grading - " if here and (online is None or typed) else "No submission - "]
        row += [group_of.get(student.login, "")] if teams else []
        row += ["" if here else OLD_GRADE if language == "en" else OLD_GRADE.replace(".", ","), maximum, words.yes]
        row += [userdate(student.last_attempt.at) if here and (online is None or typed) else "-"]
        row += [online(student) if typed else ""] if online is not None else []
        row += ["-" if here else userdate(graded_at(student)), ""]
        rows.append(row)
    return b"\xef\xbb\xbf" + written([head, *rows], separator)


def canvas(course: Course, title: str = "HW 3 (987654)", maximum: str = "") -> bytes:
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", title, "HW 2 (111)", "Current Score"]
    rows = [head, ["", "", "", "", "", "", "Manual Posting", "", ""],
            ["    Points Possible", "", "", "", "", "", maximum or str(course.maximum), "10", "(read only)"]]
    for student in course.everybody:
        rows.append([f"{student.last}, {student.first}", str(student.canvas), student.number, student.login, "Lecture", "",
                     "" if student.attempts else OLD_GRADE, "7.00", "70.0"])
    return written(rows, end="\r\n")


def brightspace(course: Course) -> bytes:
    rows = [["OrgDefinedId", "Username", "Last Name", "First Name", "Email",
             f"HW 3 Points Grade <Numeric MaxPoints:{course.maximum} Weight:10 Category:Assignments CategoryWeight:15>", "End-of-Line Indicator"]]
    rows += [[f"#{student.number}", f"#{student.login}", student.last, student.first, student.email, "" if student.attempts else OLD_GRADE, "#"]
             for student in course.everybody]
    return written(rows)


def blackboard(course: Course) -> bytes:
    rows = [["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability", f"HW 3 [Total Pts: {course.maximum} Score] |118854"]]
    rows += [[student.last, student.first, student.login, student.number, "2026-11-22 10:00:00", "Yes", "" if student.attempts else OLD_GRADE]
             for student in course.everybody]
    return b"\xff\xfe" + written(rows, "\t", "\r\n", csv.QUOTE_ALL).decode().encode("utf-16-le")


def gradescope(course: Course) -> bytes:
    rows = [["First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status"]]
    rows += [[student.first, student.last, student.number, student.email, "", course.maximum, "Ungraded" if student.attempts else "Missing"]
             for student in course.everybody]
    return written(rows)


def github(course: Course) -> bytes:
    rows = [["assignment_name", "assignment_url", "starter_code_url", "github_username", "roster_identifier", "student_repository_name",
             "student_repository_url", "submission_timestamp", "points_awarded", "points_available"]]
    rows += [["hw3", "https://classroom.github.com/a/x", "https://github.com/c/hw3", student.login, student.number, f"hw3-{student.login}",
              f"https://github.com/c/hw3-{student.login}", "2026-11-22 10:00:00 UTC", "", course.maximum] for student in course.students]
    return written(rows)


def groups(course: Course, name: str = "", who: str = "email") -> bytes:
    """A table ``groups:`` by that id. With a name only that group, whose members are the first dozen's Chen, Chen and Bond."""
    rows: list[list[str]] = [["group", "student"]]
    if name:
        rows += [[name, getattr(student, who)] for student in course.students[2:5]]
    else:
        rows += [[group.name, getattr(member, who)] for group in course.groups for member in group.members]
    return written(rows)
