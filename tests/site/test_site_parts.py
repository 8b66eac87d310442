"""Third-party parts: pinned, kept, and where they cannot be had, one sentence with the way out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.model import StoreError, UsageError
from grader.site import PARTS, cache, find_parts
from grader.site import parts as parts_module
from grader.site.parts import ABI, PYTHON
from grader.site.runtime import find_node

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole search path, and a cache with nothing in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def program(place: Path, script: str) -> None:
    place.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    place.chmod(0o755)


def test_the_pins_agree_with_each_other() -> None:
    wheels = [part for part in PARTS if part.file.endswith(".whl")]
    tag = f"cp{PYTHON.replace('.', '')}"
    assert {part.file.split("-", 2)[2] for part in wheels} == {f"{tag}-{tag}-pyemscripten_{ABI}_wasm32.whl"}
    for part in PARTS:
        assert part.version in part.file
        assert len(bytes.fromhex(part.sha256)) == 32


def test_the_list_of_licences_names_the_pinned_versions() -> None:
    said = (ROOT / "templates" / "site" / "licences" / "THIRD-PARTY.txt").read_text("utf-8")
    assert [part.name for part in PARTS if f"{part.name} {part.version}" not in said.replace("Pyodide", "pyodide")] == []


def test_our_own_licence_goes_along() -> None:
    assert (ROOT / "templates" / "site" / "licences" / "grader.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_a_folder_of_parts_must_hold_all(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as said:
        find_parts(tmp_path)
    assert all(part.file in str(said.value) for part in PARTS)


def test_another_file_is_refused(tmp_path: Path) -> None:
    for part in PARTS:
        (tmp_path / part.file).write_bytes(b"something else")
    with pytest.raises(StoreError, match="is not the file that this version was made for"):
        find_parts(tmp_path)


def test_a_damaged_file_of_the_cache_is_refused(alone: Path) -> None:
    (cache() / "parts").mkdir(parents=True)
    for part in PARTS:
        (cache() / "parts" / part.file).write_bytes(b"cut off")
    with pytest.raises(StoreError, match="delete it and try again"):
        find_parts()


def test_without_npm(alone: Path) -> None:
    with pytest.raises(UsageError, match="npm was not found; install Node 18 or later, or give --parts DIR with pyodide"):
        find_parts()
    assert not (cache() / "parts").exists()


def test_without_network_the_last_line_of_the_client_is_said(alone: Path) -> None:
    program(alone / "npm", "echo 'npm notice' >&2; echo 'npm error network: no route to \x1b[31mhost' >&2; exit 1")
    with pytest.raises(StoreError) as said:
        find_parts()
    assert "pyodide 314.0.7 could not be fetched: npm error network: no route to " in str(said.value)
    assert "\x1b" not in str(said.value)
    assert "or give --parts DIR with" in str(said.value)
    assert not (cache() / "parts").exists()


def test_what_a_client_brings_is_compared_with_the_pin(alone: Path) -> None:
    program(alone / "npm", f"echo other > \"$6/{PARTS[0].file}\"")
    with pytest.raises(StoreError, match="is not the file that this version was made for"):
        find_parts()
    assert not (cache() / "parts").exists()


def test_a_client_that_never_ends(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = shutil.which("sleep", path="/bin:/usr/bin")
    program(alone / "npm", f"exec {sleep} 60")
    monkeypatch.setattr(parts_module, "PATIENCE", 0.2)
    with pytest.raises(StoreError, match=r"npm took more than 0\.2 seconds"):
        find_parts()


def test_pip_gets_the_pinned_hash(tmp_path: Path) -> None:
    for part in PARTS[1:]:
        command = parts_module._command(part, tmp_path)
        assert "--require-hashes" in command
        assert (tmp_path / "wanted.txt").read_text("utf-8") == f"{part.name}=={part.version} --hash=sha256:{part.sha256}\n"


def test_the_runtime_is_fetched_without_running_its_scripts(alone: Path) -> None:
    program(alone / "npm", "exit 1")
    assert "--ignore-scripts" in parts_module._command(PARTS[0], alone)


@pytest.mark.parametrize(("script", "said"), [
    (None, "node was not found; install Node 18 or later; it is needed only to build a site"),
    ("echo v16.20.2", r"node is v16\.20\.2; install Node 18 or later"),
    ("echo nothing", "node is nothing; install Node 18"),
])
def test_node_must_be_there_to_build(alone: Path, script: str | None, said: str) -> None:
    if script is not None:
        program(alone / "node", script)
    with pytest.raises(UsageError, match=said):
        find_node()


def test_a_node_of_today_will_do(alone: Path) -> None:
    program(alone / "node", "echo v22.1.0")
    assert find_node().version == "22.1.0"
