"""Many trees of one problem computed at once: the wrong answers that misconceptions predict, as values at the first sample.

Trees of one problem share most of their parts, so they become one program.  A differential and the tensor that it stands for are
made comparable: the tensor's entries are the slopes of the differential along the entries of ``dX``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.laid import Laid, Written, laid_out
from grader.engine.problem.posed import Posed
from grader.engine.program.blocks import Block, entry_names
from grader.engine.program.builder import Builder
from grader.engine.program.lower import lower
from grader.engine.program.program import BudgetError, Program, evaluate
from grader.engine.values.balls import Ball, constant
from grader.engine.values.duals import Dual, duals_over
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.expr import HOLDS_DIFFERENTIAL, Differential, Expr, Shapes, Shared, postorder
from grader.model import Diagnostic
from grader.record import record

MOST_SLOTS = 20_000
"""Slots of one program; more trees go into a next one."""

_Slopes = tuple[Callable[[int], list[Ball]], Callable[[int], bool]]
_Entries = Callable[[tuple[int, ...], bool], list[Ball] | None]

Probe = tuple[Sample, int]
"""A sample, and the bits with which values are computed there."""

Signature = tuple[tuple[str, ...], int, int]
"""Free indices, rows and columns of a tree that has not the shape of the truth."""


@record
class Member:
    """One of many trees, by its number: its entries' places among a program's outputs, in the order of the truth's if it ``fits`` that.

    A tensor ``contracts`` to a differential where one is asked.
    """

    number: int
    order: tuple[int, ...]
    signature: Signature
    fits: bool
    contracts: bool


@record
class Batch:
    """Trees as one program at the sizes of an instance; nothing in it depends on points.  Those of a ``differential`` lot hold one."""

    program: Program
    differential: bool
    members: tuple[Member, ...]


@record
class Valued:
    """A tree with its entries at each look, in the order of the truth's if it has a ``form`` of it."""

    tree: Expr
    laid: Laid | None
    values: tuple[list[Ball], ...]


def valued(posed: Posed, trees: Sequence[Expr], instance: Instance, probes: Sequence[Probe]) -> Iterator[Valued]:
    """Yield the trees that can be computed, in order, with their values at samples of an instance."""
    placed = _placed(posed, trees, instance)
    for batch in _batches(posed, placed, instance):
        for member, values in entries_of(posed, batch, instance, probes):
            yield Valued(trees[member.number], placed[member.number][0], values)


def batches(posed: Posed, trees: Sequence[Expr], instance: Instance) -> tuple[Batch, ...]:
    """Return the trees that can be computed, as programs."""
    return tuple(_batches(posed, _placed(posed, trees, instance), instance))


def entries_of(posed: Posed, batch: Batch, instance: Instance, probes: Sequence[Probe]) -> Iterator[tuple[Member, tuple[list[Ball], ...]]]:
    """Yield the entries of each tree of a lot at each look; of a differential that is not linear there are none."""
    found = [_entries_at(posed, instance, probe, batch.program, batch.differential) for probe in probes]
    for member in batch.members:
        values = [entries(member.order, member.contracts) for entries in found]
        known = tuple([each for each in values if each is not None])
        if len(known) == len(values):
            yield member, known


def _placed(posed: Posed, trees: Sequence[Expr], instance: Instance) -> dict[int, tuple[Laid | None, Written]]:
    """Return the form of each tree that has one, or its shapes, by number."""
    shared: Shared = {}, {}
    placed = {}
    for number, tree in enumerate(trees):
        is_declared = not tree.holds & HOLDS_DIFFERENTIAL or _differentials(tree) <= posed.declared.arrays.keys()
        found = laid_out(posed, tree, shared) if is_declared else []
        if not isinstance(found, Diagnostic):
            laid = found[0] if found else None
            if laid is not None or not tree.holds & HOLDS_DIFFERENTIAL:
                placed[number] = laid, laid.written if laid is not None else Written(tree, Shapes(tree, posed.declared, shared))
    return placed


def _batches(posed: Posed, placed: dict[int, tuple[Laid | None, Written]], instance: Instance) -> Iterator[Batch]:
    kinds: dict[bool, list[int]] = {False: [], True: []}
    for number, (laid, _) in placed.items():
        kinds[laid is not None and laid.what == "differential" and instance.asked.what != "differential"].append(number)
    for differential, numbers in kinds.items():
        while numbers:
            batch, numbers = _batch(posed, placed, numbers, instance, differential)
            if batch.members:
                yield batch


def _differentials(tree: Expr) -> frozenset[str]:
    return frozenset(node.data for node in postorder(tree) if type(node) is Differential)


def of_written(posed: Posed, written: Written, instance: Instance, sample: Sample, bits: int = REFUTE_BITS) -> tuple[Signature, list[Ball]]:
    """Return the entries of a tree of any shape at a sample, row by row; raises BudgetError."""
    answer, block = written.at(posed, instance)
    with precision(bits):
        return (block.free, block.rows, block.columns), answer.values(sample, bits)


def tensor_values(posed: Posed, laid: Laid, instance: Instance, sample: Sample, bits: int) -> list[Ball]:
    """Return a form's entries in the order of the truth's at a sample, also where one of the two is a differential; raises BudgetError."""
    with precision(bits):
        if laid.what == instance.asked.what:
            return laid.at(posed, instance).values(sample, bits)
        answer, block = laid.written.at(posed, instance)
        order = laid.in_order(posed, instance, block)
        if laid.what == "differential":
            return _slopes(posed, instance, sample, answer.program, order)
        values = answer.arranged(order).values(sample, bits)
        return list(_contracted(posed, instance, sample, values))


def _batch(posed: Posed, placed: dict[int, tuple[Laid | None, Written]], numbers: list[int], instance: Instance,
         differential: bool) -> tuple[Batch, list[int]]:
    """Return the first of these trees as one program, and the numbers of the others; a tree that is too large alone is left out."""
    indices = posed.indices_at(instance.sizes)
    builder, taken, shared = Builder(), list[tuple[int, Block]](), dict[int, Block]()
    waiting = list(numbers)
    while waiting and len(builder.steps) < MOST_SLOTS:
        written = placed[waiting[0]][1]
        try:
            block = lower(written.tree, builder, written.shapes, instance.sizes, indices, instance.inverted, shared)
        except BudgetError:
            if taken:
                break
            waiting.pop(0)
            builder, shared = Builder(), {}
            continue
        taken.append((waiting.pop(0), block))
    members, start = list[Member](), 0
    for number, block in taken:
        laid = placed[number][0]
        outputs = Block(block.free, block.rows, block.columns, list(range(start, start + len(block.slots))))
        start += len(block.slots)
        order = laid.in_order(posed, instance, outputs) if laid is not None else tuple(outputs.slots)
        contracts = laid is not None and laid.what != "differential" and instance.asked.what == "differential"
        members.append(Member(number, order, (block.free, block.rows, block.columns), laid is not None, contracts))
    program = builder.program([slot for _, block in taken for slot in block.slots], 0)
    return Batch(program, differential, tuple(members)), waiting


def _entries_at(posed: Posed, instance: Instance, probe: Probe, program: Program, differential: bool) -> _Entries:
    """The entries at some outputs, at a look; none where a differential is not linear.  A tensor may be contracted to a differential."""
    sample, bits = probe
    with precision(bits):
        values, is_linear = _differential(posed, instance, sample, program) if differential else (_plain(instance, sample, program), bool)

    def entries(order: tuple[int, ...], contracts: bool) -> list[Ball] | None:
        if differential and not all(map(is_linear, order)):
            return None
        with precision(bits):
            made = [ball for place in order for ball in values(place)]
            return list(_contracted(posed, instance, sample, made)) if contracts else made

    return entries


def _plain(instance: Instance, sample: Sample, program: Program) -> Callable[[int], list[Ball]]:
    found = evaluate(program, sample.family.over(BALLS).table, constant, instance.balls_of(sample))
    return lambda place: [found[place]]


def differential_entries(posed: Posed, instance: Instance) -> list[str]:
    """Return the names of the entries of the differentials of the variables, in the order of the truth's inputs; leaves of programs."""
    shape_of = {variable.name: shape for variable, shape, _ in instance.arrays}
    return [entry for name in posed.task.wrt for entry in entry_names(f"d{name}", shape_of[name])]


def _differential(posed: Posed, instance: Instance, sample: Sample, program: Program) -> _Slopes:
    """Return the slopes of each output along the entries of dX, and whether it is linear in them, as a differential is."""
    directions = differential_entries(posed, instance)
    numbers = duals_over(sample.family.over(BALLS))
    known = instance.balls_of(sample)
    values = {name: Dual(value) for name, value in known.items()}
    zero, one = BALLS.integer(0), BALLS.integer(1)
    values |= {name: Dual(zero, {name: one}) for name in directions}
    found = evaluate(program, numbers.table, numbers.leaf, values)
    # Far from zero: what is linear has the value that its slopes give.
    steps = {name: BALLS.integer(2 * place + 3) for place, name in enumerate(directions)}
    moved = evaluate(program, sample.family.over(BALLS).table, constant, {**known, **steps})

    def slopes(place: int) -> list[Ball]:
        return [(found[place].slopes or {}).get(name, zero) for name in directions]

    def is_linear(place: int) -> bool:
        along = sum((slope * step for slope, step in zip(slopes(place), steps.values(), strict=True)), zero)
        return bool(found[place].value.contains(0) and moved[place].overlaps(along))

    return slopes, is_linear


def _slopes(posed: Posed, instance: Instance, sample: Sample, program: Program, order: tuple[int, ...]) -> list[Ball]:
    chosen = Program(program.leaves, program.steps, order, program.leaf_count)
    values, _ = _differential(posed, instance, sample, chosen)
    return [ball for place in range(len(order)) for ball in values(place)]


def _contracted(posed: Posed, instance: Instance, sample: Sample, values: list[Ball]) -> Iterator[Ball]:
    """Yield a tensor applied to the differential at the sample, output by output."""
    balls = instance.balls_of(sample)
    steps = [balls[name] for name in differential_entries(posed, instance)]
    for start in range(0, len(values), len(steps)):
        yield sum((value * step for value, step in zip(values[start:start + len(steps)], steps, strict=True)), BALLS.integer(0))

