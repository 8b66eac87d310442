"""What Gradescope demands of a ``results.json``: its field rules, applied before the file is handed over.

Source of the rules: the autograder specification, https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.model import StoreError, loads

_VISIBILITY = ("hidden", "after_due_date", "after_published", "visible")
_FORMATS = ("text", "simple_format", "html", "md", "ansi")

Rule = Callable[[object], bool]


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _object(value: object) -> bool:
    return isinstance(value, dict)


def _one_of(*words: str) -> Rule:
    return lambda value: value in words


_TEST: Mapping[str, Rule] = {
    "score": _number, "max_score": _number, "status": _one_of("passed", "failed"), "name": _text,
    "name_format": _one_of(*_FORMATS), "number": _text, "output": _text, "output_format": _one_of(*_FORMATS),
    "tags": lambda value: isinstance(value, list) and all(isinstance(tag, str) for tag in value),
    "visibility": _one_of(*_VISIBILITY), "extra_data": _object,
}
_TOP: Mapping[str, Rule] = {
    "score": _number, "execution_time": lambda value: _number(value) or _text(value), "output": _text,
    "output_format": _one_of(*_FORMATS), "test_output_format": _one_of(*_FORMATS), "test_name_format": _one_of(*_FORMATS),
    "visibility": _one_of(*_VISIBILITY), "stdout_visibility": _one_of(*_VISIBILITY), "extra_data": _object,
    "tests": lambda value: isinstance(value, list), "leaderboard": lambda value: isinstance(value, list),
}


def faults(data: bytes) -> tuple[str, ...]:
    """What Gradescope would object to; nothing if it takes the file."""
    try:
        results = loads(data.decode("utf-8"))
    except (UnicodeDecodeError, StoreError) as error:
        return (f"this is no JSON in UTF-8: {error}",)
    if not isinstance(results, dict):
        return ("the top level is no object",)
    found = _breaches(results, _TOP, "top level")
    tests = results.get("tests", [])
    if isinstance(tests, list):
        for number, test in enumerate(tests):
            place = f"tests[{number}]"
            found += _breaches(test, _TEST, place) if isinstance(test, dict) else [f"{place} is no object"]
        scored = bool(tests) and all(isinstance(test, dict) and "score" in test for test in tests)
        if "score" not in results and not scored:
            found.append("there is no score, neither on top nor in every test")
    return tuple(found)


def _breaches(data: Mapping[str, object], rules: Mapping[str, Rule], place: str) -> list[str]:
    return [f"{place}: '{name}' is unknown" if name not in rules else f"{place}: '{name}' has no allowed value"
            for name, value in data.items() if name not in rules or not rules[name](value)]
