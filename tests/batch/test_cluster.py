"""A cluster of Dask on the loopback gives the same bytes as threads, whatever becomes of its workers; ``.ci/run`` installs what it needs."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pytest
from disturbed import ROOT, Tree, begin, big_class, differing, finished, in_session, surroundings, tree

if os.environ.get("GRADER_CLUSTER") != "1":
    pytest.importorskip("distributed", reason="needs pip install -e '.[cluster]'")

from distributed import Client

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc")


def arguments(folder: Path, address: str = "", name: str = "class") -> list[str]:
    there = ("--executor", f"dask:{address}") if address else ()
    return ["grade", str(folder / name), "--bank", str(folder / "bank.yaml"), "--out", "run", "--salt", "s", *there]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A scheduler and workers of one thread each, all processes of one session."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start("distributed.cli.dask_scheduler", "--host", self.address, "--no-dashboard", "--no-show")

    def _start(self, *words: str, path: Path = ROOT, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", *words], cwd=self.cwd, env={**surroundings(**more), "PYTHONPATH": str(path)},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(process)
        return process

    def work(self, path: Path = ROOT, **more: str) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self._start("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
                           "--local-directory", str(self.cwd), path=path, **more)

    def workers(self, count: int) -> Cluster:
        """Wait until so many workers are there."""
        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)
        return self

    def end(self) -> list[int]:
        """End all, and return who is alive after a while."""
        for process in self.processes:
            process.kill()
            process.wait()
        deadline = time.monotonic() + 10
        while (left := [pid for process in self.processes for pid in in_session(process.pid)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


@contextmanager
def cluster(cwd: Path, count: int = 2, **more: str) -> Iterator[Cluster]:
    made = Cluster(cwd)
    try:
        for _ in range(count):
            made.work(**more)
        yield made.workers(count) if count else made
    finally:
        left = made.end()
    assert left == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree, float]:
    """300 answers of a class, its run by threads, and the seconds that took."""
    folder = tmp_path_factory.mktemp("whole")
    big_class(folder, 20, 15)
    begun = time.monotonic()
    done = finished(folder, [*arguments(folder), "--jobs", "2"])
    assert done.returncode == 0, done.stderr
    return folder, tree(folder / "run"), time.monotonic() - begun


def own_texts(folder: Path) -> list[str]:
    """Answers that nobody else gave."""
    return sorted({line.partition(": ")[2] for path in (folder / "class").iterdir() for line in path.read_text().splitlines() if "x - " in line})


def test_the_same_bytes_and_nothing_is_left_on_the_workers(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, _ = whole
    with cluster(tmp_path) as there:
        done = finished(tmp_path, arguments(folder, there.address))
        assert (done.returncode, done.stderr) == (0, "")
        assert differing(tree(tmp_path / "run"), expected) == []
        # The helpers are gone, and with them the bank; the workers are there for others.
        alive = [len(in_session(process.pid)) for process in there.processes]
        assert alive == [1, 1, 1]
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and "run" not in path.relative_to(tmp_path).parts)
        assert b"power-rule" not in written
        assert b"n x^(n-1)" not in written


def test_a_worker_that_is_killed_and_one_that_joins_cost_only_time(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, _ = whole
    fault = f"worker:{json.dumps(dict.fromkeys(own_texts(folder)[:16], 'sleep'))}"

    def are_at_work(*workers: subprocess.Popen[bytes]) -> bool:
        """Whether each has a helper with a child before the run is over."""
        while process.poll() is None:
            if all(len(in_session(each.pid)) >= 3 for each in workers):
                return True
            time.sleep(0.02)
        return False

    with cluster(tmp_path, GRADER_FAULT=fault) as there:
        with begin(tmp_path, arguments(folder, there.address)) as process:
            assert are_at_work(*there.processes[1:3])
            there.processes[1].kill()
            assert are_at_work(there.work(GRADER_FAULT=fault))
            out, err = process.communicate(timeout=200)
        assert (process.returncode, err) == (0, ""), out
        assert in_session(there.processes[1].pid) == []
    assert differing(tree(tmp_path / "run"), expected) == []


def test_texts_that_loop_or_take_all_memory_cost_only_themselves(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, _ = whole
    fates = dict(zip(own_texts(folder), ("loop", "memory"), strict=False))
    victims = {path.stem for path in (folder / "class").iterdir() for line in path.read_text().splitlines() if line.partition(": ")[2] in fates}
    fault = f"worker:{json.dumps(fates)}"
    with cluster(tmp_path, GRADER_FAULT=fault) as there:
        done = finished(tmp_path, arguments(folder, there.address))
        assert (done.returncode, done.stderr) == (0, "")
        assert [process.poll() for process in there.processes] == [None] * 3
    changed = differing(tree(tmp_path / "run"), expected)
    assert {re.split("[-/]", name)[1] for name in changed if name.startswith("feedback/")} == victims
    said = (tmp_path / "run/attention.csv").read_text("utf-8-sig")
    assert said.count("batch/failed") == 2


def test_a_worker_of_another_version_is_refused(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, _, _ = whole
    shutil.copytree(ROOT / "grader", tmp_path / "other/grader", ignore=shutil.ignore_patterns("__pycache__"))
    version = tmp_path / "other/grader/version.py"
    text = version.read_text()
    [here] = re.findall('VERSION = "(.*)"', text)
    version.write_text(text.replace(f'"{here}"', '"9.9.9"'))
    with cluster(tmp_path, 1) as there:
        there.work(path=tmp_path / "other")
        there.workers(2)
        done = finished(tmp_path, arguments(folder, there.address))
    assert done.returncode == 4
    assert re.fullmatch(rf"grader: worker tcp://127\.0\.0\.1:\d+ has grader 9\.9\.9, here is {re.escape(here)}; .*--executor.*\n", done.stderr)


def test_a_ctrl_c_leaves_no_helper_on_the_workers(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, _ = whole
    fault = f"worker:{json.dumps(dict.fromkeys(own_texts(folder)[:16], 'sleep'))}"
    with cluster(tmp_path, GRADER_FAULT=fault) as there:
        with begin(tmp_path, arguments(folder, there.address)) as process:
            while len(in_session(there.processes[1].pid)) < 3 and process.poll() is None:
                time.sleep(0.02)
            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (130, "")
        assert "Run the same command to continue." in out
        deadline = time.monotonic() + 20
        while sum(len(in_session(each.pid)) for each in there.processes) > 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [len(in_session(each.pid)) for each in there.processes] == [1, 1, 1]
        assert finished(tmp_path, arguments(folder, there.address)).returncode == 0
    assert differing(tree(tmp_path / "run"), expected) == []


def test_a_scheduler_that_dies_costs_only_time(whole: tuple[Path, Tree, float], tmp_path: Path) -> None:
    folder, expected, _ = whole
    fault = f"worker:{json.dumps(dict.fromkeys(own_texts(folder)[:16], 'sleep'))}"
    with cluster(tmp_path, 1, GRADER_FAULT=fault) as there:
        with begin(tmp_path, arguments(folder, there.address)) as process:
            while len(in_session(there.processes[1].pid)) < 3 and process.poll() is None:
                time.sleep(0.02)
            there.processes[0].kill()
            _, err = process.communicate(timeout=200)
        assert (process.returncode, err) == (0, "")
    assert differing(tree(tmp_path / "run"), expected) == []


@pytest.mark.parametrize(("runs", "words"), [(False, "no scheduler answers at"), (True, "the scheduler at")])
def test_a_cluster_that_cannot_be_used_is_exit_4_with_the_way_out(whole: tuple[Path, Tree, float], tmp_path: Path, runs: bool, words: str) -> None:
    folder, expected, _ = whole
    with cluster(tmp_path, 0) if runs else nullcontext() as there:
        done = finished(tmp_path, arguments(folder, there.address if there else "tcp://127.0.0.1:1"))
    assert done.returncode == 4
    assert done.stderr.startswith(f"grader: {words}")
    assert "leave --executor out" in done.stderr
    assert finished(tmp_path, arguments(folder)).returncode == 0
    assert differing(tree(tmp_path / "run"), expected) == []


@pytest.mark.parametrize("executor", ["dask", "dask:host:8786", "ray:tcp://host:1", "tcp://host:1"])
def test_what_names_no_cluster_is_exit_2(tmp_path: Path, executor: str) -> None:
    done = finished(tmp_path, ["grade", str(ROOT / "submissions_example"), "--out", "run", "--executor", executor])
    assert done.returncode == 2
    assert "dask:tcp://HOST:PORT" in done.stderr
    assert not (tmp_path / "run").exists()
