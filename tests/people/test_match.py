"""One function matches people to rows: a table of cases, an oracle that goes through all pairs, and laws over random classes."""

from __future__ import annotations

import random
import unicodedata

import pytest

from grader.model import Identity, Row
from grader.people import compared, is_called_otherwise, match
from grader.record import replace

ADA = Row(2, (("participant", "48001"), ("number", "007"), ("login", "ada"), ("email", "ada@uni.example"), ("name", "Ada Lovelace")), "Team A")
EMMY = Row(3, (("participant", "48002"), ("number", "7"), ("login", "emmy"), ("email", "emmy@uni.example"), ("name", "Emmy Noether")), "Team A")
CARL = Row(4, (("participant", "48003"), ("login", "carl"), ("name", "Carl Gauss"), ("name", "Gauss, Carl")), "Team B")
ADA_TOO = Row(5, (("participant", "48004"), ("login", "ada2"), ("name", "Ada Lovelace")))
JOERG = Row(6, (("login", "jörg"), ("name", "Jörg Müller")))
ANNA = Row(8, (("login", "Anna_H"), ("name", "Anna von der Heide")))
ALI = Row(9, (("participant", "48009"), ("name", "علی\u200cرضا")))
LI = Row(10, (("number", "s77"), ("login", "5533"), ("name", "Li Wei")))
ROWS = (ADA, EMMY, CARL, JOERG, ANNA, ALI, LI)


def plain(kind: str, key: str, **more: str) -> Identity:
    return Identity("plain", kind, key, **more)


def lines(*people: Identity, rows: tuple[Row, ...] = ROWS) -> list[tuple[int, int]]:
    return [(person, rows[place].line) for person, place in match([(each,) for each in people], rows).pairs]


@pytest.mark.parametrize(("who", "line"), [
    (plain("number", "007"), 2), (plain("number", "7"), 3), (plain("login", " ADA "), 2), (plain("email", "Ada@Uni.Example"), 2),
    (plain("name", "Ada  Lovelace"), 2), (plain("name", "Gauss, Carl"), 4), (plain("login", unicodedata.normalize("NFD", "jörg")), 6),
    (plain("name", unicodedata.normalize("NFD", "Jörg Müller")), 6), (plain("login", "JÖRG"), 6),
    (Identity("moodle", "participant", "48001", name="Ada Lovelace"), 2), (Identity("moodle", "participant", "48001"), 2),
    (Identity("moodle", "participant", "48001", name="Lovelace Ada Augusta"), 2),
    # Joiners of Persian names, and marks of direction, survive in one place and not in the other.
    (Identity("moodle", "participant", "48009", name="علیرضا"), 9), (Identity("moodle", "participant", "48009", name="\u200fعلی\u200cرضا"), 9),
    # ILIAS's folders: a login with underscores, or behind a name with them.
    (Identity("ilias", "ilias-user", "301", name="von der Heide Anna anna h"), 8), (Identity("ilias", "ilias-user", "302", name="Lovelace Ada M ada"), 2),
    # Brightspace's folders: a login and the whole name, or a number and the surname; the roster tells which.
    (Identity("brightspace", "d2l", "1 ada Ada Lovelace", name="ada Ada Lovelace"), 2),
    (Identity("brightspace", "d2l", "1 Ada Lovelace", name="Ada Lovelace"), 2),
    (Identity("brightspace", "d2l", "1 007 Lovelace", name="007 Lovelace"), 2),
    (Identity("brightspace", "d2l", "1 7 Emmy Noether", name="7 Emmy Noether"), 3),
    # Digits are a number, or a login where no row has that number.
    (Identity("brightspace", "d2l", "1 007 Lovelace", name="Lovelace", number="007"), 2),
    (Identity("brightspace", "d2l", "1 5533 Li Wei", name="Li Wei", number="5533"), 10),
    # The first kind that both have decides: Carl's row has no number, so the login does.
    (plain("number", "999", login="carl"), 4),
])
def test_a_person_is_found(who: Identity, line: int) -> None:
    assert lines(who) == [(0, line)]


@pytest.mark.parametrize(("who", "rows", "said"), [
    (plain("name", "007"), ROWS, "'007' is the number in line 2: if names are such, say students: number"),
    (plain("name", "ada"), ROWS, "'ada' is the login in line 2: if names are such, say students: login"),
    (Identity("moodle", "name", "ada"), ROWS, "no row has this name."),
    (plain("number", "1.23457E+11"), (*ROWS, Row(9, (("number", "1.23457E+11"),))), "neither an id nor a name is known"),
    (plain("number", "0007"), ROWS, "no row has this number"),
    (plain("name", "ada lovelace"), ROWS, "no row has this name"),
    (plain("name", "Ada"), ROWS, "no row has this name"),
    (plain("row", "48001"), ROWS, "neither an id nor a name is known"),
    (plain("number", "48001"), ROWS, "no row has this number"),
    (Identity("canvas", "canvas-user", "48001"), ROWS, "no row has this Canvas id"),
    (plain("name", "Ada Lovelace"), (*ROWS, ADA_TOO), "the name is in lines 2, 5"),
    (plain("login", "ada"), (*ROWS, Row(9, (("login", "ADA"),))), "the login is in lines 2, 9"),
    (plain("name", "Ada"), tuple(Row(line, (("name", "Ada"),)) for line in range(2, 7)), "the name is in lines 2, 3, 4 …"),
    (plain("login", "ada", email="emmy@uni.example"), ROWS, "login and e-mail address name two rows, lines 2, 3"),
    (plain("number", "007", name="Emmy Noether"), ROWS, "number and name name two rows, lines 2, 3"),
    (plain("number", "8", login="ada"), ROWS, "line 2 has the same login, and another number"),
    (plain("number", "8", name="Ada Lovelace"), ROWS, "line 2 has the same name, and another number"),
    (Identity("moodle", "participant", "48001", name="Team A"), ROWS, "line 2 has this participant's number and the name 'Ada Lovelace'"),
    (Identity("moodle", "team", "48001", group="Team C"), ROWS, "no row names the group 'Team C'"),
    (plain("name", ""), ROWS, "neither an id nor a name is known"),
    (Identity("forms", "row", "7"), (*ROWS, Row(9, (("row", "7"),))), "neither an id nor a name is known"),
    (Identity("brightspace", "d2l", "1 ada Emmy Noether", name="ada Emmy Noether"), ROWS, "no row has this"),
    (Identity("brightspace", "d2l", "1 ada Ada", name="ada Ada"), ROWS, "no row has this"),
    (Identity("brightspace", "d2l", "1 007 Noether", name="007 Noether"), ROWS, "no row has this"),
    (Identity("brightspace", "d2l", "1 5533 Ada Lovelace", name="Ada Lovelace", number="5533"), ROWS, "the same name, and another number"),
    (Identity("brightspace", "d2l", "1 5533 Wei", name="Wei", number="5533"), ROWS, "no row has this"),
    (Identity("brightspace", "d2l", "1 007 Li Wei", name="Li Wei", number="007"), ROWS, "number and name name two rows, lines 2, 10"),
    (Identity("brightspace", "d2l", "1 1 - emmy Emmy Noether", name="1 - emmy Emmy Noether"), ROWS, "no row has this"),
    (Identity("ilias", "ilias-user", "301", name="Heide Anna x anna h"), ROWS, "no row has this"),
    (Identity("ilias", "ilias-user", "302", name="Lovelace Augusta ada"), ROWS, "no row has this"),
    (Identity("ilias", "ilias-user", "303", name="Ada Lovelace a emmy"), ROWS, "no row has this"),
    (Identity("gradescope", "submission", "901"), ROWS, "no row has this submission"),
])
def test_a_person_is_not_found_and_the_reason_is_said(who: Identity, rows: tuple[Row, ...], said: str) -> None:
    matching = match([(who,)], rows)
    (lost,) = matching.unmatched
    assert (matching.pairs, lost.person, lost.who) == ((), 0, who)
    assert said in f"{lost.reason}."
    assert lost.is_misnamed == ("and the name" in said)


@pytest.mark.parametrize(("kind", "one", "other"), [
    ("login", "ADA ", "ada"), ("email", "A@B", "a@b"), ("name", "Ada \u00a0 Lovelace", "Ada Lovelace"), ("name", "e\u0301", "\u00e9"),
    ("number", " 007", "007"),
])
def test_what_is_the_same(kind: str, one: str, other: str) -> None:
    assert compared(kind, one) == compared(kind, other)


@pytest.mark.parametrize(("kind", "one", "other"), [("number", "007", "7"), ("name", "Ada", "ADA"), ("number", "A1", "a1"), ("login", "a b", "ab")])
def test_what_is_not_the_same(kind: str, one: str, other: str) -> None:
    assert compared(kind, one) != compared(kind, other)


def test_a_name_that_two_people_bear_decides_nothing() -> None:
    matching = match([(plain("name", "Ada Lovelace"),), (plain("name", "Ada Lovelace"),), (plain("login", "emmy"),)], ROWS)
    assert matching.pairs == ((2, 1),)
    assert {lost.reason for lost in matching.unmatched} == {"several people handed in under this name"}


def test_two_people_for_one_row_are_both_left_out() -> None:
    matching = match([(plain("login", "ada"),), (plain("email", "ada@uni.example"),)], ROWS)
    assert matching.pairs == ()
    assert [lost.reason for lost in matching.unmatched] == ["ada@uni.example fits the row in line 2 too", "ada fits the row in line 2 too"]


def test_an_alias_links_a_late_answer_to_the_row() -> None:
    assert match([(plain("name", "late one", name="late one"), Identity("moodle", "participant", "48002"))], ROWS).pairs == ((0, 1),)


def test_blind_worksheets_and_folders_have_no_witness() -> None:
    rows = (Row(2, (("participant", "48001"),)), Row(3, (("participant", "48002"), ("name", "Emmy Noether"))))
    assert lines(Identity("moodle", "participant", "48001", name="Ada Lovelace"), Identity("moodle", "participant", "48002"), rows=rows) == [
        (0, 2), (1, 3)]


def test_a_name_is_a_witness_for_participants_only() -> None:
    rows = (Row(2, (("number", "007"), ("name", "Countess of Lovelace"))),)
    assert lines(Identity("moodle", "participant", "48001", name="Ada Byron", number="007"), rows=rows) == [(0, 2)]


def test_similar_names_are_shown_and_never_used() -> None:
    (lost,) = match([(plain("name", "Ada K. Lovelace"),)], ROWS).unmatched
    assert lost.similar == ("line 2: Ada Lovelace",)


def test_a_team_has_the_rows_that_name_it() -> None:
    team = Identity("moodle", "team", "17", name="Team A", group="Team A")
    matching = match([(team,)], ROWS)
    assert (matching.pairs, matching.unmatched) == (((0, 0), (0, 1)), ())
    assert match([(Identity("moodle", "team", " ", group=" "),)], ROWS).pairs == ()


def test_a_teams_folder_has_its_name_without_some_signs() -> None:
    rows = (Row(2, (("login", "ada"),), "R&D: Team_1"), Row(3, (("login", "emmy"),), "Team 2"))
    team = Identity("moodle", "team", "17", group="RD Team 1")
    assert match([(team,)], rows).pairs == ((0, 0),)
    twice = (*rows, Row(4, (("login", "carl"),), "RD/Team 1"))
    assert match([(team,)], twice).pairs == ()
    assert match([(replace(team, group="RD/Team 1"),)], twice).pairs == ((0, 2),)
    assert match([(replace(team, group="&"),)], (*rows, Row(4, (("login", "carl"),), "::"))).pairs == ()


def test_the_members_that_are_named_win_over_the_column_of_groups() -> None:
    team = Identity("moodle", "team", "17", name="Team A", group="Team A", members=(plain("login", "carl"),))
    assert match([(team,)], ROWS).pairs == ((0, 2),)


def test_every_member_that_a_layout_names_is_matched() -> None:
    submitters = (plain("email", "ada@uni.example"), plain("number", "7"), plain("email", "nobody@uni.example"))
    matching = match([(Identity("gradescope", "submission", "901", members=submitters),)], ROWS)
    assert matching.pairs == ((0, 0), (0, 1))
    assert [(lost.person, lost.who) for lost in matching.unmatched] == [(0, submitters[2])]


def test_the_representative_of_a_group_is_one_of_its_members() -> None:
    members = (plain("name", "Ada Lovelace"), plain("login", "emmy"))
    who = Identity("moodle", "participant", "48001", name="Ada Lovelace", members=members)
    assert match([(who,)], ROWS).pairs == ((0, 0), (0, 1))
    assert match([(who,)], (*ROWS, ADA_TOO)).pairs == ((0, 0), (0, 1))
    alone = Identity("moodle", "participant", "48003", members=(plain("login", "emmy"),))
    assert match([(alone,)], ROWS).pairs == ((0, 1), (0, 2))


def test_a_student_of_two_groups_has_the_score_of_neither() -> None:
    one = Identity("gradescope", "submission", "1", name="one", members=(plain("login", "ada"), plain("login", "emmy")))
    two = Identity("gradescope", "submission", "2", name="two", members=(plain("login", "ada"), plain("login", "carl")))
    matching = match([(one,), (two,)], ROWS)
    assert matching.pairs == ((0, 1), (1, 2))
    assert [lost.reason for lost in matching.unmatched] == ["the student in line 2 is in two groups that handed in: one, two"] * 2


def test_a_name_as_moodle_makes_a_folder_of_it() -> None:
    rows = (Row(2, (("participant", "1"), ("name", "Seán O'Brien"))),)
    assert lines(Identity("moodle", "participant", "1", name="Seán OBrien"), rows=rows) == [(0, 2)]


ORDER = ("canvas-user", "number", "login", "email", "name")


def same(kind: str, one: str, other: str) -> bool:
    return one.lower() == other.lower() if kind in ("login", "email") else one == other


def oracle(people: list[dict[str, str]], rows: list[dict[str, str]]) -> set[tuple[int, int]]:
    """The rules of matching pair by pair, with one value under each kind."""
    def decides(person: dict[str, str], row: dict[str, str]) -> str:
        return next((kind for kind in ORDER if kind in person and kind in row), "")

    def agrees(kind: str, person: dict[str, str], row: dict[str, str]) -> bool:
        return kind in person and kind in row and same(kind, person[kind], row[kind])

    fits = set()
    for p, person in enumerate(people):
        good = [r for r, row in enumerate(rows) if (kind := decides(person, row)) and agrees(kind, person, row)]
        if len(good) != 1:
            continue
        kind = decides(person, rows[good[0]])
        elsewhere = any(not agrees(other, person, rows[good[0]]) and any(agrees(other, person, row) for row in rows) for other in person)
        twice = sum(agrees(kind, person, row) for row in rows) > 1
        namesakes = kind == "name" and sum(other.get("name") == person["name"] for other in people) > 1
        if not (elsewhere or twice or namesakes):
            fits.add((p, good[0]))
    return {(p, r) for p, r in fits if sum(other == r for _, other in fits) == 1}


def drawn(draw: random.Random, count: int) -> list[dict[str, str]]:
    return [{kind: value for kind in draw.sample(ORDER, draw.randrange(1, 6))
             if (value := draw.choice("abcdAB") if kind in ("login", "email") else draw.choice("123456"))} for _ in range(count)]


def identity(keys: dict[str, str]) -> Identity:
    first = next(kind for kind in ORDER if kind in keys)
    return Identity("canvas", first, keys[first], keys.get("name", ""), keys.get("login", ""), keys.get("email", ""), keys.get("number", ""))


def test_it_does_what_the_oracle_does() -> None:
    draw, found = random.Random(11), 0
    for _ in range(4000):
        people, rows = drawn(draw, draw.randrange(1, 5)), drawn(draw, draw.randrange(1, 6))
        matching = match([(identity(each),) for each in people], [Row(line, tuple(row.items())) for line, row in enumerate(rows, 2)])
        assert set(matching.pairs) == oracle(people, rows), (people, rows)
        assert {person for person, _ in matching.pairs} ^ {lost.person for lost in matching.unmatched} == set(range(len(people)))
        found += len(matching.pairs)
    assert found > 1000


def test_nobody_gets_another_persons_row_whatever_is_known() -> None:
    """Ids are distinct, names are not; whatever each side knows, a pair is the right one, and the order changes nothing."""
    draw, found = random.Random(7), 0
    for _ in range(300):
        class_of = [{"canvas-user": f"c{n}", "number": f"n{n}", "login": f"l{n}", "email": f"e{n}@u", "name": draw.choice(["Ada", f"N{n}"])}
                    for n in range(12)]

        def part(each: dict[str, str], draw: random.Random = draw) -> dict[str, str]:
            return {kind: each[kind] for kind in draw.sample(ORDER, draw.randrange(1, 6))}

        rows = [part(each) for each in class_of]
        people = [part(each) for each in class_of]
        shuffled = draw.sample(range(12), 12)
        built = [Row(line, tuple(rows[at].items())) for line, at in enumerate(shuffled)]
        pairs = {(person, shuffled[place]) for person, place in match([(identity(each),) for each in people], built).pairs}
        straight = match([(identity(each),) for each in people], [Row(line, tuple(row.items())) for line, row in enumerate(rows)])
        assert pairs == set(straight.pairs)
        # Two Adas, one known by name only and one row with the name only: the rules cannot tell, and no roster does that.
        assert all(person == place or (people[person].get("name") == rows[place].get("name") == "Ada") for person, place in pairs)
        found += len(pairs)
    assert found > 1500


def test_the_name_in_a_folder_of_ilias_is_in_ascii() -> None:
    rows = (Row(2, (("login", "j_m"), ("name", "Müller, Jörg"))), Row(3, (("login", "m"), ("name", "Max Weiß"))))
    people = [Identity("ilias", "ilias-user", str(number), name=name) for number, name in enumerate(("Mueller Joerg j m", "Weiss Max x m"))]
    assert lines(*people, rows=rows) == [(0, 2), (1, 3)]


@pytest.mark.parametrize(("folder", "rows", "found"), [
    # Letters that are not in HTML are a "_" for each byte, which parts words; a login behind them may have "_" itself.
    ("Garcia Lopez ofie zgl", [("zgl", "Žofie García López")], ["zgl"]), ("Hans ukasz l h", [("l_h", "Łukasz Hans"), ("h", "Max Hans")], ["l_h"]),
    ("Hans X A x h", [("x_h", "X Æ Hans")], ["x_h"]), ("Sop a sum", [("sum", "Σοφία")], ["sum"]), ("Sop a lee", [("lee", "李 Lee")], []),
    ("Late late 56", [("late_56", "محمد Late")], ["late_56"]),
    # Two of one name whose logins end alike: nothing tells whose the folder is.  Where one is not in the roster, the other is not meant.
    ("Null rem IREM NULL", [("IREM_NULL", "İrem Null"), ("null", "Null, İrem")], []),
    ("Lee Ada ada lee", [("lee", "Ada Lee")], []), ("Lee Ada M lee", [("lee", "Ada Lee")], ["lee"]),
])
def test_a_folder_of_ilias_is_whose_name_and_login_it_has(folder: str, rows: list[tuple[str, str]], found: list[str]) -> None:
    made = [Row(line, (("login", login), ("name", name))) for line, (login, name) in enumerate(rows)]
    told = [made[place].keys[0][1] for _, place in match([(Identity("ilias", "ilias-user", "301", name=folder),)], made).pairs]
    assert told == found


@pytest.mark.parametrize(("name", "row", "is_other"), [
    ("lovelaceada", ADA, False), ("adalovelace", ADA, False), ("gausscarl", CARL, False), ("müllerjörg", JOERG, False), ("mullerjorg", JOERG, False),
    ("team7", ADA, True), ("lovelace", ADA, True), ("", ADA, False), ("team7", Row(2, (("canvas-user", "7"), ("login", "ada"))), False),
])
def test_canvas_calls_a_groups_file_otherwise_than_its_student(name: str, row: Row, is_other: bool) -> None:
    who = Identity("canvas", "canvas-user", "7", name=name)
    assert is_called_otherwise(who, row) == is_other
    assert not is_called_otherwise(replace(who, members=(plain("login", "ada"),)), row)
    assert not is_called_otherwise(replace(who, kind="participant"), row)
