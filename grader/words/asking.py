"""What is asked of an answer beside its value, in words: its form, the names that count, the precision of its decimals."""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import Scheme, Tolerance

_FORMS = {"evaluated": "worked out", "expanded": "multiplied out", "factored": "factored", "lowest-terms": "in lowest terms",
          "not-f": "not the function itself", "exact": "no decimals"}


def demands(scheme: Scheme) -> str:
    """Return what is asked: ``factored, no decimals, without J``; empty where only the value counts.

    >>> demands(Scheme(without=("J", "det"), tolerance=Tolerance(3)))
    'without J and det, decimals with at least 3 digits'
    """
    return ", ".join(_said(scheme))


def _said(scheme: Scheme) -> Iterator[str]:
    for required in scheme.form:
        at = ", ".join(f"{name} = {value}" for name, value in required.at)
        yield f"defined at {at}" if at else _FORMS.get(required.name, required.name)
    if scheme.without:
        yield f"without {' and '.join(scheme.without)}"
    if scheme.use:
        yield f"with {' and '.join(scheme.use)}"
    if scheme.tolerance is not None:
        yield _precision(scheme.tolerance)


def _precision(tolerance: Tolerance) -> str:
    if tolerance.digits:
        return f"decimals with at least {tolerance.digits} digit{'' if tolerance.digits == 1 else 's'}"
    return f"right within {100 * tolerance.within} %" if tolerance.is_relative else f"right within {tolerance.within}"
