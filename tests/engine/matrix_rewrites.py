"""Honest rewrites: identities of matrix algebra, index formulas, differentials and abstract functions, each applied to one node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from matrix_ground import MINUS_ONE, SCALAR, Ground, Shape, ground, places, replaced
from matrix_oracle import World, is_zero

from grader.expr import (
    Add,
    ArraySymbol,
    Call,
    Cases,
    Condition,
    Differential,
    Div,
    Entry,
    Every,
    Expr,
    Filled,
    Index,
    Indicator,
    Matrix,
    Mul,
    Neg,
    Number,
    Pow,
    Slice,
    Sum,
    Symbol,
    Transpose,
    Unit,
    postorder,
)
from grader.model import Problem

Rewrite = Callable[[Expr, Ground, Random], Expr | None]
"""A node to an equal tree; ``None`` where the rule does not apply."""

ONE, TWO = Number(1), Number(2)
MOST_LEAVES = 60
OTHERWISE = Condition("otherwise")


def turned(tree: Expr) -> Expr:
    """The transpose, without two of them in a row."""
    return tree.args[0] if type(tree) is Transpose else Transpose(tree)


def product(factors: Sequence[Expr]) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(factors)


def total(terms: Sequence[Expr]) -> Expr:
    return terms[0] if len(terms) == 1 else Add(terms)


def inverse(tree: Expr) -> Expr:
    return Pow(tree, MINUS_ONE)


def is_inverse(tree: Expr) -> bool:
    return type(tree) is Pow and tree.args[1] == MINUS_ONE


def call(name: str, *args: Expr) -> Expr:
    return Call(name, args)


def chained(shapes: Sequence[Shape]) -> bool:
    """Whether a product of arrays stays one however it is bracketed."""
    return all(left[1] == right[0] for left, right in pairwise(shapes))


def parted(factors: Sequence[Expr], at: Ground) -> tuple[list[Expr], list[Expr]] | None:
    """Scalar factors and array factors; ``None`` where the arrays are no plain chain."""
    scalars, arrays = [f for f in factors if at.is_scalar(f)], [f for f in factors if not at.is_scalar(f)]
    return (scalars, arrays) if chained([at.shape(f) for f in arrays]) else None


# -- sums and products ------------------------------------------------------------------------------------------


def _distribute(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Mul:
        return None
    sums = [place for place, arg in enumerate(node.args) if type(arg) is Add and len({at.shape(term) for term in arg.args}) == 1]
    if not sums:
        return None
    place = rng.choice(sums)
    return Add([Mul([*node.args[:place], term, *node.args[place + 1:]]) for term in node.args[place].args])


def _signed(term: Expr) -> tuple[bool, list[Expr]]:
    """Whether a term has a minus, and its factors."""
    inner = term.args[0] if type(term) is Neg else term
    return type(term) is Neg, list(inner.args) if type(inner) is Mul else [inner]


def _factor(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """Two terms with the same first or the same last factor."""
    if type(node) is not Add:
        return None
    first, second = rng.sample(range(len(node.args)), 2)
    (minus, a), (other_minus, b) = _signed(node.args[first]), _signed(node.args[second])
    if len(a) < 2 or len(b) < 2:
        return None
    end = rng.choice((0, -1))
    if a[end] != b[end]:
        return None
    rest = [factors[1:] if end == 0 else factors[:-1] for factors in (a, b)]
    if len({_shape_of(factors, at) for factors in rest}) != 1:
        return None
    inside = Add([Neg(product(rest[0])) if minus else product(rest[0]), Neg(product(rest[1])) if other_minus else product(rest[1])])
    joined = Mul([a[0], inside]) if end == 0 else Mul([inside, a[-1]])
    return total([joined, *[term for place, term in enumerate(node.args) if place not in (first, second)]])


def _shape_of(factors: Sequence[Expr], at: Ground) -> Shape | None:
    """The shape of a product of nodes; ``None`` where they do not fit by themselves."""
    shape = SCALAR
    for factor in factors:
        other = at.shape(factor)
        if SCALAR in (shape, other):
            shape = other if shape == SCALAR else shape
        elif shape[1] == other[0]:
            shape = (shape[0], other[1])
        else:
            return None
    return shape


def _factor_number(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Add or len({at.shape(term) for term in node.args}) != 1:
        return None
    k = Number(rng.randint(2, 7))
    return Mul([k, Add([Div(term, k) for term in node.args])])


def _commute_terms(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Add:
        return None
    args = list(node.args)
    rng.shuffle(args)
    return Add(args)


def _associate(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) not in (Add, Mul) or len(node.args) < 3:
        return None
    if type(node) is Mul and parted(node.args, at) is None:
        return None
    cut = rng.randint(1, len(node.args) - 2)
    rest = node.args[cut:]
    return type(node)([*node.args[:cut], type(node)(rest)])  # type: ignore[arg-type]


def _scalar_moved(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Mul:
        return None
    scalars = [place for place, arg in enumerate(node.args) if at.is_scalar(arg)]
    if not scalars:
        return None
    args = list(node.args)
    moved = args.pop(rng.choice(scalars))
    args.insert(rng.randint(0, len(args)), moved)
    return Mul(args)


def _signs(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A minus goes into a factor, or out of one; two of them cancel."""
    if type(node) is Neg and type(node.args[0]) is Mul:
        factors = list(node.args[0].args)
        place = rng.randrange(len(factors))
        factors[place] = Neg(factors[place])
        return Mul(factors)
    if type(node) is Neg and type(node.args[0]) is Add:
        return Add([term.args[0] if type(term) is Neg else Neg(term) for term in node.args[0].args])
    return rng.choice((Neg(Neg(node)), Mul([MINUS_ONE, Neg(node)])))


def _halves(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """x = x/2 + x/2 = 2x - x, and 2x = x + x."""
    if type(node) is Mul and node.args[0] == TWO:
        rest = product(node.args[1:])
        return Add([rest, rest])
    return rng.choice((Add([Div(node, TWO), Div(node, TWO)]), Add([Mul([TWO, node]), Neg(node)])))


def _twice(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """x + x = 2x."""
    if type(node) is not Add or len(node.args) != 2 or node.args[0] != node.args[1]:
        return None
    return Mul([TWO, node.args[0]])


def _add_and_subtract(node: Expr, at: Ground, rng: Random) -> Expr | None:
    h = at.of_shape(at.shape(node), rng)
    return None if h is None else Add([node, h, Neg(h)])


def _quotient(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A quotient as a product with an inverse, and the reverse for scalars."""
    if type(node) is Div and at.is_scalar(node.args[1]):
        over, under = node.args
        return rng.choice((Mul([inverse(under), over]), Mul([Div(ONE, under), over]), Mul([over, inverse(under)])))
    if is_inverse(node) and at.is_scalar(node):
        return Div(ONE, node.args[0])
    return None


def _times_one(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A factor sin² + cos², or a fraction that cancels."""
    h = at.of_shape(SCALAR, rng)
    if h is None:
        return None
    one = Add([Pow(call("sin", h), TWO), Pow(call("cos", h), TWO)])
    return rng.choice((Mul([one, node]), Div(Mul([Add([Pow(h, TWO), ONE]), node]), Add([Pow(h, TWO), ONE]))))


def _powers(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """X² = X X, X⁻² = X⁻¹ X⁻¹, and back."""
    if type(node) is Pow and node.args[1] == TWO and (at.is_scalar(node) or 1 not in at.shape(node)):
        return Mul([node.args[0], node.args[0]])
    if type(node) is Pow and node.args[1] == Neg(TWO) and 1 not in at.shape(node):
        return Mul([inverse(node.args[0]), inverse(node.args[0])])
    if type(node) is Mul and len(node.args) == 2 and node.args[0] == node.args[1]:
        return Pow(node.args[0], TWO)
    return None


# -- transposes -------------------------------------------------------------------------------------------------


def _transpose_of_product(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Transpose or type(node.args[0]) is not Mul:
        return None
    parts = parted(node.args[0].args, at)
    return None if parts is None else product([*parts[0], *[turned(factor) for factor in reversed(parts[1])]])


def _product_as_transpose(node: Expr, at: Ground, rng: Random) -> Expr | None:
    parts = parted(node.args, at) if type(node) is Mul and node.is_array else None
    if parts is None or not parts[1]:
        return None
    return Transpose(product([*parts[0], *[turned(factor) for factor in reversed(parts[1])]]))


def _transpose_of_sum(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Transpose or type(node.args[0]) is not Add or any(not term.is_array for term in node.args[0].args):
        return None
    return Add([_through_sign(term) for term in node.args[0].args])


def _sum_as_transpose(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Add or not all(term.is_array and at.shape(term) == at.shape(node) for term in node.args):
        return None
    return Transpose(Add([_through_sign(term) for term in node.args]))


def _through_sign(term: Expr) -> Expr:
    return Neg(turned(term.args[0])) if type(term) is Neg else turned(term)


def _double_transpose(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is Transpose and type(node.args[0]) is Transpose:
        return node.args[0].args[0]
    return Transpose(Transpose(node)) if node.is_array and not at.is_scalar(node) else None


def _scalar_transposed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    return Transpose(node) if node.is_array and at.is_scalar(node) and type(node) is not Transpose else None


def _symmetry(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """What the declared kind of a matrix says of its transpose."""
    inner = node.args[0] if type(node) in (Transpose, Pow) else node
    variable = at.variable(inner.data) if type(inner) is ArraySymbol else None
    if variable is None:
        return None
    if variable.kind == "orth":
        return Transpose(inner) if is_inverse(node) else inverse(inner) if type(node) is Transpose else None
    if type(node) is Pow or variable.kind not in ("sym", "spd", "diag", "skew"):
        return None
    other = inner if type(node) is Transpose else Transpose(inner)
    return Neg(other) if variable.kind == "skew" else other


# -- traces, determinants, inverses, norms ----------------------------------------------------------------------


def _cyclic_trace(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Call or node.data != "tr" or type(node.args[0]) is not Mul:
        return None
    parts = parted(node.args[0].args, at)
    if parts is None or len(parts[1]) < 2:
        return None
    cut = rng.randint(1, len(parts[1]) - 1)
    return call("tr", product([*parts[0], *parts[1][cut:], *parts[1][:cut]]))


def _scalar_as_trace(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """aᵀ X b = tr(X b aᵀ)."""
    parts = parted(node.args, at) if type(node) is Mul and at.is_scalar(node) else None
    if parts is None or len(parts[1]) < 2:
        return None
    cut = rng.randint(1, len(parts[1]) - 1)
    return call("tr", product([*parts[0], *parts[1][cut:], *parts[1][:cut]]))


def _trace_of_transpose(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Call or node.data != "tr" or at.is_scalar(node.args[0]):
        return None
    return call("tr", turned(node.args[0]))


def _linear_trace(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Call or node.data != "tr":
        return None
    inner = node.args[0]
    if type(inner) is Add and len({at.shape(term) for term in inner.args}) == 1:
        return Add([Neg(call("tr", term.args[0])) if type(term) is Neg else call("tr", term) for term in inner.args])
    if type(inner) is Mul:
        scalars, arrays = [f for f in inner.args if at.is_scalar(f)], [f for f in inner.args if not at.is_scalar(f)]
        return Mul([*scalars, call("tr", product(arrays))]) if scalars and arrays and parted(inner.args, at) else None
    return None


def _determinants(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is not Call or node.data != "det" or at.is_scalar(node.args[0]):
        return None
    inner = node.args[0]
    if type(inner) is Mul and all(at.shape(factor) == at.shape(inner) for factor in inner.args):
        return Mul([call("det", factor) for factor in inner.args])
    if is_inverse(inner):
        return Div(ONE, call("det", inner.args[0]))
    return rng.choice((call("det", turned(inner)), Div(ONE, call("det", inverse(inner)))))


def _adjugate(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """adj(X) = det(X) X⁻¹, and X⁻¹ = adj(X)/det(X)."""
    if type(node) is Call and node.data == "adj":
        return Mul([call("det", node.args[0]), inverse(node.args[0])])
    if is_inverse(node) and not at.is_scalar(node) and type(node.args[0]) is ArraySymbol and 1 not in at.shape(node):
        return Div(call("adj", node.args[0]), call("det", node.args[0]))
    return None


def _inverse_of_product(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """(AB)⁻¹ = B⁻¹A⁻¹, and back."""
    if is_inverse(node) and type(node.args[0]) is Mul and 1 not in at.shape(node):
        factors = node.args[0].args
        if all(at.shape(factor) == at.shape(node) for factor in factors):
            return Mul([inverse(factor) for factor in reversed(factors)])
    if type(node) is Mul and len(node.args) > 1 and 1 not in at.shape(node):
        for place in range(len(node.args) - 1):
            a, b = node.args[place:place + 2]
            if is_inverse(a) and is_inverse(b) and at.shape(a) == at.shape(b) and not at.is_scalar(a):
                return product([*node.args[:place], inverse(Mul([b.args[0], a.args[0]])), *node.args[place + 2:]])
    return None


def _inverse_and_transpose(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """(X⁻¹)ᵀ = (Xᵀ)⁻¹, and back."""
    if type(node) is Transpose and is_inverse(node.args[0]) and not at.is_scalar(node):
        return inverse(turned(node.args[0].args[0]))
    if is_inverse(node) and type(node.args[0]) is Transpose and not at.is_scalar(node):
        return Transpose(inverse(node.args[0].args[0]))
    return None


def _insert_identity(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if not at.has_arrays or at.is_scalar(node) or not node.is_array:
        return None
    side = rng.randrange(2)
    size = at.shape(node)[side]
    if size == 1:
        return None
    name = at.size_names.get(size)
    one = Filled("I", [(name,)] if name and rng.random() < 0.6 else [])
    return Mul([one, node] if side == 0 else [node, one])


def _insert_inverse(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A factor X X⁻¹."""
    if at.is_scalar(node) or not node.is_array:
        return None
    side = rng.randrange(2)
    x = at.invertible(at.shape(node)[side], rng)
    if x is None:
        return None
    pair = [x, inverse(x)] if rng.random() < 0.5 else [inverse(x), x]
    return Mul([*pair, node] if side == 0 else [node, *pair])


def _norm_as_product(node: Expr, at: Ground, rng: Random) -> Expr | None:
    if type(node) is Pow and node.args[1] == TWO and type(node.args[0]) is Call and node.args[0].data == "norm":
        return _squares(node.args[0].args[0], at)
    if type(node) is Call and node.data == "norm":
        squares = _squares(node.args[0], at)
        return None if squares is None else call("sqrt", squares)
    return None


def _squares(x: Expr, at: Ground) -> Expr | None:
    rows, columns = at.shape(x)
    if (rows, columns) == SCALAR:
        return None
    if columns == 1:
        return Mul([turned(x), x])
    return Mul([x, turned(x)]) if rows == 1 else call("tr", Mul([turned(x), x]))


def _product_as_norm(node: Expr, at: Ground, rng: Random) -> Expr | None:
    inner = node.args[0] if type(node) is Call and node.data == "tr" else node
    if type(inner) is not Mul or len(inner.args) != 2 or inner.args[0] != turned(inner.args[1]):
        return None
    if inner is node and not at.is_scalar(node):
        return None
    return Pow(call("norm", inner.args[1]), TWO)


# -- Kronecker products, elementwise products, blocks -----------------------------------------------------------


def _kron_and_vec(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """aᵀXb = (b ⊗ a)ᵀ vec X, tr(AB) = vec(Aᵀ)ᵀ vec B, vec(AXB) = (Bᵀ ⊗ A) vec X."""
    if type(node) is Mul and len(node.args) == 3 and at.is_scalar(node):
        a, x, b = node.args
        if 1 not in at.shape(x) and at.shape(a)[0] == 1 and at.shape(b)[1] == 1 and chained([at.shape(arg) for arg in node.args]):
            return Mul([Transpose(call("kron", b, turned(a))), call("vec", x)])
    if type(node) is not Call or type(node.args[0]) is not Mul:
        return None
    factors = node.args[0].args
    if not chained([at.shape(factor) for factor in factors]):
        return None
    if node.data == "tr" and len(factors) == 2:
        return Mul([Transpose(call("vec", turned(factors[0]))), call("vec", factors[1])])
    if node.data == "vec" and len(factors) == 3:
        return Mul([call("kron", turned(factors[2]), factors[0]), call("vec", factors[1])])
    return None


def _kron_rules(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """(A ⊗ B)ᵀ = Aᵀ ⊗ Bᵀ, and A ⊗ B = (A ⊗ I)(I ⊗ B)."""
    if type(node) is Transpose and type(node.args[0]) is Call and node.args[0].data == "kron":
        return call("kron", *[turned(arg) for arg in node.args[0].args])
    if type(node) is not Call or node.data != "kron":
        return None
    a, b = node.args
    inner, outer = at.size_names.get(at.shape(a)[1]), at.size_names.get(at.shape(b)[0])
    if inner is None or outer is None:
        return Transpose(call("kron", turned(a), turned(b)))
    return Mul([call("kron", a, Filled("I", [(outer,)])), call("kron", Filled("I", [(inner,)]), b)])


def _outer_product(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """a bᵀ as kron(a, bᵀ) or outer(a, b), and back."""
    if type(node) is Mul and len(node.args) == 2:
        a, b = node.args
        if at.shape(a)[1] == 1 == at.shape(b)[0] and not at.is_scalar(a) and not at.is_scalar(b):
            return rng.choice((call("kron", a, b), call("outer", a, turned(b)), call("kron", b, a)))
    if type(node) is Call and node.data == "outer" and all(at.shape(arg)[1] == 1 for arg in node.args):
        return Mul([node.args[0], Transpose(node.args[1])])
    return None


def _elementwise(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """diag(v) w = v ⊙ w, diag(v) A = (v 1ᵀ) ⊙ A, and A ⊙ B = B ⊙ A."""
    if type(node) is Call and node.data == "hadamard":
        return call("hadamard", node.args[1], node.args[0])
    if type(node) is not Mul or len(node.args) != 2 or type(node.args[0]) is not Call or node.args[0].data != "diag":
        return None
    v, w = node.args[0].args[0], node.args[1]
    if at.shape(v)[1] != 1 or at.is_scalar(v) or at.is_scalar(w):
        return None
    if at.shape(w)[1] == 1:
        return call("hadamard", v, w)
    name = at.size_names.get(at.shape(w)[1])
    ones = Filled("ones", [(name,)] if name and rng.random() < 0.5 else [])
    return call("hadamard", Mul([v, Transpose(ones)]), w)


def _blocks(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A written-out matrix as the transpose of one, or with a number in front."""
    if type(node) is not Matrix or at.shape(node) != node.shape or not all(at.is_scalar(arg) for arg in node.args):
        return None
    rows, columns = node.shape
    if rng.random() < 0.4:
        k = Number(rng.randint(2, 5))
        return Mul([k, Matrix(rows, columns, [Div(arg, k) for arg in node.args])])
    return Transpose(Matrix(columns, rows, [node.args[i * columns + j] for j in range(columns) for i in range(rows)]))


# -- indices ----------------------------------------------------------------------------------------------------


def _unit_vectors(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """An entry or a slice by unit vectors, E_ij as e_i e_jᵀ."""
    if type(node) is Unit and len(node.args) == 2:
        return Mul([Unit([node.args[0]]), Transpose(Unit([node.args[1]]))])
    if type(node) is Entry and all(type(index) is Index for index in node.args[1:]):
        base, *indices = node.args
        left = Transpose(Unit([indices[0]]))
        if len(indices) == 2:
            return Mul([left, base, Unit([indices[1]])])
        return Mul([left, base]) if at.shape(base)[1] == 1 else Mul([base, Unit([indices[0]])])
    if type(node) is Slice:
        base, row, column = node.args
        return Mul([base, Unit([column])]) if type(row) is Every else Mul([Transpose(Unit([row])), base])
    return None


def _units_joined(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """e_i e_jᵀ = E_ij, A e_q = A[:,q], e_iᵀ A = A[i,:], e_iᵀ x = x[i]."""
    if type(node) is not Mul or len(node.args) != 2:
        return None
    a, b = node.args
    if _is_unit(a) and type(b) is Transpose and _is_unit(b.args[0]):
        return Unit([a.args[0], b.args[0].args[0]])
    if _is_unit(b) and 1 not in at.shape(a):
        return Slice(a, [Every(), b.args[0]])
    if type(a) is Transpose and _is_unit(a.args[0]) and not _is_unit(b):
        index = a.args[0].args[0]
        return Entry(b, [index]) if at.shape(b)[1] == 1 else Slice(b, [index, Every()])
    return None


def _is_unit(tree: Expr) -> bool:
    return type(tree) is Unit and len(tree.args) == 1 and type(tree.args[0]) is Index


def _deltas(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """δ_ik = δ_ki = e_iᵀ e_k = I[i,k] = (1 if i=k; 0 otherwise)."""
    if type(node) is Mul and len(node.args) == 2 and type(node.args[0]) is Transpose and _is_unit(node.args[0].args[0]) and _is_unit(node.args[1]):
        return Indicator(Condition("=", [node.args[0].args[0].args[0], node.args[1].args[0]]))
    if type(node) is not Indicator or node.args[0].data != "=" or not all(type(index) is Index for index in node.args[0].args):
        return None
    i, k = node.args[0].args
    forms: list[Expr] = [Indicator(Condition("=", [k, i])), Cases([ONE, node.args[0], Number(0), OTHERWISE]),
                         Cases([Number(0), Condition("!=", [i, k]), ONE, OTHERWISE])]
    if at.world.indices[i.data] == at.world.indices[k.data]:
        name = at.size_names.get(at.world.indices[i.data])
        forms += [Mul([Transpose(Unit([i])), Unit([k])])] * 2 + ([Entry(Filled("I", [(name,)]), [i, k])] if name else [])
    return rng.choice(forms)


def _slices(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A[i,j] as an entry of a slice, of the transpose, or of a row times a unit vector."""
    if type(node) is not Entry or len(node.args) != 3:
        return None
    base, i, j = node.args
    forms: list[Expr] = [Entry(turned(base), [j, i]), Entry(Slice(base, [Every(), j]), [i])]
    if type(j) is Index:
        forms.append(Mul([Slice(base, [i, Every()]), Unit([j])]))
    return rng.choice(forms)


def _entry_of_product(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """(AB)[i,j] = Σ_m A[i,m] B[m,j], xᵀy = Σ_m x[m] y[m]."""
    if type(node) is Entry and type(node.args[0]) is Mul and len(node.args) == 3 and len(node.args[0].args) == 2:
        a, b = node.args[0].args
        if at.is_scalar(a) or at.is_scalar(b):
            return None
        index = at.unused_index(at.shape(a)[1], rng)
        if index is None or 1 in at.shape(a) or 1 in at.shape(b):
            return None
        return Sum(index, Mul([Entry(a, [node.args[1], Index(index)]), Entry(b, [Index(index), node.args[2]])]))
    if type(node) is Mul and len(node.args) == 2 and type(node.args[0]) is Transpose and at.is_scalar(node):
        a, b = node.args[0].args[0], node.args[1]
        if at.is_scalar(a) or at.shape(a)[1] != 1:
            return None
        index = at.unused_index(at.shape(a)[0], rng)
        return None if index is None else Sum(index, Mul([Entry(a, [Index(index)]), Entry(b, [Index(index)])]))
    return None


def _linear_sum(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A sum over an index, term by term, or by a slice: Σ_m A[m,p] B[m,q] = A[:,p]ᵀ B[:,q]."""
    if type(node) is not Sum:
        return None
    body, index = node.args[0], Index(node.data)
    if type(body) is Add and len({at.shape(term) for term in body.args}) == 1:
        return Add([Neg(Sum(node.data, term.args[0])) if type(term) is Neg else Sum(node.data, term) for term in body.args])
    if type(body) is Mul and len(body.args) == 2 and all(type(arg) is Entry and len(arg.args) == 3 for arg in body.args):
        a, b = body.args
        if a.args[1] == index == b.args[1] and a.args[2] != index != b.args[2]:
            return Mul([Transpose(Slice(a.args[0], [Every(), a.args[2]])), Slice(b.args[0], [Every(), b.args[2]])])
    return None


def _cases(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """Two cases as a product with an indicator, or in the other order."""
    if type(node) is Cases and len(node.args) == 4 and node.args[3] == OTHERWISE and node.args[1].data in ("=", "!="):
        value, condition, other, _ = node.args
        if is_zero(other) and rng.random() < 0.5:
            return Mul([Indicator(condition), value])
        flipped = Condition("!=" if condition.data == "=" else "=", condition.args)
        return Cases([other, flipped, value, OTHERWISE])
    if type(node) is Mul and len(node.args) > 1:
        found = [place for place, arg in enumerate(node.args) if type(arg) is Indicator]
        if found:
            place = rng.choice(found)
            rest = product([arg for other, arg in enumerate(node.args) if other != place])
            return Cases([rest, node.args[place].args[0], Number(0), OTHERWISE])
    return None


# -- definitions ------------------------------------------------------------------------------------------------


def _definitions(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A definition's name is written out, or put in the place of its formula."""
    known = dict(at.problem.task.definitions)
    if type(node) in (Symbol, ArraySymbol) and node.data in known:
        return known[node.data]
    for name, tree in known.items():
        if tree == node:
            return ArraySymbol(name) if tree.is_array and not at.is_scalar(node) else Symbol(name)
    return None


# -- the whole answer -------------------------------------------------------------------------------------------


def _is_closed(at: Ground) -> bool:
    return not at.free and not any(type(node) is Differential for node in postorder(at.root))


def _differential(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A gradient g as g dx, a Jacobian J as J dx, a derivative by a matrix T as tr(Tᵀ dX)."""
    problem = at.problem
    variable = at.variable(problem.task.wrt[0]) if len(problem.task.wrt) == 1 and problem.task.asked == "derivative" else None
    if node is not at.root or variable is None or not variable.shape or not _is_closed(at) or not node.is_array:
        return None
    d, shape = Differential(f"d{variable.name}"), at.world.values[variable.name].shape[-2:]
    if len(variable.shape) == 1:
        return Mul([node, d]) if at.shape(node)[1] == shape[0] else None
    if at.shape(node) != shape or shape[0] == 1:
        return None
    return call("tr", Mul([turned(node), d]))


def _entry_of_closed(node: Expr, at: Ground, rng: Random) -> Expr | None:
    """A closed form by its entries: T as T[i,j]."""
    if node is not at.root or not node.is_array or any(type(part) is Differential for part in postorder(node)):
        return None
    left = [name for name in at.problem.task.axes if name not in at.free]
    if len(left) == 2 and at.shape(node) == tuple(at.world.indices[name] for name in left):
        return Entry(node, [Index(name) for name in left])
    if len(left) == 1 and sorted(at.shape(node)) == sorted((1, at.world.indices[left[0]])):
        return Entry(node, [Index(left[0])])
    return None


RULES: dict[str, Rewrite] = {
    "distribute": _distribute, "factor": _factor, "factor a number": _factor_number, "commute terms": _commute_terms, "associate": _associate,
    "scalar moved": _scalar_moved, "signs": _signs, "halves": _halves, "x + x = 2x": _twice, "add and subtract": _add_and_subtract,
    "quotient": _quotient, "times one": _times_one, "powers": _powers, "transpose of a product": _transpose_of_product,
    "product as a transpose": _product_as_transpose, "transpose of a sum": _transpose_of_sum, "sum as a transpose": _sum_as_transpose,
    "double transpose": _double_transpose, "scalar transposed": _scalar_transposed, "symmetry": _symmetry, "cyclic trace": _cyclic_trace,
    "scalar as a trace": _scalar_as_trace, "trace of a transpose": _trace_of_transpose, "linear trace": _linear_trace,
    "determinants": _determinants, "adjugate": _adjugate, "inverse of a product": _inverse_of_product,
    "inverse and transpose": _inverse_and_transpose, "insert I": _insert_identity, "insert X X^-1": _insert_inverse,
    "norm as a product": _norm_as_product, "product as a norm": _product_as_norm, "kron and vec": _kron_and_vec, "kron rules": _kron_rules,
    "outer product": _outer_product, "elementwise": _elementwise, "blocks": _blocks, "unit vectors": _unit_vectors,
    "units joined": _units_joined, "deltas": _deltas, "slices": _slices, "entry of a product": _entry_of_product, "linear sum": _linear_sum,
    "cases": _cases, "definitions": _definitions, "differential": _differential, "entry of a closed form": _entry_of_closed,
}


NEEDS_ARRAYS = ("scalar as a trace", "kron and vec", "outer product", "insert I", "norm as a product", "product as a norm", "elementwise")
"""Rules whose words are read only where vectors, matrices or indices are declared."""

OF_LECTURE_LAYOUT = ("differential", "entry of a closed form")
"""Rules for the whole answer, which hold in the lecture's layout."""


def rewritten(problem: Problem, world: World, root: Expr, rng: Random, steps: int, names: list[str],
              choose: Callable[[list[str]], list[str]]) -> tuple[Expr, tuple[str, ...]]:
    """The tree after some honest rewrites at random nodes, and the names of the rules; ``choose`` puts some in the order of trying."""
    used: list[str] = []
    for _ in range(steps):
        at = ground(problem, world, root)
        if at is None or root.leaves > MOST_LEAVES:
            break
        step = _step(at, rng, choose(names))
        if step is None:
            break
        root, name = step
        used.append(name)
    return root, tuple(used)


def _step(at: Ground, rng: Random, names: list[str]) -> tuple[Expr, str] | None:
    # An I of size one, as in I xᵀ, is no number.
    found = [(path, node) for path, node in places(at.root) if not (type(node) is Filled and at.is_scalar(node))]
    for name in names if at.has_arrays else [name for name in names if name not in NEEDS_ARRAYS]:
        rng.shuffle(found)
        for path, node in found:
            new = RULES[name](node, at, rng)
            if new is not None and new != node:
                return replaced(at.root, path, new), name
    return None
