"""What evidence names, as trees to typeset: exact and rounded numbers, matrices of them, names, and small polynomials."""

from __future__ import annotations

import re
from fractions import Fraction

from grader.expr import Add, Apply, ArraySymbol, Differential, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol
from grader.syntax import Reading, Scope, read_formula

_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(?:/(?P<under>[0-9]+)|(?:\.(?P<places>[0-9]+))?(?:e(?P<power>[+-]?[0-9]+))?)")
_APART = re.compile(r"(\S+) ([+-]) (\S+)")
_NAME = re.compile(r"[^\W\d_](?:[^\W_]|_(?=[^\W_]))*'*")
_CALLED = re.compile(r"([^\W\d_][^\W_]*)\(([a-z](?:, [a-z])*)\)")


def equation(name: str, value: str) -> tuple[Expr, ...]:
    """Return both sides of ``x = 1``, ``A = [1, 2; 3, 4]`` or ``f(t) = t^2``; nothing where one of them is written in another way."""
    called = _CALLED.fullmatch(name)
    if called is not None:
        letters = tuple(called[2].split(", "))
        body = read_formula(value, Scope(letters))
        return (Apply(called[1], (0,) * len(letters), map(Symbol, letters)), body.tree) if isinstance(body, Reading) else ()
    found = quantity(value)
    if found is None or _NAME.fullmatch(name) is None:
        return ()
    if type(found) is not Matrix:
        return Symbol(name), found
    return Differential(name) if re.fullmatch("d[^a-z].*|d[a-z]", name) else ArraySymbol(name), found


def quantity(text: str) -> Expr | None:
    """Return a value as the evidence writes it: ``-1/2``, ``3.68294``, ``1.5e-7``, ``2 + 1.5e-20``, ``[1, 2; 3, 4]``."""
    if text[:1] == "[" and text[-1:] == "]":
        rows = [[_number(entry) for entry in row.split(", ")] for row in text[1:-1].split("; ")]
        entries = [entry for row in rows for entry in row if entry is not None]
        is_full = len({len(row) for row in rows}) == 1 and len(entries) == len(rows) * len(rows[0])
        return Matrix(len(rows), len(rows[0]), entries) if is_full else None
    apart = _APART.fullmatch(text)
    if apart is None:
        return _number(text)
    left, right = _number(apart[1]), _number(apart[3])
    if left is None or right is None:
        return None
    return Add((left, right if apart[2] == "+" else Neg(right)))


def _number(text: str) -> Expr | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    places = found["places"]
    value: Expr = Number(Fraction(f"{found['whole']}.{places}"), len(places)) if places else Number(int(found["whole"]))
    if found["under"]:
        value = Div(value, Number(int(found["under"])))
    if found["power"]:
        power = int(found["power"])
        value = Mul((value, Pow(Number(10), Number(power) if power >= 0 else Neg(Number(-power)))))
    return Neg(value) if found["sign"] else value
