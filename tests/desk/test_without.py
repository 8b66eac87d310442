"""The desk on a Python that has nothing but the two compiled parts: as in a browser, by blocking everything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from desks import SALT, desk_of, lecture

from grader.desk import Mode, page_bank, rehearsal
from grader.model import Bank

ALLOWED = {"flint", "msgspec", "grader"}
"""Packages beside the standard library."""

STDLIB_NOT_THERE = ("fcntl", "resource", "multiprocessing", "sqlite3", "ssl", "curses", "termios", "grp", "pwd", "lzma")
"""Modules that the runtime of the browser does not have, or that its folder leaves out."""

ROOMS = {"desk", "marking", "intake", "misconceptions", "kinds", "engine", "words", "syntax", "model", "expr"}
SINGLE = {"record", "lazily", "once", "version", "faults", "csvtext", "files", "moments", "nesting", "places", "style", "headers"}
"""Of a file that is put on the page the headers tell what names a student, as of one that was handed in."""

EVERY = int(os.environ.get("GRADER_DESK_EVERY", "9"))
"""Every so manieth problem is asked about; at night all are."""

PROGRAM = '''
import json, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        head = name.partition(".")[0]
        if head in BLOCKED or (head not in sys.stdlib_module_names and head not in ALLOWED and not name.startswith("__editable__")):
            raise ModuleNotFoundError(name + " is not there")

BLOCKED, ALLOWED = set(json.loads(sys.argv[1])), set(json.loads(sys.argv[2]))
sys.meta_path.insert(0, Blocked())
from grader.desk import open_desk
data = sys.stdin.readline()
desk = open_desk(data, sys.argv[3])
for line in sys.stdin:
    print(desk(line))
print(json.dumps(sorted(sys.modules)))
'''


def asked(mode: Mode) -> tuple[Bank, tuple[str, ...]]:
    problems = lecture().problems[::EVERY] if EVERY > 1 else lecture().problems
    return lecture(), rehearsal(Bank(problems, lecture().digest), mode)


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_the_replies_are_those_of_a_whole_python(mode: Mode) -> None:
    bank, requests = asked(mode)
    given = page_bank(bank, mode).decode("ascii") + "\n".join(requests)
    arguments = [json.dumps(STDLIB_NOT_THERE), json.dumps(sorted(ALLOWED)), SALT]
    run = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], input=given, capture_output=True, text=True, timeout=900, check=False,
                         cwd=Path(__file__).resolve().parents[2])
    assert run.returncode == 0, run.stderr[-2_000:]
    *replies, modules = map(json.loads, run.stdout.splitlines())
    here = [json.loads(desk_of(mode)(request)) for request in requests]
    assert [reply for reply in replies if "fault" in reply] == []
    assert replies == here
    rooms = {name.split(".")[1] for name in modules if name.startswith("grader.")}
    assert rooms - ROOMS - SINGLE == set()
    # The examples of misconceptions are near the key: a graded page is built without the room.
    assert ("misconceptions" in rooms) == (mode == "practice")
