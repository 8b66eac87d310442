"""What is wrong in an author's words is said with its place in the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.texts import loose_tex
from grader.words import filled

HEAD = "id: a\nvars: {x: real}\nf: \"x^2\"\nwrt: x\n"


def said(tmp_path: Path, text: str, advise: bool = True) -> list[tuple[str, int, int, str]]:
    (tmp_path / "bank.yaml").write_text(HEAD + text, "utf-8")
    _, faults = load_bank(tmp_path / "bank.yaml", advise=advise)
    return [(fault.code, fault.where.line, fault.where.column, fault.message) for fault in faults if fault.where]


@pytest.mark.parametrize(("text", "code", "line", "column", "part"), [
    ("statement: 'Find {@g@} now'\n", "bank/undeclared", 5, 18, "{@g@} names nothing"),
    ("statement: |\n  One line.\n  Then {@h@}.\n", "bank/undeclared", 7, 8, "{@h@} names nothing"),
    ("hints:\n  - 'see {@h@}'\n", "bank/undeclared", 6, 10, "{@h@} names nothing"),
    ("title: 'A $x + \\foo$'\n", "bank/tex", 5, 16, "Unknown command"),
    ("statement: |\n  One.\n\n  Then $\\frac{1$ here.\n", "bank/tex", 8, 16, "reached end of input"),
    ("statement: >-\n  One\n  and $\\foo$.\n", "bank/tex", 7, 8, "Unknown command"),
    ("solution: |-\n  x\n  f'(x) = $\\def\\a{b}$ 2x\n", "bank/tex", 7, 12, "is not allowed"),
    ("wrong:\n  - answer: 'x'\n    misconception: 'see $\\foo$'\n", "bank/tex", 7, 26, "Unknown command"),
    ("hints: 'this is `product-one-trem`'\n", "bank/rule", 5, 18, "there is no misconception 'product-one-trem'"),
])
def test_a_slip_is_told_where_it_is(tmp_path: Path, text: str, code: str, line: int, column: int, part: str) -> None:
    [(found, *place, message)] = said(tmp_path, text)
    assert (found, *place) == (code, line, column)
    assert part in message


@pytest.mark.parametrize(("text", "line", "column", "part"), [
    ("statement: 'Let \\(x\\) be'\n", 5, 17, "\\( begins no formula"), ("hints: '\\[x = 1\\]'\n", 5, 9, "\\[ begins no formula"),
    ("statement: 'Let $ x_1 $ be'\n", 5, 17, "$ x_1 $ is shown"), ("statement: 'Let $\\alpha be'\n", 5, 18, "\\alpha is shown"),
    ("statement: 'Let $x$, \\nabla f'\n", 5, 22, "\\nabla is shown"), ("solution: |-\n  one $y$\n  \\beta\n", 7, 3, "\\beta is shown"),
])
def test_tex_outside_of_dollars_is_warned_of(tmp_path: Path, text: str, line: int, column: int, part: str) -> None:
    [(found, *place, message)] = said(tmp_path, text)
    assert (found, *place) == ("bank/tex", line, column)
    assert part in message
    assert load_bank(tmp_path / "bank.yaml")[0].problems


@pytest.mark.parametrize(("text", "code", "column", "remedy"), [
    ("statement: 'Find {@f now'\n", "bank/text", 18, "write it as {@f@}"), ("statement: 'Find f@} now'\n", "bank/text", 18, "write it as {@f@}"),
    ("hints: 'the <b>inner</b> one'\n", "bank/text", 21, "write *this*, **that**, or TeX between dollars"),
    ("title: 'one<br>two'\n", "bank/text", 12, "write *this*, **that**, or TeX between dollars"),
    ("statement: 'see [this](https://a.org/b)'\n", "bank/text", 17, "write the address alone"),
    ("statement: '![plot](plot.png)'\n", "bank/text", 13, "write the address alone"),
    ("statement: '## Part'\n", "bank/text", 13, "write it as **this**, or as the title"),
    ('statement: "| a |\\n|---|"\n', "bank/text", 13, r"write $\begin{array} … \end{array}$, or a list"),
    ("statement: 'Let $x^2$ and $y'\n", "bank/text", 27, "end the formula with '$', or write \\$ for the sign"),
    ("statement: '$\\beta$ and \\beta'\n", "bank/tex", 25, "put it between dollars, without a blank behind the first one and before the last"),
])
def test_what_is_shown_as_it_is_typed_is_warned_of(tmp_path: Path, text: str, code: str, column: int, remedy: str) -> None:
    (tmp_path / "bank.yaml").write_text(HEAD + text, "utf-8")
    bank, [fault] = load_bank(tmp_path / "bank.yaml", advise=True)
    assert bank.problems
    assert fault.where is not None
    assert (fault.code, fault.where.line, fault.where.column, fault.remedy) == (code, 5, column, remedy)


@pytest.mark.parametrize("text", ["$ " + "_" * 30_000, "$a " * 10_000])
def test_dollars_that_are_not_closed_are_read_in_time(text: str) -> None:
    start = time.process_time()
    assert len(list(loose_tex(text))) <= 1
    assert time.process_time() - start < 1


@pytest.mark.parametrize("text", [
    "statement: 'The set \\{x\\}, (a) [b], costs $ 5 or 6 $, `\\frac` and $\\frac12$'\n", "statement: '\\$5, a \\ b'\n",
    "statement: 'Differentiate {@f@} by {@wrt@}; {@x@}, $x_1 \\in \\mathbb{R}$, $undeclared$'\n", "hints: 'as in `product-one-term` and `a-b`'\n",
    "statement: 'between $5 and $6'\n", "statement: 'f: [0,1](x/2) for 0 < x <b, |x|, `</b>` and `{@f`, a #2, $x</b>$, \\$x'\n", "statement: '\\$1 and $x$(y), 5$ and $x$-axis, ${@f@}$x, $`</b>$'\n",
])
def test_what_is_well_is_left_alone(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, text) == []


GIVEN = """id: a
variants: {a: [2, 3]}
vars: {x: real, t: real}
parts:
  - part: J
    given: true
    defs: {u: "a x"}
    statement: "The map {@f@}, $g = {@ f @}$, by {@wrt@}, with {@u@} and {@a@} is called J."
    f: "[sin(u); t]"
    wrt: [x, t]
  - part: d
    statement: "Find det(J), and not {@f@}, by {@x@}. See {@J.f@}."
    f: "det(J)"
    asked: value
"""


def test_what_a_given_part_names_is_its_own_in_each_variant(tmp_path: Path) -> None:
    (tmp_path / "bank.yaml").write_text(GIVEN, "utf-8")
    bank, faults = load_bank(tmp_path / "bank.yaml")
    assert faults == () or {fault.code for fault in faults} == {"bank/without"}
    said = [filled(variant.shown.statement, variant.task) for variant in bank.problems[0].variants]
    assert said == [f"The map [sin(u); t], $g = [sin(u); t]$, by x, t, with {a}x and {a} is called J. "
                    "Find det(J), and not det(J), by x. See [sin(u); t]." for a in (2, 3)]


@pytest.mark.parametrize(("given", "own", "place"), [("Let {@g@} be.", "Find it.", (6, 44)), ("Let {@f@} be.", "See {@J.g@}.", (7, 26))])
def test_what_names_nothing_beside_a_given_part_is_told_once(tmp_path: Path, given: str, own: str, place: tuple[int, int]) -> None:
    text = (f"id: a\nvars: {{x: real}}\n\n\nparts:\n  - {{part: J, given: true, statement: '{given}', f: x, wrt: x}}\n"
            f"  - {{part: d, statement: '{own}', f: x^2, wrt: x}}\n")
    (tmp_path / "bank.yaml").write_text(text, "utf-8")
    _, faults = load_bank(tmp_path / "bank.yaml")
    assert [(fault.code, fault.where.line, fault.where.column) for fault in faults if fault.where] == [("bank/undeclared", *place)]


def test_a_list_before_the_statement_of_a_part_is_no_part_of_it(tmp_path: Path) -> None:
    text = "id: a\nstatement: |\n  Let\n\n  - one\n  - two\nvars: {x: real}\nparts:\n  - {part: d, statement: Find it., f: x^2, wrt: x}\n"
    (tmp_path / "bank.yaml").write_text(text, "utf-8")
    bank, _ = load_bank(tmp_path / "bank.yaml")
    assert bank.problems[0].shown.statement.endswith("- two\n\nFind it.")


def test_a_definition_and_the_f_of_each_part_may_be_named(tmp_path: Path) -> None:
    text = ("id: a\nvars: {x: real}\ndefs: {u: \"x^2\"}\nstatement: 'Let {@u@}.'\nparts:\n"
            "  - {part: p, statement: 'Differentiate {@f@}.', f: 'u', wrt: x}\n  - {part: q, statement: '{@p@}', f: 'x p', wrt: x}\n")
    (tmp_path / "bank.yaml").write_text(text, "utf-8")
    _, faults = load_bank(tmp_path / "bank.yaml")
    assert [(fault.code, fault.where.line) for fault in faults if fault.where] == [("bank/undeclared", 7)]
