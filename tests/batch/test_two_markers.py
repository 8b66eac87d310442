"""Several markers' ``grader decide`` at once, a full disk and a kill while the decisions are written: the real command."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from disturbed import AT_NIGHT, begin, finished

from grader.decisions import read_decisions

ROUNDS = 50 if AT_NIGHT else 5
TEXTS = [f"n x^(n-1) + ({number}" for number in range(2 * ROUNDS + 2)]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which every answer waits."""
    folder = tmp_path_factory.mktemp("graded")
    (folder / "class").mkdir()
    for number, text in enumerate(TEXTS):
        (folder / f"class/s{number:03d}.txt").write_text(f"power-rule: {text}\n")
    done = finished(folder, ["grade", "class", "--out", "run", "--salt", "s", "--jobs", "1"])
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def marked(graded: Path, tmp_path: Path) -> Path:
    """That run, and decisions with a comment and an entry of somebody."""
    shutil.copytree(graded / "run", tmp_path / "run")
    (tmp_path / "run/decisions.yaml").write_text("# by hand\n- problem: power-rule\n  answers: ['nothing like this']\n  score: 0 of 1\n# end\n")
    return tmp_path


def decide(text: str, by: str, score: str = "1", *more: str) -> list[str]:
    return ["decide", "run", "--problem", "power-rule", "--answer", text, "--score", score, "--by", by, "--no-sheets", *more]


def decided(folder: Path) -> list[tuple[str, str]]:
    found = read_decisions(folder / "run/decisions.yaml")
    assert found.errors == ()
    assert (folder / "run/decisions.yaml").read_text("utf-8").startswith("# by hand\n")
    assert "# end\n" in (folder / "run/decisions.yaml").read_text("utf-8")
    return [(entry.answers[0], entry.by) for entry in found.entries[1:]]


def test_two_markers_at_once_are_both_there(marked: Path) -> None:
    expected: list[tuple[str, str]] = []
    for turn in range(ROUNDS):
        two = [(TEXTS[2 * turn], "knuth"), (TEXTS[2 * turn + 1], "hopper")]
        started = [begin(marked, decide(*each)) for each in two]
        for process in started:
            _, said = process.communicate(timeout=120)
            assert process.returncode == 0, said
        found = decided(marked)
        assert (found[:len(expected)], sorted(found[len(expected):])) == (expected, sorted(two))
        expected = found
    assert not list((marked / "run").glob("*.tmp"))
    done = finished(marked, decide(TEXTS[-2], "turing")[:-1])
    assert done.returncode == 0, done.stderr
    waiting = (marked / "run/attention.csv").read_text("utf-8")
    assert [text in waiting for text in ("s000.", "s001.", f"s{len(TEXTS) - 2:03d}.", f"s{len(TEXTS) - 1:03d}.")] == [
        False, False, False, True]


def test_of_two_who_contradict_one_is_told_and_changes_nothing(marked: Path) -> None:
    started = [begin(marked, decide(TEXTS[0], by, score)) for by, score in (("knuth", "1"), ("hopper", "0"))]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert sorted(process.returncode for process in started) == [0, 2]
    [(text, by)] = decided(marked)
    assert text == TEXTS[0]
    assert by in next(each for each, process in zip(said, started, strict=True) if process.returncode)


def test_the_old_file_is_whole_wherever_the_disk_fails(marked: Path) -> None:
    """Whoever finds the decision missing gives it again, and has it then."""
    steps = marked / "steps"
    assert finished(marked, decide(TEXTS[0], "knuth"), f"count:{steps}").returncode == 0
    before = (marked / "run/decisions.yaml").read_bytes()
    passed = steps.read_text().splitlines()
    places = [number for number, each in enumerate(passed) if AT_NIGHT or ".tmp" in each]
    for fault, step in itertools.product(("ENOSPC", "kill", *(["EIO"] * AT_NIGHT)), places):
        done = finished(marked, decide(TEXTS[1], "hopper"), f"{fault}:{step}")
        if fault == "kill":
            assert done.returncode == -9
        else:
            assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
            assert "decisions.yaml" in done.stderr
        assert (marked / "run/decisions.yaml").read_bytes() == before
    assert finished(marked, decide(TEXTS[1], "hopper")).returncode == 0
    assert decided(marked) == [(TEXTS[0], "knuth"), (TEXTS[1], "hopper")]
    assert not list((marked / "run").glob("decisions.yaml.*"))
