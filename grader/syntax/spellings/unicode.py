"""Characters beyond ASCII: signs, superscripts, subscripts, fractions, and the invisible ones that are dropped."""

import unicodedata

from grader.syntax.spellings.signs import ABOUT, ANGLES, ARROWS, RELATIONS, characters

_GREEK_LETTERS = {chr(code): unicodedata.name(chr(code)).split()[-1].replace("LAMDA", "LAMBDA")
                  for code in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA))
                  if unicodedata.category(chr(code)) in ("Lu", "Ll") and code not in (0x3C2,)}

SIGNS: dict[str, tuple[str, str]] = {
    **{c: ("*", c) for c in "·⋅∙•"}, **{c: ("*", c) for c in "×⨯⨉✕✖"}, "∗": ("op", "*"),
    **{c: ("op", "-") for c in "−–—\u2010\u2011\u2012\u2015\u2043\u02d7\u2796"}, "\u2795": ("op", "+"),
    **{c: ("op", "/") for c in "÷∕⁄\u2797"},
    **{c: ("op", "'") for c in "′’ʹ´‘ʼ"}, **{c: ("op", "|") for c in "∣❘"}, "″": ("op", "''"), "‖": ("op", "||"), "∥": ("op", "||"),
    "√": ("word", "sqrt"), "∛": ("root", "3"), "∜": ("root", "4"), "ℓ": ("greek", "ell"), "⊤": ("op", "T"), "†": ("op", "T"),
    "ᵀ": ("sup", "T"),
    "⊺": ("op", "T"),
    "∂": ("op", "∂"), "∇": ("op", "∇"), "±": ("op", "±"), "∓": ("op", "±"), "∫": ("op", "∫"), "∑": ("op", "∑"), "∞": ("op", "∞"),
    **{c: ("op", "…") for c in "…⋯⋮"},
    **{c: ("op", sign) for c, sign in (characters(RELATIONS) | characters(ARROWS) | characters(ABOUT)).items()},
    "⊗": ("op", "⊗"), "⊙": ("op", "⊙"), "⊘": ("op", "⊘"), "∘": ("⊙", "circ"),
    "∧": ("op", "and"), "∨": ("op", "or"), "𝟏": ("one", "ones"), "𝟙": ("one", "one"),
    **dict.fromkeys(ANGLES[0], ("(", "langle")), **dict.fromkeys(ANGLES[1], ("op", ")")),
    "ˆ": ("op", "^"), "〖": ("op", "("), "〗": ("op", ")"),
    "ℝ": ("unknown", "R"), "ⅆ": ("unknown", "d"),
    "ℯ": ("greek", "e"), "ℼ": ("greek", "pi"), "î": ("greek", "i"), "ĵ": ("greek", "j"), "ⅇ": ("greek", "e"), "∆": ("greek", "Delta"),
    "ϕ": ("greek", "phi"), "ϵ": ("greek", "epsilon"), "ϑ": ("greek", "theta"), "ϱ": ("greek", "rho"), "ϰ": ("greek", "kappa"),
    "\u2126": ("greek", "Omega"), "µ": ("greek", "mu"),
    **{c: ("greek", name.lower() if c.islower() else name.capitalize()) for c, name in _GREEK_LETTERS.items()},
}
"""Character → kind of token and its value."""

SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴵᴶᴷᴸᴹᴺᴾᴿᵁⱽᵂ",
                       "0123456789+-()abcdefghijklmnprstuvwxyzABDEGIJKLMNPRUVW", strict=True))
"""The letter T is a transpose, a raised H would be one with conjugates, and an o is a degree."""
SUBSCRIPT = dict(zip("₀₁₂₃₄₅₆₇₈₉ₓₐₑₒₙₘₖᵢⱼₜₛₗₚᵣᵤᵥₕ", "0123456789xaeonmkijtslpruvh", strict=True))

FRACTION: dict[str, tuple[int, int]] = {}
for _code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F)):
    _top, _, _bottom = unicodedata.normalize("NFKC", chr(_code)).partition("⁄")
    if _bottom:
        FRACTION[chr(_code)] = (int(_top), int(_bottom))

COMBINING = {"\u20d7": "vec", "\u20d1": "vec", "\u0332": "line", "\u0331": "line", "\u0302": "hat", "\u0304": "bar", "\u0305": "bar",
             "\u0303": "tilde"}
"""Accents behind the letter that they stand over or under, with what LaTeX calls them."""

INVISIBLE = {"\ufeff", "\u200b", "\u2060", "\u2061", "\u2062", "\u00ad"}
"""Left behind by copying from a page or a PDF; they are dropped."""
