"""The rule of the maximum: where the LMS counts in other points than the assignment, a person says what is meant; nothing is silent."""

from __future__ import annotations

from fractions import Fraction

from grader.exports.decimals import decimal
from grader.exports.export import Options
from grader.exports.run import Run
from grader.model import UsageError

CODE = "export/maximum"
_PLACES = 2


def factor(run: Run, theirs: Fraction | None, lms: str, options: Options) -> Fraction | None:
    """Return what scores are multiplied by, ``None`` for nothing; raises :class:`UsageError` with the three ways out."""
    if theirs is None or theirs == run.out_of or options.as_is:
        return None
    if options.scale:
        if run.out_of <= 0:
            raise UsageError(f"the assignment has no points, so --scale has nothing to reckon with ({CODE})")
        if theirs <= 0:
            raise UsageError(f"{lms} gives no points for this, so --scale would make every score 0 ({CODE}); say --as-is, or mend it there")
        return theirs / run.out_of
    ours = decimal(run.out_of)
    raise UsageError(f"{lms} says {decimal(theirs)} points, the assignment {ours}; nothing was written ({CODE}). "
                     f"Say --scale (each score × {decimal(theirs)} / {ours}, rounded half up to {_PLACES} decimals), or --as-is, "
                     f"or mend the points: in assignment.yaml, or in {lms}")


def written(score: Fraction, scale: Fraction | None) -> str:
    """Return the score as a cell: scaled once, at the end."""
    return decimal(score) if scale is None else decimal(score * scale, _PLACES)


def remark(run: Run, theirs: Fraction | None, lms: str, scale: Fraction | None) -> list[tuple[str, str]]:
    """Return what was done where the maxima differ."""
    if theirs is None or theirs == run.out_of:
        return []
    done = f"scores were multiplied by {decimal(theirs)} / {decimal(run.out_of)}" if scale else "scores were written as they are (--as-is)"
    return [("note", f"{lms} says {decimal(theirs)} points, the assignment {decimal(run.out_of)}: {done}.")]
