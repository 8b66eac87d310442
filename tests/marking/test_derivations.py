"""Derivations line by line: which line is the first wrong one, what follows from it, named steps, and what the lines earn."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bank_cases import SALT, bank, bank_of

from grader.marking import mark
from grader.model import Mark, Outcome

BANK = bank_of("""
- {id: lines, vars: {x: real}, f: "(2x+1)^4", wrt: x, truth: "8(2x+1)^3", points: 4, partial: lines}
- {id: whole, vars: {x: real}, f: "(2x+1)^4", wrt: x, truth: "8(2x+1)^3", points: 4}
""")

RIGHT, WRONG, FOLLOWS, UNDECIDED = "right", "wrong", "follows", "undecided"

CHAINS = [
    # answer, lines, the first wrong line (0: none), points with partial: lines
    ("4(2x+1)^3*2 = 8(2x+1)^3", [RIGHT, RIGHT], 0, 4),
    ("4(2x+1)^3*2 = 8(2x+1)^2", [RIGHT, WRONG], 2, 2),
    ("4(2x+1)^3 = 4(1+2x)^3", [WRONG, FOLLOWS], 1, 2),
    ("4(2x+1)^3 = 5(1+2x)^3", [WRONG, WRONG], 1, 0),
    ("h'(x) = 4(2x+1)^3*2\n= 8(2x+1)^2\n= 8(4x^2+4x+1)", [RIGHT, WRONG, FOLLOWS], 2, Fraction(8, 3)),
    (r"4(2x+1)^3 \cdot 2 \\ &= 8(2x+1)^2 \\ &= 8(4x^2+4x+1)", [RIGHT, WRONG, FOLLOWS], 2, Fraction(8, 3)),
    (r"h'(x) &= 4(2x+1)^3 \cdot 2 \\ &= 8(2x+1)^3", [RIGHT, RIGHT], 0, 4),
    ("4(2x+1)^3 = 8(2x+1)^3", [WRONG, RIGHT], 1, 4),
    ("8(2x+1)^3 = 8(2x+1)^3 + 1 = 8(2x+1)^3", [RIGHT, WRONG, RIGHT], 2, 4),
    ("(2x+1)^4 = 4(2x+1)^3*2 = 8(2x+1)^2", [RIGHT, WRONG], 2, 2),
]

NAMED = [
    # answer, names of the lines, lines, the first wrong line
    ("f = 2x+1\ng = f^4\nf' = 2\ng' = 4f^3\nh' = 8(2x+1)^3", ["f'", "g'", ""], [RIGHT, RIGHT, RIGHT], 0),
    (r"f = 2x+1 \\ g = f^4 \\ f' = 2 \\ g' = 4f^3 \\ h' = 8(2x+1)^3", ["f'", "g'", ""], [RIGHT, RIGHT, RIGHT], 0),
    (r"f &= 2x+1 \\ g &= f^4 \\ g' &= 3f^3 \\ f' &= 2 \\ h' &= 6(2x+1)^3", ["g'", "f'", ""], [WRONG, RIGHT, FOLLOWS], 1),
    ("f = 2x+1\ng = f^4\nf' = 3\ng' = 4f^3\nh' = 12(2x+1)^2", ["f'", "g'", ""], [WRONG, RIGHT, WRONG], 1),
    ("f = 2x+1\ng = f^4\nf' = 3\ng' = 4f^3\nh' = 12(2x+1)^3", ["f'", "g'", ""], [WRONG, RIGHT, FOLLOWS], 1),
    ("u = 2x+1\nu' = 2\nh' = 4u^3*2", ["u'", ""], [RIGHT, RIGHT], 0),
]


def marked(name: str, answer: str) -> Mark:
    problem = BANK.get(name)
    assert problem is not None
    return mark(problem, answer, SALT)


def lines_of(found: Mark) -> list[str]:
    words = {Outcome.CORRECT: RIGHT, Outcome.INCORRECT: WRONG, Outcome.UNDECIDED: UNDECIDED}
    return [FOLLOWS if line.follows else words[line.outcome] for line in found.verdict.lines]


def first_wrong(found: Mark) -> int:
    """The line that a message names, with the span of just that line."""
    named = [message for message in found.verdict.messages if message.code == "line/first-wrong"]
    if not named:
        return 0
    [message] = named
    number = int(message.message.split()[1])
    assert message.span == found.verdict.lines[number - 1].span
    return number


@pytest.mark.parametrize(("answer", "lines", "first", "points"), CHAINS)
def test_a_chain_line_by_line(answer: str, lines: list[str], first: int, points: Fraction) -> None:
    found = marked("lines", answer)
    assert (lines_of(found), first_wrong(found), found.score) == (lines, first, points)


@pytest.mark.parametrize(("answer", "lines", "first", "points"), CHAINS)
def test_lines_earn_nothing_where_the_problem_does_not_say_so(answer: str, lines: list[str], first: int, points: Fraction) -> None:
    found = marked("whole", answer)
    assert (lines_of(found), first_wrong(found)) == (lines, first)
    assert found.score == (4 if lines[-1] == RIGHT else 0)


@pytest.mark.parametrize(("answer", "lines", "first", "points"), [case for case in CHAINS if case[3] not in (0, 4)])
def test_the_credit_says_how_many_lines(answer: str, lines: list[str], first: int, points: Fraction) -> None:
    credit = marked("lines", answer).credit
    assert credit is not None
    good = sum(line in (RIGHT, FOLLOWS) for line in lines)
    assert (credit.kind, credit.done, credit.of, credit.share * 4) == ("lines", good, len(lines), points)


@pytest.mark.parametrize(("answer", "names", "lines", "first"), NAMED)
def test_named_steps_are_understood(answer: str, names: list[str], lines: list[str], first: int) -> None:
    found = marked("lines", answer)
    assert ([line.name for line in found.verdict.lines], lines_of(found), first_wrong(found)) == (names, lines, first)


@pytest.mark.parametrize("answer", [answer for answer, *_ in CHAINS] + [answer for answer, *_ in NAMED])
def test_the_line_of_a_span_is_the_line_that_was_read(answer: str) -> None:
    for line in marked("lines", answer).verdict.lines:
        text = answer[slice(*line.span)]
        assert text.strip() == text != ""
        assert line.read_as
        assert "=" not in text


@pytest.mark.parametrize(("answer", "lines", "first", "points"), [case for case in CHAINS if case[2] == 1 and case[1][-1] != RIGHT])
def test_the_diagnosis_is_about_the_first_wrong_line(answer: str, lines: list[str], first: int, points: Fraction) -> None:
    found = marked("lines", answer)
    assert "inner-derivative" in [item.rule for item in found.diagnoses]


REDEFINED = [
    # Names of the problem's own, defined again with the student's: the line is judged, whatever stands in it.
    ("a = x^2\nc = a + 1\n2x", Outcome.INCORRECT), ("a = x^2\nc = a + exp(a)\n2x(1/(2sqrt(c)) - sin(c))(1+exp(a))", Outcome.CORRECT),
    ("a = x\nb = a^2\nc = b + b exp(b)\n2x", Outcome.INCORRECT),
]


@pytest.mark.parametrize(("answer", "outcome"), REDEFINED)
def test_a_name_of_the_problem_may_be_written_with_ones_own(answer: str, outcome: Outcome) -> None:
    problem = bank().get("book-example-514")
    assert problem is not None
    assert mark(problem, answer, SALT).verdict.outcome is outcome
