"""``attention.csv``: no formula, no line end, letters as they are, and a way out for every code that an intake has."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest

from grader.exports import attention_table
from grader.exports.attention import WAYS_OUT
from grader.model import Attention

GRADER = Path(__file__).resolve().parents[2] / "grader"


def rows(*items: Attention) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(attention_table(items, {"0123456789abcdef": "feedback/zoe-muller-01234567.html"}).decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_says_where_who_what_and_what_to_do() -> None:
    [row] = rows(Attention("scan.pdf", "intake/unread-file", "nothing of this was read; 5 unanswered problems wait", "Zoë Müller", person="0123456789abcdef"))
    assert row == {"file": "scan.pdf", "line": "", "student": "Zoë Müller", "problem": "", "code": "intake/unread-file",
                   "message": "nothing of this was read; 5 unanswered problems wait", "group": "",
                   "way out": "look at the file; if it holds no further answer: grader decide RUN --student NAME --unanswered blank", "sheet": "feedback/zoe-muller-01234567.html"}


def test_an_answer_that_waits_names_its_group() -> None:
    [row] = rows(Attention("a.txt", "syntax/bracket", "this bracket is never closed", "Ada", "jac-polar", 4, "0" * 16, "jac-polar#3f9a61"))
    assert (row["group"], row["line"], row["problem"]) == ("jac-polar#3f9a61", "4", "jac-polar")
    assert "--include-pending" in row["way out"]


@pytest.mark.parametrize("text", ["=HYPERLINK(\"//evil\")", "+1+1", "-2+3", "@x", "\t=1", " =1", "＝1", "|x", "a\nb", "a\r\n=1", "\x1b[2J", "\u202ex", "a,b;c\td", 'a"b'])
def test_no_cell_is_a_formula_or_has_a_line_end(text: str) -> None:
    data = attention_table([Attention(text, "x/y", text, text, text, 1, "0", text)], {})
    assert data.startswith("\ufefffile,".encode())
    assert data.count(b"\n") == 2
    [row] = rows(Attention(text, "x/y", text, text, text, 1, "0", text))
    for name in ("file", "student", "message", "problem", "group"):
        assert row[name].lstrip()[:1] not in tuple("=+-@|＝")
        assert row[name].isprintable()


def test_every_code_of_an_intake_has_a_way_out() -> None:
    said = {node.value for path in GRADER.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
            if isinstance(node.value, str) and node.value.split("/")[0] in ("intake", "late", "batch") and node.value.count("/") == 1
            if node.value.replace("/", "").replace("-", "").isalpha() and not node.value.endswith("/")}
    assert len(said) > 30
    assert said - set(WAYS_OUT) == set()
