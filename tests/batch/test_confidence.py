"""How often the machine errs: limits against tables, closed forms, and the one promise that they make, counted out."""

from __future__ import annotations

from math import comb

import pytest

from grader.batch.review.confidence import DOUBT, Rate, interval, together


@pytest.mark.parametrize(("wrong", "judged", "low", "high"), [
    (0, 0, 0.0, 1.0),
    (1, 10, 0.0025, 0.4450),
    (5, 10, 0.1871, 0.8129),
    (5, 100, 0.0164, 0.1128),
    (3, 2_000, 0.0003, 0.0044),
])
def test_limits_of_printed_tables(wrong: int, judged: int, low: float, high: float) -> None:
    assert [round(limit, 4) for limit in interval(wrong, judged)] == [low, high]


@pytest.mark.parametrize("judged", [1, 7, 50, 3_000])
def test_none_or_all_wrong_has_a_closed_form(judged: int) -> None:
    edge = 1 - (DOUBT / 2) ** (1 / judged)
    assert interval(0, judged) == pytest.approx((0, edge), abs=1e-12)
    assert interval(judged, judged) == pytest.approx((1 - edge, 1), abs=1e-12)


@pytest.mark.parametrize("judged", [1, 5, 23, 60])
@pytest.mark.parametrize("doubt", [DOUBT, DOUBT / 2])
def test_whatever_the_true_rate_is_the_limits_miss_it_no_more_often_than_they_say(judged: int, doubt: float) -> None:
    limits = [interval(wrong, judged, doubt) for wrong in range(judged + 1)]
    for rate in [step / 200 for step in range(201)]:
        missed = sum(comb(judged, wrong) * rate**wrong * (1 - rate) ** (judged - wrong)
                     for wrong, (low, high) in enumerate(limits) if not low <= rate <= high)
        assert missed <= doubt + 1e-12


def test_kinds_weigh_as_much_as_the_run_has_of_them() -> None:
    share, low, high = together([Rate("correct", 1, 10, 900), Rate("incorrect", 5, 10, 100)])
    assert share == pytest.approx(0.9 * 0.1 + 0.1 * 0.5)
    (first, second), (third, fourth) = interval(1, 10, DOUBT / 2), interval(5, 10, DOUBT / 2)
    assert (low, high) == pytest.approx((0.9 * first + 0.1 * third, 0.9 * second + 0.1 * fourth))


def test_a_kind_of_which_nothing_was_judged_may_have_any_rate() -> None:
    _, low, high = together([Rate("correct", 0, 50, 300), Rate("incorrect", 0, 0, 100)])
    assert low == 0
    assert high > 0.25
