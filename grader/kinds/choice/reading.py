"""A text to the choices that it names: exactly, or not at all; nothing is guessed from words near a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from grader.expr import Span
from grader.kinds.choice.words import EXTREMA, bare, folded, meanings, reason_at, without_article, without_local
from grader.model import Choices, Diagnostic, Severity
from grader.once import Once
from grader.record import record

MOST_PIECES = 60
"""So many pieces of a list are looked at: no problem has more choices."""

ALL = ("all", "all of them", "all of these", "alle")
NONE = ("none", "none of them", "none of these", "keine", "keiner", "keines", "∅", "{}")

_APART = re.compile(r"(?:(?<!\s)\s+)?(?:[,;\n&+/]|\b(?:and|und)\b)\s*", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|oder)\b", re.IGNORECASE)
_CONNECTS = re.compile(r"\s*(?:->|=>|[-–—:=→⇒↦])\s*|\s+(?:is|ist|has|hat)\s+|\s+", re.IGNORECASE)
_STOPS = re.compile(r"\.\s|\n"), re.compile(r"[.:;,(\n]")
_WORD = re.compile(r"[^\W\d_]{3,}")


@record
class Selection:
    """The choices that an answer makes.

    ``chosen`` are labels in the order of the problem, in a matching pairs of an item and a label; ``reason`` is where the text beside
    the choice stands.
    """

    chosen: tuple[tuple[str, ...], ...] = ()
    reason: Span | None = None
    notes: tuple[Diagnostic, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Each choice as it is shown: ``a``, or ``p1: saddle``."""
        return tuple(": ".join(one) for one in self.chosen)

    @property
    def text(self) -> str:
        """The answer in plain text that reads back."""
        return ", ".join(self.labels) or NONE[0]


class Offer(Once):
    """The names by which the choices of a problem, or its items, may be called."""

    def __init__(self, named: tuple[tuple[str, str], ...], has_words: bool = True) -> None:
        super().__init__()
        self.labels = tuple(label for label, _ in named)
        self._by_name: dict[str, list[str]] = {}
        self._by_label: dict[str, list[str]] = {}
        self._extrema: set[str] = set()
        for label, text in named:
            names = {name for each in (label, text) for name in (meanings(folded(each)) if has_words else (folded(each),))}
            names |= {squeezed(text)} if "$" in text else set()
            for name in names:
                self._by_name.setdefault(name, []).append(label)
            self._by_label.setdefault(bare(label), []).append(label)
            if not names.isdisjoint(EXTREMA):
                self._extrema.add(label)

    def called(self, text: str) -> tuple[str, ...]:
        """The labels of what a text names, in their order: one, several if it may mean more than one, none if it names nothing."""
        text = folded(text)
        found = set(self._named(text) if text else ())
        for _ in range(0 if found or not text else 4):
            found.update(self._named(text))
            found.update(self._labelled(text))
            shorter = without_article(text)
            if shorter == text:
                break
            if any(self._named(shorter)):
                # The article may be a label: "a b" with both.
                found.update(self._by_label.get(bare(text[:len(text) - len(shorter)]), ()))
            text = shorter
        return tuple(label for label in self.labels if label in found)

    def _named(self, text: str) -> Iterator[str]:
        yield from self._by_name.get(text, ())
        yield from self._by_name.get(squeezed(text), ())
        yield from self._by_label.get(bare(text), ())
        local = without_local(text)
        if local != text:
            yield from (label for label in self._by_name.get(local, ()) if label in self._extrema)

    def _labelled(self, text: str) -> Iterator[str]:
        """A label and then words, as in ``a) saddle``; where they do not agree, both are meant."""
        label, _, rest = text.partition(" ")
        rest = folded(rest.lstrip("):.-–= "))
        if bare(label) in self._by_label and label[-1] not in ",;" and bare(rest) not in self._by_label and rest in self._by_name:
            yield from (*self._by_label[bare(label)], *self._by_name[rest])

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The labels of all choices whose words of at least three letters stand in a text."""
        inside = f" {' '.join(_WORD.findall(folded(text)))} "
        found = {label for name, labels in self._by_name.items() for label in labels
                 if (words := " ".join(_WORD.findall(name))) and f" {words} " in inside}
        return tuple(label for label in self.labels if label in found)


@lru_cache(maxsize=1024)
def offer_of(named: tuple[tuple[str, str], ...], has_words: bool = True) -> Offer:
    """Return the names of choices or items, made once."""
    return Offer(named, has_words)


def squeezed(text: str) -> str:
    """Return a folded text without blanks, as formulas are compared."""
    return folded(text).replace(" ", "")


def read_choices(text: str, choices: Choices) -> Selection | Diagnostic:
    """Return what an answer that is not blank chooses, or why that cannot be told."""
    whole = _read(text, choices)
    if isinstance(whole, Selection):
        return whole
    cuts = ((cut, _read(text[:cut], choices)) for cut in _reasons_at(text, choices))
    cut, before = next(((cut, found) for cut, found in cuts if isinstance(found, Selection)), (0, None))
    if before is None:
        return whole
    offer = offer_of(choices.options)
    others = [label for label in offer.mentioned(text[cut:]) if (label,) not in before.chosen] if choices.pick == "one" else []
    if others and not choices.reason:
        return _which(offer, choices, (0, len(text)))
    note = Diagnostic("choice/reason-passed-over", "what stands beside the choice is not judged", "", (cut, len(text)),
                      severity=Severity.REMARK)
    return Selection(before.chosen, (cut, len(text)), before.notes if choices.reason else (*before.notes, note))


def _reasons_at(text: str, choices: Choices) -> list[int]:
    """Where a reason may begin: at a word such as ``because``; where one is asked, also at the first stop or end of a line."""
    stop = _STOPS[choices.pick == "one"].search(text.rstrip()) if choices.reason else None
    return sorted(cut for cut in (reason_at(text), -1 if stop is None else stop.start()) if cut > 0)


def _read(text: str, choices: Choices) -> Selection | Diagnostic:
    if choices.pick == "match":
        return _match(text, choices)
    return _several(text, choices) if choices.pick == "several" else _one(text, choices)


def _one(text: str, choices: Choices) -> Selection | Diagnostic:
    offer = offer_of(choices.options)
    found = offer.called(text)
    if len(found) == 1:
        return Selection((found,))
    if found or len(offer.mentioned(text)) > 1 or len(set(_listed(_OR.sub(",", text), offer))) > 1:
        return _which(offer, choices, (0, len(text)))
    return _unknown(offer, (0, len(text)))


def _listed(text: str, offer: Offer) -> Iterator[str]:
    """The choices that the pieces of a text name, each by itself."""
    for piece in _APART.split(text)[:MOST_PIECES]:
        yield from offer.called(piece)


def _several(text: str, choices: Choices) -> Selection | Diagnostic:
    offer = offer_of(choices.options)
    if not offer.called(text) and _OR.search(text):
        return _which(offer, choices, (0, len(text)))
    found = _grouped(text, offer)
    if found is None or any(len(called) > 1 for called in found):
        found = _grouped(re.sub(r"(?<=[\w).])\s+(?=\w)", ", ", text), offer) or found
    if found is None:
        word = without_article(folded(text))
        if word in ALL:
            return Selection(tuple((label,) for label in offer.labels))
        return Selection() if word in NONE else _unknown(offer, (0, len(text)))
    if any(len(called) > 1 for called in found):
        return _which(offer, choices, (0, len(text)))
    named = [called[0] for called in found]
    twice = next((label for label in named if named.count(label) > 1), None)
    notes = () if twice is None else (Diagnostic("choice/twice", f"{twice} is named twice; it counts once", severity=Severity.REMARK),)
    return Selection(tuple((label,) for label in offer.labels if label in named), notes=notes)


def _grouped(text: str, offer: Offer) -> list[tuple[str, ...]] | None:
    """What the parts of a list name, where pieces next to each other may be one name (``(0, 1)``); ``None`` if a part names nothing."""
    cuts = [match.span() for match in _APART.finditer(text)][:MOST_PIECES]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    found, at = list[tuple[str, ...]](), 0
    while at < len(starts):
        if not text[starts[at]:ends[at]].strip():
            at += 1
            continue
        last = next((end for end in range(len(ends) - 1, at - 1, -1) if offer.called(text[starts[at]:ends[end]])), None)
        if last is None:
            return None
        found.append(offer.called(text[starts[at]:ends[last]]))
        at = last + 1
    return found or None


def _match(text: str, choices: Choices) -> Selection | Diagnostic:
    items, offer = offer_of(choices.items, False), offer_of(choices.options)
    pairs: dict[str, str] = {}
    for start, end in _segments(text):
        found = _pair(text[start:end], items, offer)
        if found is None:
            return Diagnostic("choice/pair", "this is no item with its choice", _pairs_wanted(items, offer), (start, end))
        item, label = found
        if pairs.get(item, label) != label:
            return Diagnostic("choice/which", f"{item} has two choices", "give each item one of them", (start, end))
        pairs[item] = label
    if not pairs:
        return Diagnostic("choice/pair", "this is no item with its choice", _pairs_wanted(items, offer), (0, len(text)))
    return Selection(tuple((item, pairs[item]) for item in items.labels if item in pairs))


def _segments(text: str) -> Iterator[Span]:
    """The parts of a text between ``,``, ``;``, ``and`` and line breaks outside of brackets."""
    depth, start = 0, 0
    for found in re.finditer(r"[\[({]|[\])}]|[,;\n]|\b(?:and|und)\b", text, re.IGNORECASE):
        sign = found[0]
        depth += (sign in "[({") - (sign in "])}")
        if depth <= 0 and sign not in "[](){}":
            if text[start:found.start()].strip():
                yield start, found.start()
            start, depth = found.end(), 0
    if text[start:].strip(" .\n\t"):
        yield start, len(text)


def _pair(text: str, items: Offer, offer: Offer) -> tuple[str, str] | None:
    """The item and the choice that a text names; ``None`` if it names no such pair, or more than one."""
    found = set[tuple[str, str]]()
    for cut in _CONNECTS.finditer(text):
        left, right = items.called(text[:cut.start()]), offer.called(text[cut.end():])
        if left and right:
            found.update((item, label) for item in left for label in right)
    return next(iter(found)) if len(found) == 1 else None


def _pairs_wanted(items: Offer, offer: Offer) -> str:
    return f"write each of {listed(items.labels)} with one of {listed(offer.labels)}, as in {items.labels[0]}: {offer.labels[0]}"


def _unknown(offer: Offer, span: Span) -> Diagnostic:
    return Diagnostic("choice/unknown", "this is none of the choices", f"write one of {listed(offer.labels)}", span)


def _which(offer: Offer, choices: Choices, span: Span) -> Diagnostic:
    if choices.pick == "several":
        return Diagnostic("choice/which", "this may name more than one of the choices", f"write labels: {listed(offer.labels)}", span)
    return Diagnostic("choice/which", "this names more than one of the choices", f"write exactly one of {listed(offer.labels)}", span)


def listed(labels: tuple[str, ...]) -> str:
    """Return labels as a list in words: ``a, b, c``; of many the first and the last ones."""
    return ", ".join(labels) if len(labels) <= 12 else f"{', '.join(labels[:10])}, …, {labels[-1]}"
