"""Marks as JSON: every field of the contract, exact numbers, lines of ASCII; what is no JSON is refused."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import (
    Agreement,
    Counterexample,
    Credit,
    Decided,
    Diagnosis,
    Diagnostic,
    Form,
    Line,
    Mark,
    Outcome,
    Proof,
    Same,
    Severity,
    StoreError,
    Undefined,
    Verdict,
    Where,
    dumps,
    loads,
    mark_to_json,
)

TEXT = st.text(max_size=12)
SPAN = st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99))
WHERE = st.none() | st.builds(Where, TEXT, st.integers(1, 99), st.integers(1, 99))
POINT = st.dictionaries(TEXT, TEXT, max_size=3).map(lambda point: tuple(point.items()))
POINTS = st.fractions(min_value=0, max_value=100)
EVIDENCE = st.one_of(
    st.none(), st.builds(Same), st.builds(Proof, TEXT), st.builds(Agreement, st.integers(0, 99), st.integers(0, 9)),
    st.builds(Undefined, POINT), st.builds(Form, TEXT, SPAN),
    st.builds(Counterexample, POINT, TEXT, st.none() | TEXT, st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9)),
              st.booleans(), st.booleans()),
)
MESSAGE = st.builds(Diagnostic, TEXT, TEXT, TEXT, SPAN, WHERE, st.sampled_from(Severity))
LINE = st.builds(Line, st.tuples(st.integers(0, 99), st.integers(0, 99)), TEXT, st.sampled_from(Outcome), EVIDENCE, st.booleans(), TEXT)
CREDIT = st.none() | st.builds(Credit, TEXT, st.fractions(0, 1), st.integers(0, 9), st.integers(0, 9), TEXT)
VERDICT = st.builds(Verdict, st.sampled_from(Outcome), st.none() | TEXT, EVIDENCE,
                    st.lists(MESSAGE, max_size=2).map(tuple), st.lists(st.sampled_from(Outcome), max_size=3).map(tuple),
                    st.lists(LINE, max_size=2).map(tuple))
DECIDED = st.builds(Decided, VERDICT, TEXT, st.lists(st.builds(Diagnosis, TEXT, TEXT, SPAN, TEXT), max_size=2).map(tuple))
MARK = st.builds(Mark, TEXT, TEXT, DECIDED, st.none() | POINTS, POINTS, CREDIT,
                 st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple), WHERE)

WRONG = Mark(
    "q1", "2(x+2y^3)",
    Decided(Verdict(Outcome.INCORRECT, None, Counterexample((("x", "1"), ("y", "1/2")), "6", "36", (1, 2)),
                    (Diagnostic("read/last-member", "only the last member is graded", "", (0, 3), Where("a.txt", 3)),),
                    (Outcome.CORRECT, Outcome.INCORRECT), (Line((0, 9), "2*(x + 2*y^3)", Outcome.INCORRECT, None, False, "g'"),)),
            "2*(x + 2*y^3)", (Diagnosis("inner-derivative", "the inner factor is missing", (0, 9), "it is 6y^2"),)),
    Fraction(1, 2), Fraction(1), Credit("entries", Fraction(1, 2), 1, 2), (("q0", "2x"),), Where("a.txt", 3, 5),
)


def test_one_mark_has_the_fields_of_the_contract() -> None:
    assert mark_to_json(WRONG) == {
        "problem": "q1", "answer": "2(x+2y^3)", "read_as": "2*(x + 2*y^3)", "outcome": "incorrect", "layout": None,
        "score": "1/2", "out_of": "1", "truth": "derived",
        "evidence": {"kind": "counterexample", "point": {"x": "1", "y": "1/2"}, "student": "6", "key": "36",
                     "entry": [1, 2], "exact": True, "key_varies": True},
        "entries": ["correct", "incorrect"],
        "diagnoses": [{"rule": "inner-derivative", "message": "the inner factor is missing", "span": [0, 9], "detail": "it is 6y^2",
                       "alone": True}],
        "messages": [{"code": "read/last-member", "message": "only the last member is graded", "span": [0, 3], "remedy": "",
                      "severity": "error", "where": {"file": "a.txt", "line": 3, "column": 1}}],
        "lines": [{"span": [0, 9], "read_as": "2*(x + 2*y^3)", "outcome": "incorrect", "evidence": {"kind": None}, "follows": False,
                   "name": "g'"}],
        "credit": {"kind": "entries", "share": "1/2", "done": 1, "of": 2, "name": ""},
        "earlier": [["q0", "2x"]],
        "where": {"file": "a.txt", "line": 3, "column": 5},
        "ruling": None,
    }


def test_a_pending_mark_has_null_for_a_score_and_an_evidence_without_kind() -> None:
    pending = mark_to_json(Mark("q1", "2(", Decided(Verdict(Outcome.UNREADABLE)), None, Fraction(2)))
    assert (pending["score"], pending["out_of"], pending["evidence"], pending["layout"]) == (None, "2", {"kind": None}, None)


@given(MARK, MARK)
def test_a_mark_is_a_line_that_says_all_of_it(mark: Mark, other: Mark) -> None:
    line = dumps(mark_to_json(mark))
    assert line.isascii()
    assert "\n" not in line
    assert (line == dumps(mark_to_json(other))) is (mark == other)
    data = json.loads(line)
    assert (data["problem"], data["answer"], data["read_as"]) == (mark.problem, mark.answer, mark.read_as)
    assert (data["score"] and Fraction(data["score"]), Fraction(data["out_of"])) == (mark.score, mark.out_of)
    assert [each["rule"] for each in data["diagnoses"]] == [each.rule for each in mark.diagnoses]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [-float("inf")]}])
def test_no_number_that_json_does_not_have(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(value)


@pytest.mark.parametrize(("text", "written"), [
    ("\u2028\u2029\x85\x00\x1b[31m", r'"\u2028\u2029\u0085\u0000\u001b[31m"'),
    ("\ud800", r'"\ud800"'),
    ("</script>é", r'"</script>\u00e9"'),
])
def test_a_line_stays_a_line_of_ascii(text: str, written: str) -> None:
    assert dumps(text) == written
    assert loads(written) == text


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a": Infinity}', "[" * 100_000, '{"a": ' * 100_000, "1" * 5000, "[1,]"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(StoreError):
        loads(text)
