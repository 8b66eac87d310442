"""The sample of verdicts is drawn by chance and nothing else, and the table of judgements is read back whatever became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.batch import Settings, run
from grader.batch.review.audit import Drawn, Sample, chosen, draw
from grader.batch.review.judgements import (
    AGREES,
    DIFFERS,
    HEAD,
    NAME,
    UNSURE,
    WITHDRAWN,
    Judgement,
    forget_answers,
    judged,
    note,
    rates,
)
from grader.intake import read_submissions
from grader.model import Outcome, StoreError
from grader.places import place

RIGHT, WRONG, MUDDLE = "n x^(n-1)", "n x^n", "n x^(n-1"
STUDENTS = 60


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 60 students: 40 right answers in 20 spellings, 10 wrong ones in 10, 5 unreadable ones, 5 blanks."""
    folder = tmp_path_factory.mktemp("audit")
    for number in range(STUDENTS):
        text = RIGHT + " " * (number % 20) + "+ 0" if number < 40 else f"{WRONG} + {number}" if number < 50 else MUDDLE if number < 55 else ""
        (folder / "class").mkdir(exist_ok=True)
        (folder / "class" / f"s{number:02}.txt").write_text(f"power-rule: {text}\n")
    bank, _ = load_bank(place("problem_bank") / "5.1-univariate" / "power-rule.yaml")
    ids = [problem.id for problem in bank.problems]
    run(bank, read_submissions(folder / "class", ids), Settings(folder / "run", "audit", salt="s"), lambda *_: None)
    return folder / "run"


def test_a_sample_is_of_the_machines_verdicts_and_counts_those_it_was_drawn_from(graded: Path) -> None:
    sample = draw(graded, 1_000)
    assert sample.of == (40, 10)
    assert len(sample.drawn) == 50
    assert len({(each.person, each.mark.problem) for each in sample.drawn}) == 50
    assert {each.mark.verdict.outcome for each in sample.drawn} == {Outcome.CORRECT, Outcome.INCORRECT}


def test_a_larger_sample_goes_on_where_a_smaller_one_ends(graded: Path) -> None:
    small, large = draw(graded, 8), draw(graded, 30)
    assert [each.key for each in large.drawn][:8] == [each.key for each in small.drawn]
    assert draw(graded, 30) == large
    assert [each.person for each in draw(graded, 30, "another").drawn] != [each.person for each in large.drawn]


def test_every_verdict_of_a_kind_has_the_same_chance(graded: Path) -> None:
    """400 samples of 10: about 5 each of 40 right and 10 wrong answers; a student is drawn 50 or 200 times, give or take 5 deviations."""
    verdicts = draw(graded, 1_000).drawn
    counts: dict[str, int] = {}
    first = [0, 0]
    for seed in range(400):
        drawn, _ = chosen(verdicts, 10, str(seed))
        first[drawn[0].mark.verdict.outcome is Outcome.INCORRECT] += 1
        for each in drawn:
            counts[each.person] = counts.get(each.person, 0) + 1
    assert len(counts) == 50
    low = sorted(counts.values())
    assert low[0] >= 18
    assert low[39] <= 85
    assert low[40] >= 145
    assert low[-1] <= 255
    # The order tells nobody which kind comes first.
    assert 150 <= first[0] <= 250


def judgement(drawn: Drawn, said: str, **more: object) -> Judgement:
    return Judgement(drawn, datetime(2026, 11, 24, 10, 32, tzinfo=UTC), "knuth", "", "right", said, **more)  # type: ignore[arg-type]


def test_what_was_judged_is_known_and_may_be_taken_back(graded: Path, tmp_path: Path) -> None:
    first, second, third = draw(graded, 3).drawn
    note(tmp_path, judgement(first, AGREES))
    note(tmp_path, judgement(second, DIFFERS, should=Fraction(1, 2), comment='=HYPERLINK("x")'))
    note(tmp_path, judgement(third, UNSURE))
    assert judged(tmp_path) == {first.key: AGREES, second.key: DIFFERS, third.key: UNSURE}
    note(tmp_path, judgement(second, WITHDRAWN))
    note(tmp_path, judgement(third, AGREES))
    assert judged(tmp_path) == {first.key: AGREES, third.key: AGREES}
    lines = (tmp_path / NAME).read_text("utf-8").splitlines()
    assert lines[0] == ",".join(HEAD)
    assert len(lines) == 6
    assert lines[2].split(",")[10:12] == ["0.5", '"\'=HYPERLINK(""x"")"']


def test_a_line_that_was_cut_off_is_passed_over_and_stays_alone(graded: Path, tmp_path: Path) -> None:
    first, second, third = draw(graded, 3).drawn
    note(tmp_path, judgement(first, AGREES))
    before = len((tmp_path / NAME).read_bytes())
    note(tmp_path, judgement(second, AGREES, comment='a "quotation", and more'))
    data = (tmp_path / NAME).read_bytes()
    for size in range(before, len(data) - 1):
        (tmp_path / NAME).write_bytes(data[:size])
        assert judged(tmp_path) == {first.key: AGREES}, size
        note(tmp_path, judgement(third, AGREES))
        assert judged(tmp_path) == {first.key: AGREES, third.key: AGREES}, size


def test_a_spreadsheet_may_have_saved_it(graded: Path, tmp_path: Path) -> None:
    [first] = draw(graded, 1).drawn
    note(tmp_path, judgement(first, AGREES))
    text = (tmp_path / NAME).read_text("utf-8")
    (tmp_path / NAME).write_bytes(b"\xef\xbb\xbf" + text.replace(",", ";").replace("\n", "\r\n").encode())
    assert judged(tmp_path) == {first.key: AGREES}


def test_an_answer_is_forgotten_with_all_that_was_said_of_it(graded: Path, tmp_path: Path) -> None:
    first, second, third = draw(graded, 3).drawn
    for each in (first, second, third, second):
        note(tmp_path, judgement(each, AGREES, comment="as in the lecture"))
    forget_answers(tmp_path, {(second.mark.problem, second.mark.answer), ("other", first.mark.answer)})
    assert judged(tmp_path) == {first.key: AGREES, third.key: AGREES}
    assert second.mark.answer not in [cell.strip('"') for cell in (tmp_path / NAME).read_text("utf-8").replace("\n", ",").split(",")]
    note(tmp_path, judgement(second, AGREES))
    assert len(judged(tmp_path)) == 3


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"\x00\x01\x02", b"PK\x03\x04" + bytes(range(256))])
def test_another_file_of_that_name_is_not_touched(tmp_path: Path, data: bytes) -> None:
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(StoreError, match="move it away"):
        judged(tmp_path)
    assert (tmp_path / NAME).read_bytes() == data


def test_a_link_is_not_followed(graded: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("mine")
    (tmp_path / NAME).symlink_to(tmp_path / "other")
    with pytest.raises(StoreError):
        note(tmp_path, judgement(draw(graded, 1).drawn[0], AGREES))
    assert (tmp_path / "other").read_text() == "mine"


def test_rates_count_up_to_the_first_that_was_not_judged(graded: Path) -> None:
    sample = draw(graded, 40)
    right = [each.key for each in sample.drawn if each.mark.verdict.outcome is Outcome.CORRECT]
    wrong = [each.key for each in sample.drawn if each.mark.verdict.outcome is Outcome.INCORRECT]
    place = next(place for place, key in enumerate(right) if place > 2 and key not in right[:place])
    known = {key: AGREES for key in right[:place]} | {key: AGREES for key in right[place + 1:] if key != right[place]}
    known[right[0]] = DIFFERS
    known |= dict.fromkeys(wrong, AGREES) | {wrong[1]: UNSURE}
    first, second = rates(sample, known)
    assert (first.judged, first.wrong, first.of) == (place, right[:place].count(right[0]), 40)
    assert (second.judged, second.wrong, second.unsure, second.of) == (len(wrong) - 1, 0, 1, 10)
    assert rates(Sample("", "", (), (0, 0)), {}) == ()
