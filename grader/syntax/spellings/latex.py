"""LaTeX commands and what they stand for."""

from grader.syntax.spellings.signs import ABOUT, ARROWS, RELATIONS, commands

OPERATORS: dict[str, str] = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "lbrace": "(", "rbrace": ")", "{": "(", "}": ")",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")",
    "top": "T", "intercal": "T", "dagger": "T", "prime": "'", "partial": "∂", "nabla": "∇", "pm": "±", "mp": "±",
    "int": "∫", "sum": "∑", "lim": "lim", "infty": "∞", "colon": ":", "&": "&", "%": "%",
    **commands(RELATIONS), **commands(ARROWS), **commands(ABOUT),
    "dot": "'", "ddot": "'", "langle": "(", "rangle": ")", "otimes": "⊗", "odot": "⊙", "oslash": "⊘", "circ": "⊙",
    "land": "and", "wedge": "and", "lor": "or", "vee": "or",
    "over": "over", "ldots": "…", "cdots": "…", "dots": "…", "vdots": "…",
}

SIZES = {"left", "right", "middle", "mleft", "mright",
         *(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))}
"""Sizes of the bracket or bar that follows: they belong to it."""

DROPPED = {
    *SIZES, "displaystyle", "textstyle", "limits", "nolimits", "quad", "qquad", ",", ";", ":", "!", " ", "\n", "(", ")", "[", "]", "/", ">",
    "thinspace", "medspace", "thickspace", "boxed", "hline", "nonumber", "notag",
}
"""Spacing, sizes and the marks around a formula say nothing about it."""

FONTS = {"mathbf", "boldsymbol", "mathrm", "bm", "mathit", "mathsf", "text", "operatorname", "textrm", "textit", "vec",
         "mathnormal", "rm", "bf", "mathbb", "mathcal", "pmb", "mbox", "textbf", "hat", "bar", "tilde", "overline", "underline",
         "widehat", "widetilde", "overrightarrow", "mathds"}
"""Fonts and accents: their braces hold a name."""

ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde", "vec": "vec",
           "overrightarrow": "vec", "underline": "line", **dict.fromkeys(("mathbf", "boldsymbol", "bm", "pmb", "textbf"), "bold")}
"""Commands that may tell one letter from another; an arrow, a line and bold letters only say that a vector is one."""

LETTERS: dict[str, tuple[str, str]] = {"differentialD": ("unknown", "d"), "exponentialE": ("greek", "e"),
                                    "imath": ("greek", "i"), "jmath": ("greek", "j")}
"""Commands of formula editors (MathLive) for letters, with the kind of token and its value."""

REFUSED = {
    "placeholder": ("syntax/empty-box", "a box is still empty", "write something into it, or take it away"),
    "imaginaryI": ("syntax/unknown-command", "this is the imaginary unit, and answers here are real",
                   "if a name was meant, type it as a letter"),
    **dict.fromkeys(("binom", "dbinom", "tbinom", "choose"), (
        "syntax/unknown-command", "this is a binomial coefficient, which is not read",
        "write \\begin{pmatrix} a \\\\ b \\end{pmatrix} or [a; b] for a column, and a number as it is")),
}
"""Commands of such editors that no answer holds: code, message, way out."""

FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"}

AROUND_LINES = ("align", "aligned", "equation", "gather", "gathered", "split", "eqnarray", "displaymath", "math")
"""Environments that stand around formulas and say nothing."""

ENVIRONMENTS = {"matrix", "bmatrix", "pmatrix", "Bmatrix", "smallmatrix", "array", "cases", "dcases"}
