"""Decide one form of an answer over all sizes: at the first ones, and at those that the answer needs besides."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from grader.engine.ladder.finding import Finding
from grader.engine.ladder.ladder import compare
from grader.engine.ladder.larger_sizes import Demand, demand_of, further, instance_at, look_at
from grader.engine.problem.at_sizes import Instance
from grader.engine.problem.laid import Laid
from grader.engine.problem.posed import Posed
from grader.engine.program.budget import Budget, SpentError
from grader.engine.program.program import BeyondError, BudgetError
from grader.model import Agreement, Diagnostic, Outcome, Proof, Severity, Undefined
from grader.record import replace

COUNTS = Diagnostic("engine/sizes", "this counts with sizes or indices so that it may be right at some sizes and wrong at others",
                    "write it without such numbers if you can", severity=Severity.REMARK)
LARGER = Diagnostic("engine/sizes", "this is right at the sizes that were looked at; larger ones are needed, and it is too large there",
                    "write it without determinants and inverses of large matrices if you can", severity=Severity.REMARK)
FAR = Diagnostic("engine/far-entry", "this names an entry by a number that is too large to be looked at, or by 0",
                 "entries are counted from 1", severity=Severity.REMARK)


LAST = (2, 6)
"""From these sizes on one more choice is looked at for what refutes an answer that is not decided."""


def finding_over_sizes(posed: Posed, laid: Laid, budget: Budget) -> Finding:
    """Wrong at one choice of sizes is wrong; right must be right at the first ones and at all that the answer asks for.

    Raises SpentError where that takes more than the budget.
    """
    found, demand, silent = list[tuple[Instance, Finding]](), None, None
    instances = posed.instances(laid.what)
    for count, instance in enumerate(instances, 1):
        try:
            finding = compare(posed, laid.at(posed, instance), budget=budget)
        except BeyondError:
            continue
        if isinstance(finding.evidence, Undefined) and posed.may_be_singular:
            # No inverse at sizes where a product has too low a rank: no evidence, if the answer is right where it has a value.
            silent = silent or finding
            continue
        if finding.outcome is Outcome.UNDECIDED:
            return _refuted_at(posed, laid, instances[count:], budget) or finding
        if finding.outcome is not Outcome.CORRECT or not instance.sizes:
            return finding
        demand = demand or demand_of(posed, laid)
        if isinstance(finding.evidence, Proof) and demand.certifies(instance):
            proof, at = finding.evidence, (tuple(instance.sizes.items()),)
            return replace(finding, evidence=replace(proof, method=proof.method + _condition(posed), sizes=at, all_sizes=True))
        found.append((instance, finding))
    if not instances:
        return Finding(Outcome.UNDECIDED)
    if silent is not None and not found:
        return silent
    if not posed.symbolic:
        return Finding(Outcome.UNDECIDED, said=FAR)
    return _further(posed, laid, demand or demand_of(posed, laid), found, budget)


def _refuted_at(posed: Posed, laid: Laid, others: Iterable[Instance], budget: Budget) -> Finding | None:
    """A refutation at other sizes of an answer that is open at the first ones: the inverse of a product of too low a rank has no balls."""
    for instance in others:
        finding = _at(posed, laid, instance, False, budget)
        if finding is not None and finding.outcome is Outcome.INCORRECT and not isinstance(finding.evidence, Undefined):
            return finding
    return None


def _further(posed: Posed, laid: Laid, demand: Demand, found: list[tuple[Instance, Finding]], budget: Budget) -> Finding:
    """What refutes at further sizes, else the weakest finding of all if all of them could be looked at."""
    wanted = further(posed, demand, [instance.sizes for instance, _ in found])
    is_first, are_all = not found, wanted is not None
    for sizes in wanted or ():
        instance = instance_at(posed, sizes, laid.what)
        finding = _at(posed, laid, instance, is_first, budget)
        if finding is None:
            are_all = are_all and instance is not None and not instance.samples(1)
        elif finding.outcome is not Outcome.CORRECT:
            return finding
        elif is_first and instance is not None:
            found.append((instance, finding))
    if are_all and found:
        return _weakest(found)
    for sizes in [sizes for first in LAST for sizes in itertools.islice(posed.choices(first), 1)]:
        finding = _at(posed, laid, instance_at(posed, sizes, laid.what), False, budget)
        if finding is not None and finding.outcome is Outcome.INCORRECT:
            return finding
    return Finding(Outcome.UNDECIDED, said=FAR if is_first else COUNTS if wanted is None else LARGER)


def _at(posed: Posed, laid: Laid, instance: Instance | None, with_ladder: bool, budget: Budget) -> Finding | None:
    """What is found at one more choice of sizes; ``None`` where nothing can be told there."""
    if instance is None or not instance.samples(1):
        return None
    try:
        answer = laid.at(posed, instance)
        return compare(posed, answer, budget=budget) if with_ladder else look_at(posed, answer, budget)
    except SpentError:
        raise
    except BudgetError:
        return None


def _weakest(found: list[tuple[Instance, Finding]]) -> Finding:
    """The weaker evidence of several is what may be said, with the sizes of all."""
    finding = next((finding for _, finding in found if isinstance(finding.evidence, Agreement)), found[0][1])
    sizes = tuple(tuple(instance.sizes.items()) for instance, _ in found)
    return replace(finding, evidence=replace(finding.evidence, sizes=sizes)) if isinstance(finding.evidence, Proof | Agreement) else finding


def _condition(posed: Posed) -> str:
    """What a proof for all sizes says of them, if the problem does."""
    said = " and ".join([f"{left} {sign} {right}" for left, sign, right in posed.task.sizes])
    return f" where {said}" if said else ""
