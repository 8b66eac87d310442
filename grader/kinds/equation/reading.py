"""How equations are read: with a multiplier of any name, and printed as they are read back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.engine import expanded
from grader.expr import Add, Expr, Neg, Shapes, Symbol, names, plain, shapes, substitute
from grader.kinds.question import Look, Question
from grader.kinds.words import resolved
from grader.model import Diagnostic, Severity, Task
from grader.record import record, replace
from grader.syntax import Scope, spelling
from grader.syntax.equations import Equations, Limited, equations_of, read_equations

MULTIPLIER = re.compile(r"(lambda|mu|nu)(_?[0-9])?")
_LETTER = re.compile(r"\\?[A-Za-z]+|[α-ωΑ-Ω]")
MOST_RENAMED = 2
"""So many multipliers may have other names than declared."""


def multipliers_of(variables: tuple[str, ...]) -> tuple[str, ...]:
    """The names of Lagrange multipliers: λ, μ, ν, perhaps with an index."""
    return tuple([name for name in variables if MULTIPLIER.fullmatch(name)])


def shown(tree: Expr, conditions: Sequence[Limited] = ()) -> str:
    """Equations as plain text, which reads back: ``y^2 = lambda; 2x*y = lambda``; with what is said of values beside them."""
    found = equations_of(tree)
    text = "; ".join(f"{plain(each.args[0])} = {plain(each.args[1])}" for each in found) if found else plain(tree)
    return text + "".join(f", {plain(each.tree)}" for each in conditions if each.tree is not None)


@record
class Read:
    """Equations as they were read, and the multipliers that the answer calls otherwise: its names for the declared ones, in turn."""

    equations: Equations
    renamed: tuple[tuple[str, str], ...] = ()


def read(text: str, scope: Scope, multipliers: tuple[str, ...], second: frozenset[str] = frozenset()) -> Read | Diagnostic:
    """Read an answer; names that are not declared may be those of multipliers, if so many are missing."""
    found = read_equations(text, scope, second)
    new = list[str]()
    while isinstance(found, Diagnostic) and found.code == "syntax/unknown-name" and len(new) < min(len(multipliers), MOST_RENAMED):
        name = _unknown(text, found)
        if not name or name in new:
            return found
        new.append(name)
        found = read_equations(text, replace(scope, names=(*scope.names, *new)), second)
    if isinstance(found, Diagnostic) or not new:
        return _of_two_signs(text, found) if isinstance(found, Diagnostic) else Read(found)
    used = frozenset[str]().union(*[names(step) for step in found.steps])
    free = [name for name in multipliers if name not in used]
    if len(free) < len(new):
        return Diagnostic("syntax/unknown-name", f"unknown name {new[0]!r}", f"declared are {', '.join(scope.names)}")
    return Read(found, tuple(zip(new, free, strict=False)))


def _of_two_signs(text: str, said: Diagnostic) -> Diagnostic:
    """Return what is said of a text; with one of the signs of a ± an equation would lose half of its solutions."""
    if said.span is None or text[slice(*said.span)] not in ("±", "∓", r"\pm", r"\mp", "+-", "+/-"):
        return said
    return replace(said, remedy="write one equation that holds for both signs, as y^2 = x for y = ±sqrt(x)")


def _unknown(text: str, said: Diagnostic) -> str:
    """The single letter that is not declared; empty where it is no letter."""
    found = text[slice(*said.span)] if said.span is not None else ""
    quoted = re.search(r"'(\\?[^'\s]+)'", said.message)
    for name in (quoted[1] if quoted else "", found):
        name = spelling(name.removeprefix("\\"))
        if name and (len(name) == 1 or MULTIPLIER.fullmatch(name) or name in _GREEK):
            return name
    return ""


_GREEK = frozenset(("alpha", "beta", "gamma", "kappa", "rho", "tau", "theta", "xi", "eta", "zeta", "omega"))


def renamed(tree: Expr, names_of: tuple[tuple[str, str], ...]) -> Expr:
    """The tree with the declared names of the multipliers."""
    return substitute(tree, {new: Symbol(old) for new, old in names_of}) if names_of else tree


def remark_on_names(read: Read) -> tuple[Diagnostic, ...]:
    """What is said about multipliers with other names."""
    return tuple([Diagnostic("equation/multiplier-name", f"{new} is taken for the multiplier {old}", f"write {old}",
                             severity=Severity.REMARK) for new, old in read.renamed])


def beside(equations: Equations) -> Diagnostic:
    """What is said of a formula beside equations that is none itself."""
    return Diagnostic("equation/beside", "something stands beside the equation that is none", "leave it out", equations.alone[0].span)


def look(question: Question, text: str) -> Look:
    """Read one response in its first documented reading."""
    found = read(text, question.scope, multipliers_of(question.scope.names))
    if isinstance(found, Diagnostic):
        return Look(messages=(found,))
    if found.equations.steps and found.equations.alone:
        return Look(messages=(beside(found.equations),))
    notes = (*found.equations.notes, *remark_on_names(found))
    trees = found.equations.steps[-1:] or found.equations.alone[:1]
    tree = resolved_in(question, trees[0])
    said = misfit(question, tree) if equations_of(tree) else Diagnostic(
        "equation/no-equals", "this is no equation: it has no equal sign", "write both sides with = between them")
    return Look(shown(tree, found.equations.conditions), tree, "", notes if said is None else (*notes, said))


def resolved_in(question: Question, tree: Expr) -> Expr:
    """The tree with its bars resolved."""
    return resolved(question.declared, expanded(question.definitions), tree)


def misfit(question: Question, tree: Expr) -> Diagnostic | None:
    """What does not fit together in an equation."""
    definitions = expanded(question.definitions)
    for equation in equations_of(tree):
        full = substitute(Add((equation.args[0], Neg(equation.args[1]))), definitions)
        try:
            Shapes(full, question.declared)
        except shapes.ShapeError as error:
            return Diagnostic(error.code, str(error), error.remedy, error.span)
    return None


def names_in(task: Task) -> tuple[str, ...]:
    """The declared names of numbers."""
    return tuple([variable.name for variable in task.variables if not variable.shape])
