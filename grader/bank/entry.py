"""A problem as its author wrote it, checked, with formulas still as texts: what the lock file keeps."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from grader.model import Diagnostic
from grader.record import record
from grader.yamlnodes import Scalar

Asked = Literal["derivative", "value", "hessian", "dimension"]
Partial = Literal["none", "entries", "lines"]
Decimals = Literal["exact", "rounded"]


ArrayKind = Literal["real", "sym", "skew", "spd", "diag", "upper", "lower", "orth", "inv"]


@record
class VariableEntry:
    """A declared name; the ends are texts and are there for an interval only, the sizes for a vector or matrix."""

    name: Scalar
    domain: Literal["real", "positive", "natural", "interval"] = "real"
    low: Scalar | None = None
    high: Scalar | None = None
    shape: tuple[Scalar, ...] = ()
    kind: ArrayKind = "real"


@record
class WrongEntry:
    """A listed wrong answer with its place."""

    answer: str
    misconception: str
    rule: str
    reason: str
    line: int
    column: int


@record
class Entry:
    """One problem; ``file`` is the name within the bank, so that a bank may be moved."""

    file: str
    line: int
    column: int
    id: Scalar
    title: str = ""
    section: str = ""
    statement: str = ""
    variables: tuple[VariableEntry, ...] = ()
    functions: tuple[tuple[Scalar, Scalar], ...] = ()
    columns: tuple[tuple[Scalar, Scalar], ...] = ()
    indices: tuple[tuple[Scalar, Scalar], ...] = ()
    axes: tuple[Scalar, ...] = ()
    sizes: Scalar | None = None
    definitions: tuple[tuple[str, Scalar], ...] = ()
    f: Scalar | None = None
    wrt: tuple[str, ...] = ()
    wrt_is_list: bool = False
    asked: Asked = "derivative"
    truth: Scalar | None = None
    accept: tuple[str, ...] = ()
    other_layout: tuple[str, ...] = ()
    wrong: tuple[WrongEntry, ...] = ()
    points: Fraction = Fraction(1)
    partial: Partial = "none"
    decimals: Decimals = "exact"
    layouts: Fraction = Fraction(1)
    credit: tuple[tuple[str, Fraction], ...] = ()
    group: str = ""
    part: str = ""
    follow: tuple[str, ...] = ()
    follow_share: Fraction = Fraction(1)
    hints: tuple[str, ...] = ()
    solution: str = ""
    tags: tuple[str, ...] = ()


@record
class Checked:
    """The sound problems of some files, and what was found; files are named as within the bank.

    ``others`` are the ids of sound problems that were not asked for.
    """

    entries: tuple[Entry, ...]
    found: tuple[Diagnostic, ...]
    others: tuple[str, ...] = ()
