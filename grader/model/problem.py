"""What is asked: variables, problems, and the bank that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from grader.expr import Expr
from grader.model.choices import Choices
from grader.model.diagnostic import Where
from grader.record import record, replace

Domain = Literal["real", "positive", "natural", "interval"]
ArrayKind = Literal["real", "sym", "skew", "spd", "diag", "upper", "lower", "orth", "inv"]
Partial = Literal["none", "entries", "lines", "terms"]
Symmetric = Literal["", "gradient", "entries"]
Decimals = Literal["exact", "rounded"]
Constant = Literal["optional", "required"]


@record
class Variable:
    """A declared name and where its values lie.

    ``low`` and ``high`` are trees (``None``: open
    end at infinity) and are set for an interval only.  A vector has one size in ``shape`` and is a column, a matrix has two;
    ``kind`` is the property of a matrix (``sym``, ``skew``, ``spd``, ``diag``, ``upper``, ``lower``, ``orth``, ``inv``).
    """

    name: str
    domain: Domain = "real"
    low: Expr | None = None
    high: Expr | None = None
    shape: tuple[str | int, ...] = ()
    kind: ArrayKind = "real"


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
class Required:
    """A form that is asked for, by its name, and with it the values of variables ``at`` which an answer must have a value."""

    name: str
    at: tuple[tuple[str, Fraction], ...] = ()


@record
class Tolerance:
    """How precise a decimal must be: the truth rounded to at least so many ``digits``, or nearer to it than ``within``, which is a share
    of the truth if it ``is_relative``.
    """

    digits: int = 0
    within: Fraction = Fraction(0)
    is_relative: bool = False


@record
class Task:
    """All that the engine needs to know of a problem; the truth follows from ``f``.

    The points at which answers are probed are drawn under ``id``.  ``wrt`` is empty where the value of ``f`` itself is asked;
    ``wrt_is_list`` tells ``wrt: [x]`` (a row of one) from ``wrt: x``.  ``functions`` are abstract functions with their number of
    arguments, ``columns`` names of columns with their matrix, ``indices`` the index names with the size that each runs to, ``axes`` those
    that name the axes of the answer, outputs first.  ``sizes`` are comparisons that the sizes fulfil, such as ``("N", "<=", "M")``.
    ``truth_tree`` is the author's way of writing the answer, as read: it is never believed.  ``written`` is what the file asks for where
    that is an operator or at a point: then ``asked`` is the value of an ``f`` that holds it.  ``at`` are the values of a point.
    ``symmetric`` is the convention for the derivative by a matrix whose entries do not vary freely: ``gradient``, the symmetric T with
    df = tr(T dS), or ``entries``, the slopes by the free entries, put at both places; empty for all other variables.  ``on`` is an
    equation between numbers that always holds: answers are compared where it does.  ``told`` is what the statement shows of given parts
    before this one, by names such as ``J.f``.
    """

    id: str
    variables: tuple[Variable, ...] = ()
    functions: tuple[tuple[str, int], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    indices: tuple[tuple[str, str | int], ...] = ()
    axes: tuple[str, ...] = ()
    sizes: tuple[tuple[str | int, str, str | int], ...] = ()
    definitions: tuple[tuple[str, Expr], ...] = ()
    f: Expr | None = None
    wrt: tuple[str, ...] = ()
    wrt_is_list: bool = False
    asked: str = "derivative"
    truth_tree: Expr | None = None
    written: str = ""
    at: tuple[tuple[str, Expr], ...] = ()
    symmetric: Symmetric = ""
    on: Expr | None = None
    told: tuple[tuple[str, tuple[Expr, ...]], ...] = ()

    def __hash__(self) -> int:
        return hash((self.id, self.f, self.wrt, self.asked))


TOPICS = ("taylor", "maclaurin")
"""Words of a title, a statement or a tag on which a diagnosis depends."""


@record
class Scheme:
    """What else a verdict or a diagnosis depends on.

    ``truth``, ``accept`` and ``other_layout`` are right answers as the author writes them, ``wrong`` wrong ones. ``partial`` says what is
    judged one by one, ``decimals`` whether rounding is allowed, and the ``tolerance`` how much, if the author says it. A part of a
    problem has the problem's id as its ``group`` and a name; ``earlier`` names the parts before it, whose truths are definitions of the
    task, and ``follow`` those of them whose own answers it may use. ``topics`` are those of ``TOPICS`` that the author names: mistakes
    are expected by them.

    ``form`` is what is asked of how an answer is written, ``without`` the names and functions that it may not have, ``use`` the names that
    it must have.  A ``given`` part is not answered: its name stands for its truth.  ``choices`` are what is chosen
    from; a choice is judged before it is handed in only with ``self_check``, since there anybody could try them all.  ``constant`` says
    whether an antiderivative needs its constant of integration.
    """

    truth: str = ""
    accept: tuple[str, ...] = ()
    other_layout: tuple[str, ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    partial: Partial = "none"
    decimals: Decimals = "exact"
    group: str = ""
    part: str = ""
    earlier: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    form: tuple[Required, ...] = ()
    without: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    given: bool = False
    tolerance: Tolerance | None = None
    choices: Choices = Choices()
    self_check: bool = False
    constant: Constant = "optional"


@record
class Shown:
    """What is only shown, or turns a verdict into points: no verdict and no diagnosis depends on it.

    ``layouts`` is the share of the points for an answer in another layout, ``credit`` that for a recognised misconception by its slug,
    ``follow_share`` that for an answer that follows from an earlier one, ``form_credit`` that for a right value in a form that is not
    allowed, all between 0 and 1.  ``where`` is the problem's place, ``places`` are those of texts of the author that are proved: the name
    of the field, the line and the column.
    """

    title: str = ""
    section: str = ""
    statement: str = ""
    f_text: str = ""
    hints: tuple[str, ...] = ()
    solution: str = ""
    points: Fraction = Fraction(1)
    layouts: Fraction = Fraction(1)
    credit: tuple[tuple[str, Fraction], ...] = ()
    follow_share: Fraction = Fraction(1)
    form_credit: Fraction = Fraction(0)
    where: Where | None = None
    tags: tuple[str, ...] = ()
    places: tuple[tuple[str, int, int], ...] = ()

    def place(self, name: str, number: int = 0) -> Where | None:
        """Return the place of a field, or of that text of its list; where it is not known, that of the problem."""
        found = [(line, column) for field, line, column in self.places if field == name]
        return replace(self.where, line=found[number][0], column=found[number][1]) if self.where and number < len(found) else self.where


Values = tuple[tuple[str, str], ...]
"""Names with the texts of their values, sorted by the names: what tells a variant of a problem from the others."""


def values_text(values: Values) -> str:
    """Return values as people read and write them: ``a=3,b=2``.

    >>> values_text((("a", "3"), ("b", "1/2")))
    'a=3,b=1/2'
    """
    return ",".join([f"{name}={value}" for name, value in values])


def key_of(problem: str, values: Values) -> str:
    """Return the name of a variant of a problem: ``chain[a=3,b=2]``; of a problem without variants it is the id.

    >>> key_of("chain", (("a", "3"),))
    'chain[a=3]'
    """
    return f"{problem}[{values_text(values)}]" if values else problem


@record
class Problem:
    """One thing asked: what the engine needs, what else counts, and what is shown.

    ``variant`` are the values of the one variant that this is.  With ``variants`` it is a whole family of them: nobody answers the family
    itself, and its task is only that of its first variant.  ``same`` are the ids of problems that give each student the same values.
    """

    task: Task
    scheme: Scheme = Scheme()
    shown: Shown = Shown()
    variant: Values = ()
    variants: tuple[Problem, ...] = ()
    same: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name under which it is answered, the same for all variants."""
        return self.task.id if not self.variant else self.task.id.partition("[")[0]

    @property
    def key(self) -> str:
        """The name of this one variant: what depends on the function goes by it."""
        return self.task.id

    @property
    def whole(self) -> str:
        """The id of the problem of which it is a part, else its own: all parts of a problem have the same values."""
        return self.scheme.group or self.id

    @property
    def points(self) -> Fraction:
        """What a right answer earns."""
        return self.shown.points

    def __hash__(self) -> int:
        return hash(self.task)


Tables = Mapping[str, str]
"""By what is asked, the prepared table of wrong answers of a problem, as text: a memo of ``misconceptions``, which changes no verdict."""

NO_TABLES: Tables = MappingProxyType({})
"""Nothing has been prepared."""


@record
class Bank:
    """Problems in the order of their sections, and the digest of the files that they came from.

    ``others`` are the ids of the problems in these files that were not asked for.  ``course`` is the file of the course's defaults, where
    it lies outside of what was named.  ``tables`` are memos by the ids of problems.  ``given`` are the parts that nobody answers.
    """

    problems: tuple[Problem, ...]
    digest: str
    title: str = ""
    others: tuple[str, ...] = ()
    course: str = ""
    tables: Mapping[str, Tables] = field(default_factory=dict, compare=False, repr=False)
    given: tuple[Problem, ...] = ()
    _by_id: dict[str, Problem] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_id.update({problem.id: problem for problem in self.problems})
        for problem in self.problems:
            if problem.variant or problem.variants:
                self._by_id.update({each.key: each for each in (problem, *problem.variants)})

    def get(self, problem: str) -> Problem | None:
        """The problem of that id, or the variant of that key, or ``None``."""
        return self._by_id.get(problem)

    def part(self, beside: Problem, name: str) -> Problem | None:
        """The part of that name beside a part of a problem, in the same variant, or ``None``."""
        return self.get(f"{beside.scheme.group}.{name}{beside.key.removeprefix(beside.id)}")

    @property
    def families(self) -> tuple[Problem, ...]:
        """The problems that have variants."""
        return tuple([problem for problem in self.problems if problem.variants])
