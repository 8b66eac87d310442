"""The real command under faults: killed, interrupted, without room or memory, and on every machine the same bytes."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "submissions_example"

Tree = dict[str, bytes]


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "grader", "grade", *args, "--salt", "s"]


def grade(cwd: Path, *args: str, limits: Callable[[], None] | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*args), cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True,
                          text=True, timeout=120, check=False, preexec_fn=limits)


def tree(folder: Path) -> Tree:
    """What a run is read by; rows of its store may stand in any order."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not path.name.startswith("store.sqlite")}


def everything(folder: Path) -> Tree:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def small_class(cwd: Path, students: int = 80) -> None:
    """Every answer is another one, so that there is something to do, and pages for several processes."""
    (cwd / "class").mkdir()
    for number in range(students):
        answers = "\n".join(f"{problem}: {number}x1 - {number + 1}x2 + x1" for problem in ("partial-ex57-x1", "partial-ex57-x2"))
        (cwd / "class" / f"s{number:03d}.txt").write_text(f"{answers}\npower-rule: n x^(n-1) + {number} - {number}\nbook-ex52: ({number}\n")


def in_session(session: int) -> list[int]:
    """Processes of a session that are not dead."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("reference")
    done = grade(folder, str(EXAMPLE), "--out", "run", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return tree(folder / "run")


@pytest.mark.parametrize(("jobs", "environment"), [
    ("1", {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "COLUMNS": "20"}),
    ("2", {"PYTHONHASHSEED": "1", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}),
    ("2", {"PYTHONHASHSEED": "4294967295", "LANG": "ar_EG.UTF-8", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}),
    ("7", {"PYTHONHASHSEED": "random", "LC_ALL": "de_DE.UTF-8", "PYTHONMALLOC": "debug", "PYTHONOPTIMIZE": "1"}),
])
def test_the_bytes_do_not_depend_on_processes_or_surroundings(
    tmp_path: Path, example: Tree, jobs: str, environment: dict[str, str],
) -> None:
    done = grade(tmp_path, str(EXAMPLE), "--out", "run", "--jobs", jobs, **environment)
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "run") == example


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_bytes_do_not_depend_on_the_order_of_files(tmp_path: Path, example: Tree, form: str) -> None:
    paths = sorted(EXAMPLE.iterdir(), key=lambda path: path.name, reverse=True)
    random.Random(2).shuffle(paths)
    if form == "zip":
        with zipfile.ZipFile(tmp_path / "submissions_example.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
    else:
        (tmp_path / "submissions_example").mkdir()
        for path in paths:
            shutil.copyfile(path, tmp_path / "submissions_example" / path.name)
    done = grade(tmp_path, f"submissions_example{'.zip' if form == 'zip' else ''}", "--out", "run")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "run") == example


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    small_class(folder)
    done = grade(folder, "class", "--out", "run", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return folder


def begin(cwd: Path, reference: Path, jobs: str) -> subprocess.Popen[str]:
    return subprocess.Popen(command(str(reference / "class"), "--out", "run", "--jobs", jobs), cwd=cwd, text=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            start_new_session=True)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc, and death with the parent, are Linux's")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(reference: Path, tmp_path: Path, seed: int) -> None:
    draw, kills, begun = random.Random(seed), 0, time.monotonic()
    assert grade(tmp_path, str(reference / "class"), "--out", "other", "--jobs", "2").returncode == 0
    whole = time.monotonic() - begun
    for _ in range(6):
        with begin(tmp_path, reference, "2") as process:
            try:
                process.communicate(timeout=draw.uniform(0.4, 0.95) * whole)
            except subprocess.TimeoutExpired:
                process.kill()
                kills += 1
        deadline = time.monotonic() + 2
        while (alive := in_session(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert alive == []
    assert grade(tmp_path, str(reference / "class"), "--out", "run", "--jobs", "2").returncode == 0
    assert kills >= 1
    assert tree(tmp_path / "run") == tree(reference / "run")


@pytest.mark.parametrize(("sign", "jobs"), [("store.sqlite", "2"), ("feedback", "2"), ("feedback", "1")])
def test_an_interrupted_run_can_be_read_and_goes_on(reference: Path, tmp_path: Path, sign: str, jobs: str) -> None:
    with begin(tmp_path, reference, jobs) as process:
        while process.poll() is None and not (tmp_path / "run" / sign).exists():
            time.sleep(0.001)
        started = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert time.monotonic() - started < 5
    if process.returncode:
        assert process.returncode == 130
        assert "Run the same command to continue." in out
        assert {"index.html", "results.json", "run.json", "grades.csv"} <= set(tree(tmp_path / "run"))
    assert grade(tmp_path, str(reference / "class"), "--out", "run").returncode == 0
    assert tree(tmp_path / "run") == tree(reference / "run")


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def test_without_room_it_says_so_and_goes_on_afterwards(reference: Path, tmp_path: Path) -> None:
    done = grade(tmp_path, str(reference / "class"), "--out", "run", limits=small_files)
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "nothing is lost, mend that and run the same command again" in done.stderr
    done = grade(tmp_path, str(reference / "class"), "--out", "run")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "run") == tree(reference / "run")


def little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
def test_a_limit_from_outside_changes_nothing(tmp_path: Path, example: Tree) -> None:
    done = grade(tmp_path, str(EXAMPLE), "--out", "run", "--jobs", "2", limits=little_memory)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(tmp_path / "run") == example


def prepared(folder: Path, how: str) -> str:
    """An output that cannot be used; gives what the command is told."""
    if how == "a file":
        (folder / "run").write_text("mine")
    elif how == "below a file":
        (folder / "file").write_text("mine")
        return "file/run"
    elif how == "a dangling link":
        (folder / "run").symlink_to("nowhere/at/all")
    elif how == "a store that is a folder":
        (folder / "run/store.sqlite").mkdir(parents=True)
    elif how == "another program's store":
        (folder / "run").mkdir()
        sqlite3.connect(folder / "run/store.sqlite").executescript("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)")
    elif how == "noise":
        (folder / "run").mkdir()
        (folder / "run/store.sqlite").write_bytes(random.Random(1).randbytes(2_000))
    elif how == "of an earlier version":
        (folder / "run").mkdir()
        (folder / "run/run.json").write_text('{"format": 1, "grader": "0.1", "bank": "", "salt": "s", "files": {}}')
        (folder / "run/results.json").write_text("{}")
    elif how == "stopped by an earlier version":
        (folder / "run").mkdir()
        (folder / "run/journal.jsonl").write_text('{"bank": "", "grader": "0.1", "salt": "s"}')
    elif how == "another program's":
        (folder / "run/feedback").mkdir(parents=True)
        (folder / "run/run.json").write_text('{"name": "theirs"}')
        (folder / "run/feedback/letter.txt").write_text("mine")
    elif how == "a folder where a sheet belongs":
        (folder / "run/feedback/ada-lovelace-1d7a121a.html").mkdir(parents=True)
        (folder / "run/store.sqlite").touch()
    elif how == "not for us":
        (folder / "run").mkdir(mode=0o555)
    return "run"


@pytest.mark.parametrize("how", ["a file", "below a file", "a dangling link", "a store that is a folder", "another program's",
                                 "another program's store", "noise", "of an earlier version", "stopped by an earlier version",
                                 "a folder where a sheet belongs", "not for us"])
def test_an_output_that_cannot_be_used_is_exit_4(tmp_path: Path, how: str) -> None:
    if how == "not for us" and os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere")
    out = prepared(tmp_path, how)
    before = everything(tmp_path)
    done = grade(tmp_path, str(EXAMPLE), "--out", out)
    assert done.returncode == 4
    assert done.stderr.startswith(f"grader: {out}")
    assert "Traceback" not in done.stderr
    if how != "a folder where a sheet belongs":
        assert everything(tmp_path) == before
