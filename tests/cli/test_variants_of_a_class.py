"""A class of 120 students with variants, by the real commands: handed out, checked at home, graded, decided, exported."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = 120

BANK = """- id: chain
  title: Chain rule
  points: 2
  variants: {a: "2..6", b: [2, 3, 5]}
  vars: {x: real}
  f: "sin(a x^b)"
  wrt: x
  statement: "Differentiate {@f@}."
- id: plain
  vars: {x: real}
  f: x^2
  wrt: x
- id: two
  variants: {a: "2..4", c: "1..3", same: chain}
  vars: {x: real}
  statement: "Let a = {@a@} and c = {@c@}."
  parts:
    - {part: inner, f: "a x + c", wrt: x, statement: "Differentiate {@f@}."}
    - {part: outer, f: "(a x + c)^2", wrt: x, statement: "Differentiate {@f@}."}
"""
ASSIGNMENT = """title: Own values
bank: bank.yaml
seed: vc-2026-hw3
roster: roster.csv
variants_by: login
students: login
problems: [chain, plain, two]
"""


def grader(folder: Path, *args: str, code: int = 0) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
    done = subprocess.run([sys.executable, "-m", "grader", *args], cwd=folder, capture_output=True, text=True, env=env, timeout=240, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The homework as it was handed out."""
    folder = tmp_path_factory.mktemp("variants")
    (folder / "bank.yaml").write_text(BANK, "utf-8")
    (folder / "assignment.yaml").write_text(ASSIGNMENT, "utf-8")
    (folder / "roster.csv").write_text("login,name\n" + "".join(f"s{number:03},N {number}\n" for number in range(STUDENTS)), "utf-8")
    said = grader(folder, "handout", "assignment.yaml", "--out", "handed")
    assert "a folder for each of 120 students" in said
    assert "240 new lines" in said
    return folder


def pins(folder: Path) -> dict[tuple[str, str], dict[str, int]]:
    rows = csv.DictReader((folder / "variants.csv").read_text("utf-8-sig").splitlines())
    return {(row["student"], row["problem"]): {pair.split("=")[0]: int(pair.split("=")[1]) for pair in row["values"].split(",")} for row in rows}


def answer(problem: str, own: dict[str, int]) -> str:
    if problem == "chain":
        return f"{own['a'] * own['b']}x^{own['b'] - 1} cos({own['a']}x^{own['b']})"
    return str(own["a"]) if problem == "two.inner" else f"{2 * own['a']}({own['a']}x + {own['c']})"


def filled(folder: Path, student: str, **own: str) -> str:
    """A student's file of answers, filled in with what is right, but for the answers that are given."""
    known = pins(folder)

    def put(line: re.Match[str]) -> str:
        problem = line["id"]
        right = "2x" if problem == "plain" else answer(problem, known[student, problem.partition(".")[0]])
        return f"{line[0]} {own.get(problem.replace('.', '_'), right)}"

    return re.sub(r"(?m)^(?P<id>chain|plain|two\.inner|two\.outer)(\[.*\])?:$", put, (folder / "handed" / student / "answers.txt").read_text("utf-8"))


def test_a_students_sheet_has_the_students_values(handed: Path) -> None:
    own = pins(handed)["s007", "chain"]
    text = (handed / "handed" / "s007" / "answers.txt").read_text("utf-8")
    assert f"\nchain[a={own['a']},b={own['b']}]:\n" in text
    assert "\nplain:\n" in text
    for name in ("answers.txt", "handout.txt", "handout.html", "bank.json"):
        assert "s008" not in (handed / "handed" / "s007" / name).read_text("utf-8")
    bank = json.loads((handed / "handed" / "s007" / "bank.json").read_text("utf-8"))
    assert f"chain[a={own['a']},b={own['b']}]" in str(bank)
    assert str(bank).count("chain[a=") == 1


def test_a_student_checks_at_home(handed: Path) -> None:
    file = handed / "handed" / "s007" / "answers.txt"
    before = file.read_text("utf-8")
    file.write_text(filled(handed, "s007"), "utf-8")
    said = grader(handed, "check", str(file))
    file.write_text(before, "utf-8")
    assert "4 correct" in said
    own = pins(handed)["s007", "chain"]
    assert f"chain[a={own['a']},b={own['b']}]" in said
    right = answer("chain", own)
    assert "correct" in grader(handed, "check", "--student", "S007 ", "--problem", "chain", "--answer", right)
    assert "correct" in grader(handed, "check", "--bank", "bank.yaml", "--variant", f"b={own['b']}, a={own['a']}", "--problem", "chain", "--answer", right)
    said = grader(handed, "check", "--bank", "bank.yaml", "--problem", "chain", "--answer", right, code=2)
    assert "chain has 15 variants" in said
    assert "--variant a=2,b=2" in said
    assert "nobody in the roster" in grader(handed, "check", "--student", "zoe", "--problem", "chain", "--answer", right, code=2)
    assert "no problem has the variant" in grader(handed, "check", "--bank", "bank.yaml", "--variant", "a=77", "--problem", "chain", "--answer", right, code=2)


def test_a_file_without_names_of_variants_asks_and_checks_the_rest(handed: Path) -> None:
    (handed / "mine.txt").write_text("chain: 6x cos(3x^2)\nplain: 2x\n", "utf-8")
    said = grader(handed, "check", "mine.txt", "--bank", "bank.yaml", code=2)
    assert "mine.txt:1: chain has 15 variants" in said
    assert "✓ plain" in said
    (handed / "mine.txt").write_text("chain[a=3, b=2]: 6x cos(3x^2)\nplain: 2x\ntwo.inner[c=1,a=2]: 2\ntwo.outer[a=2,c=1]: 4(2x+1)\n", "utf-8")
    assert "4 correct" in grader(handed, "check", "mine.txt", "--bank", "bank.yaml")


def test_handing_out_again_changes_no_line_and_adds_those_of_new_students(handed: Path) -> None:
    before = (handed / "variants.csv").read_bytes()
    (handed / "bank.yaml").write_text(BANK.replace('a: "2..6"', 'a: "2..9"'), "utf-8")
    roster = (handed / "roster.csv").read_text("utf-8")
    (handed / "roster.csv").write_text(roster + "late,Late Comer\n", "utf-8")
    assert "2 new lines" in grader(handed, "handout", "assignment.yaml", "--out", "again")
    assert (handed / "variants.csv").read_bytes().startswith(before)
    (handed / "variants.csv").write_bytes(before)
    (handed / "roster.csv").write_text(roster, "utf-8")
    (handed / "bank.yaml").write_text(BANK, "utf-8")


def test_the_class_is_graded_by_its_own_variants(handed: Path) -> None:
    known, students = pins(handed), [f"s{number:03}" for number in range(STUDENTS)]
    folder = handed / "submissions"
    folder.mkdir()
    friend = answer("chain", known["s000", "chain"])
    for number, student in enumerate(students):
        wrong = {"chain": "cos(x)"} if number % 5 == 1 else {"chain": friend} if number % 5 == 2 else {}
        text = filled(handed, student, **wrong)
        # Some use the name of the problem alone, as in every homework.
        (folder / f"{student}.txt").write_text(re.sub(r"(?m)^(chain|two\.\w+)\[.*\]:", r"\1:", text) if number % 3 == 0 else text, "utf-8")
    (folder / "stranger.txt").write_text("chain: 2x\nplain: 2x\n", "utf-8")
    said = grader(handed, "grade", "submissions", "--out", "run", "--salt", "00" * 16, "--jobs", "2")
    assert "1 answer waits for a person" in said
    rows = {row["student"]: row for row in csv.DictReader((handed / "run" / "grades.csv").read_text("utf-8-sig").splitlines())}
    for number, student in enumerate(students):
        same = known[student, "chain"] == known["s000", "chain"]
        assert rows[student]["chain"] == ("0" if number % 5 == 1 or (number % 5 == 2 and not same) else "2"), student
        assert [rows[student][name] for name in ("plain", "two.inner", "two.outer")] == ["1"] * 3
    assert rows["stranger"]["chain"] == ""
    page = (handed / "run" / "index.html").read_text("utf-8")
    counts = Counter(tuple(sorted(known[student, "chain"].items())) for student in students)
    for (a, b), count in ((values, count) for values, count in counts.items()):
        assert re.search(rf"a = {a[1]}, b = {b[1]}</td><td class=\"n\">{count}</td>", page)
    sheet = next((handed / "run" / "feedback").glob("s007*.txt")).read_text("utf-8")
    assert f"your variant: a = {known['s007', 'chain']['a']}, b = {known['s007', 'chain']['b']}" in sheet
    again = grader(handed, "grade", "submissions", "--out", "again-run", "--salt", "00" * 16, "--jobs", "1")
    assert "1 answer waits" in again
    for path in sorted((handed / "run").rglob("*")):
        if path.is_file() and path.name != "store.sqlite":
            assert path.read_bytes() == (handed / "again-run" / path.relative_to(handed / "run")).read_bytes(), path.name


def test_a_decision_is_about_one_variant(handed: Path) -> None:
    known = pins(handed)
    student = next(f"s{number:03}" for number in range(1, STUDENTS, 5))
    key = f"chain[a={known[student, 'chain']['a']},b={known[student, 'chain']['b']}]"
    same = sum(known[f"s{number:03}", "chain"] == known[student, "chain"] for number in range(1, STUDENTS, 5))
    assert "name the one that is meant" in grader(handed, "decide", "run", "--answer", "cos(x)", "--problem", "chain", "--score", "1", code=2)
    said = grader(handed, "decide", "run", "--answer", "cos(x)", "--problem", key, "--score", "1")
    assert f"1 of 2 for {same} student" in said
    rows = {row["student"]: row["chain"] for row in csv.DictReader((handed / "run" / "grades.csv").read_text("utf-8-sig").splitlines())}
    assert Counter(rows[f"s{number:03}"] for number in range(1, STUDENTS, 5)) == {"1": same, "0": 24 - same}
    grader(handed, "decide", "run", "--student", "stranger", "--problem", "chain", "--score", "1")
    assert {row["student"]: row["chain"] for row in csv.DictReader((handed / "run" / "grades.csv").read_text("utf-8-sig").splitlines())}[
        "stranger"] == "1"


def test_results_and_tables_keep_their_columns(handed: Path) -> None:
    grader(handed, "export", "again-run", "json", "--include-pending")
    lines = (handed / "again-run" / "export" / "results.jsonl").read_text("utf-8").splitlines()
    told = {json.loads(line)["student"]: {mark["problem"]: mark.get("variant") for mark in json.loads(line)["marks"]} for line in lines}
    own = pins(handed)["s007", "chain"]
    assert told["s007"]["chain"] == {"a": str(own["a"]), "b": str(own["b"])}
    assert told["s007"]["plain"] is None
    head = (handed / "again-run" / "grades.csv").read_text("utf-8-sig").splitlines()[0]
    assert [name for name in ("chain", "plain", "two.inner", "two.outer") if name in head.split(",")] == ["chain", "plain", "two.inner", "two.outer"]


def test_an_author_sees_and_tries_each_variant(handed: Path) -> None:
    said = grader(handed, "bank", "show", "bank.yaml", "chain")
    assert "variants     15 · here chain[a=2,b=2]" in said
    assert grader(handed, "bank", "show", "bank.yaml", "chain[a=3,b=5]").startswith("chain[a=3,b=5] ")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "GRADER_RAISE": "1"}
    done = subprocess.run([sys.executable, "-m", "grader", "bank", "try", "bank.yaml", "chain"], cwd=handed, capture_output=True, text=True, env=env,
                          input=":variant b=3, a=3\n9x^2 cos(3x^3)\n:variant a=99\n:quit\n", timeout=120, check=True)
    first, second, third, *_, last = done.stdout.splitlines()
    assert (first, second) == ("chain[a=2,b=2]: Differentiate sin(2x^2).", "chain[a=3,b=3]: Differentiate sin(3x^3).")
    assert third.startswith("  ✓ chain[a=3,b=3]")
    assert last.startswith("  there is no such variant; there are a=2,b=2 · ")
    assert "Gradescope does not know" in grader(handed, "gradescope", "init", "--assignment", "assignment.yaml", "--out", "x.zip", code=2)
