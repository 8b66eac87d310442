"""Words that mean the same choice, in English and German, and what of a text does not matter when it is compared with one."""

from __future__ import annotations

import re
import unicodedata

NATURE = (("minimum", "a local minimum"), ("maximum", "a local maximum"), ("saddle", "a saddle point"),
          ("not-critical", "not a critical point"))
"""What a point of a function may be, with what the label means."""

NEITHER = ("neither", "a critical point that is none of these")
"""Is offered where the second derivatives do not decide, and the author says what the point is."""

SAME = (
    ("minimum", "min", "minimum point", "minimalstelle", "minimalpunkt", "tiefpunkt", "mínimo", "minimo"),
    ("maximum", "max", "maximum point", "maximalstelle", "maximalpunkt", "hochpunkt", "máximo", "maximo", "massimo"),
    ("saddle", "saddle point", "saddlepoint", "saddle pt", "sattel", "sattelpunkt", "sattelstelle", "point selle", "point col",
     "punto de silla", "punto silla", "punto di sella", "sella", "zadelpunt"),
    ("not critical", "not a critical point", "no critical point", "noncritical", "non critical", "not stationary",
     "not a stationary point", "no stationary point", "nicht kritisch", "kein kritischer punkt", "kein stationärer punkt"),
    ("neither", "none of these", "neither of these", "keines", "keins", "keines davon", "keins davon", "nichts davon", "weder noch"),
    ("true", "t", "wahr", "w", "correct", "richtig", "korrekt", "vrai", "verdadero", "vero", "waar"),
    ("false", "f", "falsch", "not true", "untrue", "incorrect", "wrong", "nicht wahr", "unwahr", "faux", "falso", "onwaar"),
    ("yes", "y", "ja", "j"),
    ("no", "n", "nein"),
    ("convex", "konvex"),
    ("concave", "konkav"),
    ("positive definite", "positiv definit"),
    ("negative definite", "negativ definit"),
    ("positive semidefinite", "positiv semidefinit"),
    ("negative semidefinite", "negativ semidefinit"),
    ("indefinite", "indefinit"),
    ("singular", "singulär"),
    ("invertible", "regular", "invertierbar", "regulär"),
    ("continuous", "stetig"),
    ("differentiable", "differenzierbar"),
    ("symmetric", "symmetrisch"),
    ("scalar", "skalar", "number", "zahl"),
    ("row", "row vector", "zeile", "zeilenvektor"),
    ("column", "column vector", "spalte", "spaltenvektor"),
)
"""Each line holds words for one thing; a choice that is one of them may be named by all of them."""

EXTREMA = ("minimum", "maximum")
"""These may be called local."""

_LOCAL = re.compile(
    r"^(?:(?:strict|isolated|striktes|strenges|isoliertes) )?(?:local|relative|lokales|relatives|lokaal) "
    r"| (?:local|locale|relatif|relativo)$")
_BEFORE = re.compile(
    r"(?:(?:(?:my|the|meine|die|la|el|het) )?(?:final )?"
    r"(?:answer|antwort|option|choice|wahl|solution|lösung|réponse|respuesta|risposta|antwoord)(?: is| ist| est| es| è)?\b"
    r"|(?:so|thus|therefore|hence|daher|donc|dus|quindi)(?= [^\W\d_])|(?:it|this|that|es|das|dies) (?:is|ist)\b|it's\b"
    r"|(?:(?:the|this|that) (?:critical |stationary )?point|der punkt|le point|el punto|il punto|het punt) (?:is|ist|est|es|è)\b"
    r"|[=:→⇒•▪]|[-–—*](?= )|(?:an?|the|eine?[nmrs]?|der|die|das|un|een)(?= ))[ :]*")
_REASON = re.compile(r"(?<![\s,;.:(–—-])[\s,;.:(–—-]*(?:\b(?:because(?: of)?|since|due to|da|weil|denn|wegen|aufgrund)\b|∵)", re.IGNORECASE)
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_WRAPPED = re.compile(r"\\(?:boxed|text|textbf|mathrm|mathbf|textrm|operatorname)\s*\{([^{}]*)\}|\\[\[\]()]")
_SPACES = re.compile(r"\s+")
_HYPHENS = re.compile(r"(?<=[^\W\d_]{2})[-‐‑](?=[^\W\d_]{2})")
"""Between words; in ``x-y`` it is a minus."""
_AROUND = " \t\n.,;:!?\"'“”„‘’«»`✓✔✅☑👍👉\ufe0f"


def _inside(found: re.Match[str]) -> str:
    return found[1] or ""


def folded(text: str) -> str:
    """Return a text as texts of choices are compared: case, blanks, dollars, quotes and the full stop at the end do not matter.

    >>> folded("Saddle-Point."), folded("$x^2$")
    ('saddle point', 'x^2')
    """
    text = _WRAPPED.sub(_inside, _WRAPPED.sub(_inside, text))
    text = _BOLD.sub(r"\1", unicodedata.normalize("NFC", text)).replace("$", "").casefold().strip(_AROUND)
    return _SPACES.sub(" ", _HYPHENS.sub(" ", text))


def bare(text: str) -> str:
    """Return a text as labels are compared: brackets round it do not matter either.

    >>> bare("A)"), bare("(b)")
    ('a', 'b')
    """
    return folded(text).strip("()[]{}" + _AROUND)


def without_article(text: str) -> str:
    """Return a folded text without one word or sign that may stand before a choice; the same text if there is none.

    >>> without_article("it is a saddle point"), without_article("a saddle point")
    ('a saddle point', 'saddle point')
    """
    found = _BEFORE.match(text)
    return text[found.end():] if found is not None and found.end() < len(text) else text


def without_local(text: str) -> str:
    """Return a folded text without what may stand before an extremum; the same text if there is nothing of it.

    >>> without_local("strict local minimum"), without_local("global minimum")
    ('minimum', 'global minimum')
    """
    return _LOCAL.sub("", text, count=1)


def meanings(text: str) -> tuple[str, ...]:
    """Return all words for what a folded text names; only itself where it is none of them."""
    return next((line for line in SAME if text in line), (text,))


def reason_at(text: str) -> int:
    """Return where a reason begins, such as ``, because``; -1 if there is none."""
    found = _REASON.search(text)
    return found.start() if found is not None else -1
