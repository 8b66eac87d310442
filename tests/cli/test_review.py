"""``grader review`` through a pipe of keys: the transcript, the file after each key, two at once, and texts that want to be seen."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest
from review_class import Typed, command, entries, make, process, scores, without_times

GOLD = Path(__file__).resolve().parents[1] / "gold" / "review.txt"

KEYS = """7
s
1
One bracket is missing.
u
x
1/2

k
2 1/2
Nearly.
b
c
See the lecture.
f
e
x
0

"""
"""Points that are too many, files, a decision, undo, split, half a point, a key that is none, back, a comment first, and a PDF."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("review"))


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Path:
    """The class, graded, in a folder of the test's own."""
    shutil.copytree(made, tmp_path / "work")
    return tmp_path / "work"


def test_the_transcript(work: Path) -> None:
    done = process("review", "hw3", "--by", "knuth", cwd=work, keys=KEYS)
    assert (done.returncode, done.stderr) == (0, "")
    assert without_times(done.stdout) == GOLD.read_text("utf-8")


def test_what_was_typed_is_in_the_file_and_on_the_sheets(work: Path) -> None:
    command("review", "hw3", "--by", "knuth", cwd=work, keys="1\nOne bracket is missing.\nf\n\n3\n\ne\n")
    assert [{key: entry.get(key) for key in ("problem", "answers", "student", "unanswered", "score", "comment", "by")}
            for entry in entries(work / "hw3")] == [
        {"problem": "power-rule", "answers": ["n*x^(n-1", r"n \cdot x^(n-1"], "student": None, "unanswered": None, "score": "1 of 3",
         "comment": "One bracket is missing.", "by": "knuth"},
        {"problem": "rule-product", "answers": ["f'(x) g(x"], "student": None, "unanswered": None, "score": "2 of 2", "comment": None,
         "by": "knuth"},
        {"problem": "power-rule", "answers": None, "student": {"name": "gus"}, "unanswered": None, "score": "3 of 3", "comment": None,
         "by": "knuth"},
        {"problem": None, "answers": None, "student": {"name": "fay"}, "unanswered": "blank", "score": None, "comment": None,
         "by": "knuth"},
    ]
    assert scores(work / "hw3") == {"ada": ("1", "1", "0"), "bob": ("1", "1", "0"), "cyd": ("1", "1", "0"), "dan": ("5", "3", "2"),
                                    "eve": ("2", "0", "2"), "fay": ("0", "0", "0"), "gus": ("3", "3", "0")}
    [sheet] = (work / "hw3" / "feedback").glob("ada-*.txt")
    assert "One bracket is missing." in sheet.read_text("utf-8")


def answered(run: Path) -> list[tuple[str, str]]:
    return [(str(entry.get("problem") or entry["student"]), str(entry.get("score", "blank"))) for entry in entries(run)]


STEPS: list[tuple[str, list[tuple[str, str]]]] = [
    ("x", []),
    ("1", []),
    ("first", [("power-rule", "1 of 3")]),
    ("2", [("power-rule", "1 of 3")]),
    ("", [("power-rule", "1 of 3"), ("power-rule", "2 of 3")]),
    ("u", [("power-rule", "1 of 3")]),
    ("u", []),
    ("1/2", []),
    ("again", [("power-rule", "1/2 of 3")]),
    ("n", [("power-rule", "1/2 of 3")]),
    ("f", [("power-rule", "1/2 of 3")]),
    ("", [("power-rule", "1/2 of 3"), ("rule-product", "2 of 2")]),
    ("n", [("power-rule", "1/2 of 3"), ("rule-product", "2 of 2")]),
    ("e", [("power-rule", "1/2 of 3"), ("rule-product", "2 of 2"), ("{'name': 'fay'}", "blank")]),
]
"""A key, and what the file holds from then on: exactly what was answered."""


@pytest.mark.parametrize("killed", range(len(STEPS)))
def test_killed_after_each_key_the_file_holds_what_was_answered(work: Path, killed: int) -> None:
    typed = Typed("review", "hw3", "--by", "knuth", cwd=work)
    for key, _ in STEPS[:killed + 1]:
        typed.type(key)
    typed.kill()
    expected = STEPS[killed][1]
    assert answered(work / "hw3") == expected
    # Whoever goes on is shown the rest and nothing else.
    shown = command("review", "hw3", cwd=work, keys="n\n" * 9)
    waiting = {"n*x^(n-1": ("power-rule", "1/2 of 3"), "f'(x) g(x": ("rule-product", "2 of 2"), "fay": ("{'name': 'fay'}", "blank")}
    waiting["n*x^(n-1"] = next((each for each in expected if each[0] == "power-rule"), waiting["n*x^(n-1"])
    assert shown.returncode == 0
    for text, decided in waiting.items():
        assert (f"     {text}" in shown.stdout or f"· {text} ·" in shown.stdout) == (decided not in expected), text


def test_closed_keys_end_it_as_q_does(work: Path) -> None:
    for keys in ("", "1\n", "1", "c\n", "1\nq\n"):
        done = command("review", "hw3", cwd=work, keys=keys)
        assert (done.returncode, done.stderr) == (0, ""), keys
        assert done.stdout.endswith("left       4 groups wait: grader review hw3\n"), keys
    assert entries(work / "hw3") == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_stops_it_and_keeps_what_was_decided(work: Path, number: int, code: int) -> None:
    typed = Typed("review", "hw3", "--by", "knuth", cwd=work)
    typed.type("1")
    typed.type("")
    typed.process.send_signal(number)
    ended, said, error = typed.end()
    assert (ended, error) == (code, b"")
    assert b"grader regrade hw3 writes the sheets" in said
    assert answered(work / "hw3") == [("power-rule", "1 of 3")]


def test_two_reviewers_take_each_others_groups_off_the_list(work: Path) -> None:
    first, second = Typed("review", "hw3", "--by", "knuth", cwd=work), Typed("review", "hw3", "--by", "hopper", cwd=work)
    # Both look at the same group; the second one is later, and is told so.
    first.type("1")
    first.type("mine")
    second.type("2")
    second.type("mine too")
    assert b"somebody else has decided something of this meanwhile. 3 groups left." in second.said
    # Now both look at the next one, which the second one decides; the first one goes on behind it.
    second.type("2")
    second.type("")
    first.type("n")
    assert first.said.count(b"rule-product") == 1
    assert b"gus" in first.said
    first.type("u")
    second.type("b")
    assert second.said.count(b"n*x^(n-1") == 2
    first.kill()
    second.kill()
    assert [(entry["problem"], entry["score"], entry["by"]) for entry in entries(work / "hw3")] == [("rule-product", "2 of 2", "hopper")]


def test_problems_of_an_unread_file_one_by_one(work: Path) -> None:
    done = command("review", "hw3", "--by", "knuth", cwd=work, keys="n\nn\nn\n1\nx\ns\n1\nSee page 2.\nn\nb\nq\n")
    assert "e says that the files hold nothing more; x gives points for one problem after the other" in done.stdout
    assert "     file   fay/scan.pdf\n" in done.stdout
    assert "fay: 1 of 3. 4 groups left." in done.stdout
    assert [(entry["problem"], entry["score"], entry["comment"], entry["student"]) for entry in entries(work / "hw3")] == [
        ("power-rule", "1 of 3", "See page 2.", {"name": "fay"})]
    # What is left of it is one problem, with the same file.
    again = command("review", "hw3", cwd=work, keys="n\nn\nn\n")
    assert "4/4  1 unanswered problem · fay · cannot be read" in again.stdout


def test_undo_takes_back_what_this_review_wrote_and_nothing_else(work: Path) -> None:
    command("review", "hw3", "--by", "knuth", cwd=work, keys="1\n\nq\n")
    done = command("review", "hw3", "--by", "hopper", cwd=work, keys="1\n\nu\nu\nq\n")
    assert "nothing of this review is left to undo" in done.stdout
    assert answered(work / "hw3") == [("power-rule", "1 of 3")]


def test_a_comment_by_hand_stays(work: Path) -> None:
    command("review", "hw3", "--by", "knuth", cwd=work, keys="1\n\nq\n")
    path = work / "hw3" / "decisions.yaml"
    before = "# talk to bob about this\n" + path.read_text("utf-8")
    path.write_text(before, "utf-8")
    command("review", "hw3", "--by", "hopper", cwd=work, keys="1\n\nu\n1\n\nu\nq\n")
    assert path.read_text("utf-8") == before


def test_nothing_waits(work: Path) -> None:
    command("review", "hw3", cwd=work, keys="1\n\n1\n\n1\n\ne\n")
    done = command("review", "hw3", cwd=work)
    assert (done.returncode, done.stdout) == (0, "hw3: nothing waits for a person\nnext       grader export hw3 csv\n")


def test_a_changed_answer_comes_first_and_may_be_kept_or_dropped(work: Path) -> None:
    command("decide", "hw3", "--student", "dan", "--problem", "rule-product", "--score", "1", "--by", "hopper", cwd=work)
    (work / "class" / "dan.txt").write_text("power-rule: n x^(n-1)\nrule-product: f'(x) g(x) + (\n")
    command("grade", "class", "--out", "hw3", "--quiet", cwd=work)
    done = command("review", "hw3", "--by", "knuth", cwd=work, keys="k\nu\nd\nu\n2\nyes\nq\n")
    assert done.stdout.startswith("hw3: 5 groups wait, 7 students (1 more is stale)")
    first = without_times(done.stdout).split("\n")[1:3]
    assert first == ["1/6  rule-product (2 points) · dan · the answer has changed since hopper decided it on DATE", "     f'(x) g(x) + ("]
    assert "[number, 1/3, f full, 0, k keep, d drop]" in done.stdout
    assert "dan: 1 of 2. 4 groups left." in done.stdout
    assert "dan: the decision is dropped. 5 groups left." in done.stdout
    assert [(entry["score"], entry["by"]) for entry in entries(work / "hw3")] == [("1 of 2", "hopper"), ("2 of 2", "knuth")]
    assert scores(work / "hw3")["dan"] == ("5", "3", "2")


def test_other_points_are_looked_at_again_and_the_entry_is_exchanged(work: Path) -> None:
    command("review", "hw3", "--by", "hopper", cwd=work, keys="1\nBracket.\nq\n")
    (work / "assignment.yaml").write_text((work / "assignment.yaml").read_text().replace("points: 3", "points: 6"))
    command("grade", "class", "--out", "hw3", "--quiet", cwd=work)
    done = command("review", "hw3", "--by", "knuth", cwd=work, keys="k\nu\nk\nq\n")
    assert "decided: 1 of 3" in done.stdout
    assert [(entry["score"], entry["comment"], entry["by"]) for entry in entries(work / "hw3")] == [("2 of 6", "Bracket.", "knuth")]
    assert "are stale" not in command("review", "hw3", cwd=work, keys="q\n").stdout


HOSTILE = [
    "x\x1b[2J\x1b[31m (", "\u202eevil\u202c (", "x\u2028- problem: power-rule", "a" * 5_000 + " (", "שלום (", "- {problem: power-rule, score: 3 of 3} (",
    "x: |\n  y (", "'\"\\ (", "=HYPERLINK(\"http://x\") (", "\ufeff(", "& *x (", "# ( comment", "x\x85(", "(\u0301\u0301\u0301",
]


def test_texts_that_want_more_than_to_be_read(work: Path) -> None:
    shutil.rmtree(work / "hw3")
    shutil.rmtree(work / "class")
    (work / "class").mkdir()
    for number, text in enumerate(HOSTILE):
        (work / "class" / f"s{number:02}.yaml").write_bytes(b"answers:\n  power-rule: " + quoted(text) + b"\n")
    (work / "class" / "good.txt").write_text("power-rule: n x^(n-1)\n")
    command("grade", "class", "--out", "hw3", "--quiet", cwd=work)
    done = command("review", "hw3", "--by", "knuth", cwd=work, keys="s\n1\nIt\u202e is\nIt is odd.\n" * 20)
    assert (done.returncode, done.stderr) == (0, "")
    assert [c for c in done.stdout if not (c.isprintable() or c == "\n")] == []
    assert max(map(len, done.stdout.split("\n"))) < 6_000
    assert "at most 2,000 characters that can be shown, please" in done.stdout
    found = entries(work / "hw3")
    texts = [text for entry in found for text in entry["answers"]]  # type: ignore[attr-defined]
    assert len(texts) == len(set(texts))
    assert {entry["score"] for entry in found} == {"1 of 3"}
    assert {entry["comment"] for entry in found} == {"It is odd."}
    assert command("review", "hw3", cwd=work).stdout.startswith("hw3: nothing waits")
    assert {row[1] for student, row in scores(work / "hw3").items() if student != "good"} <= {"1", "0"}


def quoted(text: str) -> bytes:
    """A text in double quotes of YAML, everything but letters escaped."""
    return b'"' + "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08X}" for c in text).encode() + b'"'


def test_keys_that_are_no_text(work: Path) -> None:
    done = command("review", "hw3", cwd=work, keys=b"\xff\xfe\x00\n1\n\x1b[31mred\nfine\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert [entry["comment"] for entry in entries(work / "hw3")] == ["fine"]


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (("nowhere",), 4, "there is no such folder"),
    (("class",), 4, "there is no such file"),
    (("hw3", "--by", "a\x1bb"), 2, "is no name"),
    (("hw3", "--sample", "0"), 2, "--sample"),
    (("hw3", "--seed", "7"), 2, "--seed goes with --sample"),
])
def test_what_cannot_be_reviewed(work: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = command("review", *arguments, cwd=work)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_file_with_errors_is_told_whole_and_not_touched(work: Path) -> None:
    path = work / "hw3" / "decisions.yaml"
    path.write_text("- problem: power-rule\n  answers: [x]\n- {problem: power-rule, answers: [y], score: 9 of 3}\n")
    before = path.read_bytes()
    done = command("review", "hw3", cwd=work, keys="1\n\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "decisions.yaml:1:" in done.stderr
    assert "decisions.yaml:3:" in done.stderr
    assert path.read_bytes() == before
