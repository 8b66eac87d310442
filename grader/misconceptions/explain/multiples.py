"""How an answer relates to the truth as a whole: by its sign, a factor, a constant, or a power of a variable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from grader.engine.recognise import Ball, exact_ball, number, offset, ratio
from grader.expr import Add, Expr, Mul, Neg, Pow, Symbol, build, replaced
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Check, Claim, Explanation, Multiple, Shifted
from grader.misconceptions.explain.confirm import confirmed
from grader.misconceptions.points import Place, Values
from grader.misconceptions.rules import BY_NAME

POWERS = (1, -1, 2, -2)


def by_a_relation(case: Case) -> Iterator[Explanation]:
    """Yield the relations of the whole answer, or of its entry, to the truth."""
    yield from confirmed(case, (*multiple(case), *times_a_power(case)))


def multiple(case: Case) -> Iterator[Claim]:
    """Yield the claim that the answer is minus the truth, a multiple of it, or the truth plus a constant."""
    c = _constant(ratio(mine, right) for mine, right in case.pairs())
    if c is not None and c not in (0, 1) and (c == -1 or not case.is_constant):
        mended = _with_part(case, scaled(case.part, 1 / c))
        yield Claim(BY_NAME["sign" if c == -1 else "constant-factor"], _is_times(case, c), Multiple(c), mended=mended)
    elif len(case.truth[0]) == 1 and not case.is_constant:
        d = _constant(offset(mine, right) for mine, right in case.pairs())
        if d is not None and d != 0:
            mended = _with_part(case, Add((case.part, build.number(-d))))
            yield Claim(BY_NAME["constant-added"], _is_shifted(case, d), Shifted(d), mended=mended)


def times_a_power(case: Case) -> Iterator[Claim]:
    """Yield the claim that the answer is the truth times a power of one scalar variable, perhaps with a number."""
    ratios: list[Ball] = []
    for mine, right in case.pairs():
        ball = ratio(mine, right)
        if ball is None:
            return
        ratios.append(ball)
    if len(ratios) < 2:
        return
    for variable in case.posed.task.variables:
        for power in POWERS if not variable.shape else ():
            c = _constant(ball / instance.balls_of(sample)[variable.name] ** power
                          for ball, (instance, sample) in zip(ratios, case.places, strict=True))
            if c is not None and c != 0:
                factor = Pow(Symbol(variable.name), build.number(-power))
                yield Claim(BY_NAME["variable-factor"], _is_times(case, c, variable.name, power), Multiple(c, variable.name, power),
                            alone=c == 1, mended=_with_part(case, scaled(Mul((case.part, factor)), 1 / c)))
                return


def _constant(balls: Iterable[Ball | None]) -> Fraction | None:
    """Return the one small rational number that all these balls hold; the later ones are not asked for where the first holds none."""
    constant: Fraction | None = None
    for ball in balls:
        c = number(ball) if ball is not None else None
        if c is None or constant not in (None, c):
            return None
        constant = c
    return constant


def scaled(tree: Expr, c: Fraction) -> Expr:
    """Return a number times a tree.

    >>> from grader.expr import plain
    >>> plain(scaled(Symbol("x"), Fraction(-1))), plain(scaled(Symbol("x"), Fraction(1, 2)))
    ('-x', '1/2*x')
    """
    return tree if c == 1 else Neg(tree) if c == -1 else Mul((build.number(c), tree))


def _with_part(case: Case, part: Expr) -> Expr:
    """Return the answer with another entry, or another answer."""
    return replaced(case.tree, case.path, part)


def _is_times(case: Case, c: Fraction, name: str = "", power: int = 0) -> Check:
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        mine, right = case.sides(place, bits)
        factor = exact_ball(c) * place[0].balls_of(place[1])[name] ** power if name else exact_ball(c)
        return mine, [factor * value for value in right]

    return check


def _is_shifted(case: Case, d: Fraction) -> Check:
    def check(place: Place, bits: int) -> tuple[Values, Values]:
        mine, right = case.sides(place, bits)
        return mine, [value + exact_ball(d) for value in right]

    return check
