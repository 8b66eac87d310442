"""A graded page holds nothing of the key: searched in all of its files, archives unpacked, compiled modules with their constants."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import built

from grader.bank import load_bank
from grader.model import Bank
from grader.texts import prose

ROOT = Path(__file__).resolve().parent.parent.parent
SHORTEST, SHORTEST_WORDS = 7, 20
"""Characters, without white space, from which a formula or a phrase that is found is no accident: ``2x+1`` and "singular" are in many places."""

NOTATION = {"ones(N)", "comm(M,N)", "a scalar", r"\mathbb{R}", r"\mathbb{R}^{1\times D}"}
"""Formulas that the program's own messages write, whatever is asked."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(ROOT / "problem_bank")[0]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, parts: Path | None, bank: Bank) -> Path:
    """The graded page of the whole bank."""
    listed = "".join(f"  - {id_}\n" for id_ in dict.fromkeys(problem.scheme.group or problem.id for problem in bank.problems if not problem.variants))
    return built(tmp_path_factory.mktemp("whole"), "graded", listed)


def contents(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """A file, and the members of an archive in its place.  Strings lie in compiled modules as they are."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from contents(archive.read(member), f"{name}/{member}")
    else:
        yield name, data


def bare(data: bytes) -> bytes:
    return re.sub(rb"\s|\\n", b"", data)


def held(folder: Path) -> dict[str, bytes]:
    """What a student may find; the third party's own files are none of the bank's."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("licences/", "run/pyodide", "run/flint", "run/msgspec", "run/stdlib", "font/")):
            found.update({member: bare(data) for member, data in contents(path.read_bytes(), name)})
    return found


def secrets_of(bank: Bank) -> Iterator[tuple[str, int]]:
    """Every text of the key, and from how many characters it is looked for."""
    for problem in bank.problems:
        scheme, shown = problem.scheme, problem.shown
        formulas = {scheme.truth, *scheme.accept, *scheme.other_layout, shown.f_text, *(wrong.answer for wrong in scheme.wrong)}
        yield from ((text, SHORTEST) for text in formulas - NOTATION)
        phrases = {*shown.hints, shown.solution, *(wrong.misconception for wrong in scheme.wrong)}
        yield from ((text, SHORTEST_WORDS) for text in phrases)


def written(text: str) -> Iterator[bytes]:
    """The ways in which a text may be written: as it is, and as JSON or HTML."""
    yield bare(text.encode())
    yield bare(text.encode("ascii", "backslashreplace"))
    yield bare(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode())


def found_in(files: dict[str, bytes], bank: Bank) -> list[str]:
    texts = [text for problem in bank.problems for text in (problem.shown.statement, problem.shown.title)]
    # A statement says "M x N" as its author wrote it, and "M × N" as it is set.
    said = bare("\n".join([*texts, *(prose(text) for text in texts)]).encode())
    wanted = {way for text, shortest in secrets_of(bank) for way in written(text) if len(way) >= shortest and way not in said}
    return [f"{name}: {way.decode()}" for name, data in files.items() for way in wanted if way in data]


def test_nothing_of_the_key_is_in_a_graded_page(whole: Path, bank: Bank) -> None:
    assert found_in(held(whole), bank) == []


def test_the_search_finds_the_key_of_a_practice_page(practice_site: Path, bank: Bank) -> None:
    found = found_in(held(practice_site), bank)
    assert any(line.startswith("run/bank.json: ") for line in found)


def test_a_constant_of_a_compiled_module_is_found(bank: Bank) -> None:
    from grader.site.inside import compiled

    truth = next(problem.scheme.truth for problem in bank.problems if len(problem.scheme.truth) > 20)
    assert found_in({"x": bare(compiled(f"def f():\n    return 1, {truth!r}\n".encode(), "x.py"))}, bank)
