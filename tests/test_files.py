"""Files: only plain ones are read, and what is written is there whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from grader.files import read_regular, write_whole


def test_only_plain_files_of_bounded_size_are_read(tmp_path: Path) -> None:
    file, link, pipe = tmp_path / "file", tmp_path / "link", tmp_path / "pipe"
    file.write_bytes(b"abc")
    file.chmod(0o640)
    link.symlink_to(file)
    os.mkfifo(pipe)
    assert read_regular(file, 3) == (b"abc", 0o640)
    assert read_regular(file, 2) == "this file is too large"
    assert read_regular(pipe, 3) == "this is no plain file"
    assert str(read_regular(link, 3)).startswith("this file cannot be read: ")
    assert str(read_regular(tmp_path / "none", 3)).startswith("this file cannot be read: ")


def test_a_file_that_cannot_be_replaced_keeps_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    write_whole(file, b"before", 0o600)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("grader.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"after")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"before")]
