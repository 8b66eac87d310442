"""When a proof at one choice of sizes is a proof for all: polynomial tensor expressions with few enough index lines.

Write both sides as sums of monomials in the entries of generic tensors, with summed indices: each summed or free index is a *line*.  If a
size is at least the number of lines that run over it, every line of a monomial can be given a value of its own, and the monomial of
entries that results occurs in this contraction pattern alone.  So two such sums that agree at these sizes are the same sum of patterns, and
agree at all sizes.  Differentiation cuts lines and adds the axes of the variable, no more.  Where a size itself enters as a number (``N``,
``tr(I)``, ``ones()``), where entries are not generic, or where an inverse, a determinant or an elementary function stands, there is no
certificate.  Compare R. Brauer, "On algebras which are connected with the semisimple continuous groups", Annals of Mathematics 38 (1937);
C. Procesi, "The invariant theory of n × n matrices", Advances in Mathematics 19 (1976).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from grader.engine.answers import Form
from grader.engine.assumptions import GENERIC
from grader.engine.instance import Instance
from grader.engine.program import rational
from grader.engine.truth import Key
from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Cases,
    Differential,
    Dim,
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
    Shapes,
    Slice,
    Sum,
    Transpose,
    Unit,
    postorder,
)

Lines = Counter[str]
"""Size → lines that run over it, in the monomial that has most."""


class NoCertificate(Exception):
    """Internal: the expression is beyond what a certificate covers."""


def holds_for_all_sizes(key: Key, form: Form, instance: Instance) -> bool:
    """Whether equality of an answer and the truth as polynomials at an instance is equality at all sizes."""
    if any(variable.kind not in (*GENERIC, "sym") for variable in key.problem.variables):
        return False
    try:
        truth = _of_truth(key)
        answer = _lines(form.written.shapes, form.written.tree) + _names(key, form.written.tree)
        shape = form.written.shapes.of(form.written.tree)
        for size in shape or ():
            answer += Counter(_factors(form.written.shapes.sizes.find(size)))
    except NoCertificate:
        return False
    return all(instance.sizes[name] >= max(truth[name], answer[name]) for name in instance.sizes)


def _of_truth(key: Key) -> Lines:
    if "lines" not in key.memory:
        try:
            lines = _lines(key.f_shapes, key.f) + _names(key, key.f)
            for size in key.axes:
                lines += Counter(_factors(size))
            key.memory["lines"] = lines
        except NoCertificate:
            key.memory["lines"] = None
    stored: Lines | None = key.memory["lines"]
    if stored is None:
        raise NoCertificate
    return stored


def _factors(size: Dim) -> list[str]:
    """The names in a size; numbers need no certificate."""
    return [factor for factor in size if isinstance(factor, str)]


def _names(key: Key, tree: Expr) -> Lines:
    """Index names, each a line of its own."""
    found = {node.data for node in postorder(tree) if type(node) is Index} | {node.data for node in postorder(tree) if type(node) is Sum}
    return Counter(factor for name in found for factor in _factors(key.declared.indices[name]))


def _most(found: list[Lines]) -> Lines:
    total: Lines = Counter()
    for lines in found:
        total |= lines
    return total


def _lines(known: Shapes, tree: Expr) -> Lines:
    """Summed lines of the monomial that has most; raises NoCertificate."""
    if tree.is_plain:
        return Counter()
    rule = _RULES.get(type(tree))
    if rule is None:
        raise NoCertificate
    return rule(known, tree)


def _product(known: Shapes, node: Expr) -> Lines:
    total: Lines = Counter()
    for count, factor in enumerate(node.args):
        total += _lines(known, factor)
        if count:
            left, right = known.after(node, count), known.of(factor)
            if left is not None and right is not None:
                total += Counter(_factors(known.sizes.find(left[1])))
    return total


def _power(known: Shapes, node: Expr) -> Lines:
    base, exponent = node.args
    value = rational(exponent)
    if value is None or value.denominator != 1 or not 0 <= value <= 16:
        raise NoCertificate
    count, shape = int(value), known.of(base)
    if type(base) is Call and base.data == "norm" and count % 2 == 0 and known.of(base.args[0]) is not None:
        inner = known.of(base.args[0])
        square = _lines(known, base.args[0]) + _lines(known, base.args[0])
        for size in inner or ():
            square += Counter(_factors(known.sizes.find(size)))
        return _times(square, count // 2)
    total = _times(_lines(known, base), count)
    if shape is not None:
        total += _times(Counter(_factors(known.sizes.find(shape[0]))), count - 1)
    return total


def _times(lines: Lines, count: int) -> Lines:
    return Counter({name: number * count for name, number in lines.items()})


def _call(known: Shapes, node: Expr) -> Lines:
    if node.data == "tr":
        inner = node.args[0]
        if any(type(part) is Filled for part in postorder(inner)):
            raise NoCertificate
        shape = known.of(inner)
        return _lines(known, inner) + Counter(_factors(known.sizes.find(shape[0])) if shape is not None else [])
    if node.data in ("vec", "vecr", "kron", "hadamard", "outer", "diag"):
        return _all(known, node)
    raise NoCertificate


def _all(known: Shapes, node: Expr) -> Lines:
    total: Lines = Counter()
    for arg in node.args:
        total += _lines(known, arg)
    return total


def _quotient(known: Shapes, node: Expr) -> Lines:
    if not node.args[1].is_plain:
        raise NoCertificate
    return _lines(known, node.args[0])


def _filled(known: Shapes, node: Expr) -> Lines:
    """An identity or a zero; a sum over ones is a size as a number."""
    if node.data[0] not in ("I", "zeros"):
        raise NoCertificate
    return Counter()


def _total(known: Shapes, node: Expr) -> Lines:
    """A sum whose every term holds its index; else the size enters as a number."""
    body = node.args[0]
    for term in body.args if type(body) is Add else (body,):
        if not _holds(term, node.data):
            raise NoCertificate
    return _lines(known, body)


def _holds(term: Expr, name: str) -> bool:
    """Whether an entry has the index, or a delta has it together with another index."""
    for node in postorder(term):
        if type(node) in (Entry, Slice) and any(type(arg) is Index and arg.data == name for arg in node.args[1:]):
            return True
        if type(node) is Indicator:
            indices = {arg.data for arg in node.args[0].args if type(arg) is Index}
            if node.args[0].data == "=" and name in indices and len(indices) > 1:
                return True
    return False


def _entry(known: Shapes, node: Expr) -> Lines:
    if any(type(arg) is Number or not (type(arg) is Index or not arg.args) for arg in node.args[1:]):
        raise NoCertificate
    return _lines(known, node.args[0])


_RULES: dict[type[Expr], Callable[[Shapes, Expr], Lines]] = {
    ArraySymbol: lambda known, node: Counter(), Differential: lambda known, node: Counter(), Unit: lambda known, node: Counter(),
    Indicator: lambda known, node: Counter(), Filled: _filled, Mul: _product, Pow: _power, Call: _call, Div: _quotient, Entry: _entry,
    Slice: _entry, Sum: _total,
    Neg: lambda known, node: _lines(known, node.args[0]),
    Transpose: lambda known, node: _lines(known, node.args[0]),
    Add: lambda known, node: _most([_lines(known, arg) for arg in node.args]),
    Matrix: lambda known, node: _most([_lines(known, arg) for arg in node.args]),
    Cases: lambda known, node: _most([_lines(known, arg) for arg in node.args[::2]]),
}

