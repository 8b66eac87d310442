"""A host on the loopback for a folder of the page: it can lose, spoil or mistype a file, lie under a path, stop, and it writes down what it was asked."""

from __future__ import annotations

import gzip
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, unquote

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm",
         ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".zip": "application/zip"}


class Host:
    """Serves ``folder`` under ``path``, and in its place the bytes of ``instead`` (None is a file that is missing) with the types of ``types``.

    ``headers`` go with every answer; it compresses on request if it ``compresses``.
    """

    def __init__(self, folder: Path, path: str = "/", instead: dict[str, bytes | None] | None = None, types: dict[str, str] | None = None,
                 headers: dict[str, str] | None = None, compresses: bool = False) -> None:
        self.folder, self.path = folder, path
        self.instead: dict[str, bytes | None] = dict(instead or {})
        self.types = {**TYPES, **(types or {})}
        self.headers = {"Cache-Control": "no-cache"} if headers is None else dict(headers)
        self.compresses = compresses
        self.asked: list[tuple[str, str, int]] = []
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{quote(self.path)}"

    def start(self) -> None:
        """Serve, on the port of the last time if there was one."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), type("Handler", (_Handler,), {"host": self}))
        self._port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def bytes_of(self, name: str) -> bytes | None:
        if name in self.instead:
            return self.instead[name]
        place = self.folder / name
        return place.read_bytes() if place.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    host: Host
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(self.path)
        self.host.asked.append((self.command, path, int(self.headers.get("Content-Length", 0))))
        name = path.removeprefix(self.host.path) or "index.html"
        body = self.host.bytes_of(name) if path.startswith(self.host.path) else None
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", self.host.types.get(Path(name).suffix, "application/octet-stream"))
        if body and self.host.compresses and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body or b"")))
        for header, value in self.host.headers.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body or b"")

    do_POST = do_PUT = do_HEAD = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass
