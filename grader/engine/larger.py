"""A third size, larger and drawn from the salt: what holds at small sizes only is refused there.

An identity of matrix polynomials without the sizes themselves that holds for matrices of as many rows as its degree holds for all (the
second fundamental theorem of matrix invariants: C. Procesi, "The invariant theory of n × n matrices", Advances in Mathematics 19, 1976).
So only answers of high degree, with determinants, or with numbers that depend on a size need another look.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace

from grader.engine.instance import Instance
from grader.engine.program import BudgetError, rational
from grader.engine.refute import Finding, refute
from grader.engine.run import Answer
from grader.engine.truth import Key
from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Cases,
    Differential,
    Expr,
    Filled,
    Matrix,
    Number,
    Pow,
    Size,
    fold,
    postorder,
)
from grader.model import Counterexample

DEGREE = 4
"""Up to this degree the sizes at which everything is computed are large enough."""

WIDE, NARROW = range(5, 21), range(5, 7)
"""The sizes to draw from; determinants and inverses grow too fast for large ones."""

MOST_COUNTED, MOST_COUNTED_NARROW = 4, 2
"""So often an answer may count with sizes as numbers: a product such as (N-3)(N-4)… could vanish at all sizes that are drawn."""

DRAWS = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What an answer needs beside the first sizes: whether at all, whether determinants have to be written out, how often it counts."""

    needed: bool
    inverted: bool
    counted: int

    @property
    def is_hopeless(self) -> bool:
        """Whether it counts with sizes so often that no sizes can refute it with confidence."""
        return self.counted > (MOST_COUNTED_NARROW if self.inverted else MOST_COUNTED)


def look(key: Key, tree: Expr) -> Look:
    """What an answer needs, together with the function itself."""
    if not key.symbolic:
        return Look(False, False, 0)
    if "look" not in key.memory:
        key.memory["look"] = _of(key.f), any(map(_grows, postorder(key.f)))
    known, does_grow = key.memory["look"]
    found = [_of(tree), known]
    degree, counted = max(each[0] for each in found), found[0][1]
    inverted = does_grow or any(map(_grows, postorder(tree)))
    return Look(degree > DEGREE or any(each[1] for each in found), inverted, counted)


def _of(tree: Expr) -> tuple[int, int]:
    """Degree in the arrays, and how often a size is used as a number."""
    degree = fold(tree, _degree)
    nodes = list(postorder(tree))
    filled = any(type(node) is Filled for node in nodes)
    counting = [node for node in nodes if type(node) is Size or (filled and type(node) is Call and node.data in ("tr", "det", "norm"))]
    return degree, len(counting)


def _degree(node: Expr, degrees: tuple[int, ...]) -> int:
    degree = max(degrees, default=0) if type(node) in (Add, Matrix, Cases) else sum(degrees)
    if type(node) in (ArraySymbol, Differential):
        degree = 1
    elif type(node) is Pow:
        power = rational(node.args[1])
        degree = degrees[0] * max(1, abs(int(power))) if power is not None else 2 * degrees[0]
    elif type(node) is Call and node.data in ("det", "adj"):
        degree += DEGREE
    return degree


def _grows(node: Expr) -> bool:
    """Whether a determinant has to be written out for a node."""
    if type(node) is Pow:
        return node.is_array and node.args[1] != Number(2)
    return type(node) is Call and node.data in ("det", "adj")


def larger(key: Key, needs: Look, what: str) -> list[Instance]:
    """The problem at larger sizes for an answer; none where it is too large there."""
    made = key.memory.setdefault("larger", {})
    name = what, needs.inverted, needs.counted > 0
    if name not in made:
        choices = WIDE if needs.counted and not needs.inverted else NARROW
        draws = [_made(key, what, choices, draw) for draw in range(DRAWS if needs.counted else 1)]
        made[name] = [instance for instance in draws if instance is not None]
    found: list[Instance] = made[name]
    return found


def _made(key: Key, what: str, choices: range, draw: int) -> Instance | None:
    digest = hmac.digest(key.salt.encode(), f"{key.problem.id}|sizes|{draw}".encode(), "sha256")
    sizes: dict[str, int] = {}
    for place, name in enumerate(key.symbolic):
        free = [size for size in choices if size not in sizes.values()] or list(choices)
        sizes[name] = free[digest[place % len(digest)] % len(free)]
    try:
        instance = key.at(sizes, what)
        return instance if instance.samples(2) else None
    except BudgetError:
        return None


def refuted_at(key: Key, answer: Answer) -> Finding | None:
    """Disjoint balls at two points of the answer's instance; ``None`` if there are none."""
    finding = refute(answer, tuple(range(len(answer.outputs))), answer.instance.samples(2))
    if finding is None or finding.entry is None or not isinstance(finding.evidence, Counterexample):
        return finding
    return replace(finding, evidence=replace(finding.evidence, entry=key.place(answer.instance, finding.entry)))
