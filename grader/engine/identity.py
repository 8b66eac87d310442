"""The ladder: refute, prove, search, agree, undecided; every verdict carries its evidence.

The rules stand in ``docs/engine.md`` and, bindingly, in the contract: a ball that is disjoint refutes; overlap counts only where it is
narrow, at a precision that lets nothing be absorbed.  NumPy proposes points; balls decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from grader.engine import floats, proof
from grader.engine.arrays import array_of
from grader.engine.atoms import MAX_RESTARTS, AtomField, Facts, RestartError
from grader.engine.balls import precision
from grader.engine.evidence import Place, counterexample, shown_point
from grader.engine.instance import Interval, interval, sweep
from grader.engine.program import BRANCHING, Program
from grader.engine.run import Answer
from grader.engine.truth import Key, Sample, largest_node
from grader.expr import Constant, Expr, Number, Symbol, same_tree, substitute
from grader.model import Agreement, Diagnostic, Evidence, Outcome, Proof, Same, Undefined

REFUTE_BITS = 128
AGREE_BITS = 400
POINTS = 6
MOST_BITS = 1 << 15
DIGITS = 90
"""2^-300 relative to 1 + |T| is about 90 decimal digits."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the ladder found: outcome, evidence, and the number of the entry that was refuted.

    ``rounded_to`` is set where the answer is the truth up to the rounding of its decimals: to so many significant digits.
    """

    outcome: Outcome
    evidence: Evidence | None = None
    entry: int | None = None
    rounded_to: int | None = None


_UNDECIDED = Finding(Outcome.UNDECIDED)


def compare(key: Key, entries: tuple[Expr, ...], truth: tuple[int, ...] | None = None) -> Finding:
    """Compare scalar trees with the truth's entries, in order; ``truth`` picks entries by number (all if ``None``).

    Nothing is raised for what a student can write; budgets turn what is too large into ``undecided``.
    """
    answer = Answer(entries)
    chosen = truth if truth is not None else tuple(range(len(entries)))
    samples = key.samples(3)
    if not samples:
        return _UNDECIDED
    finding = _refute(key, answer, chosen, samples)
    if finding is not None:
        return finding
    try:
        rational = _as_rational(key, answer, chosen)
        if rational is True:
            return Finding(Outcome.CORRECT, Proof("rational normal form"))
        if isinstance(rational, Place):
            return _refuted(key, answer, chosen, rational, samples[0], AGREE_BITS)
        finding = _search(key, answer, chosen)
        if finding is not None:
            return finding
        if _proved_with_atoms(key, answer, chosen) and _has_value(answer, samples):
            return Finding(Outcome.CORRECT, Proof("normal form with atoms"))
    except proof.ZeroDenominatorError:
        return Finding(Outcome.INCORRECT, _undefined(key, answer, samples[0]))
    return Finding(Outcome.CORRECT, Same()) if _same(key, answer, chosen) else _agree(key, answer, chosen)


# -- refute -----------------------------------------------------------------------------------------------------


def _refute(key: Key, answer: Answer, chosen: tuple[int, ...], samples: list[Sample]) -> Finding | None:
    """Disjoint balls at the first points, or no value at two random points where the truth has one."""
    silent = False
    with precision(REFUTE_BITS):
        for sample in samples:
            values = answer.values(sample, REFUTE_BITS)
            truth = key.truth_of(sample, REFUTE_BITS)
            for position, number in enumerate(chosen):
                if not values[position].is_finite():
                    silent = True
                elif not truth[number].overlaps(values[position]):
                    return _refuted(key, answer, chosen, Place(number, position), sample, REFUTE_BITS)
        if silent:
            found = [sample for sample in key.samples(8) if answer.is_undefined(sample)]
            if len(found) > 1 or (found and not key.variables):
                return Finding(Outcome.INCORRECT, _undefined(key, answer, found[0]))
    return None


def _undefined(key: Key, answer: Answer, sample: Sample) -> Undefined:
    """The friendliest point where the answer certainly has no value, else the given one."""
    with precision(REFUTE_BITS):
        shown = next((other for other in key.friendly() if answer.is_undefined(other)), sample)
    return Undefined(shown_point(shown.point))


def _refuted(key: Key, answer: Answer, chosen: tuple[int, ...], place: Place, sample: Sample, bits: int) -> Finding:
    shown = counterexample(key, answer, place, sample, bits)
    digits = [_significant_digits(leaf) for leaf in answer.decimals]
    # An exact 0.5 beside a rounded 0.3333 must not be taken for a rounded number as well: long decimals are tried first.
    for least in (3, 1):
        widened = [count for count in digits if count >= least]
        if widened and _equal_when_rounded(key, answer, chosen, least):
            return Finding(Outcome.INCORRECT, shown, place.number, rounded_to=min(widened))
    return Finding(Outcome.INCORRECT, shown, place.number)


def _significant_digits(leaf: Number) -> int:
    """Digits written from the first that is not zero."""
    return len(str(int(leaf.value * 10 ** (leaf.places or 0))))


def _equal_when_rounded(key: Key, answer: Answer, chosen: tuple[int, ...], least: int) -> bool:
    """Whether half a unit in the last place of each decimal of ``least`` digits makes up for the difference at all points.

    Decimals so coarse that they would excuse an error of more than a twentieth of the value say nothing.
    """
    with precision(REFUTE_BITS):
        for sample in key.samples(POINTS):
            truth = key.truth_of(sample, REFUTE_BITS)
            values = answer.rounded_values(sample, lambda leaf: _significant_digits(leaf) >= least)
            for number, value in zip(chosen, values, strict=True):
                if not value.is_finite() or not truth[number].overlaps(value):
                    return False
                if value.rad() * 20 > abs(truth[number]).upper():
                    return False
    return True


# -- prove ------------------------------------------------------------------------------------------------------


def _as_rational(key: Key, answer: Answer, chosen: tuple[int, ...]) -> bool | Place:
    """Whether every entry is the truth in normal form, or the place where one is not; ``False`` where that cannot be told.

    Raises ZeroDenominatorError for an answer that divides by zero.
    """
    if "normal form" not in key.memory:
        field = proof.Field(tuple(variable.name for variable in key.variables))
        try:
            key.memory["normal form"] = field, _truth_in(field, key)
        except (proof.NoProofError, proof.ZeroDenominatorError):
            key.memory["normal form"] = None
    stored: tuple[proof.Field, list[proof.Quotient]] | None = key.memory["normal form"]
    if stored is None:
        return False
    field, truth = stored
    try:
        values = field.values(answer.program)
        differing = [Place(number, position) for position, number in enumerate(chosen) if not field.equal(values[position], truth[number])]
    except proof.NoProofError:
        return False
    # In normal form π and e are variables: a difference proves nothing where they occur.
    if differing and any(type(leaf) is Constant for leaf in (*answer.program.leaves, *key.program.leaves)):
        return False
    return differing[0] if differing else True


def _has_value(answer: Answer, samples: list[Sample]) -> bool:
    """Whether the answer has a value at one of the points: atoms cannot tell every zero denominator, but a value rules it out."""
    with precision(REFUTE_BITS):
        return any(all(value.is_finite() for value in answer.values(sample, REFUTE_BITS)) for sample in samples)


def _proved_with_atoms(key: Key, answer: Answer, chosen: tuple[int, ...]) -> bool:
    """As above, over a field with atoms.

    The field that holds the truth is shared by the answers while it has room.  An answer that needs more, or teaches something, is
    proved in a field of its own, so that no answer's proof depends on another answer.
    """
    stored = _shared_field(key)
    if stored is None:
        return False
    field, truth = stored
    facts = field.facts
    for attempt in range(MAX_RESTARTS):
        try:
            if attempt:
                field = AtomField(tuple(variable.name for variable in key.variables), facts)
                truth = _truth_in(field, key)
            values = field.values(answer.program)
            return all(field.equal(value, truth[number]) for value, number in zip(values, chosen, strict=True))
        except RestartError as learnt:
            facts = learnt.facts
        except proof.NoProofError:
            if attempt:
                return False
    return False


def _shared_field(key: Key) -> tuple[AtomField, list[proof.Quotient]] | None:
    """The field of the truth alone, made anew when it has filled up."""
    stored: tuple[AtomField, list[proof.Quotient]] | None = key.memory.get("field")
    if stored is not None and stored[0].is_fresh:
        return stored
    positive = frozenset(name for name, domain in _domains(key) if domain.low >= 0)
    facts = Facts(positive) if stored is None else stored[0].facts
    for _ in range(MAX_RESTARTS):
        try:
            field = AtomField(tuple(variable.name for variable in key.variables), facts)
            key.memory["field"] = field, _truth_in(field, key)
            return field, key.memory["field"][1]
        except RestartError as learnt:
            facts = learnt.facts
        except proof.NoProofError:
            break
    return None


def _truth_in(field: proof.Field, key: Key) -> list[proof.Quotient]:
    return field.values(key.program, key.problem.asked, key.problem.wrt)


# -- same -------------------------------------------------------------------------------------------------------


def _same(key: Key, answer: Answer, chosen: tuple[int, ...]) -> bool:
    """Whether the entries are a known form of the truth, up to the order of sums and products."""
    for form in _known_forms(key):
        if all(same_tree(entry, form[number]) for entry, number in zip(answer.entries, chosen, strict=True)):
            return True
    return False


def _known_forms(key: Key) -> list[tuple[Expr, ...]]:
    """The derived and the author's form of the truth, each believed only after the rest of the ladder has accepted it."""
    if "forms" not in key.memory:
        key.memory["forms"] = []
        candidates = [key.display().entries]
        if key.problem.truth_tree is not None:
            array = array_of(substitute(key.problem.truth_tree, key.definitions))
            if not isinstance(array, Diagnostic) and array.shape == key.shape:
                candidates.append(array.entries)
        accepted = [form for form in candidates if compare(key, form).outcome is Outcome.CORRECT]
        key.memory["forms"] = accepted
    stored: list[tuple[Expr, ...]] = key.memory["forms"]
    return stored


# -- search -----------------------------------------------------------------------------------------------------


def _needs_search(key: Key, program: Program) -> bool:
    """Whether a step changes its branch or its domain somewhere in the problem's domain.

    The logarithm or root of a variable that is declared positive does not, nor does a power whose exponent is always whole.
    """
    positive = {name for name, domain in _domains(key) if domain.low >= 0}
    whole = {name for name, domain in _domains(key) if domain.whole}
    whole_slots = _whole_slots(program, whole)
    for name, a, b, _ in program.steps:
        if name not in BRANCHING or (name == "pow" and b in whole_slots):
            continue
        leaf = program.leaves[a] if a < len(program.leaves) else None
        if not (isinstance(leaf, Symbol) and leaf.name in positive and name not in ("asin", "acos", "acosh", "atanh")):
            return True
    return False


def _domains(key: Key) -> list[tuple[str, Interval]]:
    return [(variable.name, interval(variable)) for variable in key.variables]


def _whole_slots(program: Program, whole: set[str]) -> set[int]:
    """Slots whose value is a whole number at every point: natural variables, integers, and their sums and products."""
    found = {slot for slot, leaf in enumerate(program.leaves)
             if (isinstance(leaf, Symbol) and leaf.name in whole) or (isinstance(leaf, Number) and leaf.value.denominator == 1)}
    for slot, (name, a, b, _) in enumerate(program.steps, len(program.leaves)):
        if name in ("add", "mul", "neg") and a in found and (b is None or b in found):
            found.add(slot)
    return found


def _search(key: Key, answer: Answer, chosen: tuple[int, ...]) -> Finding | None:
    """Sweep the domain in floats, then both sides of every sign change of a branch's argument; the balls decide about suspicious points."""
    if not key.variables or not (_needs_search(key, key.program) or _needs_search(key, answer.program)):
        return None
    swept = _sweep(key)
    finding = _look(key, answer, chosen, swept)
    if finding is not None:
        return finding
    near = [points for program in (key.program, answer.program) for points in _sign_changes(key, program, swept.points)]
    if not near:
        return None
    joined = {name: floats.joined([points[name] for points in near]) for name in near[0]}
    return _look(key, answer, chosen, _Swept(joined, len(joined[key.variables[0].name]), _truth_there(key, joined)))


@dataclass(frozen=True, slots=True)
class _Swept:
    """Points of the domain as float arrays, how many of them are random, and the truth's entries there."""

    points: dict[str, Any]
    random_count: int
    truth: list[Any]


def _look(key: Key, answer: Answer, chosen: tuple[int, ...], swept: _Swept) -> Finding | None:
    without_value: list[Sample] = []
    for position, values in enumerate(floats.values(answer.program, swept.points)):
        number = chosen[position]
        for index in floats.differing(swept.truth[number], values):
            sample = key.sample({name: Fraction(float(column[index])) for name, column in swept.points.items()})
            if sample is None:
                continue
            with precision(AGREE_BITS):
                value = answer.values(sample, AGREE_BITS)[position]
                if value.is_finite():
                    if not key.truth_of(sample, AGREE_BITS)[number].overlaps(value):
                        return _refuted(key, answer, chosen, Place(number, position), sample, AGREE_BITS)
                elif index < swept.random_count and answer.is_undefined(sample):
                    without_value.append(sample)
        if len({id(sample) for sample in without_value}) > 1:
            return Finding(Outcome.INCORRECT, _undefined(key, answer, without_value[0]))
    return None


def _sweep(key: Key) -> _Swept:
    """The points of the search and the truth there, made once a problem."""
    if "sweep" not in key.memory:
        points, random_count = sweep(key.variables, key.salt, key.problem.id)
        arrays = floats.arrays(points)
        key.memory["sweep"] = _Swept(arrays, random_count, _truth_there(key, arrays))
    stored: _Swept = key.memory["sweep"]
    return stored


def _truth_there(key: Key, points: dict[str, Any]) -> list[Any]:
    return floats.values(key.program, points, key.problem.asked, key.problem.wrt)


MOST_BRANCHES = 6


def _sign_changes(key: Key, program: Program, points: dict[str, Any]) -> list[dict[str, Any]]:
    """Points next to the sign changes of the arguments of branching steps, inside the domain."""
    arguments = dict.fromkeys(a for name, a, _, _ in program.steps if name in BRANCHING)
    found = []
    for slot in list(arguments)[:MOST_BRANCHES]:
        for name, domain in _domains(key):
            if not domain.whole:
                moved = floats.crossings(program, slot, points, name)
                found.append(floats.inside(moved, name, domain.low, domain.high))
    return found


# -- agree ------------------------------------------------------------------------------------------------------


def _agree(key: Key, answer: Answer, chosen: tuple[int, ...]) -> Finding:
    """Narrow overlapping balls at six random points, and once at a precision that lets nothing be absorbed."""
    good, narrow = 0, True
    bits = agreement_bits(key, answer)
    if bits > MOST_BITS:
        return _UNDECIDED
    wanted = POINTS if key.variables else 1
    for sample in key.samples_in_turn(4 * POINTS if key.variables else 1):
        step = max(AGREE_BITS, bits) if good == 0 else AGREE_BITS
        found = _agrees_at(key, answer, chosen, sample, step, 300 if step == AGREE_BITS else step // 2)
        if found is None:
            continue
        if isinstance(found, Place):
            return _refuted(key, answer, chosen, found, sample, step)
        good, narrow = good + 1, narrow and found
        if good == wanted:
            break
    if good < wanted or not narrow:
        return _UNDECIDED
    return Finding(Outcome.CORRECT, Agreement(DIGITS, good))


def _agrees_at(key: Key, answer: Answer, chosen: tuple[int, ...], sample: Sample, bits: int, narrow: int) -> bool | Place | None:
    """Whether the balls overlap and are narrow; the place where they are disjoint; ``None`` without a finite value."""
    with precision(bits):
        truth, values = key.truth_of(sample, bits), answer.values(sample, bits)
        tight = True
        for position, number in enumerate(chosen):
            t, s = truth[number], values[position]
            if not s.is_finite() or not t.is_finite():
                return None
            if not t.overlaps(s):
                return Place(number, position)
            tight = tight and bool((t - s).rad() <= (1 + abs(t)) * arb(2) ** -narrow)
        return tight


def agreement_bits(key: Key, answer: Answer) -> int:
    """p = 64 + n·L: n leaves of both trees, L ≥ 8 the largest size |log₂|v|| of a node (contract, "agree")."""
    leaves, largest = key.size()
    sample = key.samples(1)[0]
    with precision(REFUTE_BITS):
        largest = max(8, largest, largest_node(answer.program, answer.slots(sample, REFUTE_BITS)))
    return 64 + (leaves + answer.program.leaf_count) * largest
