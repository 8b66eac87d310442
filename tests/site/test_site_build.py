"""The folder of a page: whole, listed with its hashes, the same whenever it is built, within its budgets, and in place of nothing that is not ours."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import built

from grader.bank import load_bank
from grader.cli.command import cli
from grader.model import StoreError, UsageError
from grader.site import PARTS, cache, find_parts
from grader.site import build as build_module

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_FILES, MOST_BYTES, MOST_COMPRESSED = 25, 20_000_000, 13_000_000
"""For a page of 30 problems."""

BYTES_OF_A_PROBLEM = 40_000
"""Of each further one, uncompressed: nearly all is the table of its wrong answers, where the bank has been checked."""

LAYOUT = {
    "font/stix.woff2", "index.html", "licences/THIRD-PARTY.txt", "licences/cpython.txt", "licences/flint-gmp-mpfr.txt",
    "licences/grader.txt", "licences/msgspec.txt", "licences/pyodide.txt", "licences/python-flint.txt", "licences/stix.txt", "page.css",
    "page.js", "run/bank.json", "run/flint.zip", "run/grader.zip", "run/msgspec.zip", "run/pyodide-lock.json", "run/pyodide.asm.js",
    "run/pyodide.asm.wasm", "run/pyodide.js", "run/stdlib.zip", "site.json", "start.js", "sw.js", "worker.js",
}

ONE = "  - power-rule\n"

ABSENT = ("yaml", "numpy", "sympy", "markdown_it", "math_core", "click", "jinja2", "markupsafe", "orjson", "pydantic")
NEVER = ("cli", "batch", "exports", "store", "report", "people", "assignment", "decisions", "yamlnodes", "site")


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def members(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_every_file_is_listed_with_its_hash(request: pytest.FixtureRequest, mode: str) -> None:
    folder: Path = request.getfixturevalue(f"{mode}_site")
    files, said = files_of(folder), json.loads((folder / "site.json").read_bytes())
    assert set(files) == LAYOUT
    listed = {name: [len(data), "sha256-" + b64encode(hashlib.sha256(data).digest()).decode()] for name, data in files.items()
              if name != "site.json"}
    assert said["files"] == listed
    assert (said["v"], said["mode"], said["title"], said["offline"]) == (1, mode, "Homework 3", True)
    assert said["id"] == f"hw3-{said['bank']}"
    assert said["bank"] == hashlib.sha256(files["run/bank.json"]).hexdigest()[:12]
    assert len(said["problems"]) == 8


def assert_within_budgets(folder: Path, problems: int) -> None:
    files = files_of(folder)
    assert len(json.loads(files["site.json"])["problems"]) == problems
    assert len(files) <= MOST_FILES
    assert sum(map(len, files.values())) <= MOST_BYTES + BYTES_OF_A_PROBLEM * max(0, problems - 30)
    assert sum(len(gzip.compress(data, 6)) for data in files.values()) <= MOST_COMPRESSED
    assert len(files["index.html"]) + len(files["page.css"]) <= 150_000 * max(30, problems) / 30


def test_budgets(practice_site: Path) -> None:
    assert_within_budgets(practice_site, 8)


@pytest.mark.skipif(not os.environ.get("GRADER_SITE_NIGHT"), reason="2,662 requests; for the night")
def test_the_whole_bank_is_within_the_budgets_and_answers_as_here(tmp_path: Path, parts: Path | None) -> None:
    bank, _ = load_bank(ROOT / "problem_bank")
    asked = [problem for problem in bank.problems if not problem.variants]
    assert_within_budgets(built(tmp_path, "practice", "  - " + "\n  - ".join(dict.fromkeys(
        problem.scheme.group or problem.id for problem in asked)) + "\n"), len(asked))


def test_nothing_is_packed_that_a_page_cannot_use(practice_site: Path) -> None:
    ours, standard = members(practice_site / "run/grader.zip"), members(practice_site / "run/stdlib.zip")
    assert {name[name.rindex("."):] for name in [*ours, *standard]} == {".pyc"}
    assert [name for name in ours if name.split("/")[1].removesuffix(".pyc") in NEVER] == []
    assert [name for name in standard if name.split("/")[0].removesuffix(".pyc") in ABSENT] == []
    assert [name for name in members(practice_site / "run/flint.zip") if "nmod" in name or "test" in name] == []


def test_archives_hold_no_time_and_no_place(practice_site: Path) -> None:
    for name in ("stdlib", "flint", "msgspec", "grader"):
        with zipfile.ZipFile(practice_site / f"run/{name}.zip") as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not any(b"/packing/source" in archive.read(entry) for entry in archive.infolist() if entry.filename.endswith(".pyc"))


def test_built_anew_it_has_the_same_bytes(practice_site: Path, parts: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    found = find_parts(parts)
    for part in PARTS:
        (folder / part.file).write_bytes(found.data[part.name])
    monkeypatch.setenv("GRADER_PARTS", str(folder))
    # Nothing is kept: the archives are compiled again, in a cache of their own.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert files_of(built(tmp_path, "practice")) == files_of(practice_site)


def test_an_older_page_is_replaced_whole(practice_site: Path, tmp_path: Path) -> None:
    shutil.copytree(practice_site, tmp_path / "served")
    (tmp_path / "served" / "page.js").write_text("older", "utf-8")
    (tmp_path / "site").symlink_to("served")
    files = files_of(built(tmp_path, "graded", ONE, "--no-offline"))
    assert files["page.js"] == (practice_site / "page.js").read_bytes()
    said = json.loads(files["site.json"])
    assert (said["problems"], said["offline"]) == (["power-rule"], False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hw3.yaml", "served", "site"]
    assert (tmp_path / "site").is_symlink()


@pytest.mark.parametrize("other", ["notes.txt", ".git/config"])
def test_a_folder_with_other_files_is_left_alone(practice_site: Path, tmp_path: Path, other: str) -> None:
    shutil.copytree(practice_site, tmp_path / "site")
    (tmp_path / "site" / other).parent.mkdir(exist_ok=True)
    (tmp_path / "site" / other).write_text("mine", "utf-8")
    before = files_of(tmp_path / "site")
    with pytest.raises(StoreError, match="is not empty and was not written by grader site; choose another folder"):
        built(tmp_path, "graded")
    assert files_of(tmp_path / "site") == before


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b'{"files": []}', b"\xff", b"[" * 100_000])
def test_a_list_that_is_none_makes_no_folder_ours(tmp_path: Path, parts: Path | None, said: bytes) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site.json").write_bytes(said)
    with pytest.raises(StoreError, match="was not written by grader site"):
        built(tmp_path, "practice")


def test_a_file_in_its_place_is_left_alone(tmp_path: Path, parts: Path | None) -> None:
    (tmp_path / "site").write_text("mine", "utf-8")
    with pytest.raises(StoreError, match="was not written by grader site"):
        built(tmp_path, "practice")
    assert (tmp_path / "site").read_text("utf-8") == "mine"


def test_a_page_that_answers_otherwise_is_not_written(tmp_path: Path, parts: Path | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def desk(bank: bytes, salt: str) -> Callable[[str], str]:
        return lambda request: "{}"

    monkeypatch.setattr(build_module, "open_desk", desk)
    with pytest.raises(StoreError, match="answers otherwise than this program"):
        built(tmp_path, "practice", ONE)
    assert [path.name for path in tmp_path.iterdir()] == ["hw3.yaml"]


def test_a_place_that_cannot_be_written(tmp_path: Path, parts: Path | None) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    (tmp_path / "hw.yaml").write_text(f"problems:\n{ONE}", "utf-8")
    done = CliRunner().invoke(cli, ["site", str(tmp_path / "hw.yaml"), "--out", str(tmp_path / "file" / "site")], standalone_mode=False)
    assert isinstance(done.exception, StoreError)
    assert str(done.exception).endswith("cannot be written: Not a directory")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "hw.yaml"]


def test_graded_is_never_loosened(tmp_path: Path) -> None:
    (tmp_path / "hw.yaml").write_text("page: graded\nproblems: [power-rule]\n", "utf-8")
    done = CliRunner().invoke(cli, ["site", str(tmp_path / "hw.yaml"), "--mode", "practice", "--out", str(tmp_path / "site")],
                              standalone_mode=False)
    assert isinstance(done.exception, UsageError)
    assert "page: graded" in str(done.exception)
    assert not (tmp_path / "site").exists()


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, parts: Path | None) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    sleep = shutil.which("sleep")
    (folder / "node").write_text(f"#!/bin/sh\n[ \"$1\" = --version ] && echo v20.0.0 && exit\nexec {sleep} 60\n", "utf-8")
    (folder / "node").chmod(0o755)
    (tmp_path / "hw.yaml").write_text(f"problems:\n{ONE}", "utf-8")
    found = os.environ.get("GRADER_PARTS") or cache() / "parts"
    running = subprocess.Popen([sys.executable, "-m", "grader", "site", "hw.yaml", "--out", "site", "--parts", str(found)], cwd=tmp_path,
                               env={**os.environ, "PATH": str(folder), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT),
                                    "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               # Where a shell starts the tests in the background, programs pass over Ctrl-C.
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert running.stdout is not None
    while not (line := running.stdout.readline()).startswith("compiling"):
        assert line, running.communicate()[1]
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "hw.yaml"]
