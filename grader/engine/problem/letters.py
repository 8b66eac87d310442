"""Letters for indices: those that nobody declared, and which of them count the axes of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from grader.expr import Dim
from grader.model import Task


@lru_cache(maxsize=1024)
def spare_indices(task: Task) -> dict[str, str | int]:
    """Letters for indices that nobody declared, up to four for each size; none in a problem without indices, vectors and matrices.

    Two count the axes of an answer, and two are for sums.
    """
    if not task.indices and not any(variable.shape for variable in task.variables):
        return {}
    names = {name for name, _ in (*task.indices, *task.functions, *task.columns, *task.definitions)}
    names |= {variable.name for variable in task.variables}
    sizes = dict.fromkeys((*(size for _, size in task.indices), *(size for variable in task.variables for size in variable.shape)))
    letters = iter([letter for letter in _SPARE if letter not in names and letter not in sizes])
    return {letter: size for _ in range(2) for size in sizes for _, letter in zip(range(2), letters, strict=False)}


_SPARE = "ijklmnpqrstuvwabcfgho"


def axis_names(axes: Iterable[Dim], indices: Mapping[str, Dim]) -> tuple[str, ...]:
    """For each axis the first index of its size that counts none before it; an empty name where there is none."""
    found = list[str]()
    for size in axes:
        found.append(next((name for name, runs_to in indices.items() if runs_to == size and name not in found), ""))
    return tuple(found)
