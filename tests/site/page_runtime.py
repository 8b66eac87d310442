"""A built page's own runtime without the page around it, over any bank: under Node, and in a worker of Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hosting import Host

from grader.record import record

PATIENCE = 3_000
"""Seconds for all replies of one call."""

SALT = "7-7-7-7"
"""What the worker makes of random numbers that are all 7."""

SALTED = b"crypto.getRandomValues = (numbers) => numbers.fill(7);\n"
WORKER = b'import "./salted.js";\nimport "./worker.js";\n'
EMPTY = b"<!doctype html><title>replies</title>"

ASK = """
async ({ requests }) => {
  const site = await (await fetch("site.json")).json();
  const worker = new Worker("salted-worker.js", { type: "module" });
  const replies = [];
  let started = 0;
  await new Promise((done, failed) => {
    const next = () => {
      if (replies.length === requests.length) return done();
      started = performance.now();
      worker.postMessage(requests[replies.length]);
    };
    worker.onerror = (event) => failed(new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.state === "failed") return failed(new Error(data.reason));
      if (data.state === "ready") return next();
      if (data.state) return;
      replies.push([data, performance.now() - started]);
      next();
    };
    worker.postMessage({ v: 1, do: "start", site });
  });
  return JSON.stringify(replies);
}
"""


@record
class Replied:
    """A reply, and the milliseconds that it took: of CPU under Node, of the clock in Chromium."""

    reply: dict[str, Any]
    took: float


def asked(problem: str, answer: str, do: str = "check") -> dict[str, object]:
    """The request for one answer's mark."""
    return {"v": 1, "id": 1, "do": do, "problem": problem, "answer": answer}


def under_node(site: Path, bank: bytes, requests: Sequence[object]) -> list[Replied]:
    """Return what the desk of a page replies to all requests, in order; ``bank`` takes the place of the page's own."""
    with tempfile.TemporaryDirectory() as place:
        copied = Path(place) / "site"
        shutil.copytree(site, copied)
        (copied / "run" / "bank.json").write_bytes(bank)
        # Node takes .js for modules where a package.json around them says so.
        (Path(place) / "package.json").write_text('{"type": "module"}', "utf-8")
        lines = "".join(json.dumps(each) + "\n" for each in requests)
        done = subprocess.run(["node", str(Path(__file__).with_suffix(".mjs")), str(copied), SALT], input=lines, capture_output=True, text=True,
                              encoding="utf-8", check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = [line.partition(" ") for line in done.stdout.splitlines()]
    assert len(found) == len(requests), done.stdout[-2_000:]
    return [Replied(json.loads(reply), float(took)) for took, _, reply in found]


def in_chromium(browser: Any, site: Path, bank: bytes, requests: Sequence[object]) -> list[Replied]:
    """The same, asked one by one of the page's own worker, whose salt is known."""
    host = Host(site, instead={"run/bank.json": bank, "salted.js": SALTED, "salted-worker.js": WORKER, "replies.html": EMPTY})
    page = browser.new_page()
    try:
        page.goto(f"{host.url}replies.html")
        found = json.loads(page.evaluate(ASK, {"requests": list(requests)}))
    finally:
        page.close()
        host.stop()
    return [Replied(reply, took) for reply, took in found]
