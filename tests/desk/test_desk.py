"""The protocol of the page, request by request."""

from __future__ import annotations

import json

import pytest
from desks import SALT, ask, desk_of, lecture

from grader.cli.marked import lines_of_mark
from grader.desk import open_desk, page_bank
from grader.marking import hints, mark
from grader.model import Bank, StoreError, mark_to_json, without_key

CHAIN, ROW, SIZE = "chain-2x-plus-1", "gradient-ex57", "shape-RD-RE"
PARTS = "practice-chain-in-parts"


def test_boot_says_what_the_desk_is() -> None:
    found = ask("boot")["boot"]
    assert found == {"mode": "practice", "bank": lecture().digest, "grader": "0.1.0", "problems": [item.id for item in lecture().problems]}
    assert ask("boot", "graded")["boot"] == {**found, "mode": "graded"}


@pytest.mark.parametrize(("problem", "answer", "state", "plain", "shape", "fits", "asked"), [
    (CHAIN, "8(2x+1)^3", "read", "8(2x + 1)^3", "a scalar", True, ""),
    (CHAIN, "8(2x+1", "unreadable", "", "", None, ""),
    (CHAIN, " \n", "blank", "", "", None, ""),
    (CHAIN, "[x, 1]", "read", "[x, 1]", "a 1 × 2 row", False, "a scalar"),
    (ROW, "[x1, x2]", "read", "[x1, x2]", "a 1 × 2 row", True, ""),
    (ROW, "[x1; x2]", "read", "[x1; x2]", "a 2 × 1 column", False, "a 1 × 2 row"),
    (ROW, "0", "read", "0", "a scalar", True, ""),
    ("least-squares-gradient", "-2(y - Phi theta)^T Phi", "read", "-2(y - Phi*theta)^T*Phi", "a 1 × D row", True, ""),
    ("identity-det-gradient", "det(X)", "read", "det(X)", "a scalar", False, "an N × N matrix"),
    ("identity-det-gradient", "|X| X^{-1}", "read", "det(X)*X^(-1)", "an N × N matrix", True, ""),
    (SIZE, "E x D", "read", "E x D", "", None, ""),
    (SIZE, "E x", "unreadable", "", "", None, ""),
])
def test_read(problem: str, answer: str, state: str, plain: str, shape: str, fits: bool | None, asked: str) -> None:
    found = ask("read", problem=problem, answer=answer)["reading"]
    assert {name: found[name] for name in ("state", "plain", "shape", "fits", "asked")} == {
        "state": state, "plain": plain, "shape": shape, "fits": fits, "asked": asked}
    assert found["math"].startswith("<math alttext=") == (state == "read" and problem != SIZE)
    assert bool(found["said"]) == (state == "unreadable")
    only_read = ask("read", "graded", problem=problem, answer=answer)["reading"]
    assert only_read == {**found, "fits": None, "asked": ""}


@pytest.mark.parametrize(("answer", "code", "span"), [
    ("8(2x+1", "syntax/unclosed-bracket", [1, 2]),
    ("𝑥 + 8(2x+1", "syntax/unclosed-bracket", [5, 6]),
    ("x" * 2_001, "syntax/too-long", None),
    ("x+" * 601 + "x", "syntax/too-many-symbols", None),
    ("(" * 101 + "x" + ")" * 101, "syntax/too-deep", None),
    ("x and 2x", "syntax/one-answer", None),
])
def test_an_error_has_its_place_in_code_points(answer: str, code: str, span: list[int] | None) -> None:
    for reading in (ask("read", problem=CHAIN, answer=answer)["reading"], ask("check", problem=CHAIN, answer=answer)["reading"]):
        [said] = reading["said"]
        assert (reading["state"], said["code"], said["error"]) == ("unreadable", code, True)
        assert said["text"][-1] in ".!?"
        assert span is None or said["span"] == span


def test_what_does_not_fit_together_is_said_of_an_answer_that_was_read() -> None:
    for mode in ("practice", "graded"):
        reading = ask("read", mode, problem="identity-det-gradient", answer="X + [1, 2]")["reading"]
        assert (reading["state"], reading["shape"], reading["fits"]) == ("read", "", None)
        assert [each["code"] for each in reading["said"]] == ["shape/sum"]


@pytest.mark.parametrize(("problem", "answer"), [
    (CHAIN, "8(2x+1)^3"), (CHAIN, "4(2x+1)^3"), (CHAIN, "8(2x+1"), (CHAIN, ""), (CHAIN, "8(2x+1)^3 + 1/x"),
    (ROW, "[2x1x2 + x2^3; x1^2 + 3x1x2^2]"), (ROW, "[2x1x2 + x2^3, x1^2]"), (SIZE, "D x E"), ("intro-dot-coordinates", "x"),
    (CHAIN, "4(2x+1)^3 * 2\n= 9(2x+1)^3"),
])
def test_check_says_what_the_command_says(problem: str, answer: str) -> None:
    """The lines of ``check`` are those of the whole bank, in which the author's right forms are."""
    reply = ask("check", problem=problem, answer=answer)
    asked = lecture().get(problem)
    assert asked is not None
    found = mark(asked, answer, SALT)
    assert reply["mark"] == json.loads(json.dumps(mark_to_json(without_key(found))))
    shown, reading = reply["shown"], reply["reading"]
    lines = " ".join(lines_of_mark(found, hints(asked, found, 1, SALT, lambda: lecture().problems)))
    assert f"{shown['sign']} {problem}" in lines
    assert shown["word"] in lines
    assert shown["layout"] in lines
    assert reading["plain"] in lines
    assert reading["plain"] == found.read_as
    assert shown["evidence"] == "".join(piece["text"] for piece in shown["pieces"])
    assert shown["evidence"] in lines
    assert shown["spoken"].startswith(shown["word"])
    assert all(line in lines for line in (shown["hint"] or {"lines": []})["lines"])


def test_steps_of_a_hint_say_only_their_own() -> None:
    asked, answer = lecture().get(CHAIN), "4(2x+1)^3"
    assert asked is not None
    first = ask("check", problem=CHAIN, answer=answer)["shown"]["hint"]
    steps = [ask("hint", problem=CHAIN, answer=answer, level=level)["hint"] for level in (1, 2, 3)]
    assert first == steps[0]
    assert [(step["level"], step["next"]) for step in steps] == [(1, 2), (2, 3), (3, None)]
    assert (steps[0]["span"], steps[1]["span"], steps[2]["span"]) == (None, [0, 1], None)
    question, chain = steps[2]["example"]["question"], steps[2]["example"]["chain"]
    said = [*steps[0]["lines"], *steps[1]["lines"], *steps[2]["lines"], f"a worked example: {question}", *(f"  = {each}" for each in chain)]
    lines = list(hints(asked, mark(asked, answer, SALT), 3, SALT, lambda: lecture().problems))
    kept = [line for line in lines if not line.startswith("  4(2x") and line.strip() != "^"]
    # A line of the page begins with a capital.
    assert [line.casefold() for line in kept] == [line.casefold() for line in said]


@pytest.mark.parametrize("answer", ["8(2x+1)^3", "", "8(2x+1"])
def test_what_is_not_wrong_has_no_hint(answer: str) -> None:
    assert ask("check", problem=CHAIN, answer=answer)["shown"]["hint"] is None
    assert ask("hint", problem=CHAIN, answer=answer, level=2)["hint"] == {
        "level": 2, "lines": [], "pieces": [], "span": None, "example": None, "next": None}


def test_an_answer_may_follow_from_an_earlier_one() -> None:
    whole, inner = f"{PARTS}.whole", f"{PARTS}.inner"
    answer = "2x cos(x^2 + 3x)"
    alone = ask("check", problem=whole, answer=answer)
    assert (alone["shown"]["state"], alone["mark"]["score"]) == ("incorrect", "0")
    # What is no part of the group, or comes later, does not count.
    after = ask("check", problem=whole, answer=answer, earlier={inner: "2x", CHAIN: "1", whole: "1", "nothing": "1"})
    assert (after["shown"]["state"], after["shown"]["word"]) == ("follows", "follows from your part inner")
    assert (after["mark"]["score"], after["mark"]["earlier"], after["shown"]["hint"]) == ("2", [[inner, "2x"]], None)
    right = ask("check", problem=whole, answer=answer, earlier={inner: "2x + 3"})
    assert right == alone
    assert ask("read", "graded", problem=whole, answer="inner outer")["reading"]["shape"] == "a scalar"


def test_a_file_gives_its_answers_and_what_could_not_be_used() -> None:
    text = f"student: Ada\n# mine\n{CHAIN}: 8(2x+1)^3\n{ROW}: [2x1x2 + x2^3;\n  x1^2]\n{CHAIN}x: 2\nno answer here\n"
    found = ask("file", name="answers.txt", text=text)["file"]
    assert found["student"] == "Ada"
    assert found["answers"] == [[CHAIN, "8(2x+1)^3", 3], [ROW, "[2x1x2 + x2^3;\nx1^2]", 4]]
    assert [line for line, _ in found["attention"]] == [6, 7]
    assert f"did you mean '{CHAIN}'?" in found["attention"][0][1]
    assert ask("file", "graded", name="answers.txt", text=text)["file"] == found


@pytest.mark.parametrize(("name", "text", "said"), [
    ("answers.txt", "x" * 65_537, "it is larger than 64 KiB, the most that is read"),
    ("answers.yaml", "student: Ada", "a YAML file is not read here; grader check reads it"),
    ("answers.txt", "a\0b", "this is no text, whatever its name says"),
    ("answers.txt", f"student: \ufffd\n{CHAIN}: x", "the file is not in UTF-8; save it as UTF-8, and load it again"),
    ("", "", "this file holds no answer; the sheet is blank"),
])
def test_a_file_that_cannot_be_used_says_why(name: str, text: str, said: str) -> None:
    assert ask("file", name=name, text=text)["file"]["attention"] == [[0, said]]


@pytest.mark.parametrize(("text", "known", "code"), [
    ("", None, "desk/request"), ("no JSON", None, "desk/request"), ("[]", None, "desk/request"), ("null", None, "desk/request"),
    ("NaN", None, "desk/request"), ("[" * 100_000, None, "desk/request"), ('{"v": 1}', None, "desk/request"),
    ('{"v": 1, "id": true, "do": "boot"}', None, "desk/request"), ('{"v": 1, "id": 1.5, "do": "boot"}', None, "desk/request"),
    ('{"v": 1, "id": ' + "9" * 50 + ', "do": "boot"}', None, "desk/request"),
    ('{"id": "a", "do": "boot"}', "a", "desk/request"), ('{"v": 2, "id": 1, "do": "boot"}', 1, "desk/version"),
    ('{"v": true, "id": 1, "do": "boot"}', 1, "desk/version"), ('{"v": "1", "id": 1, "do": "boot"}', 1, "desk/version"),
    ('{"v": 1, "id": 1}', 1, "desk/request"), ('{"v": 1, "id": 1, "do": "eval"}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": ["read"]}', 1, "desk/request"), ('{"v": 1, "id": 1, "do": "boot", "more": 1}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": "read", "problem": "chain-2x-plus-1"}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": "read", "problem": 3, "answer": "x"}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": "hint", "problem": "chain-2x-plus-1", "answer": "x", "level": 4}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": "hint", "problem": "chain-2x-plus-1", "answer": "x", "level": true}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": "check", "problem": "chain-2x-plus-1", "answer": "x", "earlier": {"a": 1}}', 1, "desk/request"),
    ('{"v": 1, "id": 1, "do": "check", "problem": "chain-2x-plus", "answer": "x"}', 1, "input/unknown-problem"),
    ('{"v": 1, "id": 1, "do": "read", "problem": "' + "\\u001b" * 10_000 + '", "answer": "x"}', 1, "input/unknown-problem"),
    (" " * (1 << 20) + "{}", None, "desk/request"), ('{"v": 1, "id": 1, "do": ' + '{"a": ' * 9_999, None, "desk/request"),
    ('{"v": 1, "id": "' + "\\" * 500_001 + '", "do": "boot"}', None, "desk/request"),
])
def test_a_bad_request_gets_a_fault(text: str, known: object, code: str) -> None:
    reply = json.loads(desk_of()(text))
    assert (reply["v"], reply["id"], reply["fault"]["code"]) == (1, known, code)
    assert set(reply) == {"v", "id", "fault"}
    assert reply["fault"]["text"].isprintable()
    assert len(reply["fault"]["text"]) < 1_000


def test_the_nearest_problem_is_named() -> None:
    assert ask("read", problem="chain-2x-plus1", answer="x")["fault"]["text"] == (
        f"there is no problem 'chain-2x-plus1'; did you mean '{CHAIN}'?")


@pytest.mark.parametrize("fields", [{"do": "check"}, {"do": "hint", "level": 1}])
def test_a_graded_page_judges_nothing(fields: dict[str, object]) -> None:
    do = str(fields.pop("do"))
    assert ask(do, "graded", problem=CHAIN, answer="8(2x+1)^3", **fields)["fault"]["code"] == "desk/no-key"


def test_a_failure_of_the_program_is_a_fault_without_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("8(2x+1)^3")

    monkeypatch.delenv("GRADER_RAISE", raising=False)
    monkeypatch.setattr("grader.desk.desk.look", fails)
    fault = ask("read", problem=CHAIN, answer="8(2x+1)^3")["fault"]
    assert fault["code"] == "desk/internal"
    assert fault["text"].startswith("the grader failed on this answer (test_desk.py, line ")
    assert fault["text"].endswith("KeyError")


def test_a_failure_over_a_hint_does_not_cost_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("8(2x+1)^3")

    monkeypatch.delenv("GRADER_RAISE", raising=False)
    monkeypatch.setattr("grader.desk.desk.hint_steps", fails)
    shown = ask("check", problem=CHAIN, answer="4(2x+1)^3")["shown"]
    assert shown["state"] == "incorrect"
    [line] = shown["hint"]["lines"]
    assert line.startswith("the grader failed on this answer (test_desk.py, line ")


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_a_bank_of_a_page_is_the_same_every_time_and_damage_is_told(mode: str) -> None:
    data = page_bank(lecture(), mode)  # type: ignore[arg-type]
    assert data == page_bank(Bank(lecture().problems, lecture().digest, tables=lecture().tables), mode)  # type: ignore[arg-type]
    assert data.isascii()
    assert data.count(b"\n") == 1
    assert open_desk(data.decode("ascii"), "").problems == tuple(item.id for item in lecture().problems)
    for damaged in (b"", b"{}", data[:-20], data.replace(b"grader page 1", b"grader page 0"), data.replace(b'"0.1.0"', b'"0.0.9"', 1),
                    data.replace(b'"formula"', b'"essay"').replace(b'"derivative"', b'"essay"'), data.replace(mode.encode(), b"free", 1)):
        with pytest.raises(StoreError):
            open_desk(damaged, "")
    with pytest.raises(StoreError):
        open_desk("\ud800", "")
