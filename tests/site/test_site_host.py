"""What a host does with a page's files: said file by file, and an exit code for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hosting import Host

from grader.cli.command import cli
from grader.model import GraderError, StoreError, UsageError
from grader.site import LIST, Served, ask_host
from grader.site.build import integrity

FILES = {"index.html": b"<!doctype html>", "page.css": b"p{}", "page.js": b"let a", "run/pyodide.asm.wasm": bytes(60_000),
         "run/stdlib.zip": bytes(60_000), "font/stix.woff2": b"font"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder such as the builder writes, but small."""
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    files = {name: [len(data), integrity(data)] for name, data in FILES.items()}
    (tmp_path / LIST).write_text(json.dumps({"v": 1, "files": files}), "utf-8")
    return tmp_path


def asked(host: Host) -> dict[str, Served]:
    return {served.name: served for served in ask_host(host.url)}


def test_a_good_host_is_praised_for_every_file(folder: Path, serve: Callable[..., Host]) -> None:
    host = serve(folder, path="/a b/", compresses=True)
    found = asked(host)
    assert list(found) == [LIST, *FILES]
    assert {(each.wrong, each.advice) for each in found.values()} == {((), ())}
    assert found["run/pyodide.asm.wasm"].compression == "gzip"
    assert found["run/pyodide.asm.wasm"].travelled < 1_000
    assert {method for method, *_ in host.asked} == {"GET"}


WRONG = [
    ({"instead": {"page.js": None}}, "page.js", "status 404 instead of 200"),
    ({"instead": {"page.js": b"let b"}}, "page.js", "other bytes than were built"),
    ({"instead": {"page.js": b"let it"}}, "page.js", "6 bytes instead of 5"),
    ({"types": {".js": "application/octet-stream"}}, "page.js", "type application/octet-stream instead of text/javascript"),
    ({"types": {".css": "text/plain"}}, "page.css", "type text/plain instead of text/css"),
    ({"types": {".html": "application/download"}}, "index.html", "type application/download instead of text/html"),
]


@pytest.mark.parametrize(("host", "name", "said"), WRONG)
def test_what_breaks_the_page_is_wrong(folder: Path, serve: Callable[..., Host], host: dict[str, object], name: str, said: str) -> None:
    found = asked(serve(folder, **host))
    assert {each.name for each in found.values() if each.wrong} == {name}
    assert said in found[name].wrong[0]


ADVICE = [
    ({"types": {".wasm": "application/octet-stream"}, "compresses": True}, "run/pyodide.asm.wasm", "starts later"),
    ({}, "run/pyodide.asm.wasm", "not compressed"),
    ({"headers": {"Cache-Control": "public, max-age=86400"}, "compresses": True}, "index.html", "max-age=86400"),
]


@pytest.mark.parametrize(("host", "name", "said"), ADVICE)
def test_what_could_be_better_is_advised(folder: Path, serve: Callable[..., Host], host: dict[str, object], name: str, said: str) -> None:
    found = asked(serve(folder, **host))
    assert not any(each.wrong for each in found.values())
    assert {each.name for each in found.values() if each.advice} - {LIST} == {name}
    assert said in found[name].advice[0]


@pytest.mark.parametrize("instead", [None, b"<html>", b"[]", b'{"v": 2, "files": {}}', b'{"v": 1, "files": {"a": 1}}', b"[" * 100_000, b"\xff"])
def test_without_a_list_it_is_no_page(folder: Path, serve: Callable[..., Host], instead: bytes | None) -> None:
    with pytest.raises(StoreError, match=r"site\.json"):
        asked(serve(folder, instead={LIST: instead}))


def test_what_claims_to_be_compressed_must_be(folder: Path, serve: Callable[..., Host]) -> None:
    with pytest.raises(StoreError, match="says that it is compressed"):
        asked(serve(folder, headers={"Content-Encoding": "gzip"}))


@pytest.mark.parametrize("address", ["site", "file:///etc/passwd", "ftp://example.edu/", "http://", "javascript:alert(1)"])
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        list(ask_host(address))


def test_nobody_there(folder: Path, serve: Callable[..., Host]) -> None:
    host = serve(folder)
    host.stop()
    with pytest.raises(StoreError, match="no answer"):
        list(ask_host(host.url))
    host.start()


@pytest.mark.parametrize(("host", "code", "last"), [
    ({"compresses": True}, 0, "every file is served rightly"),
    ({"instead": {"page.js": None}}, 4, "1 file is not served rightly"),
    ({"instead": {"page.js": None, "page.css": None}}, 4, "2 files are not served rightly"),
])
def test_the_command_says_it_line_by_line(folder: Path, serve: Callable[..., Host], host: dict[str, object], code: int, last: str) -> None:
    done = CliRunner().invoke(cli, ["site", "--check", serve(folder, **host).url + "index.html"], standalone_mode=False)
    assert done.return_value == code
    lines = done.output.splitlines()
    assert sum(not line.startswith(" ") for line in lines) == len(FILES) + 2
    assert lines[-1].endswith(last)


@pytest.mark.parametrize("more", [["--out", "site"], ["problem_bank"]])
def test_a_host_is_asked_about_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "problem_bank").mkdir()
    done = CliRunner().invoke(cli, ["site", *more, "--check", "http://127.0.0.1:9/"], standalone_mode=False)
    assert isinstance(done.exception, GraderError)
    assert "stands alone" in str(done.exception)
