"""What an explainer yields: what it has seen as a record, and the claim that is checked before anything is said."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from grader.expr import Expr, Path
from grader.misconceptions.points import Place, Values
from grader.misconceptions.rule import Rule
from grader.model import WrongAnswer
from grader.record import record

Check = Callable[[Place, int], tuple[Values, Values]]
"""The two sides of a claim about an answer, at a place and with bits of precision."""


@record
class Multiple:
    """The answer is ``factor`` times the right one."""

    factor: Fraction


@record
class Shifted:
    """The answer is the right one plus a ``constant``."""

    constant: Fraction


@record
class TimesPower:
    """The answer is ``factor`` times the right one times a power of a variable."""

    factor: Fraction
    variable: str
    power: int


@record
class Terms:
    """In front of ``count`` terms is a wrong number; ``factor`` times the term at the place would be right, where there is a place."""

    count: int
    factor: Fraction | None = None


@record
class MultipleOfIt:
    """The answer is a number times what the rule predicts."""


Seen = Multiple | Shifted | TimesPower | Terms | MultipleOfIt


@record
class OneEntry:
    """One entry of the truth, by its place from one on; ``right`` of ``count`` entries are right."""

    place: tuple[int, ...]
    right: int
    count: int


@record
class Explanation:
    """What explains an answer: a rule or a listed wrong answer, at a place in the answer's tree; ``words`` puts it into a sentence.

    ``alone`` says that nothing else is wrong.
    """

    source: Rule | WrongAnswer
    path: Path | None = None
    seen: Seen | None = None
    alone: bool = True
    entry: OneEntry | None = None


@record
class Claim:
    """A rule that may explain an answer, with what has to hold for it.

    ``mended`` is the answer as it would be right, ``equal`` a tree that the answer is said to be: one of them decides over the domain.
    """

    rule: Rule
    check: Check
    path: Path | None = None
    seen: Seen | None = None
    alone: bool = True
    mended: Expr | None = None
    equal: Expr | None = None

    @property
    def explanation(self) -> Explanation:
        """What is said once the claim is confirmed."""
        return Explanation(self.rule, self.path, self.seen, self.alone)
