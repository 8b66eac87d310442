"""One text for all spellings of the same signs, also of answers that cannot be read: what is written alike is decided alike."""

from __future__ import annotations

from grader.syntax.lexicon import lexicon
from grader.syntax.scope import Scope
from grader.syntax.tokens.scan import scan
from grader.syntax.tokens.tokens import UnreadableError


def canonical(text: str, scope: Scope) -> str:
    """Return the tokens of a text with spellings of one token made one; of a text that has none, all but its white space.

    >>> canonical("2 \\\\cdot\\\\left(x", Scope(("x",))) == canonical("2*( x", Scope(("x",))) == "num:2 * ( name:x"
    True
    """
    try:
        tokens = scan(text, lexicon(scope))
    except UnreadableError:
        return "".join(text.split())
    said = zip(tokens.kinds, tokens.values, strict=True)
    return " ".join(f"{kind}:{value}" if kind[0].isalpha() else kind for kind, value in said if kind != "end")
