"""Two runs of one class made one: nobody and nothing is lost, nobody is taken for somebody else, and the other run is only read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from disturbed import tree
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.batch import Merged, Settings, Summary, merge, open_run, run
from grader.batch.anonymous import pseudonyms
from grader.batch.same import same_people
from grader.expr import Number, Pow, Symbol
from grader.model import (
    Assignment,
    Attention,
    Bank,
    Chosen,
    HandedFile,
    Identity,
    Intake,
    Problem,
    Response,
    Row,
    StoreError,
    Submission,
    Task,
    UsageError,
    Variable,
    Where,
    person_of,
)
from grader.record import replace
from grader.store import Person, open_store

X = Symbol("x")
BANK = Bank(tuple(Problem(Task(name, variables=(Variable("x"),), f=Pow(X, Number(power)), wrt=("x",)))
                  for name, power in (("square", 2), ("cube", 3))), "digest")
ASKED = Assignment((Chosen("square"), Chosen("cube")), digest="this homework")

ADA = Identity("moodle", "participant", "48001", name="Ada Lovelace")
GRACE = Identity("moodle", "participant", "48002", name="Grace Hopper")
ADA_BY_LOGIN = Identity("plain", "login", "ada", login="ada")
ADA_ON_CANVAS = Identity("canvas", "canvas-user", "1001", name="Ada Lovelace", login="Ada")
ROSTER = (Row(2, (("participant", "48001"), ("login", "ada"), ("name", "Ada Lovelace"))), Row(3, (("participant", "48002"), ("login", "grace"))))
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def handed(who: Identity, square: str, cube: str = "3x^2", hours: int | None = None) -> Submission:
    where = Where(f"{who.key}.txt", 1)
    responses = (Response("square", square, where), Response("cube", cube, where))
    return Submission(who, responses, where, files=(HandedFile(where.file, 20),), submitted=NOON + timedelta(hours=hours) if hours is not None else None,
                      attention=(Attention(where.file, "intake/other-student", f"seen {square}", who.student),))


def graded(out: Path, *submissions: Submission, salt: str = "s", assignment: Assignment | None = ASKED, bank: Bank = BANK) -> Summary:
    return run(bank, Intake("any", submissions, (Attention("lost.txt", "intake/no-student", f"nobody's in {out.name}"),)),
               Settings(out, "HW", salt=salt, jobs=0, assignment=assignment), lambda *_: None)


def merged(out: Path, other: Path) -> tuple[Summary, Merged]:
    said: list[Merged] = []
    return merge(out, other, 0, lambda *_: None, said.append), said[0]


def scores(out: Path) -> dict[str, tuple[Fraction, int]]:
    """By person the score and the number of attempts."""
    return {result.person: (result.score, len(result.attempts)) for result in open_run(out).results}


def test_rows_of_both_are_there_and_verdicts_are_not_made_twice(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, "2x"))
    graded(b, handed(GRACE, "x"), handed(ADA, "2x"))
    before = tree(b) | {"store.sqlite": (b / "store.sqlite").read_bytes()}
    summary, said = merged(a, b)
    assert (summary.students, summary.decided) == (2, 0)
    assert (said.came.new, said.came.again, said.verdicts, said.untimed) == (1, 0, 1, 0)
    assert scores(a) == {person_of(ADA): (2, 1), person_of(GRACE): (1, 1)}
    assert tree(b) | {"store.sqlite": (b / "store.sqlite").read_bytes()} == before
    assert [path.name for path in b.iterdir() if path.name.startswith("store")] == ["store.sqlite"]
    rows = (a / "attention.csv").read_text("utf-8-sig")
    assert [name in rows for name in ("seen 2x", "seen x", "nobody's in a", "nobody's in b")] == [True] * 4
    assert rows.count("seen 2x") == 1


@pytest.mark.parametrize("salt", ["s", "t"])
def test_it_is_the_run_that_grades_everything_at_once(tmp_path: Path, salt: str) -> None:
    first, second = [handed(ADA, "2x", hours=0)], [handed(ADA, "x", hours=2), handed(GRACE, "2x + 0", "x", hours=1)]
    a, b, whole = tmp_path / "a", tmp_path / "b", tmp_path / "whole"
    graded(a, *first)
    graded(b, *second, salt=salt)
    summary, said = merged(a, b)
    assert (summary.decided, said.verdicts) == ((0, 3) if salt == "s" else (3, 0))
    graded(whole, *first)
    graded(whole, *second)
    different = {name for name, data in tree(whole).items() if tree(a).get(name) != data}
    # The rows about files that nobody handed in are of both runs here, and of the last download there.
    assert different <= {"run.json", "attention.csv", "index.html"}
    assert tree(a).keys() == tree(whole).keys()


def test_merged_again_nothing_changes(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, "2x"))
    graded(b, handed(ADA, "x"), handed(GRACE, "x"))
    _, said = merged(a, b)
    assert (said.came.new, said.came.again, said.untimed) == (1, 1, 1)
    once = tree(a)
    summary, said = merged(a, b)
    assert (summary.decided, said.came.new, said.came.again, said.verdicts) == (0, 0, 0, 0)
    assert tree(a) == once


def test_attempts_without_times_stand_behind_those_that_are_there_and_times_decide_where_there_are(tmp_path: Path) -> None:
    for name, first, second, last in (("untimed", None, None, 1), ("timed", 5, 2, 2)):
        a, b = tmp_path / f"{name}-a", tmp_path / f"{name}-b"
        graded(a, handed(ADA, "2x", hours=first))
        graded(b, handed(ADA, "x", hours=second))
        merged(a, b)
        assert scores(a) == {person_of(ADA): (last, 2)}


def test_an_older_attempt_that_both_have_does_not_become_the_last(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(b, handed(ADA, "x"))
    graded(a, handed(ADA, "x"))
    graded(a, handed(ADA, "2x"))
    merged(a, b)
    assert scores(a) == {person_of(ADA): (2, 2)}


def test_what_was_read_for_fewer_problems_adds_no_zero_and_what_was_read_for_more_is_taken(tmp_path: Path) -> None:
    both, one, part = tmp_path / "both", tmp_path / "one", tmp_path / "part"
    ada, grace = (replace(handed(who, "2x"), responses=handed(who, "2x").responses[:1]) for who in (ADA, GRACE))
    bank, asked = Bank(BANK.problems[:1], "old"), replace(ASKED, problems=(Chosen("square"),))
    graded(both, handed(ADA, "2x"))
    for out in (one, part):
        graded(out, ada, grace, assignment=asked, bank=bank)
    merged(both, one)
    # Here Ada's cube was not asked when she came; in the other run it was.
    graded(part, handed(GRACE, "2x"))
    merged(part, both)
    found = [{each.who.key: (each.scores, len(each.attempts)) for each in open_run(out).results} for out in (both, part)]
    assert found == [{"48001": ((1, 1), 1), "48002": ((1, None), 1)}, {"48001": ((1, 1), 1), "48002": ((1, 1), 1)}]


def test_a_roster_makes_one_person_of_two_layouts(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    rostered = Assignment(ASKED.problems, digest="rostered", roster=ROSTER)
    graded(a, handed(ADA, "x"), handed(GRACE, "x"), assignment=rostered)
    graded(b, handed(ADA_BY_LOGIN, "2x"), assignment=None)
    _, said = merged(a, b)
    assert scores(a) == {person_of(ADA): (2, 2), person_of(GRACE): (1, 1)}
    assert said.came.students == 2


def test_ids_of_one_kind_make_one_person_and_a_name_does_not(tmp_path: Path) -> None:
    a, b, c = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    graded(a, handed(ADA_BY_LOGIN, "x"))
    graded(b, handed(ADA_ON_CANVAS, "2x"))
    graded(c, handed(Identity("plain", "name", "Ada Lovelace", name="Ada Lovelace"), "x"))
    merged(a, b)
    assert scores(a) == {person_of(ADA_BY_LOGIN): (2, 2)}
    merged(a, c)
    assert len(scores(a)) == 2
    # A later download of the same LMS finds her again.
    graded(a, handed(ADA_ON_CANVAS, "2x + x"))
    assert scores(a)[person_of(ADA_BY_LOGIN)] == (1, 3)


def test_whom_the_other_roster_joined_is_one_here_too(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, "x"), handed(ADA_BY_LOGIN, "2x"))
    graded(b, handed(ADA, "x"), handed(GRACE, "x"), assignment=Assignment(ASKED.problems, digest="rostered", roster=ROSTER))
    graded(b, handed(ADA_BY_LOGIN, "2x"), assignment=Assignment(ASKED.problems, digest="rostered", roster=ROSTER))
    assert len(scores(a)) == 2
    merged(a, b)
    assert scores(a) == {person_of(ADA): (2, 2), person_of(GRACE): (1, 1)}


def person(who: Identity, *aliases: Identity) -> Person:
    return Person(person_of(who), who, aliases)


def test_who_is_who_is_never_guessed() -> None:
    plain = person(ADA_BY_LOGIN)
    canvas = person(ADA_ON_CANVAS)
    other_number = person(Identity("canvas", "canvas-user", "1", login="ada", number="9"))
    two = [person(Identity("moodle", "participant", "1", login="ada")), person(Identity("github", "github", "ada", login="ada"))]
    team = person(Identity("canvas", "team", "7", login="ada"))
    same = person(Identity("plain", "number", "12", login="ada"))
    assert same_people([plain], [canvas]) == ({canvas.person: plain.person}, {})
    assert same_people(two, [canvas]) == ({}, {})
    assert same_people([person(Identity("plain", "login", "ada", login="ada", number="8"))], [other_number]) == ({}, {})
    assert same_people([plain], [team]) == ({}, {})
    assert same_people([plain], [same]) == ({}, {})
    assert same_people([plain], [canvas, other_number]) == ({}, {})
    assert same_people([person(GRACE, ADA_BY_LOGIN)], [plain]) == ({plain.person: person_of(GRACE)}, {})


UNREAD = "2(x"
BY_ADA = "- problem: square\n  student: {participant: 48001, name: Ada Lovelace}\n  score: 1 of 1\n  by: hopper\n"
BY_LOGIN = "- problem: square\n  student: {login: ada}\n  score: 0 of 1\n  by: knuth\n"
ON_TEXT = "- problem: square\n  answers: ['2(x']\n  score: 1/2 of 1   # half a point\n"


def test_decisions_of_both_hold_and_the_file_keeps_its_comments(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, UNREAD, hours=1))
    graded(b, handed(GRACE, UNREAD))
    (a / "decisions.yaml").write_text(f"# mine\n{BY_ADA}")
    (b / "decisions.yaml").write_text(f"# theirs\n{ON_TEXT}")
    _, said = merged(a, b)
    assert said.decisions == 1
    assert scores(a) == {person_of(ADA): (2, 1), person_of(GRACE): (Fraction(3, 2), 1)}
    text = (a / "decisions.yaml").read_text()
    assert text.startswith(f"# mine\n{BY_ADA}")
    assert (b / "decisions.yaml").read_text() == f"# theirs\n{ON_TEXT}"
    assert merged(a, b)[1].decisions == 0
    assert (a / "decisions.yaml").read_text() == text


@pytest.mark.parametrize(("ours", "theirs", "roster"), [
    (ON_TEXT, ON_TEXT.replace("1/2", "1/4"), ()), (BY_ADA, BY_ADA.replace("1 of 1", "0 of 1"), ()), (BY_ADA, BY_LOGIN, ROSTER),
])
def test_decisions_that_contradict_are_refused_and_nothing_is_taken_in(tmp_path: Path, ours: str, theirs: str, roster: tuple[Row, ...]) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, UNREAD), handed(GRACE, "x"), assignment=Assignment(ASKED.problems, digest="rostered", roster=roster))
    graded(b, handed(ADA, UNREAD), handed(ADA_BY_LOGIN, UNREAD))
    (a / "decisions.yaml").write_text(ours)
    (b / "decisions.yaml").write_text(f"# one line\n{theirs}")
    refused(a, b, f"{a}/decisions.yaml:1", f"{b}/decisions.yaml:2", "Nothing was taken in")
    if roster:
        # Without the roster nobody knows that they are about one student.
        graded(tmp_path / "c", handed(ADA, UNREAD), handed(GRACE, "x"))
        (tmp_path / "c/decisions.yaml").write_text(ours)
        assert merged(tmp_path / "c", b)[1].decisions == 1


def test_pseudonyms_of_the_other_run_become_ours(tmp_path: Path) -> None:
    a, b, c = (tmp_path / name for name in "abc")
    blind = Assignment(ASKED.problems, digest=ASKED.digest, anonymous=True)
    for out, salt in ((a, "s"), (b, "t")):
        graded(out, handed(ADA, UNREAD if out == b else "x", hours=1), handed(GRACE, UNREAD), salt=salt, assignment=blind)
    graded(c, handed(ADA, "x", hours=1))
    ours, theirs = pseudonyms([person_of(ADA), person_of(GRACE)], "s"), pseudonyms([person_of(ADA), person_of(GRACE)], "t")
    (b / "decisions.yaml").write_text(f"- problem: square\n  student: {theirs[person_of(GRACE)]}\n  score: 1/2 of 1\n")
    merged(a, b)
    assert ours[person_of(GRACE)] in (a / "decisions.yaml").read_text()
    assert scores(a)[person_of(GRACE)] == (Fraction(3, 2), 1)
    # A run with names gets the student's own id, and one without names gets none.
    merged(c, b)
    assert "student: {participant: 48002" in (c / "decisions.yaml").read_text().replace('"48002"', "48002")
    assert scores(c)[person_of(GRACE)] == (Fraction(3, 2), 1)
    (b / "decisions.yaml").unlink()
    graded(b, handed(GRACE, UNREAD), salt="t")
    (b / "decisions.yaml").write_text("- problem: square\n  student: {participant: 9, name: Carl}\n  score: 1 of 1\n")
    graded(b, handed(GRACE, UNREAD), salt="t")
    refused(a, b, "is about a student who is not in its run", "without names")


def test_an_error_in_either_file_of_decisions_stops_it(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, UNREAD))
    graded(b, handed(ADA, "x"))
    (b / "decisions.yaml").write_text(ON_TEXT.replace("1/2 of 1", "2 of 1"))
    refused(a, b, f"{b}/decisions.yaml:3")


def refused(out: Path, other: Path, *said: str) -> None:
    before = tree(out) | {"store": (out / "store.sqlite").read_bytes()} if out.exists() else {}
    with pytest.raises((StoreError, UsageError)) as error:
        merged(out, other)
    assert [text for text in said if text not in str(error.value)] == []
    if before:
        assert tree(out) | {"store": (out / "store.sqlite").read_bytes()} == before


def test_another_class_and_another_assignment_are_refused(tmp_path: Path) -> None:
    a, b, c, d = (tmp_path / name for name in "abcd")
    graded(a, handed(ADA, "2x"))
    graded(b, handed(GRACE, "2x"), assignment=Assignment(ASKED.problems, digest="another homework"))
    refused(a, b, "is the run 'HW' of 1 students, and none of them is in", "one assignment.yaml")
    graded(c, handed(GRACE, "2x"))
    assert merged(a, c)[0].students == 2
    only = Bank(BANK.problems[:1], "digest")
    graded(d, handed(ADA, "2x"), bank=only, assignment=None)
    refused(d, a, "does not ask: cube")
    none = Bank((Problem(Task("other", variables=(Variable("x"),), f=X, wrt=("x",))),), "digest")
    graded(tmp_path / "e", Submission(ADA, (Response("other", "1", Where("a", 1)),), Where("a", 1)), bank=none, assignment=None)
    refused(d, tmp_path / "e", "asks none of its problems")


def test_what_is_no_run_or_not_complete_is_refused(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, "2x"))
    graded(b, handed(ADA, "2x"))
    (tmp_path / "empty").mkdir()
    refused(a, tmp_path / "empty", "is no run of the grader")
    refused(a, tmp_path / "missing", "is no run of the grader")
    refused(tmp_path / "missing", a, "is no run of the grader")
    assert not (tmp_path / "missing").exists()
    (tmp_path / "link").symlink_to(a)
    refused(a, tmp_path / "link", "are one folder")
    with open_store(b) as store, store.transaction():
        store.note(state="deciding")
    refused(a, b, "is not complete")


def test_a_damaged_verdict_is_not_taken_over(tmp_path: Path) -> None:
    import sqlite3

    a, b = tmp_path / "a", tmp_path / "b"
    graded(a, handed(ADA, "2x"))
    graded(b, handed(ADA, "x"), handed(GRACE, "x", "x"))
    base = sqlite3.connect(b / "store.sqlite")
    base.execute("UPDATE verdict SET mark = replace(mark, 'in', 'on') WHERE answer = (SELECT answer FROM answer WHERE problem = 'cube' AND text = 'x')")
    base.commit()
    base.close()
    summary, said = merged(a, b)
    assert (summary.decided, said.verdicts) == (1, 1)
    assert scores(a) == {person_of(ADA): (1, 2), person_of(GRACE): (0, 1)}


@pytest.mark.parametrize(("there", "come"), [((), (None, 0, 1)), ((None,), (0, 1)), ((None, 1), (1, 0)), ((1, None, 0), (0, None)), ((0,), (1, None))])
def test_attempts_of_one_text_at_two_times_are_two(tmp_path: Path, there: Sequence[int | None], come: Sequence[int | None]) -> None:
    """An attempt whose time is not known may be one of those, and never takes in both."""
    for name, downloads in (("a", [there, come]), ("b", [come])):
        for hours in filter(None, downloads):
            graded(tmp_path / name, *(handed(ADA, "2x", hours=each) for each in hours))
    graded(tmp_path / "c", *(handed(ADA, "2x", hours=each) for each in there or (0,)))
    merged(tmp_path / "c", tmp_path / "b")
    for name in "ac":
        with open_store(tmp_path / name, writing=False) as store:
            assert sorted(attempt.submitted or NOON for attempt in store.attempts(person_of(ADA))) == [NOON, NOON + timedelta(hours=1)]


TEXTS = st.sampled_from(("2x", "x", "2(x"))
PEOPLE = st.sampled_from((ADA, GRACE, ADA_BY_LOGIN, ADA_ON_CANVAS))
DOWNLOADS = st.lists(st.tuples(PEOPLE, TEXTS, st.none() | st.integers(0, 3)), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(ours=DOWNLOADS, theirs=DOWNLOADS)
def test_no_attempt_is_lost_and_none_changes_hands(tmp_path_factory: pytest.TempPathFactory, ours: Sequence[tuple[Identity, str, int | None]],
                                                   theirs: Sequence[tuple[Identity, str, int | None]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name, download in (("a", ours), ("b", theirs)):
        graded(folder / name, *(handed(who, text, hours=hours) for who, text, hours in download))
    merged(folder / "a", folder / "b")
    with open_store(folder / "a", writing=False) as store:
        people = {who: each.person for each in store.people() for who in [(i.layout, i.kind, i.key) for i in (each.who, *each.aliases)]}
        texts = {person: {(attempt.submitted, answered.response.text) for attempt in store.attempts(person)
                          for answered in store.answers(person, attempt.attempt) if answered.response.problem == "square"}
                 for person in people.values()}
    adas = {people[who.layout, who.kind, who.key] for who in (ADA_BY_LOGIN, ADA_ON_CANVAS) if (who.layout, who.kind, who.key) in people}
    assert people.get(("moodle", "participant", "48002")) not in adas
    for who, text, hours in (*ours, *theirs):
        found = texts[people[who.layout, who.kind, who.key]]
        assert text in {each for _, each in found}
        assert hours is None or any(each == text and when in (None, NOON + timedelta(hours=hours)) for when, each in found)
    given_by = {text for who, text, _ in (*ours, *theirs) if who == GRACE}
    assert {text for _, text in texts.get(people.get(("moodle", "participant", "48002"), ""), set())} == given_by
