"""What stands around a formula and says nothing about it, blanked out: comments, marks of editors, words of a closed list, code.

Every step keeps the length of the text, so that a place in what remains is the same place in what was written.
"""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.approximations import SIGN as APPROXIMATION
from grader.syntax.layout.approximations import without_approximations
from grader.syntax.layout.blanks import PROSE, blank, if_prose, is_prose
from grader.syntax.layout.code import rewrite_code, rewrite_named
from grader.syntax.layout.enumerations import DASH_BEFORE_DOLLARS, uncounted, with_commas
from grader.syntax.layout.fronts import without_fronts
from grader.syntax.layout.linear import rewrite_linear
from grader.syntax.layout.mathmode import join_lines
from grader.syntax.layout.reasons import without_reasons
from grader.syntax.layout.remainders import without_remainder
from grader.syntax.layout.restrictions import without_all_indices, without_undefined
from grader.syntax.layout.typst import rewrite_calls
from grader.syntax.layout.wrappings import unquote, unwrap
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import AROUND_LINES
from grader.syntax.spellings import around as lists
from grader.syntax.spellings.signs import ARROW

_ANY = re.IGNORECASE
_ENDING = lazily(rf"(?:(?<![A-Za-z])|(?=[^\w\s(]))(?:\()?(?:{'|'.join(lists.ENDINGS)})\)?[.! ]*(?=\r?(?:\n|$))", _ANY)
_COMMENT = lazily(r"(?:(?<![^\s])#+|(?<![\\0-9])(?<!%\*)%(?!\*%|e\^|pi(?![a-z]))|(?<![^\s;])//)(?P<said>[^\n]*)")
_STOP = lazily(r"(?<=[^\s$])(\$\$?|\\[\])])\.(?=\s)")
"""The end of a sentence behind a formula: ``$y = 2x$. So …``."""
_PARTLY = lazily(
    r"\\(?:tag|label)\*?\s*\{[^{}]*\}|\\[vh]?phantom\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\(?:text)?color\s*\{[A-Za-z!0-9]+\}"
    r"|\$\$?|(?<!\\)\\[\[\]()]|\\(?:nonumber|notag|displaystyle|centering|mathstrut|strut|smash)(?![A-Za-z])"
    rf"|\\(?:begin|end)\s*\{{(?:{'|'.join(AROUND_LINES)}|document)\*?\}}")
_BLANKS = lazily(
    r"(?<!\d)[\u00a0\u2000-\u200a\u202f\u205f\u3000]|[\u00a0\u2000-\u200a\u202f\u205f\u3000](?!\d)"
    r"|(?<!\w)[\u00ad\u200b-\u200d\u2060\ufeff]|[\u00ad\u200b-\u200d\u2060\ufeff](?!\w)")
"""Blanks of other widths, and none: they part words as a blank does, but not digits; those without width part no word either."""
_SUSPECT = lazily(
    rf"[A-Za-z]\.[A-Za-z]|\.'|[#%`\"“„{lists.MARKS}□■∎$\\]|\*\*|__|//"
    rf"|{APPROXIMATION}|(?:^|\n)[^\S\n]*(?:\(?\w{{1,3}}[).]\s|[{lists.BULLETS}>≡={lists.DASHES}]|{ARROW})|(?<![\w.])c ?\(")
"""Signs without which nothing but words may stand around a formula."""
_BY = lazily(r"(?<![^\W_])d[A-Za-z]?/d[A-Za-z](?![^\W_])")
"""``df/dx`` and ``d/dx``, whose letters are no words."""


def strip_around(text: str, words: Lexicon, joins: bool = True) -> str:
    """The text with blanks in the place of all that stands around formulas; ``joins`` takes line ends between TeX's signs for blanks."""
    text = text if text.isascii() else rewrite_linear(_BLANKS.sub(" ", text))
    text = without_undefined(text, words)
    text = without_all_indices(without_remainder(rewrite_calls(rewrite_named(text), words), words), words)
    if not _SUSPECT.search(text) and not _has_words(text, words):
        return text
    text = _COMMENT.sub(lambda found: blank(found[0]) if _is_comment(words, found["said"]) else found[0], text)
    text = join_lines(text) if joins else text
    # A\(B + C) divides from the left where no \) closes a formula of LaTeX.
    kept = "\\(" if words.scope.arrays and "\\)" not in text else ""
    text = _STOP.sub(lambda found: "." + blank(found[1]), text)
    text = DASH_BEFORE_DOLLARS.sub(lambda found: blank(found[0]), text)
    text = _PARTLY.sub(lambda found: found[0] if found[0] == kept else blank(found[0]), text)
    text = without_approximations(text, words)
    for _ in range(3):
        before = text
        text = unwrap(unquote(text), words)
        text = without_reasons(text, words)
        text = without_fronts(with_commas(uncounted(text)), words)
        text = _ENDING.sub(lambda found: if_prose(words, found), text)
        if text == before:
            break
    return rewrite_code(text, words)


def _has_words(text: str, words: Lexicon) -> bool:
    """Whether something stands here that may be no formula: in ``df/dx = 2x`` nothing does."""
    said = PROSE.findall(_BY.sub("", text) if "/d" in text else text)
    return any(len(word) > 1 and not words.is_formula(word) for word in said)


def _is_comment(words: Lexicon, said: str) -> bool:
    """Whether words stand behind a sign of comments: ``x % 2`` has none."""
    return any(len(word) > 1 for word in PROSE.findall(said)) and is_prose(words, said)
