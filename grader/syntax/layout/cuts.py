"""Where a text is cut into statements and members: line ends, commas, words, equal signs outside of brackets."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.expr import Span
from grader.lazily import lazily
from grader.record import record
from grader.syntax.layout.branches import COMPARES, first_case
from grader.syntax.layout.labels import Label, label_of
from grader.syntax.layout.restrictions import restriction
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import CASE_WORDS
from grader.syntax.spellings.around import AND, AND_ALONE, AT, FOR, FOREIGN_AND, LOOPS, OR, WHERE
from grader.syntax.spellings.signs import ANGLES, ARROW, COMPARISON, RELATION, THIN_ARROW
from grader.syntax.tokens.tokens import UnreadableError

_RANGE = r"(?:=|∈|\\in)\s*(?:\\?\{)?\s*[01]\s*,\s*(?:\d\s*,\s*)*(?:\.\.\.?|…|\\[lc]?dots)(?:\s*,\s*\w+)?(?:\s*\\?\})?"
_PAIR = r"<[^<>=\n]{1,80},[^<>=\n]{1,80}>"
"""Angle brackets of the keyboard, or two comparisons: behind an operand ``x<1/2, x>=0`` and ``x<1, y>0`` are these."""
_CUTS = lazily(
    rf"(?P<range>{_RANGE})|"
    rf"(?P<angle>(?:(?<![\w)\]}}|])(?<![\w)\]}}|] )|(?={_PAIR}(?!=|\s*[-−]?\d))){_PAIR})"
    r"|(?P<spacing>\\[,;:!> \u00a0\u2009\u202f])"
    rf"|(?P<open>[(\[{{（［{ANGLES[0]}〖]|\\(?:begin\s*\{{[A-Za-z]+\*?\}}|lbrace|lbrack|lparen|langle))"
    rf"|(?P<close>[)\]}}）］{ANGLES[1]}〗]|\\right\s*\.|\\(?:end\s*\{{[A-Za-z]+\*?\}}|rbrace|rbrack|rparen|rangle))"
    rf"|(?P<arrow>{ARROW})"
    rf"|(?P<relation>{RELATION})"
    r"|(?P<forall>∀|\\forall(?![A-Za-z]))"
    r"|(?P<equals>:?==?|≡|\\equiv(?![A-Za-z]))"
    r"|(?P<line>\\\\(?:\s*\[-?[0-9.]+\s*[a-z]{2}\])?\*?|[\n\r\u2028\u2029])"
    r"|(?P<list>[,;，；])"
    r"|(?P<quad>\\q?quad(?![A-Za-z]))"
    r"|(?P<colon>:)"
    r"|(?P<stop>(?<=[^\s.])\.(?=\s+[^\s.]))"
    r"|(?P<word>\\?[^\W\d_]+|∨)")
_FOREIGN_AND = lazily(rf"\s({'|'.join(FOREIGN_AND)})$")
_UNFINISHED = lazily(rf"(?:[-+*/^_=&·×⊗⊙]|{COMPARISON}|\\(?:cdot|times|otimes|odot|frac|left))\s*$")
_GOES_ON = lazily(rf"[*/^_=&'·×⊗⊙)\]}}+−–-]|{RELATION}|\\(?:cdot|times|otimes|odot|right|over|end)(?![A-Za-z])|\.[*^/T]")
_SIGN = lazily(r"[+−–-]")
_SUM = lazily(r"(?:sum|∑|Σ|\\Sigma)\s*_\s*\w+\s*$")
MOST_STATEMENTS = 60
_ENVIRONMENT = lazily(r"(?s)\\begin\s*\{d?cases\}.*?\\end\s*\{d?cases\}")
_CASES = lazily(r"\\begin\s*\{d?cases\}|cases\s*\(|𝟙|\\mathbb\s*\{?1|\\mathds")
_PARTS = lazily(rf"[^,;\n]+?(?=[,;\n]|{AND_ALONE}|$)")
_LOOP = lazily(rf"\S\s+({'|'.join(LOOPS)})\s")
_ARROW, _THIN = lazily(ARROW), lazily(THIN_ARROW)


@record
class Piece:
    """A statement as it is cut: its members, what joins it to the one before, and whether it states another relation than equality."""

    members: list[Span]
    joined: str = ""
    is_relation: bool = False
    is_first: bool = False

    @property
    def span(self) -> Span:
        return self.members[0][0], self.members[-1][1]


class _Cutter:
    """The state of one pass through a text."""

    def __init__(self, text: str, words: Lexicon, apart: bool) -> None:
        self.text = text
        self.words = words
        self.apart = apart
        self.found: list[Piece] = []
        self.members: list[Span] = []
        self.start = 0
        self.joined = ""
        self.relation = False

    def member(self, end: int, after: int) -> None:
        """End a member here."""
        self.members.append(_trimmed(self.text, self.start, end))
        self.start = after

    def statement(self, end: int, after: int, joined: str) -> None:
        """End a statement here; nothing between two ends is no statement."""
        self.member(end, after)
        if len(self.found) == MOST_STATEMENTS:
            raise UnreadableError("syntax/too-many-symbols", f"the answer has more than {MOST_STATEMENTS} lines or statements",
                                  (self.start, len(self.text)), "write the result in a shorter form")
        if len(self.members) > 1 or any(start < stop for start, stop in self.members):
            self.found.append(Piece(self.members, self.joined, self.relation, not self.found))
            self.joined = joined
        elif not self.found or joined in ("where", "for", "at"):
            self.joined = joined if self.found else ""
        elif self.joined not in ("where", "for", "at"):
            self.joined = joined if joined in ("list", "and", "or") else self.joined
        self.members, self.relation = [], False


def pieces(text: str, words: Lexicon, apart: bool) -> list[Piece]:
    """The statements of a text in order.

    Where cases or conditions on indices stand in a text, it is one statement, and only equal signs in front of them cut it; if all of
    them stand in environments of LaTeX, it is cut outside of these as any other.
    """
    cutter, depth = _Cutter(text, words, apart), 0
    stop = _conditional(text, words)
    if stop is not None and _ENVIRONMENT.search(text) is not None and _conditional(_ENVIRONMENT.sub("", text), words) is None:
        stop = None
    for cut in _CUTS.finditer(text):
        kind = cut.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif depth or kind == "angle" or (stop is not None and (cut.start() >= stop or kind not in ("equals", "arrow"))):
            continue
        elif (ended := _AT.get(kind)) is not None:
            ended(cutter, cut)
    cutter.statement(len(text), len(text), "")
    return cutter.found


def _equals(cutter: _Cutter, cut: re.Match[str]) -> None:
    """End a member at an equal sign; that of ``∑_i=1`` is none."""
    start, end = cut.span()
    if not _SUM.search(cutter.text, max(start - 40, 0), start):
        _before_equals(cutter, start)
        cutter.member(start, end)


def _colon(cutter: _Cutter, cut: re.Match[str]) -> None:
    """End a label at a colon, as in ``f': 2x``, and a condition that the text begins with."""
    start, end = cut.span()
    if cutter.text[end:end + 1] != "=" and label_of(cutter.text[cutter.start:start], cutter.words) is not None:
        cutter.member(start, end)
    elif cutter.joined in ("where", "for") and not cutter.found:
        cutter.statement(start, end, "line")


def _relation(cutter: _Cutter, _cut: re.Match[str]) -> None:
    cutter.relation = True


def _line(cutter: _Cutter, cut: re.Match[str]) -> None:
    if not _line_goes_on(cutter, *cut.span()):
        cutter.statement(*cut.span(), "line")


def _list(cutter: _Cutter, cut: re.Match[str]) -> None:
    """End a statement at a comma or semicolon; a decimal comma is none."""
    start, end = cut.span()
    is_decimal = cut[0] in ",，" and cutter.text[start - 1:start].isdigit() and cutter.text[end:end + 1].isdigit()
    if not is_decimal:
        cutter.statement(start, end, "list")


def _for_all(cutter: _Cutter, cut: re.Match[str]) -> None:
    cutter.statement(*cut.span(), "for")


def _full_stop(cutter: _Cutter, cut: re.Match[str]) -> None:
    """End an equation at a full stop."""
    if cutter.members:
        cutter.statement(*cut.span(), "line")


def _quad(cutter: _Cutter, cut: re.Match[str]) -> None:
    """A wide blank of LaTeX separates where a left side or a condition stands behind it."""
    start, end = cut.span()
    behind = re.split(r"[\n,;]|\\\\|\\q?quad", cutter.text[end:end + 200])[0]
    left = behind.split("=")[0].split(":")[0]
    is_label = label_of(left, cutter.words) is not None or ("=" in behind and re.fullmatch(r"[\s$]*\\?[A-Za-z]\w{0,3}\s*", left))
    if (is_label and cutter.text[cutter.start:start].strip()) or restriction(behind, cutter.words):
        cutter.statement(start, end, "list")


def _arrow(cutter: _Cutter, cut: re.Match[str]) -> None:
    """``f = x^2 ⇒ f' = 2x``; a thin arrow, as in x → 0, only behind an equal sign."""
    text, start, end = cutter.text, cut.start(), cut.end()
    if _THIN.fullmatch(cut[0]) and not cutter.members and not cutter.found:
        return
    if not text[end:].strip():
        cutter.member(start, end)
    elif text[cutter.start:start].strip():
        cutter.statement(start, end, "line")
    else:
        cutter.start = end


_JOINING = {word: joined for joined, words in (("and", AND), ("or", OR), ("where", WHERE), ("for", FOR), ("at", AT)) for word in words}


def _word(cutter: _Cutter, cut: re.Match[str]) -> None:
    """``and``, ``or``, ``where``, ``for``, ``at`` begin a statement; "or" within a condition does not, but between two definitions."""
    word = cut[0].lower()
    if word in ("is", "ist", "equals", "lautet") and label_of(cutter.text[cutter.start:cut.start()], cutter.words) is not None:
        cutter.member(cut.start(), cut.end())
    if word in ("in", "aus") and not cutter.words.is_formula(cut[0]):
        cutter.relation = True
    joined = _JOINING.get(word, "")
    is_definition = cutter.joined == "where" and bool(cutter.members)
    if joined == "or" and (cutter.relation or (cutter.joined in ("for", "where", "at") and not is_definition)):
        return
    if joined == "at" and cutter.text[cut.end():cut.end() + 1] == "(" and not cutter.text[cutter.start:cut.start()].strip():
        # at(x^2, x = 1) is no place: it is refused as an operator.
        return
    if joined and not cutter.words.is_formula(cut[0]):
        if joined in ("where", "for") and not cutter.found and not cutter.text[:cut.start()].strip():
            # let u = 2x, then 8u^3; for n >= 1: n x^(n-1)
            cutter.start, cutter.joined = cut.end(), joined
        else:
            cutter.statement(cut.start(), cut.end(), joined)


_AT: dict[str | None, Callable[[_Cutter, re.Match[str]], None]] = {
    "equals": _equals, "colon": _colon, "relation": _relation, "range": _relation, "arrow": _arrow, "line": _line, "list": _list,
    "quad": _quad, "forall": _for_all, "stop": _full_stop, "word": _word,
}
"""What each kind of cut does, by the name of its group in the pattern."""


def _before_equals(cutter: _Cutter, end: int) -> None:
    """``∂f/∂x = 2x ∂f/∂y = 2y``: a member that ends with a left side like the one in front begins another statement there."""
    front = label_of(cutter.text[slice(*cutter.members[0])], cutter.words) if cutter.members else None
    if front is None or cutter.words.kinds.get(front.of) in ("array", "name"):
        # p_i p_j is a product where p is declared.
        return
    piece = cutter.text[cutter.start:end]
    for blank in re.finditer(r"\s+", piece.rstrip()):
        before = piece[:blank.start()].rstrip()
        label = label_of(piece[blank.end():], cutter.words)
        is_whole = all(before.count(left) == before.count(right) for left, right in ("()", "[]", "{}"))
        if before and is_whole and before[-1] not in "+-*/^=" and label is not None and _are_alike(front, label):
            joint = _FOREIGN_AND.search(before)
            length = joint.start() if joint is not None and not cutter.words.is_formula(joint[1]) else len(before)
            cutter.statement(cutter.start + length, cutter.start + blank.end(), "list")
            return


def _are_alike(front: Label, label: Label) -> bool:
    """Whether two labels name partial derivatives of one function, or of several that are numbered; ``dL/de de/dθ`` is a product."""
    return bool(label.of) and label.by != ("'",) and label.of.rstrip("_0123456789") == front.of.rstrip("_0123456789")


def _line_goes_on(cutter: _Cutter, start: int, end: int) -> bool:
    """Whether the line that ends here is not finished, or the next one goes on with it."""
    before, after = cutter.text[cutter.start:start], cutter.text[end:end + 200].lstrip(" \t\n&")
    if not after:
        return False
    if cutter.members and not before.strip():
        return True
    if before.strip() and (_UNFINISHED.search(before) or _ends_with_function(before, cutter.words)):
        return True
    if _GOES_ON.match(after) is None or _ARROW.match(after) or not (before.strip() or cutter.found):
        return False
    return not (cutter.apart and _SIGN.match(after))


def _ends_with_function(text: str, words: Lexicon) -> bool:
    word = re.search(r"\\?([^\W\d_]+)\s*$", text)
    return word is not None and words.entries.get(word[1], ("",))[0] == "fn"


def _conditional(text: str, words: Lexicon) -> int | None:
    """Where a text states its first case or condition on an index; ``None`` for a text that does not."""
    places = [found.start() for found in _WORDS.finditer(text) if found[0].lower() in CASE_WORDS and not words.is_formula(found[0])]
    cases = _CASES.search(text)
    if cases is not None:
        places.append(cases.start())
    places += _loops(text)
    first = first_case(text, words)
    if first is not None:
        places.append(first)
    if words.scope.indices:
        names = "|".join(map(re.escape, sorted(words.scope.indices, key=len, reverse=True)))
        found = re.search(rf"(?:[,;]|\bfor|\bfür)\s*(?:\\text\s*\{{[^{{}}]*\}})?\s*(?:{names})\s*(?!{_RANGE})"
                          r"(?:=|≠|!|<|>|\\n|\\le|\\ge|≤|≥)", text)
        if found is not None:
            places.append(found.start())
    return min(places, default=None)


def _loops(text: str) -> list[int]:
    """Where ``2x for x > 0, -2x for x < 0`` states its conditions: values and conditions in turn; nothing for one of them."""
    found = []
    for part in _PARTS.finditer(text) if "f" in text or "where" in text else ():
        loop = _LOOP.search(part[0])
        if loop is not None and COMPARES.search(part[0], loop.end()):
            found.append(part.start() + loop.start(1))
    return found if len(found) > 1 else []


_WORDS = lazily(r"(?<!\\)[^\W\d_]+")


_SPACINGS = frozenset(("\\\\", "\\,", "\\;", "\\:", "\\!", "\\>"))
_BEFORE = lazily(r"(?:[\s&]|\\\\(?:\[[0-9a-z.]*\])?)*")


def _trimmed(text: str, start: int, end: int) -> Span:
    """A span without blanks, alignment and what ends a sentence; dots that leave something out stay."""
    begun = _BEFORE.match(text, start, end)
    start = begun.end() if begun else start
    kept = text[start:end].rstrip()
    while kept and _says_nothing(kept):
        kept = kept[:-2 if kept[-2:] in _SPACINGS else -1].rstrip()
    return start, start + len(kept)


def _says_nothing(text: str) -> bool:
    """Whether a text ends with alignment, spacing, or a sign that ends a sentence."""
    return text[-2:] in _SPACINGS or text[-1] in "&;:," or (text[-1] == "." and not text.endswith(".."))
