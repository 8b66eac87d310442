"""``grader check --jsonl``: one line asks, one line answers, in order; no line stops the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO

import orjson

from grader.cli.banks import close_to
from grader.marking import Work, decide_unit
from grader.model import Bank, Decided, Diagnostic, Mark, Outcome, Verdict, dumps, mark_to_json, without_key

MAX_LINE = 64 * 1024
"""Bytes of a line."""

_REMEDY = 'write {"problem": id, "answer": text}'


def stream(file: Path | None, bank: Bank, salt: str) -> int:
    """Write a mark for each line of a file (``None`` or ``-``: standard input) and flush it; return 0 if all are correct, else 1."""
    all_correct = True
    out = sys.stdout
    with sys.stdin.buffer if file is None or str(file) == "-" else file.open("rb") as source:
        for line in _lines(source):
            result = _answered(line, bank, salt)
            all_correct = all_correct and result.verdict.outcome is Outcome.CORRECT
            out.write(dumps(mark_to_json(result)) + "\n")
            out.flush()
    return 0 if all_correct else 1


def _lines(source: IO[bytes]) -> Iterator[bytes]:
    """Yield lines, without blank ones; a line beyond the cap is cut and its rest skipped."""
    while line := source.readline(MAX_LINE + 1):
        whole = line.endswith(b"\n") or len(line) <= MAX_LINE
        while not whole and (rest := source.readline(MAX_LINE)):
            whole = rest.endswith(b"\n")
        if line.strip():
            yield line


def _answered(line: bytes, bank: Bank, salt: str) -> Mark:
    problem, text, fault = _request(line)
    asked = bank.get(problem)
    if fault is None and asked is not None:
        [mark] = decide_unit(bank, Work(bank.digest, salt, asked.key, (text,), at_home=True))
        return without_key(mark)
    message = fault or Diagnostic("input/unknown-problem", f"there is no problem {problem!r}{close_to(problem, bank)}",
                                  "use an id of the bank")
    return Mark(problem, text, Decided(Verdict(Outcome.UNREADABLE, messages=(message,))), None, Fraction(0))


def _request(line: bytes) -> tuple[str, str, Diagnostic | None]:
    """Return problem and answer of a line, or what is wrong with it."""
    if len(line) > MAX_LINE:
        return "", "", Diagnostic("input/too-long", f"this line is longer than {MAX_LINE} bytes", "send shorter answers")
    try:
        data = _loads(line)
    except (ValueError, RecursionError):
        return "", "", Diagnostic("input/not-json", "this line is no JSON", _REMEDY)
    problem, answer = (data.get("problem"), data.get("answer")) if isinstance(data, dict) else (None, None)
    if not isinstance(problem, str):
        return "", "", Diagnostic("input/no-problem", "this line names no problem", _REMEDY)
    if not isinstance(answer, str):
        return problem, "", Diagnostic("input/no-answer", "this line holds no text as its answer", _REMEDY)
    return problem, answer, None


def _loads(line: bytes) -> object:
    """Return the value of a line of JSON, with numbers as they are written: 2.50 is an answer.

    Raises ``ValueError`` or ``RecursionError`` where it is no JSON.
    """
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError:
        data = None
    if isinstance(data, dict) and isinstance(data.get("problem"), str) and isinstance(data.get("answer"), str):
        return data
    # Only the standard library keeps a number's text, and takes a mark of byte order and half a surrogate pair.
    return json.loads(line.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
