"""Wrong answers that are in no list: one slip in a right answer that was rewritten at random, or in a step on the way to it.

The slips are made in the answer's own tree, at any place of any right form (expanded, factored, with definitions put in, in another
spelling), or in f before it is differentiated; afterwards the answer may be rewritten again, so that the place can no longer be seen.
Only what the ladder judges incorrect is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import sympy
from bank_cases import SALT, formulas, outcome_of, right_trees, tree_of
from diagnosis_judge import UnclearError, judge_of, places, put
from matrix_rewrites import NEEDS_ARRAYS, OF_LECTURE_LAYOUT
from matrix_rewrites import RULES as ARRAY_RULES
from matrix_rewrites import rewritten as array_rewritten
from matrix_slips import SLIPS as ARRAY_SLIPS
from matrix_slips import TINY
from matrix_slips import slipped as array_slipped
from matrix_spellings import spelled
from rewrites import LOCAL
from slips import COARSE

from grader.engine.calculus import Calculus, NoRuleError
from grader.engine.calculus.by_sympy import from_sympy, sympy_numbers, sympy_symbol
from grader.engine.program.builder import compile_trees
from grader.engine.program.program import evaluate
from grader.expr import Add, Call, Div, Expr, Matrix, Mul, Neg, Number, Pow, Symbol, plain, postorder, substitute
from grader.kinds import scope_of
from grader.model import Outcome, Problem, Task
from grader.syntax import Reading, read

Slip = Callable[[Expr, Random], Expr | None]

MOST_LEAVES = 70
STUDENTS = ("commute", "associate", "distribute", "factor", "quotient as product", "split a fraction", "peel a power", "square as product",
            "expand a square", "negative power", "power of a product", "root as power", "power as root", "exp of a sum", "forms of exp",
            "angle sum", "power reduction", "circular", "decimal")
"""Rewrites of scalars that students make."""
ODD = ("times one", "add and subtract", "insert X X^-1", "scalar transposed", "double transpose", "signs")
"""Rewrites of arrays that students hardly make; they are kept rare."""


def is_beyond_scalars(problem: Problem) -> bool:
    return bool(problem.task.functions or problem.task.indices or any(variable.shape for variable in problem.task.variables))


# -- slips in a scalar tree, as students make them ----------------------------------------------------------------------------


def _inner_function(node: Expr, rng: Random) -> Expr | None:
    """The function is right, what stands inside of it is not."""
    if type(node) is not Call or len(node.args) != 1:
        return None
    inner = node.args[0]
    forms: list[Expr] = [Mul([Number(2), inner]), Pow(inner, Number(2)), Add([inner, Number(1)]), Neg(inner)]
    if type(inner) in (Add, Mul):
        forms += [part for part in inner.args if type(part) is not Number]
    if type(inner) is Pow:
        forms.append(inner.args[0])
    return node.with_args([rng.choice(forms)])


def _doubled_term(node: Expr, rng: Random) -> Expr | None:
    return Add([*node.args, rng.choice(node.args)]) if type(node) is Add else None


def _doubled_factor(node: Expr, rng: Random) -> Expr | None:
    return Mul([*node.args, rng.choice(node.args)]) if type(node) is Mul else None


def _square_term_by_term(node: Expr, rng: Random) -> Expr | None:
    """(a + b)^n is expanded to a^n + b^n."""
    if type(node) is not Pow or type(node.args[0]) is not Add:
        return None
    return Add([Pow(term, node.args[1]) for term in node.args[0].args])


def _half_expanded(node: Expr, rng: Random) -> Expr | None:
    """(a + b) c is expanded to a c + b."""
    if type(node) is not Mul:
        return None
    sums = [at for at, arg in enumerate(node.args) if type(arg) is Add]
    if not sums:
        return None
    at = rng.choice(sums)
    rest = [arg for other, arg in enumerate(node.args) if other != at]
    first, *others = node.args[at].args
    return Add([Mul([*rest, first]), *others])


def _minus_before_bracket(node: Expr, rng: Random) -> Expr | None:
    """-(a + b) becomes -a + b."""
    if type(node) is not Neg or type(node.args[0]) is not Add:
        return None
    first, *others = node.args[0].args
    return Add([Neg(first), *others])


def _cancelled_term(node: Expr, rng: Random) -> Expr | None:
    """(a + b)/c becomes a + b/c."""
    if type(node) is not Div or type(node.args[0]) is not Add:
        return None
    *others, last = node.args[0].args
    return Add([*others, Div(last, node.args[1])])


def _numbers_exchanged(node: Expr, rng: Random) -> Expr | None:
    """3x^2 becomes 2x^3."""
    if type(node) is not Mul or type(node.args[0]) is not Number:
        return None
    for at, arg in enumerate(node.args[1:], 1):
        if type(arg) is Pow and type(arg.args[1]) is Number and arg.args[1] != node.args[0]:
            return Mul([arg.args[1], *node.args[1:at], Pow(arg.args[0], node.args[0]), *node.args[at + 1:]])
    return None


def _exponents_added(node: Expr, rng: Random) -> Expr | None:
    """(x^a)^b becomes x^(a+b); x^a x^b becomes x^(ab)."""
    if type(node) is Pow and type(node.args[0]) is Pow:
        return Pow(node.args[0].args[0], Add([node.args[0].args[1], node.args[1]]))
    if type(node) is Mul:
        powers = [arg for arg in node.args if type(arg) is Pow]
        if len(powers) > 1 and powers[0].args[0] == powers[1].args[0]:
            rest = [arg for arg in node.args if arg not in powers[:2]]
            joined = Pow(powers[0].args[0], Mul([powers[0].args[1], powers[1].args[1]]))
            return Mul([*rest, joined]) if rest else joined
    return None


def _denominator_dropped(node: Expr, rng: Random) -> Expr | None:
    return Div(Mul([node.args[0], node.args[1]]), Pow(node.args[1], Number(3))) if type(node) is Div else None


STUDENT_SLIPS: dict[str, Slip] = {
    "wrong inner function": _inner_function, "term doubled": _doubled_term, "factor doubled": _doubled_factor,
    "power term by term": _square_term_by_term, "half expanded": _half_expanded, "minus before a bracket": _minus_before_bracket,
    "cancelled in one term": _cancelled_term, "numbers exchanged": _numbers_exchanged, "exponents added": _exponents_added,
    "divided once more": _denominator_dropped,
}
SCALAR_SLIPS: dict[str, Slip] = {**{name: slip for name, slip in COARSE.items() if name != "swapped variable"}, **STUDENT_SLIPS}


def _literals(root: Expr) -> set[int]:
    """The nodes in a literal exponent or index, which has to stay one (as ``is_literal_part`` says of one node)."""
    found: set[int] = set()
    for node in postorder(root):
        for second in node.args[1:] if type(node) is Pow or (type(node) is Call and len(node.args) == 2) else ():
            inner = list(postorder(second))
            if not any(type(each) is Symbol for each in inner):
                found.update(map(id, inner))
    return found


def _scalar_places(tree: Expr) -> list[tuple[tuple[int, ...], Expr]]:
    literal = _literals(tree)
    return [(path, node) for path, node in places(tree) if id(node) not in literal]


# -- rewriting ------------------------------------------------------------------------------------------------------------------


def _scalar_rewritten(tree: Expr, rng: Random, steps: int) -> Expr:
    for _ in range(steps):
        nodes = _scalar_places(tree)
        for _ in range(12):
            path, node = rng.choice(nodes)
            new = LOCAL[rng.choice(STUDENTS)](node, rng)
            if new is not None and new != node:
                tree = put(tree, path, new)
                break
    return tree


def to_sympy(tree: Expr, task: Task) -> object:
    """A plain scalar tree as a SymPy expression, by the grader's own table."""
    numbers = sympy_numbers()
    symbols = {variable.name: sympy_symbol(variable) for variable in task.variables}
    return evaluate(compile_trees([tree]), numbers.table, numbers.leaf, symbols)[0]


def _by_sympy(tree: Expr, problem: Problem, rng: Random) -> Expr:
    """Expanded, factored or over one denominator, entry by entry, as SymPy writes it."""
    if type(tree) is Matrix:
        return tree.with_args([_by_sympy(arg, problem, rng) for arg in tree.args])
    change = rng.choice((sympy.expand, sympy.factor, sympy.together))
    try:
        return from_sympy(change(to_sympy(tree, problem.task)))
    except Exception:
        # What SymPy cannot say stays as it is.
        return tree


def rewritten(problem: Problem, tree: Expr, rng: Random) -> Expr:
    """The same answer in another form, as far as the rewrites are honest where the problem is defined."""
    if not is_beyond_scalars(problem):
        full = substitute(tree, judge_of(problem).question.posed.definitions) if rng.random() < 0.5 else tree
        if rng.random() < 0.25:
            return _by_sympy(full, problem, rng)
        return _scalar_rewritten(full, rng, rng.choice((0, 1, 2, 3)))
    world = judge_of(problem).places[0][0]
    names = [name for name in ARRAY_RULES if (name not in OF_LECTURE_LAYOUT or rng.random() < 0.2) and (name not in ODD or rng.random() < 0.1)]
    if not any(variable.shape for variable in problem.task.variables) and not problem.task.indices:
        names = [name for name in names if name not in NEEDS_ARRAYS]
    found, _ = array_rewritten(problem, world, tree, rng, rng.choice((0, 1, 2, 3)), names, lambda names: rng.sample(names, 14))
    return found


# -- wrong answers ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer: its text, its tree as read, and the slip that made it."""

    problem: Problem
    text: str
    tree: Expr
    slip: str


def _slipped(problem: Problem, tree: Expr, rng: Random) -> tuple[Expr, str] | None:
    if is_beyond_scalars(problem):
        names = [name for name in ARRAY_SLIPS if name not in (TINY, "open size", "size factor")]
        return array_slipped(problem, judge_of(problem).places[0][0], tree, rng, lambda _: rng.sample(names, len(names)))
    names = [*SCALAR_SLIPS, "swapped variable", *(["entries exchanged"] * 2 if type(tree) is Matrix else [])]
    nodes = _scalar_places(tree)
    for name in rng.sample(names, len(names)):
        rng.shuffle(nodes)
        for path, node in nodes:
            new = _changed(problem, name, node, rng)
            if new is not None and new != node:
                return put(tree, path, new), name
    return None


def _changed(problem: Problem, name: str, node: Expr, rng: Random) -> Expr | None:
    if name == "entries exchanged":
        if type(node) is not Matrix or len(node.args) < 2:
            return None
        args = list(node.args)
        a, b = rng.sample(range(len(args)), 2)
        args[a], args[b] = args[b], args[a]
        return node.with_args(args)
    if name == "swapped variable":
        others = [variable.name for variable in problem.task.variables if not variable.shape]
        return Symbol(rng.choice(others)) if type(node) is Symbol else None
    return SCALAR_SLIPS[name](node, rng) if type(node) is not Matrix else None


def _of_a_step(problem: Problem, rng: Random) -> tuple[Expr, str] | None:
    """f is copied with a slip, then differentiated by the rules."""
    question = judge_of(problem).question
    if problem.task.asked != "derivative" or len(problem.task.wrt) != 1 or problem.task.wrt_is_list or is_beyond_scalars(problem):
        return None
    found = _slipped(problem, question.f, rng)
    if found is None:
        return None
    try:
        return Calculus(question.posed.declared, problem.task.wrt[0]).differential(found[0]), f"in f: {found[1]}"
    except NoRuleError:
        return None


def wrong_answer(problem: Problem, rng: Random) -> Wrong | None:
    """One wrong answer; ``None`` where the draw gave none."""
    start = rng.choice(right_trees(problem))
    if outcome_of(problem, start) is not Outcome.CORRECT:
        return None
    found = _of_a_step(problem, rng) if rng.random() < 0.2 else None
    found = found or _slipped(problem, rewritten(problem, start, rng), rng)
    if found is None:
        return None
    tree, slip = found
    if rng.random() < 0.4:
        tree = rewritten(problem, tree, rng)
    if tree.leaves > MOST_LEAVES:
        return None
    text = plain(tree)
    other = spelled(text, tree, rng) if rng.random() < 0.2 else None
    if other is not None:
        text = other[0]
    reading = read(text, scope_of(problem.task))
    if not isinstance(reading, Reading) or outcome_of(problem, reading.tree) is not Outcome.INCORRECT:
        return None
    return Wrong(problem, text, reading.tree, slip)


def wrong_answers_of(problem: Problem, count: int, seed: int) -> Iterator[Wrong]:
    """So many distinct wrong answers to a problem; fewer where the draws repeat themselves."""
    rng, seen = Random(f"{seed} {problem.id}"), set[Expr]()
    for _ in range(6 * count):
        try:
            wrong = wrong_answer(problem, rng)
        except UnclearError:
            continue
        if wrong is not None and wrong.tree not in seen:
            seen.add(wrong.tree)
            yield wrong
            if len(seen) == count:
                return


@cache
def wrong_answers(count: int, seed: int) -> tuple[Wrong, ...]:
    """About so many wrong answers over all problems: what one problem cannot give, others give instead."""
    problems, found = formulas(), list[Wrong]()
    for place, problem in enumerate(problems):
        share = -(-(count - len(found)) // (len(problems) - place))
        found.extend(wrong_answers_of(problem, max(share, 1), seed))
    return tuple(found)


def by_slip(wrong: tuple[Wrong, ...]) -> Counter[str]:
    """How often each slip occurs."""
    return Counter(item.slip for item in wrong)


__all__ = ["SALT", "Wrong", "by_slip", "is_beyond_scalars", "rewritten", "tree_of", "wrong_answers"]
