"""Right answers of the audit in other forms: rules of vector calculus for symbolic sizes; the oracle confirms each result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from audit_mutants import Place
from audit_oracle import Case
from audit_terms import Term, call, name, number, plus, replaced, term, times, transposed

Rule = Callable[[Term, Place, Random], Term | None]

MOST_NODES = 70


def _is_scalar(node: Term, at: Place) -> bool:
    return at.shape_of(node) == ("1", "1")


def _terms_exchanged(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "+":
        return Term("+", node.args[::-1])
    return plus(Term("neg", (node.args[1],)), node.args[0]) if node.op == "-" else None


def _other_brackets(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "*":
        return None
    left, right = node.args
    if left.op == "*":
        return times(left.args[0], times(left.args[1], right))
    return times(times(left, right.args[0]), right.args[1]) if right.op == "*" else None


def _distributed(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op not in ("*", "/"):
        return None
    left, right = node.args
    if left.op in ("+", "-"):
        return Term(left.op, tuple(Term(node.op, (part, right)) for part in left.args))
    if node.op == "*" and right.op in ("+", "-"):
        return Term(right.op, tuple(times(left, part) for part in right.args))
    return None


def _factored(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op not in ("+", "-") or any(arg.op != "*" for arg in node.args):
        return None
    (a, b), (c, d) = (arg.args for arg in node.args)
    if a == c:
        return times(a, Term(node.op, (b, d)))
    return times(Term(node.op, (a, c)), b) if b == d else None


def _scalar_moved(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "*" or not any(_is_scalar(arg, at) for arg in node.args) or any(arg.op == "number" for arg in node.args):
        return None
    return Term("*", node.args[::-1])


def _split(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op in ("number", "relation") or (node.op == "name" and node.data in (*at.case.index_sizes, *at.case.size_names)):
        return None
    return rng.choice((
        Term("-", (times(number(2), node), node)), Term("/", (plus(node, node), number(2))), times(number(2), Term("/", (node, number(2)))),
        plus(Term("/", (node, number(3))), Term("/", (times(number(2), node), number(3)))),
    ))


def _added_and_subtracted(node: Term, at: Place, rng: Random) -> Term | None:
    shape = at.shape_of(node)
    found: list[Term] = []
    for variable in at.case.variables:
        own = at.shape_of(name(variable.name))
        if own == shape:
            found.append(name(variable.name))
        elif own is not None and own[::-1] == shape:
            found.append(transposed(name(variable.name)))
    if not found:
        return None
    other = rng.choice(found)
    return Term("-", (plus(node, other), other))


def _transposes(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "T":
        inner = node.args[0]
        match inner.op:
            case "*":
                return times(*[arg if _is_scalar(arg, at) else transposed(arg) for arg in inner.args[::-1]])
            case "+" | "-":
                return Term(inner.op, tuple(transposed(arg) for arg in inner.args))
            case "T":
                return inner.args[0]
            case "call" if inner.data == "inv":
                return call("inv", transposed(inner.args[0]))
            case "call" if inner.data == "kron":
                return call("kron", *[transposed(arg) for arg in inner.args])
        return None
    if node.op == "*" and all(arg.op == "T" for arg in node.args) and not any(_is_scalar(arg, at) for arg in node.args):
        return transposed(times(node.args[1].args[0], node.args[0].args[0]))
    if node.op == "call" and node.data == "inv" and node.args[0].op == "T":
        return transposed(call("inv", node.args[0].args[0]))
    return None


def _transposed_twice(node: Term, at: Place, rng: Random) -> Term | None:
    shape = at.shape_of(node)
    if shape is None or node.op in ("number", "neg") or (node.op in ("call", "entry") and shape == ("1", "1")):
        return None
    if shape == ("1", "1"):
        return transposed(node) if node.op == "*" and any(at.shape_of(arg) != ("1", "1") for arg in node.args) else None
    return transposed(transposed(node))


def _identity_inserted(node: Term, at: Place, rng: Random) -> Term | None:
    shape = at.shape_of(node)
    if shape is None or ("1" in shape and rng.random() < 0.5) or shape == ("1", "1"):
        return None
    rows, columns = shape
    if rows != "1" and rng.random() < 0.5:
        return times(call("eye", name(rows)), node)
    return times(node, call("eye", name(columns))) if columns != "1" else None


def _inverse_inserted(node: Term, at: Place, rng: Random) -> Term | None:
    shape = at.shape_of(node)
    found = [v.name for v in at.arrays if v.kind in ("inv", "spd") and shape is not None and v.dims == (shape[1], shape[1])]
    if not found:
        return None
    matrix = name(rng.choice(found))
    pair = [matrix, call("inv", matrix)]
    rng.shuffle(pair)
    return times(times(node, pair[0]), pair[1])


def _lengths(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "^" and node.args[0].op == "call" and node.args[0].data == "norm" and node.args[1].data == "2":
        inner = node.args[0].args[0]
        shape = at.shape_of(inner)
        if shape is not None and shape[1] == "1":
            return times(transposed(inner), inner)
        return call("tr", times(transposed(inner), inner)) if shape is not None and "1" not in shape else None
    if node.op == "call" and node.data == "norm":
        inner = node.args[0]
        shape = at.shape_of(inner)
        if shape is not None and shape[1] == "1":
            return call("sqrt", times(transposed(inner), inner))
        return None
    if node.op == "*" and node.args[0] == transposed(node.args[1]) and _is_scalar(node, at):
        return Term("^", (call("norm", node.args[1]), number(2)))
    if node.op == "call" and node.data == "tr" and node.args[0].op == "*" and node.args[0].args[0] == transposed(node.args[0].args[1]):
        return Term("^", (call("norm", node.args[0].args[1]), number(2)))
    return None


def _traces(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "call" and node.data == "tr":
        inner = node.args[0]
        if inner.op == "*":
            return call("tr", Term("*", inner.args[::-1]))
        if inner.op in ("+", "-"):
            return Term(inner.op, tuple(call("tr", arg) for arg in inner.args))
        return call("tr", transposed(inner))
    if node.op == "*" and _is_scalar(node, at) and not any(_is_scalar(arg, at) for arg in node.args):
        return call("tr", Term("*", node.args[::-1]))
    return None


def _dot_exchanged(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "*" and node.args[0].op == "T" and _is_scalar(node, at):
        return times(transposed(node.args[1]), node.args[0].args[0])
    return None


def _dot_as_sum(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "*" or node.args[0].op != "T" or not _is_scalar(node, at):
        return None
    left, right = node.args[0].args[0], node.args[1]
    shape = at.shape_of(right)
    if shape is None or left.op != "name" or right.op != "name" or shape == ("1", "1"):
        return None
    index = at.index_for(shape[0], rng)
    if index is None:
        return None
    return call("S", name(index), name(shape[0]), times(Term("entry", (left, name(index))), Term("entry", (right, name(index)))))


def _deltas(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "call" and node.data == "d":
        a, b = node.args
        return rng.choice((call("d", b, a), call("ind", Term("relation", (a, b), "=")), call("cases", number(1), Term("relation", (a, b), "="), number(0)),
                           call("cases", number(0), Term("relation", (a, b), "!="), number(1))))
    if node.op == "call" and node.data == "cases" and len(node.args) == 3 and node.args[2] == number(0):
        return times(call("ind", node.args[1]), node.args[0])
    return None


def _entries(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "entry":
        return None
    base, *spots = node.args
    shape = at.shape_of(base)
    if shape is None:
        return None
    if len(spots) == 2:
        if base.op == "T":
            return Term("entry", (base.args[0], spots[1], spots[0]))
        if rng.random() < 0.5:
            return times(transposed(call("e", spots[0], name(shape[0]))), base, call("e", spots[1], name(shape[1])))
        return Term("entry", (transposed(base), spots[1], spots[0]))
    return times(transposed(call("e", spots[0], name(shape[0]))), base) if shape[1] == "1" else None


def _sums(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "call" or node.data != "S":
        return None
    index, bound, body = node.args
    if body.op in ("+", "-") and rng.random() < 0.6:
        return Term(body.op, tuple(call("S", index, bound, arg) for arg in body.args))
    if body.op == "*" and not any(part == index for part in body.args[0]):
        return times(body.args[0], call("S", index, bound, body.args[1]))
    other = at.index_for(bound.data, rng)
    return _renamed(node, index.data, other) if other is not None else None


def _renamed(node: Term, old: str, new: str) -> Term:
    if node.op == "name" and node.data == old:
        return name(new)
    return Term(node.op, tuple(_renamed(arg, old, new) for arg in node.args), node.data)


def _factor_into_sum(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "*" or node.args[1].op != "call" or node.args[1].data != "S" or not _is_scalar(node.args[0], at):
        return None
    index, bound, body = node.args[1].args
    if any(part == index for part in node.args[0]):
        return None
    return call("S", index, bound, times(node.args[0], body))


def _size_over_size(node: Term, at: Place, rng: Random) -> Term | None:
    if at.shape_of(node) is None or rng.random() < 0.6:
        return None
    dim = rng.choice(at.case.size_names)
    counted = term(rng.choice(("{0}", "ones({0}).T*ones({0})", "tr(eye({0}))")).format(dim))
    return Term("/", (times(counted, node), name(dim)))


def _determinants(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "call" and node.data == "det":
        return call("det", transposed(node.args[0])) if node.args[0].op != "T" else call("det", node.args[0].args[0])
    return None


def _elementwise(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "call" and node.data == "had":
        if rng.random() < 0.5 or at.shape_of(node.args[0]) is None or at.shape_of(node.args[0])[1] != "1":
            return call("had", *node.args[::-1])
        return times(call("diag", node.args[0]), node.args[1])
    if node.op == "*" and node.args[0].op == "call" and node.args[0].data == "diag":
        shape = at.shape_of(node.args[1])
        return call("had", node.args[0].args[0], node.args[1]) if shape is not None and shape[1] == "1" else None
    return None


def _powers(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "^" or not node.args[1].data.isdigit():
        return None
    base, count = node.args[0], int(node.args[1].data)
    if count == 2:
        return times(base, base)
    return times(base, Term("^", (base, number(count - 1)))) if count > 2 else None


def _quotients(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op != "/":
        return None
    over, under = node.args
    if over.op == "*" and rng.random() < 0.5:
        return times(over.args[0], Term("/", (over.args[1], under)))
    return times(Term("/", (number(1), under)), over)


def _signs(node: Term, at: Place, rng: Random) -> Term | None:
    if node.op == "-":
        return Term("neg", (Term("-", node.args[::-1]),))
    if node.op == "neg" and node.args[0].op == "*":
        return times(Term("neg", (node.args[0].args[0],)), node.args[0].args[1])
    return None


def _kronecker(node: Term, at: Place, rng: Random) -> Term | None:
    """A ⊗ B as (A ⊗ I)(I ⊗ B), where the sizes have names."""
    if node.op != "call" or node.data != "kron":
        return None
    left, right = (at.shape_of(arg) for arg in node.args)
    if left is None or right is None or "1" in (*left, *right):
        return None
    return times(call("kron", node.args[0], call("eye", name(right[0]))), call("kron", call("eye", name(left[1])), node.args[1]))


RULES: Mapping[str, Rule] = {rule.__name__.strip("_").replace("_", " "): rule for rule in (
    _terms_exchanged, _other_brackets, _distributed, _factored, _scalar_moved, _split, _added_and_subtracted, _transposes, _transposed_twice,
    _identity_inserted, _inverse_inserted, _lengths, _traces, _dot_exchanged, _dot_as_sum, _deltas, _entries, _sums, _factor_into_sum,
    _size_over_size, _determinants, _elementwise, _powers, _quotients, _signs, _kronecker,
)}


def values(root: Term, way: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    """The nodes that stand for values: no index, bound, exponent, size or condition."""
    yield way, root
    for spot, arg in enumerate(root.args):
        if _is_value(root, spot):
            yield from values(arg, (*way, spot))


def _is_value(node: Term, spot: int) -> bool:
    if node.op in ("entry", "^"):
        return spot == 0
    if node.op == "relation":
        return False
    if node.op == "call":
        match node.data:
            case "d" | "e" | "ind" | "eye" | "ones" | "comm":
                return False
            case "S":
                return spot == 2
            case "cases":
                return spot % 2 == 0 or spot == len(node.args) - 1
    return True


def rewritten(case: Case, answer: Term, rng: Random, steps: int) -> tuple[Term, tuple[str, ...]]:
    """The answer after some rules at random places, and their names."""
    used: list[str] = []
    for _ in range(steps):
        at = Place(case, answer)
        names = [*RULES]
        rng.shuffle(names)
        step = next(_steps(at, answer, names, rng), None)
        if step is None:
            break
        answer = step[0]
        used.append(step[1])
        if sum(1 for _ in answer) > MOST_NODES:
            break
    return answer, tuple(used)


def _steps(at: Place, answer: Term, names: list[str], rng: Random) -> Iterator[tuple[Term, str]]:
    found = list(values(answer))
    for called in names:
        rng.shuffle(found)
        for way, node in found:
            new = RULES[called](node, at, rng)
            # A rule knows no scalars inside a product: what no longer fits is passed over, and the oracle judges the rest.
            if new is not None and new != node and at.shape_of(new) == at.shape_of(node):
                yield replaced(answer, way, new), called
                break
