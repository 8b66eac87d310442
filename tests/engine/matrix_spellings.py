"""The same answer in other spellings: LaTeX, blanks for products, other signs for transposes, inverses, norms, deltas and entries."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from latex_writer import latex

from grader.expr import Expr


def _blanks(text: str) -> str:
    """Products by juxtaposition, where no number and no bracket of a function is near."""
    return re.sub(r"(?<=[A-Za-z\])])\*(?=[A-Za-z])", " ", text)


def _dots(text: str) -> str:
    return text.replace("*", "·")


def _deltas(text: str) -> str:
    return re.sub(r"delta\((\w),(\w)\)", r"[\1=\2]", text)


def _greek_deltas(text: str) -> str:
    return re.sub(r"delta\((\w),(\w)\)", r"δ_{\1\2}", text)


def _subscripts(text: str) -> str:
    text = re.sub(r"\b([A-HJ-Z])\[([a-z]),([a-z])\]", r"\1_{\2\3}", text)
    return re.sub(r"\b([a-z])\[([a-z])\]", r"\1_\2", text)


def _bars(text: str) -> str:
    return re.sub(r"\bnorm\((\w+)\)", r"||\1||", text)


def _inverses(text: str) -> str:
    return re.sub(r"\b([A-Z])\^\(-1\)", r"inv(\1)", text)


def _inverse_braces(text: str) -> str:
    return text.replace("^(-1)", "^{-1}").replace("^(-T)", "^{-T}")


def _kronecker_signs(text: str) -> str:
    return re.sub(r"kron\((\w+), (\w+)\)", r"(\1 ⊗ \2)", text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "blanks": _blanks, "dots": _dots, "bracket deltas": _deltas, "greek deltas": _greek_deltas, "subscripts": _subscripts, "bars": _bars,
    "inv": _inverses, "braces": _inverse_braces, "tensor signs": _kronecker_signs, "top": lambda text: text.replace("^T", r"^\top"),
    "raised T": lambda text: text.replace("^T", "ᵀ"), "prime": lambda text: re.sub(r"(?<=[A-Za-z])(?<!dg)\^T", "'", text),
}


def spelled(text: str, tree: Expr, rng: Random) -> tuple[str, str] | None:
    """The text in another spelling, and its name; ``None`` where none changes it."""
    if rng.random() < 0.3:
        return latex(tree), "LaTeX"
    names = [*SPELLINGS]
    rng.shuffle(names)
    for name in names:
        new = SPELLINGS[name](text)
        if new != text:
            return new, name
    return None
