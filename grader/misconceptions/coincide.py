"""Whether an example gives a key away: under any names its formulas are a truth, or its function is the one that is asked about."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from grader.engine import Posed
from grader.expr import Apply, ArraySymbol, Differential, Expr, Filled, Index, Size, Sum, Symbol, fold, make, postorder, shapes
from grader.kinds import Decider, decide, value_of
from grader.model import Outcome, Task

MOST_RENAMINGS = 750
"""Most ways to give an example the names of all problems that it is compared with.  An example that has more is not shown: each way is
decided like an answer, and the lecture's bank needs 168 at most.
"""

Name = tuple[str, str]
"""The class of a name, and the name: only names of one class can replace each other."""

Renaming = dict[Name, str]


def is_among(trees: Iterable[Expr], own: Task, others: Sequence[Decider]) -> bool:
    """Return whether a tree over the names of the task ``own`` is, as far as is known, the truth of one of the others.

    If functions are the same, a row of derivatives by several variables is a truth in another order.
    """
    pairs = [(tree, each) for tree in trees for each in others]
    ways = itertools.chain.from_iterable(_ways(tree, own, each) for tree, each in pairs)
    is_too_much = next(itertools.islice(ways, MOST_RENAMINGS, None), None) is not None
    if is_too_much or any(is_right_renamed(tree, own, each) for tree, each in pairs):
        return True
    rows = [each.posed for each in others if own.f is not None and len(own.wrt) > 1 and len(each.posed.task.wrt) == len(own.wrt)]
    return any(is_same_function(own.f, own, posed) for posed in rows if own.f is not None)


def is_same_function(tree: Expr, own: Task, asked: Posed) -> bool:
    """Return whether a tree over the names of ``own`` is, as far as is known, the function that is asked about, by whatever variable."""
    try:
        return is_right_renamed(tree, own, value_of(asked.task, asked.f, asked.salt))
    except shapes.ShapeError:
        return False


def is_right_renamed(tree: Expr, own: Task, decider: Decider) -> bool:
    """Return whether a tree over the names of ``own`` is, as far as is known, a truth, once it has the names of the truth's problem."""
    ways = list(itertools.islice(_ways(tree, own, decider), MOST_RENAMINGS + 1))
    if len(ways) > MOST_RENAMINGS:
        return True
    return any(decide(decider, fold(tree, partial(_renamed, _classes(own), way))).outcome is not Outcome.INCORRECT for way in ways)


def _ways(tree: Expr, own: Task, decider: Decider) -> Iterator[Renaming]:
    """Yield every way to write a tree over the names of ``own`` in those of the decider's problem."""
    return _renamings(sorted(set(_names(tree, own))), _declared(decider.posed))


def _renamings(used: list[Name], declared: list[Name]) -> Iterator[Renaming]:
    """Yield every way to give each used name one of the declared names of its class, no two the same."""
    classes = sorted({kind for kind, _ in used})
    mine = [[name for name in used if name[0] == kind] for kind in classes]
    theirs = [[name for other, name in declared if other == kind] for kind in classes]
    for chosen in itertools.product(*[itertools.permutations(names, len(own)) for own, names in zip(mine, theirs, strict=True)]):
        yield {name: new for own, names in zip(mine, chosen, strict=True) for name, new in zip(own, names, strict=True)}


def _declared(posed: Posed) -> list[Name]:
    """Return all names that a formula of the problem may hold; a variable of the derivative has a differential too."""
    task = posed.task
    return [*((kind, name) for name, kind in _classes(task).items()), *(("index", name) for name, _ in task.indices),
            *(("size", name) for name in posed.symbolic), *((f"d {_classes(task)[name]}", name) for name in task.wrt)]


def _classes(task: Task) -> dict[str, str]:
    """Return the class of each variable, by the number of its axes, and of each function, by the number of its arguments."""
    return {**{variable.name: f"variable {len(variable.shape)}" for variable in task.variables},
            **{name: f"function {count}" for name, count in task.functions}}


def _names(tree: Expr, own: Task) -> Iterator[Name]:
    classes = _classes(own)
    for node in postorder(tree):
        kind, data = type(node), node.data
        if kind in (Symbol, ArraySymbol):
            yield classes[data], data
        elif kind is Differential:
            yield f"d {classes[data[1:]]}", data[1:]
        elif kind is Apply:
            yield classes[data[0]], data[0]
        elif kind in (Index, Sum):
            yield "index", data
        elif kind is Size:
            yield "size", data
        elif kind is Filled:
            yield from (("size", name) for size in data[1] for name in size if isinstance(name, str))


def _renamed(classes: dict[str, str], way: Renaming, node: Expr, args: tuple[Expr, ...]) -> Expr:
    kind, data = type(node), node.data
    if kind in (Symbol, ArraySymbol):
        data = way[classes[data], data]
    elif kind is Differential:
        data = f"d{way[f'd {classes[data[1:]]}', data[1:]]}"
    elif kind is Apply:
        data = way[classes[data[0]], data[0]], data[1]
    elif kind in (Index, Sum):
        data = way["index", data]
    elif kind is Size:
        data = way["size", data]
    elif kind is Filled:
        data = data[0], tuple(tuple(way["size", name] if isinstance(name, str) else name for name in size) for size in data[1])
    return make(kind, args, data)
