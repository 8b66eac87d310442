"""Problems with parts, and the course's defaults: mappings put together, so that every part is read like a problem of its own."""

from __future__ import annotations

from collections.abc import Iterator

from grader.bank.forms import Finding
from grader.record import record, replace
from grader.yamlnodes import Mapping, Node, Scalar, Sequence, nearest

_OWN = ("id", "parts")
"""Fields of the problem that its parts do not take over."""


@record
class Question:
    """A problem, or one part of it, as a mapping with all its fields."""

    node: Mapping
    group: str = ""
    part: str = ""


def with_defaults(problem: Mapping, course: Mapping | None) -> Mapping:
    """A problem with the course's fields where it has none itself; credits are put together."""
    if course is None:
        return problem
    pairs = list(problem.pairs)
    for key, value in course.pairs:
        own = problem.get(key.text)
        if own is None:
            pairs.append((key, value))
        elif key.text == "credit" and isinstance(own, Mapping) and isinstance(value, Mapping):
            said = {slug.text for slug, _ in own.pairs}
            joined = replace(own, pairs=own.pairs + tuple(pair for pair in value.pairs if pair[0].text not in said))
            pairs = [(name, joined if name.text == "credit" else node) for name, node in pairs]
    return replace(problem, pairs=tuple(pairs))


def questions(problem: Mapping) -> Iterator[Question]:
    """The problem itself if it has no parts, else one question for each part."""
    parts, name = problem.get("parts"), problem.get("id")
    if not isinstance(parts, Sequence) or not isinstance(name, Scalar):
        yield Question(problem)
        return
    shared = tuple((key, value) for key, value in problem.pairs if key.text not in _OWN)
    for part in parts.items:
        label = part.get("part") if isinstance(part, Mapping) else None
        if isinstance(part, Mapping) and isinstance(label, Scalar):
            own = tuple((key, _joined(key.text, value, problem)) for key, value in part.pairs if key.text != "part")
            said = {key.text for key, _ in own}
            identity = (Scalar("id", "plain", label.line, label.column, False),
                        replace(label, text=f"{name.text}.{label.text}"))
            rest = tuple(pair for pair in shared if pair[0].text not in said)
            yield Question(Mapping((identity, *own, *rest), part.line, part.column), name.text, label.text)


def _joined(field: str, value: Node, problem: Mapping) -> Node:
    """Return the value of a part's field; a statement follows the problem's."""
    whole = problem.get(field)
    if field == "statement" and isinstance(value, Scalar) and isinstance(whole, Scalar):
        return replace(value, text=f"{whole.text.strip()} {value.text.strip()}", exact=False)
    return value


def findings_of_parts(problem: Mapping) -> Iterator[Finding]:
    """Yield what is wrong between the parts: names that appear twice, and earlier parts that are not there."""
    parts = problem.get("parts")
    if not isinstance(parts, Sequence):
        follow = problem.key("follow")
        if follow is not None:
            yield Finding(("follow",), follow, "bank/follow", "only a part can follow an earlier part", "delete this field, or write parts")
        return
    before: list[str] = []
    for part in parts.items:
        label = part.get("part") if isinstance(part, Mapping) else None
        if not isinstance(part, Mapping) or not isinstance(label, Scalar):
            continue
        if label.text in before:
            yield Finding(("parts",), label, "bank/same-name", f"two parts have the name {label.text[:60]!r}", "choose another name")
        following = part.get("follow")
        for name in following.items if isinstance(following, Sequence) else (following,):
            if isinstance(name, Scalar) and name.text not in before:
                yield Finding(("parts",), name, "bank/follow", f"{name.text[:60]!r} is no earlier part",
                              nearest(name.text, before) or f"earlier parts are {', '.join(before) or 'none'}")
        before.append(label.text)
