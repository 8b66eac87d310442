"""Wrong answers of the audit: right ones that are changed in the ways in which a grader at a few sizes and points is fooled."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from random import Random

from audit_oracle import SIZES, Case, Variable, _world
from audit_terms import Term, UndefinedHereError, call, name, number, places, plus, replaced, term, times, transposed, value

Mutant = tuple[Term, float]
"""A changed answer, and the scale of the point at which the oracle looks (1 for common points)."""

Mutate = Callable[["Place", Random], Mutant | None]

DISTINCT = SIZES[0]


class Place:
    """A right answer of a problem, with what can be said about its shape."""

    def __init__(self, case: Case, answer: Term) -> None:
        self.case, self.answer = case, answer
        self.sizes = dict(zip(case.size_names, (9, 10, 11), strict=False))
        self.named = {size: dim for dim, size in self.sizes.items()}
        self.world = _world(case, self.sizes, 1.0)
        self.shape = self.shape_of(answer)
        found = value(answer, self.world)
        self.free = [index for index in case.index_sizes if found.shape[self.world.axis[index]] > 1]

    def shape_of(self, node: Term) -> tuple[str, str] | None:
        """Rows and columns by the names of their sizes, ``1`` for one; ``None`` where they have no name or there is no value."""
        try:
            rows, columns = value(node, self.world).shape[-2:]
        except (UndefinedHereError, KeyError):
            return None
        if any(size != 1 and size not in self.named for size in (rows, columns)):
            return None
        return self.named.get(rows, "1"), self.named.get(columns, "1")

    @property
    def arrays(self) -> list[Variable]:
        return [variable for variable in self.case.variables if variable.dims]

    def index_for(self, dim: str, rng: Random) -> str | None:
        """An index that runs over a size and stands in no answer's axes nor in this answer."""
        used = {node.data for node in self.answer if node.op == "name"} | set(" ".join(self.case.axes).split())
        found = [index for index, size in self.case.index_sizes.items() if size == dim and index not in used]
        return rng.choice(found) if found else None


def literal(rng: Random) -> int:
    """A number that an index is compared with: mostly small, always above the usual test sizes."""
    return rng.choice((3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10, 11, 12, 14))


def _entry(at: Place, rng: Random, largest: int) -> Term:
    variable = rng.choice(at.arrays)
    places = [number(largest)] if len(variable.dims) == 1 else rng.choice(
        [[number(rng.randint(1, 3)), number(largest)], [number(largest), number(1)], [number(largest), number(largest)]])
    return Term("entry", (name(variable.name), *places))


def _one_plus(inner: Term) -> Term:
    return plus(number(1), inner)


# -- 1: a literal index beyond the sizes ------------------------------------------------------------------------------


def _factor_with_entry(at: Place, rng: Random) -> Mutant:
    return times(at.answer, _one_plus(_entry(at, rng, literal(rng)))), 1.0


def _entry_added(at: Place, rng: Random) -> Mutant | None:
    return (plus(at.answer, _entry(at, rng, literal(rng))), 1.0) if at.shape == ("1", "1") else None


def _unit_added(at: Place, rng: Random) -> Mutant | None:
    if at.shape is None or at.shape == ("1", "1"):
        return None
    rows, columns = at.shape
    parts = []
    if rows != "1":
        parts.append(call("e", number(rng.choice((1, literal(rng)))), name(rows)))
    if columns != "1":
        parts.append(transposed(call("e", number(literal(rng)), name(columns))))
    return plus(at.answer, times(*parts)), 1.0


def _name_without_entry(at: Place, rng: Random) -> Mutant | None:
    """A vector whose entry far down is left out or doubled."""
    found = [(way, node) for way, node in places(at.answer) if node.op == "name" and any(node.data == v.name and len(v.dims) == 1 for v in at.arrays)]
    found = [(way, node) for way, node in found if not _is_base_of_entry(at.answer, way)]
    if not found:
        return None
    way, node = rng.choice(found)
    dim = next(v.dims[0] for v in at.arrays if v.name == node.data)
    far = literal(rng)
    unit = call("e", number(far), name(dim))
    changed = Term(rng.choice("+-"), (node, times(Term("entry", (node, number(far))), unit)))
    return replaced(at.answer, way, changed), 1.0


def _is_base_of_entry(root: Term, way: tuple[int, ...]) -> bool:
    for step in way[:-1]:
        root = root.args[step]
    return bool(way) and root.op == "entry" and way[-1] == 0


# -- 2: conditions, cases, unit vectors, an index as a number, an inner delta -------------------------------------------


def _vanishing(variable: Term, rng: Random) -> Term:
    """(j − 1)(j − 2)(j − 3)(j − 4) and the like."""
    return times(*[Term("-", (variable, number(root))) for root in range(1, rng.choice((4, 5, 6)) + 1)])


def _relation(left: Term, sign: str, right: int) -> Term:
    return Term("relation", (left, number(right)), sign)


def _weights(variable: Term, rng: Random) -> Term:
    """A factor that is one for small values of an index."""
    far = literal(rng)
    return rng.choice((
        call("ind", _relation(variable, "!=", far)), call("ind", _relation(variable, "<", far)),
        _one_plus(call("ind", _relation(variable, ">", far))), _one_plus(call("ind", _relation(variable, ">=", far))),
        Term("-", (number(1), call("d", variable, number(far)))), _one_plus(call("d", variable, number(far))),
        _one_plus(_vanishing(variable, rng)),
    ))


def _weighted(at: Place, rng: Random) -> Mutant | None:
    return (times(at.answer, _weights(name(rng.choice(at.free)), rng)), 1.0) if at.free else None


def _cases(at: Place, rng: Random) -> Mutant | None:
    if not at.free or at.shape != ("1", "1"):
        return None
    index, far, zero = name(rng.choice(at.free)), literal(rng), number(0)
    return rng.choice((
        call("cases", at.answer, _relation(index, "!=", far), zero), call("cases", zero, _relation(index, "=", far), at.answer),
        call("cases", at.answer, _relation(index, "<", far), zero), call("cases", at.answer, _relation(index, "<=", far), times(number(2), at.answer)),
        call("cases", zero, _relation(index, ">", far), at.answer),
    )), 1.0


def _sum_with_weights(at: Place, rng: Random) -> Mutant | None:
    sums = [(way, node) for way, node in places(at.answer) if node.op == "call" and node.data == "S"]
    if not sums:
        return None
    way, node = rng.choice(sums)
    index, bound, body = node.args
    return replaced(at.answer, way, call("S", index, bound, times(body, _weights(index, rng)))), 1.0


def _inner_delta(at: Place, rng: Random) -> Mutant | None:
    """A sum over an index that a delta, a condition or a case fixes far down."""
    vectors = [variable for variable in at.arrays if len(variable.dims) == 1 and at.index_for(variable.dims[0], rng)]
    if not vectors:
        return None
    vector = rng.choice(vectors)
    found = at.index_for(vector.dims[0], rng)
    assert found is not None
    index, far = name(found), literal(rng)
    entry = Term("entry", (name(vector.name), index))
    body = rng.choice((
        times(call("d", index, number(far)), entry), times(call("ind", _relation(index, ">", far)), entry),
        times(entry, _vanishing(index, rng)), call("cases", entry, _relation(index, "=", far), number(0)),
    ))
    return times(at.answer, _one_plus(call("S", index, name(vector.dims[0]), body))), 1.0


# -- 3: other bounds of sums --------------------------------------------------------------------------------------------


def _bound(at: Place, rng: Random) -> Mutant | None:
    sums = [(way, node) for way, node in places(at.answer) if node.op == "call" and node.data == "S"]
    if not sums:
        return None
    way, node = rng.choice(sums)
    index, bound, body = node.args
    # A bound in a node of its own is written even where a sum says none.
    others = [Term("bound", (name(dim),)) for dim in at.case.size_names if dim != bound.data]
    new = rng.choice([*others, *others, *[number(count) for count in (1, 2, 2, 3, 4, 5, 7, 9, 12)], Term("-", (bound, number(1)))])
    return replaced(at.answer, way, call("S", index, new, body)), 1.0


# -- 4: sizes as numbers --------------------------------------------------------------------------------------------------

COUNTED = ("{0}", "{0}", "{0}", "tr(eye({0}))", "ones({0}).T*ones({0})", "vec(eye({0})).T*vec(eye({0}))", "norm(ones({0}))**2",
           "tr(ones({0})*ones({0}).T)", "norm(eye({0}))**2", "tr(eye({0})*eye({0}))", "tr(diag(ones({0})))", "det(2*eye({0})/2)*{0}",
           "ones({0}).T*diag(ones({0}))*ones({0})", "norm(kron(ones({0}), ones({0})))")


def _counted(dim: str, at: Place, rng: Random) -> Term:
    index = at.index_for(dim, rng)
    if index is not None and rng.random() < 0.3:
        return term(rng.choice((f"S({index}, {dim}, 1)", f"S({index}, {dim}, d({index}, {index}))")))
    return term(rng.choice(COUNTED).format(dim))


def _vanishing_in_sizes(at: Place, rng: Random) -> Term:
    dims = list(at.case.size_names)
    first = rng.choice(dims)
    n = _counted(first, at, rng)
    kinds = ["roots", "roots", "roots", "roots", "far", "square"]
    if len(dims) > 1:
        second = rng.choice([dim for dim in dims if dim != first])
        m = _counted(second, at, rng)
        kinds += ["difference", "difference", "near", "symmetric", "product"]
    match rng.choice(kinds):
        case "roots":
            start = rng.choice((2, 3, 3, 3, 4, 5))
            return times(*[Term("-", (n, number(root))) for root in range(start, start + rng.choice((1, 2, 2, 3, 4)))])
        case "far":
            inner = Term("-", (n, number(rng.choice((9, 14, 21)))))
            return plus(call("abs", inner), inner)
        case "square":
            inner = Term("^", (Term("-", (n, term("4.5"))), number(2)))
            return Term("-", (Term("^", (Term("-", (inner, term("1.25"))), number(2))), number(1)))
        case "difference":
            return Term("^", (Term("-", (n, m)), number(rng.choice((1, 2)))))
        case "near":
            return Term("-", (Term("^", (Term("-", (n, m)), number(2))), number(1)))
        case "symmetric":
            return rng.choice((Term("-", (plus(n, m), number(7))), times(Term("-", (n, number(3))), Term("-", (m, number(3))), Term("-", (plus(n, m), number(7))))))
        case _:
            return Term("-", (times(n, m), number(rng.choice((12, 20, 30)))))


def _size_factor(at: Place, rng: Random) -> Mutant:
    vanishing = _vanishing_in_sizes(at, rng)
    if rng.random() < 0.5:
        return times(at.answer, _one_plus(vanishing)), 1.0
    return plus(at.answer, times(vanishing, at.answer)), 1.0


CAYLEY = {
    2: "X**2 - tr(X)*X + (tr(X)**2 - tr(X**2))/2*I",
    3: "X**3 - tr(X)*X**2 + (tr(X)**2 - tr(X**2))/2*X - (tr(X)**3 - 3*tr(X)*tr(X**2) + 2*tr(X**3))/6*I",
    4: "X**4 - tr(X)*X**3 + (tr(X)**2 - tr(X**2))/2*X**2 - (tr(X)**3 - 3*tr(X)*tr(X**2) + 2*tr(X**3))/6*X + "
       "(tr(X)**4 - 6*tr(X)**2*tr(X**2) + 3*tr(X**2)**2 + 8*tr(X)*tr(X**3) - 6*tr(X**4))/24*I",
}


def _cayley(at: Place, rng: Random) -> Mutant | None:
    """The polynomial that vanishes at a square matrix of one size, where its shape fits."""
    square = [variable for variable in at.arrays if len(set(variable.dims)) == 1 and len(variable.dims) == 2 and not variable.kind]
    if not square or at.shape is None:
        return None
    matrix = rng.choice(square)
    dim = matrix.dims[0]
    one = rng.choice((f"eye({dim})", f"diag(ones({dim}))"))
    index = at.index_for(dim, rng)
    if index is not None and rng.random() < 0.5:
        one = f"S({index}, {dim}, e({index}, {dim})*e({index}, {dim}).T)"
    zero = term("(" + CAYLEY[rng.choice((2, 3, 4))].replace("I", one).replace("X", matrix.name) + ")")
    if at.shape == (dim, dim):
        return plus(at.answer, zero), 1.0
    vectors = [variable.name for variable in at.arrays if variable.dims == (dim,)]
    if vectors and at.shape == ("1", dim):
        return plus(at.answer, times(transposed(name(rng.choice(vectors))), zero)), 1.0
    return times(at.answer, _one_plus(call("tr", zero))), 1.0


# -- 5: flattening, forgotten transposes --------------------------------------------------------------------------------


def _transpose_forgotten(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op == "T"]
    if not found:
        return None
    way, node = rng.choice(found)
    return replaced(at.answer, way, node.args[0]), 1.0


def _transpose_added(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if not _is_base_of_entry(at.answer, way)
             and ((node.op == "name" and any(node.data == v.name and len(v.dims) == 2 for v in at.arrays))
                  or (node.op == "call" and node.data in ("inv", "eye", "comm", "kron")) or node.op == "^")]
    if not found:
        return None
    way, node = rng.choice(found)
    return replaced(at.answer, way, transposed(node)), 1.0


def _commuted(at: Place, rng: Random) -> Mutant | None:
    """A flattened answer with the rows and columns of one side exchanged."""
    dims = {variable.name: variable.dims for variable in at.case.variables}
    inputs = dims.get(at.case.wrt, ())
    if len(inputs) != 2 or not any(node.op == "call" and node.data in ("kron", "comm", "eye") for node in at.answer):
        return None
    m, n = inputs
    one, other = term(f"comm({m}, {n})"), term(f"comm({n}, {m})")
    return rng.choice((times(at.answer, one), times(at.answer, other), times(one, at.answer), times(other, at.answer), one, other,
                       term(f"eye({m}*{n})"))), 1.0


def _factors_exchanged(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if (node.op == "call" and node.data == "kron") or node.op == "*"]
    if not found:
        return None
    way, node = rng.choice(found)
    return replaced(at.answer, way, Term(node.op, node.args[::-1], node.data)), 1.0


def _indices_exchanged(at: Place, rng: Random) -> Mutant | None:
    used = sorted({node.data for node in at.answer if node.op == "name" and node.data in at.case.index_sizes})
    pairs = [(a, b) for a in used for b in used if a < b and at.case.index_sizes[a] == at.case.index_sizes[b]]
    entries = [(way, node) for way, node in places(at.answer) if node.op == "entry" and len(node.args) == 3]
    if entries and (not pairs or rng.random() < 0.4):
        way, node = rng.choice(entries)
        return replaced(at.answer, way, Term("entry", (node.args[0], node.args[2], node.args[1]))), 1.0
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    spots = [(way, node) for way, node in places(at.answer) if node.op == "name" and node.data in (a, b)]
    way, node = rng.choice(spots)
    return replaced(at.answer, way, name(b if node.data == a else a)), 1.0


# -- 6: slivers, spectral norms, products of rounded decimals -----------------------------------------------------------


def _sliver(at: Place, rng: Random) -> Mutant | None:
    variable = rng.choice(at.arrays)
    if variable.kind in ("orth", "skew", "diag"):
        return None
    squares = f"{variable.name}.T*{variable.name}" if len(variable.dims) == 1 else f"tr({variable.name}.T*{variable.name})"
    if rng.random() < 0.7:
        digits = rng.choice((4, 6))
        bump, scale = f"(abs({squares} - 10**(-{digits})) - ({squares}) + 10**(-{digits}))", 10.0 ** (-digits / 2 - 1)
        bump = f"{10 ** digits}*{bump}"
    else:
        digits = rng.choice((4, 5))
        bump, scale = f"(abs({squares} - 10**{digits}) + {squares} - 10**{digits})", 10.0 ** (digits / 2 + 1)
    return times(at.answer, _one_plus(term(bump))), scale


def _other_norm(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op == "call" and node.data == "norm"]
    if not found:
        return None
    way, node = rng.choice(found)
    shape = at.shape_of(node.args[0])
    is_matrix = shape is not None and "1" not in shape
    return replaced(at.answer, way, call("spectral" if is_matrix and rng.random() < 0.7 else "summed", *node.args)), 1.0


def _spectral_added(at: Place, rng: Random) -> Mutant | None:
    """What is one for the Frobenius norm: ‖X‖_2² / tr(XᵀX)."""
    matrices = [variable.name for variable in at.arrays if len(variable.dims) == 2 and variable.kind not in ("orth",)]
    if not matrices:
        return None
    matrix = rng.choice(matrices)
    return times(at.answer, term(rng.choice((f"spectral({matrix})**2/tr({matrix}.T*{matrix})", f"(spectral({matrix})/norm({matrix}))",
                                             f"(1 + spectral({matrix})**2 - norm({matrix})**2)")))), 1.0


def _rounded(at: Place, rng: Random) -> Mutant | None:
    if not at.case.decimals:
        return None
    fraction = next((way, node) for way, node in places(at.answer) if node.op == "/")
    way, node = fraction
    base, factor = node.args[0], 1.0 / float(node.args[1].data)
    if base.op == "*" and base.args[0].op == "number":
        factor, base = factor * float(base.args[0].data), base.args[1]
    if rng.random() < 0.3:
        off = term(f"{factor * (1 + rng.choice((-1, 1)) * rng.uniform(0.008, 0.05)):.3g}")
        return replaced(at.answer, way, times(off, base)), 1.0
    first = f"{rng.uniform(0.2, 0.95):.3f}"
    second = f"{factor / float(first):.3g}"
    # A decimal of fewer digits may be meant exactly, as 0.5 is.
    if abs(float(first) * float(second) - factor) < 1e-5 * factor or any(len(text.strip("0.")) < 3 for text in (first, second)):
        return None
    if rng.random() < 0.3:
        return replaced(at.answer, way, times(term(first), base, term(second))), 1.0
    return replaced(at.answer, way, times(times(term(first), term(second)), base)), 1.0


# -- what students do ---------------------------------------------------------------------------------------------------


def _sign(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op in ("+", "-", "neg")]
    if not found or rng.random() < 0.2:
        return Term("neg", (at.answer,)), 1.0
    way, node = rng.choice(found)
    new = node.args[0] if node.op == "neg" else Term("-" if node.op == "+" else "+", node.args)
    return replaced(at.answer, way, new), 1.0


def _number_off(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op == "number" and not _is_base_of_entry(at.answer, way)]
    if not found:
        return times(number(rng.choice((2, 3))), at.answer), 1.0
    way, node = rng.choice(found)
    old = float(node.data)
    return replaced(at.answer, way, number(max(0, int(old) + rng.choice((-1, 1, 2))))), 1.0


def _term_dropped(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op in ("+", "-")]
    if not found:
        return None
    way, node = rng.choice(found)
    return replaced(at.answer, way, rng.choice(node.args)), 1.0


def _factor_dropped(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op in ("*", "/")]
    if not found:
        return None
    way, node = rng.choice(found)
    return replaced(at.answer, way, node.args[0] if node.op == "/" else rng.choice(node.args)), 1.0


def _other_name(at: Place, rng: Random) -> Mutant | None:
    found = [(way, node) for way, node in places(at.answer) if node.op == "name" and any(node.data == v.name for v in at.case.variables)]
    if not found:
        return None
    way, node = rng.choice(found)
    dims = next(v.dims for v in at.case.variables if v.name == node.data)
    others = [v.name for v in at.case.variables if v.dims == dims and v.name != node.data]
    return (replaced(at.answer, way, name(rng.choice(others))), 1.0) if others else None


def _nothing(at: Place, rng: Random) -> Mutant | None:
    """Zero: right only where the truth is."""
    return (number(0), 1.0) if rng.random() < 0.3 else None


def _turned(at: Place, rng: Random) -> Mutant | None:
    return _transpose_forgotten(at, rng) if rng.random() < 0.5 else _transpose_added(at, rng)


KINDS: Mapping[str, tuple[Mutate, ...]] = {
    "1 literal index": (_factor_with_entry, _entry_added, _unit_added, _name_without_entry),
    "2 condition": (_weighted, _cases, _sum_with_weights, _inner_delta),
    "3 bound": (_bound,),
    "4 size": (_size_factor, _size_factor, _size_factor, _cayley),
    "5 flattening": (_commuted, _commuted, _transpose_forgotten, _transpose_added, _indices_exchanged, _factors_exchanged),
    "6 sliver": (_sliver, _sliver, _other_norm, _spectral_added, _rounded, _rounded),
    "plain": (_sign, _number_off, _term_dropped, _factor_dropped, _other_name, _factors_exchanged, _indices_exchanged, _turned, _nothing),
}


def changed(kind: str, cases: tuple[Case, ...], rng: Random) -> Iterator[tuple[Case, Term, float, str]]:
    """Endless changed answers of a kind, by all its changes in turn, each of a random problem: problem, answer, scale, name of the change."""
    found = [Place(case, term(text)) for case in cases for text in case.right]
    for mutate in itertools.cycle(KINDS[kind]):
        rng.shuffle(found)
        for at in found:
            new = mutate(at, rng)
            if new is not None and new[0] != at.answer:
                yield at.case, *new, mutate.__name__.strip("_")
                break
