"""What the members of ``f'(x) = a = b.`` are: left sides, labels, names that are defined; and what says nothing at their ends."""

from __future__ import annotations

from grader.lazily import lazily
from grader.syntax.layout.labels import label_of, squeezed
from grader.syntax.lexicon import Lexicon, lexicon, spelling
from grader.syntax.scope import Scope
from grader.syntax.tokens.arrange import arrange
from grader.syntax.tokens.scan import scan
from grader.syntax.tokens.tokens import Tokens, UnreadableError

_LEFT_SIDE = frozenset(("unknown", "name", "const", "num", "'", "(", ")", "{", "}", ",", "/", "_", "sub", "sup", "^", "frac",
                        "∂", "∇", "fn", "T", "[", "]", "|", ";", "&", "\\\\", "begin", "end env", "array", "diff", "func", "index",
                        "size", "column"))
_WITH_VALUE = frozenset(("array", "column", "entry", "sum", "∑"))
"""Kinds of token that begin a formula, whatever subscript or prime stands behind: ``A_{ij}``, ``x'``, ``\\sum_k x_k``."""
_NAMING = frozenset(("unknown", "∂", "∇"))
"""Kinds of token of which a label has one: ``\\delta_{il} x_k`` is a formula, though its squeezed letters look like a name's subscript."""

_FACTOR = lazily(r"\(?-?[0-9.]+(?:/[0-9.]+)?\)?[*·⋅]?(?=[^0-9./)])")
_DIFFERENTIAL = lazily(r"d(?:(?:vec)?\((?P<inside>(?:[^()=]|\([^()=]*\))*)\)|(?P<name>[A-Za-z]\w*)(?P<inverse>\^\(?-[1T]{1,2}\)?)?)")


def is_left_side(text: str, words: Lexicon) -> bool:
    """Whether a member in front of an equal sign only says what is computed: ``f'(x)``, ``y``, ``∂f/∂x``."""
    if label_of(text, words) is not None or own_name(text, words)[1] or _is_differential(text, words):
        return True
    tokens = scanned(text, words)
    return tokens is not None and _is_left_side(tokens.kinds[:-1]) and (
        _is_derivative(tokens) or (tokens.kinds[0] != "num" and {"^", "sup", "|"}.isdisjoint(tokens.kinds)))


def is_scaled(text: str, words: Lexicon) -> bool:
    """Whether a left side is a derivative with a number in front or with a divisor: ``2f'``, ``f'(x)/2``, ``f'/f``."""
    text = squeezed(text)
    if not any(sign in text for sign in "'∂d_") or label_of(text, words) is not None:
        return False
    front = _FACTOR.match(text)
    cut = text.rfind("/")
    parts = [text[front.end():]] if front else []
    parts += [text[:cut]] if cut > 0 and text[cut + 1:cut + 2] not in ("d", "∂") else []
    labels = [label_of(part[1:-1] if part[:1] == "(" and part[-1:] == ")" else part, words) for part in parts]
    return any(label is not None and label.of and spelling(label.of) not in words.names for label in labels)


def _is_derivative(tokens: Tokens) -> bool:
    """Whether a prime, ∂, ∇ or d…/d… stands here: ``(x^2)'``, ``\\frac{d}{dx}(x^2 + 1)``."""
    marks = {"'", "∂", "∇"} & set(tokens.kinds)
    quotient = {"/", "frac"} & set(tokens.kinds) and any(kind == "unknown" and value[0] == "d" for kind, value in zip(
        tokens.kinds, tokens.values, strict=True))
    return bool(marks or quotient)


def _is_differential(text: str, words: Lexicon) -> bool:
    """Whether a differential is named, perhaps stacked: ``vec(df)``, ``d vec(X^{-1})``; nobody inverts dX, so ``dX^{-1}`` is d(X^{-1})."""
    if not words.scope.differentials or "d" in words.names:
        return False
    text = squeezed(text)
    is_stacked = text.startswith("vec(") and text.endswith(")")
    found = _DIFFERENTIAL.fullmatch(text[4:-1] if is_stacked else text)
    return found is not None and bool(found["inside"] or found["inverse"] or (is_stacked and not words.is_formula("d" + found["name"])))


def is_plain_label(text: str, words: Lexicon) -> bool:
    """Whether a member behind an equal sign is a label for what stands in front: ``2x = f'(x)``; what has a value itself is none."""
    tokens = scanned(text, words) if label_of(text, words) is not None else None
    if tokens is None or "func" in tokens.kinds or tokens.kinds[0] in _WITH_VALUE:
        return False
    return not _NAMING.isdisjoint(tokens.kinds)


def own_name(text: str, words: Lexicon) -> tuple[str, bool]:
    """The single name that a left side consists of, perhaps with its arguments, and whether it is the student's own; else an empty one."""
    tokens = scanned(text, words)
    if tokens is None:
        return "", False
    kinds, values = tokens.kinds[:-1], tokens.values[:-1]
    if "(" in kinds[1:]:
        at = kinds.index("(", 1)
        if kinds[-1] != ")" or not set(kinds[at + 1:-1]) <= {"name", "array", "unknown", "num", "_", ",", "const"}:
            return "", False
        kinds, values = kinds[:at], values[:at]
    if not kinds or len([value for kind, value in zip(kinds, values, strict=True) if kind not in ("_", "{", "}")]) > 2 or len(kinds) > 5:
        return "", False
    if len(kinds) > 1 and kinds[1] not in ("_", "sub"):
        return "", False
    subscript = "".join(value for kind, value in zip(kinds[1:], values[1:], strict=True) if kind not in ("_", "{", "}"))
    name = values[0] + ("_" + subscript if subscript else "")
    declared = words.names.get(spelling(name))
    if declared is not None:
        return (declared, False) if words.kinds[declared] in ("name", "array", "size") else ("", False)
    is_own = kinds[0] == "unknown" or (kinds[0] == "const" and values[0] == "e") or bool(subscript and kinds[0] in ("name", "array"))
    return (name, True) if is_own else ("", False)


def declared_name(text: str, scope: Scope) -> str:
    """The declared name that a text is, perhaps with its arguments; else an empty one."""
    name, is_own = own_name(text, lexicon(scope))
    return "" if is_own else name


def scanned(text: str, words: Lexicon) -> Tokens | None:
    """The tokens of a left side in order; ``None`` for a text that cannot be cut into tokens."""
    try:
        tokens = scan(text, words)
        arrange(tokens, words)
    except UnreadableError:
        return None
    return tokens


def _is_left_side(kinds: list[str]) -> bool:
    marks = any(kind in ("unknown", "'", "∂", "∇") for kind in kinds)
    return marks and all(kind in _LEFT_SIDE for kind in kinds)
