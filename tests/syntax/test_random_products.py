"""Random products and sums whose value is known by construction, in a language of its own: no text is read as anything else.

A text may be refused, but not too often.  The values come from plain arithmetic on the parts, not from the reader.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator

import pytest

from grader.expr import Add, Call, Constant, Div, Entry, Expr, Mul, Neg, Number, Pow, Sum, Symbol, Transpose, fold
from grader.syntax import Reading, Scope, read, readings

VALUES = {"x": 1.3, "y": 0.7, "n": 2.0, "a": 1.9, "k": 3.0}
SCALARS = Scope(tuple(VALUES))
N, M = 3, 2
VECTORS = {"u": [0.5, -1.5, 2.0], "v": [1.25, 0.75, -0.5], "w": [2.0, 3.0, 0.25]}
ARRAYS = Scope(arrays=tuple((name, 1) for name in VECTORS), sizes=("N",), shapes=tuple((name, (("N",),)) for name in VECTORS))
MATRIX = [[0.5, -1.5, 2.0], [1.25, 0.75, -0.5]]
INDEXED = Scope(arrays=(("R", 2),), indices=("i", "j", "k", "m", "p", "q"), sizes=("M", "N"), shapes=(("R", (("M",), ("N",))),),
                ranges=(("i", ("M",)), ("j", ("N",)), ("k", ("N",)), ("m", ("M",)), ("p", ("N",)), ("q", ("N",))))


def scalar(node: Expr, parts: tuple[float, ...]) -> float:
    """The value of a node of a scalar tree."""
    kind = type(node)
    if kind is Number:
        return float(node.data[0])
    if kind is Symbol:
        return VALUES[node.data]
    if kind is Constant:
        return {"e": math.e, "pi": math.pi}[node.data]
    if kind is Call:
        return {"sin": math.sin, "exp": math.exp, "sqrt": math.sqrt}[node.data](*parts)
    return {Add: sum, Mul: math.prod, Neg: lambda found: -found[0], Div: lambda found: found[0] / found[1],
            Pow: lambda found: found[0] ** found[1]}[kind](parts)


def a_factor(choice: random.Random) -> tuple[str, float]:
    name, other = choice.sample(sorted(VALUES), 2)
    number = choice.choice((2, 3, 5, 10))
    x, y = VALUES[name], VALUES[other]
    return choice.choice([
        (name, x), (f"{name}^2", x**2), (f"{number}^{name}", number**x), (f"{number}^{{-{name}}}", number**-x), (f"({name}+{number})", x + number), (f"({name})", x),
        (f"sin({name})", math.sin(x)), (f"e^{name}", math.e**x), (f"{number}^({name}{other})", number ** (x * y)), (f"\\sqrt{{{name}}}", math.sqrt(x)),
        (f"\\frac{{{name}}}{{{number}}}", x / number), (f"{number}", number), (f"{name}²", x**2), (f"{number}ˣ", number ** VALUES["x"])])


def test_a_product_without_signs_is_the_product_of_its_factors() -> None:
    choice, refused = random.Random("products"), 0
    for _ in range(1_500):
        factors = [a_factor(choice) for _ in range(choice.randint(2, 4))]
        text = choice.choice((" ", " ", "\\,", " \\; ")).join(text for text, _ in factors)
        found = read(text, SCALARS)
        if isinstance(found, Reading):
            assert fold(found.tree, scalar) == pytest.approx(math.prod(value for _, value in factors)), text
        else:
            refused += 1
            assert found.code == "syntax/missing-operator", text
    assert refused < 600


def dot(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(VECTORS[one], VECTORS[other], strict=True))


def vector(node: Expr, parts: tuple[object, ...]) -> object:
    """A number, or a column or row as ``(letter, list)``; products of what does not fit are none."""
    kind = type(node)
    if kind is Number:
        return float(node.data[0])
    if kind is Transpose:
        turned, values = parts[0]  # type: ignore[misc]
        return {"column": "row", "row": "column"}[turned], values
    if kind is Mul:
        found = parts[0]
        for part in parts[1:]:
            if isinstance(found, float) or isinstance(part, float):
                number, other = (found, part) if isinstance(found, float) else (part, found)
                found = number * other if isinstance(other, float) else (other[0], [number * value for value in other[1]])  # type: ignore
            else:
                assert (found[0], part[0]) == ("row", "column"), "no such product is made here"  # type: ignore[index]
                found = sum(a * b for a, b in zip(found[1], part[1], strict=True))  # type: ignore[index]
        return found
    return "column", VECTORS[node.data]


def test_a_dot_product_beside_other_factors_is_a_number_beside_them() -> None:
    choice = random.Random("dots")
    for _ in range(400):
        one, other, third = (choice.choice(sorted(VECTORS)) for _ in range(3))
        number = choice.choice((2, 3))
        dots = one + choice.choice(("·", " · ", r" \cdot ", "⋅")) + other
        text, factor = choice.choice([(f"{dots} {third}", 1), (f"{third} {dots}", 1), (f"{number}{dots} {third}", number), (f"<{one},{other}>{third}", 1),
                                      (f"{number} {third} {dots}", number), (f"({dots}) {third}", 1)])
        found = read(text, ARRAYS)
        assert isinstance(found, Reading), text
        assert fold(found.tree, vector) == ("column", pytest.approx([factor * dot(one, other) * value for value in VECTORS[third]])), text


def sums() -> Iterator[tuple[str, str]]:
    """Sums of R_{lp} R_{lq} over l with every letter and bound."""
    for letter, above in itertools.product("abcdfghijklmnrstuvwz", ("", "M", "N", "1", "2", "3")):
        bounds = f"_{{{letter}=1}}^{{{above}}}" if above else f"_{letter}"
        yield rf"\sum{bounds} R_{{{letter}p}}R_{{{letter}q}}", above


def entries(tree: Expr, index: dict[str, int]) -> float:
    if type(tree) is Sum:
        size = {"i": M, "m": M}.get(tree.data, N)
        return sum(entries(tree.args[0], {**index, tree.data: value}) for value in range(size))
    if type(tree) is Mul:
        return math.prod(entries(factor, index) for factor in tree.args)
    if type(tree) is Add:
        return sum(entries(term, index) for term in tree.args)
    assert type(tree) is Entry
    row, column = [index[place.data] if not isinstance(place, Number) else int(place.data[0]) - 1 for place in tree.args[1:]]
    return MATRIX[row][column]


@pytest.mark.parametrize(("text", "above"), list(sums()))
def test_a_sum_runs_as_far_as_it_says_or_is_refused(text: str, above: str) -> None:
    found = read(text, INDEXED)
    if above in ("N", "3"):
        # No third row is there: the one is refused, the other is told by the engine, which knows the sizes.
        assert not isinstance(found, Reading) or above == "3"
        return
    assert isinstance(found, Reading), text
    rows = {"": M, "M": M}.get(above) or int(above)
    for p, q in itertools.product(range(N), repeat=2):
        assert entries(found.tree, {"p": p, "q": q}) == pytest.approx(sum(MATRIX[row][p] * MATRIX[row][q] for row in range(rows)))


def test_second_readings_of_a_quotient_are_what_stands_below_the_line() -> None:
    choice = random.Random("quotients")
    for _ in range(200):
        number, name = choice.choice((2, 3, 5)), choice.choice(sorted(VALUES))
        x = VALUES[name]
        behind, value = choice.choice([(f"√{name}", math.sqrt(x)), (f"sqrt({name}+1)", math.sqrt(x + 1)), (f"({name}+1)", x + 1), (f"({name}+1)^2", (x + 1)**2), (f"sin({name})", math.sin(x))])
        found = read(f"1/{number}{behind}", SCALARS)
        assert isinstance(found, Reading)
        assert fold(found.tree, scalar) == pytest.approx(value / number)
        [other] = [reading.tree for kind, reading in readings(f"1/{number}{behind}", SCALARS, found.choices) if kind == "slash"]
        assert fold(other, scalar) == pytest.approx(1 / (number * value))
