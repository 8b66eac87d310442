"""README and docs are run: commands with their output, bank files, readings of texts, message codes, constants and fields.

The rules for a page, by the first word behind the fence:

* ``console``: lines that begin with ``$ `` are commands, run by bash in the page's own folder, which holds copies of
  ``submissions_example/`` and ``problem_bank/``.  The lines below are their output; ``…`` stands for any text in a line, and a line of
  ``…`` alone for any lines.  ``# exit 1`` behind a command is its exit code, else it is 0.
* A second word that is a file's name (``yaml hw3.yaml``) writes the block to that file before the commands below it run.
* ``yaml``: a bank without faults, unless the file's name begins with ``bad``, or it is a file of answers, ``course.yaml`` or ``assignment.yaml``.
* ``reading x y``: lines ``text → tree``, ``text → tree → second tree (kind)`` or ``text → ! code``; the names are declared: ``x`` a number,
  ``x[N]`` a vector, ``A[M,N]`` a matrix, ``dA[M,N]`` the differential of one, ``i:M`` an index, ``a:A`` the columns of a matrix,
  ``f(x)`` an abstract function where it stands.
* ``dimension``: lines ``text → sizes``.
* ``sh``: not run here; only the three commands of README.md (``.ci/run`` runs them) and blocks behind ``<!-- not run: why -->``.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.assignment import json_schema
from grader.bank import load_bank
from grader.bank.fields import FIELDS, fields_of, table
from grader.bank.files import COURSE
from grader.bank.problem_forms import ARRAY_KIND
from grader.batch import proofs
from grader.expr import Apply, Dim, Expr, Points, Symbol, plain
from grader.kinds import Question, look, read_dimension
from grader.kinds.dimension import show
from grader.kinds.points.reading import read_set
from grader.model import Diagnostic, Severity
from grader.syntax import Function, Reading, Scope, read, readings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MAX_PNG = 200_000


@dataclass(frozen=True)
class Block:
    """A fenced block: the words behind the fence, its lines, the number of the fence's line, and the line before the fence."""

    page: str
    words: tuple[str, ...]
    lines: tuple[str, ...]
    number: int
    before: str

    @property
    def kind(self) -> str:
        return self.words[0] if self.words else ""

    @property
    def file(self) -> str:
        return self.words[1] if len(self.words) > 1 and "." in self.words[1] else ""

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def __str__(self) -> str:
        return f"{self.page}:{self.number}"


def blocks(page: Path) -> list[Block]:
    found: list[Block] = []
    lines = page.read_text("utf-8").split("\n")
    start = None
    for number, line in enumerate(lines):
        if line.startswith("```"):
            if start is None:
                start = number
            else:
                words = tuple(lines[start].removeprefix("```").split())
                name = page.relative_to(ROOT).as_posix()
                found.append(Block(name, words, tuple(lines[start + 1:number]), start + 1, lines[start - 1]))
                start = None
    assert start is None, f"{page.name}: a fence is never closed"
    return found


BLOCKS = [block for page in PAGES for block in blocks(page)]


def of_kind(kind: str) -> list[Block]:
    return [block for block in BLOCKS if block.kind == kind]


def test_every_block_is_of_a_known_kind() -> None:
    known = {"console", "text", "yaml", "reading", "dimension", "equation", "set", "sh", "json", "python"}
    assert [str(block) for block in BLOCKS if block.kind not in known] == []


def test_no_command_hides_in_a_block_that_is_not_run() -> None:
    hidden = [str(block) for block in BLOCKS if block.kind != "console" and any(line.startswith("$ ") for line in block.lines)]
    hidden += [str(block) for block in of_kind("sh") if not re.fullmatch(r"<!-- (command [123]|not run: .+) -->", block.before)]
    assert hidden == []


# -- commands ---------------------------------------------------------------------------------------------------


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines of its output."""
    found: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and not found[-1][1] and found[-1][0].endswith("\\"):
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        else:
            assert found, f"{block}: output without a command"
            found[-1][1].append(line)
    return found


def matches(expected: list[str], got: str) -> bool:
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
                      for line in expected)
    return re.fullmatch(pattern, got if got.endswith("\n") or not got else f"{got}\n") is not None


def prepare(folder: Path) -> dict[str, str]:
    """The page's folder, and the environment in which ``grader`` and ``python`` are this checkout's and this Python."""
    for name in ("submissions_example", "problem_bank"):
        shutil.copytree(ROOT / name, folder / "work" / name, ignore=shutil.ignore_patterns(".*"))
    (folder / "bin").mkdir()
    for name, arguments in (("grader", "-P -m grader"), ("python", "")):
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        script.chmod(0o755)
    return {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "80",
            "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


PAGES_WITH_COMMANDS = [page for page in PAGES if any(block.kind == "console" for block in blocks(page))]


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says(page: Path, tmp_path: Path) -> None:
    environment, work = prepare(tmp_path), tmp_path / "work"
    wrong: list[str] = []
    for block in blocks(page):
        if block.file:
            (work / block.file).parent.mkdir(parents=True, exist_ok=True)
            (work / block.file).write_text(block.text, "utf-8")
        for command, expected in commands(block) if block.kind == "console" else ():
            code = re.search(r"#\s*exit ([0-9]+)\s*$", command)
            done = subprocess.run(["bash", "-c", command], cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=120, check=False)
            if done.returncode != (int(code[1]) if code else 0) or not matches(expected, done.stdout):
                wrong.append(f"{block}: $ {command}\n{done.stdout}[exit {done.returncode}]")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize(("expected", "got", "fits"), [
    (["a … c"], "a b c\n", True), (["a … c"], "a b d\n", False), (["a", "…", "z"], "a\nb\nc\nz\n", True), (["a", "…", "z"], "a\nz\n", True),
    (["a"], "a\nb\n", False), ([], "", True), ([], "a\n", False), (["a", ""], "a\n\n", True), (["a.c"], "abc\n", False),
])
def test_the_match_of_outputs_is_as_strict_as_it_says(expected: list[str], got: str, fits: bool) -> None:
    assert matches(expected, got) is fits


# -- banks ------------------------------------------------------------------------------------------------------


def is_bank(block: Block) -> bool:
    """Whether a block of YAML holds problems; files of answers, the defaults of a course and assignments do not."""
    return "answers:" not in block.lines and Path(block.file).name not in (COURSE, "assignment.yaml")


@pytest.mark.parametrize("block", [block for block in of_kind("yaml") if is_bank(block)], ids=str)
def test_a_bank_file_of_the_docs_proves_itself(block: Block, tmp_path: Path) -> None:
    file = tmp_path / (block.file or "bank.yaml")
    file.parent.mkdir(exist_ok=True)
    file.write_text(block.text, "utf-8")
    bank, faults = load_bank(file)
    found = [*faults, *(fault for proved in proofs(bank, "docs", 1) for fault in proved.faults)]
    errors = [fault.message for fault in found if fault.severity is Severity.ERROR]
    if file.name.startswith("bad"):
        assert errors
    else:
        assert errors == []
        assert bank.problems


def test_authors_learn_about_every_field() -> None:
    page = (ROOT / "docs" / "authors.md").read_text("utf-8")
    assert f"\n\n{table()}\n\n" in page, "put the output of python -m grader.bank table into docs/authors.md"


def test_authors_learn_when_they_need_a_field() -> None:
    section = (ROOT / "docs" / "authors.md").read_text("utf-8").partition("## Which field for what")[2].partition("\n## ")[0]
    assert [field.name for field in FIELDS if f"`{field.name}`" not in section] == []


def test_authors_learn_about_every_kind_of_matrix_and_every_default_of_a_course() -> None:
    page = (ROOT / "docs" / "authors.md").read_text("utf-8")
    assert [kind for kind in ARRAY_KIND.schema["enum"] if kind != "real" and f"`{kind}`" not in page] == []
    section = page.partition("## Defaults of a course")[2].partition("\n## ")[0]
    assert [field.name for field in fields_of("course") if f"`{field.name}`" not in section] == []


# -- readings ---------------------------------------------------------------------------------------------------


def examples(kind: str) -> list[tuple[Block, str]]:
    return [(block, line) for block in of_kind(kind) for line in block.lines if line.strip() and not line.startswith("#")]


def declared(words: tuple[str, ...]) -> Scope:
    """The scope that the words behind ``reading`` declare."""
    names, arrays, differentials, indices, columns = list[str](), dict[str, int](), dict[str, int](), list[str](), dict[str, str]()
    functions, places, sizes = list[Function](), dict[str, Expr](), dict[str, None]()
    shapes, ranges = dict[str, tuple[Dim, ...]](), dict[str, Dim]()
    for word in words:
        found = re.fullmatch(r"(?P<name>\w+)(?:\[(?P<sizes>[\w,]+)\]|:(?P<end>\w+)|\((?P<arguments>[\w,]+)\))?", word)
        assert found is not None, word
        name = found["name"]
        if found["sizes"]:
            sizes |= dict.fromkeys(found["sizes"].split(","))
            shapes[name] = tuple((size,) for size in found["sizes"].split(","))
            (differentials if name[1:] in arrays else arrays)[name] = found["sizes"].count(",") + 1
        elif found["end"] in arrays:
            columns[name] = found["end"]
        elif found["end"]:
            indices.append(name)
            ranges[name] = (found["end"],)
        elif found["arguments"]:
            named = found["arguments"].split(",")
            arguments = [places.get(argument, Symbol(argument)) for argument in named]
            places[name] = Apply(name, [0] * len(named), arguments)
            functions.append(Function(name, len(named), tuple(arguments), tuple(named)))
        else:
            names.append(name)
    return Scope(tuple(names), tuple(arrays.items()), tuple(differentials.items()), tuple(functions), tuple(indices), tuple(sizes),
                 tuple(columns.items()), ranges=tuple(ranges.items()), shapes=tuple(shapes.items()))


def parts(block: Block, line: str) -> list[str]:
    found = [part.strip() for part in line.split(" → ")]
    assert len(found) in (2, 3), f"{block}: {line}"
    return found


@pytest.mark.parametrize(("block", "line"), examples("reading"), ids=str)
def test_a_text_is_read_as_the_docs_say(block: Block, line: str) -> None:
    text, expected, *second = parts(block, line)
    text, scope = text.replace("⏎", "\n"), declared(block.words[1:])
    found = read(text, scope)
    if expected.startswith("! "):
        assert isinstance(found, Diagnostic), found
        assert found.code == expected[2:]
        return
    assert isinstance(found, Reading), found
    assert plain(found.tree) == expected
    others = {f"{plain(other.tree)} ({kind})" for kind, other in readings(text, scope, found.choices)}
    assert set(second) <= others, others


@pytest.mark.parametrize(("block", "line"), examples("dimension"), ids=str)
def test_a_dimension_is_read_as_the_docs_say(block: Block, line: str) -> None:
    text, expected = parts(block, line)
    found = read_dimension(text)
    assert (f"! {found.code}" if isinstance(found, Diagnostic) else show(found)) == expected


@pytest.mark.parametrize(("block", "line"), examples("equation"), ids=str)
def test_equations_are_read_as_the_docs_say(block: Block, line: str) -> None:
    text, expected = parts(block, line)
    found = look(Question("docs", "equation", declared(block.words[1:])), text.replace("⏎", "\n"))
    said = next((message.code for message in found.messages if message.severity is Severity.ERROR), "")
    assert (f"! {said}" if not found.read_as else found.read_as) == expected


@pytest.mark.parametrize(("block", "line"), examples("set"), ids=str)
def test_a_set_of_points_is_read_as_the_docs_say(block: Block, line: str) -> None:
    text, expected = parts(block, line)
    names = tuple(block.words[1:])
    found = read_set(text, names, Scope())
    if isinstance(found, Diagnostic):
        assert f"! {found.code}" == expected
        assert found.span is not None
        return
    coordinates = [tree for point in found.points for tree in point.coordinates]
    assert plain(Points(len(names), coordinates)) == expected
    again = read_set(expected, names, Scope())
    assert not isinstance(again, Diagnostic)
    assert [point.coordinates for point in again.points] == [point.coordinates for point in found.points]


def test_instructors_learn_about_every_field_of_an_assignment() -> None:
    page = (ROOT / "docs" / "instructors.md").read_text("utf-8")
    chapter = page[page.index("## The assignment"):page.index("## Grading")]
    described = re.findall(r"^\| `([a-z_]+)` \|", chapter, re.MULTILINE)
    known = json_schema()["properties"]
    assert described == [*known, *known["late"]["properties"]]


# -- messages ---------------------------------------------------------------------------------------------------

CODE = re.compile(r"[a-z]+/[a-z]+(-[a-z]+)*")
NO_CODES = {"application/json", "text/html"}
"""Other texts of the same form."""
ROOMS_OF_YAML = ("bank", "assignment", "decision")
"""The rooms that have their files read by ``yamlnodes``, whose codes become theirs."""


def codes_of_the_source() -> set[str]:
    """All texts in the source that have the form of a code."""
    found: set[str] = set()
    for path in (ROOT / "grader").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
    of_yaml = {code for code in found if code.startswith("yaml/")}
    return {f"{room}/{code.removeprefix('yaml/')}" for code in of_yaml for room in ROOMS_OF_YAML} | found - of_yaml - NO_CODES


def paragraphs() -> dict[str, str]:
    page = (ROOT / "docs" / "messages.md").read_text("utf-8")
    sections = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    return {title.strip("`"): re.split(r"^#|^```", text, flags=re.MULTILINE)[0].strip()
            for title, _, text in (section.partition("\n") for section in sections)}


def test_every_message_code_has_its_paragraph_and_no_other_has() -> None:
    written, explained = codes_of_the_source(), set(paragraphs())
    assert sorted(written - explained) == [], "codes without a paragraph in docs/messages.md"
    assert sorted(explained - written) == [], "paragraphs about codes that the source does not have"


def test_no_message_code_has_two_paragraphs() -> None:
    titles = re.findall(r"^### (.*)$", (ROOT / "docs" / "messages.md").read_text("utf-8"), flags=re.MULTILINE)
    assert [title for title in titles if titles.count(title) > 1] == []


def test_every_paragraph_says_something() -> None:
    assert [code for code, text in paragraphs().items() if len(text.split()) < 8] == []


def test_every_code_of_an_unreadable_text_has_an_example() -> None:
    shown = {parts(block, line)[1][2:] for block, line in examples("reading") if block.page == "docs/messages.md"}
    needed = {code for code in paragraphs() if code.startswith("syntax/")} - {
        "syntax/empty", "syntax/invisible", "syntax/name-too-long", "syntax/number-too-long", "syntax/too-deep", "syntax/too-long",
        "syntax/too-many-symbols", "syntax/doubtful", "syntax/missing-partial", "syntax/restricted", "syntax/index-order"}
    assert needed - shown == set()


# -- constants, links, picture -----------------------------------------------------------------------------------

NUMBERS = [(page.name, name, value) for page in PAGES
           for value, name in re.findall(r"^\|[^|]*\| ([0-9,.]+)[^|]*\| `(grader\.[\w.]+)` \|$", page.read_text("utf-8"), re.MULTILINE)]


@pytest.mark.parametrize(("page", "name", "value"), NUMBERS, ids=str)
def test_a_number_of_the_docs_is_the_number_in_the_source(page: str, name: str, value: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert str(getattr(importlib.import_module(module), attribute)) == value.replace(",", "")


def test_a_file_that_the_engine_page_names_exists() -> None:
    package = ROOT / "grader"
    named = set(re.findall(r"`([\w/]+\.py)`", (ROOT / "docs" / "engine.md").read_text("utf-8")))
    places = [package / "engine", package, package / "misconceptions", ROOT]
    assert [name for name in sorted(named) if not any((place / name).is_file() for place in places)] == []
    assert len(named) > 30


def test_there_are_such_numbers() -> None:
    assert {page for page, _, _ in NUMBERS} >= {"engine.md", "notation.md", "authors.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_module_that_a_page_names_is_there(page: Path) -> None:
    modules = [f"/{path.relative_to(ROOT).as_posix()}" for folder in ("grader", "tests") for path in (ROOT / folder).rglob("*.py")]
    named = re.findall(r"`([a-z_/]+\.py)`", page.read_text("utf-8"))
    assert [name for name in named if not any(module.endswith(f"/{name}") for module in modules)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:", target)]
    assert [target for target in targets if not (page.parent / target.partition("#")[0]).exists()] == []


def test_every_page_is_in_the_table_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in PAGES[1:] if f"](docs/{page.name})" not in readme] == []


@pytest.mark.parametrize("name", ["sheet.png", "page.png"])
def test_a_picture_is_small(name: str) -> None:
    data = (ROOT / "docs" / name).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < MAX_PNG


def test_the_commands_are_one_line_each() -> None:
    shown = {block.before: block.lines for block in of_kind("sh") if block.before.startswith("<!-- command")}
    assert {before: len(lines) for before, lines in shown.items()} == {f"<!-- command {number} -->": 1 for number in (1, 2, 3)}


@pytest.mark.parametrize(("page", "command"), [
    ("misconceptions.md", ("grader", "bank", "misconceptions", "--markdown")), ("problem.schema.json", ("grader.bank",)),
])
def test_a_generated_page_is_current(page: str, command: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout == (ROOT / "docs" / page).read_bytes(), f"python -m {' '.join(command)} > docs/{page}"
