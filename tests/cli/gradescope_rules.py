"""What Gradescope takes for a ``results.json``, written from its documentation and from nothing of ours.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ (the copy of 15 January 2025).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "simple_format", "html", "md", "ansi"}
FIELDS = {
    "score": (int, float), "execution_time": (int, float), "output": str, "output_format": FORMATS, "test_output_format": FORMATS,
    "test_name_format": FORMATS, "visibility": VISIBILITY, "stdout_visibility": VISIBILITY, "extra_data": dict, "tests": list,
    "leaderboard": list,
}
OF_A_TEST = {
    "score": (int, float), "max_score": (int, float), "status": {"passed", "failed"}, "name": str, "name_format": FORMATS, "number": str,
    "output": str, "output_format": FORMATS, "tags": list, "visibility": VISIBILITY, "extra_data": dict,
}


def accepted(path: Path) -> dict[str, Any]:
    """The object in a file that Gradescope takes; every breach of its rules is an assertion that fails."""
    results = json.loads(path.read_bytes().decode("utf-8"))
    _fits(results, FIELDS)
    for test in results.get("tests", []):
        _fits(test, OF_A_TEST)
    # "optional, but required if not on each test case below"
    assert "score" in results or (results.get("tests") and all("score" in test for test in results["tests"]))
    return results


def _fits(said: object, fields: Mapping[str, Any]) -> None:
    assert isinstance(said, dict)
    for name, value in said.items():
        allowed = fields[name]
        if isinstance(allowed, set):
            assert value in allowed, (name, value)
        else:
            assert isinstance(value, allowed), (name, value)
            assert not isinstance(value, bool), (name, value)


def seen(results: Mapping[str, Any], is_due: bool) -> dict[str, str]:
    """By their names the outputs of the tests that a student sees; a test overrides what is said on top."""
    shown = {"visible"} | ({"after_due_date"} if is_due else set())
    above = results.get("visibility", "visible")
    return {test["name"]: test["output"] for test in results.get("tests", []) if test.get("visibility", above) in shown}


def shows_total(results: Mapping[str, Any], is_due: bool) -> bool:
    """Whether students see their total: "if test cases are hidden, students will not be able to see their total score"."""
    return len(seen(results, is_due)) == len(results.get("tests", []))
