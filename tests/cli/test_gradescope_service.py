"""Gradescope's autograder: the package, one submission graded, and the package's scripts in a bare folder tree, as its service runs them."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from contextlib import redirect_stdout
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from gradescope_rules import accepted, seen, shows_total

from grader.cli.command import cli
from grader.cli.gradescope_contents import NEEDS

ROOT = Path(__file__).resolve().parent.parent.parent
NETWORK = "GRADER_NETWORK"
"""Set by .ci/run: there the environment of the package is made as Gradescope makes it, by pip over the network."""

ASSIGNMENT = """\
title: "Homework 'three'"
bank: bank
problems:
  - power-rule
  - gradient-ex57: {{points: 5/2}}
  - identity-aTx
reveal: {reveal}
timezone: Europe/Berlin
due: 2026-11-23T23:59
late: {{each: 10 %}}
attempts: best
"""
PROBLEMS = ("5.1-univariate/power-rule.yaml", "5.2-partial/gradient-ex57.yaml", "5.5-identities/identity-aTx.yaml",
            "5.5-identities/identity-xTa.yaml")
RIGHT, HALF = "power-rule: n x^(n-1)\n", "gradient-ex57: [2x1x2 + x2^3, 7]\n"
METADATA = {
    "id": 123456, "created_at": "2026-11-01T14:22:32.365935-07:00",
    "assignment": {"due_date": "2026-11-23T23:00:00.000000-07:00", "group_size": 4, "group_submission": True, "id": 25828, "course_id": 1234,
                   "late_due_date": None, "release_date": "2026-10-02T00:00:00.000000-07:00", "title": "HW 3", "total_points": "4.5"},
    "submission_method": "upload",
    "users": [{"email": "ada@example.com", "id": 1234, "name": "Ada Lovelace"}],
    "previous_submissions": [{"submission_time": "2026-10-06T14:24:48.087023-07:00", "score": 0.0, "autograder_error": False, "results": {}}],
}


def grader(*arguments: object, code: int = 0, cwd: Path | None = None, **environment: str) -> str:
    done = subprocess.run([sys.executable, "-P", "-m", "grader", *map(str, arguments)], cwd=cwd, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT), **environment})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def assignment(folder: Path, reveal: str = "none") -> Path:
    """An assignment, beside a bank of three problems and one that is not asked."""
    for name in () if (folder / "bank").exists() else PROBLEMS:
        (folder / "bank" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "problem_bank" / name, folder / "bank" / name)
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT.format(reveal=reveal), "utf-8")
    return path


def folder_of(path: Path, files: dict[str, str]) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, "utf-8")
    return path


def graded(tmp_path: Path, files: dict[str, str], metadata: object = METADATA, reveal: str = "none", code: int = 0,
           *options: str) -> tuple[dict[str, Any], str]:
    """The results of one submission, and what the instructor reads; the command is run in this process, which saves its imports."""
    (tmp_path / "metadata.json").write_text(metadata if isinstance(metadata, str) else json.dumps(metadata), "utf-8")
    with redirect_stdout(StringIO()) as said:
        assert code == cli.main(["gradescope", "grade", str(folder_of(tmp_path / "submission", files)), "--salt", "s", *options,
                                 "--metadata", str(tmp_path / "metadata.json"), "--assignment", str(assignment(tmp_path, reveal)),
                                 "--out", str(tmp_path / "results.json")], standalone_mode=False)
    return accepted(tmp_path / "results.json"), said.getvalue()


def scores(results: dict[str, Any]) -> dict[str, float | None]:
    return {test["name"]: test.get("score") for test in results["tests"]}


# -- one submission ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("files", "total", "each", "pending"), [
    ({"answers.txt": RIGHT + HALF + "identity-aTx: a^T\n"}, 3.25, (1, 1.25, 1), 0),
    ({"a.txt": RIGHT, "deep/b.yaml": "answers: {identity-aTx: a}\n", ".DS_Store": "x"}, 2, (1, 0, 1), 0),
    ({}, 0, (0, 0, 0), 0),
    ({"scan.pdf": "%PDF-1.4"}, 0, (None, None, None), 3),
    ({"answers.txt": RIGHT, "scan.pdf": "%PDF-1.4"}, 1, (1, None, None), 2),
    ({"answers.txt": RIGHT + "identity-aTx: a^T + (\n"}, 1, (1, 0, None), 1),
    ({f"{number}.txt": "" for number in range(201)}, 0, (None, None, None), 3),
    ({"a.txt": RIGHT, "b.txt": "power-rule: n x^n\n"}, 0, (None, 0, 0), 1),
], ids=["good", "two files", "empty", "PDF only", "text and PDF", "unreadable", "too many files", "two answers"])
def test_a_submission_has_its_points_and_what_waits_has_none(tmp_path: Path, files: dict[str, str], total: float,
                                                            each: tuple[float | None, ...], pending: int) -> None:
    results, said = graded(tmp_path, files)
    assert results["score"] == total
    assert tuple(scores(results).values()) == each
    assert results.get("extra_data") == ({"pending": pending} if pending else None)
    assert ("wait for a person and are not in this score" in results["output"]) == bool(pending)
    assert all({"score", "status", "max_score"} & set(test) == set() for test in results["tests"] if "score" not in test)
    assert [test["max_score"] for test in results["tests"] if "max_score" in test] == [
        worth for worth, score in zip((1, 2.5, 1), each, strict=True) if score is not None]
    assert shows_total(results, is_due=False)
    assert f"scores     {total:g} of 4.5\n" in said
    assert ("pending    " in said) == bool(pending)


def test_it_says_what_grade_says_of_the_same_files(tmp_path: Path) -> None:
    files = {"answers.txt": RIGHT + HALF + "identity-aTx: a\n", "scan.pdf": "%PDF-1.4"}
    results, _ = graded(tmp_path, files)
    folder_of(tmp_path / "class" / "Ada", files)
    plain = ASSIGNMENT.format(reveal="none").split("timezone")[0]
    (tmp_path / "plain.yaml").write_text(plain, "utf-8")
    grader("grade", tmp_path / "class", "--assignment", tmp_path / "plain.yaml", "--out", tmp_path / "run", "--salt", "s", "--quiet")
    grader("export", tmp_path / "run", "gradescope", "--out", tmp_path / "out")
    exported = accepted(tmp_path / "out" / "results.json")
    assert results["tests"] == exported["tests"]
    assert results["score"] == exported["score"]


@pytest.mark.parametrize("reveal", ["none", "hint", "answer", "solution"])
def test_the_key_is_seen_after_the_due_date_if_at_all(tmp_path: Path, reveal: str) -> None:
    results, _ = graded(tmp_path, {"answers.txt": RIGHT + HALF}, reveal=reveal)
    before, after = seen(results, is_due=False), seen(results, is_due=True)
    assert set(before) == {"power-rule", "gradient-ex57", "identity-aTx"}
    assert not any("3 x_1 x_2^2" in text for text in before.values())
    assert ("The gradient is a 1 x 2 row" in before["gradient-ex57"]) == (reveal != "none")
    assert ("[2 x_1 x_2 + x_2^3, x_1^2 + 3 x_1 x_2^2]" in after.get("gradient-ex57: the right answer", "")) == (reveal in ("answer", "solution"))
    assert ("the other variable is held constant" in after.get("gradient-ex57: the right answer", "")) == (reveal == "solution")
    assert shows_total(results, is_due=False) == (reveal in ("none", "hint"))
    assert shows_total(results, is_due=True)


def test_a_group_and_a_file_that_names_somebody_else(tmp_path: Path) -> None:
    users = [{"email": "ada@example.com", "id": 1, "name": "Ada Lovelace"}, {"email": "g@example.com", "id": 2, "name": "Grace Hopper"}]
    results, said = graded(tmp_path, {"answers.txt": "student: Grace\n" + RIGHT}, {**METADATA, "users": users})
    assert "students   Ada Lovelace, Grace Hopper\n" in said
    assert "the file says" not in results["output"]
    results, said = graded(tmp_path, {"answers.txt": "student: Emil\n" + RIGHT + "nothing-like-it: 3\n"}, {**METADATA, "users": users})
    assert results["score"] == 1
    assert "answers.txt:1: the file says 'Emil', Gradescope says" in results["output"]
    assert "answers.txt:3: there is no problem 'nothing-like-it'" in results["output"]
    assert "attention  answers.txt:1: the file says 'Emil'" in said


def test_metadata_that_cannot_be_read_cost_no_points(tmp_path: Path) -> None:
    results, said = graded(tmp_path, {"answers.txt": "student: Ada\n" + RIGHT}, "{")
    assert results["score"] == 1
    assert "note       the metadata cannot be read: " in said
    assert "; the submission was graded all the same\n" in said
    (tmp_path / "metadata.json").unlink()
    said = grader("gradescope", "grade", tmp_path / "submission", "--metadata", tmp_path / "metadata.json", "--out", tmp_path / "again.json",
                  "--assignment", tmp_path / "assignment.yaml", "--salt", "s")
    assert "note       this file cannot be read: No such file or directory; the submission was graded all the same\n" in said
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "results.json").read_bytes()


def test_another_maximum_at_gradescope_is_said(tmp_path: Path) -> None:
    for points, is_said in (("20.0", True), ("many", False)):
        _, said = graded(tmp_path, {}, {**METADATA, "users": METADATA["users"], "assignment": {"total_points": points}})
        assert ("note       Gradescope has 20.0 points for this assignment, and the grader 4.5: unless" in said) == is_said
        assert ("note " in said) == is_said


def test_hostile_answers_and_names_stay_text(tmp_path: Path) -> None:
    hostile = {"<b>\x1b[2J.txt": "power-rule: <script>alert(1)</script>\n", "\u202e.pdf": "x"}
    results, said = graded(tmp_path, hostile, {**METADATA, "users": [{"name": "\x1b[31mAda\u202e<b>", "email": ""}]})
    text = said + results["output"] + "".join(test["output"] for test in results["tests"])
    assert all(line.isprintable() for line in text.split("\n"))
    assert {test["output_format"] for test in results["tests"]} == {"text"}


def test_an_answer_that_ends_its_process_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "fates.json").write_text(json.dumps({"[1, 2]": "memory", "a^T + 0": "kill"}), "utf-8")
    submission = folder_of(tmp_path / "submission", {"answers.txt": RIGHT + "gradient-ex57: [1, 2]\nidentity-aTx: a^T + 0\n"})
    done = subprocess.run([sys.executable, ROOT / "tests" / "batch" / "injected.py", f"deadly:{tmp_path / 'fates.json'}", "gradescope", "grade",
                           submission, "--assignment", assignment(tmp_path), "--out", tmp_path / "results.json"],
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    results = accepted(tmp_path / "results.json")
    assert (results["score"], tuple(scores(results).values()), results["extra_data"]) == (1, (1, None, None), {"pending": 2})
    assert "pending    2 answers wait for a person: gradient-ex57, identity-aTx\n" in done.stdout


def test_exit_codes(tmp_path: Path) -> None:
    graded(tmp_path, {"scan.pdf": "x"}, METADATA, "none", 3, "--strict")
    graded(tmp_path, {"answers.txt": RIGHT}, METADATA, "none", 0, "--strict")
    grader("gradescope", "grade", tmp_path / "nowhere", "--out", tmp_path / "r.json", code=2)
    (tmp_path / "submission.txt").write_text("x")
    grader("gradescope", "grade", tmp_path / "submission.txt", "--out", tmp_path / "r.json", code=2)
    grader("gradescope", "grade", tmp_path / "submission", "--out", tmp_path / "submission.txt" / "r.json", code=4)
    grader("gradescope", "grade", tmp_path / "submission", "--bank", tmp_path, "--assignment", tmp_path / "assignment.yaml",
           "--out", tmp_path / "r.json", code=2)
    assert not (tmp_path / "r.json").exists()


# -- the package ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A package, and what ``init`` said of it."""
    folder = tmp_path_factory.mktemp("package")
    said = grader("gradescope", "init", "--assignment", assignment(folder), "--salt", "5a17", "--out", folder / "autograder.zip")
    return folder / "autograder.zip", said


def test_init_says_what_is_in_it_and_what_is_not(made: tuple[Path, str]) -> None:
    path, said = made
    assert f"wrote      {path}   3 problems, 9/2 points, " in said
    assert "Not in the zip: due, late, attempts. Due dates, the late policy, attempts and people are Gradescope's there" in said
    assert "The zip holds the right answers" in said
    assert "Autograder Points 4.5;" in said


def test_the_zip_is_small_safe_and_whole(made: tuple[Path, str]) -> None:
    path, _ = made
    with zipfile.ZipFile(path) as archive:
        names, members = archive.namelist(), archive.infolist()
        assert archive.testzip() is None
        assert {name for name in names if "/" not in name} == {
            "setup.sh", "run_autograder", "assignment.yaml", "requirements.txt", "not-graded.json", "salt"}
        assert {name.split("/")[0] for name in names if "/" in name} == {"grader", "bank", "sample"}
        assert archive.read("salt") == b"5a17"
        for name in ("setup.sh", "run_autograder"):
            assert archive.read(name) == (ROOT / "templates" / "gradescope" / name).read_bytes()
        sources = {name.removeprefix("grader/") for name in names if name.endswith(".py")}
        banks = {name.removeprefix("bank/") for name in names if name.startswith("bank/")}
        pinned = archive.read("requirements.txt").decode().splitlines()
    assert sources == {each.relative_to(ROOT / "grader").as_posix() for each in (ROOT / "grader").rglob("*.py")}
    assert banks == set(PROBLEMS)
    assert path.stat().st_size < 3_000_000
    assert names == sorted(names)
    assert not [name for name in names if name.startswith("/") or ".." in name or "pycache" in name or ".bank" in name or "tests" in name]
    for member in members:
        is_script = member.filename in ("setup.sh", "run_autograder")
        assert stat.S_IMODE(member.external_attr >> 16) == (0o755 if is_script else 0o644)
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
    assert pinned[0] == f"# Python {sys.version_info.major}.{sys.version_info.minor}"
    assert {f"{name}=={version(name)}" for name in ("sympy", "numpy", "python-flint", "pyyaml", "jinja2", "click", "msgspec", "orjson", "math-core",
                                                    "mpmath", "markupsafe")} <= set(pinned)


def test_what_it_needs_is_what_setup_cfg_says() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    assert set(NEEDS) == {re.split("[>=]", need)[0] for need in setup["options"]["install_requires"].split()}


def test_the_same_salt_gives_the_same_bytes_and_no_salt_another(made: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = made
    assignment(tmp_path)
    for name, options in (("same.zip", ("--salt", "5a17")), ("one.zip", ()), ("two.zip", ())):
        # The assignment that lies in the folder is taken, and no file of the run in it gives a salt away.
        assert grader("gradescope", "init", "--out", name, *options, cwd=tmp_path, TZ="Asia/Tokyo").startswith("assignment  assignment.yaml: ")
    assert (tmp_path / "same.zip").read_bytes() == path.read_bytes()
    salts = []
    for name in ("one.zip", "two.zip"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            salts.append(archive.read("salt"))
    assert salts[0] != salts[1]
    assert {len(salt) for salt in salts} == {32}


def test_init_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    said = grader("gradescope", "init", "--bank", ROOT / "problem_bank", "--assignment", assignment(tmp_path), "--out", tmp_path / "x.zip", code=2)
    assert "--bank is for runs without an assignment" in said
    (tmp_path / "assignment.yaml").write_text("problems: [nothing-like-it]\n", "utf-8")
    said = grader("gradescope", "init", "--out", "x.zip", cwd=tmp_path, code=2)
    assert "there is no problem 'nothing-like-it'" in said
    said = grader("gradescope", "init", "--bank", "bank", "--out", tmp_path / "no" / "x.zip", cwd=tmp_path, code=4)
    assert "assignment  none: all 4 problems of the bank count" in said
    assert "cannot be written" in said
    assert not list(tmp_path.rglob("*x.zip*"))


# -- the scripts, in a bare folder tree -------------------------------------------------------------------------


class Service:
    """What Gradescope does with a package, in a folder in place of ``/autograder``."""

    def __init__(self, root: Path, package: Path) -> None:
        self.root = root
        # As its harness does it: the zip's permissions are kept, and the script is copied.
        (root / "source").mkdir(parents=True)
        with zipfile.ZipFile(package) as archive:
            for member in archive.infolist():
                path = Path(archive.extract(member, root / "source"))
                path.chmod(member.external_attr >> 16 & 0o777)
        shutil.copy2(root / "source" / "run_autograder", root / "run_autograder")
        (root / "results").mkdir()

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        # What says how pip reaches the network stays; nothing that leads to this checkout does.
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "GRADER_"))}
        given = {**bare, "GRADESCOPE_ROOT": str(self.root), **environment}
        return subprocess.run([self.root / script], cwd=self.root, env=given, capture_output=True, text=True, timeout=240)

    def submit(self, files: dict[str, str], **environment: str) -> tuple[dict[str, Any], str]:
        """The results of a submission, and what the script printed."""
        folder_of(self.root / "submission", files)
        (self.root / "submission_metadata.json").write_text(json.dumps(METADATA), "utf-8")
        shutil.rmtree(self.root / "results")
        (self.root / "results").mkdir()
        done = self.run("run_autograder", **environment)
        assert done.returncode == 0, done.stderr
        return accepted(self.root / "results" / "results.json"), done.stdout + done.stderr


@pytest.fixture(scope="module")
def service(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The tree after the image was built; without network this test's own Python stands for the environment that setup.sh makes."""
    built = Service(tmp_path_factory.mktemp("service") / "autograder", made[0])
    if os.environ.get(NETWORK):
        done = built.run("source/setup.sh")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "3 problems · 3 correct" in done.stdout
        assert done.stdout.endswith("setup.sh: ready\n")
    else:
        python = built.root / "source" / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
    return built


def test_the_scripts_always_leave_results(service: Service) -> None:
    results, said = service.submit({"answers.txt": RIGHT + HALF + "identity-aTx: a^T\n"})
    assert (results["score"], tuple(scores(results).values())) == (3.25, (1, 1.25, 1))
    assert "students   Ada Lovelace\n" in said
    assert sorted(path.name for path in (service.root / "results").iterdir()) == ["results.json"]

    results, _ = service.submit({})
    assert (results["score"], tuple(scores(results).values())) == (0, (0, 0, 0))

    results, _ = service.submit({"scan.pdf": "%PDF-1.4"})
    assert (results["score"], tuple(scores(results).values()), results["extra_data"]) == (0, (None, None, None), {"pending": 3})


@pytest.mark.parametrize(("environment", "code"), [
    ({"GRADER_FAULT": "before-rename"}, "137"), ({"GRADESCOPE_SECONDS": "0.1"}, "124"), ({"GRADESCOPE_MEMORY": "20000"}, "1"),
], ids=["killed", "out of time", "out of memory"])
def test_where_the_grader_does_not_finish_the_results_say_so(service: Service, environment: dict[str, str], code: str) -> None:
    results, said = service.submit({"answers.txt": RIGHT}, **environment)
    assert results["output"].startswith("Not graded yet: the grader did not finish. This is no verdict on your work")
    assert (results["score"], results["visibility"], seen(results, is_due=True)) == (0, "hidden", {})
    assert not shows_total(results, is_due=True)
    assert "not graded: the grader ended with exit code" in said
    # A rerun replaces it.
    results, _ = service.submit({"answers.txt": RIGHT})
    assert results["score"] == 1


def test_a_package_that_is_not_whole_leaves_results_too(service: Service, tmp_path: Path) -> None:
    broken = Service.__new__(Service)
    broken.root = tmp_path / "autograder"
    shutil.copytree(service.root, broken.root, symlinks=True, ignore=shutil.ignore_patterns(".venv", "bank"))
    results, said = broken.submit({"answers.txt": RIGHT})
    assert results["score"] == 0
    assert "No such file or directory" in said


@pytest.mark.skipif(not os.environ.get(NETWORK), reason=f"{NETWORK}=1 runs it, as .ci/run does: setup.sh installs packages over the network")
def test_setup_installs_the_versions_of_this_installation(service: Service) -> None:
    # The fixture has run it.
    listed = subprocess.run([service.root / "source" / ".venv" / "bin" / "python", "-m", "pip", "list", "--format=freeze"],
                            capture_output=True, text=True, check=True).stdout.splitlines()
    pinned = (service.root / "source" / "requirements.txt").read_text().splitlines()[1:]
    assert {line.casefold().replace("_", "-") for line in pinned} <= {line.casefold().replace("_", "-") for line in listed}


# -- setup.sh, with commands that only say what they were asked -----------------------------------------------

_PYTHON = """\
#!/bin/sh
# {name}: as a Python whose version is {fit}.
echo "{name} $1 $2" >> "$LOG"
case $1 in
    --version) echo "Python {version}" ;;
    -c) exit {exit} ;;
    -m) if [ "$2" = venv ]; then mkdir -p .venv/bin && cp "$TOOLS/pip" "$TOOLS/python" .venv/bin; fi ;;
esac
"""


def tools(folder: Path, package: Service, pythons: dict[str, str], pip: int = 0, program: int = 0, apt: str = "") -> dict[str, str]:
    """An environment in which only the named Pythons are there, and ``apt-get install`` brings the one named ``apt``."""
    folder.mkdir()
    for name in ("bash", "env", "sed", "cat", "mkdir", "cp", "sh"):
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, number in {**pythons, **({apt: "3.11.0"} if apt else {})}.items():
        fits = tuple(map(int, number.split("."))) >= (3, 11)
        text = _PYTHON.format(name=name, fit=number, version=number, exit=int(not fits))
        (folder / (f".{name}" if name == apt else name)).write_text(text)
    (folder / "apt-get").write_text(f'#!/bin/sh\necho "apt-get $*" >> "$LOG"\nif [ "$1" = install ]; then cp "$TOOLS/.{apt}" "$TOOLS/{apt}"; fi\n')
    (folder / "pip").write_text(f'#!/bin/sh\necho "pip $*" >> "$LOG"\nexit {pip}\n')
    (folder / "python").write_text(f'#!/bin/sh\necho "program $*" >> "$LOG"\nexit {program}\n')
    for path in folder.iterdir():
        if not path.is_symlink():
            path.chmod(0o755)
    if not apt:
        (folder / "apt-get").unlink()
    return {"PATH": str(folder), "TOOLS": str(folder), "LOG": str(package.root / "log")}


@pytest.fixture
def unpacked(made: tuple[Path, str], tmp_path: Path) -> Service:
    return Service(tmp_path / "autograder", made[0])


def test_setup_says_that_python_is_too_old(unpacked: Service, tmp_path: Path) -> None:
    done = unpacked.run("source/setup.sh", **tools(tmp_path / "bin", unpacked, {"python3": "3.10.12"}))
    assert done.returncode == 1
    assert "setup.sh: the grader needs Python 3.11 or newer with venv, and this image has Python 3.10.12." in done.stderr
    assert "Choose a newer base image" in done.stderr
    assert not (unpacked.root / "source" / ".venv").exists()


def test_setup_says_that_there_is_no_python(unpacked: Service, tmp_path: Path) -> None:
    done = unpacked.run("source/setup.sh", **tools(tmp_path / "bin", unpacked, {}))
    assert (done.returncode, "this image has none." in done.stderr) == (1, True)


def test_setup_asks_apt_for_a_python_only_where_there_is_none(unpacked: Service, tmp_path: Path) -> None:
    done = unpacked.run("source/setup.sh", **tools(tmp_path / "bin", unpacked, {"python3": "3.10.12"}, apt="python3.11"))
    log = (unpacked.root / "log").read_text().splitlines()
    assert done.returncode == 0, done.stderr
    assert "apt-get install -q -y python3.11 python3.11-venv" in log
    assert "python3.11 -m venv" in log
    assert any(line.startswith("pip install ") and line.endswith(" -r requirements.txt") for line in log)
    assert log[-1] == "program -m grader gradescope grade sample --salt 5a17 --out sample-results.json --strict"


def test_setup_takes_the_python_of_the_installation_first(unpacked: Service, tmp_path: Path) -> None:
    same = f"python{sys.version_info.major}.{sys.version_info.minor}"
    environment = tools(tmp_path / "bin", unpacked, {"python3": "3.14.1", same: "3.11.7"}, apt="python3.99")
    assert unpacked.run("source/setup.sh", **environment).returncode == 0
    log = (unpacked.root / "log").read_text().splitlines()
    assert f"{same} -m venv" in log
    assert not [line for line in log if line.startswith("apt-get")]


@pytest.mark.parametrize(("broken", "words"), [
    ({"pip": 1}, "the packages in requirements.txt could not be installed for Python 3.11.7"),
    ({"program": 3}, "the grader does not work in this image"),
])
def test_setup_fails_with_a_sentence_and_not_silently(unpacked: Service, tmp_path: Path, broken: dict[str, int], words: str) -> None:
    done = unpacked.run("source/setup.sh", **tools(tmp_path / "bin", unpacked, {"python3": "3.11.7"}, **broken))
    assert done.returncode == 1
    assert words in done.stderr
    assert "ready" not in done.stdout
