"""What may stand around a formula is looked for only where it may: its patterns take 20 ms to compile, a sixth of a cold check."""

from __future__ import annotations

import random
import re

import pytest

from grader.syntax import Reading, Scope, read
from grader.syntax.layout import approximations, around
from grader.syntax.lexicon import lexicon

PARTS = ("approximately", "approx.", "About", "roughly", "circa", "cırca", "ca.", "CA", "ungefähr", "UNGEFÄHR", "ungefaehr", "etwa", "rund",
         "equal to", "gleich", "≈", "≃", "≅", "≐", "\\approx", "\\simeq", "\\cong", "\\thickapprox", "\\doteq", "\\sim", "∼", "~", "=", "2", "3.14",
         "-1,5", "1,234", "e", "x", "π", "(", ")", "[", "]", ",", "...", "\\ldots", "10^3", "*", "\n", ".", "$", "✓")


class _Untouched:
    """A pattern that nobody may use."""

    def _refuse(self, *args: object) -> str:
        raise AssertionError("this text has no use for a pattern")

    sub = finditer = search = _refuse


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


@pytest.mark.parametrize("text", ["df/dx = 2x", "d/dx f(x) = 2x", "dy/dx = x + x = 2x"])
def test_a_quotient_of_differentials_is_no_word(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(around, "without_reasons", _Untouched().sub)
    assert around.strip_around(text, lexicon(Scope(("x",)))) == text


AROUND = ("df/dx", "dy/dt", "d/dx", "(df/dx)", "d/dx f(x)", "d/dxx", "ad/dx", "dfdx", "=", ":=", ":", " ", "2x", "x^2", "(x+1)", "f'(x)", ",", ";",
          "\n", "x", "so", "then", "is", "by the chain rule", "(1)", "1.", "-", "*", "'", "|", "[", "]", "{", "}", "derivative", "and", "da", "dx", "√",
          "→", "_1", "′", "<")


def test_nothing_is_found_around_it_that_its_letters_alone_would_make(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, words, by = random.Random(3), lexicon(Scope(("x", "t"))), around._BY
    nothing = re.compile("(?!)")
    for _ in range(10_000):
        text = "".join(rng.choice(AROUND) + rng.choice(("", " ")) for _ in range(rng.randint(1, 7)))
        monkeypatch.setattr(around, "_BY", by)
        found = around.strip_around(text, words)
        monkeypatch.setattr(around, "_BY", nothing)
        assert found == around.strip_around(text, words), text
