"""A problem with variants proves itself: every variant as a problem of its own, then all of them beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from statistics import median

from grader.expr import Expr
from grader.kinds import kind_of
from grader.marking.groups import clusters
from grader.marking.proof import RIGHT_HERE, Proved
from grader.model import MOST_FAILING, Diagnostic, Problem, Severity, Values, has_errors, told, values_text
from grader.record import replace

Prove = Callable[[Sequence[Problem]], Iterator[Proved]]
"""Proves problems one by one, in their order."""


def prove_variants(families: Sequence[Problem], salt: str, prove: Prove) -> tuple[Proved, ...]:
    """Return what proving the variants of a problem gives, of one with parts for each part: ``families`` are all of its parts.

    Each variant is proved until three of one part fail.  Where none fails they are compared: two variants with the same answers, a much
    easier one, and names of values on which the answer depends and which the statement does not say.
    """
    found = [_proved(family, prove(family.variants)) for family in families]
    if any(fault.severity is Severity.ERROR for each in found for fault in each.faults):
        return tuple(found)
    alike = [_alike(family, salt) for family in families]
    first = found[0]
    found[0] = replace(first, faults=(*first.faults, *_equal(families, alike)))
    more = [(*_unsaid(family, same), *_easier(family)) for family, same in zip(families, alike, strict=True)]
    return tuple(replace(each, faults=(*each.faults, *said)) for each, said in zip(found, more, strict=True))


def _proved(family: Problem, proving: Iterator[Proved]) -> Proved:
    """The sum of the proofs; after a few variants that fail the others are only counted."""
    failing, heard = dict[Values, tuple[Diagnostic, ...]](), dict[Values, tuple[Diagnostic, ...]]()
    checked = accepted = proofs = done = 0
    for variant, proved in zip(family.variants, proving, strict=False):
        done += 1
        checked, accepted, proofs = checked + proved.checked, accepted + proved.accepted, proofs + proved.proofs
        heard[variant.variant] = proved.faults
        if has_errors(proved.faults):
            failing[variant.variant] = proved.faults
        if len(failing) == MOST_FAILING:
            break
    left = len(family.variants) - done
    shown = failing or {values: faults for values, faults in heard.items() if faults}
    if not shown:
        return Proved(family.id, checked, accepted, proofs, ())
    more = (f"{family.id}: {left} more variants were not looked at" if left else
            f"{family.id}: the same is said of {len(shown) - MOST_FAILING} more variants" if len(shown) > MOST_FAILING else "")
    faults = told(_excluded(shown, list(heard)), len(shown) == done, lambda values, text: _named(family.id, values, text), more,
                  family.shown.where)
    return Proved(family.id, checked, accepted, proofs, tuple(_as_heard(each, bool(failing)) for each in faults))


def _as_heard(fault: Diagnostic, is_wrong: bool) -> Diagnostic:
    """That there are more of them weighs as much as what is said of the first."""
    return fault if is_wrong or fault.code != "bank/variants-more" else replace(fault, severity=Severity.WARNING)


def _named(problem: str, values: Values, text: str) -> str:
    return f"{problem}[{values_text(values)}]: {text.removeprefix(f'{problem}: ')}"


def _excluded(failing: Mapping[Values, tuple[Diagnostic, ...]], known: Sequence[Values]) -> dict[Values, tuple[Diagnostic, ...]]:
    """The faults, where a wrong answer is right with the condition that leaves such variants out."""
    those = [values for values, faults in failing.items() if any(fault.code == RIGHT_HERE for fault in faults)]
    others = [values for values in known if values not in those]
    return {values: tuple(replace(fault, remedy=f"exclude it by where: {_condition(values, those, others)}")
                          if fault.code == RIGHT_HERE else fault for fault in faults) for values, faults in failing.items()}


def _condition(values: Values, those: Sequence[Values], others: Sequence[Values]) -> str:
    """The simplest condition that leaves a variant out and none of the others: ``a != 1``, ``a != b``."""
    for pair in values:
        if all(pair not in other for other in others):
            return f"{pair[0]} != {pair[1]}"
    for (first, one), (second, two) in combinations(values, 2):
        if one == two and all(dict(other)[first] != dict(other)[second] for other in others):
            return f"{first} != {second}"
    return " or ".join(f"{name} != {value}" for name, value in values)


def _alike(family: Problem, salt: str) -> dict[Values, int]:
    """For each variant the number of its answer: equal answers have one number."""
    first = family.variants[0]
    truths = {variant.key: kind_of(variant.task).truth(variant) for variant in family.variants}
    if kind_of(first.task).trees:
        alike = clusters(first, {key: truth.tree for key, truth in truths.items()}, salt)
    else:
        # Of answers that cannot be shown nobody knows that they are the same.
        texts = dict.fromkeys(truth.text or key for key, truth in truths.items())
        alike = [[key for key, truth in truths.items() if (truth.text or key) == text] for text in texts]
    numbers = {key: number for number, cluster in enumerate(alike) for key in cluster}
    return {variant.variant: numbers[variant.key] for variant in family.variants}


def _equal(families: Sequence[Problem], alike: Sequence[Mapping[Values, int]]) -> Iterator[Diagnostic]:
    """Two variants in which all answers are the same: a friend's answers are right there; of choices there are only a few."""
    if all(each.scheme.choices.options for each in families):
        return
    family = families[0]
    groups: dict[tuple[int, ...], list[Values]] = {}
    for variant in family.variants:
        groups.setdefault(tuple(numbers[variant.variant] for numbers in alike), []).append(variant.variant)
    pairs = [(group[0], other) for group in groups.values() for other in group[1:]]
    what = family.scheme.group or family.id
    for one, other in pairs[:MOST_FAILING]:
        yield Diagnostic("bank/variants-equal", f"{what}: [{values_text(one)}] and [{values_text(other)}] have the same answer",
                         "leave one of them out by where, or let both change the answer", where=family.shown.where)
    if len(pairs) > MOST_FAILING:
        yield Diagnostic("bank/variants-more", f"{what}: {len(pairs) - MOST_FAILING} more variants have the answer of another one",
                         "mend those that are named first", where=family.shown.where)


def _unsaid(family: Problem, alike: Mapping[Values, int]) -> Iterator[Diagnostic]:
    """A name whose values change the answer, and which nothing that students see says."""
    statement = family.shown.statement
    if not statement:
        return
    for name in [name for name, _ in family.variants[0].variant]:
        if f"{{@{name}@}}" in statement.replace(" ", "") or not _changes(name, alike):
            continue
        shown = [text for text, tree in _shown(family.variants[0]) if f"{{@{text}@}}" in statement.replace(" ", "")]
        if not any(_differ(family.variants, name, text) for text in shown):
            yield Diagnostic("bank/variant-unsaid", f"{family.id}: {name} changes the answer and is not in the statement",
                             f"write {{@{name}@}} or {{@f@}} in it", where=family.shown.where)


def _shown(variant: Problem) -> list[tuple[str, Expr | None]]:
    """What a statement may show of a problem, by the names that stand between the signs."""
    task = variant.task
    return [("f", task.f), *task.definitions, *[(name, trees[0] if trees else None) for name, trees in task.told]]


def _changes(name: str, alike: Mapping[Values, int]) -> bool:
    """Whether two variants that differ in this name alone have different answers, or there are no two such variants."""
    pairs = [numbers for numbers in _beside(name, alike).values() if len(numbers) > 1]
    return not pairs or any(len(set(numbers)) > 1 for numbers in pairs)


def _beside(name: str, alike: Mapping[Values, int]) -> dict[Values, list[int]]:
    """The answers of variants with the same other values."""
    found: dict[Values, list[int]] = {}
    for values, number in alike.items():
        found.setdefault(tuple(pair for pair in values if pair[0] != name), []).append(number)
    return found


def _differ(variants: Sequence[Problem], name: str, text: str) -> bool:
    """Whether what a statement shows under a name is another formula for another value."""
    trees: dict[str, set[Expr | None]] = {}
    for variant in variants:
        trees.setdefault(dict(variant.variant)[name], set()).add(dict(_shown(variant))[text])
    first, *others = trees.values()
    return any(other != first for other in others)


def _easier(family: Problem) -> Iterator[Diagnostic]:
    """Warnings about variants whose answer is much shorter than that of the others, or in which a factor vanishes."""
    trees = {variant.variant: kind_of(variant.task).truth(variant).tree for variant in family.variants}
    leaves = {values: tree.leaves for values, tree in trees.items() if tree is not None}
    if not leaves:
        return
    middle = median(leaves.values())
    easy = [values for values, count in leaves.items() if count * 2 <= middle or (count < middle and _vanishes(values))]
    if len(easy) * 2 >= len(leaves):
        return
    for values in easy[:MOST_FAILING]:
        yield Diagnostic("bank/variant-easier", f"{family.id}[{values_text(values)}]: {leaves[values]} leaves, the median is {middle:g}",
                         "leave it out by where if it is too easy", where=family.shown.where, severity=Severity.WARNING)
    if len(easy) > MOST_FAILING:
        yield Diagnostic("bank/variants-more", f"{family.id}: {len(easy) - MOST_FAILING} more variants are easier than the others",
                         "look at those that are named first", where=family.shown.where, severity=Severity.WARNING)


def _vanishes(values: Values) -> bool:
    return any(value in ("0", "1", "-1") for _, value in values)
