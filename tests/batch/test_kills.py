"""Killed, interrupted, stopped: the same command goes on and ends with the same bytes, nobody is left behind, no answer is blamed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from disturbed import AT_NIGHT, FIRST_SEED, Tree, arguments, begin, big_class, differing, finished, in_session, left_over, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc, and death with the parent, are Linux's")
SEEDS = range(FIRST_SEED, FIRST_SEED + (2 if AT_NIGHT else 1))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree, float]:
    """The class, its run in one go by one process, and the seconds that two need."""
    folder = tmp_path_factory.mktemp("whole")
    big_class(folder, 1000 if AT_NIGHT else 200)
    done = finished(folder, arguments(folder, "1"))
    assert done.returncode == 0, done.stderr
    (folder / "second").mkdir()
    begun = time.monotonic()
    assert finished(folder / "second", arguments(folder)).returncode == 0
    seconds = time.monotonic() - begun
    assert differing(tree(folder / "second/run"), tree(folder / "run")) == []
    return folder, tree(folder / "run"), seconds


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree, list[str]]:
    """A few students, and every step that grading them does to the disk."""
    folder = tmp_path_factory.mktemp("small")
    big_class(folder, 5, 4)
    done = finished(folder, arguments(folder, "1"), f"count:{folder}/steps")
    assert done.returncode == 0, done.stderr
    return folder, tree(folder / "run"), (folder / "steps").read_text().splitlines()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_that_is_killed_again_and_again(whole: tuple[Path, Tree, float], tmp_path: Path, seed: int) -> None:
    folder, expected, seconds = whole
    draw, kills = random.Random(seed), 0
    for turn in range(12 if AT_NIGHT else 4):
        with begin(tmp_path, arguments(folder)) as process:
            while not turn and process.poll() is None and not (tmp_path / "run/store.sqlite").exists():
                time.sleep(0.01)
            try:
                process.communicate(timeout=draw.uniform(0.3, 1.0) * seconds if turn else 0)
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
        assert left_over(process.pid) == []
    done = finished(tmp_path, arguments(folder))
    assert done.returncode == 0, done.stderr
    assert kills >= 1
    assert differing(tree(tmp_path / "run"), expected) == []


def one_of_each(steps: list[str]) -> list[int]:
    """One step of each kind, any of them, and at night others."""
    draw = random.Random(len(steps) + FIRST_SEED)
    each = {draw.choice([at for at, step in enumerate(steps) if step == kind]) for kind in sorted(set(steps))}
    return sorted(each | set(draw.sample(range(len(steps)), 25 if AT_NIGHT else 0)))


def test_killed_at_each_step_and_continued_with_more_students(small: tuple[Path, Tree, list[str]], tmp_path: Path) -> None:
    folder, _, steps = small
    (tmp_path / "more").mkdir()
    for path in (folder / "class").iterdir():
        (tmp_path / "more" / path.name).write_bytes(path.read_bytes())
    for number, donor in enumerate(("s001", "s003", "s000")):
        (tmp_path / f"more/a{number}-new.txt").write_bytes((folder / f"class/{donor}.txt").read_bytes() + b"\n")
    arrive = ["grade", "more", "--bank", str(folder / "bank.yaml"), "--out", "run", "--salt", "s", "--jobs", "1", "--title", "class"]
    anew = tmp_path / "anew"
    anew.mkdir()
    (anew / "more").symlink_to(tmp_path / "more")
    assert finished(anew, arrive).returncode == 0
    expected = tree(anew / "run")
    for at in one_of_each(steps):
        case = tmp_path / f"step{at}"
        case.mkdir()
        (case / "more").symlink_to(tmp_path / "more")
        killed = finished(case, [*arguments(folder, "1"), "--title", "class"], f"kill:{at}")
        assert killed.returncode == -signal.SIGKILL, (at, steps[at], killed.stdout)
        done = finished(case, arrive)
        assert done.returncode == 0, (at, steps[at], done.stderr)
        assert differing(tree(case / "run"), expected) == [], (at, steps[at])
    sheets = list((anew / "run/feedback").glob("*.txt"))
    assert len(sheets) == 8
    assert all(path.name.split("-")[0] in path.read_text() for path in sheets)


@pytest.mark.parametrize("seed", SEEDS)
def test_somebody_kills_workers_all_the_time(whole: tuple[Path, Tree, float], tmp_path: Path, seed: int) -> None:
    folder, expected, _ = whole
    draw, kills = random.Random(seed), 0
    with begin(tmp_path, arguments(folder)) as process:
        while process.poll() is None:
            time.sleep(draw.uniform(0.05, 0.3))
            others = [pid for pid in in_session(process.pid) if pid != process.pid]
            if others:
                try:
                    os.kill(draw.choice(others), signal.SIGKILL)
                except ProcessLookupError:
                    continue
                kills += 1
        _, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert kills >= 1
    assert left_over(process.pid) == []
    said = (tmp_path / "run/attention.csv").read_text("utf-8-sig")
    assert "batch/failed" not in said
    if "batch/killed" in said:
        # On a machine with much to do one answer may be met five times in a row: it is not blamed, and the same command tries again.
        assert finished(tmp_path, arguments(folder)).returncode == 0
    assert differing(tree(tmp_path / "run"), expected) == []


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("part", [0.25, 0.6, 0.9])
def test_signals(whole: tuple[Path, Tree, float], tmp_path: Path, sign: signal.Signals, code: int, part: float) -> None:
    folder, expected, seconds = whole
    with begin(tmp_path, arguments(folder)) as process:
        time.sleep(part * seconds)
        os.killpg(process.pid, sign)
        out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    if not (tmp_path / "run/store.sqlite").exists():
        # It came while the program was still being loaded: nothing was begun, and a shell says the same code for an end by the signal.
        assert process.returncode in (code, -sign), (out, err)
        return
    assert process.returncode in (code, 0), (out, err)
    is_complete = '"state": "complete"' in (tmp_path / "run/run.json").read_text("utf-8")
    if process.returncode and not is_complete:
        assert "Run the same command to continue." in out
        assert {"index.html", "run.json", "grades.csv"} <= set(tree(tmp_path / "run")) or part < 0.5
    assert left_over(process.pid) == []
    done = finished(tmp_path, arguments(folder))
    assert done.returncode == 0, done.stderr
    assert differing(tree(tmp_path / "run"), expected) == []


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_ends_it_at_once(whole: tuple[Path, Tree, float], tmp_path: Path, sign: signal.Signals) -> None:
    folder, expected, seconds = whole
    with begin(tmp_path, arguments(folder)) as process:
        time.sleep(0.5 * seconds)
        for _ in range(2):
            os.killpg(process.pid, sign)
            time.sleep(0.01)
        _, err = process.communicate(timeout=20)
    assert "Traceback" not in err
    assert process.returncode != 2
    assert left_over(process.pid) == []
    assert finished(tmp_path, arguments(folder)).returncode == 0
    assert differing(tree(tmp_path / "run"), expected) == []


def test_a_machine_that_sleeps(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, seconds = whole
    with begin(tmp_path, arguments(folder)) as process:
        for part in (0.3, 0.2, 0.1):
            time.sleep(part * seconds)
            os.killpg(process.pid, signal.SIGSTOP)
            time.sleep(5 if AT_NIGHT else 1.2)
            os.killpg(process.pid, signal.SIGCONT)
        _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert differing(tree(tmp_path / "run"), expected) == []


def test_two_runs_at_once(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, _ = whole
    draw = random.Random(13 + FIRST_SEED)
    for turn in range(4 if AT_NIGHT else 2):
        cwd = tmp_path / str(turn)
        cwd.mkdir()
        first = begin(cwd, arguments(folder))
        time.sleep(draw.uniform(0, 0.05))
        second = begin(cwd, arguments(folder))
        said = [process.communicate(timeout=120) for process in (first, second)]
        # The second one waits a moment for the first, and then gives up.
        assert sorted((first.returncode, second.returncode)) in ([0, 0], [0, 4]), said
        assert not [err for _, err in said if "Traceback" in err]
        assert differing(tree(cwd / "run"), expected) == []


def test_deadly_answers_cost_only_themselves(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    """Each fate is met by the answer of one student; all other sheets are as without."""
    folder, expected, _ = whole
    own: dict[str, list[str]] = {}
    for path in sorted((folder / "class").iterdir()):
        for line in path.read_text().splitlines():
            own.setdefault(line.partition(": ")[2], []).append(path.stem)
    single = sorted((students[0], text) for text, students in own.items() if len(students) == 1 and "x - " in text)
    by_student: dict[str, str] = dict(reversed(single))
    fates = dict(zip(list(by_student.values())[::3], ("exit", "abort", "segv", "loop", "memory", "error", "kill"), strict=False))
    victims = {own[text][0] for text in fates}
    (tmp_path / "fates").write_text(json.dumps(fates))
    done = finished(tmp_path, arguments(folder), f"deadly:{tmp_path}/fates")
    assert (done.returncode, done.stderr) == (0, "")
    changed = [name for name in differing(tree(tmp_path / "run"), expected) if name.startswith("feedback/")]
    assert {name.split("/")[1].split("-")[0] for name in changed} == victims
    assert finished(tmp_path, arguments(folder)).returncode == 0
