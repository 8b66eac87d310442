"""The generators and oracles of ``tests/engine`` are used here too."""

from __future__ import annotations

import sys
from pathlib import Path

ENGINE = str(Path(__file__).resolve().parent.parent / "engine")

if ENGINE not in sys.path:
    sys.path.append(ENGINE)
