"""HTML from the editors of LMSs: the lines that were to be seen, what is no text, and damage."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.html import UNREAD, read_html
from grader.intake.member import FILE_LIMIT, Refused

MOODLE = '<!DOCTYPE html><html><head><meta charset="UTF-8"></head><body>{}</body></html>'
CANVAS = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
        "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
  <meta http-equiv="Content-Type" content="text/html;charset=utf-8" />
  <title>Homework 3: Ada Lovelace</title>
</head>
<body>
<h1>Homework 3: Ada Lovelace</h1>
<div style="width: 600px; margin: 20px auto; border: 1px solid #888; padding: 20px;">
  {}
</div>
</body>
</html>"""


@pytest.mark.parametrize(("source", "text"), [
    ("<p>p: 2x</p><p>q: [1, 2]</p>", "p: 2x\nq: [1, 2]"),
    ("p: 2x<br>q: 1<br/>r: 2<BR />s: 3", "p: 2x\nq: 1\nr: 2\ns: 3"),
    ("<div>p: 2x<div>q: 1</div>r: 2</div>", "p: 2x\nq: 1\nr: 2"),
    ("<ul><li>p: 1</li><li>q: 2</li></ul>", "p: 1\nq: 2"),
    ("<table><tr><td>p:</td><td>1</td></tr><tr><td>q:</td><td>2</td></tr></table>", "p: 1\nq: 2"),
    ("p: x<sup>2</sup> + x<sub>1</sub>", "p: x^{2} + x_{1}"),
    ("p: x<sup>a<sub>1</sub></sup>y<sup></sup>", "p: x^{a_{1}}y"),
    ("p: x<sup>2<br></sup>q: 1", "p: x^{2}\nq: 1"),
    ("p: x<sup><sub>1</sup>y</sub>", "p: x^{_{1}}y"),
    ("p: a &lt; b &amp;&amp; b &gt; &minus;1 &pi; &#8722; &#x3c0;", "p: a < b && b > −1 π − π"),
    ("p: 2 < 3 and 3 <= x < 4", "p: 2 < 3 and 3 <= x < 4"),
    ("<p>p:\n   [2x,\n 1]</p>", "p: [2x, 1]"),
    ("p: [2x,<br>&nbsp;&nbsp; 1]", "p: [2x,\n   1]"),
    ("<pre>p: [2x,\n   1]\nq: 3</pre>r: 1\n2", "p: [2x,\n   1]\nq: 3\nr: 1 2"),
    ("p:&nbsp;2&nbsp;x", "p: 2 x"),
    ("<p>&nbsp;</p><p><br></p><p>p: 1</p>", "p: 1"),
    ("<p><b>p</b>: <span style='color: red'>2</span><i>x</i><o:p></o:p></p>", "p: 2x"),
    ("\u200bp\ufeff: 2\u00adx", "p: 2x"),
    ("<script>p: 1</script><style>q: 2</style>r: 3<title>s</title><noscript><p>t: 4</p></noscript>", "r: 3"),
    ("<script>if (a<b && '</p>') {}</script>p: 1", "p: 1"),
    ("<!-- p: 1 <b -->q: 2<![if !supportLists]>3<![endif]><?xml x?>", "q: 23"),
    (r'p: <img class="equation_image" alt="LaTeX: \frac{1}{x}" data-equation-content="\frac{1}{x} &lt; &quot;a&quot;">+1',
     r'p: \frac{1}{x} < "a" +1'),
    (r"p: \( \frac{1}{x} \)", r"p: \( \frac{1}{x} \)"),
    ("<p title=\"a > b\" class='>'>p: 1</p>", "p: 1"),
    (MOODLE.format("<p>p: 1</p>"), "p: 1"),
    ("", ""),
    ("p: 1</div></p></sup></nothing>", "p: 1"),
])
def test_lines_are_those_of_the_page(source: str, text: str) -> None:
    page = read_html(source)
    assert (page.text, page.is_whole) == (text, True)


@pytest.mark.parametrize("source", [
    'p: <img src="answer.png" alt="2x">', "p: <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "p: <del>2</del>3x", "p: <s>2</s>", "p: <svg/>3",
    "p: 1 <object><p>q: 1</p></object>", "p: x<y, z>2", 'p: <img data-equation-content="">', "p: <input value=2>", "p: <textarea><p></textarea>",
    "p: <del>1<del>2</del>3</del>",
])
def test_what_is_no_text_leaves_a_mark(source: str) -> None:
    page = read_html(source)
    assert not page.is_whole
    assert UNREAD in page.text
    assert page.text.startswith("p: ")
    assert not set("23") & set(page.text) or source.startswith(("p: x<y", "p: <del>2</del>3", "p: <svg/>"))


@pytest.mark.parametrize("source", [
    "<p>p: 1</p><!-- q: 2", "p: 1 <b", 'p: 1 <a href="x>q: 2', "<style>p: 1", "<s>p: 1", "p: 1<!DOCTYPE", "p: 1 <math><mi>x</mi>", "p: 1</p",
    "<sup>" * 21 + "x",
])
def test_damage_is_told_and_nothing_is_read(source: str) -> None:
    with pytest.raises(Refused) as caught:
        read_html(source)
    assert caught.value.fault.code == "intake/html"


def test_the_line_of_the_damage_is_told() -> None:
    with pytest.raises(Refused) as caught:
        read_html("<p>p: 1</p>\n<p>q: 2</p>\n<b")
    assert caught.value.fault.line == 3


def test_of_a_page_of_canvas_only_what_the_student_typed_is_read() -> None:
    page = read_html(CANVAS.format("<p>p: 1</p><div>q: 2<div>r: 3</div></div><h1>s: 4</h1>") + "<div>t: 5</div>", is_canvas=True)
    assert (page.text, page.is_whole) == ("p: 1\nq: 2\nr: 3\ns: 4", True)


@pytest.mark.parametrize("source", ["<div>p: 1</div>", "<h1>Homework: Ada</h1>p: 1", "<h1>Homework: Ada <div>p: 1</div>", ""])
def test_what_is_no_page_of_canvas_is_told(source: str) -> None:
    with pytest.raises(Refused, match="no page that Canvas makes"):
        read_html(source, is_canvas=True)


@given(st.text(st.characters(codec="utf-8", max_codepoint=0x2FFF, exclude_characters="\0\r\u00ad\u200b\u2060\ufeff"), max_size=60))
def test_what_an_editor_escapes_is_read_back(text: str) -> None:
    lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
    source = "".join(f"<p>{escape(line)}</p>" for line in lines)
    seen = [" ".join(read_html(f"<p>{escape(line)}</p>").text.split()) for line in lines]
    assert " ".join(read_html(source).text.split()) == " ".join(" ".join(line for line in seen if line).split())
    for line, read in zip(lines, seen, strict=True):
        assert read.split() == line.replace("\N{NO-BREAK SPACE}", " ").split()


def outcome(source: str, is_canvas: bool = False) -> tuple[str, int]:
    """The code of a refusal, else nothing, and the length of the text."""
    try:
        return "", len(read_html(source, is_canvas).text)
    except Refused as refused:
        return refused.fault.code, 0


PIECES = ["<", ">", "/", "a", "p", "b='", '"', "=", " ", "!--", "-->", "sup", "script", "s", "div", "&", "&lt;", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.booleans())
def test_whatever_comes_is_read_or_refused(source: str, is_canvas: bool) -> None:
    code, length = outcome(source, is_canvas)
    assert code in ("", "intake/html")
    assert length <= 4 * len(source)


UNITS = ["<", "<a ", "<a", "</", "</a ", "<!", "<?", "<![", "<!--", "<!---->", "<![CDATA[", "&", "&#", "&#x1", "&amp", "&lt", '<a b="', "<a b ",
         "<a x=", "<a/", "<sup>", "<sup>x<br>", "<sub></sub>", "<script>", "</script", "<script></script>", "<div>", "<p>x", "<s>", "<math>",
         "<pre>\n", " \t", "\u00a0", "<img data-equation-content='", "b ", "b=c ", "b='c' "]


@pytest.mark.parametrize("before", ["", "<pre>", "<sup>"])
@pytest.mark.parametrize("after", ["", ">"])
def test_time_and_text_grow_with_the_size_and_no_faster(before: str, after: str) -> None:
    """Several of these pages took the standard library's reader alone half a minute each; all of them together take this one seconds."""
    for unit in UNITS:
        code, length = outcome((before + unit * (FILE_LIMIT // len(unit)))[:FILE_LIMIT - len(after)] + after)
        assert code in ("", "intake/html")
        assert length <= 4 * FILE_LIMIT
