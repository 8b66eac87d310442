"""``grader review --sample``: what is judged is a line at once, what is wrong a decision, and nothing is shown twice or too early."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from review_class import Typed, command, entries, make, scores


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class and ten more, who are right in four spellings or wrong in two."""
    folder = tmp_path_factory.mktemp("audit")
    (folder / "more").mkdir()
    make(folder)
    for number in range(10):
        text = "n x^(n-1)" + " + 0" * (number % 4) if number < 7 else f"n x^n + {number % 2}"
        (folder / "class" / f"s{number}.txt").write_text(f"power-rule: {text}\n")
    command("grade", "class", "--out", "hw3", "--quiet", cwd=folder)
    return folder


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Path:
    """The class, graded, in a folder of the test's own."""
    shutil.copytree(made, tmp_path / "work")
    return tmp_path / "work"


def rows(run: Path) -> list[dict[str, str]]:
    path = run / "audit.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_right(shown: str) -> bool:
    """What an honest person says of the answer that was shown last."""
    return "^n" not in shown.rpartition("(3 points)")[2].split("asked:")[0]


def test_the_machine_is_judged_by_somebody_who_does_not_see_what_it_says(work: Path) -> None:
    typed = Typed("review", "hw3", "--sample", "100", "--by", "knuth", cwd=work)
    assert b"12 of 12 verdicts of the machine (8 say correct, 4 say not correct)" in typed.said
    judged = 0
    while typed.said.endswith(b"right? "):
        shown = typed.said.decode().rpartition("right? ")[0].rpartition("\n")[0]
        last = shown.rpartition("power-rule (3 points)")[2]
        assert "machine" not in last
        assert "of 3" not in last
        assert len(rows(work / "hw3")) == judged
        typed.type("r" if is_right(shown) else "w")
        judged += 1
    code, out, _ = typed.end()
    assert code == 0
    assert [row["judgement"] for row in rows(work / "hw3")] == ["agrees"] * judged
    assert {(row["person"], row["machine"]) for row in rows(work / "hw3")} == {("right", "correct"), ("wrong", "incorrect")}
    said = out.decode()
    assert f"judged     {judged} of {judged} answers -> hw3/audit.csv" in said
    assert "errors     it says correct: 0 of 8 wrong: 0.0%, between 0.0% and 36.9%" in said
    assert "errors     it says not correct: 0 of 4 wrong: 0.0%, between 0.0% and 60.2%" in said
    assert entries(work / "hw3") == []
    # All is judged: nothing is shown again.
    again = command("review", "hw3", "--sample", "100", cwd=work)
    assert "right?" not in again.stdout
    assert "errors     all 12 verdicts: 0.0%" in again.stdout


def test_what_is_wrong_becomes_a_decision(work: Path) -> None:
    """Somebody takes every answer for right, and gives a point where the machine gives none."""
    done = command("review", "hw3", "--sample", "100", "--by", "knuth", cwd=work, keys="r\n1\nHalf of it.\n" * 20)
    assert (done.returncode, done.stderr) == (0, "")
    wrong = [row for row in rows(work / "hw3") if row["judgement"] == "differs"]
    assert {(row["person"], row["machine"], row["points"], row["should"], row["comment"]) for row in wrong} == {
        ("right", "incorrect", "0", "1", "Half of it.")}
    assert [(entry["score"], entry["reason"], entry["comment"]) for entry in entries(work / "hw3")] == [
        ("1 of 3", "audit", "Half of it.")] * len(wrong)
    assert {scores(work / "hw3")[student][1] for student in ("eve", "s7", "s8", "s9")} == {"1"}
    assert "errors     it says not correct: 4 of 4 wrong: 100.0%" in done.stdout
    assert "next       grader review hw3" in done.stdout
    # What was overruled stays a verdict of the machine, and a wrong one.
    again = command("review", "hw3", "--sample", "100", cwd=work)
    assert "right?" not in again.stdout
    assert "errors     it says not correct: 4 of 4 wrong: 100.0%" in again.stdout


def first(work: Path, right: bool) -> str:
    """A seed under which the first answer that is drawn is right, or is not."""
    for seed in range(20):
        shown = command("review", "hw3", "--sample", "1", "--seed", str(seed), cwd=work).stdout
        if is_right(shown) is right:
            return str(seed)
    raise AssertionError("all seeds draw the same")


def test_a_person_may_err_or_not_know(work: Path) -> None:
    seed = first(work, right=True)
    done = command("review", "hw3", "--sample", "2", "--seed", seed, "--by", "knuth", cwd=work, keys="w\n3\nm\nu\n?\nq\n")
    assert "these are the machine's points: m says that it is right" in done.stdout
    assert [(row["person"], row["judgement"], row["seed"]) for row in rows(work / "hw3")] == [
        ("wrong", "agrees", seed), ("", "withdrawn", seed), ("unsure", "unsure", seed)]
    assert "it says correct: 0 of 0 wrong: nothing is known; 1 left out (cannot tell)" in done.stdout
    assert entries(work / "hw3") == []


def test_undo_takes_the_decision_back_too(work: Path) -> None:
    seed = first(work, right=False)
    done = command("review", "hw3", "--sample", "2", "--seed", seed, "--by", "knuth", cwd=work, keys="s\nr\n4\n2\n\nu\nw\nq\n")
    assert "4 is more than the 3 points of this problem" in done.stdout
    assert "key: n x^{n-1}" in done.stdout
    assert [row["judgement"] for row in rows(work / "hw3")] == ["differs", "withdrawn", "agrees"]
    assert entries(work / "hw3") == []


@pytest.mark.parametrize(("keys", "judged", "decided"), [([], 0, 0), (["r"], 0, 0), (["r", "1"], 0, 0), (["r", "1", "why"], 1, 1)])
def test_killed_after_each_key_it_goes_on_where_it_was(work: Path, keys: list[str], judged: int, decided: int) -> None:
    seed = first(work, right=False)
    typed = Typed("review", "hw3", "--sample", "3", "--seed", seed, "--by", "knuth", cwd=work)
    answer = typed.said.split(b"\n")[3]
    for key in keys:
        typed.type(key)
    typed.kill()
    assert (len(rows(work / "hw3")), len(entries(work / "hw3"))) == (judged, decided)
    shown = command("review", "hw3", "--sample", "3", "--seed", seed, cwd=work).stdout
    assert (shown.split("\n")[3] == answer.decode()) is not bool(judged)


def test_what_a_person_has_decided_already_is_not_decided_twice(work: Path) -> None:
    seed = first(work, right=False)
    shown = command("review", "hw3", "--sample", "1", "--seed", seed, cwd=work).stdout.split("\n")[3].strip()
    command("decide", "hw3", "--answer", shown, "--problem", "power-rule", "--score", "1", "--by", "hopper", cwd=work)
    done = command("review", "hw3", "--sample", "1", "--seed", seed, "--by", "knuth", cwd=work, keys="r\n2\n\n1\n\n")
    assert "contradict what is decided" in done.stdout
    assert [(row["judgement"], row["should"]) for row in rows(work / "hw3")] == [("differs", "1")]
    assert [(entry["by"], entry["score"]) for entry in entries(work / "hw3")] == [("hopper", "1 of 3")]


def test_an_answer_that_no_spreadsheet_should_compute(work: Path) -> None:
    (work / "class" / "zed.txt").write_text("power-rule: =n x^(n-1)\n")
    command("grade", "class", "--out", "hw3", "--quiet", cwd=work)
    command("review", "hw3", "--sample", "100", cwd=work, keys="?\n" * 20)
    [row] = [row for row in rows(work / "hw3") if "=" in row["answer"]]
    assert row["answer"] == "'=n x^(n-1)"


def test_whoever_is_forgotten_leaves_no_answer_there(work: Path) -> None:
    (work / "class" / "zoe.txt").write_text("power-rule:   n x^(n-1) + 77 - 77 \n")
    command("grade", "class", "--out", "hw3", "--quiet", cwd=work)
    command("review", "hw3", "--sample", "100", cwd=work, keys="?\n" * 20)
    before = rows(work / "hw3")
    assert [row["answer"] for row in before if "77" in row["answer"]] == ["n x^(n-1) + 77 - 77"]
    assert command("forget", "hw3", "zoe", cwd=work).returncode == 0
    assert rows(work / "hw3") == [row for row in before if "77" not in row["answer"]]
