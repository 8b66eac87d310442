"""Every layout of a download that the grader reads, made from one class after the rules of the LMSs' own exporters.

Sources of each form: docs of the design (lms-formats.md), read at the LMSs' code. Imports no room of grader.
A layout is a dictionary from paths to bytes; ``packed`` writes it as a folder or as a zip.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import rosters
from lecture_class import PDF, ZONE, Attempt, Course, Problem, Student

Files = dict[str, bytes]
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


# ---- what one attempt consists of

def text_of(answers: Iterable[tuple[str, str]], claim: str = "") -> str:
    return (f"student: {claim}\n" if claim else "# Homework 3\n") + "".join(f"{name}: {text}\n" for name, text in answers)


def handed_in(student: Student, attempt: Attempt, claims: bool = True) -> list[tuple[str, bytes]]:
    """The files of one attempt, under the names that the student gave them."""
    if student.case == "pdf":
        return [("scan 3_final.pdf", PDF)]
    if student.case == "empty":
        return [("answers.txt", b"")]
    answers = list(attempt.answers.items())
    if student.case == "three files":
        third = -(-len(answers) // 3)
        return [(f"part_{1 + begin // third}.txt", text_of(answers[begin:begin + third]).encode()) for begin in range(0, len(answers), third)]
    text = text_of(answers, student.claims if claims else "")
    if student.case == "nfd":
        return [("answers.txt", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())]
    if student.case == "separators":
        return [("hw_3_12_final - answers.txt", text.encode())]
    return [("answers.txt", text.encode())]


def one_file(student: Student, attempt: Attempt, claim: str = "") -> tuple[str, bytes]:
    """The ending and the bytes, where a system takes one file only."""
    if not student.has_text:
        return ("pdf", PDF) if student.case == "pdf" else ("txt", b"")
    return "txt", text_of(attempt.answers.items(), claim).encode()


def as_html(attempt: Attempt) -> str:
    """Answers typed into an editor of a browser: paragraphs, breaks, entities, no-break blanks, raised exponents."""
    lines = []
    for place, (name, text) in enumerate(attempt.answers.items()):
        typed = html.escape(text).replace("-", "&minus;" if place % 2 else "-", 1)
        typed = re.sub(r"\^(\d)", r"<sup>\1</sup>", typed) if place % 3 else typed
        lines.append(f"{html.escape(name)}:&nbsp;{typed.replace(' + ', '&nbsp;+ ')}")
    half = len(lines) // 2
    return "".join(f"<p dir=\"ltr\">{line}</p>" for line in lines[:half]) + "<div>" + "<br />".join(lines[half:]) + "<br></div>"


# ---- Moodle

def clean(name: str) -> str:
    """``clean_filename`` of Moodle, of a name whose underscores became blanks."""
    return re.sub(r'[\x00-\x1f&<>"`|\':/\\*?~]', "", name.replace("_", " "))


def moodle(tail: str, who: Callable[[Student], str] = lambda student: f"{clean(student.as_downloaded())}_{student.participant}",
           flat: bool = False) -> Callable[[Course], Files]:
    def made(course: Course) -> Files:
        files: Files = {}
        for student in course.students:
            for name, data in handed_in(student, student.last_attempt):
                files[f"{who(student)}_assignsubmission_file{tail}{'_' if flat else '/'}{name}"] = data
        return files
    return made


def online_text(body: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="UTF-8"></head><body>{body}</body></html>'.encode()


def moodle_online_text(course: Course) -> Files:
    """Text in the editor beside a file: two folders of one submission. Every third student wrote only into the editor."""
    files: Files = {}
    for student in course.students:
        who = f"{clean(student.as_downloaded())}_{student.participant}_assignsubmission"
        attempt = student.last_attempt
        if not student.has_text:
            files |= {f"{who}_file/{name}": data for name, data in handed_in(student, attempt)}
            continue
        answers = list(attempt.answers.items())
        cut = 0 if student.place % 3 == 0 else len(answers) // 2
        typed = Attempt(attempt.at, dict(answers[cut:]), attempt.score)
        files[f"{who}_onlinetext/{'Texteingabe online' if student.place % 2 else 'onlinetext'}.html"] = online_text(as_html(typed))
        if cut:
            files[f"{who}_file/answers.txt"] = text_of(answers[:cut]).encode()
        elif student.place == 0:
            files[f"{who}_onlinetext/picture.png"] = b"\x89PNG\r\n\x1a\n"
    return files


def moodle_team(course: Course) -> Files:
    files: Files = {}
    for group in course.groups:
        for name, data in handed_in(group.hands_in, group.hands_in.last_attempt):
            files[f"{clean(group.name)}_{group.moodle_id}_assignsubmission_file/{name}"] = data
    return files


def moodle_default_team(course: Course) -> Files:
    """One team of all who are in no group; it has no id."""
    first = course.students[2]
    return {f"Default group_assignsubmission_file/{name}": data for name, data in handed_in(first, first.last_attempt)}


def table(rows: Iterable[Iterable[object]], separator: str = ",", quote: int = csv.QUOTE_MINIMAL) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=quote, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def moodle_worksheet(course: Course) -> Files:
    return {"Grades-VC-HW3-48211.csv": rosters.moodle(course, online=lambda student: as_html(student.last_attempt))}


def moodle_quiz(course: Course) -> Files:
    """The report "Responses": a row for each attempt, ``-`` where nothing was answered, an average at the end."""
    head = ["Last name", "First name", "ID number", "Email address", "Status", "Started", "Completed", "Duration", f"Grade/{course.maximum}.00"]
    rows = [head + [f"{word} {place}" for place, _ in enumerate(course.problems, 1) for word in ("Question", "Response", "Right answer")]]
    for student in course.students:
        for attempt in student.attempts if student.has_text else ():
            row = [student.last, student.first, student.number, student.email, "Finished", long_date(attempt.at), long_date(attempt.at),
                   "12 mins 3 secs", "-"]
            for problem in course.problems:
                row += ["Differentiate f.\nAs a formula.", attempt.answers.get(problem.id, "-"), "-"]
            rows.append(row)
    rows.append(["Overall average", "", "", "", "", "", "", "", "-", *[""] * 3 * len(course.problems)])
    return {"VC-Quiz 3-responses.csv": table(rows)}


def long_date(at: datetime) -> str:
    at = at.astimezone(ZONE)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year} {(at.hour - 1) % 12 + 1}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"


# ---- Canvas

def sortable(student: Student) -> str:
    """The sortable name, lower-cased, with word characters only; combining marks are word characters for Ruby."""
    name = f"{student.last}, {student.first}" if student.case != "nfd" else unicodedata.normalize("NFD", f"{student.last}, {student.first}")
    return "".join(letter for letter in name.lower() if letter.isalnum() or letter == "_" or unicodedata.category(letter)[0] == "M")


def canvas_name(student: Student, anonymous: bool = False) -> str:
    late = "LATE_" if student.last_attempt.late else ""
    return f"{late}anon_{rosters.anonymous(student)}" if anonymous else f"{sortable(student)}_{late}{student.canvas}"


def canvas_uploads(anonymous: bool = False) -> Callable[[Course], Files]:
    def made(course: Course) -> Files:
        files: Files = {}
        for student in course.students:
            for place, (name, data) in enumerate(handed_in(student, student.last_attempt)):
                stem, dot, ending = name.rpartition(".")
                name = f"{stem}-1{dot}{ending}" if student.case == "two attempts" else name
                files[f"{canvas_name(student, anonymous)}_{500001 + 10 * student.place + place}_{name}"] = data
        return files
    return made


def canvas_groups(course: Course) -> Files:
    """A group's file has the group's name and the user who handed it in."""
    return {f"{re.sub('[^0-9a-z]', '', group.name.lower())}_{group.hands_in.canvas}_{500001 + 10 * group.place + place}_{name}": data
            for group in course.groups
            for place, (name, data) in enumerate(handed_in(group.hands_in, group.hands_in.last_attempt, claims=False))}


def canvas_page(student: Student, body: str) -> bytes:
    """``assignments/text_entry_page.html.erb``: the name stands in the page as it is, also in anonymous assignments."""
    return ('<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n        "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
            '<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n  <meta http-equiv="Content-Type" content="text/html;charset=utf-8" />\n'
            f"  <title>HW 3: {student.name}</title>\n</head>\n<body>\n<h1>HW 3: {student.name}</h1>\n"
            '<div style="width: 600px; margin: 20px auto; border: 1px solid #888; padding: 20px;">\n'
            f"  {body}\n</div>\n</body>\n</html>\n").encode()


def canvas_text(anonymous: bool = False) -> Callable[[Course], Files]:
    def made(course: Course) -> Files:
        files: Files = {}
        for student in course.students:
            if student.has_text:
                files[f"{canvas_name(student, anonymous)}_text.html"] = canvas_page(student, as_html(student.last_attempt))
            elif student.case == "pdf":
                files[f"{canvas_name(student, anonymous)}_link.html"] = canvas_page(student, "<a href='https://uni.example/scan.pdf'>scan</a>")
            else:
                files[f"{canvas_name(student, anonymous)}_{500001 + 10 * student.place}_answers.txt"] = b""
        return files
    return made


def canvas_analysis(course: Course) -> Files:
    """The "Student Analysis" of a quiz, all versions: two columns a question, the second headed by its points."""
    head = ["name", "id", "sis_id", "section", "section_id", "submitted", "attempt"]
    for place, problem in enumerate(course.problems):
        head += [f"{7001 + place}: Differentiate f, number {place + 1}.", f"{problem.points}.0"]
    rows = [[*head, "n correct", "n incorrect", "score"]]
    for student in course.students:
        for turn, attempt in enumerate(student.attempts if student.has_text else (), 1):
            row = [student.name, student.canvas, student.number, "Lecture", "77", attempt.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
                   turn]
            for problem in course.problems:
                row += [attempt.answers.get(problem.id, ""), "0.0"]
            rows.append([*row, 0, 0, "0.0"])
    return {"HW 3 Quiz Student Analysis Report.csv": table(rows)}


# ---- Brightspace, Blackboard, Gradescope, nbgrader, GitHub Classroom

def brightspace(who: Callable[[Student], str], day_first: bool = True) -> Callable[[Course], Files]:
    def when(at: datetime) -> str:
        at = at.astimezone(ZONE)
        hour = f"{(at.hour - 1) % 12 + 1}{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
        return (f"{at.day:02d} {MONTHS[at.month - 1]} {at.year} {hour}" if day_first
                else f"{MONTHS[at.month - 1][:3]} {at.day}, {at.year} {hour}")

    def made(course: Course) -> Files:
        files: Files = {"index.html": b"<html><body><table><tr><td>Submissions of HW 3</td></tr></table></body></html>"}
        for student in course.students:
            for attempt in student.attempts:
                folder = f"{27001 + student.place}-{46001 + student.place} - {who(student)} - {when(attempt.at)}"
                files |= {f"{folder}/{name}": data for name, data in handed_in(student, attempt)}
        return files
    return made


def blackboard(us: bool = False, title: str = "HW_3 final") -> Callable[[Course], Files]:
    def made(course: Course) -> Files:
        files: Files = {}
        for student in course.students:
            for attempt in student.attempts:
                at = attempt.at.astimezone(ZONE)
                stem = f"{title}_{student.login}_attempt_{at:%Y-%m-%d-%H-%M-%S}"
                day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[at.weekday()]
                said = (f"{day}, {MONTHS[at.month - 1]} {at.day}, {at.year} {(at.hour - 1) % 12 + 1}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'} CET"
                        if us else f"{day}, {at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} o'clock CET")
                listed = "".join(f"\tOriginal filename: {name}\n\tFilename: {stem}_{name}\n\n" for name, _ in handed_in(student, attempt))
                files[f"{stem}.txt"] = (
                    f"Name: {student.name} ({student.login})\nAssignment: {title}\nDate Submitted: {said}\nCurrent Mark: Needs Marking\n\n"
                    "Submission Field:\nThere is no student submission text data for this assignment.\n\n"
                    f"Comments:\nThere are no student comments for this assignment.\n\nFiles:\n{listed}").encode()
                files |= {f"{stem}_{name}": data for name, data in handed_in(student, attempt)}
        return files
    return made


def gradescope(course: Course) -> Files:
    files, meta = {}, []
    for group in course.groups:
        first, number = group.hands_in, 123001 + group.place
        files |= {f"assignment_99_export/submission_{number}/{name}": data for name, data in handed_in(first, first.last_attempt)}
        meta += [f"submission_{number}:", "  :submitters:"]
        for member in group.members:
            meta += [f"  - :name: {json.dumps(member.name, ensure_ascii=False)}", f"    :sid: '{member.number}'", f"    :email: {member.email}"]
        at = first.last_attempt.at.astimezone(UTC)
        meta += [f"  :created_at: {at:%Y-%m-%d %H:%M:%S}.000000000 Z", "  :score: 0.0", "  :status: processed", "  :history: []"]
    return files | {"assignment_99_export/submission_metadata.yml": ("---\n" + "\n".join(meta) + "\n").encode()}


def nbgrader(course: Course) -> Files:
    files: Files = {}
    for student in course.students:
        files |= {f"{student.login}/hw3/{name}": data for name, data in handed_in(student, student.last_attempt)}
        files[f"{student.login}/hw3/timestamp.txt"] = f"{student.last_attempt.at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC".encode()
    return files


def github(course: Course) -> Files:
    files: Files = {}
    for student in course.students:
        top = f"hw3-submissions/hw3-{student.login}"
        files |= {f"{top}/{name}": data for name, data in handed_in(student, student.last_attempt)}
        files |= {f"{top}/.git/HEAD": b"ref: refs/heads/main\n", f"{top}/.git/config": b"[core]\n\tbare = false\n"}
    return files


# ---- forms and tables

def headers(asked: Iterable[Problem]) -> list[str]:
    return [f"{place}. Differentiate f\n(as a formula) " for place, _ in enumerate(asked, 1)]


def google_forms(course: Course) -> Files:
    rows = [["Timestamp", "Email Address", "Score", *headers(course.problems)]]
    handed = [(student, attempt) for student in course.students if student.has_text for attempt in student.attempts]
    for student, attempt in sorted(handed, key=lambda pair: pair[1].at):
        stamp = attempt.at.astimezone(ZONE)
        rows.append([f"{stamp.month}/{stamp.day}/{stamp.year} {stamp:%H:%M:%S}", student.email, f"0.00 / {course.maximum}",
                     *(attempt.answers.get(problem.id, "") for problem in course.problems)])
    return {"Homework 3 (Responses) - Form Responses 1.csv": table(rows)}


def ms_forms(course: Course, email: bool = True) -> Files:
    """``ID`` counts the rows from 1: no number of a student."""
    rows = [["ID", "Start time", "Completion time", "Email", "Name", *headers(course.problems)]]
    for student in course.students:
        for attempt in student.attempts if student.has_text else ():
            at = attempt.at.astimezone(ZONE)
            stamp = f"{at.month}/{at.day}/{at:%y} {at:%H:%M:%S}"
            rows.append([str(len(rows)), stamp, stamp, student.email if email else "anonymous", student.name if email else "",
                         *(attempt.answers.get(problem.id, "") for problem in course.problems)])
    return {"Homework 3.csv": b"\xef\xbb\xbf" + table(rows)}


def prairielearn(course: Course) -> Files:
    head = ("uid", "uin", "username", "name", "role", "zone_number", "zone_title", "qid", "old_score_perc", "old_feedback", "old_auto_points", "old_manual_points",
            "submission_id", "params", "true_answer", "submitted_answer", "old_partial_scores", "partial_scores", "score_perc", "feedback")
    rows: list[Iterable[object]] = [head]
    for student in course.students:
        for problem in course.problems:
            text = student.last_attempt.answers.get(problem.id, "")
            if student.has_text and text:
                rows.append((student.email, student.number, student.login, student.name, "Student", 1, "Homework", problem.id, 0, "", 0, 0,
                             90000 + len(rows), "{}", "{}", json.dumps({"ans": text}), "{}", "", "", ""))
    return {"HW3_submissions_for_manual_grading.csv": table(rows)}


def plain_table(course: Course, separator: str = ",") -> Files:
    rows = [["login", *(problem.id for problem in course.problems)]]
    for student in course.students:
        for attempt in student.attempts if student.has_text else ():
            rows.append([student.login, *(attempt.answers.get(problem.id, "") for problem in course.problems)])
    return {"class.tsv" if separator == "\t" else "class.csv": table(rows, separator)}


def plain(name: Callable[[Student], str], within: str = "") -> Callable[[Course], Files]:
    """A folder for each student, with the files in it or one or two folders below."""
    def made(course: Course) -> Files:
        return {f"{name(student)}/{within}{file}": data for student in course.students
                for file, data in handed_in(student, student.last_attempt)}
    return made


def plain_flat(course: Course) -> Files:
    files: Files = {}
    for student in course.students:
        ending, data = one_file(student, student.last_attempt, student.login if student.place % 2 else "")
        files[f"{student.login}.{ending}"] = data
    return files


# ---- the list

JUNK: Files = {"__MACOSX/._x": b"\x00\x05\x16\x07", ".DS_Store": b"\x00\x00\x00\x01Bud1", "Thumbs.db": b"\xd0\xcf\x11\xe0", "desktop.ini": b"[.ShellClassInfo]\r\n"}


@dataclass(frozen=True)
class Layout:
    """``back`` is the LMS whose file is filled; ``who`` the kind of a bare name (``students:``); ``columns`` heads a problem's column."""

    name: str
    files: Callable[[Course], Files]
    back: str = "moodle"
    who: str = ""
    columns: Callable[[int], str] | None = None
    teams: bool = False
    is_table: bool = False
    roster: str = "back"            # the file that the assignment calls its roster: of the LMS of ``back``, another LMS's, or none
    options: tuple[str, ...] = ()
    groups: str = ""                # the group that a table ``groups:`` explains, ``*`` for all
    unmatchable: str = ""           # why nobody can be matched: then nothing may be, and all are listed
    only: frozenset[str] | None = None   # cases of students who are in it


def participant_word(word: str) -> Callable[[Student], str]:
    return lambda student: f"{word}_{student.participant}"


def reversed_name(student: Student) -> str:
    return f"{student.last} {student.first}"


LAYOUTS = (
    Layout("moodle folders, 4.1", moodle("")),
    Layout("moodle folders, 3.1-4.0", moodle("_")),
    Layout("moodle flat", moodle("", flat=True)),
    Layout("moodle blind", moodle("", participant_word("Participant")), roster="blind"),
    Layout("moodle blind, German", moodle("", participant_word("Teilnehmer-in")), roster="blind"),
    Layout("moodle team", moodle_team, teams=True, roster="teams"),
    Layout("moodle team, said", moodle_team, teams=True, roster="teams", options=("--layout", "moodle-team")),
    Layout("moodle team, no roster", moodle_team, teams=True, roster="none", unmatchable="the numbers are those of other people"),
    Layout("moodle default team", moodle_default_team, teams=True, roster="none", unmatchable="the team has no id"),
    Layout("moodle default team, groups", moodle_default_team, teams=True, groups="Default group"),
    Layout("moodle online text", moodle_online_text),
    Layout("moodle worksheet", moodle_worksheet, is_table=True),
    Layout("moodle quiz", moodle_quiz, is_table=True, columns=lambda place: f"Response {place}"),
    Layout("canvas uploads", canvas_uploads(), "canvas"),
    Layout("canvas groups", canvas_groups, "canvas", teams=True, groups="*"),
    Layout("canvas text entry", canvas_text(), "canvas"),
    Layout("canvas anonymous uploads", canvas_uploads(anonymous=True), "canvas", unmatchable="Canvas's gradebook has no anonymous ids"),
    Layout("canvas anonymous text", canvas_text(anonymous=True), "canvas", unmatchable="Canvas's gradebook has no anonymous ids"),
    Layout("canvas analysis", canvas_analysis, "canvas", is_table=True, columns=lambda place: f"{7000 + place}: Differentiate f, number {place}."),
    Layout("brightspace login and name", brightspace(lambda student: f"{student.login} {student.as_downloaded()}"), "brightspace"),
    Layout("brightspace number and surname", brightspace(lambda student: f"{student.number} {student.last}", day_first=False), "brightspace"),
    Layout("brightspace name", brightspace(lambda student: student.as_downloaded()), "brightspace", only=frozenset(
        {"claims another", "three files", "zeros", "nfc", "nfd", "separators", "two attempts", "pdf", "empty", "plain"})),
    Layout("blackboard", blackboard(), "blackboard"),
    Layout("blackboard, American", blackboard(us=True, title="Homework 3"), "blackboard"),
    Layout("gradescope", gradescope, teams=True, roster="gradescope"),
    Layout("nbgrader", nbgrader),
    Layout("github classroom", github, roster="github"),
    Layout("google forms", google_forms, is_table=True, columns=lambda place: headers(range(place))[-1].strip()),
    Layout("ms forms", ms_forms, is_table=True, columns=lambda place: headers(range(place))[-1].strip()),
    Layout("ms forms without e-mails", lambda course: ms_forms(course, email=False), is_table=True, unmatchable="a row's number is no id",
           columns=lambda place: headers(range(place))[-1].strip()),
    Layout("prairielearn", prairielearn, is_table=True),
    Layout("plain table", plain_table, is_table=True),
    Layout("plain table, tabs", lambda course: plain_table(course, "\t"), is_table=True),
    Layout("plain folders", plain(lambda student: student.login), who="login"),
    Layout("plain folders, nested", plain(lambda student: student.login, "homework/3/"), who="login"),
    Layout("plain folders, numbers", plain(lambda student: student.number), who="number"),
    Layout("plain folders, e-mails", plain(lambda student: student.email), who="email"),
    Layout("plain folders, bare numbers", plain(lambda student: student.number), unmatchable="a bare number has no kind"),
    Layout("plain flat", plain_flat, who="login"),
)


def packed(files: Files, folder: Path, name: str, as_zip: bool) -> Path:
    """The input of the command: a zip, or what is unpacked from one, both with what systems leave behind."""
    if len(files) == 1 and "/" not in (only := next(iter(files))) and only.endswith((".csv", ".tsv")):
        (folder / only).write_bytes(files[only])
        return folder / only
    if as_zip:
        with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in {**files, **JUNK}.items():
                archive.writestr(path, data)
        return folder / f"{name}.zip"
    for path, data in {**files, **JUNK}.items():
        (folder / name / os.path.dirname(path)).mkdir(parents=True, exist_ok=True)
        (folder / name / path).write_bytes(data)
    return folder / name
