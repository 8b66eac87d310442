"""What an answer is read by, and a look at one: nothing here says what the right answer is."""

from __future__ import annotations

from grader.engine import declared_of, expanded
from grader.expr import Declared, Expr, Shapes, free_indices, plain, shapes, substitute
from grader.kinds.scopes import scope_of
from grader.model import Choices, Diagnostic, Problem
from grader.record import record, replace
from grader.syntax import Called, Scope


@record
class Question:
    """All that is needed to read the answers to one problem, and nothing of what they should be.

    ``kind`` is the name of a kind, ``declared`` has the sizes of what the problem declares, ``definitions`` are the problem's own;
    of the names of earlier parts, which stand for the answers to these, only the shapes are known.  ``wrt`` are the variables by which is
    differentiated, or the coordinates of points.  ``choices`` are what is chosen from.
    """

    id: str
    kind: str
    scope: Scope = Scope()
    declared: Declared = Declared()
    definitions: tuple[tuple[str, Expr], ...] = ()
    wrt: tuple[str, ...] = ()
    choices: Choices = Choices()


@record
class Look:
    """An answer as it was read, before anything is decided about it.

    ``read_as`` is plain text that reads back, empty if the answer is unreadable.  ``tree`` is what that was printed from, ``None`` for an
    answer that is no tree.  ``shape`` is in words, empty where there is none.  ``messages`` say what cannot be read, what does not fit
    together, and how the text was understood.
    """

    read_as: str = ""
    tree: Expr | None = None
    shape: str = ""
    messages: tuple[Diagnostic, ...] = ()


def asked_in(problem: Problem, kind: str) -> Question:
    """Return the question of a problem whose answers are trees; the truths of earlier parts are no part of it."""
    task, earlier = problem.task, problem.scheme.earlier
    scope, declared = scope_of(task), declared_of(task)
    variables = tuple(variable.name for variable in task.variables)
    known = {name: Shapes(tree, declared).of(tree) for name, tree in expanded(task.definitions).items() if name in earlier}
    arrays = {name: shape for name, shape in known.items() if shape is not None}
    return Question(
        problem.id, kind,
        replace(scope, called=tuple(Called(each.name, (), variables) if each.name in earlier else each for each in scope.called)),
        replace(declared, arrays={**declared.arrays, **arrays}),
        tuple((name, tree) for name, tree in task.definitions if name not in earlier),
        task.wrt, problem.scheme.choices)


def look_at(question: Question, tree: Expr, notes: tuple[Diagnostic, ...] = ()) -> Look:
    """Return the look at an answer that was read as a tree, with bars resolved; ``notes`` are what is known already."""
    full = substitute(tree, expanded(question.definitions))
    try:
        return Look(plain(tree), tree, shape_in_words(full, question.declared), notes)
    except shapes.ShapeError as error:
        # A span inside a definition that was put in is no place in the answer.
        misfit = Diagnostic(error.code, str(error), error.remedy, error.span if full is tree else None)
        return Look(plain(tree), tree, "", (*notes, misfit))


def shape_in_words(full: Expr, declared: Declared) -> str:
    """``a scalar``, ``a 1 × D row``, ``a scalar for each i and k``; raises ``ShapeError`` for what does not fit together."""
    free = free_indices(full)
    return shapes.show(Shapes(full, declared).of(full)) + (f" for each {' and '.join(free)}" if free else "")
