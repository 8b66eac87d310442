"""The store alone: what goes in comes out, what came before counts, and what is no store of ours stays as it is."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.model import Attention, Decided, HandedFile, Identity, Outcome, Response, StoreError, Submission, Verdict, Where, person_of
from grader.record import replace
from grader.store import NAME, Store, Verdicts, open_store, store_in_memory

ADA = Identity("moodle", "participant", "48001", name="Ada Lovelace")
GRACE = Identity("moodle", "participant", "48002", name="Grace Hopper")
FOUND = Decided(Verdict(Outcome.INCORRECT), "2*x")


def handed(who: Identity, *answers: tuple[str, str], hour: int | None = None, files: tuple[HandedFile, ...] = ()) -> Submission:
    responses = tuple(Response(problem, text, Where(f"{who.key}.txt", line)) for line, (problem, text) in enumerate(answers, 1))
    time = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour) if hour is not None else None
    return Submission(who, responses, Where(f"{who.key}.txt", 1), files=files, submitted=time)


def take(store: Store, *submissions: Submission) -> tuple[int, int, int]:
    """Who is new, who has another attempt, who is not in this download."""
    arrivals = store.arrivals()
    with store.transaction():
        arrivals.take(submissions)
        arrivals.close()
    return arrivals.new, arrivals.again, arrivals.kept


def texts(store: Store, who: Identity) -> list[list[str]]:
    """The texts of all attempts, in the order that counts."""
    person = person_of(who)
    return [[each.response.text for each in store.answers(person, attempt.attempt)] for attempt in store.attempts(person)]


STRANGE = ("2x\ud800", "\0", "a'; DROP TABLE answer; --", "é\u0301\u202e", "x" * 50_000, "\r\n\t", "😀")


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    who = Identity("plain", "name", STRANGE[0] + STRANGE[2], name=STRANGE[0], login=STRANGE[3], members=(ADA, GRACE))
    sent = handed(who, *((f"p{number}", text) for number, text in enumerate(STRANGE)), hour=3,
                  files=(HandedFile("b/\udcff.pdf", 7, "intake/not-text"), HandedFile("a.txt", 9)))
    with open_store(tmp_path) as store:
        assert take(store, sent) == (1, 0, 0)
    with open_store(tmp_path, writing=False) as store:
        [person] = store.people()
        [attempt] = store.attempts(person.person)
        assert person.who == who
        assert attempt.submitted == sent.submitted
        assert tuple(each.response for each in store.answers(person.person, attempt.attempt)) == sent.responses
        assert store.files(person.person, attempt.attempt) == tuple(sorted(sent.files, key=lambda file: file.path))


def test_a_person_is_whom_the_layout_names_and_not_what_is_written() -> None:
    same_number = Identity("moodle", "team", "48001", name="Ada Lovelace")
    with store_in_memory() as store:
        take(store, handed(ADA, ("p", "1")), handed(same_number, ("p", "2")), handed(replace(ADA, layout="canvas"), ("p", "3")))
        assert len(store.people()) == 3


def test_a_later_download_adds_and_takes_nothing_away() -> None:
    with store_in_memory() as store:
        assert take(store, handed(ADA, ("p", "1")), handed(GRACE, ("p", "1"))) == (2, 0, 0)
        assert take(store, handed(ADA, ("p", "1")), handed(GRACE, ("p", "1"))) == (0, 0, 0)
        assert take(store, handed(ADA, ("p", "2"))) == (0, 1, 1)
        assert texts(store, ADA) == [["1"], ["2"]]
        assert texts(store, GRACE) == [["1"]]
        # What the LMS has now is what was handed in last, even if it was handed in before.
        assert take(store, handed(ADA, ("p", "1"))) == (0, 0, 1)
        assert texts(store, ADA) == [["2"], ["1"]]


def test_attempts_are_in_the_order_of_their_times_else_in_that_of_their_coming() -> None:
    with store_in_memory() as store:
        take(store, handed(ADA, ("p", "late"), hour=9), handed(ADA, ("p", "early"), hour=1))
        assert texts(store, ADA) == [["early"], ["late"]]
        take(store, handed(ADA, ("p", "between"), hour=5))
        assert texts(store, ADA) == [["early"], ["between"], ["late"]]
        take(store, handed(ADA, ("p", "early")))
        assert texts(store, ADA) == [["early"], ["between"], ["late"]]
        take(store, handed(ADA, ("p", "unknown")))
        assert texts(store, ADA)[-1] == ["unknown"]


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_a_download_does_not_matter(seed: int) -> None:
    draw = random.Random(seed)
    sent = [handed(Identity("plain", "name", f"s{number}"), *((f"p{k}", str(draw.randrange(3))) for k in range(4)), hour=hour)
            for number in range(8) for hour in range(draw.choice((1, 3)))]
    found = []
    for _ in range(2):
        draw.shuffle(sent)
        with store_in_memory() as store:
            take(store, *sent)
            found.append({person.person: texts(store, person.who) for person in store.people()})
    assert found[0] == found[1]


def test_more_is_learned_of_somebody_and_nothing_forgotten() -> None:
    with store_in_memory() as store:
        take(store, handed(replace(ADA, name=""), ("p", "1")))
        take(store, handed(replace(ADA, email="ada@uni.example"), ("p", "1")))
        take(store, handed(replace(ADA, name=""), ("p", "1")))
        [person] = store.people()
        assert (person.who.name, person.who.email) == ("Ada Lovelace", "ada@uni.example")


@pytest.mark.parametrize(("later", "is_the_same"), [
    ((handed(GRACE, ("p", "1")),), False), ((handed(ADA, ("q", "1")),), False), ((), False), ((handed(ADA),), False),
    ((handed(GRACE, ("p", "1")), handed(ADA, ("q", "1"))), True), ((handed(ADA, ("q", "1"), ("p", "")),), True)])
def test_another_class_is_known_by_its_students_or_its_problems(later: tuple[Submission, ...], is_the_same: bool) -> None:
    with store_in_memory() as store:
        take(store, handed(ADA, ("p", "1")))
        arrivals = store.arrivals()
        arrivals.take(later)
        assert arrivals.is_this_class == is_the_same


def test_rows_for_a_person_to_look_at_are_those_of_the_last_download() -> None:
    with store_in_memory() as store:
        first = replace(handed(ADA, ("p", "1")), attention=(Attention("a.pdf", "intake/not-text", "a PDF", "Ada"),))
        take(store, first, replace(handed(GRACE), attention=(Attention("g.pdf", "intake/not-text", "a PDF", "Grace"),)))
        store.attend([Attention("x", "intake/link", "a link")])
        assert [row.file for row in store.attention()] == ["a.pdf", "g.pdf", "x"]
        take(store, handed(ADA, ("p", "1")))
        store.attend([])
        assert [row.file for row in store.attention()] == ["g.pdf"]


def decided(store: Store) -> list[str]:
    """Decide all that is to be decided; gives the texts."""
    store.ask({"p": b"first"}, [(person.person, 1) for person in store.people()])
    todo = store.todo()
    store.keep(Verdicts(b"first", b"", tuple((answer, FOUND) for answer, _, _ in todo)))
    return [text for _, _, text in todo]


def test_an_answer_is_decided_once_for_all_who_gave_it_and_for_each_question() -> None:
    with store_in_memory() as store:
        take(store, handed(ADA, ("p", "1"), ("q", "1")), handed(GRACE, ("p", "1")), handed(Identity("plain", "name", "x"), ("p", "2")))
        assert decided(store) == ["1", "2"]
        assert decided(store) == []
        assert store.counts() == (3, 2)
        store.ask({"p": b"second"}, [(person_of(ADA), 1)])
        [(answer, problem, text)] = store.todo()
        assert (problem, text) == ("p", "1")
        found = store.verdict(answer, b"first")
        assert found is not None
        assert found[0] == FOUND
        assert store.verdict(answer, b"second") is None
        assert store.verdict(answer, b"first", b"earlier") is None


def test_whoever_answers_several_parts_answered_the_whole_once() -> None:
    with store_in_memory() as store:
        take(store, handed(ADA, ("w.1", "1"), ("w.2", "2"), ("p", " \n"), ("q", "3")), handed(GRACE, ("w.2", "4"), ("w.2", "5"), ("r", "6")))
        store.ask({}, [(person_of(ADA), 1), (person_of(GRACE), 1)])
        assert store.answered({"w.1": "w", "w.2": "w", "p": "p", "q": "q"}) == {"w": 2, "q": 1}
        store.ask({}, [(person_of(GRACE), 1)])
        assert store.answered({"w.1": "w", "w.2": "w"}) == {"w": 1}


def test_a_path_is_kept_once_and_as_long_as_somebody_has_answers_there() -> None:
    with store_in_memory() as store:
        take(store, handed(ADA, ("p", "1"), ("q", "2")), handed(GRACE, ("p", "1")))
        rows = store._database.rows
        assert [path for path, in rows("SELECT path FROM source ORDER BY path")] == ["48001.txt", "48002.txt"]
        store.forget(person_of(ADA))
        assert [path for path, in rows("SELECT path FROM source")] == ["48002.txt"]
        assert texts(store, GRACE) == [["1"]]


def test_a_flipped_byte_costs_one_verdict(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        take(store, *(handed(Identity("plain", "name", name), ("p", name)) for name in "abc"))
        decided(store)
        assert store.check() == 0
    with closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        connection.execute("UPDATE verdict SET mark = replace(mark, '2*x', '3*x') WHERE answer = 2")
    with open_store(tmp_path) as store:
        assert store.check() == 1
        assert decided(store) == ["b"]


def test_an_answer_that_changed_in_the_store_is_no_students(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        take(store, handed(ADA, ("p", "1")))
    with closing(sqlite3.connect(tmp_path / NAME)) as connection, connection:
        connection.execute("UPDATE answer SET text = '2'")
    with open_store(tmp_path) as store, pytest.raises(StoreError, match="is damaged"):
        store.check()


def spoiled(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    if how == "of another version":
        data[60:64] = (7).to_bytes(4, "big")
    elif how == "another program's":
        data[68:72] = bytes(4)
    elif how == "truncated":
        del data[len(data) // 2:]
    elif how == "of one page":
        del data[4096:]
    elif how == "a page of noise":
        data[8192:12288] = random.Random(1).randbytes(4096)
    elif how == "no database":
        data[:16] = b"SQLite format 2\0"
    elif how == "its beginning only":
        del data[50:]
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["of another version", "another program's", "truncated", "of one page", "a page of noise", "no database",
                                 "its beginning only"])
@pytest.mark.parametrize("writing", [True, False])
def test_what_cannot_be_used_is_refused_and_stays_as_it_is(tmp_path: Path, how: str, writing: bool) -> None:
    with open_store(tmp_path) as store:
        take(store, *(handed(Identity("plain", "name", f"s{number}"), ("p", f"{number}" * 400)) for number in range(100)))
    spoiled(tmp_path / NAME, how)
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(StoreError, match=r"move it away|another folder"), open_store(tmp_path, writing):
        pass
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {NAME: before}


def test_where_nothing_is_nothing_is_made_for_a_reader(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such file"), open_store(tmp_path, writing=False):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_to_is_read(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        take(store, handed(ADA, ("p", "1")))
    tmp_path.chmod(0o555)
    try:
        with open_store(tmp_path, writing=False) as store:
            assert [person.who for person in store.people()] == [ADA]
            with pytest.raises(StoreError, match="readonly"):
                store.note(title="x")
    finally:
        tmp_path.chmod(0o755)


def test_what_a_killed_run_left_half_written_is_taken_back_for_a_reader_too(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        take(store, *(handed(Identity("plain", "name", f"s{number}"), ("p", f"{number}" * 400)) for number in range(100)))
        kept = len(store.people())
    killed = tmp_path / "killed"
    killed.mkdir()
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        for [table] in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f"DELETE FROM {table}")
        for suffix in ("", "-journal"):
            (killed / f"{NAME}{suffix}").write_bytes((tmp_path / f"{NAME}{suffix}").read_bytes())
        connection.execute("ROLLBACK")
    assert (killed / NAME).read_bytes() != (tmp_path / NAME).read_bytes()
    with open_store(killed, writing=False) as store:
        assert len(store.people()) == kept
    assert [path.name for path in killed.iterdir()] == [NAME]


def take_and_fail(store: Store) -> None:
    store.arrivals().take([handed(ADA, ("p", "1"))])
    raise KeyError


def test_what_raises_in_a_transaction_has_not_happened(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        with pytest.raises(KeyError), store.transaction():
            take_and_fail(store)
        assert store.people() == []
        assert take(store, handed(ADA, ("p", "1"))) == (1, 0, 0)


@pytest.mark.parametrize(("downloads", "back"), [
    ([["1"], ["2"]], 0), ([["1"], ["2"], ["2"]], 0), ([["1"], ["2"], ["1"]], 1), ([["1"], ["2"], ["1"], ["2"]], 0),
    ([["1", "2"], ["1", "2"]], 0), ([["1", "2"], ["1", "2", "3"]], 0), ([["1", "2"], ["1"]], 1),
])
@pytest.mark.parametrize("has_times", [False, True])
def test_an_older_download_is_told_where_it_makes_an_earlier_attempt_the_last(downloads: list[list[str]], back: int, has_times: bool) -> None:
    with store_in_memory() as store:
        for download in downloads:
            arrivals = store.arrivals()
            with store.transaction():
                arrivals.take([handed(ADA, ("p", text), hour=int(text) if has_times else None) for text in download])
                arrivals.close()
        assert arrivals.back == (0 if has_times else back)
        assert texts(store, ADA)[-1] == [max(downloads[-1]) if not has_times else max(map(max, downloads))]
