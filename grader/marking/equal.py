"""Whether two of our own trees are the same function on a problem's domain: the ladder, with one of them as the truth."""

from __future__ import annotations

from dataclasses import replace

from grader.engine import Array, Key
from grader.expr import Matrix
from grader.model import Problem


def value_key(problem: Problem, array: Array, salt: str) -> Key:
    """A key whose truth is the value of the given array, over the problem's variables and domain."""
    f = array.entries[0] if array.shape is None else Matrix(*array.shape, array.entries)
    return Key(replace(problem, id=f"{problem.id} value", f=f, asked="value", wrt=(), truth_tree=None, definitions=()), salt)
