"""ILIAS's zip of sheets: each in the folder of an account, which ILIAS finds by the number at its end."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from grader.exports import Options, Run
from grader.exports.ilias import accounts, write
from grader.model import Identity, UsageError
from grader.record import replace

JOERG, ADA = Identity("ilias", "ilias-user", "301", name="Joerg Mueller"), Identity("ilias", "ilias-user", "302", name="x/../_ü")
TEAM = Identity("ilias", "team", "77", group="Team 77")


def members(run: Run, options: Options | None = None) -> list[str]:
    return [name for file in write(run, options or Options()).files for name in zipfile.ZipFile(BytesIO(file.data)).namelist()]


def test_a_sheet_lies_in_the_folder_of_its_account(make_run: Callable[..., Run]) -> None:
    run = make_run(JOERG, ADA, TEAM)
    assert members(run) == ["multi_feedback/Joerg Mueller_301/feedback.html", "multi_feedback/x_302/feedback.html"]
    made = write(run, Options())
    assert [file.path for file in made.files] == ["ilias-feedback.zip"]
    assert [(word, text.split(":")[0]) for word, text in made.lines] == [
        ("left", "Team 77"), ("upload", "ilias-feedback.zip in the exercise"), ("note", "ILIAS takes no file with points")]


def test_an_account_may_be_the_second_id_of_a_person(make_run: Callable[..., Run]) -> None:
    run = make_run("ada", "bob", "carl")
    accounts_of = {"ada": (JOERG,), "bob": (JOERG, replace(JOERG, key="9"))}
    run = replace(run, results=tuple(replace(each, aliases=accounts_of.get(each.student, ())) for each in run.results))
    assert members(run) == ["multi_feedback/Joerg Mueller_301/feedback.html"]
    assert [text.split(";")[0] for word, text in write(run, Options()).lines if word == "left"] == [
        f"{name}: no account's number is known for certain" for name in ("bob", "carl")]


def test_sheets_that_wait_or_were_handed_over_stay(make_run: Callable[..., Run]) -> None:
    run = make_run(JOERG, ADA, pending=(JOERG,))
    assert (len(members(run)), len(members(run, Options(include_pending=True)))) == (1, 2)
    assert ("left", "1 sheet: answers wait (--include-pending)") in write(run, Options()).lines
    sent = replace(run, digests={each.person: b"1" for each in run.results}, sent={"ilias": {each.person: b"1" for each in run.results}})
    assert members(sent, Options(changed_only=True)) == []


def test_a_run_without_accounts_is_refused(make_run: Callable[..., Run]) -> None:
    with pytest.raises(UsageError, match="number of ILIAS"):
        write(make_run("ada"), Options())


def test_the_rules_of_ilias() -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("multi_feedback_1/A_1/f.html", "multi_feedback/A_b_2/f.html", "other/A_3/f.html", "multi_feedback/A_4/.f", "multi_feedback/A_5/x/f"):
            archive.writestr(name, "x")
    assert accounts(data.getvalue()) == ["1", "2"]
