"""How an answer relates to the truth as a whole: sign, factor, constant, power of a variable, coefficients, an assumption."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.engine import (
    Ball,
    BudgetError,
    Laid,
    Posed,
    combination,
    compare,
    exact_ball,
    number,
    offset,
    precision,
    ratio,
    same,
    tensor_values,
)
from grader.expr import Add, Div, Expr, Matrix, Mul, Neg, Path, Pow, Symbol, Transpose, build, replaced
from grader.misconceptions.explain.case import Case, Check, Found, Values
from grader.misconceptions.points import Place
from grader.misconceptions.rules import BY_NAME
from grader.model import Outcome

Target = Callable[[Place, int], Values]

POWERS = (1, -1, 2, -2)
MOST_TERMS = 8
MOST_SUMS = 3
MOST_FORMS = 2


def multiple(case: Case) -> Iterator[Found]:
    """Minus the truth, a multiple of it, or the truth and a constant."""
    c = _constant(ratio(mine, right) for mine, right in case.pairs())
    if c is not None and c not in (0, 1) and (c == -1 or not case.is_constant):
        def is_multiple(place: Place, bits: int) -> tuple[Values, Values]:
            with precision(bits):
                factor = exact_ball(c)
                return case.values_at(place, bits), [factor * value for value in case.truth_at(place, bits)]

        rule = BY_NAME["sign" if c == -1 else "constant-factor"]
        mended = _with_part(case, scaled(case.part, 1 / c))
        yield Found(rule, is_multiple, detail="" if c == -1 else f"it is {c} times the right one", mended=mended)
        return
    if len(case.truth[0]) != 1 or case.is_constant:
        return
    d = _constant(offset(mine, right) for mine, right in case.pairs())
    if d is not None and d != 0:
        def is_shifted(place: Place, bits: int) -> tuple[Values, Values]:
            with precision(bits):
                return case.values_at(place, bits), [value + exact_ball(d) for value in case.truth_at(place, bits)]

        mended = _with_part(case, Add((case.part, build.number(-d))))
        yield Found(BY_NAME["constant-added"], is_shifted, detail=f"the constant is {d}", mended=mended)


def _constant(found: Iterable[Ball | None]) -> Fraction | None:
    """The one small rational number that all these balls hold; the later ones are not asked for where the first holds none."""
    known: Fraction | None = None
    for ball in found:
        c = number(ball) if ball is not None else None
        if c is None or known not in (None, c):
            return None
        known = c
    return known


def times_a_power(case: Case) -> Iterator[Found]:
    """The truth times a power of one scalar variable, perhaps with a number."""
    known: list[Ball] = []
    for mine, right in case.pairs():
        ball = ratio(mine, right)
        if ball is None:
            return
        known.append(ball)
    if len(known) < 2:
        return
    for variable in case.posed.problem.variables:
        for power in POWERS if not variable.shape else ():
            c = _constant(ball / instance.balls_of(sample)[variable.name] ** power
                          for ball, (instance, sample) in zip(known, case.places, strict=True))
            if c is not None and c != 0:
                besides = "" if c == 1 else "Besides, the sign is wrong." if c == -1 else "Besides, a constant factor is wrong."
                detail = f"it is {'' if c == 1 else f'{c} times '}the right one times {variable.name}^({power})"
                factor = Pow(Symbol(variable.name), build.number(Fraction(-power)))
                yield Found(BY_NAME["variable-factor"], _is_times(case, variable.name, power, c), None, detail, besides, c == 1,
                            _with_part(case, scaled(Mul((case.part, factor)), 1 / c)))
                return


def scaled(tree: Expr, c: Fraction) -> Expr:
    """A number times a tree."""
    return tree if c == 1 else Neg(tree) if c == -1 else Mul((build.number(c), tree))


def _weighted(terms: Sequence[Expr], numbers: Sequence[Fraction]) -> Expr:
    return Add([scaled(term, c) for term, c in zip(terms, numbers, strict=True)])


def _with_part(case: Case, part: Expr) -> Expr:
    """The answer with another entry, or another one."""
    return replaced(case.tree, case.path, part)


def _is_times(case: Case, name: str, power: int, c: Fraction) -> Check:
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        with precision(bits):
            factor = exact_ball(c) * place[0].balls_of(place[1])[name] ** power
            return case.values_at(place, bits), [factor * value for value in case.truth_at(place, bits)]

    return check


# -- coefficients ---------------------------------------------------------------------------------------------------


def coefficients(case: Case) -> Iterator[Found]:
    """The truth as a combination of the answer's own terms: which of them have a wrong number in front."""
    for path, terms in list(_sums(case.part, case.path))[:MOST_SUMS]:
        wide = case.at_points(len(terms) + 2)
        columns = [wide.laid_with(path, term) for term in terms]
        values = [each for column in columns if (each := wide.values_of(column)) is not None]
        if len(values) < len(columns):
            continue
        beside = [_beside(whole, parts) for whole, *parts in zip(wide.values, *values, strict=True)]
        found = _combined([_without(each, beside) for each in values], wide, _without(wide.truth, beside))
        if found is not None and any(found):
            mended = replaced(case.tree, path, _weighted(terms, found))
            yield from _off(path, found, _is_combination(case, columns, found, case.truth_at, case.laid), mended)
            return


def _beside(whole: Values, parts: Sequence[Values]) -> Values:
    """What stands beside a sum in the answer: it is in the value with each single term in the sum's place, and once in the answer."""
    return [sum(entries, -value) / (len(parts) - 1) for value, *entries in zip(whole, *parts, strict=True)]


def _without(values: list[Values], beside: list[Values]) -> list[Values]:
    return [[value - rest for value, rest in zip(entries, rests, strict=True)] for entries, rests in zip(values, beside, strict=True)]


def coefficients_of_the_truth(case: Case, forms: Sequence[Expr]) -> Iterator[Found]:
    """The answer as a combination of the terms of a right form: which of them are lost or have a wrong number in front."""
    for form in forms[:MOST_FORMS]:
        part = _entry(form, case)
        for path, terms in list(_sums(*part))[:1] if part is not None else ():
            wide = case.at_points(len(terms) + 2)
            columns = [wide.first_laid_of(replaced(form, path, term)) for term in terms]
            found = _combined([wide.values_of(column) for column in columns], wide, wide.values)
            name = _name_of(found) if found is not None else ""
            if found is not None and name:
                check = _is_combination(case, columns, found, case.values_at)
                made = replaced(form, path, _weighted(terms, found))
                yield Found(BY_NAME[name], check, None, "", _concerned(sum(c != 1 for c in found)), equal=made)
                return


def _is_combination(case: Case, columns: Sequence[Laid | None], found: Sequence[Fraction], target: Target,
                    whole: Laid | None = None) -> Check:
    """The combination of the columns, and what stands beside their sum in ``whole``, is the target."""
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        with precision(bits):
            parts = [case.values_at(place, bits, column) for column in columns if column is not None]
            made = _summed(found, parts)
            if whole is not None:
                beside = _beside(case.values_at(place, bits, whole), parts)
                made = _summed((Fraction(1), 1 - sum(found, Fraction(0))), (made, beside))
            return made, target(place, bits)

    return check


def _summed(found: Sequence[Fraction], parts: Sequence[Values]) -> Values:
    scaled = [[exact_ball(c) * value for value in values] for c, values in zip(found, parts, strict=True)]
    return [sum(values[1:], values[0]) for values in zip(*scaled, strict=True)]


def _name_of(found: list[Fraction]) -> str:
    """What has become of the terms of a right form; nothing is said where some are lost and others changed."""
    values = set(found)
    if not any(found) or (0 in values and not values <= {0, 1}):
        return ""
    return "term-lost" if 0 in values else "sign-of-a-term" if values <= {1, -1} else "coefficient-wrong"


def _entry(form: Expr, case: Case) -> tuple[Expr, Path] | None:
    """The part of a right form that the case is about, with its path."""
    if case.entry is None:
        return form, ()
    instance, sample = case.places[0]
    if type(form) is Matrix and len(form.args) == len(instance.truth_of(sample, 128)):
        return form.args[case.entry], (case.entry,)
    return None


def _combined(columns: Sequence[list[Values] | None], case: Case, target: list[Values]) -> list[Fraction] | None:
    known = [column for column in columns if column is not None]
    return combination([case.stacked(column) for column in known], case.stacked(target)) if len(known) == len(columns) else None


def _off(path: Path, found: list[Fraction], check: Check, mended: Expr) -> Iterator[Found]:
    off = [(at, c) for at, c in enumerate(found) if c != 1]
    names = ["sign-of-a-term" if c == -1 else "term-extra" if c == 0 else "coefficient-wrong" for _, c in off]
    for (at, c), name in list(zip(off, names, strict=True))[:2]:
        detail = "" if c in (0, -1) else f"this term should be times {c}"
        yield Found(BY_NAME[name], check, (*path, at), detail, _concerned(len(off)), len(set(names)) == 1, mended)


def _concerned(count: int) -> str:
    return "" if count == 1 else f"({count} terms are concerned.)"


def _sums(tree: Expr, path: Path) -> Iterator[tuple[Path, tuple[Expr, ...]]]:
    """The sums on which the answer depends linearly, up to a constant where one stands in another, outermost first."""
    stack = [(tree, path)]
    while stack:
        node, here = stack.pop()
        if type(node) is Add and 1 < len(node.args) <= MOST_TERMS:
            yield here, node.args
        if type(node) in (Add, Mul, Neg, Transpose):
            stack.extend((arg, (*here, place)) for place, arg in reversed(list(enumerate(node.args))))
        elif type(node) is Div:
            stack.append((node.args[0], (*here, 0)))


# -- assumptions ----------------------------------------------------------------------------------------------------


def symmetric(case: Case) -> Iterator[str]:
    """The slug, if the answer is right once all square matrices are symmetric."""
    if case.entry is None and _is_right_assuming(case, "sym"):
        yield "symmetric-only"


def assumptions(case: Case) -> Iterator[str]:
    """The slug, if the answer is right once matrices are symmetric, or diagonal, or all sizes are one."""
    found = list(symmetric(case))
    yield from found
    if found or case.entry is not None:
        return
    if _is_right_assuming(case, "diag"):
        yield "commuting-only"
    elif case.posed.symbolic and _is_right_for_numbers(case):
        yield "numbers-only"


def _is_right_assuming(case: Case, kind: str) -> bool:
    posed = _assuming(case.posed, kind)
    laid = Case(posed, case.tree, case.laid).laid_of(case.tree) if posed is not None else None
    if posed is None or laid is None:
        return False
    other = Case(posed, case.tree, laid)

    def is_truth(place: Place, bits: int) -> tuple[Values, Values]:
        return other.values_at(place, bits), other.truth_at(place, bits)

    try:
        return bool(other.places) and all(same(mine, right) for mine, right in other.pairs()) and other.holds(is_truth)
    except BudgetError:
        return False


def _assuming(posed: Posed, kind: str) -> Posed | None:
    """The same problem with all square matrices of this kind; ``None`` if there is none to change."""
    memory = posed.memory.setdefault("assuming", {})
    if kind not in memory:
        changed = tuple(replace(variable, kind=kind) if _is_free_square(variable.shape, variable.kind) else variable
                        for variable in posed.problem.variables)
        memory[kind] = None if changed == posed.problem.variables else Posed(
            replace(posed.problem, id=f"{posed.problem.id} {kind}", variables=changed, truth_tree=None), posed.salt)
    found: Posed | None = memory[kind]
    return found


def _is_free_square(shape: tuple[str | int, ...], kind: str) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] and kind in ("real", "inv")


def _is_right_for_numbers(case: Case) -> bool:
    posed, what = case.posed, case.laid.what
    memory = posed.memory.setdefault("numbers", {})
    try:
        if what not in memory:
            memory[what] = posed.at(dict.fromkeys(posed.symbolic, 1), what)
        instance = memory[what]
        samples = instance.samples(3)
        looks_right = len(samples) == 3 and all(
            same(tensor_values(posed, case.laid, instance, sample, 128), instance.truth_of(sample, 128)) for sample in samples)
        return looks_right and compare(posed, case.laid.at(posed, instance)).outcome is Outcome.CORRECT
    except BudgetError:
        return False
