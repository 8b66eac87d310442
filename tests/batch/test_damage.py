"""No room, no descriptors, closed streams, other clocks, a damaged or foreign store: said with a way out, and never a wrong result."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from disturbed import (
    AT_NIGHT,
    FIRST_SEED,
    INJECTED,
    ROOT,
    Tree,
    arguments,
    begin,
    big_class,
    differing,
    finished,
    left_over,
    surroundings,
    tree,
)

PAGE = 8192
"""Bytes of a page of the store."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits, mounts and /proc are Linux's")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree]:
    folder = tmp_path_factory.mktemp("whole")
    big_class(folder, 200 if AT_NIGHT else 40, 12)
    done = finished(folder, arguments(folder, "1"))
    assert done.returncode == 0, done.stderr
    return folder, tree(folder / "run")


def continues(cwd: Path, whole: tuple[Path, Tree]) -> None:
    """The same command, in a world without the fault, ends with the bytes of an undisturbed run."""
    done = finished(cwd, arguments(whole[0]))
    assert done.returncode == 0, done.stderr
    assert differing(tree(cwd / "run"), whole[1]) == []


# ---- no room

@pytest.mark.skipif(subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode != 0,
                    reason="no mounts of our own here")
@pytest.mark.parametrize("size", ["48k", "200k", "600k"] if AT_NIGHT else ["200k"])
def test_a_full_disk_says_so_and_goes_on_when_there_is_room(whole: tuple[Path, Tree], tmp_path: Path, size: str) -> None:
    (tmp_path / "disk").mkdir()
    command = f"{sys.executable} -m grader {' '.join(arguments(whole[0]))}"
    script = (f"mount -t tmpfs -o size={size} tmpfs disk && cd disk && {command} > ../first 2>&1; echo $? > ../code; "
              f"mount -o remount,size=200m . && {command} > ../second 2>&1; echo $? >> ../code; cp -r run ../after")
    subprocess.run(["unshare", "-rm", "sh", "-c", script], cwd=tmp_path, env=surroundings(), timeout=300, check=True)
    first = (tmp_path / "first").read_text()
    assert (tmp_path / "code").read_text().split() == ["4", "0"], first + (tmp_path / "second").read_text()
    assert "Traceback" not in first
    assert "nothing is lost" in first
    assert differing(tree(tmp_path / "after"), whole[1]) == []


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_a_write_that_fails_loses_nothing(whole: tuple[Path, Tree], tmp_path: Path, fault: str) -> None:
    (tmp_path / "counted").mkdir()
    assert finished(tmp_path / "counted", arguments(whole[0], "1"), f"count:{tmp_path}/steps").returncode == 0
    steps = [at for at, step in enumerate((tmp_path / "steps").read_text().splitlines()) if not step.startswith("sql")]
    draw = random.Random(5 + FIRST_SEED)
    for at in sorted({steps[0], steps[-1], *draw.sample(steps, 10 if AT_NIGHT else 1)}):
        case = tmp_path / f"step{at}"
        case.mkdir()
        done = finished(case, arguments(whole[0], "1"), f"{fault}:{at}")
        if done.returncode == 0:      # what failed was not needed, or was done in another way
            assert differing(tree(case / "run"), whole[1]) == []
            continue
        assert done.returncode == 4, (at, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        continues(case, whole)


@pytest.mark.parametrize("pages", [8, 20])
def test_a_store_without_room(whole: tuple[Path, Tree], tmp_path: Path, pages: int) -> None:
    done = finished(tmp_path, arguments(whole[0]), f"full:{pages}")
    assert done.returncode == 4, done.stdout
    assert "full" in done.stderr
    assert "nothing is lost" in done.stderr
    assert "Traceback" not in done.stderr
    continues(tmp_path, whole)


# ---- limits from outside

def limit(which: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(which, (most, most))


@pytest.mark.parametrize(("which", "most"), [(resource.RLIMIT_NOFILE, 32), (resource.RLIMIT_AS, 1_000_000_000), (resource.RLIMIT_STACK, 2 << 20)])
def test_limits_from_outside_change_nothing(whole: tuple[Path, Tree], tmp_path: Path, which: int, most: int) -> None:
    done = finished(tmp_path, arguments(whole[0]), limits=limit(which, most))
    assert (done.returncode, done.stderr) == (0, "")
    assert differing(tree(tmp_path / "run"), whole[1]) == []


@pytest.mark.parametrize(("which", "most"), [(resource.RLIMIT_NOFILE, 9), (resource.RLIMIT_FSIZE, 20_000), (resource.RLIMIT_FSIZE, 60_000)])
def test_too_little_to_work_is_exit_4_with_a_reason(whole: tuple[Path, Tree], tmp_path: Path, which: int, most: int) -> None:
    done = finished(tmp_path, arguments(whole[0]), limits=limit(which, most))
    assert done.returncode in (0, 4), done.stdout
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or done.stderr.startswith("grader: ")
    continues(tmp_path, whole)


# ---- streams

@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&-", ">&- 2>&-", ">&- 2>&- <&-", "> /dev/full", "> /dev/full 2>&1", "| head -c 1 > /dev/null"])
def test_streams_that_are_closed_or_full(whole: tuple[Path, Tree], tmp_path: Path, streams: str) -> None:
    command = " ".join([sys.executable, "-m", "grader", *arguments(whole[0])])
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command} {streams}; exit $?"], cwd=tmp_path, env=surroundings(), timeout=120,
                          check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert differing(tree(tmp_path / "run"), whole[1]) == []


# ---- clocks

CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
int clock_gettime(clockid_t which, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    static long asked;
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(which, at);
    if (which == CLOCK_REALTIME) {
        const char *begin = getenv("TEST_CLOCK"), *jump = getenv("TEST_JUMP");
        if (begin) at->tv_sec = atol(begin);
        if (jump) at->tv_sec += (asked++ % 2 ? 1 : -1) * atol(jump);
    }
    return code;
}
time_t time(time_t *out) { struct timespec at; clock_gettime(CLOCK_REALTIME, &at); if (out) *out = at.tv_sec; return at.tv_sec; }
int gettimeofday(struct timeval *at, void *zone) {
    struct timespec now; clock_gettime(CLOCK_REALTIME, &now); at->tv_sec = now.tv_sec; at->tv_usec = now.tv_nsec / 1000; return 0;
}
"""


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("cc"):
        pytest.skip("no compiler for a clock of our own")
    folder = tmp_path_factory.mktemp("clock")
    (folder / "clock.c").write_text(CLOCK)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", "clock.so", "clock.c", "-ldl"], cwd=folder, check=True)
    return folder / "clock.so"


CLOCKS = {"jumps": {"TEST_JUMP": "3600"}, "1970": {"TEST_CLOCK": "0"}, "2038": {"TEST_CLOCK": "2147483648"}, "2100": {"TEST_CLOCK": "4102444800"},
          "leap day": {"TEST_CLOCK": "1835395199"}, "twice": {"TEST_CLOCK": "1792891800", "TZ": "Europe/Berlin"}}


@pytest.mark.parametrize("name", CLOCKS if AT_NIGHT else ["jumps", "1970"])
def test_no_result_depends_on_the_clock(whole: tuple[Path, Tree], tmp_path: Path, clock: Path, name: str) -> None:
    changed = {"LD_PRELOAD": str(clock), **CLOCKS[name]}
    probe = subprocess.run([sys.executable, "-c", "import time; print(int(time.time()))"], env=surroundings(**changed), capture_output=True,
                           text=True, check=True)
    assert name == "jumps" or probe.stdout.strip() == CLOCKS[name]["TEST_CLOCK"]
    done = finished(tmp_path, arguments(whole[0]), environment=changed)
    assert (done.returncode, done.stderr) == (0, "")
    assert differing(tree(tmp_path / "run"), whole[1]) == []


# ---- what is in the folder

def copy_of(whole: tuple[Path, Tree], cwd: Path) -> Path:
    shutil.copytree(whole[0] / "run", cwd / "run")
    return cwd / "run/store.sqlite"


def test_what_is_missing_or_damaged_of_the_results_is_written_again(whole: tuple[Path, Tree], tmp_path: Path) -> None:
    copy_of(whole, tmp_path)
    sheets = sorted((tmp_path / "run/feedback").glob("*.html"))
    sheets[0].write_bytes(sheets[0].read_bytes()[:100])
    sheets[1].unlink()
    (tmp_path / "run/grades.csv").unlink()
    (tmp_path / "run/run.json").write_text('{"half')
    (tmp_path / "run/feedback/.s007.html.0123abcd.tmp").write_text("left by a dead run")
    continues(tmp_path, whole)


@pytest.mark.parametrize("kind", ["foreign text", "foreign SQLite", "another version", "cut in half", "a page of noise"])
def test_a_store_that_is_not_ours_any_more_is_left_alone(whole: tuple[Path, Tree], tmp_path: Path, kind: str) -> None:
    store = copy_of(whole, tmp_path)
    draw = random.Random(13)
    if kind == "foreign text":
        store.write_text("my own notes\n" * 400)
    elif kind == "foreign SQLite":
        store.unlink()
        with sqlite3.connect(store) as other:
            other.execute("CREATE TABLE recipe (name)")
        other.close()
    elif kind == "another version":
        with sqlite3.connect(store) as ours:
            ours.execute("PRAGMA user_version = 77")
        ours.close()
    else:
        half_done(tmp_path, whole)
        data = bytearray(store.read_bytes())
        if kind == "cut in half":
            data = data[:len(data) // 2]
        else:
            data[PAGE * 3:PAGE * 4] = draw.randbytes(PAGE)
        for path in (tmp_path / "run").glob("store.sqlite-*"):
            path.unlink()
        store.write_bytes(data)
    before = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file() and path.name != ".lock"}
    done = finished(tmp_path, arguments(whole[0]))
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert "store.sqlite" in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file() and path.name != ".lock"} == before


def half_done(cwd: Path, whole: tuple[Path, Tree]) -> None:
    """A run that somebody killed while it wrote its sheets, so that its store is looked at when it goes on."""
    shutil.rmtree(cwd / "run")
    steps = cwd / "steps"
    (cwd / "counted").mkdir()
    assert finished(cwd / "counted", arguments(whole[0], "1"), f"count:{steps}").returncode == 0
    lines = steps.read_text().splitlines()
    at = len(lines) - 1 - lines[::-1].index(next(line for line in lines if line.startswith("os.rename")))
    assert finished(cwd, arguments(whole[0], "1"), f"kill:{at - 5}").returncode == -signal.SIGKILL


def test_a_flipped_byte_in_a_verdict_costs_one_decision(whole: tuple[Path, Tree], tmp_path: Path) -> None:
    store = copy_of(whole, tmp_path)
    with sqlite3.connect(store) as ours:
        [(answer, mark)] = ours.execute("SELECT answer, mark FROM verdict ORDER BY answer LIMIT 1 OFFSET 7").fetchall()
        data = mark.encode() if isinstance(mark, str) else mark
        changed = data.replace(b"correct", b"corrupt", 1) if b"correct" in data else data[:-2] + b"?" + data[-1:]
        assert changed != data
        ours.execute("UPDATE verdict SET mark = ? WHERE answer = ?", (changed.decode() if isinstance(mark, str) else changed, answer))
    ours.close()
    done = finished(tmp_path, arguments(whole[0]))
    assert done.returncode == 0, done.stderr
    assert re.search(r"^grading +1 distinct answer", done.stdout, re.MULTILINE), done.stdout
    assert differing(tree(tmp_path / "run"), whole[1]) == []


def test_a_file_that_changes_between_two_halves(whole: tuple[Path, Tree], tmp_path: Path) -> None:
    for name in ("bank.yaml",):
        shutil.copyfile(whole[0] / name, tmp_path / name)
    shutil.copytree(whole[0] / "class", tmp_path / "class")
    (tmp_path / "anew").mkdir()
    assert finished(tmp_path, arguments(tmp_path, "1"), "kill:40").returncode == -signal.SIGKILL
    changed = tmp_path / "class/s001.txt"
    changed.write_text(changed.read_text().replace("x", "3x", 1))
    (tmp_path / "class/s999.txt").write_bytes((tmp_path / "class/s002.txt").read_bytes())
    bank = (tmp_path / "bank.yaml").read_text()
    (tmp_path / "bank.yaml").write_text(bank.replace("'x^2 + 2x'", "'x^2 + 5x'", 1))
    assert (tmp_path / "bank.yaml").read_text() != bank
    assert finished(tmp_path, arguments(tmp_path)).returncode == 0
    assert finished(tmp_path / "anew", arguments(tmp_path, "1")).returncode == 0
    assert differing(tree(tmp_path / "run"), tree(tmp_path / "anew/run")) == []


# ---- exports of what is not complete

def export(cwd: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return finished(cwd, ["export", "run", "csv", *more])


def test_an_export_of_half_a_run_is_refused(whole: tuple[Path, Tree], tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    half_done(tmp_path, whole)
    refused = export(tmp_path)
    assert (refused.returncode, "Traceback" in refused.stderr) == (4, False)
    assert "--partial" in refused.stderr
    assert "(export/incomplete)" in refused.stderr
    partial = export(tmp_path, "--partial")
    assert partial.returncode == 0, partial.stderr
    shutil.rmtree(tmp_path / "run/export")
    continues(tmp_path, whole)
    assert export(tmp_path).returncode == 0


def test_a_changed_score_takes_back_what_was_exported(whole: tuple[Path, Tree], tmp_path: Path) -> None:
    for name in ("bank.yaml",):
        shutil.copyfile(whole[0] / name, tmp_path / name)
    shutil.copytree(whole[0] / "class", tmp_path / "class")
    assert finished(tmp_path, arguments(tmp_path)).returncode == 0
    assert export(tmp_path).returncode == 0
    assert export(tmp_path, "--out", "run/mine").returncode == 0
    (tmp_path / "run/export/by-hand.csv").write_text("mine")
    first = tmp_path / "class/s001.txt"
    first.write_text("".join(f"{line.partition(':')[0]}: 0\n" for line in first.read_text().splitlines()))
    done = finished(tmp_path, arguments(tmp_path))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "run/export/grades.csv").exists()
    assert "export" in done.stdout
    assert (tmp_path / "run/export/by-hand.csv").read_text() == "mine"


# ---- all of it, one after the other

@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + (8 if AT_NIGHT else 1)))
def test_an_eventful_life(tmp_path: Path, seed: int) -> None:
    """Kills, failing writes, signals, edits and new students at random: in the end the run is that of the last input.

    But for the sheets of students whose files were edited, and the class page: these tell of earlier attempts.
    """
    draw, edited = random.Random(seed), set[str]()
    big_class(tmp_path, 8, 5, seed)
    for turn in range(10 if AT_NIGHT else 4):
        what = draw.choice(("kill", "ENOSPC", "EIO", "edit", "add", "term", "grade"))
        students = sorted((tmp_path / "class").iterdir())
        if what in ("kill", "ENOSPC", "EIO"):
            done = finished(tmp_path, arguments(tmp_path, "1"), f"{what}:{draw.randrange(60)}")
            assert done.returncode in (0, 4, -signal.SIGKILL), (seed, turn, what, done.stderr)
        elif what == "edit":
            victim = draw.choice(students)
            edited.add(victim.stem)
            victim.write_text(victim.read_text().replace("x", f"{draw.randrange(3, 90)}x", 1))
        elif what == "add":
            (tmp_path / f"class/n{turn}.txt").write_bytes(draw.choice(students).read_bytes())
        elif what == "term":
            with begin(tmp_path, arguments(tmp_path)) as process:
                try:
                    process.communicate(timeout=draw.uniform(0.3, 1.5))
                except subprocess.TimeoutExpired:
                    process.terminate()
                process.communicate(timeout=60)
            assert process.returncode in (0, 143, -signal.SIGTERM), (seed, turn)
        else:
            assert finished(tmp_path, arguments(tmp_path)).returncode == 0, (seed, turn)
    done = finished(tmp_path, arguments(tmp_path))
    assert done.returncode == 0, (seed, done.stderr)
    (tmp_path / "anew").mkdir()
    assert finished(tmp_path / "anew", arguments(tmp_path, "1")).returncode == 0
    differ = differing(tree(tmp_path / "run"), tree(tmp_path / "anew/run"))
    assert {re.sub(r"feedback/(\w+)-.*", r"\1", name) for name in differ} <= edited | ({"index.html"} if edited else set()), (seed, differ)


# ---- nobody is left behind

def test_a_thousand_deaths_leave_no_descriptor(tmp_path: Path) -> None:
    """The process that starts helpers anew, again and again, holds no more files than at the beginning."""
    script = ("import multiprocessing, os, signal, sys; sys.path.insert(0, sys.argv[1])\nfrom grader.batch.crew.helping import Helpers\n"
              "from grader.model import Bank\nbank, dead = Bank((), ''), 0\nhelpers = Helpers(lambda helpers: helpers.fork(bank))\n"
              "count = lambda: len(os.listdir('/proc/self/fd'))\n"
              "helpers.bury(helpers.fork(bank)); before = count()\n"
              "for _ in range(int(sys.argv[2])):\n"
              "    helper = helpers.fork(bank); [child] = multiprocessing.active_children(); os.kill(child.pid, signal.SIGKILL)\n"
              "    dead += helper.ask(b'?') is None; helpers.bury(helper)\n"
              "del helper, child\nprint(dead, count() - before)")
    turns = 1000 if AT_NIGHT else 100
    done = subprocess.run([sys.executable, "-c", script, str(ROOT), str(turns)], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == [str(turns), "0"]


def test_a_run_that_is_killed_leaves_nobody(whole: tuple[Path, Tree], tmp_path: Path) -> None:
    with begin(tmp_path, arguments(whole[0]), "kill:12") as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert left_over(process.pid) == []
    assert Path(INJECTED).exists()
    assert os.path.exists(tmp_path / "run")
