"""What authors write, typeset: Markdown's small subset, TeX, named formulas; no tag, attribute or address of theirs comes out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from grader.expr import Add, Mul, Number, Pow, Symbol
from grader.model import Task, Variable
from grader.record import replace
from grader.texts import blocks, inline, lined, prose, tex_slips
from grader.texts.tex import MOST_LEVELS, typeset
from grader.words import filled

X = Symbol("x")
TASK = Task("p", (Variable("x"), Variable("w", shape=("D",))), f=Mul((Pow(X, Number(2)), Symbol("y"))), wrt=("x",))


@pytest.mark.parametrize(("text", "markup"), [
    ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
    ("one\nline", "<p>one\nline</p>"),
    ("*this* and **that**", "<p><em>this</em> and <strong>that</strong></p>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("Find:\n\n1. f\n2. g", "<p>Find:</p>\n<ol><li>f</li><li>g</li></ol>"),
    ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
    ("`x_1 < 2`", "<p><code>x_1 &lt; 2</code></p>"),
    ("2*x*y and a * b and x_1 y_2", "<p>2*x*y and a * b and x<sub>1</sub> y<sub>2</sub></p>"),
    ("$x^2$", "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>"),
    ("between $5 and $6", "<p>between $5 and $6</p>"),
    ("a $ b $ c", "<p>a $ b $ c</p>"),
    (r"$\evil{x}$", r"<p><code>$\evil{x}$</code></p>"),
    ("Differentiate {@f@} by {@wrt@}.", "<p>Differentiate {f} by {x}.</p>"),
    ("{@nothing@}", "<p>{@nothing@}</p>"),
    ("$a = {@x@}$", "<p><math><mi>a</mi><mo>=</mo><mi>x</mi></math></p>"),
    ("# no heading", "<p># no heading</p>"),
    ("[a](http://b.c) ![d](e.png) <http://f.g> http://h.i", None),
    ("    four spaces", "<p>four spaces</p>"),
    ("R^{M x N}, y - Phi theta", "<p>R<sup>M × N</sup>, y − Φ θ</p>"),
])
def test_a_text_is_set(text: str, markup: str | None) -> None:
    shown = re.sub(r'<math alttext="x\^2\*y">.*?</math>', "{f}", re.sub(r'<math alttext="x">.*?</math>', "{x}", blocks(text, TASK)))
    if markup is None:
        assert "<a" not in shown
        assert "<img" not in shown
        assert "href" not in shown
    else:
        assert shown == markup


def test_a_display_formula_is_a_block() -> None:
    assert blocks("Let\n\n$$\nx = 1\n$$\n\nbe.", TASK).startswith('<p>Let</p>\n<span class="wide"><math display="block"><mi>x</mi>')
    assert '<math display="block">' in blocks("Let $$x$$ be.", TASK)


def test_what_is_wider_than_a_phone_can_be_moved() -> None:
    task = replace(TASK, f=Add([Pow(X, Number(power)) for power in range(20)]))
    texts = ("{@f@}", "$x^2 + 1$", "$a+b+c+d+e+f+g+h+i+j+k+l+m = n$", "{@wrt@}")
    assert [blocks(text, task).count('<span class="wide">') for text in texts] == [1, 0, 1, 0]


def test_the_lines_of_a_solution_stay_lines() -> None:
    assert lined("f = x^2\n= 2 x\n\n- y", TASK) == "<p>f = x<sup>2</sup><br>= 2 x</p>\n<p>- y</p>"


def test_a_title_is_one_line() -> None:
    assert inline("- The *sine*\n rule", TASK) == "- The <em>sine</em> rule"


def test_a_text_for_a_terminal_stays_as_it_was_typed_but_for_named_formulas() -> None:
    assert filled("*Find* {@f@} by {@wrt@}, {@w@} {@q@} $x_1$", TASK) == "*Find* x^2*y by x, w {@q@} $x_1$"


SCRIPT = "<script>alert(1)</script>"
HOSTILE = [
    SCRIPT, f"*{SCRIPT}*", f"`{SCRIPT}`", f"${SCRIPT}$", f"$$\n{SCRIPT}\n$$", f"- {SCRIPT}", "<img src=x onerror=alert(1)>", "<b>bold</b>",
    "<a href='javascript:alert(1)'>x</a>", "[x](javascript:alert(1))", "![x](http://evil.test/y.png)", "<http://evil.test>", "[x]: http://evil.test\n\n[x]",
    "&lt;script&gt;", "&#60;script&#62;", "<!-- comment -->", "<![CDATA[x]]>", "<?php x ?>", "<style>*{display:none}</style>", "</p></section><h1>x</h1>",
    r"$\href{javascript:alert(1)}{x}$", r"$\url{http://evil.test}$", r"$\class{x}{y}$", r"$\style{color:red}{x}$", r"$\id{x}{y}$", r"$\htmlId{x}{y}$",
    r"$\includegraphics{http://evil.test/x}$", r"$\def\a{\a\a}\a$", r"$\newcommand{\a}{\a}\a$", r"$\let\a\b$", r"$\color{red}x$", r"$\textcolor{red}{x}$",
    r"$\eqref{x}$", r"$\begin{align}x\label{y}\end{align}$", r"$\begin{align}x\tag{<b>}\end{align}$", r"$\text{<img src=x>}$", r"$\text{</math><script>}$",
    r'$x" onmouseover="alert(1)$', r"$\mathrm{<b>x</b>}$", r"$\operatorname{<script>}$", r"$\frac{1$", r"$}{$", "$" + "{" * 200 + "x" + "}" * 200 + "$",
    "$" + "x" * 5_000 + "$", "$" + r"\sqrt" * 300 + "$", "$^^5c$", r"$\unicode{x}$", r"$\require{html}$", "$\u202e x$", "\u202e<b>", "*" * 3_000, "_" * 3_000,
    "`" * 3_001, "[" * 3_000, "- " * 500, "> quote\n> <b>", "{@<b>@}", "{@f\"onclick=@}", "{@__class__@}", "{{ 7 * 7 }}{% raw %}", "\x00<b>\x1b[31m",
    "$$$$$$$$", "a" * 60_000 + "<b>", "```\n<script>\n```", "~~~html\n<b>\n~~~", "| a | b |\n|---|---|\n| <b> | c |",
]

TAGS = {"p", "ul", "ol", "li", "em", "strong", "code", "pre", "br", "sub", "sup", "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt",
        "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle", "span"}
ATTRIBUTES = {"start", "display", "alttext", "stretchy", "lspace", "rspace", "mathvariant", "class", "form", "width", "accent", "accentunder", "displaystyle",
              "scriptlevel", "minsize", "maxsize", "linethickness", "symmetric", "largeop", "movablelimits"}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.strange: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.strange += [tag] if tag not in TAGS else []
        self.strange += [attr for attr in attrs if attr[0] not in ATTRIBUTES or ":" in (attr[1] or "") or len(attr[1] or "") > 20]

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    def handle_decl(self, decl: str) -> None:
        self.strange.append(decl)

    def handle_pi(self, data: str) -> None:
        self.strange.append(data)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:24])
def test_no_tag_attribute_or_address_of_an_author_comes_out(text: str) -> None:
    for shown in (blocks(text, TASK), inline(text, TASK), lined(text, TASK), prose(text)):
        seen = Seen()
        seen.feed(shown)
        seen.close()
        assert seen.strange == []


def test_there_are_enough_hostile_texts() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize(("text", "slips"), [
    ("all is $x^2$ well", []),
    (r"see $x_{@f@} + \foo$ {@g@}", [(r'Unknown command "\foo"', 15)]),
    (r"see $x + \foo$ here", [(r'Unknown command "\foo"', 9)]),
    ("$a$ then $\\frac{1$", [('Expected closing token "}", but reached end of input', 17)]),
    (r"`$\foo$` is code", []),
    (r"$\def\a{b}\a$", [(r"\def is not allowed here", 1)]),
    ("$" + "{" * (MOST_LEVELS + 1) + "}" * (MOST_LEVELS + 1) + "$", [("braces stand in each other more than 50 deep", 51)]),
    ("- one\n- $x\\foo$", [(r'Unknown command "\foo"', 10)]),
])
def test_what_cannot_be_set_is_told_with_its_place(text: str, slips: list[tuple[str, int]]) -> None:
    assert [(slip.message, slip.place) for slip in tex_slips(text)] == slips


@pytest.mark.parametrize("tex", [
    r"f: \mathbb{R}^n \to \mathbb{R}", r"\nabla f = \frac{\partial f}{\partial x_1}", r"\mathbf{x}^\top \mathbf{A} \mathbf{x}", r"\sum_{i=1}^N x_i",
    r"\|x\|_2 \le \sqrt{n}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\operatorname{diag}(x)", r"\left(\frac{1}{2}\right)", r"\hat{y}, \bar{x}, \vec{v}, \dot{q}", r"\int_0^1 x \, dx", r"\lim_{h \to 0}", r"\Sigma^{-1}",
    r"\mathcal{L}(\theta)", r"\underbrace{x}_{y}", r"x \in \{1, \dots, N\}", r"\boldsymbol{\theta}", r"\binom{n}{k}", r"a \quad b", r"\overline{x}",
    r"\big( x \big)", r"\det A \cdot \operatorname{tr} B", r"\phantom{x}", r"\mathrm{d}x", r"\tfrac12", r"\prod_i", r"x \otimes y \odot z", r"\arg\min_x f",
    r"\begin{align} a &= b \\ c &= d \end{align}", r"\begin{aligned} a &= b \end{aligned}", r"f'(x), f''",
])
@pytest.mark.parametrize("display", [False, True])
def test_the_mathematics_of_statements_is_set(tex: str, display: bool) -> None:
    assert isinstance(typeset(tex, display), str), typeset(tex, display)
