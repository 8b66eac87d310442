"""The lecture's bank behind a desk, of either mode, and requests to it."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import grader
from grader.desk import Desk, Mode, open_desk, page_bank
from grader.model import Bank
from grader.places import place
from grader.record import replace

SALT = "desk"


@cache
def lecture() -> Bank:
    """The lecture's bank as a page has it: no problem has values that vary from student to student."""
    bank, faults = grader.load_bank(place("problem_bank"))
    assert not faults
    return replace(bank, problems=tuple(problem for problem in bank.problems if not problem.variants))


def bank_of(text: str) -> Bank:
    """The bank in a file of YAML, which has no fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.yaml"
        path.write_text(text, "utf-8")
        bank, faults = grader.load_bank(path)
    assert not faults
    return bank


@cache
def desk_of(mode: Mode = "practice") -> Desk:
    return open_desk(page_bank(lecture(), mode), SALT)


def ask(do: str, mode: Mode = "practice", **fields: Any) -> Any:
    """The reply to one request, as the page gets it."""
    text = desk_of(mode)(json.dumps({"v": 1, "id": 7, "do": do, **fields}))
    assert text.isascii()
    assert "\n" not in text
    reply = json.loads(text)
    assert (reply.pop("v"), reply.pop("id")) == (1, 7)
    return reply
