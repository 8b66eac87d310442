"""The commands as a person or a script runs them: in a process of their own, from another directory."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from grader.batch import open_run

ROOT = Path(__file__).resolve().parents[2]
CLASS = ROOT / "submissions_example"


def run(*args: str, cwd: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "GRADER_RAISE": "1", **environment}
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, env=env, timeout=300, check=False)


# -- check ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("problem", "answer", "code", "shown"), [
    ("gradient-ex57", "[2x1x2 + x2^3, x1^2 + 3x1x2^2]", 0, "✓ gradient-ex57"),
    ("gradient-ex57", "[2x1x2 + x2^3; x1^2 + 3x1x2^2]", 0, "denominator layout"),
    ("power-rule", "n x^n", 1, "the right value is"),
    ("power-rule", "n x^(n-1", 1, "never closed"),
    ("power-rule", "", 1, "blank"),
    ("shape-RD-R", "R^{1 x D}", 0, "✓"),
])
def test_one_answer(tmp_path: Path, problem: str, answer: str, code: int, shown: str) -> None:
    done = run("check", "--problem", problem, "--answer", answer, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (code, "")
    assert shown in done.stdout


def test_the_value_of_a_constant_truth_is_not_shown(tmp_path: Path) -> None:
    done = run("check", "--problem", "chain-2x-plus-1-inner", "--answer", "3", cwd=tmp_path)
    assert done.returncode == 1
    assert "which is not the right value" in done.stdout
    assert "2" not in done.stdout.split("yours gives")[1].split("\n")[0]


def test_the_value_of_a_constant_truth_is_in_no_line_of_a_derivation(tmp_path: Path) -> None:
    asked = json.dumps({"problem": "book-change-of-variables-det", "answer": "1+1 = 2"})
    mark = json.loads(run("check", "-", "--jsonl", "--salt", "s", cwd=tmp_path, stdin=asked).stdout)
    assert [line["evidence"]["key"] for line in mark["lines"]] == [None, None]
    assert mark["evidence"]["key"] is None


def test_a_file_of_answers(tmp_path: Path) -> None:
    (tmp_path / "answers.txt").write_text("student: Ada\npower-rule: n x^(n-1)\npartial-ex57-x1: 2x1\npartial-ex57-x2: (x1\nnonsense\n")
    done = run("check", "answers.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert "1 correct · 1 to improve · 1 unreadable" in done.stdout
    assert "answers.txt:5" in done.stdout


@pytest.mark.parametrize(("args", "said"), [
    (("check",), "FILE"), (("check", "no-such-file"), "no such file"), (("check", "--answer", "x"), "--problem"),
    (("check", "answers.txt", "--problem", "power-rule", "--answer", "x"), "leave out answers.txt, or --answer"),
    (("check", "--problem", "power-rul", "--answer", "x"), "did you mean 'power-rule'?"), (("grade", "nowhere", "--out", "r"), "nowhere"),
    (("frobnicate",), "No such command"),
    (("statsu", "run"), "No such command 'statsu'. Did you mean 'status'?"),
    (("Grade", "a.txt"), "Did you mean 'grade'"),
    (("bank", "chek", "hw.yaml"), "Did you mean 'check'?"),
])
def test_usage_errors_are_one_line_and_exit_2(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_json_lines_come_in_order_and_one_bad_line_stops_nothing(tmp_path: Path) -> None:
    lines = ['{"problem": "power-rule", "answer": "n x^(n-1)"}', "no json", '{"problem": "nowhere", "answer": "x"}', '["a list"]',
             '{"problem": "book-change-of-variables-det", "answer": 3}', '{"problem": "power-rule", "answer": null}', "[" * 50_000,
             '{"problem": "partial-ex57-x1", "answer": "2x_1"}', '{"problem": "chain-2x-plus-1-inner", "answer": 2.50}']
    done = run("check", "-", "--jsonl", "--salt", "s", cwd=tmp_path, stdin="\n".join(lines))
    marks = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(mark["problem"], mark["outcome"]) for mark in marks] == [
        ("power-rule", "correct"), ("", "unreadable"), ("nowhere", "unreadable"), ("", "unreadable"),
        ("book-change-of-variables-det", "correct"), ("power-rule", "unreadable"), ("", "unreadable"), ("partial-ex57-x1", "incorrect"),
        ("chain-2x-plus-1-inner", "incorrect")]
    assert [mark["messages"][0]["code"] for mark in marks if mark["outcome"] == "unreadable"] == [
        "input/not-json", "input/unknown-problem", "input/no-problem", "input/no-answer", "input/not-json"]
    assert set(marks[0]) >= {"problem", "answer", "read_as", "outcome", "layout", "score", "out_of", "evidence", "diagnoses", "messages"}
    assert marks[8]["answer"] == "2.50"
    assert (marks[8]["evidence"]["kind"], marks[8]["evidence"]["key"]) == ("counterexample", None)
    assert run("check", "-", "--jsonl", "--salt", "s", cwd=tmp_path, stdin="\n".join(lines)).stdout == done.stdout


def test_json_lines_stream(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "grader", "check", "-", "--jsonl"]
    with subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for answer, outcome in (("n x^(n-1)", "correct"), ("n", "incorrect")):
            process.stdin.write(json.dumps({"problem": "power-rule", "answer": answer}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["outcome"] == outcome
        process.stdin.close()
        assert process.wait(20) == 1


def test_what_a_student_waits_for_never_imports_sympy(tmp_path: Path) -> None:
    program = ("import sys\nfrom grader.cli.command import cli\n"
               "cli.main(['check', '--problem', 'gradient-ex57', '--answer', '[2x1x2 + x2^3, x1^2 + 3x1x2^2]'], standalone_mode=False)\n"
               "print(sorted({'sympy', 'numpy', 'jinja2', 'yaml'} & set(sys.modules)))")
    first = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
                           capture_output=True, text=True, check=True)
    assert first.stdout.splitlines()[-1] == "[]"


def test_a_file_called_sympy_in_the_folder_is_not_imported(tmp_path: Path) -> None:
    for name in ("sympy", "flint", "numpy", "click"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')")
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv[1:] = ['--version']; "
                           "import runpy; runpy.run_module('grader', run_name='__main__')"], cwd=tmp_path, env=env,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "grader" in done.stdout


# -- grade ------------------------------------------------------------------------------------------------------


def digest(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("store.sqlite")}


def verdicts(store: Path) -> int:
    """How many verdicts a run under way has written."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM verdict").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    done = run("grade", str(CLASS), "--out", "run", "--salt", "gold", "--jobs", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "next       open run/index.html, then: grader review run"
    return folder / "run"


def test_a_run_holds_what_it_promises(graded: Path) -> None:
    names = {path.name for path in graded.iterdir()}
    assert names == {"index.html", "feedback", "grades.csv", "attention.csv", "statistics.csv", "run.json", "store.sqlite"}
    made = list(open_run(graded).sheets())
    outcomes = {mark.verdict.outcome.value for sheet in made for mark in sheet.marks}
    assert outcomes == {"correct", "incorrect", "blank", "unreadable", "undecided"}
    assert json.loads((graded / "run.json").read_text())["salt"] == "gold"
    sheets = [path for path in (graded / "feedback").iterdir() if path.suffix == ".html"]
    assert len(sheets) == len(made) >= 12
    assert all(path.stat().st_size <= 60_000 + 3_000 * 43 for path in sheets)


@pytest.mark.parametrize(("jobs", "environment"), [
    ("2", {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"}),
    ("3", {"PYTHONHASHSEED": "77", "LANG": "C", "PYTHONIOENCODING": "ascii"}),
])
def test_the_same_salt_gives_the_same_bytes(graded: Path, tmp_path: Path, jobs: str, environment: dict[str, str]) -> None:
    done = run("grade", str(CLASS), "--out", "run", "--salt", "gold", "--jobs", jobs, cwd=tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "run") == digest(graded)


def test_strict_says_what_waits(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.txt").write_text("power-rule: n x^(\n")
    assert run("grade", "class", "--out", "run", "--strict", cwd=tmp_path).returncode == 3
    assert run("grade", "class", "--out", "run", cwd=tmp_path).returncode == 0
    (tmp_path / "class" / "notes.pdf").write_bytes(b"%PDF-1.4\n\0")
    assert run("grade", "class", "--out", "run", "--strict", cwd=tmp_path).returncode == 4


def test_a_foreign_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.tex").write_text("important")
    done = run("grade", str(CLASS), "--out", "home", cwd=tmp_path)
    assert done.returncode == 4
    assert "not empty" in done.stderr
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["thesis.tex"]


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(700):
        answers = "\n".join(f"{problem}: {number}x1 + {number}" for problem in ("partial-ex57-x1", "partial-ex57-x2"))
        (folder / f"s{number:03d}.txt").write_text(answers + f"\nbook-ex52: exp(-x)/(1+exp(-x))^2 + {number} - {number}\n")
    command = [sys.executable, "-m", "grader", "grade", "class", "--out", "run", "--jobs", "1", "--salt", "s"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Where the tests run in the background of a shell, SIGINT is ignored, and what they start would inherit that.
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and verdicts(tmp_path / "run/store.sqlite") < 100:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "Run the same command to continue." in out
    assert "Traceback" not in err
    assert (tmp_path / "run" / "index.html").exists()
    done = run("grade", "class", "--out", "run", "--jobs", "1", "--salt", "s", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    fresh = run("grade", "class", "--out", "fresh", "--jobs", "2", "--salt", "s", cwd=tmp_path)
    assert fresh.returncode == 0
    assert digest(tmp_path / "run") == digest(tmp_path / "fresh")


# -- export and bank --------------------------------------------------------------------------------------------


def test_exports(graded: Path, tmp_path: Path) -> None:
    assert run("export", str(graded), "csv", "--out", "e", cwd=tmp_path).returncode == 0
    assert (tmp_path / "e" / "grades.csv").read_bytes() == (graded / "grades.csv").read_bytes()
    template = tmp_path / "canvas.csv"
    template.write_text("Student,ID,SIS Login ID,Section,HW 3 (987654)\n    Points Possible,,,,66\n\"Ada Lovelace\",1,ada,A,\n")
    canvas = ["export", str(graded), "canvas", "--template", str(template), "--out", "e"]
    done = run(*canvas, cwd=tmp_path)
    assert done.returncode == 2
    assert "Canvas says 66 points" in done.stderr
    assert run(*canvas, "--scale", "--as-is", cwd=tmp_path).returncode == 2
    done = run(*canvas, "--scale", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\nunmatched  " in done.stdout
    names = [row.split(",")[1] for row in (tmp_path / "e" / "unmatched.csv").read_text("utf-8").splitlines()]
    assert names[0] == "layout"
    assert run("export", str(graded), "csv", "--out", "e", cwd=tmp_path).returncode == 0
    assert (tmp_path / "e" / "unmatched.csv").read_text("utf-8").count("\n") == 1
    (tmp_path / "e" / "left.csv").write_text("a file of mine\n", "utf-8")
    assert run("export", str(graded), "csv", "--out", "e", cwd=tmp_path).returncode == 0
    assert (tmp_path / "e" / "left.csv").read_text("utf-8") == "a file of mine\n"
    assert run("export", str(graded), "gradescope", "--out", "g", cwd=tmp_path).returncode == 0
    assert run("export", str(graded), "canvas", cwd=tmp_path).returncode == 2
    assert run("export", "nowhere", "csv", cwd=tmp_path).returncode == 4


def test_the_bank_proves_itself_and_names_faults(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: p\nvars:\n  x: real\nf: \"x^2\"\nwrt: x\naccept:\n- \"3x\"\nwrong:\n- answer: \"x+x\"\n")
    done = run("bank", "check", str(bad), cwd=tmp_path)
    assert done.returncode == 2
    assert "3x" in done.stdout
    assert "x+x" in done.stdout
    good = tmp_path / "good.yaml"
    good.write_text("id: p\nvars: {x: real}\nf: \"x^2\"\nwrt: x\n")
    assert run("bank", "check", str(good), cwd=tmp_path).returncode == 0
    assert run("check", "--bank", str(good), "--problem", "p", "--answer", "2x", cwd=tmp_path).returncode == 0
