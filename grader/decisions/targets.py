"""What a decision is about, and which decisions contradict each other: the same target, and another share of the points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.model import Decision, Identity, keys_of, printable
from grader.people import compared

SHOWN = 60
"""Characters of an answer that a message shows."""

Target = tuple[Hashable, ...]
Whom = Callable[[Identity], Iterable[Hashable]]
"""The names under which a student is known: two decisions that share one are about the same student."""


def ids_of(who: Identity) -> dict[str, str]:
    """Return the ids of somebody by their kinds, as they are compared; the pseudonym of a run without names is one."""
    return {kind: compared(kind, value) for kind, value in ((who.kind, who.key), *keys_of(who))}


def by_ids(who: Identity) -> Iterable[Hashable]:
    """The names of a student where nobody knows the class: all ids, and the name if there is nothing else."""
    ids = ids_of(who)
    return [(kind, value) for kind, value in ids.items() if kind != "name" or len(ids) == 1]


def about(decision: Decision) -> str:
    """Return what a decision is about, for a message."""
    if decision.student is None:
        return printable(f"{decision.problem} '{_cut(decision.answers[0] if decision.answers else '')}'")
    what = decision.problem or "what is unanswered"
    return printable(f"{what} '{decision.student.name or decision.student.key}'")


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


@dataclass(slots=True)
class _Seen:
    """The decisions on one target: the first one on each text that was seen, and the first one with each share."""

    by_text: dict[str, Decision] = field(default_factory=dict)
    by_share: dict[Fraction, Decision] = field(default_factory=dict)

    def rival(self, decision: Decision) -> Decision | None:
        """The first decision with another share, for the same text or for all texts."""
        if not decision.answer:
            return next((other for share, other in self.by_share.items() if share != decision.share), None)
        others = (self.by_text.get(decision.answer), self.by_text.get(""))
        return next((other for other in others if other is not None and other.share != decision.share), None)


class Targets:
    """Decisions by what they are about; ``whom`` says when two of them are about the same student."""

    def __init__(self, decisions: Iterable[Decision] = (), whom: Whom = by_ids) -> None:
        self._whom = whom
        self._seen: dict[Target, _Seen] = defaultdict(_Seen)
        for decision in decisions:
            self.add(decision)

    def _of(self, decision: Decision) -> Iterator[Target]:
        for text in decision.answers:
            yield "answer", decision.problem, text
        for name in self._whom(decision.student) if decision.student is not None else ():
            yield "student", decision.problem, name

    def add(self, decision: Decision) -> None:
        """Take a decision in."""
        for target in self._of(decision):
            seen = self._seen[target]
            seen.by_text.setdefault(decision.answer, decision)
            seen.by_share.setdefault(decision.share, decision)

    def rivals(self, decision: Decision) -> tuple[Decision, ...]:
        """Return the decisions that contradict this one: the first on each of its targets."""
        found = [self._seen[target].rival(decision) for target in self._of(decision) if target in self._seen]
        return tuple(dict.fromkeys(rival for rival in found if rival is not None))

    def says(self, decision: Decision) -> bool:
        """Whether all that this decision is about is decided already."""
        return all(target in self._seen and {decision.answer, ""} & self._seen[target].by_text.keys() for target in self._of(decision))


def clashes(decisions: Sequence[Decision], whom: Whom = by_ids) -> list[tuple[Decision, Decision, str]]:
    """Return each decision that contradicts an earlier one, as earlier, later, and what both are about."""
    targets, found = Targets(whom=whom), []
    for decision in decisions:
        for rival in targets.rivals(decision)[:1]:
            shared = [text for text in decision.answers if text in rival.answers]
            found.append((rival, decision, f"{decision.problem} '{printable(_cut(shared[0]))}'" if shared else about(decision)))
        targets.add(decision)
    return found
