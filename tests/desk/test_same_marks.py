"""The desk judges from less than the whole bank, and gives the marks of ``grader check`` all the same."""

from __future__ import annotations

import os

from desks import SALT, desk_of, lecture

from grader.marking import Work, decide_unit
from grader.model import mark_to_json, without_key

EVERY = int(os.environ.get("GRADER_DESK_EVERY", "9"))
"""Every so manieth problem is asked about; at night all are."""

SAME = ("problem", "answer", "read_as", "outcome", "layout", "score", "out_of", "entries", "earlier", "credit")


def test_listed_answers_get_the_marks_of_the_whole_bank() -> None:
    """Reasons may differ, since the author's right forms help to find the place; verdicts and points do not."""
    asked, differing, reasons = 0, [], 0
    for problem in lecture().problems[::EVERY]:
        scheme = problem.scheme
        texts = tuple(dict.fromkeys((scheme.truth, *scheme.accept, *scheme.other_layout, *(each.answer for each in scheme.wrong))))
        marks = decide_unit(lecture(), Work(lecture().digest, SALT, problem.id, texts))
        for text, mark in zip(texts, marks, strict=True):
            here = desk_of().answer({"v": 1, "id": 0, "do": "check", "problem": problem.id, "answer": text})["mark"]
            whole = mark_to_json(without_key(mark))
            asked += 1
            differing += [(problem.id, text, name) for name in SAME if here[name] != whole[name]]
            reasons += [each["rule"] for each in here["diagnoses"]] != [each["rule"] for each in whole["diagnoses"]]
    print(f"{asked} answers, {reasons} with other reasons")
    assert asked > 100
    assert differing == []
    assert reasons <= asked / 10
