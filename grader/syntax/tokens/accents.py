"""Hats, bars and arrows: passed over where they tell no two letters apart, else refused; a name may be declared with its accent."""

from __future__ import annotations

from grader.lazily import lazily
from grader.model import Diagnostic, Severity
from grader.nesting import nested
from grader.syntax.lexicon import Lexicon
from grader.syntax.spellings import ACCENTS, COMBINING
from grader.syntax.tokens.tokens import Tokens, UnreadableError

_OVER = lazily(r"\s*(?:\{\s*(\\(?:mathbf|boldsymbol|bm|mathrm|mathit|pmb|vec)\s*\{\s*)?"
               r"\\?(?P<braced>[A-Za-z0-9]+)\s*\}(?(1)(?:\s*\})?)|\\?(?P<plain>[A-Za-z]))")
"""What an accent stands over: a name in braces, perhaps in a font of its own, or the next letter."""

REMEDY = "use the names of the problem, without accents"
_SAY_NOTHING = ("vec", "line", "bold")
"""Over the name of a vector or matrix these only say what it is."""
_NUMBER = "number"
"""What is remembered of a bold number, which ``\\mathbf{1}`` makes a column where there are vectors."""
_MAY_BE_DROPPED = frozenset(("array", "name", "const", "func", "column", "index", "unknown", "diff", "entry"))


def declared(words: Lexicon, text: str, font: str, end: int) -> tuple[str, int] | None:
    """The declared name that a letter and its accent are, ``y_hat`` or ``yhat`` for ``\\hat{y}``, and where it ends."""
    found = _OVER.match(text, end) if font in ACCENTS else None
    name = words.names.get((found["braced"] or found["plain"]) + ACCENTS[font]) if found else None
    return (name, found.end()) if found and name is not None else None


def note(tokens: Tokens, words: Lexicon, text: str, font: str, start: int, end: int) -> None:
    """Remember the letter that carries an accent; refuse one over several letters, which may be a mean, an estimate, a conjugate."""
    if font not in ACCENTS:
        return
    found = _OVER.match(text, end)
    if found is not None and words.is_unit_vector(found["braced"] or found["plain"]):
        return
    if found is not None and ACCENTS[font] == "bold" and words.scope.arrays and (found["braced"] or "").isdigit():
        if found["braced"] not in "01":
            tokens.accents[len(tokens.kinds) + 1] = _NUMBER
        return
    is_braced = text[end:].lstrip()[:1] == "{"
    is_name = found is not None and (not is_braced or len(found["braced"]) == 1 or found["braced"] in words.entries or "\\" in found[0])
    if ACCENTS[font] not in _SAY_NOTHING and not is_name:
        raise UnreadableError("syntax/accent", f"\\{font} is over several letters and could mean several things", (start, end),
                              "write what is meant without it")
    tokens.accents.setdefault(len(tokens.kinds) + (is_braced and found is not None and found[0].count("{") > 1), ACCENTS[font])


def is_behind(tokens: Tokens, words: Lexicon, mark: str, start: int) -> bool:
    """Whether a character is an accent behind its letter, as in x⃗; it is remembered, and its letter may be a name that has it."""
    if not tokens.kinds or tokens.ends[-1] != start or tokens.kinds[-1] not in _MAY_BE_DROPPED:
        return False
    name = words.names.get(tokens.values[-1] + COMBINING[mark])
    if name is not None:
        tokens.kinds[-1], tokens.values[-1] = words.kinds[name], name
    else:
        tokens.accents.setdefault(len(tokens.kinds) - 1, COMBINING[mark])
    tokens.ends[-1] = start + 1
    return True


def leave_no_doubt(tokens: Tokens) -> Diagnostic | None:
    """Refuse an accent that tells two letters apart, as in ``y - \\hat{y}``; a remark about one that was passed over.

    A wrong answer with such a remark may be a right one with a meaning of its own: a mean, an estimate, a unit vector.
    """
    doubt, passed_over, first = None, None, _behind_left_sides(tokens)
    for at, accent in tokens.accents.items():
        kind, value = tokens.kinds[at], tokens.values[at]
        says_nothing = (kind == "array" and accent in _SAY_NOTHING) or (kind != "name" and accent == "bold")
        span = tokens.starts[at], tokens.ends[at]
        if accent == _NUMBER:
            doubt = Diagnostic("read/doubtful", f"a bold {value} may be the number, or a column with {value} in every entry",
                               f"write {value} for the number, and {value} ones() for the column", span, severity=Severity.REMARK)
        if at < first or kind not in _MAY_BE_DROPPED or says_nothing:
            continue
        others = [other for other, name in enumerate(tokens.values) if other != at and name.rstrip("0123456789") == value]
        if any(tokens.accents.get(other) != accent for other in others if other >= first):
            raise UnreadableError("syntax/accent", f"{value} is written in two ways here: are they two things?", span, REMEDY)
        if accent != "bold":
            passed_over = Diagnostic("read/accent", f"the accent over {value} was passed over", REMEDY, span, severity=Severity.REMARK)
    return passed_over or doubt


def _behind_left_sides(tokens: Tokens) -> int:
    """The index behind the last sign of equality outside of brackets: in front of it the letters only say what is computed."""
    return max([at + 1 for at, kind, depth in nested(tokens.kinds) if kind == "=" and depth == 0], default=0)
