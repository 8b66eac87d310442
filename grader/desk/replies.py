"""Records to the JSON of a reply: plain text, but for ``math``, which is one ``<math>`` element of our printer or empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from grader.expr import mathml
from grader.kinds import Fit, Look, Question, look_again
from grader.model import Diagnostic, Mark, Outcome, Severity, mark_to_json, printable, without_key
from grader.words import HERE, Hint, Sentence, headline, own_pieces, said, sentence, typeset

Json = dict[str, Any]
"""A JSON object."""

NOTHING: Mapping[str, str] = MappingProxyType({})


def reading(look: Look, is_blank: bool, fit: Fit | None = None) -> Json:
    """An answer as it was read, and how its shape fits where that is told.

    An answer is unreadable if it was read as nothing.  Messages about an answer that was read say what does not fit together in it.
    """
    extra = (fit.said,) if fit is not None and fit.said is not None else ()
    return {
        "state": "blank" if is_blank else "read" if look.read_as else "unreadable",
        "plain": look.read_as,
        "math": mathml(look.tree) if look.tree is not None else "",
        "shape": look.shape,
        "fits": fit.fits if fit is not None else None,
        "asked": fit.asked if fit is not None else "",
        "said": messages((*look.messages, *extra)),
    }


def messages(found: Iterable[Diagnostic]) -> list[Json]:
    """What is said about an answer, each with its way out and, for an error, its place in code points."""
    return [_message(each) for each in found]


def _message(each: Diagnostic) -> Json:
    words = said(each)
    return {"code": each.code, "text": words.text, "remedy": words.remedy, "span": None if words.span is None else list(words.span),
            "error": each.severity is Severity.ERROR}


def marked(mark: Mark) -> Json:
    """One mark with the fields of ``check --jsonl``, without what gives the key away."""
    return mark_to_json(without_key(mark))


def shown(mark: Mark, hint: Json | None) -> Json:
    """A mark in the words of ``check``: the outcome, then what helps."""
    head, verdict = headline(mark), mark.verdict
    evidence = Sentence() if verdict.outcome is Outcome.CORRECT else sentence(verdict.evidence)
    about = messages(verdict.messages)
    first = evidence.text or next((f"{each['text']} {each['remedy']}".rstrip() for each in about), "")
    return {
        "state": head.state, "sign": head.sign, "word": head.word, "layout": head.layout,
        "evidence": evidence.text,
        "pieces": [{"text": piece.text, "math": typeset(Sentence((piece,))) if piece.members else ""}
                   for piece in evidence.pieces if piece.text],
        "said": about,
        "spoken": f"{head.text}. {first}".rstrip() if first else f"{head.text}.",
        "hint": hint,
    }


def hinted(level: int, step: Hint | None, next_level: int | None, own: Mapping[str, str] = NOTHING) -> Json:
    """What one step of the hints says, and the next step that says something; ``own`` are the author's texts as they are typeset."""
    found = step or Hint(level)
    example = None
    if found.example is not None:
        question, chain = found.example
        example = {"question": printable(question), "chain": [printable(member) for member in chain]}
    lines = [*([HERE[:1].upper() + HERE[1:]] if found.span is not None else []), *map(printable, found.said)]
    pieces = [[{"text": text, "markup": own[text] if is_own else ""} for text, is_own in own_pieces(line, own)] for line in lines]
    return {"level": level, "lines": lines, "pieces": pieces, "span": None if found.span is None else list(found.span), "example": example,
            "next": next_level}


def look_of(mark: Mark, question: Question) -> Look:
    """How the answer of a mark was read: in its second documented reading where that was the one meant."""
    tree = mark.decided.tree
    about = mark.verdict.messages if mark.verdict.outcome is Outcome.UNREADABLE else ()
    return look_again(question, mark.read_as, tree, about)
