"""A page in Chromium: what a script that is put at its end says.

``GRADER_BROWSER`` names the browser; ``.ci/run`` sets it, so that nothing that needs one is skipped there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

BROWSER = os.environ.get("GRADER_BROWSER") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_browser = pytest.mark.skipif(BROWSER is None, reason="needs Chromium, by the name chromium or in GRADER_BROWSER")


def said_in_browser(file: Path, steps: str) -> Any:
    """Run ``steps``, which end with ``tell(value)``, at the end of a page whose policy allows scripts; gives the value."""
    page = file.read_text("utf-8")
    tell = 'function tell(value) { document.title = "SAID " + JSON.stringify(value); }'
    file.write_text(page.replace("</body>", f"<script>{tell}{steps}</script></body>"), "utf-8")
    done = subprocess.run([str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking", f"--user-data-dir={file.parent / 'profile'}",
                           "--virtual-time-budget=5000", "--dump-dom", f"file://{file}"], capture_output=True, text=True, timeout=120, check=True)
    return json.loads(unescape(done.stdout.split("<title>SAID ")[1].split("</title>")[0]))
