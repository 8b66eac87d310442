"""Problems with parts, and the course's defaults: mappings put together, so that every part is read like a problem of its own."""

from __future__ import annotations

from collections.abc import Iterator

from grader.bank.forms import Finding
from grader.record import record, replace
from grader.words import INSERTED
from grader.yamlnodes import Mapping, Node, Scalar, Sequence, nearest

_OF_ANSWERS = ("points", "accept", "wrong", "other_layout", "partial", "credit", "form", "without", "use", "form_credit", "follow_credit",
               "layouts", "decimals", "hints")
"""What means nothing in a part that nobody answers."""

_OWN = ("id", "parts")
"""Fields of the problem that its parts do not take over."""


@record
class Question:
    """A problem, or one part of it, as a mapping with all its fields.

    ``told`` are the names that given parts before it show in their statements, such as ``J.f``.
    """

    node: Mapping
    group: str = ""
    part: str = ""
    told: tuple[str, ...] = ()


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
    shared, told = tuple((key, value) for key, value in problem.pairs if key.text not in _OWN), list[Scalar]()
    for part in parts.items:
        label = part.get("part") if isinstance(part, Mapping) else None
        if isinstance(part, Mapping) and isinstance(label, Scalar):
            own = tuple((key, value) for key, value in part.pairs if key.text not in ("part", "statement"))
            before = tuple(found[1] for text in told for found in INSERTED.finditer(text.text))
            own += _statement(problem, part, told)
            told += _told(part, label.text)
            said = {key.text for key, _ in own}
            identity = (Scalar("id", "plain", label.line, label.column, False),
                        replace(label, text=f"{name.text}.{label.text}"))
            rest = tuple(pair for pair in shared if pair[0].text not in said)
            yield Question(Mapping((identity, *own, *rest), part.line, part.column), name.text, label.text, before)


def _statement(problem: Mapping, part: Mapping, told: list[Scalar]) -> tuple[tuple[Scalar, Node], ...]:
    """Return the field of a part's statement: the problem's, what given parts before it tell, its own; empty for the problem's alone."""
    key, own = part.key("statement"), part.get("statement")
    if key is not None and own is not None and not isinstance(own, Scalar):
        return ((key, own),)
    said = [each for each in (problem.get("statement"), *told, own) if isinstance(each, Scalar)]
    if own is None and not told:
        return ()
    if len(said) == 1:
        return ((key or Scalar("statement", "plain", part.line, part.column, False), said[0]),)
    texts = [each.text.strip() for each in said]
    # Behind a list, or words in paragraphs, the next text would belong to their last line.
    text = replace(said[-1], text=("\n\n" if any("\n" in each for each in texts) else " ").join(texts), exact=False)
    return ((key or Scalar("statement", "plain", part.line, part.column, False), text),)


def _told(part: Mapping, label: str) -> list[Scalar]:
    """What the statement of a given part tells: what it names is the part's own, so its function is called ``{@J.f@}`` in later parts."""
    statement = part.get("statement")
    if not (_is_given(part) and isinstance(statement, Scalar)):
        return []
    return [replace(statement, text=INSERTED.sub(lambda found: f"{{@{label}.{found[1]}@}}", statement.text))]


def findings_of_parts(problem: Mapping) -> Iterator[Finding]:
    """Yield what is wrong between the parts: names that appear twice, and earlier parts that are not there."""
    parts, given = problem.get("parts"), problem.key("given")
    if given is not None:
        yield Finding(("given",), given, "bank/given", "only a part can be given", "write it in an entry of parts")
    if not isinstance(parts, Sequence):
        follow = problem.key("follow")
        if follow is not None:
            yield Finding(("follow",), follow, "bank/follow", "only a part can follow an earlier part", "delete this field, or write parts")
        return
    if not parts.items:
        yield Finding(("parts",), parts, "bank/empty", "parts holds no part: nothing is asked", "write one, or delete this field")
    before, told = list[str](), list[str]()
    found = [part for part in parts.items if isinstance(part, Mapping)]
    if found and all(map(_is_given, found)):
        yield Finding(("parts",), parts.items[0], "bank/given", "all parts are given: nothing is asked", "ask for one of them")
    for part in parts.items:
        label = part.get("part") if isinstance(part, Mapping) else None
        if not isinstance(part, Mapping) or not isinstance(label, Scalar):
            continue
        if label.text in before:
            yield Finding(("parts",), label, "bank/same-name", f"two parts have the name {label.text[:60]!r}", "choose another name")
        following = part.get("follow")
        for name in following.items if isinstance(following, Sequence) else (following,):
            if isinstance(name, Scalar) and name.text in told:
                yield Finding(("parts",), name, "bank/follow", f"{name.text[:60]!r} is given: there is no answer that could be followed",
                              "delete it here; without: [] allows the name")
            elif isinstance(name, Scalar) and name.text not in before:
                yield Finding(("parts",), name, "bank/follow", f"{name.text[:60]!r} is no earlier part",
                              nearest(name.text, before) or f"earlier parts are {', '.join(before) or 'none'}")
        before.append(label.text)
        told += [label.text] if _is_given(part) else []
        yield from _idle_if_given(part)


def _is_given(part: Mapping) -> bool:
    given = part.get("given")
    return isinstance(given, Scalar) and given.text == "true"


def _idle_if_given(part: Mapping) -> Iterator[Finding]:
    """Yield the fields about answers of a part that has none."""
    for name in _OF_ANSWERS if _is_given(part) else ():
        key = part.key(name)
        if key is not None:
            yield Finding(("parts",), key, "bank/idle-field", f"{name!r} means nothing in a part that is given",
                          "delete this field, or 'given'")
