"""Words for what cannot stand where it stands: signs that compute, unknown names, missing operands."""

from __future__ import annotations

from grader.expr import Span
from grader.syntax.grammar import operators
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings import COMPUTING, DIFFERENTIATING, FUNCTIONS, REMEDIES
from grader.syntax.spellings.around import AND, OR
from grader.syntax.tokens.tokens import UnreadableError

USE_THE_NAMES = "use the names of the problem, with * between factors"
"""The remedy for a name that is like no other."""

_REFUSED = {
    "±": ("syntax/one-answer", "there are two answers, but exactly one expression is read", "write one of the signs"),
    "∫": ("syntax/write-the-result", "an integral is not computed here", "write the result"),
    "∑": ("syntax/write-the-result", "a sum sign needs a declared index", "write the sum out"),
    "lim": ("syntax/write-the-result", "a limit is not computed here", "write the result"),
    "∞": ("syntax/unexpected", "infinity is not a number that an answer may hold", "write a finite expression"),
    "≈": ("syntax/unexpected", "an approximate value is not an answer", "write the exact result"),
    "…": ("syntax/unexpected", "dots leave open what is meant", "write all terms"),
    **dict.fromkeys("⇒→", ("syntax/unexpected", "an arrow is no part of a formula", "write the result")),
    **dict.fromkeys("∈∉", ("syntax/unexpected", "a set is no part of a formula", "write the formula alone")),
    "over": ("syntax/unexpected", "\\over has two parts in braces", "write {… \\over …} or \\frac{…}{…}"),
    "<": ("syntax/unexpected", "an inequality is not an answer", "write the result; a row is [a, b]"),
    ">": ("syntax/unexpected", "an inequality is not an answer", "write the result; a row is [a, b]"),
    **dict.fromkeys("≤≥≠", ("syntax/unexpected", "an inequality is not an answer", "write the result")),
    "if": ("syntax/cases", "a condition has no value before it here", "write value if condition; 0 otherwise"),
    "otherwise": ("syntax/cases", "'otherwise' has no value before it here", "write value if condition; 0 otherwise"),
    "⊗": ("syntax/missing-operand", "something is missing at this '⊗'", "write A ⊗ B or kron(A, B)"),
    "⊙": ("syntax/missing-operand", "something is missing at this '⊙'", "write A ⊙ B or hadamard(A, B)"),
    "⊘": ("syntax/missing-operand", "something is missing at this '⊘'", "write a ./ b"),
    "∂": ("syntax/write-the-result", "a derivative is not computed here", "write the result"),
    "∇": ("syntax/write-the-result", "a derivative is not computed here", "write the result"),
    "'": ("syntax/write-the-result", "a prime asks for a derivative", "write the result"),
    ".": ("syntax/unexpected", "this point is neither a decimal point nor the end of the answer", "write * for a product"),
    ":": ("syntax/unexpected", "':' is no operator here", "write / for a quotient"),
    "_": ("syntax/unexpected", "a subscript comes after something that is no name", "write x_1"),
}
_CLOSERS, _OPENERS = (")", "]", "}"), ("(", "[", "{")
_SEPARATORS = (",", ";", "&")


def no_atom(cursor: Cursor) -> UnreadableError:
    """What to say about the token at hand, which cannot go on the formula."""
    at = cursor.at
    kind, before = cursor.kinds[at], cursor.kinds[at - 1] if at else ""
    if kind == "end" and before in ("", "=", "⇒"):
        return cursor.fail("syntax/missing-operand", "there is nothing here", "write the answer")
    if kind in _CLOSERS and before in _OPENERS:
        return cursor.fail("syntax/missing-operand", "there is nothing in these brackets", "fill or delete them", at - 1)
    if kind in _SEPARATORS and (before in _OPENERS or before in _SEPARATORS):
        return cursor.fail("syntax/missing-operand", f"nothing comes before this '{kind}'", f"delete the '{kind}'")
    if before in ("+", "-", "*", "/", "^", "⊗", "⊙", "⊘") and kind not in _REFUSED:
        return cursor.fail("syntax/missing-operand", f"something is missing after '{cursor.values[at - 1]}'",
                           "complete it or delete the sign", at - 1)
    if cursor.values[at] == "circ" and (before == "^" or cursor.kinds[max(at - 2, 0):at] == ["^", "{"]):
        return cursor.fail("syntax/unexpected", "an angle in degrees is not read here", "write it in radians: pi/2")
    if kind in _REFUSED:
        return cursor.fail(*_REFUSED[kind])
    if kind == "end":
        return cursor.fail("syntax/unexpected", "the answer ends too early", "complete it")
    return cursor.fail("syntax/unexpected", f"'{cursor.values[at]}' does not belong here",
                       "delete it or complete what comes before it")


def unknown_word(cursor: Cursor, at: int) -> UnreadableError:
    """What to say about the undeclared word at this index."""
    word, following = cursor.values[at], cursor.kinds[at + 1]
    quotient = word[0] == "d" and len(word) <= 3 and following in ("/", "}")
    if word in DIFFERENTIATING and (operators.starts(cursor, at) if word == "D" else following == "(" or word not in ("at", "dir")):
        return cursor.fail("syntax/operator", f"'{word}' asks the grader to differentiate or to put numbers in", "write the result", at)
    if word in COMPUTING or quotient or following == "'":
        return cursor.fail("syntax/write-the-result", f"'{word}' asks the grader to compute", "write the result", at)
    if word[0] == "d" and spelling(word[1:]) in cursor.words.names:
        return cursor.fail("syntax/write-the-result", f"'{word}' is a differential", "write the derivative alone", at)
    if word in (*AND, *OR):
        return cursor.fail("syntax/one-answer", "exactly one expression is read", "decide for one answer", at)
    return unknown_name(cursor.words, word, (cursor.starts[at], cursor.ends[at]))


def unknown_name(words: Lexicon, name: str, span: Span) -> UnreadableError:
    """The declared names, and what may have been meant."""
    declared = [known for known, kind in words.kinds.items() if kind in ("name", "array", "func", "column")]
    listed = ", ".join(declared[:-1]) + " and " + declared[-1] if len(declared) > 1 else "".join(declared)
    verb = "are" if len(declared) > 1 else "is"
    message = f"unknown name '{name}'" + (f": declared {verb} {listed}" if listed else "")
    return UnreadableError("syntax/unknown-name", message, span, _remedy(words, name, declared))


def _remedy(words: Lexicon, name: str, declared: list[str]) -> str:
    if name in REMEDIES:
        return REMEDIES[name]
    first, rest = name[0], name[1:]
    if rest and words.axes.get(first) == len(rest) and all(letter in words.scope.indices for letter in rest):
        return f"write {first}_{rest} for the entry"
    base = name.rstrip("0123456789")
    array = words.names.get(spelling(base), "")
    if base != name and words.kinds.get(array) == "array" and words.axes[array] in (1, len(name) - len(base)):
        return f"write {base}_{name[len(base):]} for the entry"
    if base != name and not base.endswith("_") and spelling(base) in words.names:
        return f"did you mean {base}^{name[len(base):]}? Write ^ for a power and * for a product"
    close = [known for known in declared if known.lower() == name.lower()]
    if not close and len(name) > 2:
        import difflib

        close = difflib.get_close_matches(name, [*declared, *FUNCTIONS], 1, 0.75)
    return f"did you mean {close[0]}?" if close else USE_THE_NAMES
