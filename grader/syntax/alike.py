"""One text for all spellings of the same signs, also of answers that cannot be read: what is written alike is decided alike."""

from __future__ import annotations

from grader.lazily import lazily
from grader.syntax.lexicon import lexicon
from grader.syntax.scope import Scope
from grader.syntax.tokens.scan import scan
from grader.syntax.tokens.tokens import UnreadableError

_NEEDLESS = lazily(r"(?<!\w) | (?!\w)")

_OTHER_THAN_THEIR_KIND = frozenset(("mp",))
"""Values of tokens that mean something else than others of their kind: the grammar refuses both ``\\pm`` and ``\\mp``."""


def canonical(text: str, scope: Scope) -> str:
    """Return the tokens of a text with spellings of one token made one; of a text that has none, ``raw`` and what :func:`squeezed` leaves.

    >>> canonical("2 \\\\cdot\\\\left(x", Scope(("x",))) == canonical("2*( x", Scope(("x",))) == "num:2 * ( name:x"
    True
    """
    try:
        tokens = scan(text, lexicon(scope))
    except UnreadableError:
        return f"raw {squeezed(text)}"
    said = [(kind, value) for kind, value in zip(tokens.kinds, tokens.values, strict=True) if kind != "end"]
    return " ".join(f"{kind}:{value}" if kind[0].isalpha() or value in _OTHER_THAN_THEIR_KIND else kind for kind, value in said)


def squeezed(text: str) -> str:
    """Return a text without its white space, but for one blank where two words or numbers would become one.

    >>> squeezed(" 1  2 x + ("), squeezed("12x+(")
    ('1 2 x+(', '12x+(')
    """
    return _NEEDLESS.sub("", " ".join(text.split()))
