"""Regular expressions that are compiled when they are first used: most answers need none of them, and compiling them takes 20 ms."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast


class _Lazily:
    """A pattern in waiting; its methods are those of the compiled one."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found


def lazily(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled when one of its methods is first called."""
    return cast("re.Pattern[str]", _Lazily(source, flags))
