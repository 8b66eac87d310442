"""What an author may write: the fields of a problem and their forms, one record for each kind of mapping in a bank file.

pydantic checks files against these records and makes the JSON Schema from them; the limits of a field stand in its metadata.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from grader.bank.entry import ArrayKind, Asked, Decimals, Partial

Domain = Literal["real", "positive", "natural"]

NAME = "[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)?"
"""A declared name; Greek letters are spelled out (``theta`` may be written θ in answers)."""

LONGEST_NAME = 40

NUMBER = r"[0-9]{1,6}(\.[0-9]{1,6}|/0*[1-9][0-9]{0,5})?"
"""An exact number such as 2, 1.5 or 1/2."""

SHARE = rf"({NUMBER}|[0-9]{{1,3}} ?%)"
"""A share such as 1/2, 0.5 or 50%."""


def _about(description: str, **limits: Any) -> dict[str, Any]:
    """What editors show about a field, and what pydantic checks."""
    return {"description": description, **limits}


class Form:
    """The base of all forms: a field that is not declared is an error."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class IntervalForm(Form):
    """An interval such as {domain: [0, pi/2]}."""

    domain: tuple[str, str] = field(metadata=_about("The two ends: expressions without variables, -oo or oo."))


@dataclass(frozen=True, slots=True)
class ArrayForm(Form):
    """A vector or matrix with a property, such as {shape: [N, N], kind: sym}."""

    shape: list[str] = field(metadata=_about("The sizes.", min_length=1, max_length=2))
    kind: ArrayKind = field(default="real", metadata=_about("The property that all its values have."))


@dataclass(frozen=True, slots=True)
class WrongForm(Form):
    """A wrong answer that the bank must find wrong."""

    answer: str = field(metadata=_about("The text as a student would write it."))
    misconception: str = field(default="", metadata=_about("What was misunderstood, in words."))
    rule: str = field(default="", metadata=_about(
        "The slug of the misconception that must be recognised; none where no rule can.", pattern="^[a-z][a-z0-9-]*$", max_length=80))
    reason: str = field(default="", metadata=_about("With rule: none: why no rule explains this answer."))


@dataclass(frozen=True, slots=True)
class AxesForm(Form):
    """Which indices of an index formula count outputs and which count inputs."""

    out: list[str] = field(default_factory=list, metadata=_about("Indices of the function's value."))
    inputs: list[str] = field(default_factory=list, metadata=_about("Indices of the variable.", alias="in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForm(Form):
    """What a problem and a part of one may say."""

    title: str = field(default="", metadata=_about("A short title."))
    section: str = field(default="", metadata=_about("Where in the lecture it belongs."))
    statement: str = field(default="", metadata=_about("What is asked, in words."))
    vars: dict[str, Domain | IntervalForm | list[str] | ArrayForm] = field(default_factory=dict, metadata=_about(
        "The variables: real, positive, natural, {domain: [a, b]}, [sizes], or {shape: [sizes], kind: sym}."))
    funcs: dict[str, str] = field(default_factory=dict, metadata=_about("Abstract functions and how many arguments they take."))
    alias: dict[str, str] = field(default_factory=dict, metadata=_about("Names for long expressions."))
    defs: dict[str, str] = field(default_factory=dict, metadata=_about(
        "Names that a student may use; each may use the variables and the definitions before it."))
    columns: dict[str, str] = field(default_factory=dict, metadata=_about("Names for the columns of a matrix."))
    indices: dict[str, str] = field(default_factory=dict, metadata=_about("Index names and the size that each runs to."))
    axes: AxesForm = field(default_factory=AxesForm, metadata=_about("Which indices are outputs and inputs."))
    sizes: str = field(default="", metadata=_about("What holds for the sizes: comparisons such as N <= M, joined by 'and'."))
    f: str = field(default="", metadata=_about("The function; a column of functions is written [f1; f2]."))
    wrt: str | list[str] = field(default="", metadata=_about("A variable, or a list of variables for the row gradient or the Jacobian."))
    asked: Asked = field(default="derivative", metadata=_about("What is to be found."))
    truth: str = field(default="", metadata=_about("The answer as it is shown; the bank proves it against f."))
    accept: list[str] = field(default_factory=list, metadata=_about("Other ways to write the answer, all of them right."))
    other_layout: list[str] = field(default_factory=list, metadata=_about("The answer in another layout."))
    wrong: list[str | WrongForm] = field(default_factory=list, metadata=_about("Wrong answers and what was misunderstood."))
    points: str = field(default="1", metadata=_about("More than 0: 2, 1.5 or 1/2.", pattern=f"^{NUMBER}$"))
    partial: Partial = field(default="none", metadata=_about(
        "Whether entries of a row or matrix, or lines of a derivation, count one by one."))
    credit: dict[str, str] = field(default_factory=dict, metadata=_about(
        "Credit for a recognised misconception: its slug, or a word of slugs, and a share of the points, such as sign: 50%."))
    follow: str | list[str] = field(default="", metadata=_about("In a part: the earlier parts whose own answers this one may use."))
    follow_credit: str = field(default="full", metadata=_about(
        "Credit for an answer that is right only with the student's earlier answer.", pattern=f"^(full|none|{SHARE})$"))
    decimals: Decimals = field(default="exact", metadata=_about("Whether rounded decimals are right."))
    hints: str | list[str] = field(default="", metadata=_about("Hints, the gentlest first."))
    solution: str = field(default="", metadata=_about("The worked solution; its chains of equal signs hold line by line."))
    tags: list[str] = field(default_factory=list, metadata=_about("Words to choose problems by."))
    layouts: str = field(default="full", metadata=_about(
        "Credit for another layout: full, none, or a fraction of the points.", pattern=f"^(full|none|{SHARE})$"))
    shape: str = field(default="", metadata=_about("A note: the shape of the answer. It is derived, so this is not read."))
    entrywise: str = field(default="", metadata=_about("A note that is not read."))
    broadcast: str = field(default="", metadata=_about("A note that is not read."))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartForm(QuestionForm):
    """A part of a problem; what it does not say, the problem says."""

    part: str = field(metadata=_about(
        "The part's name; students name the part as problem.part.", pattern=f"^{NAME}$", max_length=LONGEST_NAME))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemForm(QuestionForm):
    """One problem: the smallest has id, vars, f and wrt."""

    id: str = field(metadata=_about(
        "Unique in the bank; students name the problem by it.", pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80))
    parts: list[PartForm] = field(default_factory=list, metadata=_about(
        "Several questions under one head; a later part may use the names of earlier ones in f."))


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseForm(Form):
    """The file course.yaml of a bank: what holds for all problems that do not say otherwise."""

    partial: Partial = field(default="none", metadata=_about("As in a problem."))
    decimals: Decimals = field(default="exact", metadata=_about("As in a problem."))
    layouts: str = field(default="full", metadata=_about("As in a problem.", pattern=f"^(full|none|{SHARE})$"))
    follow_credit: str = field(default="full", metadata=_about("As in a problem.", pattern=f"^(full|none|{SHARE})$"))
    credit: dict[str, str] = field(default_factory=dict, metadata=_about("As in a problem."))
