"""A class as a folder and as a zip: the ordinary ones, and those that somebody made to break the reader."""

from __future__ import annotations

import io
import os
import random
import socket
import stat
import struct
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import read_submissions
from grader.model import Attention, Intake, UsageError

CONTROLS = {"ada.txt": b"a: 2x\n", "bob.yaml": b"answers: {a: 3x}\n", "cy/answers.md": b"student: cy\na: 4x\n"}


def students(intake: Intake) -> dict[str, tuple[str, ...]]:
    return {each.student: tuple(response.text for response in each.responses) for each in intake.submissions}


def rows(intake: Intake) -> set[tuple[str, str]]:
    return {(row.file, row.code) for row in all_rows(intake)}


def all_rows(intake: Intake) -> list[Attention]:
    return [*intake.attention, *(row for each in intake.submissions for row in each.attention)]


def unread(intake: Intake) -> dict[str, str]:
    return {file.path: file.code for each in intake.submissions for file in each.files if file.code}


def everything(intake: Intake) -> tuple[object, ...]:
    return intake.layout, list(intake.submissions), intake.attention


def folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def archive(path: Path, files: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # zipfile warns of the duplicate names that a test wants
        with zipfile.ZipFile(path, "w", method) as target:
            for name, data in files:
                target.writestr(name, data, compress_type=method)
    return path


def both(tmp_path: Path, files: dict[str, bytes]) -> list[Intake]:
    return [read_submissions(folder(tmp_path / "class", files)),
            read_submissions(archive(tmp_path / "class.zip", list(files.items())))]


@pytest.mark.parametrize(("files", "expected", "listed"), [
    (CONTROLS, {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",)}, set()),
    ({"b.txt": b"student: zoe\na: 1", "a.txt": b"a: 2"}, {"a": ("2",), "zoe": ("1",)}, set()),
    ({"b.txt": b"student: ada\na: 1", "a.txt": b"student: ada\na: 2"}, {"a": ("2",), "b": ("1",)},
     {("a.txt", "intake/duplicate-student"), ("b.txt", "intake/duplicate-student")}),
    # OpenOLAT's archive: what a teacher gave out or corrected is nobody's answer; elsewhere such names are a student's own.
    ({"A_b/1_task/t.txt": b"a: 0", "A_b/2_submissions/x.txt": b"a: 1", "A_b/3_corrections/x.txt": b"a: 9\nb: 9", "A_b/4_revisions_1/x.txt": b"c: 2",
      "A_b/5_corrections_1/x.txt": b"b: 8", "A_b/6_assessment/x.txt": b"b: 7", "C_d/1_task/x.txt": b"a: 5"}, {"A_b": ("1", "2"), "C_d": ("5",)},
     {(f"A_b/{name}.txt", "intake/ignored") for name in ("1_task/t", "3_corrections/x", "5_corrections_1/x", "6_assessment/x")}),
    # Who writes another's name into a file does not take the other's place, and nobody's answers are lost.
    ({"aaa.txt": b"student: zoe\na: 0", "zoe.md": b"a: 1"}, {"aaa": ("0",), "zoe": ("1",)}, {("aaa.txt", "intake/duplicate-student")}),
    # Capitals make no other address, so that they make no other claim either.
    ({"a.txt": b"student: E@u.example\na: 0", "e@u.example.txt": b"a: 1"}, {"a": ("0",), "e@u.example": ("1",)},
     {("a.txt", "intake/duplicate-student")}),
    ({"a.txt": b"student: e@u.example\na: 0", "b.txt": b"student: E@u.example\na: 1"}, {"a": ("0",), "b": ("1",)},
     {("a.txt", "intake/duplicate-student"), ("b.txt", "intake/duplicate-student")}),
    ({"aaa.txt": b"student: zoe\na: 0", "zoe/x.txt": b"a: 1"}, {"aaa": ("0",), "zoe": ("1",)},
     {("aaa.txt", "intake/duplicate-student")}),
    ({"bob.txt": b"student: ada\na: 0", "cy.txt": b"student: ada\na: 1", "x.txt": b"student: bob\na: 2"},
     {"bob": ("0",), "cy": ("1",), "x": ("2",)}, {(name, "intake/duplicate-student") for name in ("bob.txt", "cy.txt", "x.txt")}),
    ({"a.txt": "student: \u00e9\na: 0".encode(), "e\u0301.txt": b"a: 1"}, {"a": ("0",), "\u00e9": ("1",)},
     {("a.txt", "intake/duplicate-student")}),
    ({"a\nb.txt": b"student: ada\na: 0", "ada.txt": b"a: 1"}, {"a\\u000ab.txt": ("0",), "ada": ("1",)},
     {("a\\u000ab.txt", "intake/duplicate-student")}),
    ({"e\u0301.txt": b"a: 1", "\u00e9.txt": b"a: 2"}, {"\u00e9": ("1", "2")}, set()),
    ({"Ada.txt": b"a: 1", "ada.md": b"a: 2"}, {"Ada": ("1",), "ada": ("2",)}, set()),
    ({"ada/x.txt": b"a: 1", "ada/y.txt": b"a: 2", "bob.txt": b"a: 3"}, {"ada": ("1", "2"), "bob": ("3",)}, set()),
    ({"ada/x.txt": b"a: 1\nb: 5", "ada/1/2/y.txt": b"a:  1 \nc: 6", "bob.txt": b"a: 3"}, {"ada": ("1", "6", "5"), "bob": ("3",)}, set()),
    ({"ada/x.txt": b"student: bob\na: 1", "bob.txt": b"a: 2"}, {"ada": ("1",), "bob": ("2",)},
     {("ada/x.txt", "intake/other-student")}),
    ({"ada.txt": b"a: 1", "scan.PDF": b"%PDF", "cy/p.heic": b"x", "cy/in.zip": b"PK", "notes": b"a: 1", "x.exe": b"MZ", "eve.eml": b"a: 1"},
     {"ada": ("1",), "cy": (), "scan": (), "eve": ()},
     {(name, "intake/not-text") for name in ("scan.PDF", "cy/p.heic", "cy/in.zip", "notes", "x.exe", "eve.eml")}),
    ({"ada.txt": b"a: 1", ".DS_Store": b"x", "__MACOSX/._ada.txt": b"x", "Thumbs.db": b"x", "desktop.ini": b"x",
      "._ada.txt": b"a: 1", ".git/config": b"x", "cy/.DS_Store": b"x", "cy/a.txt": b"a: 2",
      "~$ada.docx": b"x", "cy/~$a.docx": b"x", "cy/Icon\r": b""}, {"ada": ("1",), "cy": ("2",)},
     {(name, "intake/ignored") for name in (
         ".DS_Store", "__MACOSX", "Thumbs.db", "desktop.ini", "._ada.txt", ".git", "cy/.DS_Store", "~$ada.docx", "cy/~$a.docx", "cy/Icon\\u000d")}),
    ({"ada.txt": b"a: 1", "readme.txt": b"Hello.\n"}, {"ada": ("1",), "readme": ()},
     {("readme.txt", "intake/no-answers"), ("readme.txt", "intake/not-an-answer")}),
    ({"ada.txt": b"", "bob.txt": b"\0"}, {"ada": (), "bob": ()}, {("ada.txt", "intake/no-answers"), ("bob.txt", "intake/binary")}),
    ({"ada.txt": b"a: 1", "big.txt": b"a: " + random.Random(1).randbytes(70_000).hex().encode()}, {"ada": ("1",), "big": ()},
     {("big.txt", "intake/too-big")}),
    ({"=cmd.txt": b"a: 1", "-x.txt": b"a: 2", "CON.txt": b"a: 3", "a\nb.txt": b"a: 4", "\x1b[2J.txt": b"a: 5"},
     {"=cmd": ("1",), "-x": ("2",), "CON": ("3",)},
     {("a\\u000ab.txt", "intake/student-id"), ("\\u001b[2J.txt", "intake/student-id")}),
])
def test_folder_and_zip_agree(
    tmp_path: Path, files: dict[str, bytes], expected: dict[str, tuple[str, ...]], listed: set[tuple[str, str]],
) -> None:
    for intake in both(tmp_path, files):
        assert students(intake) == expected
        assert list(students(intake)) == sorted(expected)
        assert rows(intake) == listed
        assert everything(intake) == everything(intake)
    assert [list(intake.submissions) for intake in both(tmp_path, files)] == [list(both(tmp_path, files)[0].submissions)] * 2


@pytest.mark.parametrize("claim", [lambda n: "ada", lambda n: f"s{n + 1:04d}", lambda n: f"s{max(n - 1, 0):04d}", lambda n: f"s{n // 2:04d}"])
def test_claims_of_a_whole_class_are_settled_at_once(tmp_path: Path, claim: Callable[[int], str]) -> None:
    files = {f"s{n:04d}.txt": f"student: {claim(n)}\na: {n}".encode() for n in range(1_500)} | {"t.txt": b"student: s1499\na: 1500"}
    path = archive(tmp_path / "c.zip", list(files.items()))
    started = time.perf_counter()
    intake = read_submissions(path)
    assert time.perf_counter() - started < 3
    assert sorted(int(text) for texts in students(intake).values() for text in texts) == list(range(1_501))
    assert everything(intake) == everything(read_submissions(archive(tmp_path / "d.zip", list(files.items())[::-1])))


def test_a_response_knows_its_file(tmp_path: Path) -> None:
    for intake in both(tmp_path, CONTROLS):
        assert [each.responses[0].where.file for each in intake.submissions] == ["ada.txt", "bob.yaml", "cy/answers.md"]


def test_known_problems_reach_every_form(tmp_path: Path) -> None:
    for path in (folder(tmp_path / "class", CONTROLS), archive(tmp_path / "class.zip", list(CONTROLS.items()))):
        intake = read_submissions(path, ["aa"])
        # Nobody gets a blank sheet for answers that could not be told to which problem they belong.
        assert students(intake) == {"ada": (), "bob": (), "cy": ()}
        assert list(unread(intake).values()) == ["intake/no-answers"] * 3
        assert [(row.code, row.student, row.problem) for row in all_rows(intake)] == [
            row for student in ("ada", "bob", "cy") for row in (
                ("intake/no-answers", student, ""), ("intake/unknown-problem", student, "a"))]


@pytest.mark.parametrize(("name", "said"), [
    ("missing", "no such file"), ("missing.zip", "no such file"), ("empty.zip", "empty"), ("text.zip", "text"), ("pipe.csv", "pipe"), ("a\0b", "a"),
    ("note.txt", "one file of answers"), ("form.ODS", "save it as .xlsx"), ("class.rar", "make a zip of it"),
    ("class.tar.gz", "make a zip of it"), ("scan.pdf", "neither a folder"), ("none.csv", "it is empty"),
])
def test_what_is_of_no_form_is_a_usage_error(tmp_path: Path, name: str, said: str) -> None:
    folder(tmp_path, {"note.txt": b"a: 1", "empty.zip": b"", "text.zip": b"a: 1\n" * 99, "form.ODS": b"PK", "class.rar": b"Rar!",
                      "class.tar.gz": b"\x1f\x8b", "scan.pdf": b"%PDF", "none.csv": b"\n \n"})
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(UsageError, match=said):
        read_submissions(tmp_path / name)


# A folder that nobody trusts


def test_hostile_entries_cost_nobody_else_anything(tmp_path: Path) -> None:
    secret = folder(tmp_path / "elsewhere", {"key.txt": b"a: KEY", "inside/key.txt": b"a: KEY"})
    top = folder(tmp_path / "class", CONTROLS)
    (top / "link.txt").symlink_to(secret / "key.txt")
    (top / "loop.txt").symlink_to("loop.txt")
    (top / "folder").symlink_to(secret / "inside")
    os.link(secret / "key.txt", top / "hard.txt")
    os.mkfifo(top / "fifo.txt")
    (top / "a.txt").mkdir()
    folder(top, {"deep/er/er/er/est.txt": b"a: 1"})
    (top / "dora").mkdir()
    (top / "dora/a.txt").symlink_to(secret / "key.txt")
    os.mkfifo(top / "dora/b.txt")
    with open(top / "sparse.txt", "wb") as sparse:
        sparse.truncate(1 << 40)
    (top / os.fsdecode(b"\xff.txt")).write_bytes(b"a: 1")
    here = os.getcwd()
    os.chdir(top)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        os.chdir(here)
        started = time.perf_counter()
        intake = read_submissions(top)
    assert time.perf_counter() - started < 2
    assert students(intake) == {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",), "deep": (), "dora": (), "sparse": (), "hard": ()}
    assert rows(intake) == {
        ("link.txt", "intake/link"), ("loop.txt", "intake/link"), ("folder", "intake/link"), ("hard.txt", "intake/link"),
        ("dora/a.txt", "intake/link"), ("dora/b.txt", "intake/special-file"), ("fifo.txt", "intake/special-file"),
        ("socket.txt", "intake/special-file"), ("a.txt", "intake/no-answers"), ("deep/er/er/er/est.txt", "intake/nested-folder"),
        ("sparse.txt", "intake/too-big"), ("\\udcff.txt", "intake/student-id"),
    }
    assert "KEY" not in repr(everything(intake))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_listed(tmp_path: Path) -> None:
    top = folder(tmp_path, CONTROLS)
    (top / "ada.txt").chmod(0)
    (top / "cy").chmod(0)
    try:
        intake = read_submissions(top)
    finally:
        (top / "cy").chmod(0o700)
    assert students(intake) == {"ada": (), "bob": ("3x",), "cy": ()}
    assert rows(intake) == {("ada.txt", "intake/os-error"), ("cy", "intake/os-error")}


def test_an_error_of_the_system_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def failing(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path in ("ada.txt", "cy"):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode, dir_fd=dir_fd)

    folder(tmp_path, CONTROLS)
    monkeypatch.setattr("grader.intake.folder.os.open", failing)
    intake = read_submissions(tmp_path)
    assert students(intake) == {"ada": (), "bob": ("3x",), "cy": ()}
    assert rows(intake) == {("ada.txt", "intake/os-error"), ("cy", "intake/os-error")}
    assert "Permission denied" in all_rows(intake)[0].message


def test_every_descriptor_is_closed_and_none_follows_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, opened = os.open, []

    def watching(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        opened.append((os.fspath(path), bool(flags & os.O_NOFOLLOW), dir_fd is not None))
        return real(path, flags, mode, dir_fd=dir_fd)

    folder(tmp_path, CONTROLS)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    monkeypatch.setattr("grader.intake.folder.os.open", watching)
    intake = read_submissions(tmp_path)
    assert len(students(intake)) == 3
    assert opened[0] == (str(tmp_path), False, False)
    assert {(name, safe, relative) for name, safe, relative in opened if name != str(tmp_path)} == {
        ("ada.txt", True, True), ("bob.yaml", True, True), ("cy", True, True), ("answers.md", True, True)}
    assert before == (len(os.listdir("/proc/self/fd")) if before else 0)


def test_the_ways_without_descriptors_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = folder(tmp_path / "class", CONTROLS | {"eve/er/x.txt": b"a: 1"})
    (top / "link.txt").symlink_to(top / "ada.txt")
    expected = everything(read_submissions(top))
    monkeypatch.setattr("grader.intake.folder._BY_DESCRIPTOR", False)
    assert everything(read_submissions(top)) == expected


def test_a_file_that_changes_while_it_is_read_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path, CONTROLS)
    real = os.fstat

    def later(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        ada = tmp_path / "ada.txt"
        if stat.S_ISREG(status.st_mode) and os.path.samestat(status, ada.stat()):
            with open(ada, "ab") as target:
                target.write(b"b: 1\n")
        return status

    monkeypatch.setattr("grader.intake.folder.os.fstat", later)
    intake = read_submissions(tmp_path)
    assert students(intake) == {"ada": (), "bob": ("3x",), "cy": ("4x",)}
    assert rows(intake) == {("ada.txt", "intake/changed")}


def test_too_many_entries_are_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path, {f"s{n}/a.txt": b"a: 1" for n in range(6)})
    monkeypatch.setattr("grader.intake.folder.ENTRY_LIMIT", 12)
    assert len(read_submissions(tmp_path).submissions) == 6
    monkeypatch.setattr("grader.intake.folder.ENTRY_LIMIT", 11)
    with pytest.raises(UsageError, match="more than 11 entries"):
        read_submissions(tmp_path)


# A zip that nobody trusts


def entry(name: str, *, mode: int = 0, system: int = 3) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = system, mode << 16
    return info


def patched(path: Path, at: int, value: bytes) -> Path:
    """The archive with bytes of the first entry of its directory replaced."""
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\1\2") + at
    data[start:start + len(value)] = value
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("name", "code"), [
    ("../evil.txt", "intake/zip-name"), ("a/../../evil.txt", "intake/zip-name"), ("/etc/evil.txt", "intake/zip-name"),
    ("C:/evil.txt", "intake/zip-name"), ("C:evil.txt", "intake/zip-name"), ("a\\..\\evil.txt", "intake/zip-name"),
    ("a//b.txt", "intake/zip-name"), ("./a.txt", "intake/zip-name"), ("evil/a/b/c/d.txt", "intake/nested-folder"),
    ("evil.tar.gz", "intake/not-text"), ("evil\x1b[2J.txt", "intake/student-id"), ("empty/", "intake/no-answers"),
])
def test_names_of_members(tmp_path: Path, name: str, code: str) -> None:
    intake = read_submissions(archive(tmp_path / "c.zip", [(entry(name), b"a: 1"), *CONTROLS.items()]))
    own = {} if code in ("intake/zip-name", "intake/student-id") or name == "empty/" else {name.partition("/")[0].removesuffix(".gz"): ()}
    assert students(intake) == {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",), **own}
    assert [row.code for row in all_rows(intake)] == [code]


@pytest.mark.parametrize(("bad", "code"), [
    ([(entry("evil.txt", mode=stat.S_IFLNK | 0o777), b"/etc/passwd")], "intake/link"),
    ([(entry("evil.txt", mode=stat.S_IFIFO | 0o777), b"")], "intake/link"),
    ([(entry("evil.txt", mode=stat.S_IFCHR | 0o777, system=0), b"")], "intake/link"),
    ([("evil.txt", b"a: 1"), ("evil.txt", b"a: 2")], "intake/zip-name"),
    ([("evil.txt", b"a: " + b"x" * 60_000)], "intake/zip-bomb"),
    ([("evil.txt", b"x" * 10_000_000)], "intake/too-big"),
    ([("evil.zip", b"PK")], "intake/not-text"),
])
def test_members_that_are_refused(tmp_path: Path, bad: list[tuple[str | zipfile.ZipInfo, bytes]], code: str) -> None:
    started = time.perf_counter()
    intake = read_submissions(archive(tmp_path / "c.zip", [*bad, *CONTROLS.items()]))
    assert time.perf_counter() - started < 2
    own = {} if code in ("intake/zip-name", "intake/link") else {"evil": ()}
    assert students(intake) == {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",), **own}
    assert {row.code for row in all_rows(intake)} == {code}


@pytest.mark.parametrize(("at", "value", "code"), [
    (8, b"\x01", "intake/encrypted"),
    (10, b"\x0c", "intake/damaged"),                         # bzip2, whose expansion zipfile does not bound
    (16, b"\0\0\0\0", "intake/damaged"),                     # a wrong checksum
    (24, struct.pack("<L", 3), "intake/damaged"),            # fewer bytes than there are: the checksum is wrong
    (24, struct.pack("<L", 1 << 30), "intake/too-big"),
    (42, struct.pack("<L", 1 << 30), "intake/zip-overlap"),  # outside of the archive
])
def test_a_directory_that_lies(tmp_path: Path, at: int, value: bytes, code: str) -> None:
    path = archive(tmp_path / "c.zip", [("evil.txt", b"evil: x^2 + y"), *CONTROLS.items()])
    intake = read_submissions(patched(path, at, value))
    assert students(intake) == {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",), "evil": ()}
    assert unread(intake) == {"evil.txt": code}
    assert rows(intake) == {("evil.txt", code)}


def test_a_member_that_unpacks_to_more_than_it_states(tmp_path: Path) -> None:
    path = archive(tmp_path / "c.zip", [("evil.txt", b"a: " + b"xy" * 5_000_000), *CONTROLS.items()])
    intake = read_submissions(patched(path, 24, struct.pack("<L", 1_000)))
    assert rows(intake) == {("evil.txt", "intake/damaged")}
    assert students(intake) == {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",), "evil": ()}


def overlapping(members: int) -> bytes:
    """An archive of many members of which all are the same bytes (CVE-2024-0450)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("s0000.txt", b"a: 1")
    data = packed.getvalue()
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    one = data[start:end]
    directory = b"".join(one.replace(b"s0000", b"s%04d" % n) for n in range(members))
    return data[:start] + directory + struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, members & 0xffff, members & 0xffff, len(directory), start, 0)


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_bytes(overlapping(400))
    intake = read_submissions(tmp_path / "c.zip")
    assert (set(students(intake).values()), len(all_rows(intake))) == ({()}, 400)
    assert {row.code for row in all_rows(intake)} == {"intake/zip-overlap"}


@pytest.mark.parametrize("spoil", [
    lambda data: data[:-1],
    lambda data: data[:50],
    lambda data: data[:-10] + b"\xff\xff\xff\x7f" + data[-6:],
    lambda data: data.replace(b"PK\1\2", b"PK\1\3"),
    lambda data: b"\0" * len(data),
    lambda data: overlapping(400_001),
])
def test_archives_that_are_refused_as_a_whole(tmp_path: Path, spoil: object) -> None:
    path = archive(tmp_path / "c.zip", list(CONTROLS.items()))
    assert callable(spoil)
    path.write_bytes(spoil(path.read_bytes()))
    started = time.perf_counter()
    with pytest.raises(UsageError):
        read_submissions(path)
    assert time.perf_counter() - started < 2


def zip64(directory: int = -1) -> bytes:
    """The controls in an archive of the large form, as ``zip -fz`` writes it; the directory's length may be a lie."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in CONTROLS.items():
            target.writestr(name, data)
    data = packed.getvalue()
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    size = end - start if directory < 0 else directory
    large = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, len(CONTROLS), len(CONTROLS), size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    return data[:end] + large + locator + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)


def test_the_large_form_of_zips_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_bytes(zip64())
    assert zipfile.ZipFile(tmp_path / "c.zip").testzip() is None
    assert students(read_submissions(tmp_path / "c.zip")) == {"ada": ("2x",), "bob": ("3x",), "cy": ("4x",)}


@pytest.mark.parametrize("size", [1, 1 << 26, 1 << 40, (1 << 64) - 1])
def test_a_large_form_that_lies_about_its_directory(tmp_path: Path, size: int) -> None:
    (tmp_path / "c.zip").write_bytes(zip64(size))
    with pytest.raises(UsageError):
        list(read_submissions(tmp_path / "c.zip").submissions)


@pytest.mark.parametrize(("names", "expected"), [
    (["hw3/ada.txt", "hw3/bob.txt"], ["ada", "bob"]),
    (["hw3/ada/a.txt", "hw3/bob/a.txt", "__MACOSX/hw3/._ada.txt"], ["ada", "bob"]),
    (["hw3/ada/a.txt"], ["ada"]),
    (["ada/a.txt", "ada/scan.pdf"], ["ada"]),
    (["ada/a.txt", "bob/a.txt"], ["ada", "bob"]),
    (["hw3/ada.txt", "bob.txt"], ["bob", "hw3"]),
])
def test_a_folder_around_the_class_is_no_student(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    intake = read_submissions(archive(tmp_path / "c.zip", [(name, b"a: 1") for name in names]))
    assert [each.student for each in intake.submissions] == expected
    assert {each.where.file for each in intake.submissions} <= set(names)


def test_macos_writes_utf8_names_without_saying_so(tmp_path: Path) -> None:
    path = archive(tmp_path / "c.zip", [("Zo\u00eb.txt", b"a: 1")])
    data = path.read_bytes()
    path.write_bytes(data.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00"))
    with zipfile.ZipFile(path) as source:
        assert source.namelist() != ["Zo\u00eb.txt"]
    assert list(students(read_submissions(path))) == ["Zo\u00eb"]


def test_a_class_of_1200_fits(tmp_path: Path) -> None:
    files: list[tuple[str | zipfile.ZipInfo, bytes]] = []
    for n in range(1_200):
        files += [(f"hw/s{n:04}/", b""), (f"hw/s{n:04}/a.txt", b"a: 2x\nb: 3x"), (f"__MACOSX/hw/s{n:04}/._a.txt", b"x")]
    started = time.perf_counter()
    intake = read_submissions(archive(tmp_path / "c.zip", files))
    assert (len(intake.submissions), len(intake.attention)) == (1_200, 1)
    assert time.perf_counter() - started < 5
