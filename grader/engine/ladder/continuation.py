"""The rung *continuation*: both sides agree on all branches of the steps that may branch, so that the branches do not matter.

Going round a branch point turns √u into −√u, log u into log u + 2πik, arctan u into arctan u + πk, and crossing a zero turns |u| = u into
−u, and one case into another.  Therefore every such step gets a parameter: a factor ±1, or a constant that is added.  If the two sides
agree as functions of the variables and of all parameters, then they agree on every piece of the domain, wherever its borders are: the
principal branch on one piece is one of these branches, continued from another piece.  Steps share a parameter if their arguments are equal
up to a factor.  The sign of an argument is known if it has a logarithm or a root.
Compare J. H. Davenport, "The Challenges of Multivalued Functions", AISC 2010; R. J. Bradford, R. M. Corless, J. H. Davenport,
D. J. Jeffrey and S. M. Watt, "Reasoning about the elementary functions of complex analysis", AMAI 36 (2002).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from flint import arb, fmpq

from grader.engine.branches.branching import Slots
from grader.engine.ladder.agree import agreement_bits
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.feasible import are_impossible
from grader.engine.problem.asked import truth_values
from grader.engine.problem.at_sizes import BALLS, Instance, Sample
from grader.engine.problem.compiled import Compiled
from grader.engine.program.extremes import compared
from grader.engine.program.program import Program, Step, bind, load, made_of, placed, run
from grader.engine.values.balls import Ball, constant, exact_ball
from grader.engine.values.draws import Stream
from grader.engine.values.numbers import CHOOSING
from grader.engine.values.precision import precision
from grader.expr import Constant, Number, Symbol
from grader.record import record

MOST_SIGNS = 5
MOST_BRANCHES = 48
MOST_STEPS = 20_000
"""Signs that are tried in all combinations; branching steps; steps that all evaluations together may take."""
MOST_SAMPLES = 12
"""Points that are looked at for one where a branch has a value."""
BITS = 400

_EVEN = ("log", "sqrt", "pow", "root")
"""Steps that exist on one side of a zero only, which tells the sign of their argument."""

_BY_SIGN = frozenset(("abs", "sign", *CHOOSING))
"""Steps whose branches are told apart by a factor ±1."""

_ODD = ("asin", "acos", "asinh", "atan", "atanh")
"""Steps whose branches at −u are the negatives of those at u (of arccos: counted from π/2)."""

_MARK = "~branch "
_SIGN = "~branch sign "


@record
class Branch:
    """A branching step of the truth (0) or the answer (1): its argument is ``side`` (±1) times a positive multiple of that of its group.

    For steps that no factor goes through (``arctan``), the multiple is one.
    """

    where: int
    slot: int
    step: Step
    group: int
    side: int


def branches_agree(comparison: Comparison) -> bool:
    """Whether both sides agree on every branch too."""
    bits = agreement_bits(comparison.posed, comparison.answer)
    return _branches_agree(comparison.answer, comparison.chosen, comparison.branching, bits)


def _branches_agree(answer: Compiled, chosen: tuple[int, ...], slots: Slots, bits: int) -> bool:
    """Whether answer and truth agree on all branches of these steps, at ``bits`` of precision."""
    if sum(map(len, slots)) > MOST_BRANCHES:
        return False
    found = _grouped(answer, slots)
    if found is None or ({branch.step[0] for branch in found} & CHOOSING.keys() and any(branch.step[0] in _EVEN for branch in found)):
        # A root or logarithm in one case says nothing about the others.
        return False
    known = {branch.group: branch.side for branch in reversed(found) if branch.step[0] in _EVEN}
    truth = _turned(answer.instance.program, answer.instance.program.outputs, [branch for branch in found if not branch.where], known)
    turned = _turned(answer.program, answer.outputs, [branch for branch in found if branch.where], known)
    trial = _Trial(answer, chosen, truth.program, turned.program, max(bits, BITS))
    signs = [name for name in trial.free if name.startswith(_SIGN)]
    are_cases = any(branch.step[0] in CHOOSING for branch in found) and all(branch.step[0] in _BY_SIGN for branch in found)
    return _all_agree(trial, signs, (truth, turned) if are_cases else (), truth.is_partial or turned.is_partial)


def _all_agree(trial: _Trial, signs: list[str], sides: tuple[_Turned, ...], is_partial: bool) -> bool:
    """Whether the sides agree for all signs; of cases, for all that are possible together.

    Where a case has no value, only signs ±1 choose, so that no identity in the signs is looked for.
    """
    if not is_partial and trial.agrees({}):
        return True
    if not is_partial and len(signs) > MOST_SIGNS:
        touched = {name: found for name in signs if (found := trial.touched(name))}
        if len(touched) > MOST_SIGNS:
            return _agree_by_entries(trial, touched)
        signs = list(touched)
    if not signs or len(signs) > MOST_SIGNS:
        return False
    patterns = [dict(zip(signs, pattern, strict=True)) for pattern in itertools.product((1, -1), repeat=len(signs))]
    return all(trial.agrees(pattern) or (bool(sides) and _is_impossible(trial.answer.instance, sides, pattern)) for pattern in patterns)


def _agree_by_entries(trial: _Trial, touched: dict[str, frozenset[int]]) -> bool:
    """Whether the sides agree for all signs, where each entry has few: those that touch no entry together take their values together."""
    together = list[list[str]]()
    for name, entries in touched.items():
        alike = next((names for names in together if all(entries.isdisjoint(touched[other]) for other in names)), None)
        if alike is None:
            together.append([name])
        else:
            alike.append(name)
    if len(together) > MOST_SIGNS:
        return False
    return all(trial.agrees({name: sign for names, sign in zip(together, pattern, strict=True) for name in names})
               for pattern in itertools.product((1, -1), repeat=len(together)))


def _is_impossible(instance: Instance, sides: tuple[_Turned, ...], pattern: dict[str, int]) -> bool:
    return are_impossible(instance, [(side.program, [(slot, branch.side * pattern.get(f"{_SIGN}{branch.group}", 1))
                                                     for branch, slot in side.arguments]) for side in sides], pattern)


class _Trial:
    """Both sides with their parameters, compared for values of these; counts the steps that it takes."""

    def __init__(self, answer: Compiled, chosen: tuple[int, ...], truth: Program, turned: Program, bits: int) -> None:
        self.answer = answer
        self.chosen = chosen
        self.truth = truth
        self.turned = turned
        self.bits = bits
        self._left = MOST_STEPS
        stream = Stream(answer.instance.salt, f"{answer.instance.purpose}|branches")
        names = {leaf.name for program in (truth, turned) for leaf in program.leaves if isinstance(leaf, Symbol)}
        self.free = {name: 1 + stream.unit() for name in sorted(names) if name.startswith(_MARK)}

    def agrees(self, signs: dict[str, int]) -> bool:
        """Whether the two sides agree at two points, for these signs and random other parameters."""
        found = list(itertools.islice(self._differences(signs), 2))
        return len(found) == 2 and all(ball.contains(0) for balls in found for ball in balls)

    def touched(self, name: str) -> frozenset[int]:
        """The entries in which the difference of the sides changes with a sign, or with any number in its place."""
        found = [next(self._differences(signs), None) for signs in ({name: 1}, {name: -1}, {})]
        balls = [each for each in found if each is not None]
        if len(balls) < len(found):
            return frozenset(range(len(self.turned.outputs)))
        return frozenset(place for place, (a, b, c) in enumerate(zip(*balls, strict=True)) if not (a.overlaps(b) and a.overlaps(c)))

    def _differences(self, signs: dict[str, int]) -> Iterator[list[Ball]]:
        """At sample after sample, truth minus answer where both have a value and narrow balls."""
        for sample in self.answer.instance.samples_in_turn(MOST_SAMPLES):
            self._left -= 2 * len(self.truth.steps) + len(self.turned.steps)
            if self._left < 0:
                return
            self.answer.pay(1, self.bits)
            with precision(self.bits):
                found = self._at(sample, signs)
            if found is not None:
                yield found

    def _at(self, sample: Sample, signs: dict[str, int]) -> list[Ball] | None:
        values = dict(self.answer.instance.balls_of(sample))
        for name, value in self.free.items():
            values[name] = arb(signs[name]) if name in signs else exact_ball(value)
        numbers, asked = sample.family.over(BALLS), self.answer.instance.asked
        truth = truth_values(self.truth, numbers, values, asked.what, asked.wrt, asked.tied)
        slots = run(bind(self.turned, numbers.table), load(self.turned, constant, values))
        narrow = 300 if self.bits == BITS else self.bits // 2
        found = []
        for number, output in zip(self.chosen, self.turned.outputs, strict=True):
            difference = truth[number] - slots[output]
            if not difference.is_finite() or not difference.rad() <= (1 + abs(truth[number])) * arb(2) ** -narrow:
                return None
            found.append(difference)
        return found


# -- any branch of a step -------------------------------------------------------------------------------------------


def _parameters(branch: Branch, known: dict[int, int]) -> list[str]:
    """The names of the parameters of a step: signs, which are ±1, and numbers of any size."""
    name, _, _, k = branch.step
    if name in _BY_SIGN:
        return [] if branch.group in known else [f"{_SIGN}{branch.group}"]
    if name == "sqrt":
        return [f"{_SIGN}sqrt {branch.group} {branch.side}"]
    if name in ("root", "log", "pow"):
        return [f"{_MARK}{f'root {k}' if name == 'root' else 'log'} {branch.group} {branch.side}"]
    kind = "asin" if name == "acos" else name
    names = [f"{_MARK}{kind} {branch.group}" + (f" {branch.side}" if name == "acosh" else "")]
    return [f"{_SIGN}{kind} {branch.group}", *names] if name in ("acosh", "asin", "acos", "asinh") else names


def _any(branch: Branch, step: Callable[..., Any], a: Any, b: Any, parameters: list[Any], side: Any, quarter: Any) -> Any:
    """A branching step with its parameters, written by ``step`` over slots or numbers; ``side`` is the known sign of its argument."""
    name, _, _, k = branch.step
    if name in _BY_SIGN:
        factor = _factor(branch, step, parameters, side)
        return factor if name == "sign" else step("mul", factor, a) if name == "abs" else _between(step, factor, b, quarter)
    value = step(name, a, b, k)
    if name in ("sqrt", "root"):
        return step("mul", parameters[0], value)
    if name == "pow":
        return step("mul", value, step("exp", step("mul", parameters[0], b)))
    shift = step("neg", parameters[-1]) if name in _ODD and branch.side < 0 else parameters[-1]
    if name == "acos":
        # π/2 − (±arcsin u + c), so that arccos and arcsin of one argument go together.
        arcsine = step("add", quarter, step("neg", value))
        return step("add", quarter, step("neg", step("add", step("mul", parameters[0], arcsine), shift)))
    return step("add", step("mul", parameters[0], value) if len(parameters) == 2 else value, shift)


def _factor(branch: Branch, step: Callable[..., Any], parameters: list[Any], side: Any) -> Any:
    """The sign of the argument of a step: a parameter, or what is known of it."""
    if not parameters:
        return side
    return step("neg", parameters[0]) if branch.side < 0 else parameters[0]


def _between(step: Callable[..., Any], factor: Any, values: Any, quarter: Any) -> Any:
    """(a + b)/2 + s (a − b)/2: one of two values for a sign s, and an identity in s for all of its values."""
    a, b = values
    one = step("div", quarter, quarter)
    change = step("mul", factor, step("add", a, step("neg", b)))
    return step("div", step("add", step("add", a, b), change), step("add", one, one))


@record
class _Turned:
    """A program in which each branching step is any branch of itself, and the slots of the arguments of these steps.

    It is ``partial`` if a case has no value, as where no condition of ``1 if x>a; -1 if x<a`` holds.
    """

    program: Program
    arguments: tuple[tuple[Branch, int], ...]
    is_partial: bool


def _turned(program: Program, outputs: tuple[int, ...], found: list[Branch], known: dict[int, int]) -> _Turned:
    """The program with parameters as further leaves, in which each branching step is any branch of itself."""
    branches = {branch.slot: branch for branch in found}
    names = list(dict.fromkeys(name for branch in found for name in _parameters(branch, known)))
    count = len(program.leaves)
    leaves = (*program.leaves, *map(Symbol, names), Number(1), Number(2), Constant("pi"))
    slot_of = {name: slot for slot, name in enumerate(names, count)}
    steps = list[Step]()

    def step(name: Any, a: int, b: Any = None, k: int | None = None) -> int:
        steps.append((name, a, b, k))
        return len(leaves) + len(steps) - 1

    partial = _without_value(program)
    one, quarter = len(leaves) - 3, step("div", len(leaves) - 1, len(leaves) - 2)
    minus = step("neg", one)
    place = list(range(count))
    for slot, (name, a, b, k) in enumerate(program.steps, count):
        _, _, others, _ = placed((name, a, b, k), place)
        branch = branches.get(slot)
        if branch is None:
            place.append(step(name, place[a], others, k))
        else:
            side = minus if branch.side * known.get(branch.group, 1) < 0 else one
            parameters = [slot_of[each] for each in _parameters(branch, known)]
            if name in CHOOSING and not partial.isdisjoint(b):
                place.append(step("choose", _factor(branch, step, parameters, side), others))
            else:
                place.append(_any(branch, step, place[a], others, parameters, side, quarter))
    made = Program(leaves, tuple(steps), tuple([place[output] for output in outputs]), program.leaf_count)
    return _Turned(made, tuple([(branch, place[branch.step[1]]) for branch in found]), bool(partial))


def _without_value(program: Program) -> set[int]:
    """Slots that have no value where no case holds: a number divided by zero, and all that is made of it."""
    zeros = {slot for slot, leaf in enumerate(program.leaves) if leaf.data == (0, None)}
    steps = enumerate(program.steps, len(program.leaves))
    return made_of(program, [slot for slot, (name, _, b, _) in steps if name == "div" and b in zeros])


# -- groups ---------------------------------------------------------------------------------------------------------


def _grouped(answer: Compiled, slots: Slots) -> list[Branch] | None:
    """The branching steps with their groups: arguments whose ratio is the same number in two worlds are one up to a factor."""
    samples = list(itertools.islice(answer.instance.samples_in_turn(2), 2))
    if len(samples) < 2:
        return None
    found = list[Branch]()
    with precision(BITS):
        worlds = [_World(answer.instance, sample, number) for number, sample in enumerate(samples)]
        for where, program in enumerate((answer.instance.program, answer.program)):
            branching = set(slots[where])
            for world in worlds:
                world.slots = load(program, constant, world.balls)
            for slot, step in enumerate(program.steps, len(program.leaves)):
                branch = None
                if slot in branching:
                    argument = tuple(_argument(program, step, world) for world in worlds)
                    if any(not ball.is_finite() or ball.contains(0) for ball in argument):
                        return None
                    branch = _branch(worlds, where, slot, step, argument)
                    found.append(branch)
                for world in worlds:
                    world.take(step, branch)
    return found


def _argument(program: Program, step: Step, world: _World) -> Ball:
    """The argument of a step; of one that is told by its sign what has this sign without increasing functions around it."""
    if step[0] not in _BY_SIGN:
        return world.slots[step[1]]
    a, b = compared(program, step[1])
    return world.slots[a] if b is None else world.slots[a] - world.slots[b]


def _branch(worlds: list[_World], where: int, slot: int, step: Step, argument: tuple[Ball, ...]) -> Branch:
    """A branching step in its group; a new group where there is none yet."""
    exactly = _is_exact(step)
    known = list(zip(*[world.arguments[exactly] for world in worlds], strict=True))
    for group, other in enumerate(known):
        first, second = argument[0] / other[0], argument[1] / other[1]
        same = first.overlaps(second) and (first - second).rad() <= abs(first) * arb(2) ** -300
        if same and (not exactly or first.contains(1) or first.contains(-1)):
            return Branch(where, slot, step, group, 1 if first > 0 else -1)
    for world, ball in zip(worlds, argument, strict=True):
        world.arguments[exactly].append(ball)
    return Branch(where, slot, step, len(known), 1)


def _is_exact(step: Step) -> bool:
    """Whether no factor goes through a step."""
    return step[0] in _ODD or step[0] == "acosh"


class _World:
    """A point with a value for every parameter, at which programs are run step by step.

    Points alone would not do: |u| is a multiple of u wherever both have one sign, but not for every parameter that stands for it.
    """

    def __init__(self, instance: Instance, sample: Sample, number: int) -> None:
        self.balls = instance.balls_of(sample)
        self.slots: list[Ball] = []
        self.arguments: dict[bool, list[Ball]] = {False: [], True: []}
        self._table = sample.family.over(BALLS).table
        self._stream = Stream(instance.salt, f"{instance.purpose}|world {number}")
        self._values: dict[str, Ball] = {}

    def take(self, step: Step, branch: Branch | None) -> None:
        """The value of the next step."""
        name, a, b, k = step
        others = None if b is None else self.slots[b] if type(b) is int else [self.slots[other] for other in b]
        if branch is None:
            self.slots.append(self._step(name, self.slots[a], others, k))
        else:
            values = [self._value(each, branch) for each in _parameters(branch, {})]
            self.slots.append(_any(branch, self._step, self.slots[a], others, values, None, arb.pi() / 2))

    def _step(self, name: Any, a: Ball, b: Any = None, k: int | None = None) -> Ball:
        function = self._table[name]
        if b is not None:
            return function(a, *b) if isinstance(b, list) else function(a, b)
        return function(a) if k is None else function(a, k)

    def _value(self, name: str, branch: Branch) -> Ball:
        """A parameter's value: a random number; where it is the sign of an argument with that sign, so that roots of it exist."""
        if name not in self._values:
            size = 1 + self._stream.unit()
            negative = branch.step[0] in _BY_SIGN and self.arguments[False][branch.group] < 0
            self._values[name] = arb(fmpq(-size.numerator if negative else size.numerator, size.denominator))
        return self._values[name]
