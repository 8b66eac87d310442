"""A process that has no NumPy, for a while: what was made with it is forgotten before and after."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader.engine.values.floats import arrays, floats
from grader.kinds import decider_of


@contextmanager
def without_numpy() -> Iterator[None]:
    """Search over lists, as where NumPy is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "numpy", None)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for remembered in (arrays, floats, decider_of):
        remembered.cache_clear()
