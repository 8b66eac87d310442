"""Laws of every download: names are read as the LMSs' exporters write them, and no file that was handed in is lost."""

from __future__ import annotations

import re
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake import read_submissions
from grader.intake.layouts import blackboard, brightspace, canvas, moodle
from grader.model import UsageError

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), min_size=1, max_size=12)
FILES = st.sampled_from(["a.txt", "hw_3_1_final.txt", "2_3_x.txt", "text.html", "x_attempt_2016-01-30-15-00-00.txt", "a - b - c.txt",
                         "7_assignsubmission_file_y.txt", "LATE_1_2_z.txt", "\u00fc_\u0301.md"])


def ruby_word(char: str) -> bool:
    """``[[:word:]]`` of Ruby: letters, marks, decimal digits and connecting signs."""
    return unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in ("Nd", "Pc", "Nl") or char in "\u200c\u200d"


@given(WORDS.filter(str.strip), st.integers(1, 10**9), FILES, st.booleans())
def test_what_moodle_writes_is_read(name: str, participant: int, file: str, folders: bool) -> None:
    """``downloader.php``: blanks for underscores, then ``clean_filename``."""
    cleaned = re.sub(r'[\x00-\x1f&<>"`|\':/\\*?~]', "", name.replace("_", " "))
    prefix = f"{cleaned}_{participant}_assignsubmission_file"
    if not cleaned.strip():
        return
    found = moodle.parsed(prefix if folders else f"{prefix}_{file}", folders)
    assert found is not None
    assert (found.id, found.plugin, found.file) == (str(participant), "file", "" if folders else file)
    assert found.name == " ".join(unicodedata.normalize("NFC", cleaned).split())


@given(WORDS, st.integers(1, 10**9), st.integers(1, 10**9), FILES, st.booleans())
def test_what_canvas_writes_is_read_or_can_be_doubted(name: str, user: int, attachment: int, file: str, late: bool) -> None:
    """``content_zipper.rb``; where the usual reading is wrong, which is Canvas's own, there is another one, and it is seen."""
    sanitized = re.sub(r"_(\d+)_", r"\1", name).lower()
    stem = "".join(filter(ruby_word, "_".join([sanitized, *(["LATE"] if late else []), str(user)])))
    found = canvas.parsed(f"{stem}_{attachment}_{file}")
    if found is None:
        # A name without a letter or beginning with an underscore: listed as nobody's.
        assert stem.startswith("_") or not sanitized.islower() or not sanitized[:1].isalpha()
    elif (found.id, found.attachment) == (str(user), str(attachment)):
        assert (found.file, found.is_late) == (file, late)
    else:
        assert found.has_other_reading


@given(WORDS.filter(str.strip), st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["05 March 2026 612 PM", "5. M\u00e4rz 2026 18.12"]))
def test_what_brightspace_writes_is_read(name: str, one: int, two: int, date: str) -> None:
    found = brightspace.parsed(f"{one}-{two} - {name} - {date}")
    assert found is not None
    assert (found.one, found.two, found.date) == (str(one), str(two), unicodedata.normalize("NFC", date))
    assert found.who == " ".join(unicodedata.normalize("NFC", name).split())


@given(st.from_regex(r"[A-Za-z_ 0-9]{1,20}", fullmatch=True), st.from_regex(r"[a-z0-9._-]{1,12}", fullmatch=True), FILES)
def test_what_blackboard_writes_is_read(title: str, login: str, file: str) -> None:
    found = blackboard.parsed(f"{title}_{login}_attempt_2016-01-30-15-00-00_{file}")
    assert found is not None
    assert (found.owner, found.stamp, found.file) == (f"{title}_{login}", "2016-01-30-15-00-00", file)


STEPS = st.sampled_from(["ada", "bob", "Ada L_1_assignsubmission_file", "Bob_2_assignsubmission_onlinetext", "x_1_2_a.txt", "anon_q_text.html", "hw",
                         "1-2 - Ada - 5 March 2026 612 PM", "HW_ada_attempt_2016-01-30-15-00-00.txt", "HW_ada_attempt_2016-01-30-15-00-00_a.txt",
                         "submission_1", "hw-ada", ".git", "a.txt", "b.md", "c.yaml", "d.pdf", "e", "__MACOSX", "f.html", "timestamp.txt", "ps1"])
BYTES = st.sampled_from([b"", b"a: 1", b"student: ada\na: 2", b"student: bob\nb: 1", b"answers: {a: 1}", b"\0", b"<p>a: 1</p>", b"c = 1",
                         b"Name: Ada (ada)\n\nFiles:\n\tFilename: a.txt\n"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.lists(STEPS, min_size=1, max_size=5).map(tuple), BYTES, min_size=1, max_size=12),
       st.sampled_from(["", "", "", "plain", "moodle", "moodle-team", "canvas", "brightspace", "blackboard", "nbgrader", "github"]))
def test_no_file_is_lost_and_none_is_two_peoples(files: dict[tuple[str, ...], bytes], layout: str) -> None:
    """Each file is somebody's, or is listed, or is the LMS's own; whatever was not read of somebody's is listed too."""
    paths = {path: data for path, data in files.items() if not any(other[:len(path)] == path for other in files if other != path)}
    with tempfile.TemporaryDirectory() as where:
        with zipfile.ZipFile(f"{where}/c.zip", "w") as target:
            for path, data in paths.items():
                target.writestr("/".join(path), data)
        refused = ""
        try:
            intake = read_submissions(Path(where, "c.zip"), ["a", "b", "c"], layout=layout)
            submissions = list(intake.submissions)
        except UsageError as error:
            refused = str(error)
    if refused:
        assert re.search("no entry|assignments|submission_metadata", refused)
        return
    owned = Counter(each.path for one in submissions for each in one.files)
    listed = {row.file for row in (*intake.attention, *(row for one in submissions for row in one.attention))}
    assert all(count == 1 for count in owned.values())
    for path in paths:
        name = "/".join(path)
        is_own = path[-1] in ("timestamp.txt", "index.html") or "_attempt_" in path[-1] or ".git" in path
        assert name in owned or is_own or any("/".join(path[:depth]) in listed for depth in range(1, len(path) + 1)), name
    assert {each.path for one in submissions for each in one.files if each.code} <= listed
