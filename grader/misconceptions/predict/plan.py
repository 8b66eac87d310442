"""The wrong answers that rules predict for a problem, as programs without points: made once for a bank, and kept as text.

A plan is a memo and never believed.  It counts only for the sources that it was made from, and says only where to look: what is found
by it is confirmed with the tree that the rule predicts now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import Any

from grader.engine import Instance
from grader.engine.recognise import Batch, Member, Program, batches, differential_entries, program_of, program_parts
from grader.expr import Expr, plain
from grader.misconceptions.points import telling
from grader.misconceptions.predict.predict import Source, trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.rule import Rule
from grader.model import StoreError, dumps, loads
from grader.record import record

Owner = tuple[int, int]
"""The number of a source, and the number of one of its trees."""


@record
class Plan:
    """``made_from`` is the problem as text and the names of the sources; ``owners`` has the sources of each tree, by its number."""

    made_from: tuple[str, ...]
    owners: tuple[tuple[Owner, ...], ...]
    batches: tuple[Batch, ...]


def made_from(question: Question, sources: Sequence[Source], instance: Instance) -> tuple[str, ...]:
    """Return what a plan depends on besides code: the problem, its sizes, the slugs of rules and the texts of listed answers."""
    task = question.task
    declared = (task.variables, task.functions, task.indices, task.axes, task.wrt, instance.asked.what, question.scheme.accept,
                [(name, plain(tree)) for name, tree in task.definitions], sorted(instance.sizes.items()))
    names = [source.name if isinstance(source, Rule) else source.answer for source in sources]
    names += [task.symmetric] if task.symmetric else []
    return (plain(question.f), question.scheme.truth, repr(declared), *names)


def planned(question: Question, sources: Sequence[Source], instance: Instance) -> Plan:
    """Return the plan for all trees of these sources at an instance's sizes."""
    trees: dict[int, Expr] = {}
    owners: dict[int, list[Owner]] = defaultdict(list)
    for number, source in enumerate(sources):
        for place, tree in enumerate(trees_of(source, question)):
            trees[id(tree)] = tree
            owners[id(tree)].append((number, place))
    found = batches(question.posed, list(trees.values()), instance)
    return Plan(made_from(question, sources, instance), tuple(tuple(owners[name]) for name in trees), found)


# -- as text --------------------------------------------------------------------------------------------------------


def plan_text(plan: Plan) -> str:
    """Return the plan as one line of JSON."""
    return dumps([plan.made_from, plan.owners, [
        [program_parts(batch.program), batch.differential,
         [[member.number, member.order, member.signature, member.fits, member.contracts] for member in batch.members]]
        for batch in plan.batches]])


def read_plan(text: str, question: Question, sources: Sequence[Source], instance: Instance) -> Plan | None:
    """Return the plan of a text that was made from this problem and these sources; ``None`` for any other text, damaged or not."""
    steps = differential_entries(question.posed, instance)
    known, functions = frozenset((*instance.balls_of(telling(instance)), *steps)), dict(question.task.functions)
    try:
        names, owners, found = _list(loads(text), 3)
        if names != list(made_from(question, sources, instance)):
            return None
        return Plan(tuple(names), tuple(tuple(_owner(pair, len(sources)) for pair in _list(pairs)) for pairs in _list(owners)),
                    tuple(_lot(batch, len(owners), known, functions, len(steps)) for batch in _list(found)))
    except (StoreError, ValueError):
        return None


def _owner(pair: Any, sources: int) -> Owner:
    number, place = _list(pair, 2)
    return _whole(number, sources), _whole(place)


def _lot(data: Any, trees: int, known: Set[str], functions: Mapping[str, int], steps: int) -> Batch:
    parts, differential, members = _list(data, 3)
    program = program_of(parts, known, functions)
    return Batch(program, _flag(differential), tuple(_member(member, trees, program, steps) for member in _list(members)))


def _member(data: Any, trees: int, program: Program, steps: int) -> Member:
    number, order, signature, fits, contracts = _list(data, 5)
    free, rows, columns = _list(signature, 3)
    if not all(type(name) is str for name in _list(free)) or (_flag(contracts) and (not steps or len(_list(order)) % steps)):
        raise ValueError("this is no member")
    places = tuple(_whole(place, len(program.outputs)) for place in _list(order))
    return Member(_whole(number, trees), places, (tuple(free), _whole(rows), _whole(columns)), _flag(fits), contracts)


def _list(data: Any, length: int | None = None) -> list[Any]:
    if type(data) is not list or (length is not None and len(data) != length):
        raise ValueError("no list of this length")
    return data


def _whole(data: Any, below: int = 1 << 20) -> int:
    if type(data) is not int or not 0 <= data < below:
        raise ValueError("no number in this range")
    return data


def _flag(data: Any) -> bool:
    if type(data) is not bool:
        raise ValueError("neither true nor false")
    return data
