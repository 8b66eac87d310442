"""``grader bank show | try | new | preview | export``, ``check --strict``, ``--course none``: real commands from another directory."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from grader.kinds import ASKED
from grader.places import place

ROOT = Path(__file__).resolve().parents[2]
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1"}
PRODUCT = 'id: product\nvars: {x: real}\nf: "x^2 sin(x)"\nwrt: x\n'


def run(*args: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "grader", *args], cwd=cwd, input=stdin, capture_output=True, text=True, env=ENV, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hw3.yaml").write_text(PRODUCT, "utf-8")
    return tmp_path


def test_show_says_what_was_made_of_a_problem(folder: Path) -> None:
    done = run("bank", "show", "hw3.yaml", "product", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = {line[2:14].strip(): line[15:] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert done.stdout.startswith("product                          1 point · derivative · kind formula · hw3.yaml:1\n")
    assert re.fullmatch(r"x\^2 sin\(x\) +read as  x\^2\*sin\(x\)", lines["f"])
    assert lines["readings"] == "one"
    assert lines["derived"].startswith("2x*sin(x) + x^2*cos(x) ")
    assert lines["shape"] == "a scalar"
    assert lines["points"].startswith("x = 1 · x = 2")
    assert re.match(r"\d\d wrong answers of \d\d misconceptions", lines["predicted"])
    assert "product-one-term" in done.stdout
    assert lines["texts"] == "no statement; made is: Let f = x^2*sin(x). Find the derivative of f by x."


def test_show_as_json_has_the_same(folder: Path) -> None:
    done = run("bank", "show", "hw3.yaml", "--json", cwd=folder)
    [found] = map(json.loads, done.stdout.splitlines())
    assert (found["id"], found["truth"], found["shape"], found["kind"]) == ("product", "2x*sin(x) + x^2*cos(x)", "a scalar", "formula")
    assert "2x*sin(x)" in [answer for each in found["mistakes"] for answer in each["answers"]]


def test_show_tells_other_readings_sizes_and_what_is_stated(folder: Path) -> None:
    (folder / "more.yaml").write_text(
        '- {id: r, vars: {x: real, y: real}, f: "x/2y", wrt: x}\n- {id: s, vars: {w: [D], X: [N, D], y: [N]}, f: "||y - X w||^2", wrt: w}\n'
        '- {id: d, asked: dimension, truth: "1 x D", wrong: ["D x 1"]}\n', "utf-8")
    done = run("bank", "show", "more.yaml", "--sizes", "--all", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert re.search(r"readings +more than one · also  x/\(2y\)", done.stdout)
    assert re.search(r"sizes +.*shown to students: D = 2, N = 2", done.stdout)
    assert re.search(r"shape +a 1 × D row", done.stdout)
    assert re.search(r"stated +1 x D +stated by the author, not derived", done.stdout)
    assert "SymPy agrees" in done.stdout


def test_an_unknown_id_and_a_broken_problem_are_told(folder: Path) -> None:
    done = run("bank", "show", "hw3.yaml", "prodct", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'product'?" in done.stderr
    (folder / "bad.yaml").write_text("- " + PRODUCT.replace("\n", "\n  ").rstrip() + '\n- {id: b, vars: {x: real}, f: "x +", wrt: x}\n', "utf-8")
    done = run("bank", "show", "bad.yaml", cwd=folder)
    assert done.returncode == 2
    assert "bad.yaml:5" in done.stderr
    assert done.stdout.startswith("product ")


def test_answers_are_tried_and_the_wrong_ones_can_be_pasted(folder: Path) -> None:
    done = run("bank", "try", "hw3.yaml", "product", cwd=folder, stdin="2x sin x + x^2 cos x\n2x cos x\n2x sin(\n:wrong\n:show\n:quit\nx\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ product" in done.stdout
    assert "the answer: 2x*sin(x) + x^2*cos(x)" in done.stdout
    assert "wrong:\n  - answer: '2x cos x'\n    rule: product-multiplied\n" in done.stdout
    assert "! product" in done.stdout or "unreadable" in done.stdout
    assert "readings" in done.stdout


def test_what_is_pasted_is_a_list_that_the_bank_proves(folder: Path) -> None:
    done = run("bank", "try", "hw3.yaml", cwd=folder, stdin="x'\n2x \\\n cos x\n2x cos x\n:wrong\n")
    pasted = done.stdout[done.stdout.index("wrong:\n"):]
    (folder / "hw3.yaml").write_text(PRODUCT + "".join(line + "\n" for line in pasted.splitlines() if line.startswith(("wrong", "  -", "    rule"))), "utf-8")
    checked = run("bank", "check", "hw3.yaml", cwd=folder)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("asked", ASKED)
def test_a_first_problem_is_sound_for_everything_that_can_be_asked(tmp_path: Path, asked: str) -> None:
    done = run("bank", "new", "hw.yaml", "--asked", asked, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "next       change hw.yaml, then: grader bank show hw.yaml"
    checked = run("bank", "check", "--strict", "hw.yaml", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert f"asked: {asked}" in (tmp_path / "hw.yaml").read_text("utf-8") or asked == ASKED[0]


@pytest.mark.parametrize(("name", "options"), [("hw3.yaml", []), ("my homework.yaml", []), ("hw3.yaml", ["--course", "none"])])
def test_what_a_proof_names_next_can_be_pasted(tmp_path: Path, name: str, options: list[str]) -> None:
    (tmp_path / name).write_text(PRODUCT, "utf-8")
    last = run("bank", "check", name, *options, cwd=tmp_path).stdout.splitlines()[-1]
    program, *words = shlex.split(last.removeprefix("ok         next: "))
    assert (program, options) == ("grader", words[3:-2])
    assert (run(*words, cwd=tmp_path).returncode, (tmp_path / "preview" / "index.html").is_file()) == (0, True)


def test_there_is_a_first_problem_for_nothing_else() -> None:
    assert {path.stem for path in (place("templates") / "new").iterdir()} == set(ASKED)


def test_no_file_is_written_over(folder: Path) -> None:
    done = run("bank", "new", "hw3.yaml", cwd=folder)
    assert (done.returncode, (folder / "hw3.yaml").read_text("utf-8")) == (4, PRODUCT)
    assert "is there already" in done.stderr
    assert run("bank", "new", "x.txt", cwd=folder).returncode == 2
    assert run("bank", "new", "x.yaml", "--asked", "nothing", cwd=folder).returncode == 2


TABLE = '''id,vars,f,wrt,statement,points
one,x,x^2 sin(x),x,"Differentiate {@f@}, please: it's easy",2
two,"x: positive, y: real",log(x) y,"x, y",,
three,"w: [D], X: [N, D]",X w,w,"Find ""it"".",1/2
'''


def test_problems_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    done = run("bank", "new", "hw.yaml", "--from", "t.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    listed = run("bank", "export", "hw.yaml", "--with-answers", cwd=tmp_path)
    found = {each["id"]: each for each in map(json.loads, listed.stdout.splitlines())}
    assert found["one"]["statement"] == "Differentiate x^2*sin(x), please: it's easy"
    assert [each["points"] for each in found.values()] == ["2", "1", "1/2"]
    assert found["two"]["truth"] == "[1/x*y, log(x)]"
    assert found["three"]["statement"] == 'Find "it".'


@pytest.mark.parametrize(("table", "said"), [
    ("id,f\na,x\n", "there is no column vars"), ("id,vars,f,colour\n", "'colour' is no column"), ("id,vars,f\n", "no rows of problems"),
    ("id,vars,f\na,\"x: real}, f: {\",x\nb,x,x^2\n", ":2: vars is"), ("id,vars,f\n,x,x\nb,x,x\n", ":2: id is empty"),
    ("id,vars,f\na,x,f,(1,2)\nb,x,x\n", ":2: this row has 5 cells"), ("id,vars,f\nb,x,x\na,x,\"x\n", "opens and never closes"),
])
def test_a_table_that_is_none_is_told(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(table, "utf-8")
    done = run("bank", "new", "hw.yaml", "--from", "t.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_what_a_spreadsheet_made_of_a_cell_is_no_problem(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx", {"default_date_format": "d. mmm"}) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate((["id", "vars", "f"], ["a", "x", datetime(2026, 2, 1)], ["b", "x", "=x1"], ["c", "x", "x^2"])):
            sheet.write_row(line, 0, row)
    done = run("bank", "new", "hw.yaml", "--from", "t.xlsx", cwd=tmp_path)
    assert "t.xlsx:2: the cell C2 is a date" in done.stderr
    assert "t.xlsx:3: the cell C3 is a formula, whose value need not be what was typed; write it as a text" in done.stderr
    assert "id: 'c'" in (tmp_path / "hw.yaml").read_text("utf-8")


def test_a_table_without_a_sound_row_leaves_no_file_behind(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,vars,f\n,x,x\n", "utf-8")
    done = run("bank", "new", "hw.yaml", "--from", "t.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "next       mend t.csv, then the same command: nothing was written\n")
    assert not (tmp_path / "hw.yaml").exists()
    (tmp_path / "t.csv").write_text("id,vars,f\n,x,x\na,x,x^2\nb,x y,x y\n", "utf-8")
    done = run("bank", "new", "hw.yaml", "--from", "t.csv", cwd=tmp_path)
    assert "left out   1 row of t.csv" in done.stdout
    assert "hw.yaml:5:3: the field 'wrt' is missing" in done.stderr
    assert (tmp_path / "hw.yaml").read_text("utf-8").startswith("- id: 'a'\n  vars: {x: real}\n  f: 'x^2'\n  wrt: 'x'\n")


def test_an_export_holds_the_key_only_where_it_is_asked_for(folder: Path) -> None:
    bare = json.loads(run("bank", "export", "hw3.yaml", cwd=folder).stdout)
    assert set(bare) == {"id", "title", "section", "statement", "points", "asked", "names", "tags"}
    done = run("bank", "export", "hw3.yaml", "--with-answers", "--out", "key.jsonl", cwd=folder)
    assert "with the key" in done.stdout
    assert json.loads((folder / "key.jsonl").read_text("utf-8"))["truth"] == "2x*sin(x) + x^2*cos(x)"
    assert run("bank", "export", "hw3.yaml", "--out", "key.jsonl", cwd=folder).returncode == 4


def test_a_preview_is_a_page_without_script_or_network(folder: Path) -> None:
    (folder / "hw3.yaml").write_text(PRODUCT + "statement: 'Differentiate {@f@}. <b>'\nhints: 'Use $u v$.'\n", "utf-8")
    done = run("bank", "preview", "hw3.yaml", "--out", "page", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    page = (folder / "page" / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "&lt;b&gt;" in page
    assert page.count("<math") >= 4
    assert "A right answer" in page
    assert "A wrong answer" in page
    assert run("bank", "preview", "hw3.yaml", "--out", "page", cwd=folder).returncode == 0
    (folder / "other").mkdir()
    (folder / "other" / "index.html").write_text("mine", "utf-8")
    assert run("bank", "preview", "hw3.yaml", "--out", "other", cwd=folder).returncode == 4
    assert (folder / "other" / "index.html").read_text("utf-8") == "mine"


def test_a_preview_is_written_again_when_a_file_is_saved(folder: Path) -> None:
    page = folder / "page" / "index.html"
    with subprocess.Popen([sys.executable, "-m", "grader", "bank", "preview", "hw3.yaml", "--out", "page", "--watch"], cwd=folder, env=ENV,
                          stdout=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as watching:
        assert watching.stdout is not None
        while "watching" not in watching.stdout.readline():
            pass
        (folder / "hw3.yaml").write_text(PRODUCT + "title: Brand new\n", "utf-8")
        assert watching.stdout.readline().startswith("wrote")
        assert "Brand new" in page.read_text("utf-8")
        watching.send_signal(signal.SIGINT)
        assert "stopped watching" in watching.stdout.read()
    assert watching.returncode == 130


def test_warnings_are_errors_where_that_is_asked(folder: Path) -> None:
    (folder / "hw3.yaml").write_text(PRODUCT.replace("{x: real}", "{x: real, y: real}"), "utf-8")
    assert run("bank", "check", "hw3.yaml", cwd=folder).returncode == 0
    done = run("bank", "check", "--strict", "hw3.yaml", cwd=folder)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (2, "1 warning.")


def test_the_file_of_the_course_can_be_left_out(folder: Path) -> None:
    (folder / "course.yaml").write_text("layouts: none\n", "utf-8")
    assert "course.yaml" in run("bank", "show", "hw3.yaml", cwd=folder).stdout
    assert "course.yaml" not in run("bank", "show", "hw3.yaml", "--course", "none", cwd=folder).stdout
    (folder / "course.yaml").write_text("nonsense: 1\n", "utf-8")
    assert run("bank", "check", ".", cwd=folder).returncode == 2
    assert run("bank", "check", ".", "--course", "none", cwd=folder).returncode == 0


@pytest.mark.parametrize(("args", "code"), [
    (("bank", "list", "two.yaml"), 0),
    (("check", "--bank", "two.yaml", "--problem", "product", "--answer", "2x sin x + x^2 cos x"), 0),
    (("check", "--bank", "two.yaml", "--problem", "open", "--answer", "2x"), 2),
])
def test_a_command_that_leaves_problems_out_says_why(folder: Path, args: tuple[str, ...], code: int) -> None:
    (folder / "two.yaml").write_text("- " + PRODUCT.replace("\n", "\n  ").rstrip() + '\n- id: open\n  vars: {x: real}\n  f: "(x"\n  wrt: x\n', "utf-8")
    done = run(*args, cwd=folder)
    assert done.returncode == code
    told = done.stderr.splitlines()
    assert told[0].startswith("two.yaml:7:")
    assert told[1] == "the bank has 1 error: problems with errors are left out; run: grader bank check two.yaml"
