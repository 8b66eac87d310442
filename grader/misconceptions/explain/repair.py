"""One slip: a wrong term, or one edit of the answer's own tree that makes it right (a sign, a name, a transpose, an order of factors)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from grader.engine import REFUTE_BITS, Laid, Sketch, may_be, same
from grader.engine.recognise import rational, valued
from grader.expr import (
    Add,
    Apply,
    ArraySymbol,
    Call,
    Condition,
    Differential,
    Div,
    Entry,
    Expr,
    Index,
    Mul,
    Neg,
    Number,
    Path,
    Pow,
    Slice,
    Symbol,
    Transpose,
    build,
    names,
    paths,
    postorder,
    replaced,
    substitute,
)
from grader.misconceptions.explain.case import Case
from grader.misconceptions.explain.claims import Check, Claim, Explanation
from grader.misconceptions.explain.confirm import confirmed
from grader.misconceptions.explain.terms import coefficients, coefficients_of_the_truth
from grader.misconceptions.points import alike, near, telling
from grader.misconceptions.rules import BY_NAME
from grader.misconceptions.rules.slips import NEITHER_ODD_NOR_EVEN, negated

MOST_EDITS, MOST_EDITS_OF_ARRAYS = 72, 30
MOST_WORK, MOST_STEPS = 1_500, 2_500
"""Most leaves and levels, and most steps, of all edited trees together: only the first edits of a long answer are tried."""

_SEEN_AS = {
    "exponent-missing": ("exponent-missing", "exponent-off", "factor-lost"),
    "exponent-off": ("exponent-off", "factor-extra", "factor-lost"),
    "factor-lost": ("factor-lost", "exponent-off"),
    "norm-and-square": ("exponent-off", "factor-extra"),
    "denominator-lost": ("factor-extra", "exponent-off"),
    "multiplied-instead": ("quotient-upside-down",),
    "sign-of-a-term": ("sign-of-a-term", "minus-sign"),
}
"""By a change of a right answer, what it may be in an answer that is written otherwise; if it is suspected, only these are tried."""

_PIECES = {"factor-lost": Mul, "term-lost": Add}
"""By rule, the node of a right form that holds the lost piece."""

MOST_PIECES = 6

_WHERE_LOST = (Symbol, ArraySymbol, Neg, Add, Mul, Div, Pow, Call, Apply, Entry)

Edit = tuple[str, Expr]
"""The slug of the rule that describes the mistake, and the node in place."""


def by_a_slip(case: Case) -> Iterator[Explanation]:
    """Yield one slip in the answer's own terms, in its tree, or in the terms of a right form, whichever explains it first."""
    right = case.question.forms
    for claims in (coefficients(case), repairs(case, right), coefficients_of_the_truth(case, right)):
        explanations = list(confirmed(case, claims))
        if explanations:
            yield from explanations
            return


def repairs(case: Case, right: Sequence[Expr]) -> Iterator[Claim]:
    """Yield the edits of one place after which the answer is the truth; a lost piece is searched in the ``right`` forms."""
    instance = near(case.posed, case.laid.what)
    if instance is None:
        return
    look = telling(instance), REFUTE_BITS
    truth = case.chosen(instance.truth_of(*look))
    # An entry that is a scalar is computed without the others.
    start, alone = (case.path, case.part) if case.entry is not None and case.part.is_plain else ((), case.tree)
    definitions = case.posed.definitions if names(alone) & case.posed.definitions.keys() else {}
    steps = len(case.laid.at(case.posed, instance).program.steps)
    most = min(MOST_EDITS_OF_ARRAYS if case.posed.symbolic else MOST_EDITS, MOST_WORK // (alone.leaves + alone.depth),
               MOST_STEPS // max(1, steps))
    wanted = {seen for name in case.suspected for seen in _SEEN_AS.get(name, (name,))}
    found = islice((edit for edit in chain(_edits(case), _lost(case, right)) if not wanted or edit[0] in wanted), most)
    if alone.is_plain and len(truth) == 1:
        sketch, aim = Sketch(instance, look[0], case.posed.definitions), float(truth[0].mid())
        for name, path, new in found:
            if may_be(sketch.changed(alone, path[len(start):], new), aim):
                yield from _mended(case, name, path, new, case.laid_with(path, new))
        return
    edits: dict[int, tuple[str, Path, Expr]] = {}
    trees: list[Expr] = []
    for name, path, new in found:
        trees.append(substitute(replaced(alone, path[len(start):], new), definitions))
        edits[id(trees[-1])] = name, path, new
    for value in valued(case.posed, trees, instance, [look]):
        if alone is case.tree and not _has_the_form_of(case, value.laid):
            continue
        if same(value.values[0] if alone is not case.tree else case.chosen(value.values[0]), truth):
            name, path, new = edits[id(value.tree)]
            yield from _mended(case, name, path, new, value.laid if alone is case.tree else case.laid_with(path, new))


def _mended(case: Case, name: str, path: Path, new: Expr, laid: Laid | None) -> Iterator[Claim]:
    """The claim that a rule describes an edit, if the edited answer is the truth at all places."""
    check = _is_truth(case, laid) if laid is not None else None
    if check is not None and all(alike(check(place, REFUTE_BITS)) for place in case.places):
        yield Claim(BY_NAME[name], check, path=path, mended=replaced(case.tree, path, new))


def _has_the_form_of(case: Case, laid: Laid | None) -> bool:
    return laid is not None and laid.layout.name == case.laid.layout.name and laid.what == case.laid.what


def _is_truth(case: Case, laid: Laid) -> Check:
    return lambda place, bits: (case.values_at(place, bits, laid), case.truth_at(place, bits))


def _edits(case: Case) -> Iterator[tuple[str, Path, Expr]]:
    others, is_number = _names(case), not names(case.part) and not any(type(node) is Call for node in postorder(case.part))
    # A factor of a part is a factor of the product around it, and is tried there.
    factors = {id(arg) for node in postorder(case.part) if type(node) in (Mul, Neg, Div)
               for arg in (node.args[:1] if type(node) is Div else node.args)}
    for path, node in paths(case.part):
        if node.span is None and path:
            # The node came with a definition, and cannot be shown.
            continue
        for name, new in _of_node(node, others, not path, is_number):
            yield name, case.path + path, new
        if id(node) not in factors and (not path or type(node) in (Symbol, Call, Pow, Mul, Div)):
            yield from (("factor-lost", case.path + path, Mul((node, other))) for other in others if type(other) is Symbol)


def _lost(case: Case, right: Sequence[Expr]) -> Iterator[tuple[str, Path, Expr]]:
    """Yield the edits that put back what may be lost, at each place: an exponent, an inverse, a factor or a term of a right form."""
    pieces = [(name, kind, piece) for name, kind in _PIECES.items() if name in case.suspected
              for piece in islice(dict.fromkeys(_pieces(right, kind)), MOST_PIECES)]
    for path, node in paths(case.part) if pieces or case.suspected & {"exponent-missing", "inverse-lost"} else ():
        if type(node) not in _WHERE_LOST or (node.span is None and path):
            continue
        if "exponent-missing" in case.suspected and type(node) in (Symbol, Add, Call, Apply):
            yield from (("exponent-missing", case.path + path, Pow(node, Number(exponent))) for exponent in (2, 3))
        if "inverse-lost" in case.suspected and type(node) is ArraySymbol:
            yield "inverse-lost", case.path + path, Pow(node, Neg(Number(1)))
        yield from ((name, case.path + path, kind((node, piece))) for name, kind, piece in pieces if type(node) is not kind)


def _pieces(right: Sequence[Expr], kind: type[Expr]) -> Iterator[Expr]:
    """Yield the factors or the terms of right forms; single names are tried as factors anyway."""
    for node in (each for form in right[:1] for each in postorder(form) if type(each) is kind):
        yield from (arg for arg in node.args if type(arg) is not Number and (kind is Add or type(arg) is not Symbol))


def _names(case: Case) -> list[Expr]:
    """Return the declared variables and indices."""
    task = case.posed.task
    return [*[ArraySymbol(variable.name) if variable.shape else Symbol(variable.name) for variable in task.variables],
            *[Index(name) for name, _ in task.indices]]


def _of_node(node: Expr, others: list[Expr], is_root: bool, is_number: bool) -> Iterator[Edit]:
    """Yield the edits of one node; what is edited depends on its kind."""
    kind = type(node)
    if kind is Number:
        # For a number alone it is no explanation that another number would be right.
        yield from _of_number(node) if not is_number else ()
    elif kind in (Symbol, ArraySymbol):
        yield from (("name-wrong", other) for other in others if type(other) is kind and other.data != node.data)
    elif kind is Add:
        # The numbers before the terms of the answer itself are known already, minus one and zero among them.
        yield from _of_terms(node) if not is_root else ()
    elif kind in (Entry, Slice, Condition):
        yield from _of_indices(node, [name for name in others if type(name) is Index])
    elif (edits := _EDITS.get(kind)) is not None:
        yield from edits(node)
    if kind in (ArraySymbol, Differential) or (node.is_array and kind in (Pow, Mul, Add)):
        yield "transpose", Transpose(node)


def _of_terms(node: Expr) -> Iterator[Edit]:
    for place, term in enumerate(node.args):
        before, after = node.args[:place], node.args[place + 1:]
        yield "sign-of-a-term", Add((*before, negated(term), *after))
        yield "term-extra", Add((*before, *after)) if len(node.args) > 2 else (*before, *after)[0]


def _of_transpose(node: Expr) -> Iterator[Edit]:
    yield "transpose", node.args[0]


def _of_quotient(node: Expr) -> Iterator[Edit]:
    over, under = node.args
    yield "denominator-extra", over
    yield "quotient-upside-down", Div(under, over)


def _of_number(node: Expr) -> Iterator[Edit]:
    value = node.data[0]
    for other in (value + 1, value - 1, 2 * value):
        if other not in (0, value):
            yield "number-wrong", Number(other) if other >= 0 else Neg(Number(-other))
    yield "number-wrong", Div(node, Number(2))


def _of_power(node: Expr) -> Iterator[Edit]:
    base, exponent = node.args
    yield "minus-sign", Pow(base, negated(exponent))
    yield "exponent-off", Pow(base, Add((exponent, Number(1))))
    yield "exponent-off", Pow(base, Add((exponent, Neg(Number(1)))))
    yield "exponent-off", base
    value = rational(exponent)
    for other in (value / 2, value * 2) if value is not None and value != 2 else ():
        if other.denominator == 1:
            yield "exponent-off", Pow(base, build.number(other))


_OTHERS = {"sin": ("cos",), "cos": ("sin",), "sinh": ("cosh",), "cosh": ("sinh",), "tan": ("cot",), "cot": ("tan",), "log": ("exp",),
           "exp": ("log",), "sqrt": (), "tr": ("det",), "det": ("tr",)}


def _of_call(node: Expr) -> Iterator[Edit]:
    for other in _OTHERS.get(node.data, ()):
        yield "function-exchanged", Call(other, node.args)
    if len(node.args) == 1:
        if node.data in NEITHER_ODD_NOR_EVEN:
            yield "minus-sign", node.with_args((negated(node.args[0]),))
        yield "function-extra", node.args[0]


def _of_function(node: Expr) -> Iterator[Edit]:
    """Yield an abstract function with one order more or less in one argument, or an argument with the other sign."""
    name, orders = node.data
    for place, arg in enumerate(node.args):
        yield "minus-sign", node.with_args((*node.args[:place], negated(arg), *node.args[place + 1:]))
    for place, order in enumerate(orders):
        for other in (order + 1, order - 1):
            if other >= 0:
                yield "prime-wrong", Apply(name, [*orders[:place], other, *orders[place + 1:]], node.args)


def _of_product(node: Expr) -> Iterator[Edit]:
    for place in range(len(node.args)):
        rest = (*node.args[:place], *node.args[place + 1:])
        yield "factor-extra", rest[0] if len(rest) == 1 else Mul(rest)
    if node.is_array:
        for place in range(len(node.args) - 1):
            args = list(node.args)
            args[place], args[place + 1] = args[place + 1], args[place]
            yield "order-of-factors", Mul(args)


_EDITS: dict[type[Expr], Callable[[Expr], Iterator[Edit]]] = {
    Pow: _of_power, Call: _of_call, Transpose: _of_transpose, Mul: _of_product, Div: _of_quotient, Apply: _of_function,
}
"""How the nodes of a kind are edited that have no need of what stands around them."""


def _of_indices(node: Expr, indices: list[Expr]) -> Iterator[Edit]:
    """Yield a node with two indices exchanged, or one replaced by another."""
    places = [place for place, arg in enumerate(node.args) if type(arg) is Index]
    for a in places:
        for b in places:
            if a < b and node.args[a] != node.args[b]:
                args = list(node.args)
                args[a], args[b] = args[b], args[a]
                yield "indices-exchanged", node.with_args(args)
        for other in indices:
            if other != node.args[a]:
                yield "index-wrong", node.with_args((*node.args[:a], other, *node.args[a + 1:]))
