"""Whom the tables of an assignment mean: exactly one person, or nobody and a row that says so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from assignment_bank import Read

from grader.assignment import find_assignment, own, with_members
from grader.model import Assignment, Identity, UsageError, plain_identity
from grader.people import match

ADA = Identity("moodle", "participant", "1", name="Ada Lovelace", email="ada@uni.example")
GRACE = Identity("moodle", "participant", "2", name="Grace Hopper")
TEAM = Identity("moodle", "team", "7", group="Team 1")


def opened(read: Read, text: str, **tables: str) -> Assignment:
    found = read(text, **tables).assignment
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "person"), [
    ("ada@uni.example", "p1"), ("ADA@uni.example", "p1"), ("Ada Lovelace", "p1"), ("Grace  Hopper", "p2"), ("ada lovelace", None), ("1", None), ("2", None),
    ("nobody", None),
])
def test_a_name_without_a_roster(read: Read, name: str, person: str | None) -> None:
    """Numbers of an LMS are not written by people: 1 is nobody, although a participant has that number."""
    assignment = opened(read, f"extensions: {{'{name}': 2026-11-25T12:00Z}}\n")
    found = own(assignment, {"p1": [ADA], "p2": [GRACE]}, {})
    assert list(found.extensions) == ([person] if person else [])
    assert [row.code for row in found.strays] == ([] if person else ["assignment/stray"])


def test_a_name_of_two_is_nobodys(read: Read) -> None:
    assignment = opened(read, "extensions: {ada: 2026-11-25T12:00Z}\n")
    people = {"p1": [plain_identity("ada")], "p2": [Identity("canvas", "canvas-user", "9", login="ada")]}
    found = own(assignment, people, {})
    assert (found.extensions, [row.line for row in found.strays]) == ({}, [1])
    assert "2 students" in found.strays[0].message
    told = opened(read, "students: login\nextensions: {ada: 2026-11-25T12:00Z}\n")
    assert list(own(told, people, {}).extensions) == ["p2"]


def test_with_a_roster_rows_decide(read: Read) -> None:
    """The download knows names and participants only; the extension knows the login; the roster joins them."""
    assignment = opened(read, "roster: roster.csv\nextensions: {grace: 2026-11-25T12:00Z, ada: 2026-11-26T12:00Z}\ntimes: times.csv\n",
                        roster="login,name\nada,Ada Lovelace\ngrace,Grace Hopper\n",
                        times="student,submitted\ngrace,2026-11-24T10:00Z\ngrace,2026-11-25T10:00Z\ngrace,2026-11-23T10:00Z\n")
    people = {"p1": [ADA], "p2": [GRACE]}
    pairs = match(list(people.values()), assignment.roster).pairs
    found = own(assignment, people, {row: list(people)[person] for person, row in pairs})
    assert {person: [each.due.day for each in extensions] for person, extensions in found.extensions.items()} == {"p2": [25], "p1": [26]}
    assert found.times == {"p2": datetime.fromisoformat("2026-11-25T10:00Z")}
    absent = own(assignment, {"p1": [ADA]}, {0: "p1"})
    assert (list(absent.extensions), absent.strays) == (["p1"], ())


@pytest.mark.parametrize(("second", "came", "said"), [
    ("team 7", [0], ["Bob"]), ("Team-7", [0], ["Bob"]), ("team 7", [1], ["Ada"]), ("team 7", [0, 1], []), ("team 7", [], []),
    ("Team 8", [0], []), ("Team 70", [0], []), ("", [0], []),
])
def test_a_group_of_nearly_the_same_name_is_told(read: Read, second: str, came: list[int], said: list[str]) -> None:
    assignment = opened(read, "roster: roster.csv\n", roster=f"login,name,group\nada,Ada,Team 7\nbob,Bob,{second}\n")
    rows = own(assignment, {"p": [Identity("moodle", "team", "9", group="Team 7")]}, dict.fromkeys(came, "p")).strays
    assert [row.code for row in rows] == ["assignment/two-spellings"] * len(said)
    assert all(row.message.endswith(f"and {name} has nothing") for row, name in zip(rows, said, strict=True))


@pytest.mark.parametrize(("groups", "members", "strays"), [
    ("", ["ada", "bob"], 0), ("A,flo", ["ada", "bob", "flo"], 0), ("A,ada", ["ada", "bob"], 0), ("A,flo\nA,ada", ["ada", "bob", "flo"], 0),
    ("A,cy", ["ada", "bob"], 1), ("A,cy\nA,flo", ["ada", "bob", "flo"], 1), ("C,cy\nC,flo", ["ada", "bob"], 0),
])
def test_the_table_of_groups_adds_where_the_roster_says_nothing(read: Read, groups: str, members: list[str], strays: int) -> None:
    """The roster alone names the members of an LMS's team, and of no folder that may be a student's."""
    roster = "login,group\nada,A\nbob,A\ncy,B\nflo,\n"
    assignment = opened(read, "roster: roster.csv\ngroups: groups.csv\n", roster=roster, groups=f"group,student\n{groups}\n")
    team = with_members(assignment)(Identity("moodle", "team", "77", group="A"))
    assert [each.login for each in team.members] == members
    found = match([(team,)], assignment.roster)
    assert [row for _, row in found.pairs] == [0, 1] + [3] * ("flo" in members)
    folder = with_members(assignment)(Identity("plain", "name", "A"))
    assert [each.login for each in folder.members] == (members if "flo" in members else [])
    assert len(own(assignment, {"p1": [team]}, {}).strays) == strays


@pytest.mark.parametrize(("roster", "groups", "folder", "members"), [
    # What Moodle makes of the name in a folder, in the roster and in the table.
    ("R&D: Team_1", "R&D: Team_1", Identity("moodle", "team", "77", group="RD Team 1"), ["ada", "flo"]),
    ("R&D: Team_1", "rd team 1", Identity("moodle", "team", "77", group="R&D: Team_1"), ["ada", "flo"]),
    ("Team 1", "Team_1", Identity("moodle", "name", "team 1"), ["ada", "flo"]),
    ("", "Team_1", Identity("plain", "name", "Team 1"), ["flo"]),
    # Somebody is called so.
    ("", "Flo", Identity("plain", "name", "flo"), []),
    # Two groups have these letters.
    ("", "Team 1\",flo\n\"Team-1", Identity("plain", "name", "Team_1"), []),
])
def test_a_group_may_be_spelled_otherwise_in_each_place(read: Read, roster: str, groups: str, folder: Identity, members: list[str]) -> None:
    assignment = opened(read, "roster: roster.csv\ngroups: groups.csv\n", roster=f'login,group\nada,"{roster}"\nflo,\n',
                        groups=f'group,student\n"{groups}",flo\n')
    joined = with_members(assignment)(folder)
    assert [each.login for each in joined.members] == members
    if members:
        assert [row for _, row in match([(joined,)], assignment.roster).pairs] == [["ada", "flo"].index(login) for login in members]
    assert not own(assignment, {}, {}).strays


def test_the_members_of_a_group(read: Read) -> None:
    roster = "login,email,name\nada,ada@uni.example,Ada Lovelace\ngrace,,Grace Hopper\n"
    assignment = opened(read, "roster: roster.csv\ngroups: groups.csv\n", roster=roster, groups="student,group\nada,Team 1\ngrace,Team  1\nada,Team 2\n")
    team = with_members(assignment)(TEAM)
    assert [(each.login, each.email, each.name) for each in team.members] == [("ada", "ada@uni.example", "Ada Lovelace"), ("grace", "", "Grace Hopper")]
    assert with_members(assignment)(ADA) == ADA
    # Moodle's default team has a name and no id.
    default = with_members(assignment)(Identity("moodle", "name", "Team 1"))
    assert [each.login for each in default.members] == ["ada", "grace"]
    assert not with_members(assignment)(Identity("moodle", "name", "Ada Lovelace")).members
    bare = opened(read, "groups: groups.csv\nextensions: {Ada Lovelace: 2026-11-25T12:00Z}\n", groups="group,student\nTeam 1,Ada Lovelace\n")
    team = with_members(bare)(TEAM)
    assert [(each.kind, each.key) for each in team.members] == [("name", "Ada Lovelace")]
    assert list(own(bare, {"p7": [team]}, {}).extensions) == ["p7"]


def test_where_it_is_found(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path_factory.mktemp("found")
    folder, other = root / "class", root / "other.yaml"
    folder.mkdir()
    assert find_assignment(folder, None) is None
    assert find_assignment(folder, other) == other
    (folder / "assignment.yaml").write_text("title: inside")
    assert find_assignment(folder, None) == folder / "assignment.yaml"
    assert find_assignment(folder, None, is_plain=False) is None
    (root / "assignment.yaml").write_text("title: around")
    with pytest.raises(UsageError, match=r"two assignments.*--assignment FILE"):
        find_assignment(folder, None)
    assert find_assignment(folder, other) == other
    assert find_assignment(folder, None, is_plain=False) == root / "assignment.yaml"
    assert find_assignment(root / "class.zip", None) == root / "assignment.yaml"
    monkeypatch.chdir(folder)
    assert find_assignment(Path("."), None, is_plain=False) == root.resolve() / "assignment.yaml"
    monkeypatch.chdir(root)
    assert find_assignment(Path("class.zip"), None) == Path("assignment.yaml")
    (folder / "assignment.yaml").unlink()
    (folder / "assignment.yaml").symlink_to("nowhere")
    with pytest.raises(UsageError):
        find_assignment(folder, None)


def test_a_file_of_canvas_is_its_groups(read: Read) -> None:
    roster = "Student,ID,SIS Login ID,Section,HW (1)\n" + "".join(f"{name},{number},{name},S,\n" for number, name in enumerate(("ada", "grace", "emmy"), 1001))
    groups = "group,student\nThe A-Team 1,ada\nThe A-Team 1,grace\nThe B-Team,emmy\nthe b team,emmy\n"
    joined = with_members(opened(read, "roster: roster.csv\ngroups: groups.csv\n", roster=roster, groups=groups))
    group = joined(Identity("canvas", "canvas-user", "1002", name="theateam1"))
    assert (group.student, group.group, [each.login for each in group.members]) == ("The A-Team 1", "The A-Team 1", ["ada", "grace"])
    for stranger in (Identity("canvas", "canvas-user", "1003", name="theateam1"), Identity("canvas", "canvas-user", "1002", name="grace"),
                     Identity("canvas", "canvas-user", "1003", name="thebteam"), Identity("canvas", "canvas-user", "1002"),
                     Identity("canvas", "canvas-anon", "x", name="theateam1")):
        assert joined(stranger) == stranger
    bare = with_members(opened(read, "groups: groups.csv\n", groups=groups))
    assert [each.key for each in bare(Identity("canvas", "canvas-user", "1003", name="theateam1")).members] == ["ada", "grace"]
