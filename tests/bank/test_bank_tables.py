"""The file of prepared tables: beside the lock, for this bank and this version only, and never needed."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.bank import load_bank, write_tables
from grader.bank import tables as module
from grader.model import NO_TABLES

ONE = """- id: one
  vars: {x: real}
  f: (x^2 + 1)^3
  wrt: x
- id: two
  vars: {x: real}
  f: sin(x)
  wrt: x
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "a.yaml").write_text(ONE)
    return folder


def tables_of(path: Path) -> dict[str, dict[str, str]]:
    bank = load_bank(path)[0]
    return {problem.id: dict(bank.tables.get(problem.id, NO_TABLES)) for problem in bank.problems}


WRITTEN = {"one": {"derivative": "[1, 2]", "differential": "x y z"}, "two": {"derivative": "{}"}}


def test_what_was_written_is_read_with_the_bank(bank: Path) -> None:
    assert tables_of(bank) == {"one": {}, "two": {}}
    assert write_tables(bank, load_bank(bank)[0].digest, WRITTEN)
    assert tables_of(bank) == WRITTEN
    assert load_bank(bank, lambda name: name == "two")[0].tables == {"two": WRITTEN["two"]}


def test_one_file_has_its_tables_beside_it(bank: Path) -> None:
    write_tables(bank / "a.yaml", load_bank(bank / "a.yaml")[0].digest, WRITTEN)
    assert [path.name for path in sorted(bank.iterdir())] == [".a.yaml.lock.json", ".a.yaml.tables.txt", "a.yaml"]
    assert tables_of(bank / "a.yaml") == WRITTEN


def _changed(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize("change", [
    lambda data: b"", lambda data: data.partition(b"\n")[2], lambda data: b"\xff" + data, lambda data: data.replace(b"[1,", b"[[1],", 1),
    lambda data: b"null\n" + data, lambda data: data.partition(b"\n")[0], lambda data: data.replace(b"\n", b"\n ")])
def test_a_damaged_file_is_not_there(bank: Path, change: Callable[[bytes], bytes]) -> None:
    write_tables(bank, load_bank(bank)[0].digest, WRITTEN)
    _changed(bank / ".bank-tables.txt", change)
    assert tables_of(bank) == {"one": {}, "two": {}}


@pytest.mark.parametrize("change", [lambda data: data.replace(b"x y z", b"x y q"), lambda data: data.replace(b"x y z", b"x y \xff")])
def test_a_damaged_text_costs_only_itself(bank: Path, change: Callable[[bytes], bytes]) -> None:
    write_tables(bank, load_bank(bank)[0].digest, WRITTEN)
    _changed(bank / ".bank-tables.txt", change)
    assert tables_of(bank) == {"one": {"derivative": "[1, 2]"}, "two": {"derivative": "{}"}}


def test_another_bank_version_or_format_has_no_tables(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(bank, load_bank(bank)[0].digest, WRITTEN)
    for name, other in (("build", lambda: "9.9.9"), ("FORMAT", 99)):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, other)
            assert tables_of(bank) == {"one": {}, "two": {}}
    (bank / "a.yaml").write_text(ONE + " ")
    assert tables_of(bank) == {"one": {}, "two": {}}


def test_tables_of_a_bank_that_has_changed_meanwhile_are_not_kept(bank: Path) -> None:
    before = load_bank(bank)[0].digest
    (bank / "a.yaml").write_text(ONE + " ")
    assert write_tables(bank, before, WRITTEN) is False
    assert tables_of(bank) == {"one": {}, "two": {}}


def test_whoever_may_not_read_the_bank_may_not_read_its_tables(bank: Path) -> None:
    (bank / "a.yaml").chmod(0o640)
    write_tables(bank, load_bank(bank)[0].digest, WRITTEN)
    assert stat.S_IMODE((bank / ".bank-tables.txt").stat().st_mode) & 0o037 == 0


def test_a_folder_that_cannot_be_written_is_no_fault(bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    digest = load_bank(bank)[0].digest
    monkeypatch.setattr("os.replace", refuse)
    assert write_tables(bank, digest, WRITTEN) is False
    assert [path.name for path in sorted(bank.iterdir())] == [".bank-lock.json", "a.yaml"]


def check(path: Path) -> int:
    home = Path(__file__).resolve().parents[2]
    return subprocess.run([sys.executable, "-m", "grader", "bank", "check", str(path)], cwd=home, capture_output=True, check=False).returncode


def test_bank_check_leaves_tables_and_does_not_believe_its_own(bank: Path) -> None:
    assert check(bank) == 0
    first = tables_of(bank)
    assert {name: list(texts) for name, texts in first.items()} == {"one": ["derivative"], "two": ["derivative"]}
    write_tables(bank, load_bank(bank)[0].digest, {"one": {"derivative": "damaged"}})
    assert check(bank) == 0
    assert tables_of(bank) == first


def test_a_bank_with_faults_has_no_tables(bank: Path) -> None:
    (bank / "a.yaml").write_text(ONE.replace("f: sin(x)", "f: sin(x)\n  truth: sin(x)"))
    assert check(bank) == 2
    assert not (bank / ".bank-tables.txt").exists()
