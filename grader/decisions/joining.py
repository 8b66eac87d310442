"""The decisions of another marker beside ours: what is new, what both say, and what contradicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.decisions.lookup import Meant
from grader.decisions.targets import Targets, by_ids
from grader.model import Decision, Identity
from grader.record import record


@record
class Joined:
    """``added`` are to be added to ours, ``same`` of theirs say what ours say, ``against`` are pairs of ours and theirs that contradict."""

    added: tuple[Decision, ...]
    same: int
    against: tuple[tuple[Decision, Decision], ...]


def joined(ours: Sequence[Decision], theirs: Sequence[Decision], people: Mapping[str, Sequence[Identity]] | None = None) -> Joined:
    """Compare two markers' decisions; ``people``, as of :func:`grader.decisions.index`, tells when two ids are one student's."""
    targets = Targets(ours, Meant(people).whom if people is not None else by_ids)
    added, against, same = [], [], 0
    for decision in theirs:
        rivals = targets.rivals(decision)
        if rivals:
            against.append((rivals[0], decision))
        elif targets.says(decision):
            same += 1
        else:
            added.append(decision)
            targets.add(decision)
    return Joined(tuple(added), same, tuple(against))
