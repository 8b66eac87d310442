"""What an explainer yields: a claim, which is checked; and an explanation, which is put into words."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from grader.expr import Expr, Path
from grader.misconceptions.points import Place, Values
from grader.misconceptions.rule import Rule
from grader.model import WrongAnswer
from grader.record import record

Check = Callable[[Place, int], tuple[Values, Values]]
"""The two sides of a claim about an answer, at a place and with bits of precision, which is set already."""


@record
class Predicted:
    """The answer is what a rule predicts or an author lists, or a number times it."""

    is_multiple: bool = False


@record
class Multiple:
    """The answer is ``factor`` times the right one, perhaps times a ``power`` of a ``variable`` too."""

    factor: Fraction
    variable: str = ""
    power: int = 0


@record
class Shifted:
    """The answer is the right one plus a ``constant``."""

    constant: Fraction


@record
class Terms:
    """``count`` terms have a wrong number in front; the one at the explanation's place should be times ``factor``."""

    count: int
    factor: Fraction | None = None


@record
class Beside:
    """Another rule went wrong too, at another place, or the same one at several places."""

    rule: Rule | None


Seen = Predicted | Multiple | Shifted | Terms | Beside | None
"""How the answer relates to a right one, or to what is predicted; ``None`` if the rule says it all."""


@record
class OneEntry:
    """An entry of the truth by its place from one on, or several of which the same is true; ``right`` of ``count`` entries are right.

    ``is_first`` tells that nothing was said of the answer before.
    """

    places: tuple[tuple[int, ...], ...]
    right: int
    count: int
    is_first: bool = True


@record
class Explanation:
    """What explains an answer: a rule or a listed wrong answer, the relation that was seen, and a place in the answer's tree.

    ``alone`` says that nothing else is wrong; ``entry`` narrows all this to one entry.
    """

    source: Rule | WrongAnswer
    seen: Seen = None
    path: Path | None = None
    alone: bool = True
    entry: OneEntry | None = None


@record
class Claim:
    """An explanation by a rule that holds if the two sides of a check are equal.

    ``mended`` is the answer as it would be right, ``equal`` a tree that the answer is said to be: one of them decides over the domain.
    """

    rule: Rule
    check: Check
    seen: Seen = None
    path: Path | None = None
    alone: bool = True
    mended: Expr | None = None
    equal: Expr | None = None
