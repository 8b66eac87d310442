"""A changed text, parsed again: what is wrong with it first, and whether anything begins in a line of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def first_fault(text: str) -> tuple[int, int] | None:
    """Return the line, from 0, and the position at which YAML refuses a text or a key stands twice; ``None`` if neither is so."""
    import yaml

    inside = list[_Inside]()
    try:
        for event in _events(text):
            if isinstance(event, yaml.CollectionEndEvent):
                inside.pop()
            elif isinstance(event, yaml.NodeEvent):
                begun = event.start_mark
                if inside and begun is not None and inside[-1].has_twice(event):
                    return begun.line, begun.index
                if isinstance(event, yaml.CollectionStartEvent):
                    inside.append(_Inside(isinstance(event, yaml.MappingStartEvent)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return (0, 0) if mark is None else (mark.line, mark.index)
    except yaml.YAMLError:
        return 0, 0
    return None


def begins_in(number: int, text: str) -> bool:
    """Return whether anything begins in this line, so that the line is not the rest of a text above."""
    import yaml

    try:
        lines = (event.start_mark.line for event in _events(text) if isinstance(event, yaml.NodeEvent) and event.start_mark is not None)
        return next((line for line in lines if line >= number), None) == number
    except yaml.YAMLError:
        return False


def _events(text: str) -> Iterator[Any]:
    import yaml

    yield from yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class _Inside:
    """A list or a mapping that is being read, with the keys that it has so far."""

    def __init__(self, is_mapping: bool) -> None:
        self.is_mapping, self.is_value, self.keys = is_mapping, False, set[str]()

    def has_twice(self, event: Any) -> bool:
        """Take a node, and return whether it is a key that is there already."""
        if not self.is_mapping:
            return False
        self.is_value = not self.is_value
        key = getattr(event, "value", None) if self.is_value else None
        is_known = key in self.keys
        self.keys |= {key} if key is not None else set()
        return is_known
