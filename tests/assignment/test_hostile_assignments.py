"""Whatever a file holds, reading it raises nothing: there is an assignment, or there are errors with places and ways out."""

from __future__ import annotations

import random

import pytest
from assignment_bank import Read
from test_assignment_reading import TABLES, WHOLE

from grader.model import Severity

PIECES = ("", " ", "\n", ":", "-", "{", "}", "[", "]", "'", '"', "#", "*", "&", "!", "%", "\t", "\x00", "\ud7ff", "9" * 40, "-1", "1/0", "null", "<<: ", "- ", "{}",
          "[]", "problems", "section", "2026-03-29T02:30", "é", "\u202e", "../../etc/passwd", "\n---\n")


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_raised(read: Read, seed: int) -> None:
    chance = random.Random(seed)
    kept = 0
    for _ in range(120):
        texts = {"": WHOLE, **TABLES}
        for name in chance.sample(list(texts), 2):
            text = texts[name]
            for _ in range(chance.randint(0, 3)):
                start = chance.randrange(len(text))
                text = text[:start] + chance.choice(PIECES) + text[start + chance.choice((0, 1, 5, 40)):]
            texts[name] = text
        opened = read(texts.pop(""), **texts)
        errors = [fault for fault in opened.faults if fault.severity is Severity.ERROR]
        assert (opened.assignment is None) == (opened.bank is None) == bool(errors)
        assert all(fault.where is not None and fault.where.line >= 1 and fault.message for fault in opened.faults)
        kept += not errors
    assert 0 < kept < 120
