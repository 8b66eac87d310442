"""One answer file: the text form, the YAML form, encodings, and what is refused."""

from __future__ import annotations

import codecs
import time

import pytest
import yaml

from grader.intake import read_answers
from grader.model import Intake, Severity

KNOWN = ("chain-ex58", "power-rule", "jac")


def read(text: str | bytes, file: str = "ada.txt", problems: tuple[str, ...] = ()) -> Intake:
    return read_answers(text.encode() if isinstance(text, str) else text, file, problems)


def answers(intake: Intake) -> dict[str, str]:
    return {response.problem: response.text for submission in intake.submissions for response in submission.responses}


def codes(intake: Intake) -> list[tuple[str, int]]:
    return [(row.code, row.line) for row in intake.attention]


@pytest.mark.parametrize(("text", "expected"), [
    ("a: 2x", {"a": "2x"}),
    ("a:2x\nb : 3x \n", {"a": "2x", "b": "3x"}),
    ("# title\n\na: 2x\n\n# more\nb: 3x", {"a": "2x", "b": "3x"}),
    ("a: [[1, 2],\n    [3, 4]]\nb: 1", {"a": "[[1, 2],\n[3, 4]]", "b": "1"}),
    ("a:\n  [[1, 2],\n\n# between\n   [3, 4]]\n", {"a": "[[1, 2],\n[3, 4]]"}),
    ("a: x\n\t+ y", {"a": "x\n+ y"}),
    ("  a: x\n   + y\n  b: z", {"a": "x\n+ y", "b": "z"}),
    ("a: f: x -> 2x # sure", {"a": "f: x -> 2x # sure"}),
    ("a: x\n  # not at the margin", {"a": "x\n# not at the margin"}),
    ("a: 'q' \"q\" \\n {{ x }} =1+1", {"a": "'q' \"q\" \\n {{ x }} =1+1"}),
    ("a:\na: 2x", {"a": "2x"}),
    ("a: 2x\na:", {"a": "2x"}),
    ("a.b_c-1: no\nd: 1:30\ne: 010", {"a.b_c-1": "no", "d": "1:30", "e": "010"}),
    ("a: 2x\r\n   + 1\r\nb: 3\r", {"a": "2x\n+ 1", "b": "3"}),
    ("a: 2x\rb: 3", {"a": "2x", "b": "3"}),
    ("a: x\u2028y\x0bz", {"a": "x\u2028y\x0bz"}),
    ("a:\n2x\nb: 3x", {"a": "2x", "b": "3x"}), ("a:\n[1,\n 2]\n\n# b\nb:\n3x", {"a": "[1,\n2]", "b": "3x"}), ("a:\nb:\n2x", {"b": "2x"}),
])
def test_text_is_read_and_nothing_is_left_over(text: str, expected: dict[str, str]) -> None:
    intake = read(text)
    assert answers(intake) == expected
    assert intake.attention == ()
    assert [submission.student for submission in intake.submissions] == ["ada"]


@pytest.mark.parametrize(("text", "expected", "rows"), [
    ("a: 1\nsome prose\nb: 2", {"a": "1", "b": "2"}, [("intake/not-an-answer", 2)]),
    ("a: [1,\nmore prose\nb: 2", {"a": "[1,", "b": "2"}, [("intake/not-an-answer", 2)]),
    ("= 2\n: 3\na: 1", {"a": "1"}, [("intake/not-an-answer", 1), ("intake/not-an-answer", 2)]),
    ("a: 1\nb: 2\na: 3", {"a": "1", "b": "2"}, [("intake/duplicate-answer", 3)]),
    ("student: ada\nstudent: bob\na: 1", {"a": "1"}, [("intake/duplicate-answer", 2)]),
    ("a:\n\nsome prose\nb: 2", {"b": "2"}, [("intake/not-an-answer", 3)]),
    ("student:\nAda\na: 1", {"a": "1"}, [("intake/not-an-answer", 2)]),
    ("a:\n# mine\n2x\nb: 2", {"b": "2"}, [("intake/not-an-answer", 3)]),
    ("only prose\nand more", {}, [("intake/no-answers", 0), ("intake/not-an-answer", 1), ("intake/not-an-answer", 2)]),
    ("student: ada\nonly prose", {}, [("intake/no-answers", 0), ("intake/not-an-answer", 2)]),
])
def test_a_line_that_is_not_used_is_listed_and_the_others_go_on(
    text: str, expected: dict[str, str], rows: list[tuple[str, int]],
) -> None:
    intake = read(text)
    assert answers(intake) == expected
    assert codes(intake) == rows


MEANT = [
    # Bullets, numbers, emphasis, quotes and equal signs around a name that the bank has.
    ("- jac: 1", {"jac": "1"}), ("* jac : 1", {"jac": "1"}), ("• jac: 1", {"jac": "1"}), ("1. jac: 1", {"jac": "1"}), ("12) jac: 1", {"jac": "1"}),
    ("(3) jac: 1", {"jac": "1"}), ("a) jac: 1", {"jac": "1"}), ("**jac:** 1", {"jac": "1"}), ("**jac**: 1", {"jac": "1"}), ("`jac`: 1", {"jac": "1"}),
    ('"jac": "1"', {"jac": "1"}), ("'jac': '1',", {"jac": "1"}), ('"jac": "[1, 2]",', {"jac": "[1, 2]"}), ("jac = 1", {"jac": "1"}),
    ("jac=1", {"jac": "1"}), ("- power-rule = n x^(n-1)", {"power-rule": "n x^(n-1)"}), ("jac：1", {"jac": "1"}),
    (r'"jac": "\frac{1}{2}"', {"jac": r"\frac{1}{2}"}), ('"jac": 1', {"jac": "1"}), ('jac: "1"', {"jac": '"1"'}),
    ("- jac: [1,\n  2]\n- power-rule: 3", {"jac": "[1,\n2]", "power-rule": "3"}),
    # Capitals.
    ("Jac: 1\nPOWER-RULE = 2", {"jac": "1", "power-rule": "2"}), ("- Power-Rule: 1", {"power-rule": "1"}),
    # A bracket that is still open.
    ("jac: [1,\n2]\npower-rule: 3", {"jac": "[1,\n2]", "power-rule": "3"}), ("jac: [1,\n2]\n   3", {"jac": "[1,\n2]\n3"}),
    ("jac: (1 +\n\n# why\n2\n) x", {"jac": "(1 +\n2\n) x"}),
    ("jac: \\begin{bmatrix}\n1 & 2 \\\\\n3 & 4\n\\end{bmatrix}\npower-rule: 3", {"jac": "\\begin{bmatrix}\n1 & 2 \\\\\n3 & 4\n\\end{bmatrix}", "power-rule": "3"}),
    # JSON and YAML in a text file.
    ('{\n  "jac": "1",\n  "power-rule": "2"\n}\n', {"jac": "1", "power-rule": "2"}),
    ('{\n "answers": {\n  "jac": "1",\n  "power-rule": "2"\n }\n}\n', {"jac": "1", "power-rule": "2"}),
    ("answers:\n  jac: 1\n  power-rule: 2", {"jac": "1", "power-rule": "2"}),
]


@pytest.mark.parametrize(("text", "expected"), MEANT)
def test_a_line_is_read_as_meant_where_only_one_thing_can_be(text: str, expected: dict[str, str]) -> None:
    intake = read(text, problems=KNOWN)
    assert answers(intake) == expected
    assert intake.attention == ()


@pytest.mark.parametrize(("text", "said"), [
    ("f = 2x", "this may be the answer to 'f' or a line of a formula; write 'f: …' for an answer"),
    (r'"jac": "\\frac{1}{2}"', "a doubled backslash in quotes can be meant in two ways; write 'jac: …' without quotes"),
    ("jacc = 1", "write 'problem-id: answer'"), ("- jacc: 1", "write 'problem-id: answer'"), ("jac == 1", "write 'problem-id: answer'"),
    ("JAC: 1\nmore: 2", "there is no problem 'more'"), ("x jac: 1", "write 'problem-id: answer'"),
])
def test_a_line_that_can_be_meant_in_two_ways_is_no_answer_and_says_so(text: str, said: str) -> None:
    intake = read(text, problems=(*KNOWN, "f"))
    assert answers(intake) == ({"jac": "1"} if text.startswith("JAC") else {})
    assert said in " ".join(row.message for row in intake.attention)


def test_capitals_count_where_two_names_differ_in_nothing_else() -> None:
    assert answers(read("a: 1\nA: 2", problems=("a", "A"))) == {"a": "1", "A": "2"}
    intake = read("JAC: 1", problems=("jac", "Jac"))
    assert (answers(intake), codes(intake)[-1]) == ({}, ("intake/unknown-problem", 1))


def test_one_problem_in_two_spellings_is_answered_twice() -> None:
    intake = read("Jac: 1\njac: 2", problems=KNOWN)
    assert answers(intake) == {"jac": "1"}
    assert codes(intake) == [("intake/duplicate-answer", 2)]


@pytest.mark.parametrize(("text", "student", "rows"), [
    ("Name: Ada\njac: 1", "Ada", 0), ("**Name:** Ada\njac: 1", "Ada", 0), ("student name: Ada\njac: 1", "Ada", 0), ("Student's name: Ada\njac: 1", "Ada", 0),
    ('{\n"student": "Ada",\n"jac": "1"\n}', "Ada", 0), ("- student = Ada\njac: 1", "Ada", 0), ("Name: Ada (née\nByron)\njac: 1", "Ada (née", 1),
    ("Name: Ada Lovelace\nstudent: ada17\njac: 1", "ada17", 1), ("Name: Ada\nstudent: Ada\njac: 1", "Ada", 0), ("student:\nName: Ada\njac: 1", "Ada", 0),
    ("names: Ada\njac: 1", "ada", 1), ("the name: Ada\njac: 1", "ada", 1),
])
def test_a_name_is_the_students_and_the_line_student_comes_first(text: str, student: str, rows: int) -> None:
    intake = read(text, problems=KNOWN)
    assert [submission.student for submission in intake.submissions] == [student]
    assert len(intake.attention) == rows
    assert answers(intake) == {"jac": "1"}


def test_a_problem_that_is_called_name_is_a_problem() -> None:
    assert answers(read("name: 1", problems=("name",))) == {"name": "1"}


@pytest.mark.parametrize(("text", "file"), [
    ("", "a.txt"), ("\n# nothing yet\n", "a.md"), ("student: ada\njac:\n", "a.txt"), ("answers:\n", "a.yaml"), ("", "a.yml"),
    ("student: ada\nanswers: {jac: ''}", "a.yaml"),
])
def test_a_file_without_an_answer_is_a_blank_sheet_and_listed(text: str, file: str) -> None:
    intake = read(text, file)
    assert (len(intake.submissions), answers(intake), codes(intake)) == (1, {}, [("intake/no-answers", 0)])


@pytest.mark.parametrize(("text", "file"), [
    ("student: ada\njacc: 1", "a.txt"), ("power rule: 1\njacc: 1", "a.txt"), ("student: ada\nanswers: {jacc: 1}", "a.yaml"),
    ("student: ada\nanswers:\n  jac: [1, 2]", "a.yaml"),
])
def test_answers_that_belong_to_no_problem_are_no_blank_sheet(text: str, file: str) -> None:
    intake = read(text, file, KNOWN)
    assert intake.submissions == ()
    assert codes(intake)[0] == ("intake/no-answers", 0)


@pytest.mark.parametrize(("text", "near"), [
    ("power-rul: 1", "power-rule"), ("Power_Rule: 1", "power-rule"), ("chain-ex85: 1", "chain-ex58"), ("zzz: 1", None),
])
def test_an_unknown_problem_is_no_response(text: str, near: str | None) -> None:
    intake = read(text + "\njac: 2", problems=KNOWN)
    assert answers(intake) == {"jac": "2"}
    (row,) = intake.attention
    assert (row.code, row.line, row.problem) == ("intake/unknown-problem", 1, text.partition(":")[0])
    assert (f"did you mean '{near}'?" in row.message) == bool(near)
    assert ("did you mean" in row.message) == bool(near)


@pytest.mark.parametrize(("text", "file", "student"), [
    ("student: Ada Lovelace \na: 1", "x.txt", "Ada Lovelace"),
    ("Student: ada: the first\na: 1", "x.txt", "ada: the first"),
    ("student:\na: 1", "hw/x.y.txt", "x.y"),
    ("a: 1", "-", "-"),
    ("student: e\u0301", "x.txt", "\u00e9"),
    ("student: =cmd|' /C calc'!A0", "x.txt", "=cmd|' /C calc'!A0"),
    ("student: ../../etc/passwd", "x.txt", "../../etc/passwd"),
    ("student: 007\nanswers:\n  a: 1", "x.yaml", "007"),
    ("answers: {a: 1}", "bob.YML", "bob"),
])
def test_the_student(text: str, file: str, student: str) -> None:
    assert [submission.student for submission in read(text, file).submissions] == [student]


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\u202eb", "a" * 201, "a\u200bb", "a\u2028b", "a\u200db", "\u0639\u200c"])
def test_a_student_who_cannot_be_named_is_not_used(name: str) -> None:
    intake = read(f"student: {name}\na: 1")
    assert intake.submissions == ()
    assert codes(intake) == [("intake/student-id", 0)]


def test_a_name_is_spelt_with_joiners_where_its_script_has_them() -> None:
    name = "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"
    (submission,) = read(f"student: {name}\na: 1").submissions
    assert submission.who.name == name


@pytest.mark.parametrize(("text", "file", "places"), [
    ("# c\na: 2x\n  b:  y", "a.txt", [(2, 4)]),
    ("a:\n   2x\nb:\t y", "a.txt", [(2, 4), (3, 5)]),
    ("  a: 2x", "a.txt", [(1, 6)]),
    ("answers:\n  a: 2x\n  b: '3'\n", "a.yaml", [(2, 6), (3, 7)]),
])
def test_places_are_those_of_the_answer(text: str, file: str, places: list[tuple[int, int]]) -> None:
    (submission,) = read(text, file).submissions
    assert [(response.where.line, response.where.column) for response in submission.responses] == places
    assert {response.where.file for response in submission.responses} == {file}


@pytest.mark.parametrize(("text", "expected"), [
    ("student: ada\nanswers:\n  a: 2x\n  b: '[1, 2]'\n", {"a": "2x", "b": "[1, 2]"}),
    ("answers: {a: no, b: 1:30, c: 010, d: 1_000, e: 2020-01-01, f: ~, g: .5}",
     {"a": "no", "b": "1:30", "c": "010", "d": "1_000", "e": "2020-01-01", "f": "~", "g": ".5"}),
    ("answers:\n  a: |\n    [[1, 2],\n     [3, 4]]\n  b: x\n    + y", {"a": "[[1, 2],\n [3, 4]]\n", "b": "x + y"}),
    ("answers:\n  a: \"x\\ty\"\n  b:\n  c: ''", {"a": "x\ty"}),
    ("%YAML 1.1\n---\nanswers: {a: 1}\n...\n", {"a": "1"}),
])
def test_yaml_scalars_stay_text(text: str, expected: dict[str, str]) -> None:
    intake = read(text, "ada.yaml")
    assert answers(intake) == expected
    assert intake.attention == ()
    assert (intake.layout, len(intake.submissions)) == ("yaml", 1)


@pytest.mark.parametrize(("text", "expected", "rows"), [
    ("answers:\n  a: [x, y]\n  b: 1\n  c: {d: 1}", {"b": "1"}, [("intake/not-an-answer", 2), ("intake/not-an-answer", 4)]),
    ("answers:\n  a: 1\n  a: 2", {"a": "1"}, [("intake/duplicate-answer", 3)]),
    ("sheet: 3\nanswers: {a: 1}", {"a": "1"}, [("intake/not-an-answer", 1)]),
    ("answers:\n  ? 'a b'\n  : 1\n  b: 2", {"b": "2"}, [("intake/not-an-answer", 2)]),
    ("a: 1", {}, [("intake/no-answers", 0), ("intake/not-an-answer", 1)]),
])
def test_yaml_entries_that_are_not_used(text: str, expected: dict[str, str], rows: list[tuple[str, int]]) -> None:
    intake = read(text, "ada.yaml")
    assert answers(intake) == expected
    assert codes(intake) == rows


def test_yaml_tells_what_it_cut_off() -> None:
    (submission,) = read("answers:\n  a: 2x #2\n  b: '3 #3'\n", "ada.yaml").submissions
    assert [(remark.code, remark.where and remark.where.line) for remark in submission.remarks] == [("intake/yaml-comment", 2)]
    assert "#2" in submission.remarks[0].message


LAUGHS = "x0: &x0 [lol]\n" + "".join(f"x{n}: &x{n} [{','.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 10))
MERGE = "answers:\n" + "".join(f"  a{n}: {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9))


@pytest.mark.parametrize(("text", "line", "column"), [
    ("answers:\n  a: &x 1", 2, 6),
    ("answers:\n  a: 1\n  b: *x", 3, 6),
    ("answers:\n  a: !x 1", 2, 6),
    ("answers:\n  a: !!python/object/apply:os.system [ls]", 2, 6),
    ("answers: !!map {a: 1}", 1, 10),
    ("answers:\n  <<: {a: 1}", 2, 3),
    ("answers: {a: 1}\n---\nanswers: {a: 2}", 2, 1),
    ("answers: {a: 1}\nanswers: {a: 2}", 2, 1),
    ("answers:\n  a: |x|", 2, 7),
    ("answers:\n  a: 'x", 2, 8),
    ("answers:\n\ta: 1", 2, 1),
    ("answers: [a, b]", 1, 10),
    ("student: [a]", 1, 10),
    ("answers: {[a]: 1}", 1, 11),
    (LAUGHS, 1, 5),
    (MERGE, 2, 13),
    ("answers: " + "{a: " * 10_000, 1, 35),
    ("answers:\n" + "  a: 1\n" * 2_500, 1_999, 6),
], ids=range(18))
def test_yaml_that_is_not_plain_is_refused_with_its_place(text: str, line: int, column: int) -> None:
    started = time.perf_counter()
    intake = read(text, "ada.yaml")
    assert time.perf_counter() - started < 2
    assert intake.submissions == ()
    (row,) = intake.attention
    assert (row.code, row.line, row.student) == ("intake/yaml", line, "ada")
    assert row.message.startswith(f"line {line}, column {column}: ")


@pytest.mark.parametrize("text", [
    "answers: " + "[" * 40_000, "answers: " + "[\n" * 30_000, "- " * 30_000, "? " * 30_000, "answers: [" + "a," * 30_000,
    "answers:\n  a: [x", "answers:\n  a: %x", "\x07",
], ids=range(8))
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_neither_parser_is_brought_down(text: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if loader == "SafeLoader":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    started = time.perf_counter()
    intake = read(text, "ada.yaml")
    assert time.perf_counter() - started < 3
    assert (intake.submissions, [row.code for row in intake.attention]) == ((), ["intake/yaml"])


@pytest.mark.parametrize(("data", "text", "guessed"), [
    ("a: y²".encode(), "y²", False),
    (codecs.BOM_UTF8 + "a: y²".encode(), "y²", False),
    (codecs.BOM_UTF16_LE + "a: y²√".encode("utf-16-le"), "y²√", False),
    (codecs.BOM_UTF16_BE + "a: y²√\r\n".encode("utf-16-be"), "y²√", False),
    ("a: y² – 1".encode("cp1252"), "y² – 1", True),
])
def test_encodings(data: bytes, text: str, guessed: bool) -> None:
    intake = read(data)
    assert answers(intake) == {"a": text}
    remarks = intake.submissions[0].remarks
    assert [(remark.code, remark.severity) for remark in remarks] == [("intake/encoding", Severity.REMARK)] * guessed


@pytest.mark.parametrize(("data", "code"), [
    (b"a: 1\0", "intake/binary"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "intake/binary"),
    (b"a: \xff\x01", "intake/binary"),
    (codecs.BOM_UTF16_LE + "a: \0".encode("utf-16-le"), "intake/binary"),
    (b"a: \x81", "intake/encoding"),
    (codecs.BOM_UTF16_LE + b"a", "intake/encoding"),
    (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "intake/encoding"),
    (codecs.BOM_UTF32_LE + "a: 1".encode("utf-32-le"), "intake/encoding"),
    ("a: 1".encode("utf-16-le"), "intake/encoding"), ("a: ∂x² + 1/2".encode("utf-16-be"), "intake/encoding"),
    ("a: 1".encode("utf-32-le"), "intake/binary"),
    (b"a: " + b"x" * 65_536, "intake/too-big"),
])
def test_what_is_no_text_is_listed(data: bytes, code: str) -> None:
    intake = read(data)
    assert (intake.submissions, codes(intake)) == ((), [(code, 0)])


@pytest.mark.parametrize("text", [
    "b: 1\n" * 10_000, "x\n" * 30_000, "".join(f"p{n}: 1\n" for n in range(6_000)), ": \n" * 20_000,
    " " * 60_000 + "x", "a" * 60_000 + ":", "a" + " " * 60_000, "a:\n" + "".join(" " * n + "x\n" for n in range(340)),
])
def test_hostile_texts_cost_little_and_few_rows(text: str) -> None:
    started = time.perf_counter()
    intake = read(text, problems=tuple(f"problem-{n}" for n in range(60)))
    assert time.perf_counter() - started < 2
    assert 1 <= len(intake.attention) <= 22


def test_rows_are_safe_to_print() -> None:
    intake = read("\x1b[31mred\nstudent: ada", "n\n\x1b.txt")
    assert {(row.file, row.student) for row in intake.attention} == {("n\\u000a\\u001b.txt", "ada")}
    assert "\x1b" not in "".join(row.message for row in intake.attention)
