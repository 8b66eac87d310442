"""What may be asked of the form of an answer whose value is right: ``REQUIREMENTS`` is the whole list, ``misfit`` looks.

The form is that of the text as it was written: trees are never simplified.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from grader.engine import Posed
from grader.expr import Expr, Matrix
from grader.kinds.requirements.algebraic import not_defined, not_factored, not_in_lowest_terms
from grader.kinds.requirements.requirement import Broken, Context, Requirement
from grader.kinds.requirements.written import forbidden, is_f, missing, not_evaluated, not_exact, not_expanded
from grader.model import Scheme
from grader.record import record, replace

REQUIREMENTS = (
    Requirement("form/evaluated", not_evaluated,
                "no determinant, trace, inverse, norm, sum sign or product of written matrices is left to do"),
    Requirement("form/defined-at", not_defined, "the answer has a value where some variables have the values that are said"),
    Requirement("form/expanded", not_expanded, "no product or power has a sum as a factor", excludes="factored"),
    Requirement("form/factored", not_factored, "a product of powers of factors that do not split over the rational numbers, numbers aside",
                excludes="expanded"),
    Requirement("form/lowest-terms", not_in_lowest_terms, "no numerator has a factor in common with its denominator"),
    Requirement("form/not-f", is_f, "the answer is not `f` itself", of_whole=True),
    Requirement("form/exact", not_exact, "no decimals"),
)
"""In the order of the manual."""

FORMS = {requirement.name: requirement for requirement in REQUIREMENTS}


@record
class Misfit:
    """What an answer of the right value does not obey: the code, its first part that does not, and the numbers of all entries that do not.

    ``entries`` is empty where it is the answer as a whole.
    """

    code: str
    broken: Broken
    entries: tuple[int, ...] = ()


def misfit(tree: Expr, posed: Posed, scheme: Scheme) -> Misfit | None:
    """Return the first requirement that an answer does not obey; raise BudgetError where one of them cannot be told."""
    broken = missing(tree, scheme.use)
    if broken is not None and forbidden(tree, scheme.without) is None:
        return Misfit("form/use", broken)
    whole = next(_broken(tree, posed, scheme, of_whole=True), None)
    entries = tree.args if type(tree) is Matrix else (tree,)
    misfits = {number: found for number, entry in enumerate(entries) for found in islice(_of_entry(entry, posed, scheme), 1)}
    if whole is not None or not misfits:
        return whole
    return replace(next(iter(misfits.values())), entries=tuple(misfits) if type(tree) is Matrix else ())


def _of_entry(entry: Expr, posed: Posed, scheme: Scheme) -> Iterator[Misfit]:
    broken = forbidden(entry, scheme.without)
    if broken is not None:
        yield Misfit("form/name", broken)
    yield from _broken(entry, posed, scheme, of_whole=False)


def _broken(tree: Expr, posed: Posed, scheme: Scheme, of_whole: bool) -> Iterator[Misfit]:
    """Yield the forms that a tree does not have, of those that are asked of the whole, or of an entry."""
    for required in scheme.form:
        form = FORMS[required.name]
        broken = form.look(tree, Context(posed, required)) if form.of_whole is of_whole else None
        if broken is not None:
            yield Misfit(form.code, broken)
