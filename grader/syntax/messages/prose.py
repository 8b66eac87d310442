"""Words that are no part of a formula and of no closed list: they are named."""

from __future__ import annotations

import re

from grader.model import Diagnostic
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import COMPUTING, FUNCTIONS

_WORD = re.compile(r"(?<![\\A-Za-z])[^\W\d_]{2,}")
_EXPLAINED = frozenset(f"syntax/{code}" for code in (
    "unknown-name", "unexpected", "missing-operator", "missing-operand", "character", "one-answer", "cases", "condition", "unknown-command",
    "words"))
"""What is said of a text with words in it is better said of the words."""


def name_words(found: Diagnostic, text: str, words: Lexicon) -> Diagnostic:
    """The diagnostic, or one that names the first run of words, if there are at least two in a row."""
    if found.code not in _EXPLAINED:
        return found
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if words.is_formula(word[0]) or word[0] in COMPUTING or word[0] in FUNCTIONS:
            continue
        if run and text[run[-1].end():word.start()].strip(" ,.;:'-\n"):
            if len(run) > 1:
                break
            run = []
        run.append(word)
    if len(run) < 2:
        return found
    start, end = run[0].start(), run[-1].end()
    return Diagnostic("syntax/words", f"the words '{' '.join(text[start:end].split())[:80]}' are no part of a formula",
                      "write the formula alone", (start, end))
