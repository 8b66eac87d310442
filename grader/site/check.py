"""Asks a host for a page's files, and says what it does with them: status, type, compression, length and hash of each."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any

from grader.model import StoreError, UsageError, printable
from grader.record import record
from grader.site.build import LIST, integrity
from grader.version import VERSION

PATIENCE = 30
"""Seconds without a byte."""
MOST_BYTES = 1 << 26
LARGE = 50_000
"""Bytes from which a file should travel compressed, if that makes it smaller."""

TYPES = {".js": ("javascript", "x-javascript", "ecmascript"), ".css": ("css",), ".html": ("html",)}
"""The types, of text or an application, under which a browser takes a file, by the end of its name; it takes all others under any."""
PACKED = (".zip", ".woff2")


@record
class Served:
    """What the host sent for one file: its length on the way and unpacked, and everything that is wrong or could be better."""

    name: str
    travelled: int
    type: str
    compression: str
    wrong: tuple[str, ...]
    advice: tuple[str, ...]


def ask_host(address: str) -> Iterator[Served]:
    """Yield what a host does with each file of the page at an address, in the order of the page's own list, which comes first.

    Raises :class:`UsageError` for an address that is none, and :class:`StoreError` where the list is not there.
    """
    base = _base(address)
    response = _get(base + LIST)
    if isinstance(response, str):
        raise StoreError(f"{printable(base + LIST)}: {response}; is this the address of a page that grader site wrote?")
    headers, data, travelled = response
    listed = _list(data, base)
    yield Served(LIST, travelled, headers.get_content_type(), _compression(headers), (), _stale(headers))
    for name, (length, digest) in listed.items():
        yield _served(base, name, length, digest)


def _base(address: str) -> str:
    split = urllib.parse.urlsplit(address)
    if split.scheme not in ("http", "https") or not split.hostname:
        raise UsageError(f"{printable(repr(address))} is no address such as https://example.edu/site/")
    path = split.path.removesuffix("index.html")
    return urllib.parse.urlunsplit((split.scheme, split.netloc, f"{path.rstrip('/')}/", "", ""))


def _list(data: bytes, base: str) -> dict[str, tuple[int, str]]:
    try:
        said: Any = json.loads(data)
        listed = {str(name): (int(length), str(digest)) for name, (length, digest) in said["files"].items()}
        if said["v"] != 1:
            raise ValueError("another version")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise StoreError(f"{printable(base + LIST)} is no list of a page's files that grader {VERSION} knows") from None
    return listed


def _get(address: str) -> tuple[Message, bytes, int] | str:
    """The headers, the content, and the bytes that travelled; a reason where there is no content."""
    wanted = {"Accept-Encoding": "gzip", "User-Agent": f"grader/{VERSION}", "Cache-Control": "no-cache"}
    request = urllib.request.Request(address, headers=wanted)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            sent = response.read(MOST_BYTES + 1)
            headers: Message = response.headers
    except urllib.error.HTTPError as error:
        return f"status {error.code} instead of 200"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"no answer: {printable(str(getattr(error, 'reason', error)) or type(error).__name__)[:200]}"
    if len(sent) > MOST_BYTES:
        return "more bytes than any file of a page has"
    if _compression(headers) != "gzip":
        return headers, sent, len(sent)
    try:
        unpacker = zlib.decompressobj(wbits=31)
        return headers, unpacker.decompress(sent, MOST_BYTES), len(sent)
    except zlib.error:
        return "it says that it is compressed, and is not"


def _served(base: str, name: str, length: int, digest: str) -> Served:
    response = _get(base + urllib.parse.quote(name))
    if isinstance(response, str):
        return Served(name, 0, "", "", (response,), ())
    headers, data, travelled = response
    wrong, advice = [], list(_stale(headers)) if name == "index.html" else []
    if len(data) != length:
        wrong.append(f"{len(data):,} bytes instead of {length:,}")
    elif integrity(data) != digest:
        wrong.append("other bytes than were built: upload the folder again")
    kind, short, end = headers.get_content_type(), headers.get_content_subtype(), name[name.rfind("."):]
    if short not in TYPES.get(end, (short,)):
        wrong.append(f"type {printable(kind)} instead of text/{TYPES[end][0]}: browsers refuse it")
    if end == ".wasm" and short != "wasm":
        advice.append(f"type {printable(kind)} instead of application/wasm: the page works, and starts later")
    compression = _compression(headers)
    if not compression and length >= LARGE and end not in PACKED:
        advice.append("not compressed: turn on gzip or Brotli for it, if the host can")
    return Served(name, travelled, kind, compression, tuple(wrong), tuple(advice))


def _compression(headers: Message) -> str:
    return str(headers.get("Content-Encoding", "")).strip().lower().replace("identity", "")


def _stale(headers: Mapping[str, Any] | Message) -> tuple[str, ...]:
    """Advice where browsers may keep a file that names the newest build."""
    said = str(headers.get("Cache-Control", "")).lower()
    held = [part.strip() for part in said.split(",") if part.strip().startswith("max-age=")]
    if any(part.removeprefix("max-age=").strip('"') not in ("0", "") for part in held) and "no-cache" not in said:
        return (f"kept by browsers ({printable(held[0])}): send Cache-Control: no-cache, so that a new build is seen",)
    return ()
