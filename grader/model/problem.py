"""What is asked: variables, problems, and the bank that holds them."""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction

from grader.expr import Expr
from grader.model.diagnostic import Where
from grader.record import record


@record
class Variable:
    """A declared name and where its values lie.

    ``domain`` is ``real``, ``positive``, ``natural`` or ``interval``; ``low`` and ``high`` are trees (``None``: open
    end at infinity) and are set for an interval only.  A vector has one size in ``shape`` and is a column, a matrix has two;
    ``kind`` is the property of a matrix (``sym``, ``skew``, ``spd``, ``diag``, ``upper``, ``lower``, ``orth``, ``inv``).
    """

    name: str
    domain: str = "real"
    low: Expr | None = None
    high: Expr | None = None
    shape: tuple[str | int, ...] = ()
    kind: str = "real"


@record
class WrongAnswer:
    """A wrong answer that the author lists: its text, the misconception in words, the rule that must recognise it.

    ``rule`` is ``none`` where no rule can, for the ``reason`` that is given.
    """

    answer: str
    misconception: str = ""
    rule: str = ""
    where: Where | None = None
    reason: str = ""


@record
class Problem:
    """One thing asked: the smallest is ``id``, ``vars``, ``f`` and ``wrt``; the truth follows from ``f``.

    ``kind`` names the entry of ``kinds/`` that reads and decides the answer.  ``wrt`` is empty where the value of
    ``f`` itself is asked; ``wrt_is_list`` tells ``wrt: [x]`` (a row of one) from ``wrt: x``.  ``truth`` is the
    author's way of writing the answer: it is displayed, never believed; ``truth_tree`` is it as read.
    ``functions`` are abstract functions with their number of arguments, ``columns`` names of columns with their matrix,
    ``indices`` the index names with the size that each runs to, ``axes`` those that name the axes of the answer, outputs first.
    ``sizes`` are comparisons that the sizes fulfil, such as ``("N", "<=", "M")``.
    ``layouts`` is the credit for an answer in another layout, between 0 and 1, ``credit`` that for a recognised misconception by its
    slug.  A part of a problem has the problem's id as its ``group`` and a name; ``follow`` names the earlier parts whose own answers
    it may use, and ``follow_share`` is what that earns.
    """

    id: str
    kind: str = "formula"
    title: str = ""
    section: str = ""
    statement: str = ""
    variables: tuple[Variable, ...] = ()
    functions: tuple[tuple[str, int], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    indices: tuple[tuple[str, str | int], ...] = ()
    axes: tuple[str, ...] = ()
    sizes: tuple[tuple[str | int, str, str | int], ...] = ()
    definitions: tuple[tuple[str, Expr], ...] = ()
    f: Expr | None = None
    f_text: str = ""
    wrt: tuple[str, ...] = ()
    wrt_is_list: bool = False
    asked: str = "derivative"
    truth: str = ""
    truth_tree: Expr | None = None
    accept: tuple[str, ...] = ()
    other_layout: tuple[str, ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    points: Fraction = Fraction(1)
    partial: str = "none"
    decimals: str = "exact"
    layouts: Fraction = Fraction(1)
    credit: tuple[tuple[str, Fraction], ...] = ()
    group: str = ""
    part: str = ""
    follow: tuple[str, ...] = ()
    follow_share: Fraction = Fraction(1)
    hints: tuple[str, ...] = ()
    solution: str = ""
    tags: tuple[str, ...] = ()
    where: Where | None = None
    tables: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    """By what is asked, the prepared table of wrong answers, as text (``misconceptions``): a memo, which changes no verdict."""

    def __hash__(self) -> int:
        return hash(self.id)


@record
class Bank:
    """Problems in the order of their sections, and the digest of the files that they came from.

    ``others`` are the ids of the problems in these files that were not asked for.  ``course`` is the file of the course's defaults, where
    it lies outside of what was named.
    """

    problems: tuple[Problem, ...]
    digest: str
    title: str = ""
    others: tuple[str, ...] = ()
    course: str = ""
    _by_id: dict[str, Problem] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_id.update({problem.id: problem for problem in self.problems})

    def get(self, problem: str) -> Problem | None:
        """The problem of that id, or ``None``."""
        return self._by_id.get(problem)
