"""The desk judges from less than the whole bank, and gives the marks of ``grader check`` all the same."""

from __future__ import annotations

import os

from desks import SALT, desk_of, lecture

import grader
from grader.cli.marked import lines_of_mark
from grader.desk import open_desk, page_bank
from grader.desk.banks import read_page
from grader.kinds import decider_of
from grader.marking import Work, decide_unit, mark
from grader.marking.kept import is_kept
from grader.misconceptions import prepared
from grader.model import Bank, mark_to_json, printable, without_key
from grader.places import place
from grader.record import replace

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
        if is_kept(problem):
            # Before it is handed in it is read, and no more.
            marks = [mark(problem, text, SALT, at_home=True) for text in texts]
        for text, found in zip(texts, marks, strict=True):
            here = desk_of().answer({"v": 1, "id": 0, "do": "check", "problem": problem.id, "answer": text})["mark"]
            whole = mark_to_json(without_key(found))
            asked += 1
            differing += [(problem.id, text, name) for name in SAME if here[name] != whole[name]]
            reasons += [each["rule"] for each in here["diagnoses"]] != [each["rule"] for each in whole["diagnoses"]]
    print(f"{asked} answers, {reasons} with other reasons")
    assert asked > 100
    assert differing == []
    assert reasons <= asked / 10


def test_the_example_class_is_told_what_the_command_says() -> None:
    found = grader.read_submissions(place("submissions_example"), [problem.id for problem in lecture().problems])
    answers = sorted({(each.problem, each.text) for submission in found.submissions for each in submission.responses})
    assert len(answers) > 100
    for problem, text in answers[::max(1, EVERY // 3)]:
        asked = lecture().get(problem)
        assert asked is not None
        [mark] = decide_unit(lecture(), Work(lecture().digest, SALT, problem, (text,)))
        reply = desk_of().answer({"v": 1, "id": 0, "do": "check", "problem": problem, "answer": text})
        shown, lines = reply["shown"], "\n".join(lines_of_mark(mark))
        assert lines.startswith(f"  {shown['sign']} {problem}"), (problem, text)
        for words in (shown["word"], shown["layout"], shown["evidence"], printable(reply["reading"]["plain"])):
            assert words in lines, (problem, text, words)
        for said in shown["said"]:
            assert said["text"][1:-1] in lines, (problem, text, said)


def test_prepared_tables_go_along_and_change_no_reply() -> None:
    listed = lecture().get("gradient-ex57")
    assert listed is not None
    problem = replace(listed, scheme=replace(listed.scheme, truth="", accept=()))
    tables = {problem.id: prepared(decider_of(problem, "")), "another": {"derivative": "of no problem here"}}
    data = page_bank(Bank((problem,), lecture().digest, tables=tables), "practice")
    assert [*read_page(data).tables] == [problem.id]
    assert read_page(page_bank(Bank((problem,), lecture().digest, tables=tables), "graded")).tables == {}
    with_tables, without = open_desk(data, SALT), open_desk(page_bank(Bank((problem,), lecture().digest), "practice"), SALT)
    for wrong in problem.scheme.wrong:
        request = {"v": 1, "id": 0, "do": "check", "problem": problem.id, "answer": wrong.answer}
        assert with_tables.answer(request) == without.answer(request)
        assert with_tables.answer(request)["mark"]["diagnoses"]
