"""One class of honest and hostile students through the real command: the honest ones' sheets are as if they were alone."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import warnings
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile_texts import TEXTS

from grader.batch import open_run

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "submissions_example"
HONEST = sorted(path for path in EXAMPLE.iterdir() if path.stem not in ("mallory", "tom-baker", "notes", "assignment"))
BANK = ("5.1-univariate/power-rule", "5.2-partial/partial-x-plus-2y3-y", "5.2-partial/gradient-ex57", "5.3-jacobians/jacobian-arrangement",
        "5.3-jacobians/shape-RD-R")
"""Enough: a sheet has as many answers as the bank has problems."""

ASKED = tuple(Path(file).name for file in BANK[1:])
BENIGN = b"""
partial-x-plus-2y3-y: sqrt(x)/y + |x| sin(x)^2 + x^(1/3) - exp(-pi x) + root(4, y)
gradient-ex57: [[x1/2, x2], [1, 2]]
jacobian-arrangement: [x_1, x_2; e, log(x_2) cos^2(x_1)]^T
power-rule: n!/2 + 0.5x
"""
"""Every kind of markup that mathematics needs."""

OURS = re.compile(r"(assignment|layout|students|attention|unmatched|grading|following|sheets|graded|scores|pending|changed|wrote|left|upload|note|next)\b.*")

NAMES = (
    "=cmd|'/C touch CANARY'!A0", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "../../../../etc/passwd", "/etc/cron.d/x", "..\\..\\x", "C:x",
    "CON", "NUL.txt", "-rf", "--help", "*", "$(touch CANARY)", "; touch CANARY ;", "`touch CANARY`", "a\" onmouseover=\"alert(1)", "{{ 7*7 }}", "%s%n", "x" * 200,
    "Ada LOVELACE", "ada lovelace", "e\u0301", "\u00c9", "\ufb01", "ﬁ.", "Zo\u0308e", "run.json", "index.html", "feedback/001-ada-lovelace", "0", "1E5", "@x",
    "+1", "=1+1;", "a\tb", "::error::x", "\u3164", "\U000e0041", "ſ", "İ", "\u0301x", "🤖", "a,b", "a;b", "a\"b", "'", "NULL", "学生" * 40, "x\u00a0y",
)
"""What a file may say of its student."""

FILES: dict[str, bytes] = {
    "aaa.txt": b"student: Ada Lovelace\nshape-RD-R: 0\n", "zzz.md": "student: Zoë Müller\npower-rule: 0\n".encode(),
    "empty.txt": b"", "nul.txt": b"power-rule: 1\0", "big.txt": b"power-rule: " + b"x+" * 40_000, "png.txt": b"\x89PNG\r\n\x1a\n\0\0",
    "utf32.txt": "power-rule: 1".encode("utf-32"), "half.txt": b"\xff\xfea", "bad.txt": b"power-rule: \x81\xff",
    "lines.txt": b"x\n" * 30_000, "ids.txt": b"".join(b"p%d: 1\n" % n for n in range(6_000)), "long.md": b"a" * 60_000 + b":",
    "deep.yaml": b"answers: " + b"[" * 40_000, "deeper.yml": b"answers: " + b"{a: " * 10_000, "tag.yaml": b"answers: !!python/object/new:os.system [touch CANARY]",
    "laughs.yaml": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a,*a]\n" % (n, n) for n in range(99)), "merge.yaml": b"answers:\n  <<: {a: 1}\n",
    "two.yaml": b"answers: {a: 1}\n---\nanswers: {a: 2}\n", "cycle.yaml": b"answers: &x {a: *x}\n", "json.yaml": b'{"answers": {"power-rule": "__import__(\'os\')"}}',
    "inner.zip": b"PK\3\4", "table.csv": b"student,power-rule\nAda Lovelace,0\n", "sympy.py": b"open('CANARY', 'w')\n", "conftest.py": b"open('CANARY', 'w')\n",
    "a\nb.txt": b"power-rule: 1", "\x1b[2Jx.txt": b"power-rule: 2", "\u202etxt.exe": b"power-rule: 3", "$(touch CANARY).txt": b"power-rule: 4",
    "; touch CANARY ;.txt": b"power-rule: 5", "--help.txt": b"power-rule: 6", "-rf.txt": b"power-rule: 7", "*.txt": b"power-rule: 8", "=1+1.txt": b"power-rule: 9",
    "<img src=x onerror=alert(1)>.txt": b"power-rule: 10", ".hidden.txt": b"power-rule: 11", "e\u0301.txt": b"power-rule: 12", "\u00e9.txt": b"power-rule: 13",
    "Case.txt": b"power-rule: 14", "case.txt": b"power-rule: 15", "y" * 250 + ".txt": b"power-rule: 16", "deep/er/est.txt": b"power-rule: 17",
    "Ada Lovelace/x.txt": b"student: emil\npower-rule: 18", "run.json": b"{}", "Thumbs.db": b"x",
}


def command(cwd: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"},
                          capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done


def hostile_files() -> dict[str, bytes]:
    files = dict(FILES)
    for number in range(0, len(TEXTS), len(ASKED)):
        texts = [text.replace("{T}", "12y^2(x+2y^3)").replace("\n", "\n  ").replace("\r", "\r  ")[:16_000] for text in TEXTS[number:]]
        files[f"h{number:04d}.txt"] = "".join(f"{problem}: {text}\n" for problem, text in zip(ASKED, texts, strict=False)).encode()
    for number, name in enumerate(NAMES):
        files[f"n{number:04d}.txt"] = f"student: {name}\npower-rule: n x^(n-1)\n".encode()
    return files


def add_what_no_zip_holds(folder: Path, secret: Path) -> None:
    (folder / "link.txt").symlink_to(secret)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    (folder / "away").symlink_to(secret.parent)
    os.link(secret, folder / "hard.txt")
    os.mkfifo(folder / "fifo.txt")
    with (folder / "sparse.txt").open("wb") as sparse:
        sparse.truncate(1 << 40)
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_bytes(b"power-rule: 1")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs: ``alone`` of the honest students, ``folder`` and ``zip`` of the same with the hostile ones."""
    top = tmp_path_factory.mktemp("hostile")
    honest = {path.name: path.read_bytes() for path in HONEST} | {"benign.txt": BENIGN}
    for name, files in (("alone", honest), ("folder", honest | hostile_files())):
        for file, data in files.items():
            (top / name / "class" / file).parent.mkdir(parents=True, exist_ok=True)
            (top / name / "class" / file).write_bytes(data)
    (top / "bank").mkdir()
    for file in BANK:
        shutil.copyfile(ROOT / f"problem_bank/{file}.yaml", top / f"bank/{Path(file).name}.yaml")
    (top / "secret").mkdir()
    (top / "secret/key.txt").write_bytes(b"power-rule: ZZKEYZZ")
    add_what_no_zip_holds(top / "folder/class", top / "secret/key.txt")
    (top / "zip").mkdir()
    with warnings.catch_warnings(), zipfile.ZipFile(top / "zip/class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for file, data in (honest | hostile_files()).items():
            archive.writestr(zipfile.ZipInfo(file), data, zipfile.ZIP_DEFLATED)
        for file in ("../evil.txt", "/evil.txt", "a\\..\\evil.txt", "twice.txt", "twice.txt"):
            archive.writestr(file, b"power-rule: 1")
    for name in ("alone", "folder", "zip"):
        started = time.monotonic()
        done = command(top / name, "grade", "class.zip" if name == "zip" else "class", "--out", "run", "--bank", "../bank",
                       "--salt", "s", "--jobs", "2", "--title", "HW")
        assert time.monotonic() - started < 20
        (top / name / "said").write_bytes(done.stdout)
    return top


def sheets(run: Path) -> dict[str, list[bytes]]:
    return {result.student: [(run / result.file).read_bytes(), (run / result.file).with_suffix(".txt").read_bytes()] for result in open_run(run).results}


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline=""), strict=True))


@pytest.mark.parametrize("name", ["folder", "zip"])
def test_the_honest_are_graded_as_if_they_were_alone(runs: Path, name: str) -> None:
    alone, among = sheets(runs / "alone/run"), sheets(runs / name / "run")
    own = {"Ada Lovelace": "ada-lovelace", "Zoë Müller": "zoe-mueller"}
    # Of Hana, who answers other problems, nothing could be read: she has a sheet on which all waits.  And the benign student.
    assert len(alone) == len(HONEST) + 1 >= 13
    for student, pages in alone.items():
        # Where a stranger claims the same name, both stand under the names of their files.
        now = own.get(student, student)
        renamed = [page.replace(now.encode(), student.encode()).replace(f"{student}.txt".encode(), f"{now}.txt".encode()) for page in among[now]]
        assert renamed == pages
    # The name in the second column is the one that a stranger may claim.
    grades = {row[0]: row[2:] for row in rows(runs / name / "run/grades.csv")}
    assert all(grades[own.get(row[0], row[0])] == row[2:] for row in rows(runs / "alone/run/grades.csv"))
    assert len(among) > len(alone) + len(TEXTS) // len(ASKED)


@pytest.mark.parametrize("name", ["folder", "zip"])
def test_nothing_ran_and_nothing_was_followed_or_written_elsewhere(runs: Path, name: str) -> None:
    assert [path for path in runs.rglob("*") if "CANARY" in path.name and not path.name.endswith(".txt")] == []
    assert not (ROOT / "CANARY").exists()
    assert {path.name for path in (runs / name).iterdir()} == {"class.zip" if name == "zip" else "class", "run", "said"}
    names = [path.relative_to(runs / name / "run").as_posix() for path in (runs / name / "run").rglob("*") if path.is_file()]
    assert [file for file in names if not re.fullmatch(
        r"feedback/(([a-z0-9-]{1,40}-)?[0-9a-f]{8}\.(html|txt)|sheet\.css|stix-two-math\.woff2)|[a-z]+\.(html|csv|json|sqlite)", file)] == []
    text = b"".join(path.read_bytes() for path in (runs / name / "run").rglob("*") if path.is_file())
    assert b"ZZKEYZZ" not in text
    assert b"root:x:" not in text


INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("name", ["folder", "zip"])
def test_no_sheet_holds_a_control_character_or_turns_the_direction_of_writing(runs: Path, name: str) -> None:
    pages = {path.name: INVISIBLE.search(path.read_text("utf-8")) for path in (runs / name / "run").rglob("*") if path.suffix in (".html", ".txt")}
    assert {file: found for file, found in pages.items() if found} == {}


class Markup(HTMLParser):
    """Collects every tag with each of its attributes, and the values of those that could do something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.values: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        self.values |= {pair for pair in attrs if pair[0] in ("href", "src", "style", "http-equiv", "content", "class", "id")}

    def handle_comment(self, data: str) -> None:
        self.found.add(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.found.add(("decl", decl))

    def handle_pi(self, data: str) -> None:
        self.found.add(("pi", data))

    def unknown_decl(self, data: str) -> None:
        self.found.add(("decl", data))


def markup(pages: list[bytes]) -> Markup:
    parser = Markup()
    for page in pages:
        parser.feed(page.decode("utf-8"))
        parser.close()
        parser.reset()
    return parser


def test_sheets_hold_only_the_tags_and_attributes_of_honest_ones(runs: Path) -> None:
    honest = markup([pages[0] for pages in sheets(runs / "alone/run").values()])
    assert ("article", "class") in honest.found
    for name in ("folder", "zip"):
        among = markup([pages[0] for pages in sheets(runs / name / "run").values()])
        assert among.found - honest.found == set()
        assert among.values - honest.values <= {("class", "undecided")}


@pytest.mark.parametrize("name", ["folder", "zip"])
def test_the_class_page_links_to_sheets_only(runs: Path, name: str) -> None:
    honest, among = (markup([(runs / each / "run/index.html").read_bytes()]) for each in ("alone", name))
    assert among.found - honest.found == set()
    links = {value for attribute, value in among.values - honest.values if attribute == "href"}
    assert [link for link in links if not re.fullmatch(r"feedback/([a-z0-9-]+-)?[0-9a-f]{8}\.html", str(link))] == []
    assert {attribute for attribute, _ in among.values - honest.values} == {"href"}


@pytest.mark.parametrize("name", ["folder", "zip"])
def test_tables_and_json_hold_no_formula_and_no_control_character(runs: Path, name: str) -> None:
    for file in ("grades.csv", "attention.csv", "statistics.csv"):
        table = rows(runs / name / "run" / file)
        assert {len(row) for row in table} == {len(table[0])}
        cells = [cell for row in table for cell in row]
        assert [cell for cell in cells if re.match(r"\s*[=+\-@|＝＋－＠]", cell) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)] == []
        assert [cell for cell in cells if "\n" in cell or INVISIBLE.search(cell)] == []
    data = (runs / name / "run/run.json").read_bytes()
    assert data.isascii()
    json.loads(data)
    said = (runs / name / "said").read_bytes().decode()
    assert [line for line in said.split("\n") if line and not OURS.fullmatch(line)] == []


def test_every_refused_file_is_listed_with_its_reason(runs: Path) -> None:
    listed = {(row[0], row[4].removeprefix("intake/")) for row in rows(runs / "folder/run/attention.csv")[1:]}
    expected = {
        "link.txt": "link", "loop.txt": "link", "passwd.txt": "link", "away": "link", "hard.txt": "link", "fifo.txt": "special-file", "sparse.txt": "too-big",
        "\\udcff\\udcfe.txt": "student-id", "a\\u000ab.txt": "student-id", "big.txt": "too-big", "nul.txt": "binary", "utf32.txt": "encoding", "half.txt": "encoding",
        "deep.yaml": "yaml", "tag.yaml": "yaml", "laughs.yaml": "yaml", "cycle.yaml": "yaml", "two.yaml": "yaml", "inner.zip": "not-text", "table.csv": "not-text",
        "sympy.py": "not-text", ".hidden.txt": "ignored", "Thumbs.db": "ignored", "aaa.txt": "duplicate-student",
        "empty.txt": "no-answers",
    }
    assert set(expected.items()) - listed == set()
    listed = {row[0]: row[4] for row in rows(runs / "zip/run/attention.csv")[1:]}
    assert {listed[file] for file in ("../evil.txt", "/evil.txt", "a\\..\\evil.txt", "twice.txt")} == {"intake/zip-name"}


def test_exports_of_such_a_class_are_taken_by_every_lms(runs: Path) -> None:
    students = [*sheets(runs / "folder/run"), "nobody"]
    quoted = ['"' + student.replace('"', '""') + '"' for student in students]
    canvas = "Student,ID,Section,HW (1)\nTest,0,S,\nTest,1,S,\n" + "".join(f"{name},{n},S,\n" for n, name in enumerate(quoted, 10**6))
    moodle = 'Identifier,"Full name",Grade,"Last modified (grade)"\n' + "".join(f"Participant {n},{name},,-\n" for n, name in enumerate(quoted, 10**6))
    for lms, template in (("canvas", canvas), ("moodle", moodle)):
        (runs / f"{lms}.csv").write_bytes(template.encode())
        command(runs / "folder", "export", "run", lms, "--template", str(runs / f"{lms}.csv"))
        filled = (runs / f"folder/run/export/{lms}-grades.csv").read_text("utf-8")
        assert re.sub(r",[0-9.]+(?=(,-)?\n)", ",", filled) == template
        assert filled != template
    with zipfile.ZipFile(runs / "folder/run/export/moodle-feedback.zip") as archive:
        names = archive.namelist()
    assert len(names) > len(TEXTS) // len(ASKED)
    assert [name for name in names if name.count("/") != 1 or ".." in name or "\\" in name or not re.fullmatch(r"[^_]+_\d+_assignfeedback_file/feedback\.html", name)] == []
    command(runs / "folder", "export", "run", "gradescope")
    results = list((runs / "folder/run/export/gradescope").iterdir())
    assert len(results) == len(students) - 1
    assert {test["output_format"] for path in results for test in json.loads(path.read_text("ascii"))["tests"]} == {"text"}
