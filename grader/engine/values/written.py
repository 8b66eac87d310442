"""Values of balls as people read them: exact where short, else to a few digits."""

from __future__ import annotations

from flint import arb

from grader.engine.values.balls import Ball

DIGITS = 6


def rounded(ball: Ball, digits: int = DIGITS) -> str:
    """So many correct digits, or an exact short number."""
    if is_short_integer(ball):
        return str(int(ball.unique_fmpz()))
    text: str = ball.str(digits, radius=False)
    mantissa, mark, power = text.partition("e")
    if mantissa.strip("-0.") == "":
        # What holds zero has no digits, and its power would be that of the radius.
        return "0"
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + mark + power


def is_short_integer(ball: Ball) -> bool:
    """Return whether a ball is a whole number of at most 15 digits."""
    return bool(ball.is_exact() and ball.is_integer() and abs(ball) < arb(10) ** 15)
