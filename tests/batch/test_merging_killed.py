"""A merge that is killed in between: the same command goes on and ends with the same bytes, and the other run is as it was."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest
from disturbed import AT_NIGHT, Tree, differing, finished, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="death with the parent is Linux's")

BANK = "- id: square\n  vars: {x: real}\n  f: 'x^2'\n  wrt: x\n- id: cube\n  vars: {x: real}\n  f: 'x^3'\n  wrt: x\n"
RUN = {"ada": "2x", "emmy": "x + x", "carl": "2(x"}
OTHER = {"ada": "x", "mary": "2x", "zoe": "2(x", "emmy": "x + x"}
MERGE = ["merge", "run", "other", "--jobs", "1"]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree, Tree, list[str]]:
    """Both runs as they were, the one that came out, the other one, and every step that merging does to the disk."""
    folder = tmp_path_factory.mktemp("merged")
    (folder / "bank.yaml").write_text(BANK)
    for name, salt, answers in (("run", "s", RUN), ("other", "t", OTHER)):
        (folder / f"{name}-in").mkdir()
        for who, text in answers.items():
            (folder / f"{name}-in/{who}.txt").write_text(f"square: {text}\ncube: 3x^2\n")
        done = finished(folder, ["grade", f"{name}-in", "--bank", "bank.yaml", "--out", name, "--salt", salt, "--jobs", "1", "--title", "HW"])
        assert done.returncode == 0, done.stderr
    shutil.copytree(folder / "run", folder / "before")
    done = finished(folder, MERGE, f"count:{folder}/steps")
    assert done.returncode == 0, done.stderr
    return folder, tree(folder / "run"), {**tree(folder / "other"), **memory(folder)}, (folder / "steps").read_text().splitlines()


def memory(folder: Path) -> Tree:
    """What the other run remembers, to the last byte."""
    return {path.name: path.read_bytes() for path in (folder / "other").glob("store*")}


def places(steps: list[str]) -> list[int]:
    """At night all steps; else one of those that write the run's memory, one that writes a sheet, and one near the end."""
    if AT_NIGHT:
        return list(range(len(steps)))
    inserts = [at for at, step in enumerate(steps) if step == "sql INSERT"]
    sheet = next(at for at, step in enumerate(steps) if step == "os.rename .tmp")
    return [inserts[len(inserts) // 3], inserts[2 * len(inserts) // 3], sheet, len(steps) - 3]


def test_the_same_command_goes_on(merged: tuple[Path, Tree, Tree, list[str]], tmp_path: Path) -> None:
    folder, expected, other, steps = merged
    assert "sheets     5 students" in finished(folder, MERGE).stdout
    for at in places(steps):
        case = tmp_path / f"step{at}"
        shutil.copytree(folder / "before", case / "run")
        shutil.copytree(folder / "other", case / "other")
        killed = finished(case, MERGE, f"kill:{at}")
        assert killed.returncode == -signal.SIGKILL, (at, steps[at], killed.stdout)
        done = finished(case, MERGE)
        assert done.returncode == 0, (at, steps[at], done.stderr)
        assert differing(tree(case / "run"), expected) == [], (at, steps[at])
        assert {**tree(case / "other"), **memory(case)} == other
