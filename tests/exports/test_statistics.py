"""``statistics.csv`` against plain reckoning and the standard library's correlation."""

from __future__ import annotations

import csv
import io
import random
import statistics
from fractions import Fraction

import pytest

from grader.bank import load_bank
from grader.exports import statistics_table
from grader.marking import Tally
from grader.model import Bank, Decided, Diagnosis, Mark, Outcome, Result, Verdict, plain_identity
from grader.places import place
from grader.record import replace

RULES = ("inner-derivative", "factor-lost")
COLUMNS = ("problem", "section", "points", "students", "answered", "correct", "incorrect", "blank", "unreadable", "undecided", "mean", "facility",
           "discrimination", "first_misconception", "its_students")
"""As week.md §7 has them."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    whole = load_bank(place("problem_bank"))[0]
    three = (replace(problem, shown=replace(problem.shown, points=points)) for problem, points in zip(whole.problems, (Fraction(2), Fraction(3), Fraction(1, 2)), strict=False))
    return Bank(tuple(three), whole.digest)


def mark_of(problem: str, points: Fraction, outcome: Outcome, score: Fraction | None, rule: str = "") -> Mark:
    diagnoses = (Diagnosis(rule, "why"),) if rule else ()
    return Mark(problem, "" if outcome is Outcome.BLANK else "x", Decided(Verdict(outcome), "", diagnoses), score, points)


def class_of(bank: Bank, count: int, seed: int) -> list[list[Mark]]:
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        skill = rng.random()
        marks = []
        for problem in bank.problems:
            chance = rng.random()
            if chance < 0.05:
                outcome: Outcome = rng.choice([Outcome.UNREADABLE, Outcome.UNDECIDED])
                marks.append(mark_of(problem.id, problem.points, outcome, None))
            elif chance < 0.1:
                marks.append(mark_of(problem.id, problem.points, Outcome.BLANK, Fraction(0)))
            elif rng.random() < skill:
                marks.append(mark_of(problem.id, problem.points, Outcome.CORRECT, problem.points))
            else:
                marks.append(mark_of(problem.id, problem.points, Outcome.INCORRECT, problem.points * rng.choice([0, 0, 1]) / 3, rng.choice(["", *RULES])))
        made.append(marks)
    return made


def table_of(bank: Bank, sheets: list[list[Mark]]) -> list[dict[str, str]]:
    tally, results = Tally(bank, "s"), []
    for number, marks in enumerate(sheets):
        person = f"{number:016x}"
        for each in marks:
            tally.add(each, [person])
        raw = sum((each.score for each in marks if each.score is not None), Fraction(0))
        results.append(Result(person, person, plain_identity(person), (), raw, Fraction(1), raw, Fraction(6), sum(each.score is None for each in marks),
                              tuple(each.score for each in marks), ""))
    data = statistics_table(bank, results, tally.counts())
    assert data == statistics_table(bank, results[::-1], tally.counts())
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_every_column_is_what_it_says(bank: Bank, seed: int) -> None:
    sheets = class_of(bank, 60, seed)
    found = table_of(bank, sheets)
    assert tuple(found[0]) == COLUMNS
    for place_, (row, problem) in enumerate(zip(found, bank.problems, strict=True)):
        mine = [marks[place_] for marks in sheets]
        decided = [each.score for each in mine if each.score is not None]
        assert (row["problem"], row["section"], Fraction(row["points"]), row["students"]) == (problem.id, problem.shown.section, problem.points, "60")
        for outcome in Outcome:
            assert row[outcome.value] == str(sum(each.verdict.outcome is outcome for each in mine))
        assert row["answered"] == str(sum(each.answer != "" for each in mine))
        assert float(row["mean"]) == pytest.approx(float(sum(decided)) / len(decided), abs=6e-5)
        assert float(row["facility"]) == pytest.approx(float(sum(decided) / problem.points) / len(decided), abs=6e-5)
        whole = [marks for marks in sheets if all(each.score is not None for each in marks)]
        shares = [float((marks[place_].score or 0) / problem.points) for marks in whole]
        rests = [float(sum(each.score or 0 for at, each in enumerate(marks) if at != place_)) for marks in whole]
        assert float(row["discrimination"]) == pytest.approx(statistics.correlation(shares, rests), abs=6e-5)
        shown = {rule: sum(each.diagnoses != () and each.diagnoses[0].rule == rule for each in mine) for rule in RULES}
        most = max(shown.values())
        assert (row["first_misconception"], row["its_students"]) == (min(rule for rule in RULES if shown[rule] == most), str(most))


@pytest.mark.parametrize(("count", "is_empty"), [(9, True), (10, False)])
def test_few_students_have_no_correlation(bank: Bank, count: int, is_empty: bool) -> None:
    sheets = [[mark_of(problem.id, problem.points, Outcome.CORRECT, problem.points * ((number + at) % 3) / 2) for at, problem in enumerate(bank.problems)]
              for number in range(count)]
    waiting = [[mark_of(problem.id, problem.points, Outcome.UNDECIDED, None) for problem in bank.problems]] * 5
    assert {row["discrimination"] == "" for row in table_of(bank, sheets + waiting)} == {is_empty}


def test_without_variation_there_is_no_correlation_and_without_a_student_no_mean(bank: Bank) -> None:
    same = [[mark_of(problem.id, problem.points, Outcome.CORRECT, problem.points) for problem in bank.problems]] * 20
    assert [(row["discrimination"], row["facility"], row["first_misconception"], row["its_students"]) for row in table_of(bank, same)] == [("", "1", "", "")] * 3
    assert [(row["students"], row["mean"], row["facility"], row["discrimination"]) for row in table_of(bank, [])] == [("0", "", "", "")] * 3
