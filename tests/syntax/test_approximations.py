"""Decimals beside a value are looked for only in texts that may have some: the pattern for them takes as long to compile as a check of imports."""

from __future__ import annotations

import random

import pytest

from grader.syntax import Reading, Scope, read
from grader.syntax.layout import approximations

PARTS = ("approximately", "approx.", "About", "roughly", "circa", "cırca", "ca.", "CA", "ungefähr", "UNGEFÄHR", "ungefaehr", "etwa", "rund",
         "equal to", "gleich", "≈", "≃", "≅", "≐", "\\approx", "\\simeq", "\\cong", "\\thickapprox", "\\doteq", "\\sim", "∼", "~", "=", "2", "3.14",
         "-1,5", "1,234", "e", "x", "π", "(", ")", "[", "]", ",", "...", "\\ldots", "10^3", "*", "\n", ".", "$", "✓")


class _Untouched:
    """A pattern that nobody may use."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} is asked of a pattern that this text has no use for")


@pytest.mark.parametrize("text", ["df/dx = 2x", "f'(x) = 2x", "so f'(x) = x + x = 2x", "y = \\frac{2x}{1}", "∇f = 2x"])
def test_a_text_without_such_a_sign_does_not_need_the_pattern(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approximations, "_APPROXIMATION", _Untouched())
    assert isinstance(read(text, Scope(("x",))), Reading)


def test_whatever_the_pattern_finds_has_such_a_sign() -> None:
    rng, found = random.Random(5), 0
    for _ in range(20_000):
        text = "".join(rng.choice(PARTS) + rng.choice(("", " ")) for _ in range(rng.randint(1, 7)))
        match = approximations._APPROXIMATION.search(text)
        found += match is not None
        assert match is None or approximations._MAYBE.search(match[0]), text
    assert found > 300
