"""A class with variants graded: whose variant an answer is judged by, what waits, and what a changed bank does to whom."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from grader.assignment import Variants, read_assignment
from grader.bank import load_bank
from grader.batch import Basis, Settings, Sources, open_run, regrade, run
from grader.batch.review import forget
from grader.model import Assignment, Bank, Identity, Intake, Outcome, Response, Submission, Values, Where, mark_to_json, values_text

BANK = """- id: chain
  vars: {x: real}
  f: "sin(a x^b)"
  wrt: x
  variants: {a: "2..5", b: [2, 3]}
- id: two
  vars: {x: real}
  variants: {a: "3..4"}
  parts:
    - {part: g, f: "a x^3", wrt: x}
    - {part: h, f: "g^2", asked: value, follow: g}
- id: plain
  vars: {x: real}
  f: x^2
  wrt: x
"""
ASSIGNMENT = "bank: bank.yaml\nseed: seed\nroster: roster.csv\nvariants_by: login\nstudents: login\nproblems: [chain, two, plain]\n"
NAMES = tuple(f"s{number}" for number in range(12))


class Homework:
    """A class in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "assignment.yaml").write_text(ASSIGNMENT, "utf-8")
        (folder / "roster.csv").write_text("login,name\n" + "".join(f"{name},N {name}\n" for name in NAMES), "utf-8")
        self.write(BANK)

    def write(self, bank: str) -> None:
        (self.folder / "bank.yaml").write_text(bank, "utf-8")
        opened = read_assignment(self.folder / "assignment.yaml", lambda path: load_bank(path or self.folder))
        assert opened.assignment is not None, opened.errors
        assert opened.bank is not None
        self.assignment: Assignment = opened.assignment
        self.bank: Bank = opened.bank

    def pin(self, *lines: str) -> None:
        (self.folder / "variants.csv").write_text("\n".join(["student,problem,values", *lines, ""]), "utf-8")
        self.write((self.folder / "bank.yaml").read_text("utf-8"))

    def values(self, name: str, problem: str = "chain") -> Values:
        return Variants(self.assignment, self.bank).values(NAMES.index(name), problem) or ()

    def grade(self, answers: Sequence[Submission], out: str = "run", jobs: int = 1) -> Path:
        settings = Settings(self.folder / out, "HW", jobs=jobs, salt="00" * 16, assignment=self.assignment)
        run(self.bank, Intake("folder", answers), settings, lambda *_: None)
        return self.folder / out


@pytest.fixture
def homework(tmp_path: Path) -> Homework:
    return Homework(tmp_path)


def by(name: str, *answers: tuple[str, ...]) -> Submission:
    where = Where(f"{name}.txt", 1)
    return Submission(Identity("folder", "login", name, name=name, login=name), tuple(Response(answer[0], answer[1], where, *answer[2:])
                                                                                      for answer in answers), where)


def right(values: Values) -> str:
    a, b = (int(dict(values)[name]) for name in "ab")
    return f"{a * b}x^{b - 1} cos({a}x^{b})"


def marks(out: Path) -> dict[tuple[str, str], tuple[Outcome, str]]:
    found = {}
    for sheet in open_run(out, partial=True).sheets():
        for mark in sheet.marks:
            code = mark.verdict.messages[0].code if mark.verdict.messages else ""
            found[sheet.student, mark.problem] = mark.verdict.outcome, code
    return found


def attention(out: Path) -> list[tuple[str, str, str]]:
    rows = csv.DictReader((out / "attention.csv").read_text("utf-8-sig").splitlines())
    return [(row["student"], row["problem"], row["code"]) for row in rows]


def table(out: Path) -> dict[tuple[str, str], str]:
    rows = csv.DictReader((out / "variants.csv").read_text("utf-8-sig").splitlines())
    return {(row["student"], row["problem"]): row["values"] for row in rows}


def test_each_answer_is_judged_by_its_students_variant(homework: Homework) -> None:
    out = homework.grade([by(name, ("chain", right(homework.values(name))), ("plain", "2x")) for name in NAMES])
    assert {outcome for (_, problem), (outcome, _) in marks(out).items() if problem == "chain"} == {Outcome.CORRECT}
    assert len({homework.values(name) for name in NAMES}) > 3
    assert table(out)["s0", "chain"] == values_text(homework.values("s0"))


def test_the_same_text_is_right_for_one_and_wrong_for_another(homework: Homework) -> None:
    text = right(homework.values("s0"))
    found = marks(homework.grade([by(name, ("chain", text)) for name in NAMES]))
    for name in NAMES:
        wanted = Outcome.CORRECT if homework.values(name) == homework.values("s0") else Outcome.INCORRECT
        assert found[name, "chain"][0] is wanted, name


def test_one_process_and_four_write_the_same_bytes(homework: Homework) -> None:
    answers = [by(name, ("chain", right(homework.values(NAMES[number // 2]))), ("two.g", "9x^2"), ("two.h", "81x^4"))
               for number, name in enumerate(NAMES)]
    one, four = homework.grade(answers, "one"), homework.grade(answers[::-1], "four", jobs=4)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file() and path.name != "store.sqlite")
    assert len(files) > 2 * len(NAMES)
    assert [path for path in files if (one / path).read_bytes() != (four / path).read_bytes()] == []


def test_parts_of_a_problem_have_one_variant_and_follow_within_it(homework: Homework) -> None:
    pinned = {"3": 'two,"a=3"', "4": 'two,"a=4"'}
    homework.pin(f"s0,{pinned['3']}", f"s1,{pinned['4']}", f"s2,{pinned['4']}")
    found = marks(homework.grade([by("s0", ("two.g", "9x^2"), ("two.h", "81x^4")), by("s1", ("two.g", "9x^2"), ("two.h", "81x^4")),
                                  by("s2", ("two.g", "12x^2"), ("two.h", "144x^4"))]))
    assert [found[name, part][0] for name in ("s0", "s2") for part in ("two.g", "two.h")] == [Outcome.CORRECT] * 4
    assert found["s1", "two.g"][0] is Outcome.INCORRECT
    assert found["s1", "two.h"] == (Outcome.INCORRECT, "follow/earlier")


def test_an_answer_that_names_another_variant_is_judged_by_the_students_own_and_listed(homework: Homework) -> None:
    homework.pin('s0,chain,"a=3,b=2"', 's1,chain,"a=5,b=2"')
    out = homework.grade([by("s0", ("chain", "6x cos(3x^2)", "b=2, a=3")), by("s1", ("chain", "6x cos(3x^2)", "a=3,b=2")),
                          by("s2", ("chain", right(homework.values("s2"))))])
    assert [marks(out)[name, "chain"][0] for name in ("s0", "s1", "s2")] == [Outcome.CORRECT, Outcome.INCORRECT, Outcome.CORRECT]
    assert attention(out) == [("s1", "chain", "variant/other-numbers"), ("s1", "chain", "variant/other")]
    [sheet] = (out / "feedback").glob("s1*.html")
    assert "friend" not in sheet.read_text("utf-8")


def test_staff_hear_of_an_answer_that_is_right_in_a_friends_variant(homework: Homework) -> None:
    homework.pin('s0,chain,"a=3,b=2"', 's1,chain,"a=5,b=2"', 's2,chain,"a=4,b=2"')
    out = homework.grade([by("s0", ("chain", "6x cos(3x^2)")), by("s1", ("chain", "cos(3 x^2)*x*6")), by("s2", ("chain", "7"))])
    assert attention(out) == [("s1", "chain", "variant/other-numbers")]
    assert marks(out)["s1", "chain"][0] is Outcome.INCORRECT
    assert not any("a=3" in path.read_text("utf-8") for path in (out / "feedback").glob("s1*"))


def test_what_nobody_knows_waits_and_is_never_zero(homework: Homework) -> None:
    homework.pin('s0,chain,"a=77,b=2"')
    out = homework.grade([by("s0", ("chain", "2x"), ("plain", "2x")), by("stranger", ("chain", "2x"), ("plain", "2x"))])
    assert marks(out)["s0", "chain"] == (Outcome.UNDECIDED, "variant/gone")
    assert marks(out)["stranger", "chain"] == (Outcome.UNDECIDED, "variant/unknown-student")
    assert marks(out)["stranger", "plain"][0] is Outcome.CORRECT
    assert sorted(attention(out)) == [("s0", "chain", "variant/gone"), ("stranger", "chain", "variant/unknown-student")]
    assert {(each.student, each.pending) for each in open_run(out, partial=True).results} == {("s0", 1), ("stranger", 1)}


def test_without_an_assignment_nobody_guesses(homework: Homework) -> None:
    settings = Settings(homework.folder / "run", "HW", salt="00" * 16)
    run(homework.bank, Intake("folder", [by("s0", ("chain", "6x cos(3x^2)", "a=3,b=2"))]), settings, lambda *_: None)
    assert marks(homework.folder / "run")["s0", "chain"] == (Outcome.UNDECIDED, "variant/unassigned")


def test_a_value_that_is_added_changes_nobody_who_was_graded(homework: Homework) -> None:
    answers = [by(name, ("chain", right(homework.values(name)))) for name in NAMES]
    out = homework.grade(answers)
    before = table(out)
    homework.write(BANK.replace('a: "2..5", b: [2, 3]', 'b: [7, 3, 2, 5], a: ["6..19", "2..5"]'))
    assert any(values_text(homework.values(name)) != before[name, "chain"] for name in NAMES)
    again = homework.grade(answers)
    assert table(again) == before
    assert {outcome for (_, problem), (outcome, _) in marks(again).items() if problem == "chain"} == {Outcome.CORRECT}
    effect = regrade(out, Basis(homework.bank, homework.assignment, "HW", "none", ""), Sources(), 1, lambda *_: None, dry=True).effect
    assert effect is not None
    assert effect.students == 0


def test_a_changed_variant_is_decided_anew_and_the_others_are_kept(homework: Homework) -> None:
    answers = [by(name, ("chain", right(homework.values(name)))) for name in NAMES]
    out = homework.grade(answers)
    homework.write(BANK.replace("  f: x^2", "  f: x^3"))
    done = regrade(out, Basis(homework.bank, homework.assignment, "HW", "none", ""), Sources(), 1, lambda *_: None, dry=True)
    assert [problem.id for problem in done.changed] == ["plain"]
    assert done.decided == 0


def test_the_store_says_by_which_values_an_answer_was_judged(homework: Homework) -> None:
    homework.pin('s0,chain,"a=3,b=2"')
    out = homework.grade([by("s0", ("chain", "6x cos(3x^2)"), ("plain", "2x"))])
    with closing(sqlite3.connect(out / "store.sqlite")) as store:
        found = dict(store.execute("SELECT a.problem, v.variant FROM verdict v JOIN answer a ON a.answer = v.answer"))
    assert found == {"chain": "a=3,b=2", "plain": ""}


def test_results_name_the_variant(homework: Homework) -> None:
    homework.pin('s0,chain,"a=3,b=2"')
    [sheet] = open_run(homework.grade([by("s0", ("chain", "6x cos(3x^2)"), ("plain", "2x"))])).sheets()
    told = {mark.problem: mark_to_json(mark).get("variant") for mark in sheet.marks}
    assert told["chain"] == {"a": "3", "b": "2"}
    assert told["plain"] is None


def test_whoever_is_forgotten_leaves_no_id_among_the_variants(homework: Homework) -> None:
    out = homework.grade([by(name, ("chain", "2x")) for name in NAMES[:3]])
    before = table(out)
    forget(out, "s1")
    assert table(out) == {place: values for place, values in before.items() if place[0] != "s1"}
    with closing(sqlite3.connect(out / "store.sqlite")) as store:
        [[kept]] = store.execute("SELECT value FROM run WHERE key = 'variants'")
    assert '"s0"' in kept
    assert '"s1"' not in kept
