"""One class with the odd cases of a real one, and a homework in which every attempt has a score of its own.

Imports no room of grader. Points are chosen so that no two attempts have the same score: a score in the wrong place is seen.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 23, 23, 59, tzinfo=ZONE)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@dataclass(frozen=True)
class Problem:
    id: str
    fields: str          # the rest of its entry in the bank, as YAML
    points: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    at: datetime
    answers: dict[str, str]
    score: Fraction
    late: bool = False


@dataclass(frozen=True)
class Student:
    """``case`` names what is odd; an attempt without answers was a PDF ("pdf") or an empty file ("empty")."""

    place: int
    first: str
    last: str
    login: str
    number: str
    case: str
    attempts: tuple[Attempt, ...]
    claims: str = ""     # what a line ``student:`` in the file says, where it names another

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{self.login}@uni.example"

    @property
    def participant(self) -> int:
        return 48001 + self.place

    @property
    def canvas(self) -> int:
        return 1001 + self.place

    @property
    def last_attempt(self) -> Attempt:
        return self.attempts[-1]

    @property
    def has_text(self) -> bool:
        return self.case not in ("pdf", "empty", "absent")

    def as_downloaded(self) -> str:
        """The name in file names: some systems write umlauts in two characters."""
        return unicodedata.normalize("NFD", self.name) if self.case == "nfd" else self.name


@dataclass(frozen=True)
class Group:
    place: int
    name: str
    members: tuple[Student, ...]

    @property
    def hands_in(self) -> Student:
        return self.members[0]

    @property
    def moodle_id(self) -> int:
        """A number that is the participant's number of somebody in another group."""
        return 48001 + (self.place + 5)


@dataclass(frozen=True)
class Course:
    students: tuple[Student, ...]       # who handed in
    absent: tuple[Student, ...]         # who is in the LMS's files only
    problems: tuple[Problem, ...]
    groups: tuple[Group, ...] = field(default=())

    @property
    def everybody(self) -> tuple[Student, ...]:
        return self.students + self.absent

    @property
    def maximum(self) -> int:
        return sum(problem.points for problem in self.problems)

    def bank(self) -> str:
        return "".join(f"- id: {problem.id}\n  points: {problem.points}\n{problem.fields}" for problem in self.problems)


KINDS = (
    ("power", "  vars: {{x: real}}\n  f: 'x^2 + {k}x'\n  wrt: x\n",
     ("2x + {k}", "{k} + 2x", "2·x + {k}", "x + x + {k}"), ("2x", "x + {k}", "2x - {k}")),
    ("minus", "  vars: {{x: real}}\n  f: '-{k} x^2'\n  wrt: x\n", ("-{2k}x", "-{2k}*x", "−{2k} x"), ("-{k}x", "{2k}x", "=1+1")),
    ("sine", "  vars: {{x: real}}\n  f: 'sin({k}x)'\n  wrt: x\n", ("{k} cos({k}x)", "cos({k} x)·{k}", "{k}*cos({k}*x)"),
     ("cos({k}x)", "-{k} cos({k}x)")),
    ("gradient", "  vars: {{x: real, y: real}}\n  f: 'x^2 y + {k} y^2'\n  wrt: [x, y]\n",
     ("[2xy, x^2 + {2k}y]", "[2 y x, {2k}y + x^2]", "[2x y, x² + {2k} y]"), ("[2xy, x^2 + {k}y]", "[x^2 + {2k}y, 2xy]")),
    ("root", "  vars: {{x: positive}}\n  f: '{k} sqrt(x)'\n  wrt: x\n", ("{k}/(2 sqrt(x))", "{k}/(2√x)", "0.5*{k}/sqrt(x)"),
     ("{k}/sqrt(x)", "{k}/2 sqrt(x)")),
)


def problems(count: int) -> tuple[Problem, ...]:
    def filled(text: str, k: int) -> str:
        return text.replace("{2k}", str(2 * k)).replace("{k}", str(k)).replace("{{", "{").replace("}}", "}")

    made = []
    for place in range(count):
        name, fields, right, wrong = KINDS[place % len(KINDS)]
        k = 2 + place // len(KINDS)
        points = 2 ** place if count <= 9 else 11 + 7 * place + place * place % 13
        made.append(Problem(f"{name}-{k}", filled(fields, k), points, tuple(filled(text, k) for text in right),
                            tuple(filled(text, k) for text in wrong)))
    return tuple(made)


ODD = (     # first name, last name, login, number, case
    ("Ada", "Lovelace", "alovelace", "u1000001", "claims another"),
    ("Grace", "Hopper", "ghopper", "u1000002", "three files"),
    ("Wei", "Chen", "wchen", "u1000003", "same name"),
    ("Wei", "Chen", "wchen2", "u1000004", "same name"),
    ("James", "Bond", "jbond", "007", "zeros"),
    ("J\u00f6rg", "M\u00fcller", "jmueller", "u1000006", "nfc"),
    ("Zo\u00eb", "Br\u00f6nt\u00eb", "zbronte", "u1000007", "nfd"),
    ("Anne - Marie", "O_Neill", "aoneill", "u1000008", "separators"),
    ("Alan", "Turing", "aturing", "u1000009", "two attempts"),
    ("Emmy", "Noether", "enoether", "u1000010", "pdf"),
    ("Carl Friedrich", "Gau\u00df", "cgauss", "u1000011", "empty"),
    ("Srinivasa", "Ramanujan", "sramanujan", "7", "plain"),
)
FIRST = ("Mei", "Olga", "Kwame", "Priya", "Lars", "Noor", "Yusuf", "Hana", "Jos\u00e9", "Siobh\u00e1n", "Bj\u00f8rn", "\u0141ukasz")
LAST = ("Okafor", "Nguyen", "de la Cruz", "O'Brien", "Smith-Jones", "van der Berg", "Kowalczyk", "Haddad", "Suzuki", "\u0160vejda",
        "Ibrahim", "Garc\u00eda")


def course(students: int = 12, count: int = 9, seed: int = 1) -> Course:
    """A class of a multiple of 12 students with every odd case in every dozen, and two who handed in nothing."""
    draw, used, asked = random.Random(seed), set[Fraction](), problems(count)
    made = []
    for place in range(students + 2):
        first, last, login, number, case = ODD[place % 12]
        if place >= students:
            first, last, login, number, case = ("Nobody", f"Absent {place}", f"absent{place}", f"u2{place:06d}", "absent")
        elif place >= 12:
            if case != "same name":
                spelled = f"{FIRST[place // 12 % 12]} {first}" if case in ("nfc", "nfd", "separators") else FIRST[draw.randrange(12)]
                first, last = spelled, f"{LAST[draw.randrange(12)]} {last if case in ('nfc', 'nfd', 'separators') else ''}".strip()
                first = f"{first} {chr(65 + place // 26)}{chr(65 + place % 26)}"
            else:
                last = f"{last} {chr(64 + place // 12)}"
            login, number = f"{login}{place}", f"00{place}" if case == "zeros" else f"u1{place:06d}" if case != "plain" else str(place - 7)
        attempts = []
        for turn in range(2 if case == "two attempts" else 0 if case == "absent" else 1):
            at = DUE - timedelta(days=2 - turn, minutes=17 * place + 5)
            attempts.append(attempt(draw, used, asked, at, late=place % 12 == 4) if case not in ("pdf", "empty")
                            else Attempt(at, {}, Fraction(0)))
        made.append(Student(place, first, last, login, number, case, tuple(attempts)))
    for student in made[:students]:
        if student.case == "claims another":
            made[student.place] = replace_claim(student, made[student.place + 1].name)
    handed = tuple(made[:students])
    return Course(handed, tuple(made[students:]), asked, groups_of(handed))


def replace_claim(student: Student, other: str) -> Student:
    return Student(student.place, student.first, student.last, student.login, student.number, student.case, student.attempts, other)


def attempt(draw: random.Random, used: set[Fraction], asked: tuple[Problem, ...], at: datetime, late: bool) -> Attempt:
    """Answers, right and wrong and now and then none, of which no other attempt has the score."""
    while True:
        answers, score = {}, Fraction(0)
        for problem in asked:
            luck = draw.random()
            if luck < 0.55:
                answers[problem.id] = draw.choice(problem.right)
                score += problem.points
            elif luck < 0.95:
                answers[problem.id] = draw.choice(problem.wrong)
        if score and score not in used and len(answers) > len(asked) / 2:
            used.add(score)
            return Attempt(at, answers, score, late)


def groups_of(students: tuple[Student, ...]) -> tuple[Group, ...]:
    """In every dozen one group of three; all others stand alone."""
    made, taken = [], set[int]()
    for student in students:
        if student.place in taken:
            continue
        dozen = student.place - student.place % 12
        members = [student]
        if student.place % 12 == 5:
            members += [students[dozen + 8], students[dozen + 11]]
        elif student.place % 12 in (8, 11):
            continue
        taken.update(member.place for member in members)
        made.append(Group(len(made), f"Group {len(made) + 1}", tuple(members)))
    return tuple(made)
