"""What goes into Gradescope's autograder: the files of this program and of the bank, the versions installed here, and right answers."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from grader.assignment import written
from grader.bank import carried
from grader.exports import AUTOGRADER_SCRIPTS, Contents
from grader.model import Assignment, Bank
from grader.places import place

NEEDS = ("sympy", "numpy", "python-flint", "pyyaml", "jinja2", "click", "msgspec", "orjson", "markdown-it-py", "mdit-py-plugins",
         "math-core")
"""The packages of setup.cfg, which a bare copy has nobody to ask for."""

_PROGRAM = Path(__file__).resolve().parent.parent
_SCRIPTS = "gradescope"


def contents(assignment: Assignment, bank: Bank, path: Path, salt: str) -> Contents:
    """Return the contents of the package for an assignment and its ``bank``, which lies at ``path``."""
    templates = place("templates")
    program = {file.relative_to(_PROGRAM).as_posix(): file.read_bytes() for file in _PROGRAM.rglob("*.py")}
    program |= {f"templates/{file.name}": file.read_bytes() for file in templates.iterdir() if file.is_file()}
    scripts = {name: (templates / _SCRIPTS / name).read_bytes() for name in AUTOGRADER_SCRIPTS}
    return Contents(program, scripts, dict(carried(path)), written(assignment, "bank"), requirements(), sample(bank), salt)


def requirements() -> str:
    """Return the lines for pip: what this program needs and what that needs, in the versions of this installation."""
    found: dict[str, str] = {}
    waiting = list(NEEDS)
    while waiting:
        name = waiting.pop()
        try:
            installed, needs = version(name), requires(name) or []
        except PackageNotFoundError:
            # Asked for on another system only, such as colorama.
            continue
        if name not in found:
            found[name] = installed
            waiting += [_name(need) for need in needs if "extra ==" not in need]
    lines = [f"{name}=={found[name]}" for name in sorted(found)]
    return "\n".join((f"# Python {sys.version_info.major}.{sys.version_info.minor}", *lines)) + "\n"


def _name(need: str) -> str:
    """The name in what a package says that it needs, such as ``mpmath<1.4,>=1.1.0``."""
    found = re.match(r"[A-Za-z0-9._-]+", need)
    return re.sub(r"[-_.]+", "-", found[0]).casefold() if found else ""


def sample(bank: Bank) -> str:
    """Return a file with a right answer to each problem: the first one that its author lists."""
    answers = ((problem.id, problem.scheme.accept[0].strip()) for problem in bank.problems if problem.scheme.accept)
    return "".join(f"{name}: " + answer.replace("\n", "\n    ") + "\n" for name, answer in answers)
