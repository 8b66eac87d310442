"""How an answer relates to the truth term by term: which terms have a wrong number in front, are lost, or do not belong there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from grader.engine import REFUTE_BITS, Laid
from grader.engine.recognise import combination, exact_ball
from grader.expr import Add, Div, Expr, Matrix, Mul, Neg, Path, Transpose, names, postorder, replaced
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Check, Claim, Terms
from grader.misconceptions.explain.multiples import scaled
from grader.misconceptions.points import Place, Values
from grader.misconceptions.rules import BY_NAME

MOST_TERMS = 8
MOST_SUMS = 3
MOST_FORMS = 2
MOST_SAID = 2
"""Most terms with a wrong number in front that are named."""

Target = Callable[[Place, int], Values]


def coefficients(case: Case) -> Iterator[Claim]:
    """Yield the claims that the truth is a combination of the answer's own terms, one for each that has a wrong number in front."""
    for path, terms in list(_sums(case.part, case.path))[:MOST_SUMS]:
        wide = case.at_points(len(terms) + 2)
        columns = [wide.laid_with(path, term) for term in terms]
        values = [each for column in columns if (each := wide.values_of(column)) is not None]
        if len(values) < len(columns):
            continue
        beside = [_beside(whole, parts) for whole, *parts in zip(wide.values, *values, strict=True)]
        numbers = _combined([_less(each, beside) for each in values], wide, _less(wide.truth, beside))
        if numbers is not None and any(numbers):
            if sum(c != 1 for c in numbers) > 1 and _are_powers_elsewhere(terms, case):
                return
            mended = replaced(case.tree, path, _weighted(terms, numbers))
            yield from _wrong_terms(path, numbers, _is_combination(case, columns, numbers, case.truth_at, case.laid), mended)
            return


def _are_powers_elsewhere(terms: Sequence[Expr], case: Case) -> bool:
    """Whether terms are made of numbers and one sum that stands in no right form: of its powers every other polynomial is made too."""
    bases = set[Expr]()
    for term in terms:
        bases |= _bases(term)
    return len(bases) == 1 and type(next(iter(bases))) is Add and not any(
        node in bases for form in case.question.forms for node in postorder(form))


def _bases(term: Expr) -> set[Expr]:
    """Return the outermost sums with names in a term, and the names beside them."""
    found, stack = set[Expr](), [term]
    while stack:
        node = stack.pop()
        if (type(node) is Add or not node.args) and names(node):
            found.add(node)
        else:
            stack += node.args
    return found


def _wrong_terms(path: Path, numbers: list[Fraction], check: Check, mended: Expr) -> Iterator[Claim]:
    wrong = [(place, c) for place, c in enumerate(numbers) if c != 1]
    names = ["sign-of-a-term" if c == -1 else "term-extra" if c == 0 else "coefficient-wrong" for _, c in wrong]
    for (place, c), name in list(zip(wrong, names, strict=True))[:MOST_SAID]:
        yield Claim(BY_NAME[name], check, Terms(len(wrong), c), (*path, place), len(set(names)) == 1, mended)


def coefficients_of_the_truth(case: Case, forms: Sequence[Expr]) -> Iterator[Claim]:
    """Yield the claim that the answer is a combination of the terms of a right form, some of which are lost or have a wrong number."""
    for form in forms[:MOST_FORMS]:
        part = _entry(form, case)
        for path, terms in list(_sums(*part))[:1] if part is not None else ():
            wide = case.at_points(len(terms) + 2)
            columns = [wide.first_laid_of(replaced(form, path, term)) for term in terms]
            numbers = _combined([wide.values_of(column) for column in columns], wide, wide.values)
            name = _name_of(numbers) if numbers is not None else ""
            if numbers is not None and name:
                check = _is_combination(case, columns, numbers, case.values_at)
                made = replaced(form, path, _weighted(terms, numbers))
                yield Claim(BY_NAME[name], check, Terms(sum(c != 1 for c in numbers)), equal=made)
                return


def _name_of(numbers: list[Fraction]) -> str:
    """Return the rule for what has become of the terms of a right form.

    None where some are lost and others changed, and where several have other numbers: every polynomial has the terms of another one, and
    whoever has written it otherwise does not find them.

    >>> _name_of([Fraction(1), Fraction(0)]), _name_of([Fraction(2), Fraction(0)])
    ('term-lost', '')
    >>> _name_of([Fraction(1), Fraction(2)]), _name_of([Fraction(3), Fraction(2)])
    ('coefficient-wrong', '')
    """
    values = set(numbers)
    if not values <= {0, 1, -1} and sum(c != 1 for c in numbers) > 1:
        return ""
    if not any(numbers) or (0 in values and not values <= {0, 1}):
        return ""
    return "term-lost" if 0 in values else "sign-of-a-term" if values <= {1, -1} else "coefficient-wrong"


def _entry(form: Expr, case: Case) -> tuple[Expr, Path] | None:
    """Return the part of a right form that the case is about, with its path."""
    if case.entry is None:
        return form, ()
    instance, sample = case.places[0]
    if type(form) is Matrix and len(form.args) == len(instance.truth_of(sample, REFUTE_BITS)):
        return form.args[case.entry], (case.entry,)
    return None


def _sums(tree: Expr, path: Path) -> Iterator[tuple[Path, tuple[Expr, ...]]]:
    """Yield the sums on which the answer depends linearly, up to a constant where one is inside another, outermost first."""
    stack = [(tree, path)]
    while stack:
        node, here = stack.pop()
        if type(node) is Add and 1 < len(node.args) <= MOST_TERMS:
            yield here, node.args
        if type(node) in (Add, Mul, Neg, Transpose):
            stack.extend((arg, (*here, place)) for place, arg in reversed(list(enumerate(node.args))))
        elif type(node) is Div:
            stack.append((node.args[0], (*here, 0)))


def _weighted(terms: Sequence[Expr], numbers: Sequence[Fraction]) -> Expr:
    return Add([scaled(term, c) for term, c in zip(terms, numbers, strict=True)])


# -- values ---------------------------------------------------------------------------------------------------------


def _combined(columns: Sequence[list[Values] | None], case: Case, target: list[Values]) -> list[Fraction] | None:
    """Return the numbers with which the columns add up to the target; ``None`` if there are none, or a column has no values."""
    stacked = [case.stacked(column) for column in columns if column is not None]
    return combination(stacked, case.stacked(target)) if len(stacked) == len(columns) else None


def _is_combination(case: Case, columns: Sequence[Laid | None], numbers: Sequence[Fraction], target: Target,
                    whole: Laid | None = None) -> Check:
    """Return the check that the combination of the columns, with what is beside their sum in ``whole``, is the target."""
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        parts = [case.values_at(place, bits, column) for column in columns if column is not None]
        made = _summed(numbers, parts)
        if whole is not None:
            beside = _beside(case.values_at(place, bits, whole), parts)
            made = _summed((Fraction(1), 1 - sum(numbers, Fraction(0))), (made, beside))
        return made, target(place, bits)

    return check


def _summed(numbers: Sequence[Fraction], parts: Sequence[Values]) -> Values:
    weighted = [[exact_ball(c) * value for value in values] for c, values in zip(numbers, parts, strict=True)]
    return [sum(values[1:], values[0]) for values in zip(*weighted, strict=True)]


def _beside(whole: Values, parts: Sequence[Values]) -> Values:
    """Return what is beside a sum in the answer: it is in the value with each single term in the sum's place, and once in the answer."""
    return [sum(entries, -value) / (len(parts) - 1) for value, *entries in zip(whole, *parts, strict=True)]


def _less(values: list[Values], beside: list[Values]) -> list[Values]:
    return [[value - rest for value, rest in zip(entries, rests, strict=True)] for entries, rests in zip(values, beside, strict=True)]
