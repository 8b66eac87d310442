"""``grader decide``: every form with its errors, as a script runs it; two markers at once are in tests/batch."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from review_class import command, entries, make, scores

GROUP = "power-rule#afcde8"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("decide"))


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Path:
    """The class, graded, in a folder of the test's own."""
    shutil.copytree(made, tmp_path / "work")
    return tmp_path / "work"


def decide(work: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return command("decide", "hw3", *args, cwd=work)


@pytest.mark.parametrize(("args", "said", "points"), [
    (("--group", GROUP, "--score", "1"), f"{GROUP}: 1 of 3 for 3 students", {"ada": "1", "bob": "1", "cyd": "1"}),
    (("--group", GROUP, "--score", "1/2"), f"{GROUP}: 1/2 of 3 for 3 students", {"ada": "0.5"}),
    (("--group", GROUP, "--score", "1.5"), f"{GROUP}: 3/2 of 3 for 3 students", {"ada": "1.5"}),
    (("--group", GROUP, "--score", "2 1/2"), f"{GROUP}: 5/2 of 3 for 3 students", {"ada": "2.5"}),
    (("--group", GROUP, "--score", "full"), f"{GROUP}: 3 of 3 for 3 students", {"ada": "3"}),
    (("--group", GROUP, "--score", "0"), f"{GROUP}: 0 of 3 for 3 students", {"ada": "0"}),
    (("--answer", " n*x^(n-1\r\n", "--problem", "power-rule", "--score", "1"), "power-rule: 1 of 3 for 2 students",
     {"ada": "1", "bob": "1", "cyd": ""}),
    (("--answer", "n x^n", "--problem", "power-rule", "--score", "2"), "power-rule: 2 of 3 for eve", {"eve": "2", "gus": ""}),
    (("--answer", "n x^(n-1)", "--problem", "power-rule", "--score", "0"), "power-rule: 0 of 3 for dan", {"dan": "0", "gus": "0"}),
    (("--student", "ada", "--problem", "power-rule", "--score", "1"), "power-rule: 1 of 3 for ada", {"ada": "1", "bob": ""}),
    (("--student", "dan", "--problem", "power-rule", "--score", "1"), "power-rule: 1 of 3 for dan", {"dan": "1", "gus": ""}),
    (("--student", "ada", "--problem", "rule-product", "--score", "2"), "rule-product: 2 of 2 for ada", {"ada": ""}),
    (("--student", "gus", "--problem", "power-rule", "--score", "3"), "power-rule: 3 of 3 for gus", {"gus": "3"}),
    (("--student", "fay", "--unanswered", "blank"), "fay: what is unanswered is blank", {"fay": "0"}),
])
def test_every_form(work: Path, args: tuple[str, ...], said: str, points: dict[str, str]) -> None:
    done = decide(work, *args, "--by", "knuth", "--comment", "Look: twice.", "--reason", "bracket")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("\n")[0] == f"decided    {said}"
    [entry] = entries(work / "hw3")
    assert (entry["by"], entry["comment"], entry["reason"]) == ("knuth", "Look: twice.", "bracket")
    found = scores(work / "hw3")
    assert {student: found[student][1] for student in points} == points
    # The same once more changes nothing, and is no error.
    again = decide(work, *args, "--by", "hopper")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == f"note       {said}: this is decided already\n"
    assert entries(work / "hw3") == [entry]
    target = [each for name, each in zip(args[::2], zip(args[::2], args[1::2], strict=True), strict=True) if name != "--score"]
    undone = decide(work, "--undo", *(part for pair in target for part in pair))
    assert (undone.returncode, undone.stderr) == (0, "")
    assert undone.stdout.split("\n")[0] == f"undone     {said}"
    assert entries(work / "hw3") == []


@pytest.mark.parametrize(("args", "said"), [
    ((), "say what is decided, in one of these ways: --group G; --answer TEXT --problem P"),
    (("--score", "1"), "say what is decided"),
    (("--group", GROUP), "--score says how many points"),
    (("--group", GROUP, "--student", "ada", "--score", "1"), "say what is decided"),
    (("--student", "ada", "--score", "1"), "say what is decided"),
    (("--problem", "power-rule", "--score", "1"), "say what is decided"),
    (("--answer", "x", "--score", "1"), "say what is decided"),
    (("--group", "power-rule#afcde9", "--score", "1"), f"did you mean {GROUP}"),
    (("--group", "\x1b[2J", "--score", "1"), "u001b[2J' waits in this run"),
    (("--group", GROUP, "--score", "4"), "4 is more than the 3 points of this problem"),
    (("--group", GROUP, "--score", "-1"), "'-1' is no number of points such as 1, 1/2, 1.5 or full"),
    (("--group", GROUP, "--score", "1e0"), "'1e0' is no number"),
    (("--group", GROUP, "--score", "1/0"), "nothing can be divided by 0"),
    (("--group", GROUP, "--score", "1 2"), "'1 2' is no number"),
    (("--group", GROUP, "--score", "nan"), "'nan' is no number"),
    (("--group", GROUP, "--score", ""), "'' is no number"),
    (("--group", GROUP, "--score", "9" * 5_000), "is no number of points"),
    (("--group", GROUP, "--score", "1", "--comment", "\u202eevil"), "--comment has at most 2,000 characters, all of which can be shown"),
    (("--group", GROUP, "--score", "1", "--comment", "x" * 2_001), "--comment has at most 2,000 characters"),
    (("--group", GROUP, "--score", "1", "--by", "a\nb"), "is no name"),
    (("--student", "zoe", "--problem", "power-rule", "--score", "1"), "nobody in this run is called 'zoe'"),
    (("--student", "ada", "--problem", "power-rul", "--score", "1"), "this run has no problem 'power-rul'"),
    (("--student", "ada", "--unanswered", "blank"), "nothing of ada waits because of a file that nobody could read"),
    (("--student", "fay", "--unanswered", "blank", "--score", "0"), "--score does not go with --student S --unanswered blank"),
    (("--student", "fay", "--unanswered", "zero"), "--unanswered"),
    (("--answer", "n x^5", "--problem", "power-rule", "--score", "1"), "nobody in this run answered 'power-rule' like this"),
    (("--answer", "n x^n", "--problem", "nope", "--score", "1"), "this run has no problem 'nope'"),
    (("--undo",), "say what is decided"),
    (("--undo", "--group", GROUP), "there is no decision on this to take back"),
    (("--undo", "--student", "ada", "--problem", "power-rule"), "there is no decision on this to take back"),
    (("--undo", "--group", GROUP, "--score", "1"), "--score does not go with --undo"),
    (("--undo", "--group", GROUP, "--comment", "x"), "--undo goes without --comment"),
    (("--from", "nowhere.yaml"), "nowhere.yaml"),
])
def test_what_is_no_decision_changes_nothing(work: Path, args: tuple[str, ...], said: str) -> None:
    done = decide(work, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert entries(work / "hw3") == []


def test_an_ambiguous_name_lists_who_may_be_meant(work: Path) -> None:
    shutil.rmtree(work / "hw3")
    (work / "table.csv").write_text("email,name,power-rule\na@x,Ada,n*x^(n-1\nb@x,Ada,n*x^(n-1\n")
    command("grade", "table.csv", "--out", "hw3", "--quiet", cwd=work)
    done = decide(work, "--student", "Ada", "--problem", "power-rule", "--score", "1")
    assert done.returncode == 2
    listed = dict(re.findall(r"Ada ([ab]@x) \(([0-9a-f]{16})\)", done.stderr))
    for student, of in ((listed["a@x"], "1"), ("B@X", "2")):
        assert decide(work, "--student", student, "--problem", "power-rule", "--score", of).returncode == 0
    assert {str(entry["student"]) for entry in entries(work / "hw3")} == {"{'email': 'a@x', 'name': 'Ada'}", "{'email': 'b@x', 'name': 'Ada'}"}


def test_another_word_on_the_same_is_refused_with_both_and_the_way_out(work: Path) -> None:
    decide(work, "--group", GROUP, "--score", "1", "--by", "hopper")
    before = (work / "hw3" / "decisions.yaml").read_bytes()
    done = decide(work, "--group", GROUP, "--score", "2", "--by", "knuth")
    assert (done.returncode, done.stdout) == (2, "")
    assert "1 of 3 (hopper, hw3/decisions.yaml:2) / 2 of 3 (knuth)" in done.stderr
    assert "--undo" in done.stderr
    assert (work / "hw3" / "decisions.yaml").read_bytes() == before


def test_another_markers_decisions_join_whole_or_not_at_all(work: Path) -> None:
    decide(work, "--group", GROUP, "--score", "1", "--by", "knuth")
    decide(work, "--student", "gus", "--problem", "power-rule", "--score", "3", "--by", "knuth")
    shutil.move(work / "hw3" / "decisions.yaml", work / "theirs.yaml")
    theirs = (work / "theirs.yaml").read_text()
    decide(work, "--group", GROUP, "--score", "1", "--by", "hopper")
    done = decide(work, "--from", "theirs.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("joined     1 decision, 1 said the same\n")
    assert [entry["by"] for entry in entries(work / "hw3")] == ["hopper", "knuth"]
    before = (work / "hw3" / "decisions.yaml").read_bytes()
    (work / "theirs.yaml").write_text(theirs.replace("score: 1 of 3", "score: 2 of 3").replace("score: 3 of 3", "score: 0 of 3")
                                      + "- problem: rule-product\n  answers: [\"f'(x) g(x\"]\n  score: 1 of 2\n")
    done = decide(work, "--from", "theirs.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "2 of 3 contradict what is decided; nothing was written" in done.stderr
    assert "1 of 3 (hopper, hw3/decisions.yaml:2) / 2 of 3 (knuth, theirs.yaml:2)" in done.stderr
    assert "power-rule 'gus': 3 of 3 (knuth, " in done.stderr
    assert (work / "hw3" / "decisions.yaml").read_bytes() == before
    (work / "theirs.yaml").write_text("- problem: power-rule\n- score: 1\n")
    done = decide(work, "--from", "theirs.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert {found[0] for found in re.finditer(r"theirs\.yaml:[12]:", done.stderr)} == {"theirs.yaml:1:", "theirs.yaml:2:"}
    assert (work / "hw3" / "decisions.yaml").read_bytes() == before


def test_sheets_may_wait_for_regrade(work: Path) -> None:
    done = decide(work, "--group", GROUP, "--score", "1", "--no-sheets")
    assert done.stdout == f"decided    {GROUP}: 1 of 3 for 3 students\nnext       grader regrade hw3\n"
    assert scores(work / "hw3")["ada"][1] == ""
    assert command("export", "hw3", "csv", cwd=work).returncode == 4
    assert command("regrade", "hw3", cwd=work).returncode == 0
    assert scores(work / "hw3")["ada"][1] == "1"
