"""Words for students: outcomes and their signs, evidence as text and as formulas, messages, hints; no key in any of them."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from bank_cases import SALT, bank_of
from hypothesis import given
from hypothesis import strategies as st

from grader.marking import hint_steps, hints, mark
from grader.model import (
    Agreement,
    Counterexample,
    Decided,
    Decision,
    Diagnostic,
    Evidence,
    Identity,
    Line,
    Mark,
    Outcome,
    Proof,
    Ruling,
    Same,
    Severity,
    Undefined,
    Verdict,
)
from grader.record import replace
from grader.words import (
    DECIDED,
    FOLLOWS,
    HERE,
    SIGNS,
    WORDS,
    Headline,
    Hint,
    Piece,
    Said,
    Sentence,
    as_sentence,
    found_before,
    headline,
    hint_lines,
    line_headline,
    one_line,
    place,
    said,
    sentence,
    typeset,
)

POINT = (("x", "1"),)


def marked(outcome: Outcome, layout: str | None = None, follows: str = "", ruling: Ruling | None = None) -> Mark:
    return Mark("q", "2x", Decided(Verdict(outcome, layout), "2x", follows=follows), None, Fraction(1), ruling=ruling)


# -- outcomes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mine", "state", "sign", "text"), [
    (marked(Outcome.CORRECT), "correct", "✓", "correct"),
    (marked(Outcome.CORRECT, "denominator"), "correct", "✓", "correct (denominator layout)"),
    (marked(Outcome.INCORRECT), "incorrect", "✗", "not yet"),
    (marked(Outcome.INCORRECT, follows="inner"), "follows", "↳", "follows from your part inner"),
    (marked(Outcome.INCORRECT, follows="inner, outer"), "follows", "↳", "follows from your parts inner, outer"),
    (marked(Outcome.CORRECT, follows="inner"), "correct", "✓", "correct"),
    (marked(Outcome.UNREADABLE), "unreadable", "!", "cannot be read"),
    (marked(Outcome.UNDECIDED), "undecided", "?", "not decided: your instructor will look"),
    (marked(Outcome.BLANK), "blank", "–", "blank"),
    (marked(Outcome.UNREADABLE, ruling=Ruling(Decision("q", ("2x",), score=Fraction(1)))), "decided", "✎", "decided by a person"),
    (marked(Outcome.INCORRECT, follows="inner", ruling=Ruling(Decision("q", ("2x",)))), "decided", "✎", "decided by a person"),
    (marked(Outcome.BLANK, ruling=Ruling(Decision(unanswered="blank", student=Identity("", "number", "7")))), "decided", "–",
     "blank: a person has looked at what the machine could not read"),
])
def test_how_a_mark_is_headed(mine: Mark, state: str, sign: str, text: str) -> None:
    found = headline(mine)
    assert (found.state, found.sign, found.text) == (state, sign, text)


def test_every_outcome_has_its_own_sign_and_word_and_none_blames() -> None:
    assert set(SIGNS) == set(WORDS) == set(Outcome)
    assert len({*SIGNS.values(), FOLLOWS, DECIDED}) == len(Outcome) + 2
    assert len(set(WORDS.values())) == len(Outcome)
    assert not re.search("wrong|fail|false|error", " ".join(WORDS.values()))


@pytest.mark.parametrize(("line", "expected"), [
    (Line((0, 1), "x", Outcome.CORRECT), Headline("correct", "✓", "correct")),
    (Line((0, 1), "x", Outcome.INCORRECT), Headline("incorrect", "✗", "not yet")),
    (Line((0, 1), "x", Outcome.INCORRECT, follows=True), Headline("follows", "↳", "follows from the line above")),
    (Line((0, 1), "x", Outcome.INCORRECT, name="g'"), Headline("incorrect", "✗", "g': not yet")),
    (Line((0, 1), "x", Outcome.UNDECIDED), Headline("undecided", "?", "not decided")),
])
def test_how_a_line_is_headed(line: Line, expected: Headline) -> None:
    assert line_headline(line) == expected


def test_what_the_machine_had_found_is_said_only_beside_a_decision() -> None:
    ruling = Ruling(Decision("q", ("2x",), score=Fraction(1)))
    assert found_before(marked(Outcome.UNDECIDED)) == ""
    assert found_before(marked(Outcome.BLANK, ruling=ruling)) == ""
    assert found_before(marked(Outcome.UNDECIDED, ruling=ruling)) == "The machine found: not decided."


# -- evidence ---------------------------------------------------------------------------------------------------------------

SENTENCES: list[tuple[Evidence | None, str]] = [
    (None, ""),
    (Same(), "This is the reference answer itself, up to the order of sums and products."),
    (Proof("rules"), "Proved: this is the function that was asked for."),
    (Proof("rules", ((("N", 2),),), True), "Proved: this is the function that was asked for, for all sizes."),
    (Agreement(90, 6, ((("N", 3),), (("N", 4),))), "Agrees to 90 digits at 6 random points, verified at the sizes N = 3 and N = 4."),
    (Agreement(90, 1), "Agrees to 90 digits at 1 random point."),
    (Undefined(POINT), "At x = 1 yours has no value, where the function has one."),
    (Undefined((("f(t)", "t^2"), ("x", "0"))), "Try f(t) = t^2, x = 0: yours has no value, where the function has one."),
    (Counterexample(POINT, "108", "216"), "At x = 1 yours gives 108, the right value is 216."),
    (Counterexample(POINT, "-1.30729", "3.26822", exact=False), "At x = 1 yours gives about -1.30729, the right value is about 3.26822."),
    (Counterexample(POINT, "2", "8.15485", exact=False, exact_side="student"), "At x = 1 yours gives 2, the right value is about 8.15485."),
    (Counterexample(POINT, "8.15485", "2", exact=False, exact_side="key"), "At x = 1 yours gives about 8.15485, the right value is 2."),
    (Counterexample(POINT, "1", "2", (1, 2)), "At x = 1 yours gives 1 in row 1, column 2, the right value is 2."),
    (Counterexample(POINT, "1", "2", (1, 2, 1)), "At x = 1 yours gives 1 at the indices 1, 2, 1, the right value is 2."),
    (Counterexample((("f(t)", "t^2"), ("x", "1")), "3", "6"), "Try f(t) = t^2, x = 1: yours gives 3, the right value is 6."),
    (Counterexample((), "3", "4"), "Yours gives 3, the right value is 4."),
    (Counterexample(POINT, "3", "7", key_varies=False), "At x = 1 yours gives 3, which is not the right value."),
    (Counterexample(POINT, "3", None), "At x = 1 yours gives 3, which is not the right value."),
]


@pytest.mark.parametrize(("evidence", "text"), SENTENCES)
def test_evidence_is_a_sentence(evidence: Evidence | None, text: str) -> None:
    assert sentence(evidence).text == text


def test_the_value_of_a_constant_is_said_only_to_who_may_see_the_key() -> None:
    found = Counterexample(POINT, "3", "7", key_varies=False)
    assert "7" not in typeset(sentence(found))
    assert sentence(found, "this answer", reveals=True).text == "At x = 1 this answer gives 3, the right value is 7."
    assert "right value is" not in sentence(replace(found, key=None), reveals=True).text


def formulas_of(html: str) -> list[tuple[str, str]]:
    """The alternative text of each formula and the text within; the whole must be well formed."""
    root = ElementTree.fromstring(f"<p>{html}</p>")
    return [(each.attrib["alttext"], "".join(each.itertext())) for each in root.iter("math")]


@pytest.mark.parametrize(("point", "shown"), [
    ((("x1", "1/2"),), [("x1 = 1/2", "x1=12")]),
    ((("x_1", "-2"),), [("x_1 = -2", "x1=−2")]),
    ((("theta", "1.5"),), [("theta = 1.5", "θ=1.5")]),
    ((("h", "1.5e-7"),), [("h = 1.5e-7", "h=1.510−7")]),
    ((("A", "[1, 2; -1/3, 4]"),), [("A = [1, 2; -1/3, 4]", "𝐀=[12−134]")]),
    ((("dF", "[1, 2; 3, 4]"),), [("dF = [1, 2; 3, 4]", "d𝐅=[1234]")]),
    ((("f(s, t)", "s^2 t"), ("s", "1")), [("f(s, t) = s^2 t", "f(s,t)=s2t"), ("s = 1", "s=1")]),
])
def test_evidence_is_mathematics_where_it_can_be(point: tuple[tuple[str, str], ...], shown: list[tuple[str, str]]) -> None:
    found = [(alt, text.replace("\u2062", "").replace("\u2061", "").replace("⋅", "").replace("·", ""))
             for alt, text in formulas_of(typeset(sentence(Counterexample(point, "3", "6"))))]
    assert found == [*shown, ("3", "3"), ("6", "6")]


@pytest.mark.parametrize("value", ["f(…)", "<b>", "[1, 2; 3]", "[]", "[1, ]", "1e", "--1", "1/", "nan", "x" * 500])
def test_what_is_no_formula_stays_text_and_is_escaped(value: str) -> None:
    said = sentence(Counterexample((("x", value), ("g(…)", "1 + r^2 <i>")), value, None))
    assert value in said.text
    assert formulas_of(typeset(said)) == []
    assert "<" not in typeset(said)


def test_a_distance_beside_a_value_is_typeset_as_a_sum() -> None:
    [_, mine, _] = formulas_of(typeset(sentence(Counterexample(POINT, "216 + 1.5e-20", "216", exact=False))))
    assert mine[0] == "216 + 1.5e-20"
    assert mine[1].startswith("216+1.5")


TEXTS = st.text(st.sampled_from("0123456789/-+.e[];, x_(t)^<>&\"'"), max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=3), TEXTS, st.none() | TEXTS)
def test_any_evidence_is_well_formed_and_its_pieces_are_its_text(point: list[tuple[str, str]], student: str, key: str | None) -> None:
    found = sentence(Counterexample(tuple(point), student, key))
    assert found == Sentence(tuple(Piece(piece.text, piece.members) for piece in found.pieces))
    root = ElementTree.fromstring(f"<p>{typeset(found)}</p>")
    for each in root.iter("math"):
        each[:] = []
        each.text = each.attrib["alttext"]
    assert "".join(root.itertext()) == found.text


@pytest.mark.parametrize(("entry", "text"), [(None, ""), ((2, 1), " in row 2, column 1"), ((1,), " at the indices 1")])
def test_where_an_entry_stands(entry: tuple[int, ...] | None, text: str) -> None:
    assert place(entry) == text


# -- messages and hints -----------------------------------------------------------------------------------------------------


def test_a_message_is_two_sentences_or_one_line() -> None:
    found = Diagnostic("syntax/unclosed-bracket", "this bracket is never closed", "add ')'", (1, 2))
    assert said(found) == Said("This bracket is never closed.", "Add ')'.", (1, 2))
    assert one_line(found) == "this bracket is never closed; add ')'"
    assert said(replace(found, severity=Severity.REMARK, remedy="")) == Said("This bracket is never closed.", "")
    assert one_line(Diagnostic("a/b", "x\x1b[31m")) == "x\\u001b[31m"
    assert one_line(Diagnostic("a/b", "did you mean 2x?", "write it so")) == "did you mean 2x? Write it so"


@pytest.mark.parametrize(("text", "expected"), [
    ("", ""), ("the answer", "The answer."), (HERE, "Your answer differs from a right one here:"), ("x is unknown", "x is unknown."), ("2x is?", "2x is?"), ("∂f/∂y is missing", "∂f/∂y is missing."), ("a denominator must be a scalar", "A denominator must be a scalar."),
    ("a 1 × D row is", "A 1 × D row is."), ("a is no row", "a is no row."), ("a and b are", "a and b are."), ("a exp(x) is", "a exp(x) is.")])
def test_a_message_begins_with_a_capital_unless_a_formula_stands_there(text: str, expected: str) -> None:
    assert as_sentence(text) == expected


def test_a_step_of_the_hints_as_lines() -> None:
    step = Hint(2, ("Look\x07 again.",), (0, 1), ("f = x^2, by x", ("2x", "x2")))
    assert hint_lines(step, "4(2x+1)^3") == [HERE, "  4(2x+1)^3", "  ^", "Look\\u0007 again.", "a worked example: f = x^2, by x", "  = 2x",
                                             "  = x2"]
    assert not step.is_empty
    assert Hint(1).is_empty


def test_the_steps_are_the_lines_of_the_hints() -> None:
    problem = bank_of("""
- {id: chain, vars: {x: real}, f: "(2x+1)^4", wrt: x, hints: ["one", "two", "three", "four"]}
""").problems[0]
    mine = mark(problem, "4(2x+1)^3", SALT)
    steps = list(hint_steps(problem, mine, 3, SALT))
    assert [step.level for step in steps] == [1, 2, 3]
    assert [step.said[-1] for step in steps] == ["one", "two", "four"]
    assert [line for step in steps for line in hint_lines(step, mine.answer)] == list(hints(problem, mine, 3, SALT))
    assert list(hint_steps(problem, mark(problem, "8(2x+1)^3", SALT), 3, SALT)) == []


# -- the room ---------------------------------------------------------------------------------------------------------------


def test_a_browser_can_import_the_words() -> None:
    """Neither a template, nor YAML, nor a command line, nor an algebra system comes with them."""
    asked = "import sys, grader.words; print(*{'jinja2', 'markupsafe', 'yaml', 'click', 'sympy', 'numpy', 'flint'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.strip() == ""
