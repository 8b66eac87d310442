"""Whether a diagnosis is true: what it says, done to the truth or to the answer, gives the other, by a second opinion.

Values come from NumPy's oracle of ``tests/engine`` (complex steps through f itself), at points and sizes that the tables never see.  Every
rule of the grader has exactly one entry in ``CLAIMS``; a slug without one is an error.  A reason that begins with ``words:`` means that the
answer was recognised, but the sentence says something else than what is so.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from random import Random

import numpy as np
from made import varied
from matrix_judge import arrangements
from matrix_numbers import Array
from matrix_oracle import (
    Evaluator,
    IllFormedError,
    TooOpenError,
    Truth,
    World,
    assignments,
    is_zero,
    open_nodes,
    random_world,
    settled,
    truth,
    with_definitions,
)

from grader.expr import (
    HOLDS_OPERATOR,
    Add,
    Apply,
    ArraySymbol,
    Call,
    Cases,
    Condition,
    Differential,
    Div,
    Entry,
    Expr,
    Filled,
    Index,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Size,
    Slice,
    Sum,
    Symbol,
    Transpose,
    Unit,
    build,
    fold,
    postorder,
    substitute,
)
from grader.kinds import Decider
from grader.misconceptions import BY_NAME
from grader.misconceptions.predict.predict import trees_of
from grader.misconceptions.predict.question import Question
from grader.misconceptions.words import FITS, MAY_FIT
from grader.model import Diagnosis, Problem
from grader.record import replace

CLOSE, FAR = 1e-7, 1e-5
LARGEST = 1e6
DRAWN = 40
D, SHAPE = "d ", "shape "
"""How the names of differentials and of other shapes begin."""

Path = tuple[int, ...]


class UnclearError(Exception):
    """The oracle cannot tell: too few finite points, or a shape that is open."""


# -- values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """A tree in one layout of the truth, or in a shape of its own: its entries at all points of every world."""

    layout: str
    arrays: tuple[Array, ...]


def same(left: Value, right: Value) -> bool:
    """Whether two values agree at all points where both are finite; raises :class:`UnclearError` at too few or too close ones."""
    points = 0
    for a, b in zip(left.arrays, right.arrays, strict=True):
        if a.shape != b.shape:
            return False
        flat, other = a.reshape(len(a), -1), b.reshape(len(b), -1)
        finite = np.isfinite(flat).all(axis=1) & np.isfinite(other).all(axis=1)
        with np.errstate(all="ignore"):
            gaps = (np.abs(flat - other).max(axis=1) / (1e-12 + np.abs(flat).max(axis=1) + np.abs(other).max(axis=1)))[finite]
        # Two values near zero are equal by their absolute size.
        tiny = (np.abs(flat).max(axis=1) + np.abs(other).max(axis=1))[finite] < 1e-12
        gaps = np.where(tiny, 0, gaps)
        if (gaps > FAR).any():
            return False
        if (gaps > CLOSE).any():
            raise UnclearError
        points += int(finite.sum())
    if points < 2:
        raise UnclearError
    return True


class Judge:
    """A problem at random points of its domain, and at two choices of sizes, with what is asked there."""

    def __init__(self, problem: Problem, seed: int = 7, sizes_of_one: bool = False) -> None:
        self.question = Question(Decider(problem.task, f"judge {seed}", problem.scheme))
        if self.question.f.holds & HOLDS_OPERATOR:
            # The oracle knows no operators: their values are those by the rules of calculus, which the engine does not use.
            problem = varied(problem, f=self.question.posed.display())
        self.problem = problem
        scalar = not any(variable.shape for variable in problem.task.variables) and not problem.task.functions
        self.places: list[tuple[World, Truth]] = []
        orders = assignments(problem, Random(seed))
        choices = [dict.fromkeys(next(iter(orders)), 1)] if sizes_of_one else itertools.islice(orders, 6)
        for number, sizes in enumerate(choices):
            world = random_world(problem, sizes, seed + number, DRAWN)
            kept = _finite(problem, world)[:10 if scalar else 4]
            if len(kept) >= 2:
                world = world.take(kept)
                self.places.append((with_definitions(problem, world), truth(problem, world)))
            if len(self.places) == 2:
                break
        if not self.places:
            raise ValueError(f"{problem.id}: no point")
        self._predicted: dict[str, list[list[Value]]] = {}

    # -- trees ------------------------------------------------------------------------------------------------------------

    @cached_property
    def has_differential(self) -> bool:
        """Whether a differential stands for the derivative: it is taken by one vector or matrix."""
        problem = self.problem
        return problem.task.asked == "derivative" and not problem.task.wrt_is_list and any(
            variable.shape and variable.name in problem.task.wrt for variable in problem.task.variables)

    def values(self, tree: Expr) -> list[Value]:
        """A tree in every layout of the truth that it has, as a tensor and as a differential; in its own shape where it has no layout;
        nothing where it is ill-formed."""
        holds_differential = any(type(node) is Differential for node in postorder(tree))
        found: dict[str, list[Array]] = {}
        for number, (world, known) in enumerate(self.places):
            there = self._at(tree, world, known, holds_differential)
            if self.has_differential and not holds_differential:
                there |= {D + name: self.contracted(array, world, known) for name, array in there.items() if not name.startswith(SHAPE)}
            elif holds_differential:
                there = {D + name: array for name, array in there.items()}
            if number == 0:
                found = {name: [array] for name, array in there.items()}
            else:
                found = {name: [*arrays, there[name]] for name, arrays in found.items() if name in there}
        return [Value(name, tuple(arrays)) for name, arrays in found.items()]

    @cached_property
    def truths(self) -> dict[bool, Value]:
        """What is asked, as a tensor and as a differential."""
        found = {False: Value("", tuple(known.array for _, known in self.places))}
        if self.has_differential:
            found[True] = Value(D, tuple(self.contracted(known.array, world, known) for world, known in self.places))
        return found

    def _at(self, tree: Expr, world: World, known: Truth, holds_differential: bool) -> dict[str, Array]:
        found: dict[str, Array] = {}
        target = known
        if holds_differential:
            target = Truth(self.contracted(known.array, world, known), known.outputs, (), known.names[:len(known.outputs)], False)
        try:
            values = [value for _, value in settled(tree, world, lambda value: True)]
        except TooOpenError:
            raise UnclearError from None
        points = len(known.array)
        nodes = open_nodes(tree)
        if nodes and not any(SHAPE not in self._laid(tree, value, world, target) for value in values):
            # An I that stands alone may be a number.
            with contextlib.suppress(IllFormedError):
                values.append(Evaluator(world, {id(node): 1 for node in nodes}).value(tree))
        for value in values:
            for name, array in self._laid(tree, value, world, target).items():
                array = np.broadcast_to(array, (points, *array.shape[1:]))
                if name == SHAPE:
                    # A size that is left open may give several.
                    name = SHAPE + str(len(found))
                if name in found and not np.allclose(found[name], array, equal_nan=True):
                    raise UnclearError
                found[name] = array
        return found

    def _laid(self, tree: Expr, value: Array, world: World, known: Truth) -> dict[str, Array]:
        free = [name for place, name in enumerate(world.indices) if value.shape[1 + place] > 1]
        sizes = known.outputs + known.inputs
        if any(name not in known.names for name in free):
            return {SHAPE: value}
        remaining = [axis for axis in range(len(sizes)) if not (axis < len(known.names) and known.names[axis] in free)]
        named = [axis for axis in range(len(sizes)) if axis not in remaining]
        order = list(world.indices)
        places = [1 + order.index(known.names[axis]) for axis in named]
        others = [axis for axis in range(1, value.ndim - 2) if axis not in places]
        turned = np.transpose(value, [0, *places, *others, value.ndim - 2, value.ndim - 1])
        turned = turned.reshape(len(value), *[sizes[axis] for axis in named], *value.shape[-2:])
        if value.shape[-2:] == (1, 1):
            if free or not sizes or is_zero(tree) or (known.names and not known.inputs):
                wide = turned.reshape(len(value), *[size if axis in named else 1 for axis, size in enumerate(sizes)])
                return {"": np.broadcast_to(wide, (len(value), *sizes))}
            return {SHAPE: value}
        found = {}
        problem = self.problem if known.inputs or not self.places or known is self.places[0][1] else varied(self.problem, asked="differential")
        for name, down, along in arrangements(problem, known, remaining):
            if value.shape[-2:] != (math.prod(sizes[axis] for axis in down), math.prod(sizes[axis] for axis in along)):
                continue
            axes = [*named, *down, *along]
            spread = turned.reshape(len(value), *[sizes[axis] for axis in axes])
            found.setdefault(name, np.transpose(spread, [0, *[1 + axes.index(axis) for axis in range(len(sizes))]]))
        return found or {SHAPE: value}

    def contracted(self, array: Array, world: World, known: Truth) -> Array:
        """A tensor along the random direction of the differential."""
        count = len(known.inputs)
        direction = world.values[f"d{self.problem.task.wrt[0]}"].reshape(len(known.array), *known.inputs)
        wide = direction.reshape(len(direction), *[1] * (array.ndim - 1 - count), *known.inputs)
        # A changed answer may be infinite somewhere: it is then no right one.
        with np.errstate(all="ignore"):
            return (array * wide).sum(axis=tuple(range(array.ndim - count, array.ndim)))

    # -- predictions ------------------------------------------------------------------------------------------------------

    def predictions(self, slug: str) -> list[list[Value]]:
        """The values of all wrong answers that a rule predicts."""
        if slug not in self._predicted:
            found = []
            for tree in trees_of(BY_NAME[slug], self.question):
                try:
                    found.append(self.values(tree))
                except UnclearError:
                    continue
            self._predicted[slug] = found
        return self._predicted[slug]


def _finite(problem: Problem, world: World) -> list[int]:
    """Points where the truth has a moderate value."""
    with np.errstate(all="ignore"):
        flat = np.abs(truth(problem, world).array.reshape(DRAWN, -1))
    return [number for number in range(DRAWN) if np.isfinite(flat[number]).all() and flat[number].max() < LARGEST]


@lru_cache(maxsize=512)
def judge_of(problem: Problem, sizes_of_one: bool = False) -> Judge:
    """The judge of a problem, made once."""
    return Judge(problem, sizes_of_one=sizes_of_one)


@lru_cache(maxsize=512)
def _assuming(problem: Problem, kind: str) -> Judge | None:
    """The judge of the problem with all its square matrices of a kind; ``None`` if there are none to change."""
    changed = tuple(replace(variable, kind=kind) if len(variable.shape) == 2 and variable.shape[0] == variable.shape[1]
                    and variable.kind in ("real", "inv") else variable for variable in problem.task.variables)
    if changed == problem.task.variables:
        return None
    return Judge(varied(problem, id=f"{problem.id} {kind}", variables=changed, truth_tree=None))


# -- an answer beside the truth ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """An answer, as a whole or one entry of it, beside the truth."""

    judge: Judge
    tree: Expr
    entry: int | None = None
    layout: str = ""

    @cached_property
    def values(self) -> list[Value]:
        """The answer's, in every layout (an entry in one only)."""
        return self.of(self.tree)

    def of(self, tree: Expr) -> list[Value]:
        """A tree in the answer's place."""
        found = self.judge.values(tree)
        if self.entry is None:
            return found
        return [self._entry_of(value) for value in found if value.layout == self.layout]

    def truth_of(self, value: Value) -> Value:
        """The truth as a value of the same sort."""
        if self.entry is not None:
            return self._entry_of(self.judge.truths[False])
        return self.judge.truths[value.layout.startswith(D)]

    def pairs(self) -> Iterator[tuple[Value, Value]]:
        """The answer in each of its layouts, with the truth."""
        for value in self.values:
            truth = self.truth_of(value)
            if [array.shape for array in value.arrays] == [array.shape for array in truth.arrays]:
                yield value, truth

    def _entry_of(self, value: Value) -> Value:
        return Value(value.layout, tuple(array.reshape(len(array), -1)[:, self.entry:self.entry + 1] for array in value.arrays))  # type: ignore[operator]

    def is_right(self, tree: Expr) -> bool:
        """Whether a tree is right in any layout in which the answer stands."""
        layouts = {value.layout for value in self.values}
        if all(layout.startswith((SHAPE, D + SHAPE)) for layout in layouts):
            return any(_agree(value, self.truth_of(value)) for value in self.of(tree))
        return any(_agree(value, self.truth_of(value)) for value in self.of(tree) if value.layout in layouts)

    def equals(self, others: Iterable[Value]) -> bool:
        """Whether the answer is one of these, as a tensor or as a differential."""
        return any(_agree(mine, other) for other in others for mine in self.values if mine.layout.startswith(D) is other.layout.startswith(D))

    def predictions(self, slug: str) -> Iterator[Value]:
        """Whatever a rule predicts, in every layout."""
        for values in self.judge.predictions(slug):
            for value in values:
                if self.entry is None:
                    yield value
                elif not value.layout.startswith((SHAPE, D)):
                    yield self._entry_of(value)

    @cached_property
    def part(self) -> tuple[Path, Expr]:
        """The tree of the entry, with its path; the whole tree where it is not written out."""
        if self.entry is None:
            return (), self.tree
        path, node, turned = (), self.tree, self.layout == "denominator"
        while type(node) is Transpose:
            path, node, turned = (*path, 0), node.args[0], not turned
        if type(node) is not Matrix:
            return (), self.tree
        rows, columns = node.data
        at = self.entry
        if turned and min(rows, columns) > 1:
            at = (at % rows) * columns + at // rows
        return (*path, at), node.args[at]


def _agree(left: Value, right: Value) -> bool:
    try:
        return same(left, right)
    except UnclearError:
        return False


def _flat(value: Value) -> Array:
    return np.concatenate([array.reshape(-1) for array in value.arrays])


def _ratio(left: Value, right: Value) -> float | None:
    """The one number c with left = c·right; ``None`` if there is none."""
    if [array.shape for array in left.arrays] != [array.shape for array in right.arrays]:
        return None
    a, b = _flat(left), _flat(right)
    finite = np.isfinite(a) & np.isfinite(b)
    a, b = a[finite], b[finite]
    if not len(a) or np.abs(b).max(initial=0) < 1e-9:
        return None
    c = float(np.real(a @ b) / np.real(b @ b))
    scale = np.abs(a).max() + np.abs(b).max()
    return c if np.abs(a - c * b).max() < CLOSE * scale else None


def _is_constant(value: Value) -> bool:
    return all(np.allclose(array, array[:1], rtol=1e-9, atol=1e-12, equal_nan=True) for array in value.arrays)


# -- trees --------------------------------------------------------------------------------------------------------------------


def places(tree: Expr, path: Path = ()) -> Iterator[tuple[Path, Expr]]:
    """Every node with its path."""
    stack = [(path, tree)]
    while stack:
        here, node = stack.pop()
        yield here, node
        stack.extend(((*here, at), arg) for at, arg in enumerate(node.args))


def put(tree: Expr, path: Path, new: Expr) -> Expr:
    """The tree with a node replaced."""
    if not path:
        return new
    args = list(tree.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    return tree.with_args(args)


def marked(answer: Answer, diagnosis: Diagnosis) -> list[tuple[Path, Expr]]:
    """The nodes that the diagnosis underlines; all of the answer or entry where it underlines nothing, or a node that a span cannot tell."""
    path, part = answer.part
    every = list(places(part, path))
    if diagnosis.span is None:
        return every
    found = [(here, node) for here, node in every if node.span == diagnosis.span]
    return found or every


def _minus(node: Expr) -> Expr:
    return node.args[0] if type(node) is Neg else Neg(node)


def _without(node: Expr, at: int) -> Expr:
    rest = [*node.args[:at], *node.args[at + 1:]]
    return rest[0] if len(rest) == 1 else node.with_args(rest)


# -- claims -------------------------------------------------------------------------------------------------------------------

Claim = Callable[[Answer, Diagnosis], str]
"""The reason why a diagnosis is false; empty where it is true."""

Edits = Callable[[Answer, Expr], Iterator[Expr]]
"""What a node of the answer may be instead."""

BESIDES = "Besides, a constant factor or the sign is wrong."
ELSEWHERE, OFTEN = "Besides, at another place: ", "It went wrong at more than one place."
OF_A_SIGN = "Besides, the sign of a term is wrong."
HEDGES = (FITS, MAY_FIT)
_CONCERNED = re.compile(r"\((\d+) terms are concerned\.\)")
_PREFIX = re.compile(r"(?:(\d+) of (\d+) entries are right\. )?Entr(?:y|ies) (\(\d+(?:, \d+)*\)(?:(?:, | and )\(\d+(?:, \d+)*\))*)(?:: | (?=is |are ))")


def judged(problem: Problem, tree: Expr, diagnosis: Diagnosis) -> str:
    """Why a diagnosis of a wrong answer is false; empty where it is true.  Raises :class:`UnclearError`, and KeyError for an unknown slug."""
    claim = CLAIMS[diagnosis.rule]
    judge = judge_of(problem)
    for hedge in HEDGES:
        diagnosis = replace(diagnosis, message=diagnosis.message.removesuffix(hedge))
    if ELSEWHERE in diagnosis.message or diagnosis.message.endswith((OFTEN, OF_A_SIGN)):
        return two_mistakes(Answer(judge, tree), diagnosis)
    found = _PREFIX.match(diagnosis.message)
    if found is None:
        return claim(Answer(judge, tree), diagnosis)
    right, count = (int(found[1]), int(found[2])) if found[1] else (0, 0)
    places = [tuple(map(int, place.split(", "))) for place in re.findall(r"\(([^()]*)\)", found[3])]
    whole = Answer(judge, tree)
    if not whole.values:
        return "the answer has no value"
    mine = whole.values[0]
    truth_array = judge.truths[False].arrays[0]
    if mine.layout == "denominator" and len(truth_array.shape) == 3 and type(tree) is Matrix:
        # The place is that in the answer.
        places = [place[::-1] for place in places]
    numbers = [_number_of(place, truth_array.shape[1:], judge) for place in places]
    entries = [Answer(judge, tree, at, mine.layout) for at in range(truth_array[0].size)]
    if found[1] and count != len(entries):
        return f"there are {len(entries)} entries"
    good = [_agree(entry.values[0], entry.truth_of(entry.values[0])) for entry in entries]
    if found[1] and right != sum(good):
        return f"{sum(good)} entries are right"
    if any(good[number] for number in numbers):
        return f"one of the entries {places} is right"
    rest = replace(diagnosis, message=diagnosis.message[found.end():])
    if diagnosis.rule == "entries-wrong":
        return "" if "not right yet" in rest.message else "unknown words"
    return next(filter(None, (claim(entries[number], rest) for number in numbers)), "")


def two_mistakes(answer: Answer, diagnosis: Diagnosis) -> str:
    """The answer less the truth is the sum of what two rules make of it, or with another sign of a term it is what the rule predicts."""
    other = next((rule.name for rule in BY_NAME.values() if f"{ELSEWHERE}{rule.message}" in diagnosis.message), diagnosis.rule)
    if diagnosis.message.endswith(OF_A_SIGN):
        flipped = [put(answer.tree, (at,), _minus(term)) for at, term in enumerate(answer.tree.args)] if type(answer.tree) is Add else []
        predicted = [*answer.predictions(diagnosis.rule)]
        return "" if any(Answer(answer.judge, tree).equals(predicted) for tree in flipped) else "no term with another sign is predicted"
    first, second = [*answer.predictions(diagnosis.rule)], [*answer.predictions(other)]
    for mine, right in answer.pairs():
        for one in [value for value in first if value.layout == mine.layout]:
            with contextlib.suppress(UnclearError):
                rest = _minus_value(mine, _minus_value(one, right))
                if any(_agree(rest, value) for value in second if value.layout == mine.layout):
                    return ""
    return "no two predictions add up to this answer"


def _number_of(place: tuple[int, ...], shape: tuple[int, ...], judge: Judge) -> int:
    """The number of the entry at a place as it is told: row and column, also for a row or a column."""
    if len(shape) == 1:
        return max(place) - 1
    number = 0
    for at, size in zip(place, shape, strict=True):
        number = number * size + at - 1
    return number


def _is_predicted(answer: Answer, slug: str, message: str) -> bool:
    if message.endswith(BESIDES):
        ratios = [c for value in answer.predictions(slug) for mine in answer.values if (c := _ratio(mine, value)) is not None]
        return any(abs(c) > 1e-6 and abs(c - 1) > 1e-6 for c in ratios)
    return answer.equals(answer.predictions(slug))


def by_prediction(answer: Answer, diagnosis: Diagnosis) -> str:
    """The rule, applied to the problem, gives the answer."""
    return "" if _is_predicted(answer, diagnosis.rule, diagnosis.message) else "no prediction of the rule is this answer"


def only_derivatives(answer: Answer, diagnosis: Diagnosis) -> str:
    """The same, and the sentence speaks of a derivative, which must be what is asked."""
    if answer.judge.problem.task.asked == "value" and not answer.judge.question.f.holds & HOLDS_OPERATOR:
        return "words: no derivative is asked for"
    return by_prediction(answer, diagnosis)


def sine_or_cosine(answer: Answer, diagnosis: Diagnosis) -> str:
    """The sentence speaks of a sine or cosine, which must be in f."""
    f = answer.judge.question.f
    if not any(type(node) is Call and node.data in ("sin", "cos") for node in postorder(f)):
        return "words: there is no sine and no cosine in f"
    return by_prediction(answer, diagnosis)


def sign(answer: Answer, diagnosis: Diagnosis) -> str:
    ratios = [_ratio(*pair) for pair in answer.pairs()]
    return "" if any(c is not None and abs(c + 1) < CLOSE for c in ratios) else f"it is not minus the truth: {ratios}"


def constant_factor(answer: Answer, diagnosis: Diagnosis) -> str:
    ratios = [_ratio(*pair) for pair in answer.pairs()]
    good = any(c is not None and abs(c) > CLOSE and abs(abs(c) - 1) > CLOSE for c in ratios)
    return "" if good else f"it is no multiple of the truth: {ratios}"


def constant_added(answer: Answer, diagnosis: Diagnosis) -> str:
    if answer.judge.problem.task.asked == "value" and "derivative" in diagnosis.message:
        return "words: no derivative is asked for"
    for mine, right in answer.pairs():
        gap = _flat(mine) - _flat(right)
        gap = gap[np.isfinite(gap)]
        if len(gap) > 1 and np.abs(gap - gap[0]).max() < CLOSE * (1 + np.abs(_flat(right)).max()) and abs(gap[0]) > CLOSE:
            return ""
    return "the difference is no constant"


def variable_factor(answer: Answer, diagnosis: Diagnosis) -> str:
    """The truth times a power of one variable, and what else is wrong is said."""
    judge = answer.judge
    for mine, right in answer.pairs():
        for variable in judge.problem.task.variables:
            if variable.shape:
                continue
            for power in (1, -1, 2, -2):
                scaled = Value("", tuple(known * world.values[variable.name].reshape(-1, *[1] * (known.ndim - 1)) ** float(power)
                                         for known, (world, _) in zip(right.arrays, judge.places, strict=True)))
                c = _ratio(mine, scaled)
                if c is not None and abs(c) > CLOSE:
                    besides = "" if abs(c - 1) < CLOSE else "the sign is wrong" if abs(c + 1) < CLOSE else "a constant factor is wrong"
                    said = diagnosis.message.partition("Besides, ")[2].rstrip(".")
                    return "" if said == besides else f"words: besides {variable.name}^{power} the factor is {c:.4g}"
    return "it is not the truth times a power of a variable"


# -- sums ---------------------------------------------------------------------------------------------------------------------


def _solved(columns: list[Value], target: Value) -> tuple[Array, bool] | None:
    """The coefficients of columns in the target, and whether they are the only ones; ``None`` if the target is no combination."""
    shapes = [array.shape for array in target.arrays]
    if any([array.shape for array in column.arrays] != shapes for column in columns):
        return None
    matrix = np.stack([np.real(_flat(column)) for column in columns], axis=1)
    right = np.real(_flat(target))
    finite = np.isfinite(matrix).all(axis=1) & np.isfinite(right)
    matrix, right = matrix[finite], right[finite]
    if len(right) < 2:
        raise UnclearError
    scales = np.abs(matrix).max(axis=0)
    scales[scales == 0] = 1
    found, _, rank, _ = np.linalg.lstsq(matrix / scales, right, rcond=1e-10)
    if np.abs(matrix / scales @ found - right).max() > CLOSE * (np.abs(right).max() + 1e-12):
        return None
    return found / scales, bool(rank == len(columns) and len(right) > len(columns))


def _combinations_of_own_terms(answer: Answer, diagnosis: Diagnosis) -> Iterator[tuple[Array, bool, int | None]]:
    """Coefficients of the terms of a sum in the answer that make it right, and the number of the term that is underlined.

    What stands beside the sum is in the answer once; the coefficients are put into the answer to see.
    """
    path, part = answer.part
    for here, node in places(part, path):
        if type(node) is Add:
            for layout in {value.layout for value in answer.values}:
                nothing = Mul([Number(0), node.args[0]])
                beside, *columns = [value for term in (nothing, *node.args) for value in answer.of(put(answer.tree, here, term))
                                    if value.layout == layout] or [None]
                if beside is not None and len(columns) == len(node.args):
                    found = _solved([_minus_value(column, beside) for column in columns], _minus_value(answer.truth_of(beside), beside))
                    if found is not None and answer.is_right(put(answer.tree, here, Add(list(map(_times, found[0], node.args))))):
                        at = next((at for at, term in enumerate(node.args) if diagnosis.span is not None and term.span == diagnosis.span), None)
                        yield found[0], found[1], at


def _minus_value(left: Value, right: Value) -> Value:
    """A difference entry by entry; raises :class:`UnclearError` where the shapes differ."""
    if [array.shape for array in left.arrays] != [array.shape for array in right.arrays]:
        raise UnclearError
    return Value(left.layout, tuple(a - b for a, b in zip(left.arrays, right.arrays, strict=True)))


def _times(c: float, term: Expr) -> Expr:
    exact = Fraction(float(c)).limit_denominator(1_000)
    return term if exact == 1 else Mul([build.number(exact), term])


def _combinations_of_a_right_form(answer: Answer) -> Iterator[Array]:
    """Coefficients with which the terms of a right form give the answer."""
    for form in answer.judge.question.forms:
        roots = [()] if answer.entry is None or type(form) is not Matrix else [(answer.entry,)]
        start = form if not roots[0] else form.args[roots[0][0]]
        for here, node in places(start, roots[0]):
            if type(node) is Add:
                for mine in answer.values:
                    for lecture in ("", D):
                        columns = [value for term in node.args for value in answer.of(put(form, here, term)) if value.layout == lecture]
                        found = _solved(columns, mine) if len(columns) == len(node.args) else None
                        if found is not None:
                            yield found[0]


def _count_said(diagnosis: Diagnosis) -> int:
    found = _CONCERNED.search(diagnosis.message)
    return int(found[1]) if found else 1


def _terms(answer: Answer, diagnosis: Diagnosis, fits: Callable[[float], bool]) -> str:
    """A combination of own terms in which the underlined one has such a coefficient, and as many are off as is said."""
    said = _count_said(diagnosis)
    for found, unique, at in _combinations_of_own_terms(answer, diagnosis):
        off = [c for c in found if abs(c - 1) > 1e-6]
        if not off:
            continue
        if not unique or (len(off) == said and (fits(found[at]) if at is not None else any(map(fits, off)))):
            return ""
    return "no such coefficients of the answer's own terms make it right"


def coefficient_wrong(answer: Answer, diagnosis: Diagnosis) -> str:
    reason = _terms(answer, diagnosis, lambda c: abs(c) > 1e-6 and abs(c + 1) > 1e-6)
    if not reason:
        return ""
    good = diagnosis.span is None and any(len([c for c in found if abs(c - 1) > 1e-6]) == _count_said(diagnosis) and all(np.abs(found) > 1e-6)
                                          for found in _combinations_of_a_right_form(answer))
    return "" if good else reason


def term_extra(answer: Answer, diagnosis: Diagnosis) -> str:
    if _repaired(answer, diagnosis, _fewer_terms):
        return ""
    return _terms(answer, diagnosis, lambda c: abs(c) < 1e-6)


def _fewer_terms(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Add:
        yield from (Add([*node.args[:at], *node.args[at + 1:]]) if len(node.args) > 2 else node.args[1 - at] for at in range(len(node.args)))


def term_lost(answer: Answer, diagnosis: Diagnosis) -> str:
    if _is_predicted(answer, "term-lost", diagnosis.message):
        return ""
    for found in _combinations_of_a_right_form(answer):
        if all(abs(c) < 1e-6 or abs(c - 1) < 1e-6 for c in found) and len([c for c in found if abs(c) < 1e-6]) == _count_said(diagnosis):
            return ""
    return "no term of a right form is missing"


def sign_of_a_term(answer: Answer, diagnosis: Diagnosis) -> str:
    if _is_predicted(answer, "sign-of-a-term", diagnosis.message):
        return ""
    for path, node in marked(answer, diagnosis):
        flipped = [_minus(node)]
        if type(node) is Add:
            flipped += [Add([*node.args[:at], _minus(term), *node.args[at + 1:]]) for at, term in enumerate(node.args)]
        if any(answer.is_right(put(answer.tree, path, new)) for new in flipped):
            return ""
    if not _terms(answer, diagnosis, lambda c: abs(c + 1) < 1e-6):
        return ""
    good = any(all(abs(abs(c) - 1) < 1e-6 for c in found) and len([c for c in found if c < 0]) == _count_said(diagnosis)
               for found in _combinations_of_a_right_form(answer))
    return "" if good else "no sign of a term makes it right"


# -- repairs --------------------------------------------------------------------------------------------------------------------


def _repaired(answer: Answer, diagnosis: Diagnosis, edits: Edits) -> bool:
    return any(answer.is_right(put(answer.tree, path, new)) for path, node in marked(answer, diagnosis) for new in edits(answer, node) if new != node)


def _numbers(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Number:
        n = node.value
        for other in (n + 1, n - 1, n + 2, n - 2, 2 * n, 3 * n, n / 2, n / 3, -n, n * 0, n * 0 + 1):
            yield Number(other) if other >= 0 else Neg(Number(-other))


def _names(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) in (Symbol, ArraySymbol):
        yield from (type(node)(variable.name) for variable in answer.judge.problem.task.variables if bool(variable.shape) == (type(node) is ArraySymbol))


def _transposes(answer: Answer, node: Expr) -> Iterator[Expr]:
    yield node.args[0] if type(node) is Transpose else Transpose(node)
    if type(node) is Transpose:
        yield Transpose(node)


def _orders(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Mul:
        for a, b in itertools.combinations(range(len(node.args)), 2):
            args = list(node.args)
            args[a], args[b] = args[b], args[a]
            yield Mul(args)
        yield Mul(node.args[::-1])


def _indices(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) in (Entry, Slice, Condition, Unit):
        at = [place for place, arg in enumerate(node.args) if type(arg) is Index]
        for a, b in itertools.combinations(at, 2):
            args = list(node.args)
            args[a], args[b] = args[b], args[a]
            yield node.with_args(args)
        for a in at:
            sizes = dict(answer.judge.problem.task.indices)
            for name in sizes if node.args[a].data in sizes else ():
                if sizes[name] != sizes[node.args[a].data]:
                    continue
                yield node.with_args([*node.args[:a], Index(name), *node.args[a + 1:]])


def _factors(answer: Answer, node: Expr) -> Iterator[Expr]:
    for variable in answer.judge.problem.task.variables:
        other = ArraySymbol(variable.name) if variable.shape else Symbol(variable.name)
        yield Mul([node, other])
        yield Mul([other, node])


def _fewer_factors(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Mul:
        yield from (_without(node, at) for at in range(len(node.args)))


def _numerator(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Div:
        yield node.args[0]


def _upside_down(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Div:
        yield Div(node.args[1], node.args[0])


def _other_primes(answer: Answer, node: Expr) -> Iterator[Expr]:
    """The function that stands there, differentiated more often or less often in one argument."""
    if type(node) is Apply:
        name, orders = node.data
        for at, order in enumerate(orders):
            yield from (Apply(name, [*orders[:at], other, *orders[at + 1:]], node.args) for other in range(4) if other != order)


def _other_powers(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Pow:
        base, exponent = node.args
        yield from (base, Pow(base, _more(exponent, 1)), Pow(base, _more(exponent, -1)), Pow(base, _minus(exponent)), Pow(node, Number(2)))
        yield Pow(base, Div(exponent, Number(2)))
    elif type(node) in (Symbol, Call, Add):
        yield from (Pow(node, Number(2)), Pow(node, Number(3)))


def _more(exponent: Expr, step: int) -> Expr:
    """The exponent and one, as a literal where it is one."""
    inner = exponent.args[0] if type(exponent) is Neg else exponent
    if type(inner) is not Number:
        return Add([exponent, build.number(step)])
    return build.number((-inner.value if type(exponent) is Neg else inner.value) + step)


def _other_signs(answer: Answer, node: Expr) -> Iterator[Expr]:
    """The other sign of an exponent, or of the argument of a function."""
    if type(node) is Pow:
        yield Pow(node.args[0], _minus(node.args[1]))
    elif type(node) is Call:
        yield node.with_args((_minus(node.args[0]), *node.args[1:]))
    elif type(node) is Apply:
        yield from (node.with_args((*node.args[:at], _minus(arg), *node.args[at + 1:])) for at, arg in enumerate(node.args))


def _arguments(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and len(node.args) == 1:
        yield node.args[0]


def _other_functions(answer: Answer, node: Expr) -> Iterator[Expr]:
    if type(node) is Call and len(node.args) == 1:
        yield node.args[0]
        yield from (Call(other, node.args) for other in ("sin", "cos", "sinh", "cosh", "tan", "cot", "exp", "log", "tr", "det")
                    if other != node.data)


def by_repair(edits: Edits) -> Claim:
    """Changed like this at the underlined place, the answer is right; or the rule predicts it."""
    def claim(answer: Answer, diagnosis: Diagnosis) -> str:
        if _is_predicted(answer, diagnosis.rule, diagnosis.message) or _repaired(answer, diagnosis, edits):
            return ""
        return "no such change at this place makes it right, and the rule does not predict it"

    return claim


def exponent_off(answer: Answer, diagnosis: Diagnosis) -> str:
    """Another exponent makes the answer right, or a right form into the answer."""
    if _repaired(answer, diagnosis, _other_powers) or _is_changed_form(answer, diagnosis, _other_powers):
        return ""
    return "no other exponent at this place makes it right"


def exponent_missing(answer: Answer, diagnosis: Diagnosis) -> str:
    """A power of a right form without its exponent gives the answer."""
    return "" if _is_predicted(answer, "exponent-missing", diagnosis.message) else "no exponent is missing"


def function_exchanged(answer: Answer, diagnosis: Diagnosis) -> str:
    """Another function makes the answer right, or a right form into the answer."""
    if _repaired(answer, diagnosis, _other_functions) or _is_changed_form(answer, diagnosis, _other_functions):
        return ""
    return "no other function at this place makes it right"


def _is_changed_form(answer: Answer, diagnosis: Diagnosis, edits: Edits) -> bool:
    """Whether the answer is a right form with a change at one place, perhaps times a number where that is said."""
    besides = diagnosis.message.endswith(BESIDES)
    for form in answer.judge.question.forms:
        for path, node in places(form):
            for new in edits(answer, node):
                with contextlib.suppress(UnclearError):
                    others = answer.of(put(form, path, new))
                    if answer.equals(others):
                        return not besides
                    ratios = [_ratio(mine, other) for mine in answer.values for other in others] if besides else []
                    if any(c is not None and abs(c) > CLOSE for c in ratios):
                        return True
    return False


def factor_lost(answer: Answer, diagnosis: Diagnosis) -> str:
    if _is_predicted(answer, "factor-lost", diagnosis.message) or _repaired(answer, diagnosis, _factors):
        return ""
    return "no factor at this place makes it right"


def denominator_lost(answer: Answer, diagnosis: Diagnosis) -> str:
    return "" if _is_predicted(answer, "denominator-lost", diagnosis.message) else "no missing denominator makes it right"


# -- assumptions ------------------------------------------------------------------------------------------------------------------


def _only_for(kind: str) -> Claim:
    def claim(answer: Answer, diagnosis: Diagnosis) -> str:
        if answer.is_right(answer.tree):
            return "it is right without any assumption"
        special = _assuming(answer.judge.problem, kind)
        if special is None:
            return "no matrix could be special"
        return "" if Answer(special, answer.tree).is_right(answer.tree) else f"it is not right for {kind} matrices either"

    return claim


def numbers_only(answer: Answer, diagnosis: Diagnosis) -> str:
    if answer.is_right(answer.tree):
        return "it is right without any assumption"
    try:
        small = judge_of(answer.judge.problem, sizes_of_one=True)
    except StopIteration:
        # The oracle finds no reading of f itself where all sizes are one.
        raise UnclearError from None
    number = fold(substitute(answer.tree, answer.judge.question.posed.definitions), _as_number)
    for world, known in small.places:
        is_differential = any(type(node) is Differential for node in postorder(answer.tree))
        target = (small.contracted(known.array, world, known) if is_differential else known.array).reshape(len(known.array), -1)
        _, value = next(settled(number, world, lambda value: True))
        if not np.allclose(np.broadcast_to(value.reshape(len(value), -1), target.shape), target, rtol=CLOSE, atol=1e-9):
            return "it is not right for sizes of one"
    return ""


def _as_number(node: Expr, args: tuple[Expr, ...]) -> Expr:
    """What a node of an array formula means where all sizes are one."""
    kind = type(node)
    if kind in (Filled, Unit, Size, Index):
        return Number(int(node.data != ("0", ()) and (kind is not Filled or node.data[0] != "zeros")))
    if kind in (Transpose, Entry, Slice, Sum, Matrix) or (kind is Call and node.data in ("tr", "det", "vec", "vecr", "diag")):
        return args[0]
    if kind is Call and node.data in ("kron", "hadamard", "outer"):
        return Mul(args)
    if kind is Call and node.data in ("norm", "adj"):
        return Call("abs", args) if node.data == "norm" else Number(1)
    if kind is Condition:
        return Number(int(_holds_for_equal(node)))
    if kind is Indicator:
        return args[0]
    if kind is Cases:
        return next((value for value, condition in zip(args[::2], args[1::2], strict=True) if condition == Number(1)), Number(0))
    return node.with_args(args) if args else node


def _holds_for_equal(node: Expr) -> bool:
    if node.data in ("and", "or"):
        return (all if node.data == "and" else any)(map(_holds_for_equal, node.args))
    return node.data in ("=", "<=", ">=", "otherwise")


def never(answer: Answer, diagnosis: Diagnosis) -> str:
    return "this slug is for entries only"


def of_points(answer: Answer, diagnosis: Diagnosis) -> str:
    """Nothing that is about a set of points is said of a formula."""
    return "words: this is about a set of points"


def of_equations(answer: Answer, diagnosis: Diagnosis) -> str:
    """Nothing that is about an equation is said of a formula."""
    return "words: this is about an equation"


CLAIMS: dict[str, Claim] = {
    **dict.fromkeys(("slope-for-tangent", "normal-for-tangent", "tangent-beside-point", "tangent-slope-wrong", "equation-number",
                     "side-only", "normal-and-plane", "value-forgotten", "gradient-not-put-in", "derivative-forgotten", "constraint-missing",
                     "multiplier-missing", "equation-sign", "equation-term-lost"), of_equations),
    **dict.fromkeys(("branch-not-differentiated", "branches-exchanged", "branch-missing", "absolute-value-ignored", "sign-for-relu",
                     "max-of-derivatives", "border-moved", "symmetry-forgotten", "diagonal-twice"), by_prediction),
    **dict.fromkeys(("zeros-of-the-function", "zeros-of-the-derivative", "sign-of-a-point", "root-of-one-equation", "negative-root-forgotten", "division-by-zero-variable", "point-extra",
                     "points-missing"), of_points),
    "inner-derivative": by_prediction, "outer-not-differentiated": by_prediction, "outer-at-inner-derivative": by_prediction,
    "outer-at-variable": by_prediction, "activation-derivative": by_prediction, "outer-derivative-lost": by_prediction,
    "power-factor-lost": by_prediction, "denominator-not-differentiated": by_prediction, "not-normalised": by_prediction, "function-copied": by_prediction, "multiplied-instead": by_prediction,
    **dict.fromkeys((
        "point-not-put-in", "point-put-in-first", "coordinates-exchanged", "operator-other", "one-term-only", "differentiated-once-in-part",
        "curl-sign", "curl-entry", "direction-not-normalised", "direction-normalised", "determinant-sign", "centre-forgotten", "order-other",
    ), by_prediction),
    "exponent-missing": exponent_missing, "minus-sign": by_repair(_other_signs),
    "function-extra": by_repair(_arguments), "index-wrong": by_repair(_indices), "exp-of-derivative": by_prediction, "log-of-derivative": by_prediction,
    "path-forgotten": by_prediction, "paths-crossed": by_prediction, "product-multiplied": by_prediction,
    "product-one-term": by_prediction, "product-minus": by_prediction, "product-as-sum": by_prediction,
    "chain-and-product-exchanged": by_prediction, "quotient-plus": by_prediction, "quotient-reversed": by_prediction,
    "quotient-not-squared": by_prediction, "quotient-divided": by_prediction, "quotient-denominator-missing": by_prediction,
    "exponent-not-reduced": by_prediction, "exponent-not-brought-down": by_prediction, "exponent-raised": by_prediction,
    "power-rule-on-exponential": by_prediction, "base-and-exponent": by_prediction, "function-of-derivative": by_prediction, "sine-cosine-sign": sine_or_cosine, "inner-sign": by_prediction,
    "elementary-derivative": by_prediction,
    "constant-not-dropped": by_prediction, "coefficient-lost": by_prediction, "variable-not-differentiated": by_prediction,
    "term-not-differentiated": by_prediction, "sum-as-product": by_prediction, "treated-as-constant": only_derivatives,
    "other-variables-differentiated": by_prediction, "wrong-variable": by_prediction, "not-differentiated": only_derivatives,
    "differentiated-twice": only_derivatives, "differentiated-once": only_derivatives, "mixed-derivatives-missing": only_derivatives, "integrated": only_derivatives,
    "freshmans-dream": by_prediction, "power-of-function": by_prediction, "factorials-lost": by_prediction, "power-rule-mixed-up": by_prediction,
    "norm-and-square": by_prediction, "inverse-like-a-number": by_prediction, "inverse-one-missing": by_prediction,
    "inverse-sign": by_prediction, "inverse-transposed": by_prediction, "inverse-lost": by_prediction,
    "determinant-factor-missing": by_prediction, "determinant-of-derivative": by_prediction, "trace-lost": by_prediction,
    "variable-kept": by_prediction, "delta-missing": by_prediction, "indices-exchanged": by_repair(_indices),
    "entries-exchanged": by_prediction, "entries-collapsed": by_prediction, "determinant-instead": only_derivatives,
    "entry-dropped": by_prediction, "transpose": by_repair(_transposes), "order-of-factors": by_repair(_orders), "term-lost": term_lost,
    "sign-of-a-term": sign_of_a_term, "factor-lost": factor_lost, "denominator-lost": denominator_lost, "factors-added": by_prediction,
    "terms-multiplied": by_prediction, "exponent-off": exponent_off, "function-exchanged": function_exchanged, "sign": sign,
    "constant-factor": constant_factor, "constant-added": constant_added, "variable-factor": variable_factor,
    "coefficient-wrong": coefficient_wrong, "term-extra": term_extra, "factor-extra": by_repair(_fewer_factors),
    "denominator-extra": by_repair(_numerator), "quotient-upside-down": by_repair(_upside_down), "prime-wrong": by_repair(_other_primes),
    "number-wrong": by_repair(_numbers), "name-wrong": by_repair(_names),
    **dict.fromkeys(("differentiated", "inner-derivative-multiplied", "inner-derivative-not-divided", "power-not-raised", "power-not-divided",
                     "product-integrated", "not-integrated", "parts-not-finished", "inner-function-as-variable", "divided-by-inner-derivative",
                     "term-not-integrated"), never),
    "symmetric-only": _only_for("sym"), "commuting-only": _only_for("diag"), "numbers-only": numbers_only, "entries-wrong": never,
}
