"""An answer names its variant beside the problem's id, in whatever notation; what is no such name stays what it was."""

from __future__ import annotations

import pytest

from grader.intake import read_answers

IDS = ("chain", "two.inner", "A")

READ = [
    ("answers.txt", "chain[a=3,b=2]: 6x", [("chain", "6x", "a=3,b=2")]),
    ("answers.txt", "chain [ a = 3, b=2 ] : 6x", [("chain", "6x", "a = 3, b=2")]),
    ("answers.txt", "Chain[a=3]: 6x", [("chain", "6x", "a=3")]),
    ("answers.txt", "- chain[a=3]: 6x\n2. two.inner[c=1/2]: 7", [("chain", "6x", "a=3"), ("two.inner", "7", "c=1/2")]),
    ("answers.txt", "**chain[a=3]**: 6x", [("chain", "6x", "a=3")]),
    ("answers.txt", "chain[a=3]:\n  6x\n  + 1", [("chain", "6x\n+ 1", "a=3")]),
    ("answers.txt", "chain[a=3]: [1,\n2]", [("chain", "[1,\n2]", "a=3")]),
    ("answers.txt", "chain[v=[1, 2],g=max(x,1)]: 6x", [("chain", "6x", "v=[1, 2],g=max(x,1)")]),
    ("answers.txt", "chain[a=3]: 6x\nchain: 7", [("chain", "6x", "a=3")]),
    ("answers.txt", "chain: [a=3]", [("chain", "[a=3]", "")]),
    ("answers.txt", "chain[3]: 6x", []),
    ("answers.txt", "other[a=3]: 6x", []),
    ("answers.txt", "A[1, 2]: x", []),
    ("answers.yaml", "answers:\n  chain[a=3,b=2]: 6x\n  A: 5", [("chain", "6x", "a=3,b=2"), ("A", "5", "")]),
    ("answers.tex", r"\answer{chain[a=3,b=2]}{6x}", [("chain", "6x", "a=3,b=2")]),
]


@pytest.mark.parametrize(("file", "text", "expected"), READ)
def test_labels(file: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    found = read_answers(text.encode(), file, IDS)
    responses = [each for submission in found.submissions for each in submission.responses]
    assert [(each.problem, each.text, each.variant) for each in responses] == expected
    if expected:
        assert responses[0].named == f"{expected[0][0]}{f'[{expected[0][2]}]' if expected[0][2] else ''}"
