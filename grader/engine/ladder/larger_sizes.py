"""Find the sizes at which an answer must be compared besides the first ones, so that agreement there is agreement at all sizes.

The difference of an answer and the truth is a polynomial in the sizes whose coefficients are patterns of contraction (``dependence``).
Patterns are independent if every line can be given a value of its own (R. Brauer, "On algebras which are connected with the semisimple
continuous groups", Annals of Mathematics 38, 1937; C. Procesi, "The invariant theory of n × n matrices", Advances in Mathematics 19,
1976).  A polynomial of degree d in a size is zero if it vanishes at d + 1 sizes.  What cannot be compared is not decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from copy import copy
from fractions import Fraction
from math import ceil, comb

from grader.engine.branches.branching import branches
from grader.engine.ladder.comparison import Comparison
from grader.engine.ladder.finding import Finding
from grader.engine.ladder.refute import refute
from grader.engine.ladder.search import sweep_domain
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.compiled import Compiled
from grader.engine.problem.laid import Laid
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import RANGE_BITS, Budget
from grader.engine.program.program import BudgetError
from grader.engine.program.structure import GENERIC
from grader.engine.sizes.candidates import FIRST_SIZE
from grader.engine.sizes.dependence import dependence, elsewhere
from grader.engine.sizes.eigenvalues import Over, over_eigenvalues
from grader.engine.sizes.growth import POWERS, Dependence, Exponents, joined, largest, smallest
from grader.engine.sizes.nonlinear import MOST_EVERY
from grader.engine.sizes.turning import Turn
from grader.engine.values.precision import REFUTE_BITS, precision
from grader.expr import HOLDS_OPERATOR, Expr, postorder
from grader.model import Outcome
from grader.record import record, replace

PARTITIONS = (1, 1, 2, 3, 5, 7, 11, 15, 22, 30, 42)
"""An identity that holds for n × n matrices and no larger ones has at least so many terms as n + 1 has partitions, as that of Cayley and
Hamilton has: with fewer terms no larger matrices are asked for."""

MORE = 3
"""So many sizes are looked at behind the last one at which several comparisons turn together."""

MOST_SIZES = 24
"""So many choices of sizes are looked at for an answer that counts with sizes; what needs more is not decided."""

MOST_WORK = 400_000
"""Steps of f times the variables at which it is differentiated."""

Sizes = Mapping[str, int]


@record
class Demand:
    """What an answer and its truth ask of the sizes together.

    ``lines`` must find room for a certificate, ``room`` is asked of one choice of sizes at least; each size with a ``degree`` takes so many
    values and one more; ``beyond`` are the numbers that sizes must exceed, twice; up to ``every`` all sizes are looked at.
    """

    generic: bool
    lines: Exponents
    room: Exponents
    degree: Mapping[str, int]
    beyond: Mapping[str, int]
    every: Mapping[str, int]
    is_held: bool

    @property
    def is_simple(self) -> bool:
        """Whether nothing but the lines asks for anything."""
        return not (self.degree or self.beyond or self.every or self.is_held)

    def certifies(self, instance: Instance) -> bool:
        """Whether equality as polynomials in the entries at an instance is equality at all sizes."""
        return self.generic and self.is_simple and _has_room(self.lines, instance.sizes)


def demand_of(posed: Posed, laid: Laid) -> Demand:
    """What an answer asks of the sizes; of a problem without symbolic sizes nothing."""
    if _are_over_eigenvalues(posed, laid):
        return Demand(False, {}, {}, {}, {}, {}, False)
    tree, truths = laid.written.tree, posed.once(_no_truths)
    inverted = posed.once(_only_inverted) - elsewhere(tree)
    if inverted not in truths:
        of_f = dependence(posed.f, posed.f_shapes, posed.orthogonal, inverted) if inverted else posed.dependence
        truths[inverted] = _of_truth(posed, of_f)
    return _together(posed, dependence(tree, laid.written.shapes, posed.orthogonal, inverted), truths[inverted])


def _are_over_eigenvalues(posed: Posed, laid: Laid) -> bool:
    """Whether answer and truth are both sums, or both products, over the eigenvalues of one symmetric matrix."""
    truth = posed.once(_truth_over_eigenvalues)
    if truth is None:
        return False
    found = over_eigenvalues(laid.written.tree, laid.written.shapes)
    return found is not None and found[0] is truth[0] and len(found[1] | truth[1]) == 1


def _truth_over_eigenvalues(posed: Posed) -> tuple[Over, frozenset[str]] | None:
    """What the truth is; the derivative of a sum by a number is one, too."""
    if len(posed.symbolic) != 1 or posed.axes or (posed.task.asked, posed.wrt_array) not in (("value", None), ("derivative", None)):
        return None
    found = over_eigenvalues(posed.f, posed.f_shapes)
    return found if found is None or posed.task.asked == "value" or found[0] is Over.SUM else None


def _no_truths(_: Posed) -> dict[frozenset[str], Dependence]:
    return {}


def _only_inverted(posed: Posed) -> frozenset[str]:
    """The arrays of which f holds nothing but the inverse, so that its derivative holds nothing else either."""
    if posed.f.holds & HOLDS_OPERATOR:
        return frozenset()
    return frozenset(variable.name for variable in posed.task.variables if variable.kind in GENERIC) - elsewhere(posed.f)


def _of_truth(posed: Posed, of_f: Dependence) -> Dependence:
    """How the truth depends on sizes: as f, whose denominators and roots differentiation multiplies."""
    orders = {"value": 0, "hessian": 2}.get(posed.task.asked, 1)
    part = of_f.part
    under = {tree: (count + 2 * orders, inside) for tree, (count, inside) in part.under.items()}
    names = [variable.name for variable in posed.task.variables if variable.name in posed.task.wrt]
    occurs = sum(_count(posed, name) for name in names) ** orders if orders else 1
    of_truth = copy(of_f)
    of_truth.part = replace(part, under=under, terms=part.terms * max(1, occurs))
    return of_truth


def _count(posed: Posed, name: str) -> int:
    return sum(node.data == name for node in postorder(posed.f) if not node.args)


def _together(posed: Posed, answer: Dependence, truth: Dependence) -> Demand:
    both = (answer, truth)
    parts = [each.part for each in both]
    generic = all(part.generic for part in parts) and all(variable.kind in (*GENERIC, "sym") for variable in posed.task.variables)
    lines = largest(part.lines for part in parts)
    terms = sum(part.terms for part in parts)
    enough = next((size for size in range(FIRST_SIZE, len(PARTITIONS) - 1) if PARTITIONS[size + 1] > terms), len(PARTITIONS))
    room = {name: min(count, enough) for name, count in largest(part.needed() for part in parts).items()}
    turns = [*{**answer.turns, **truth.turns}.values()]
    beyond = _beyond(both, turns)
    is_counting = any(each.part.is_counting or each.alternating or each.determinants for each in both)
    degree = _degree(both) if is_counting else {}
    every = _every(turns)
    is_unknown = len(turns) > 1 and any(turn.is_steep for turn in turns)
    is_held = is_unknown or any(each.is_held for each in both) or max(every.values(), default=0) > MOST_EVERY
    return Demand(generic, lines, room, _whole(degree), _whole(beyond), _whole(every), is_held)


def _beyond(both: tuple[Dependence, Dependence], turns: list[Turn]) -> dict[str, Fraction | int]:
    """What indices are compared with, and the sums of what they are compared with by twos: where all of this is met, all cases occur."""
    alone = [dict.fromkeys(turn.names, turn.number) for turn in turns if turn.is_alone and not turn.of_size]
    found = dict(largest([*(each.named for each in both), *alone]))
    for turn in turns:
        if not turn.is_alone:
            found |= {name: found.get(name, 0) + turn.number for name in turn.names}
    return found


def _every(turns: list[Turn]) -> dict[str, int]:
    """Up to which size each is looked at where something turns with a size: a case may occur at one size alone."""
    found: dict[str, int] = {}
    for turn in [turn for turn in turns if turn.of_size]:
        for name in turn.names:
            together = sum(each.number for each in turns if name in each.names) + MORE
            found[name] = max(found.get(name, 0), turn.until if turn.is_alone or len(turns) == 1 else together)
    return found


def _whole(numbers: Exponents) -> dict[str, int]:
    return {name: int(value) for name, value in numbers.items() if value}


def _degree(both: tuple[Dependence, Dependence]) -> dict[str, int]:
    parts = [each.part for each in both]
    high, low = largest(part.high for part in parts), smallest(part.low for part in parts)
    fine = max(each.fine for each in both)
    found = {name: (high.get(name, 0) - low.get(name, 0)) * (1 if name.endswith(POWERS) else fine) for name in {*high, *low}}
    for count, inside in joined(part.under for part in parts).values():
        for name, value in inside.items():
            found[name] = found.get(name, 0) + count * value
    multiples, signs = _of_determinants(both)
    for inside in {**parts[0].atoms, **parts[1].atoms}.values():
        for name, value in inside.items():
            found[name] = found.get(name, 0) + value
    roots = len(both[0].roots | both[1].roots)
    turning = both[0].alternating | both[1].alternating | signs
    exponentials = both[0].exponentials | both[1].exponentials
    multiples = _counted((both[0].scaled | both[1].scaled) - exponentials, multiples)
    bases = _counted(exponentials, {})
    names = {name.rstrip(POWERS) for name in found} | {*multiples} | turning
    whole = {name: _zeros(ceil(found.get(name, 0)) << min(roots, 4), ceil(found.get(name + POWERS, 0)), int(bases.get(name, 1)))
             + ceil(multiples.get(name, 0)) for name in names}
    return {name: 2 * value + 1 if name in turning else value for name, value in whole.items()}


def _counted(powers: set[tuple[str, Expr, Expr]], known: Exponents) -> dict[str, Fraction | int]:
    """How many of these powers there are for each size, beside those that are ``known``."""
    return {name: known.get(name, 0) + sum(size == name for size, *_ in powers) for name in {*known, *[size for size, *_ in powers]}}


def _zeros(degree: int, power: int, bases: int) -> int:
    """How often a sum of polynomials of a degree times products of so many exponentials may vanish, if it is not zero.

    A sum of p_k(N) b_k^N with different b_k > 0 has fewer zeros than coefficients.
    """
    return (degree + 1) * comb(power + bases, power) - 1


def _of_determinants(both: tuple[Dependence, Dependence]) -> tuple[Exponents, set[str]]:
    """How many numbers to the power of each size several determinants may make together, and which of them may make a sign."""
    every = both[0].determinants | both[1].determinants
    several = {name for name, *_ in every if len({tree for other, tree, *_ in every if other == name}) > 1}
    multiples = {name: min(sum(other == name and is_multiple for other, _, is_multiple, _ in every),
                           sum(other == name for other, *_ in every) - 1) for name in several}
    return multiples, {name for name, _, _, is_signed in every if is_signed and name in several}


def _has_room(lines: Exponents, sizes: Sizes) -> bool:
    return all(sizes[name] >= count for name, count in lines.items())


# -- which sizes ---------------------------------------------------------------------------------------------------------------


def further(posed: Posed, demand: Demand, tested: list[Sizes]) -> list[dict[str, int]] | None:
    """The sizes at which an answer must be looked at beside those that were ``tested``; ``None`` where there are too many."""
    names, wanted = posed.symbolic, list[dict[str, int]]()
    if demand.is_held:
        return None
    start = {name: max(FIRST_SIZE, ceil(demand.room.get(name, 0))) for name in names}
    if not any(_has_room(demand.room, sizes) for sizes in tested):
        wanted.append(dict(start))
    wanted += [{**sizes, name: sizes[name] + 1} for sizes in tested[:1] for name in names if len({each[name] for each in tested}) == 1]
    if demand.beyond:
        start = {name: max(size, demand.beyond[name] + 2) if name in demand.beyond else size for name, size in start.items()}
        roomy = [sizes for sizes in tested if all(sizes[name] >= start[name] for name in demand.beyond)]
        wanted += [{name: start[name] + more * (name in demand.beyond) for name in names} for more in range(2 - len(roomy))]
    wanted += _grid(demand, start, [*tested, *wanted])
    unique = {tuple(sizes.items()): sizes for sizes in wanted if posed.fits(sizes)}
    found = [sizes for sizes in unique.values() if sizes not in tested]
    return found if len(found) <= MOST_SIZES * (1 + bool(demand.every)) else None


def _grid(demand: Demand, start: Sizes, tested: list[Sizes]) -> list[dict[str, int]]:
    """So many values of each size that a polynomial of this degree that vanishes at all of them is zero, and all up to a branch."""
    degree = {name: min(demand.degree.get(name, 0), 2 * MOST_SIZES) for name in {**demand.degree, **demand.every}}
    if len(degree) == 1 and not demand.every:
        [(name, most)] = degree.items()
        known = {sizes[name] for sizes in tested if sizes[name] >= start[name]}
        new = (size for size in itertools.count(start[name]) if size not in known)
        return [{**start, name: size} for size in itertools.islice(new, max(0, most + 1 - len(known)))]
    values = [range(2, demand.every[name] + most + 2) if name in demand.every else range(start[name], start[name] + most + 1)
              for name, most in degree.items()]
    places = itertools.islice(itertools.product(*values), 4 * MOST_SIZES) if degree else ()
    known_places = {tuple(sizes[name] for name in degree) for sizes in tested}
    return [{**start, **dict(zip(degree, place, strict=True))} for place in places if place not in known_places]


def instance_at(posed: Posed, sizes: Sizes, what: str) -> Instance | None:
    """The problem at further sizes; ``None`` where it is too large there."""
    made = posed.once(_no_instances)
    name = what, tuple(sizes.values())
    if name not in made:
        try:
            instance = posed.at(dict(sizes), what)
            work = len(instance.program.steps) * max(1, len(instance.asked.wrt)) ** (2 if what == "hessian" else 1)
            made[name] = instance if work <= MOST_WORK else None
        except BudgetError:
            made[name] = None
    return made[name]


def _no_instances(_: Posed) -> dict[tuple[str, tuple[int, ...]], Instance | None]:
    return {}


def look_at(posed: Posed, answer: Compiled, budget: Budget) -> Finding | None:
    """A refutation at further sizes, or that there is none; ``None`` where the answer has no values that say anything."""
    answer = answer.within(budget)
    comparison = Comparison(posed, answer, tuple(range(len(answer.outputs))), points=2)
    finding = refute(comparison)
    if finding is None:
        answer.spend(len(answer.program.steps), RANGE_BITS)
    if finding is None and branches(answer.instance, answer.program):
        # What differs in a corner of the domain only may have a factor that vanishes at the first sizes.
        finding = sweep_domain(comparison)
    if finding is None:
        with precision(REFUTE_BITS):
            is_finite = all(value.is_finite() for value in answer.values(comparison.samples[0], REFUTE_BITS))
        return Finding(Outcome.CORRECT) if is_finite else None
    return finding
