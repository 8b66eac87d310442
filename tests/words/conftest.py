"""The small banks of ``tests/misconceptions`` are used here too."""

from __future__ import annotations

import sys
from pathlib import Path

for room in ("engine", "misconceptions"):
    folder = str(Path(__file__).resolve().parent.parent / room)
    if folder not in sys.path:
        sys.path.append(folder)
