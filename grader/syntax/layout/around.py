"""What stands around a formula and says nothing about it, blanked out: comments, marks of editors, words of a closed list, code.

Every step keeps the length of the text, so that a place in what remains is the same place in what was written.
"""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.syntax.layout.code import rewrite_code
from grader.syntax.layout.linear import rewrite_linear
from grader.syntax.layout.mathmode import join_lines
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import around as lists
from grader.syntax.spellings.signs import ARROW

_ANY = re.IGNORECASE
_NAME = r"\$?\\?[A-Za-z]+(?:_?\{?\w{1,3}\}?)?['′]*(?: ?\([^()\n]{1,20}\))?\$?"
_VARIABLE = r"\$?\\?[A-Za-z]+(?:_?\{?\w{1,3}\}?)?\$?"
_BY = rf"(?: (?:with respect to|w\.?r\.?t\.?|nach|in|by) (?P<by>{_VARIABLE}))"
_VERB = rf"(?:{lists.VERBS})(?![a-z])"
_THEN = r"(?:then|thus|hence|also|therefore|given by)"
_OF = rf"(?: (?:of|von|f[uü]r) (?:[^\n,;]{{1,80}}?(?= (?:is|ist|equals|lautet)(?![a-z]))|(?:the )?(?:function )?{_NAME}))"
_LABEL = lazily(rf"(?:(?:{lists.QUALITIES}) )*(?:{lists.NOUNS})s?(?: matrix)?{_OF}?{_BY}?(?: ?[,:]? {_THEN})?"
                    rf"(?: {_VERB}(?: {_THEN})? ?:?| ?:=?| ?=(?!=)|(?= *\n))", _ANY)
_ALONE = lazily(rf"(?:(?:{lists.QUALITIES}) )*(?:{lists.ALONE})(?:\.| ?[-–—](?= ))?(?![A-Za-z:=])(?= )", _ANY)
_BY_NAME = lazily(rf"(?:derivative |ableitung |and )?(?:with respect to|w\.?r\.?t\.?|nach) (?P<by>{_VARIABLE})"
                      r"(?: (?:is|ist|we get)(?![a-z])| ?:| ?=)", _ANY)
_LINK = lazily(rf"(?:{'|'.join(lists.LINKS)})(?![a-zäöüß])[,:]?", _ANY)
_AND = r" ?(?:and|und|[+/,&]) ?"
_KIND = (rf"(?:(?:the |der |die )?(?:(?:{lists.RULES})(?:{_AND}(?:the )?(?:{lists.RULES}))*[ -]?rules?|{lists.GERMAN_RULES}"
         rf"|{lists.OTHER_REASONS}))")
_REASON = lazily(rf"(?P<open>[(\[])?(?<![A-Za-z])(?:(?:{lists.BECAUSE}) )?{_KIND}(?:{_AND}{_KIND})*(?![a-zäöüß])(?P<close>[)\]])?"
                     r"(?: (?:that|we get|we have)(?![a-z]))?", _ANY)
_ENDING = lazily(rf"(?:(?<![A-Za-z])|(?<=[0-9(]))(?:\()?(?:{'|'.join(lists.ENDINGS)})\)?[.! ]*(?=\r?(?:\n|$))", _ANY)
_COMMENT = lazily(r"(?:(?<![^\s])#+|(?<![\\0-9])(?<!%\*)%(?!\*%|e\^|pi(?![a-z]))|(?<![^\s;])//)(?P<said>[^\n]*)")
_COUNTED = lazily(r"(?:\((?P<round>[a-hivx]|i{1,3}|\d)\)|(?P<half>[a-hivx]|i{1,3}|\d{1,2})\)|(?P<point>[a-h]|\d{1,2})\.)(?=\s)")
_NUMBERED = lazily(r"(?m)^[ \t]*(?P<mark>\(?(?P<count>\d{1,2})[.)])(?=[ \t])")
_COUNTING = lazily(r"\s*\((?P<mark>[a-h])\)\s+(?=\S)")
_NUMBER_IN_FRONT = lazily(r"\s*\(\d\)\s+(?=[^\n]*=)")
_FURTHER = {"a": "[b-h]", "i": "i{2,3}", "1": "[2-9]"}
"""What counts on behind ``(a)``, ``(i)`` or ``(1)``."""
_JOINING = ("+", "*", "/", "^", "=", "·", "×", "⊗", "⊙", ")", "]", "\\cdot", "\\times", "\\otimes", "\\odot")
"""What follows a factor and begins no answer."""
_MULTIPLYING = ("*", "/", "^", "·", "×", "\\cdot", "\\times")
_ARROW = lazily(rf"(?:{ARROW})(?=[ ])")
_OTHER_ARROW = lazily(r"[≡>](?=[ ])")
_BULLET = lazily(r"[*•▪◦‣–-](?= )")
_DASHES = lazily(r"(?m)^\s*[-–](?=[ \t]+\$[^$\n]+\$[ \t.;]*$)")
"""A dash before a line that is one formula in dollars: a bullet, since a minus would stand in the formula."""
_PARTLY = lazily(
    r"\\(?:tag|label)\*?\s*\{[^{}]*\}|\$\$?|(?<!\\)\\[\[\]()]|\\(?:nonumber|notag|displaystyle|centering)(?![A-Za-z])"
    r"|\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|gathered|split|eqnarray|displaymath|math|document)\*?\}")
_WRAPPING = lazily(r"\\(?P<name>boxed|fbox|framebox|underline|text|textrm|textbf|textit|textnormal|mbox|intertext)\s*\{")
_PROSE = lazily(r"[^\W\d_]+")
_BOLD_WORDS = lazily(r"(^\s*|\n\s*)(\*\*|__|\*)([^\W\d_][^*_\n()^=]{1,40})\2(?=\s)")
_QUOTED_WORDS = lazily(r"\"([^\W\d_][^\"\d=<>\n]{0,30})\"")
"""Words within a formula of AsciiMath or Typst."""
_QUOTES = (("```", "```"), ("**", "**"), ("__", "__"), ("`", "`"), ('"', '"'), ("“", "”"), ("„", "“"), ("*", "*"))


_BLANKS = lazily(
    r"(?<!\d)[\u00a0\u2000-\u200a\u202f\u205f\u3000]|[\u00a0\u2000-\u200a\u202f\u205f\u3000](?!\d)"
    r"|(?<!\w)[\u00ad\u200b-\u200d\u2060\ufeff]|[\u00ad\u200b-\u200d\u2060\ufeff](?!\w)")
"""Blanks of other widths, and none: they part words as a blank does, but not digits; those without width part no word either."""
_SUSPECT = lazily(
    r"[A-Za-z]\.[A-Za-z]|\.'|[#%`\"“„✓✔✅☑□■∎👍$\\]|\*\*|__|//"
    rf"|(?:^|\n)\s*(?:\(?\w{{1,3}}[).]\s|[-*•▪◦‣–>≡=]|{ARROW})|(?<![\w.])c ?\(")
"""Signs without which nothing but words may stand around a formula."""


def blank(text: str) -> str:
    """As many blanks as the text is long; line breaks stay."""
    return re.sub(r"[^\n]", " ", text)


def strip_around(text: str, words: Lexicon, joins: bool = True) -> str:
    """The text with blanks in the place of all that stands around formulas; ``joins`` takes line ends between TeX's signs for blanks."""
    text = text if text.isascii() else rewrite_linear(_BLANKS.sub(" ", text))
    if not _SUSPECT.search(text) and all(len(word) == 1 or words.is_formula(word) for word in _PROSE.findall(text)):
        return text
    text = _COMMENT.sub(lambda found: blank(found[0]) if _is_comment(words, found["said"]) else found[0], text)
    text = join_lines(text) if joins else text
    # A\(B + C) divides from the left where no \) closes a formula of LaTeX.
    kept = "\\(" if words.scope.arrays and "\\)" not in text else ""
    text = _DASHES.sub(lambda found: blank(found[0]), text)
    text = _PARTLY.sub(lambda found: found[0] if found[0] == kept else blank(found[0]), text)
    for _ in range(3):
        before = text
        text = _unwrap(_unquote(text), words)
        text = _reasons(text, words)
        text = _in_front(_counted_inside(_uncounted(text)), words)
        text = _ENDING.sub(lambda found: _if_prose(words, found), text)
        if text == before:
            break
    return rewrite_code(text, words)


def _is_comment(words: Lexicon, said: str) -> bool:
    """Whether words stand behind a sign of comments: ``x % 2`` has none."""
    return any(len(word) > 1 for word in _PROSE.findall(said)) and _is_prose(words, said)


def _is_prose(words: Lexicon, text: str) -> bool:
    """Whether a text holds a word, or a sign, that is no product of declared names."""
    found = _PROSE.findall(text)
    return not found or any(not words.is_formula(word) for word in found)


def _if_prose(words: Lexicon, found: re.Match[str]) -> str:
    return blank(found[0]) if _is_prose(words, found[0]) else found[0]


def _unquote(text: str) -> str:
    """Marks around each whole line, or around the whole text."""
    text = _QUOTED_WORDS.sub(lambda found: f" {found[1]} " if len(found[0].strip()) < len(text.strip()) else found[0], text)
    lines = [_unquoted(line) for line in _unquoted(text).split("\n")]
    return _BOLD_WORDS.sub(lambda found: f"{found[1]}{blank(found[2])}{found[3]}{blank(found[2])}", "\n".join(lines))


def _unquoted(text: str) -> str:
    inner = text.strip()
    for left, right in _QUOTES:
        quoted = _quoted(inner, right)
        is_between = len(quoted) > len(left) + len(right) and quoted.startswith(left) and quoted.endswith(right)
        if is_between and left not in quoted[len(left):-len(right)]:
            start, end = text.index(left), text.rindex(right)
            language = re.match(r"(?:python|latex|tex|math|r|text)?(?=\s)", text[start + len(left):]) if left == "```" else None
            opened = start + len(left) + (language.end() if language else 0)
            return blank(text[:opened]) + text[opened:end] + blank(text[end:])
    return text


def _quoted(text: str, right: str) -> str:
    """A text without an equal sign before its marks and without the stop behind them: ``= **2x**.``"""
    inner = text.rstrip(".,; ")
    return inner.removeprefix("=").lstrip() if inner.endswith(right) else text


def _unwrap(text: str, words: Lexicon) -> str:
    """``\\boxed{…}`` goes, and ``\\text{…}`` around words; a line under a single name is an accent."""
    for found in reversed(list(_WRAPPING.finditer(text))):
        end = _closing(text, found.end())
        inside = text[found.end():end]
        is_box = "box" in found["name"] or (found["name"] == "underline" and not re.fullmatch(r"\s*\\?\w+\s*", inside))
        if end and (is_box or not _PROSE.fullmatch(inside.strip()) or not words.is_formula(inside.strip())):
            text = text[:found.start()] + blank(found[0]) + inside + " " + text[end + 1:]
    return text


def _closing(text: str, start: int) -> int:
    """Where the brace closes that was opened in front of this place; 0 if nowhere."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return 0


def _reasons(text: str, words: Lexicon) -> str:
    """``by the chain rule``, ``(product rule)``: anywhere, with a comma or a dash in front of the last one."""
    def without(found: re.Match[str]) -> str:
        if bool(found["open"]) != bool(found["close"]) or not _is_prose(words, found[0]):
            return found[0]
        return blank(found[0])

    new = _REASON.sub(without, text)
    if new == text:
        return text
    # What joined the reason to the formula: 2x - chain rule; chain rule: 2x.
    cut = re.sub(r"[-–—,:](?= {3,}(?:$|\n))", " ", new)
    return re.sub(r"(?<![^\n])( {3,})[,:]", r"\1 ", cut)


def _in_front(text: str, words: Lexicon) -> str:
    """Words, enumerations and bullets at the start of a statement; a link in the middle of a line begins a new one."""
    text, at = _links_inside(text, words, _LINKS_BEHIND_COMMAS), 0
    while at < len(text):
        match = lazily(r"[\s,;]*").match(text, at)
        start = match.end() if match else at
        end = _leading(text, start, words)
        while end > start:
            text = text[:start] + (_next(text, start, end) or _instead(text[start:end], words)) + text[end:]
            if "=" in text[start:end]:
                break
            spaces = lazily(r"\s*").match(text, end)
            start = spaces.end() if spaces else end
            end = _leading(text, start, words)
        following = _START.search(text, max(start, end))
        if following is None:
            break
        at = following.end()
    return _links_inside(text, words, _LINKS_INSIDE)


def _counted_inside(text: str) -> str:
    """``(a) f_x = 2x (b) f_y = 2y``: what is counted in one line stands behind commas."""
    first = re.match(r"\s*\(?([ai1])\)\s", text)
    if first is None:
        return text
    return re.sub(rf"(?<=\s)\(?(?:{_FURTHER[first[1]]})\)(?=\s)", lambda found: "," + blank(found[0])[1:], text)


def _uncounted(text: str) -> str:
    """``1. …`` and ``2. …`` in front of lines, or ``(1)`` and ``(2)``: numbers that count them from 1 on."""
    marks = list(_NUMBERED.finditer(text))
    if len(marks) < 2 or [int(mark["count"]) for mark in marks] != list(range(1, len(marks) + 1)):
        return text
    for mark in marks:
        start, end = mark.span("mark")
        text = text[:start] + (_next(text, start, end) or blank(mark["mark"])) + text[end:]
    return text


def _leading(text: str, start: int, words: Lexicon) -> int:
    """Where a word, a bullet or an enumeration that starts here ends; the start if there is none."""
    for pattern in (_LABEL, _BY_NAME, _LINK, _ALONE):
        found = pattern.match(text, start)
        if found and found.end() > start and (_is_prose(words, found[0]) or (pattern is _LINK and "." in found[0])):
            return found.end()
    at_line = not text[:start].strip() or "\n" in text[len(text[:start].rstrip()):start]
    found = _COUNTED.match(text, start) if at_line else None
    if found and _counts(text, found, words):
        return found.end()
    found = (_ARROW.match(text, start) or _OTHER_ARROW.match(text, start)) if at_line else None
    if found:
        return found.end()
    found = _BULLET.match(text, start) if at_line else None
    if found and (found[0] in "*•▪◦‣" or lazily(r" +[^=\n]*(?:['′]|/\s*[d∂]|_|frac|\bd)[^=\n]*=").match(text, found.end())):
        return found.end()
    return start


def counting(text: str, words: Lexicon) -> str:
    """What stands in front as in ``(a) …`` where a is declared, so that it may count answers or be a factor; else nothing.

    >>> from grader.syntax.lexicon import lexicon
    >>> from grader.syntax.scope import Scope
    >>> counting("(a) 2x", lexicon(Scope(("a", "x"))))
    '(a) '
    >>> counting("(a)x", lexicon(Scope(("a", "x"))))
    ''
    """
    found = _COUNTING.match(text)
    return found[0] if found and found["mark"] in words.entries and not text[found.end():].startswith(_JOINING) else ""


def number_in_front(text: str) -> str:
    """What stands in front as in ``(4) (1+x^2) = y``, where a number may count equations or be a factor; nothing where others are counted.

    >>> number_in_front("(4) (1+x^2) = y")
    '(4) '
    >>> number_in_front("(1) x = y, (2) y = z")
    ''
    """
    found = _NUMBER_IN_FRONT.match(text)
    return found[0] if found and not lazily(r"[\n,;]\s*\(\d\)").search(text, found.end()) else ""


def as_number(text: str, mark: str) -> str:
    """Return a text of the same length in which the number in front, as in ``(4) x = y`` or ``(4) = y``, is no count: ``(4)*x = y``.

    >>> as_number("(4) x = y", "(4) ")
    '(4)*x = y'
    """
    rest = text[len(mark):]
    if rest.startswith(("=", "+", "-", "−")):
        return mark.replace("(", " ").replace(")", " ") + rest
    return mark[:-1] + "*" + rest


def _counts(text: str, found: re.Match[str], words: Lexicon) -> bool:
    """Whether ``a)`` or ``2.`` in front counts answers: a letter that is declared, or a number that may be a factor, does not."""
    mark = found["round"] or found["half"] or found["point"]
    if found["half"]:
        return text[:found.start()].count("(") == 0 and (mark.isdigit() or mark not in words.names)
    if mark.isdigit():
        following = text[found.end():].lstrip()
        if found["round"] and following.startswith(_MULTIPLYING) and not following.startswith("**"):
            return False
        return mark == "1" or "=" in text[found.end():].split("\n")[0] or (found["point"] is not None and following[:1].isdigit())
    return mark not in words.entries


def _next(text: str, start: int, end: int) -> str:
    """An arrow in the place of another, and of words behind which a statement begins with a sign, lest it goes on with the one before."""
    is_signed = _SIGNED.match(text, end) is not None and bool(text[:start].strip())
    return "⇒" + blank(text[start:end])[1:] if is_signed or _ARROW.match(text, start) else ""


def _instead(text: str, words: Lexicon) -> str:
    """What stands in the place of words in front: blanks, or ``∂f/∂x =`` if they name the variable of a derivative."""
    found = _LABEL.match(text) or _BY_NAME.match(text)
    if found and found["by"] and words.is_formula(re.sub(r"[\\${}_]", "", found["by"])):
        label = "∂f/∂" + found["by"].strip("$")
        if len(label) + 1 <= len(text):
            return label + " " * (len(text) - len(label) - 1) + "="
    return blank(text)


_START = lazily(r"\n|(?<!\\)[,;]|\\\\|(?<=[^\s.])\.(?=\s+[^\W\d_])|(?<![A-Za-z])(?:and|und)(?![A-Za-z])")
_SIGNED = lazily(r"[ \t]*[-+−–]")
_LINKS_INSIDE = lazily(rf"(?<=[\w)}}\]'′!|⊤]) +(?:{'|'.join(lists.LINKS)})(?![a-zäöüß])[,:]?", _ANY)
_LINKS_BEHIND_COMMAS = lazily(rf"(?<=[\w)}}\]]),\s*(?:{'|'.join(lists.LINKS)})(?![a-zäöüß])[,:]?", _ANY)


def _links_inside(text: str, words: Lexicon, links: re.Pattern[str]) -> str:
    """``u' = 2 so f' = 8u^3`` and ``f' = x + x, so f' = 2x``: the link ends a statement."""
    def ended(found: re.Match[str]) -> str:
        if not _is_prose(words, found[0]) and "." not in found[0]:
            return found[0]
        return "\n" + (_next(text, found.start() + 1, found.end()) or blank(found[0])[1:])

    return links.sub(ended, text)
