"""A run's folder and the file of decisions in it: what somebody writes there just now is not taken for a leftover."""

from __future__ import annotations

from pathlib import Path

from grader.batch import folder


def test_decisions_may_lie_there_first(tmp_path: Path) -> None:
    (tmp_path / "decisions.yaml").write_text("")
    folder.prepare(tmp_path)


def test_a_draft_of_the_decisions_is_spared(tmp_path: Path) -> None:
    names = ("run.json.0a.tmp", "decisions.yaml.0a.tmp", "decisions.yaml", "store.sqlite")
    for name in names:
        (tmp_path / name).write_text("")
    folder.prepare(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(names[1:])
