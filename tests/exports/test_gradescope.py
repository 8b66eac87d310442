"""Gradescope: always a valid file, no points for what waits, and no answer given away."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import pytest

from grader.exports import Options, Run
from grader.exports.gradescope import result, write
from grader.exports.gradescope_reader import faults
from grader.model import Counterexample, Decided, Decision, Lateness, Mark, Outcome, Provenance, Ruling, Sheet, UsageError, Verdict, dumps
from grader.record import replace


def test_gold(make_run: Callable[..., Run]) -> None:
    made = write(make_run("ada"), Options())
    (file,) = made.files
    assert (file.path, made.accepted, made.lines) == ("results.json", 1, (("note", "Gradescope will accept 1 of 1 files."),))
    assert json.loads(file.data) == {
        "score": 2.3333, "output": "2.3333 of 3 points.", "output_format": "text", "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            {"score": 2, "status": "passed", "max_score": 2, "name": "q1", "name_format": "text", "number": "1",
             "output": "Correct.\nYour answer: 2x\nRead as: 2*x", "output_format": "text", "visibility": "visible"},
            {"score": 0.3333, "status": "failed", "max_score": 1, "name": "q2", "name_format": "text", "number": "2",
             "output": "Not yet.\nYour answer: cos(2x)\nRead as: cos(2*x)\n"
                       "At x = 0 yours gives 1, the right value is 2.\nThe inner factor is missing.",
             "output_format": "text", "visibility": "visible"},
        ],
    }


def test_what_waits_has_neither_score_nor_status(make_run: Callable[..., Run]) -> None:
    made = write(make_run("ada", pending=("ada",)), Options())
    results = json.loads(made.files[0].data)
    assert results["score"] == 2
    assert results["output"] == "2 of 3 points. 1 of 2 answers wait for a person and are not in this score."
    assert {"score", "status"} & set(results["tests"][1]) == set()
    assert "not counted as wrong" in results["tests"][1]["output"]
    assert made.lines[0] == ("pending", "ada: 1 to be looked at; no points are written for these")


@pytest.mark.parametrize("evidence", [
    Counterexample((), "3", "42", key_varies=False), Counterexample((("x", "1"),), "3", None),
])
def test_a_constant_or_hidden_truth_is_not_given_away(evidence: Counterexample) -> None:
    mark = Mark("q", "3", Decided(Verdict(Outcome.INCORRECT, evidence=evidence), "3"), Fraction(0), Fraction(1))
    text = result(Sheet("ada", (mark,), Provenance("", "")))["tests"][0]["output"]
    assert "42" not in text
    assert "None" not in text
    assert "not the right value" in text


def test_a_run_without_sheets_makes_a_valid_file_too(make_run: Callable[..., Run]) -> None:
    (file,) = write(make_run(), Options()).files
    assert (file.path, faults(file.data)) == ("results.json", ())
    assert "A person has to look" in json.loads(file.data)["output"]


def test_one_of_a_class_or_a_file_for_each(make_run: Callable[..., Run]) -> None:
    run = make_run("ada", "../../etc/passwd", "=x")
    assert [file.path for file in write(run, Options()).files] == [
        "gradescope/s0.json", "gradescope/s1.json", "gradescope/s2.json"]
    assert [file.path for file in write(run, Options(student="=x")).files] == ["results.json"]
    with pytest.raises(UsageError, match="no sheets of bob"):
        write(run, Options(student="bob"))
    login = make_run("login:ada", "name:ada")
    assert [file.path for file in write(make_run("login:ada", "x"), Options(student="ADA")).files] == ["results.json"]
    with pytest.raises(UsageError, match="several sheets of ada"):
        write(login, Options(student="ada"))


def test_points_for_being_late_are_said(make_run: Callable[..., Run]) -> None:
    sheet = replace(next(make_run("ada").sheets()), lateness=Lateness(penalty=Fraction(1, 3)))
    assert result(sheet)["output"] == "2 of 3 points. Without the points for being late it would be 2.3333."


def test_names_are_numbers_where_the_run_has_no_sheet(make_run: Callable[..., Run]) -> None:
    run = make_run("../a", "b", html=False)
    taken = replace(run, results=(replace(run.results[0], file="feedback/sheet-0002.html"), run.results[1]))
    assert [file.path for file in write(run, Options()).files] == ["gradescope/sheet-0001.json", "gradescope/sheet-0002.json"]
    assert [file.path for file in write(taken, Options()).files] == ["gradescope/sheet-0002.json", "gradescope/sheet-0002-2.json"]


@pytest.mark.parametrize("answer", [
    "<math><mi>x</mi></math>", "a\x1b[31m\x00\u202e", "\ud800", "\u2028", "x" * 70_000, '"}]', "::error::",
])
def test_hostile_answers_are_text(answer: str) -> None:
    mark = Mark("q", answer, Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(1))
    data = dumps(result(Sheet("ada", (mark,), Provenance("", "")))).encode("ascii")
    assert faults(data) == ()
    test = json.loads(data)["tests"][0]
    assert test["output_format"] == "text"
    assert len(test["output"]) < 1000
    assert all(line.isprintable() for line in test["output"].split("\n"))


@pytest.mark.parametrize(("data", "said"), [
    ("", "no JSON"), ("[]", "no object"), ("{}", "no score"), ('{"score": NaN}', "no JSON"), ('{"score": "1"}', "'score'"),
    ('{"score": true}', "'score'"), ('{"score": 1, "visibility": "public"}', "'visibility'"),
    ('{"score": 1, "marks": []}', "'marks' is unknown"), ('{"tests": [{"max_score": 1}]}', "no score"),
    ('{"tests": []}', "no score"),
    ('{"tests": [1]}', "tests[0] is no object"), ('{"score": 1, "tests": {}}', "'tests'"),
    ('{"tests": [{"score": 1, "status": "correct"}]}', "'status'"), ('{"tests": [{"score": 1, "output": 3}]}', "'output'"),
    ('{"tests": [{"score": 1, "output_format": "mathml"}]}', "'output_format'"),
    ('{"tests": [{"score": 1, "tags": ["a", 1]}]}', "'tags'"),
    ('{"tests": [{"score": 1, "number": 1}]}', "'number'"), ('{"tests": [{"score": null}]}', "'score'"),
    ('{"score": 1, "visibility": ["visible"]}', "'visibility'"),
])
def test_files_that_gradescope_refuses(data: str, said: str) -> None:
    found = faults(data.encode())
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize("data", [
    '{"score": 1}', '{"tests": [{"score": 1}]}', '{"score": 0, "execution_time": "0.12", "tests": [{"max_score": 1}]}',
    '{"score": 1, "tests": [{"score": 1, "tags": ["a"], "extra_data": {}}], "leaderboard": []}',
])
def test_files_that_gradescope_takes(data: str) -> None:
    assert faults(data.encode()) == ()


def test_a_persons_decision_is_told_in_place_of_what_the_machine_found(make_run: Callable[..., Run]) -> None:
    sheet = next(make_run("ada").sheets())
    ruling = Ruling(Decision("q2", ("cos(2x)",), None, Fraction(1), Fraction(2), comment="Half of it.", by="hopper"))
    found = result(replace(sheet, marks=(replace(sheet.marks[1], ruling=ruling, score=Fraction(1, 2)),)))
    (test,) = found["tests"]
    assert (test["score"], test["max_score"], test["status"]) == (0.5, 1, "failed")
    assert test["output"] == "0.5 of 1 points, decided by a person.\nHalf of it.\nYour answer: cos(2x)\nRead as: cos(2*x)"
