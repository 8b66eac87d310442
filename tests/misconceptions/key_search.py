"""Whether a text gives a problem's key away: as it is spelled in the bank, or as any piece that is read as a formula and is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bank_cases import SALT

from grader.expr import Entry, Matrix, Neg, Number, Transpose, postorder
from grader.kinds import decide, decider_of, kind_of, scope_of
from grader.misconceptions import RULES
from grader.model import Outcome, Problem
from grader.syntax import Reading, read

MOST_TOKENS = 10
"""So many words next to each other are read as one formula."""

COUNTED = re.compile(r"\d+ of \d+ entries are right|Entr(?:y|ies) \(\d+(?:, \d+)*\)(?: and \(\d+(?:, \d+)*\))*|\(\d+ terms are concerned\.\)|"
                     r"\bline \d+|sections? 5(\.\d+)*|"
                     r"\(?\b5\.\d+(\.\d+)*\)?|\b\d+ × \d+")
"""Numbers of prose: of entries, terms, lines, sections, sizes."""

ARTICLE = re.compile(r"\b(a|A)\b(?= (?!and\b|or\b|is\b|in\b|by\b)(?:[A-Za-z]{3,}|\d+ x ))|\b(?<=[a-z] )a\b(?= [A-Za-z]{2,})")
"""The article, which may be a declared name too."""

SEPARATORS = re.compile(r"[=≠;:,?!]|\.(?=\s|$)|→|\"|“|”")


@cache
def spelled(problem: Problem) -> tuple[str, ...]:
    """The key in all its spellings that are no secret parts of the question."""
    texts = dict.fromkeys((problem.scheme.truth, *problem.scheme.accept, *problem.scheme.other_layout))
    return tuple(text for text in texts if text and not is_public(problem, text))


def spellings_in(problem: Problem, text: str) -> list[str]:
    """The spellings that stand in a text by themselves."""
    return [key for key in spelled(problem) if re.search(rf"(?<![\w^.(*/+\-]){re.escape(key)}(?![\w^(*/+'])", text)]


@cache
def is_public(problem: Problem, piece: str) -> bool:
    """Whether a piece is a single name or entry, perhaps transposed, or a part of f: everybody knows it from the question."""
    reading = read(piece, scope_of(problem.task)) if kind_of(problem.task).trees else None
    if not isinstance(reading, Reading):
        return not kind_of(problem.task).trees and len(piece) == 1
    tree = reading.tree
    while type(tree) in (Transpose, Neg) or (type(tree) is Matrix and len(tree.args) == 1):
        tree = tree.args[0]
    is_name = not tree.args and type(tree) is not Number
    return is_name or type(tree) is Entry or (problem.task.asked != "value" and any(tree == node for node in postorder(decider_of(problem, SALT).posed.f)))


def pieces(text: str) -> Iterator[str]:
    """Everything in a text that may be a formula: words next to each other between separators, and what stands in brackets."""
    for rule in RULES:
        # A sentence without a formula, as ``test_rules`` sees to.
        text = text.replace(rule.message, " ; ")
    text = ARTICLE.sub(" ; ", COUNTED.sub(" ; ", text))
    for whole in (text, *re.findall(r"\(([^()]{2,})\)", text)):
        # A row or a matrix holds separators of its own.
        yield from re.findall(r"\[[^\[\]]+\]|\([^()]*,[^()]*\)", whole)
        for part in SEPARATORS.split(whole):
            words = part.split()
            for start in range(len(words)):
                for end in range(start + 1, min(len(words), start + MOST_TOKENS) + 1):
                    yield " ".join(words[start:end])


@cache
def is_key(problem: Problem, piece: str) -> bool:
    """Whether a piece is read as a formula that is right."""
    if not kind_of(problem.task).trees:
        return False
    reading = read(piece, scope_of(problem.task))
    if not isinstance(reading, Reading) or len(list(postorder(reading.tree))) > 200:
        return False
    return decide(decider_of(problem, SALT), reading.tree).outcome is Outcome.CORRECT


def keys_in(problem: Problem, text: str) -> list[str]:
    """The pieces of a text that are the key."""
    return [piece for piece in dict.fromkeys(pieces(text)) if is_key(problem, piece) and not is_public(problem, piece)]
