"""Entries come and go as blocks of text: what a person wrote around them stays letter by letter, and two markers lose nothing."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from decision_texts import ADA, ONE, bare, decisions
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.decisions import NAME, editing, joined, read_decisions
from grader.decisions.written import block, quoted
from grader.model import Decision, Identity, StoreError, UsageError
from grader.record import replace

WAYS = {
    "no file": None, "empty": "", "comments": "# one\n\n  # two", "plain": '# mine\n- problem: a\n  answers: [y]\n  score: 1 of 2\n# end\n', "windows": "- problem: a\r\n  answers: [y]\r\n  score: 1 of 2",
    "indented": "  # mine\n  - problem: a   # why\n    answers: [y]\n    score: 1 of 2\n\n\n  # end", "own lines": "---\n-\n  # first\n  problem: a\n  answers:\n    - y\n  score: 1 of 2\n",
    "block text": "- problem: a\n  answers: y\n  score: 1 of 2\n  comment: |+\n    # no comment\n\n    more\n\n\n# end\n", "mark": "\ufeff# mine\n- problem: a\n  answers: [y]\n  score: 1 of 2\n",
    "flow": "- {problem: a, answers: [y,\n\nz], score: 1 of 2,\n# inside\n}\n", "odd ends": "# a\u2028- problem: a\r  answers: [y]\x85  score: 1 of 2\n",
}


def put(path: Path, way: str) -> bytes:
    text = WAYS[way]
    if text is not None:
        path.write_bytes(text.encode())
    return (text or "").encode()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_added_and_taken_back_leaves_the_file_as_it_was(tmp_path: Path, way: str) -> None:
    path, one, other = tmp_path / NAME, ONE, replace(ONE, answers=("2x(", "\\frac{"), comment="#1: é\n\u2028x")
    before = put(path, way)
    first = read_decisions(path)
    assert first.errors == ()
    with editing(path) as file:
        assert file.entries == first.entries
        file.add(one, other)
        assert bare(file.entries) == [*bare(first.entries), one, other]
        assert path.read_bytes().startswith(before)
        assert file.remove(one) == 1
        assert bare(file.entries) == [*bare(first.entries), other]
    with editing(path) as file:
        assert (file.remove(other), file.remove(other)) == (1, 0)
    left, added = path.read_bytes(), path.read_bytes().removeprefix(before)
    assert (left.startswith(before), added.strip(), read_decisions(path).entries) == (True, b"", first.entries)


@pytest.mark.parametrize("way", [way for way in WAYS if "problem: a" in (WAYS[way] or "")])
def test_a_persons_own_entry_can_go_and_the_comments_around_it_stay(tmp_path: Path, way: str) -> None:
    path = tmp_path / NAME
    put(path, way)
    with editing(path) as file:
        assert file.remove(*file.entries) == 1
        assert file.entries == ()
    kept = [line for line in (WAYS[way] or "").split("\n") if line.lstrip(" \ufeff").startswith(("# mine", "# end"))]
    assert [line for line in path.read_text("utf-8").split("\n") if line.strip() not in ("", "---")] == kept or way == "odd ends"
    with editing(path) as file:
        file.add(ONE)
    assert bare(read_decisions(path).entries) == [ONE]


@settings(max_examples=150, deadline=None)
@given(entry=decisions)
def test_an_entry_is_read_back(tmp_path_factory: pytest.TempPathFactory, entry: Decision) -> None:
    path = tmp_path_factory.mktemp("one") / NAME
    with editing(path, "Decisions on 'HW\n- problem: x'") as file:
        file.add(entry)
    assert bare(read_decisions(path).entries) == [entry]
    assert path.read_text("utf-8").isascii() or all(c.isprintable() or c == "\n" for c in path.read_text("utf-8"))


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(decisions, max_size=6), order=st.randoms(use_true_random=False))
def test_entries_come_and_go_in_any_order(tmp_path_factory: pytest.TempPathFactory, entries: list[Decision], order: random.Random) -> None:
    path, expected = tmp_path_factory.mktemp("some") / NAME, list[Decision]()
    path.write_text("# head\n\n")
    with editing(path) as file:
        for entry in entries:
            if joined(expected, [entry]).against:
                with pytest.raises(UsageError, match="points already"):
                    file.add(entry)
            else:
                file.add(entry)
                expected.append(entry)
            if expected and order.random() < 0.3:
                gone = order.choice(expected)
                file.remove(gone)
                del expected[len(expected) - 1 - expected[::-1].index(gone)]
    assert bare(read_decisions(path).entries) == expected
    assert path.read_text("utf-8").startswith("# head\n\n")


def test_an_entry_is_exchanged_in_one_stroke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other, new = tmp_path / NAME, replace(ONE, answers=("y",)), replace(ONE, score=Fraction(2))
    writes = list[bytes]()
    monkeypatch.setattr("grader.decisions.changing.write_whole", lambda path, data, mode: (writes.append(data), path.write_bytes(data)))
    with editing(path) as file:
        file.add(ONE, other)
        assert (file.exchange(ONE, new), file.exchange(ONE, new)) == (True, False)
        assert bare(file.entries) == [other, new]
        with pytest.raises(UsageError, match="points already"):
            file.exchange(other, ONE)
        assert bare(file.entries) == [other, new]
    assert len(writes) == 2


@pytest.mark.parametrize(("text", "expected"), [
    ("2x", '"2x"'), ("\\frac{x}{y'}", "'\\frac{x}{y''}'"), ('say "x"', "'say \"x\"'"), ("a\nb", '"a\\x0ab"'), ("a\n= b", '"a\\n= b"'), ("\\\x0c", '"\\\\\\x0c"'), ("é\u202e", '"é\\u202e"'),
    ("\U000e0001", '"\\U000e0001"'),
])
def test_quotes(text: str, expected: str) -> None:
    assert quoted(text) == expected


def test_an_entry_looks_like_a_persons(tmp_path: Path) -> None:
    entry = Decision("lsq", (), ADA, Fraction(1, 2), Fraction(3), comment="One bracket: missing.", by="hopper", answer="77ab01c4")
    long = replace(ONE, answers=("x" * 80, "y" * 80))
    with editing(tmp_path / NAME, "Decisions on HW 3") as file:
        file.add(entry, long)
    assert (tmp_path / NAME).read_text() == f"""\
# Decisions on HW 3
- problem: lsq
  student: {{participant: 48001, name: "Ada Lovelace"}}
  score: 1/2 of 3
  comment: "One bracket: missing."
  by: hopper
  answer: 77ab01c4
- problem: p
  answers:
  - "{'x' * 80}"
  - "{'y' * 80}"
  score: 1 of 2
  by: knuth
"""


@pytest.mark.parametrize(("entry", "said"), [
    (replace(ONE, score=Fraction(2)), "p 'x' has 1 of 2 points already by knuth in line 1 of decisions.yaml"), (replace(ONE, answers=("y", "x"), score=Fraction(0)), "points already"),
    (replace(ONE, answers=("z",), score=Fraction(3)), "'score' must be points out of"), (replace(ONE, answers=("z",), comment="c" * 10_001), "at most 10,000 characters"),
    (replace(ONE, answers=("\ud800",)), "decide for the student"), (replace(ONE, answers=()), "neither"),
])
def test_what_cannot_be_added_changes_nothing(tmp_path: Path, entry: Decision, said: str) -> None:
    path = tmp_path / NAME
    with editing(path) as file:
        file.add(ONE)
        before = path.read_bytes()
        with pytest.raises(UsageError, match=said):
            file.add(replace(ONE, answers=("fine",)), entry)
        assert (path.read_bytes(), bare(file.entries)) == (before, [ONE])
    assert os.listdir(tmp_path) == [NAME]


@pytest.mark.parametrize(("text", "said"), [
    ("- problem: p\n  score: 3\n", "decisions.yaml:1:3 .*\n.*decisions.yaml:2:10 .*\n2 errors. Nothing was written."),
    ("[{problem: p, answers: x, score: 1 of 1}]\n", "begin each entry on a line of its own"), ("- problem: p\n  answers: x\n  score: 1 of 1\n...\n", "begin each entry"),
])
def test_a_file_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(UsageError, match=f"(?s){said}"), editing(tmp_path / NAME) as file:
        file.add(replace(ONE, answers=("fine",)))
    assert (tmp_path / NAME).read_text() == text


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    (tmp_path / NAME).symlink_to(tmp_path / "other")
    with pytest.raises(StoreError, match="cannot be written"), editing(tmp_path / NAME) as file:
        file.add(ONE)
    assert (tmp_path / "other").read_text() == ""


@pytest.mark.parametrize("where", ["grader.files.os.fsync", "grader.files.os.replace"])
def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    path = tmp_path / NAME
    with editing(path) as file:
        file.add(ONE)
    path.chmod(0o640)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, editing(path) as file:
        patched.setattr(where, full)
        with pytest.raises(StoreError, match="No space left on device; it is as it was"):
            file.add(replace(ONE, answers=("y",)))
        assert bare(file.entries) == [ONE]
    assert (path.read_bytes(), os.listdir(tmp_path)) == (before, [NAME])
    with editing(path) as file:
        file.add(replace(ONE, answers=("y",)))
    assert (len(read_decisions(path).entries), stat.S_IMODE(path.stat().st_mode)) == (2, 0o640)


def test_the_draft_of_a_killed_writer_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.00ff.tmp").write_text("- probl")
    with editing(tmp_path / NAME) as file:
        file.add(ONE)
    assert os.listdir(tmp_path) == [NAME]


MARKER = """
import sys
from fractions import Fraction
from pathlib import Path
from grader.decisions import editing
from grader.model import Decision
path, me, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for number in range(count):
    with editing(path) as file:
        file.add(Decision("p", (f"{me} {number}",), None, Fraction(1), Fraction(2), by=me))
"""


def test_markers_at_once_lose_nothing(tmp_path: Path) -> None:
    path, names, count = tmp_path / NAME, ("ada", "grace", "alan"), 8
    path.write_text("# head\n")
    marking = [subprocess.Popen([sys.executable, "-c", MARKER, path, name, str(count)], stdin=subprocess.PIPE) for name in names]
    for each in marking:
        assert each.stdin is not None
        each.stdin.write(b"\n")
        each.stdin.flush()
    for each in marking:
        each.communicate()
        assert each.returncode == 0
    found = read_decisions(path)
    assert found.errors == ()
    for name in names:
        assert [entry.answers for entry in found.entries if entry.by == name] == [(f"{name} {number}",) for number in range(count)]
    assert (path.read_text().startswith("# head\n"), os.listdir(tmp_path)) == (True, [NAME])


def test_who_writes_twice_sees_what_came_between(tmp_path: Path) -> None:
    path, entries = tmp_path / NAME, [replace(ONE, answers=(text,)) for text in "abcd"]
    with editing(path) as mine:
        mine.add(entries[0])
        with editing(path) as theirs:
            theirs.add(entries[1])
        mine.add(entries[2])
        with editing(path) as theirs:
            theirs.remove(entries[0])
        with pytest.raises(UsageError, match="points already"):
            mine.add(replace(entries[1], score=Fraction(0)))
        assert (mine.remove(entries[0]), mine.exchange(entries[1], entries[3])) == (0, True)
    assert bare(read_decisions(path).entries) == entries[2:]


def test_what_an_editor_saves_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with editing(path) as file:
        path.write_text("# by hand\n")
        with pytest.raises(StoreError, match="somebody has changed"):
            file.add(ONE)
    assert path.read_text() == "# by hand\n"


def test_somebody_who_never_lets_go_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.decisions.changing.PATIENCE", 2)
    with editing(tmp_path / NAME), pytest.raises(StoreError, match="somebody else is writing"), editing(tmp_path / NAME):
        pass


def test_a_block_is_what_is_compared() -> None:
    who = Identity("moodle", "participant", "48001", "Ada Lovelace")
    assert block(replace(ONE, answers=(), student=who)) == block(replace(ONE, answers=(), student=ADA))
