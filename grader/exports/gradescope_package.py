"""Gradescope's autograder: the zip that its service builds an image from, the same bytes for the same contents.

Source of the rules: https://gradescope-autograders.readthedocs.io/en/latest/specs/ and its page on troubleshooting.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from grader.exports.gradescope_reader import faults
from grader.model import GraderError, dumps
from grader.record import record

AUTOGRADER_SCRIPTS = ("run_autograder", "setup.sh")
"""What the service runs: these two must be at the root of the zip."""

NOT_GRADED = "not-graded.json"
_STAMP = (1980, 1, 1, 0, 0, 0)
_LEVEL = 9


@record
class Contents:
    """What an autograder holds.

    ``program`` are the files of the package ``grader``, ``scripts`` those of :data:`AUTOGRADER_SCRIPTS`, ``bank`` the bank's, all by
    their paths.  ``sample`` is a file of right answers, by which an image is tried when it is built; ``salt`` draws the probe points.
    """

    program: Mapping[str, bytes]
    scripts: Mapping[str, bytes]
    bank: Mapping[str, bytes]
    assignment: str
    requirements: str
    sample: str
    salt: str


def package(contents: Contents) -> bytes:
    """Return the zip; its members tell nothing of the machine or the hour."""
    files = {
        **{f"grader/{name}": data for name, data in contents.program.items()},
        **{f"bank/{name}": data for name, data in contents.bank.items()},
        **{name: contents.scripts[name] for name in AUTOGRADER_SCRIPTS},
        "assignment.yaml": contents.assignment.encode(),
        "requirements.txt": contents.requirements.encode(),
        "sample/answers.txt": contents.sample.encode(),
        "salt": contents.salt.encode(),
        NOT_GRADED: _not_graded(),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in sorted(files):
            archive.writestr(_member(name), files[name], zipfile.ZIP_DEFLATED, _LEVEL)
    return buffer.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _STAMP)
    member.create_system = 3
    member.external_attr = (0o100755 if name in AUTOGRADER_SCRIPTS else 0o100644) << 16
    return member


def _not_graded() -> bytes:
    """The file that is there before anything is graded.  Gradescope has no way to say "no score"; nobody but staff sees this one."""
    said: dict[str, Any] = {
        "score": 0,
        "output": "Not graded yet: the grader did not finish. This is no verdict on your work; ask your instructor.",
        "output_format": "text",
        "visibility": "hidden",
        "stdout_visibility": "hidden",
        "extra_data": {"graded": False},
        "tests": [{"name": "not graded yet", "name_format": "text", "number": "1", "visibility": "hidden", "output_format": "text",
                   "output": "No verdict was reached. The autograder's output says what happened; then press Rerun Autograder."}],
    }
    data = f"{dumps(said, indent=1)}\n".encode("ascii")
    if found := faults(data):
        raise GraderError(f"Gradescope would refuse {NOT_GRADED}: {'; '.join(found)}")
    return data
