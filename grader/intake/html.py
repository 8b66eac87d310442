"""HTML that students typed into an editor of an LMS, as the lines of text that they saw.

Nothing is rendered and nothing of the HTML survives.  Block elements and ``<br>`` end a line, superscripts become ``^{…}`` and
subscripts ``_{…}``, Canvas's images of equations give the LaTeX that they were made from.  What cannot be said in a line of text, such as a
picture, MathML or what is struck out, leaves the mark :data:`UNREAD`, which no answer may hold: so nobody is graded on half of what
was to be seen.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from grader.intake.member import Refused, shown
from grader.record import record

UNREAD = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Takes the place of something that was to be seen and is no text."""

DEEPEST = 20
"""Superscripts and subscripts that may be inside one another."""

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
_INLINE = {
    "a", "abbr", "acronym", "area", "b", "base", "basefont", "bdi", "bdo", "big", "br", "cite", "code", "col", "colgroup", "data",
    "dfn", "em", "font", "i", "ins", "kbd", "label", "link", "map", "mark", "meta", "nobr", "param", "q", "samp", "small", "span",
    "strong", "sub", "sup", "td", "th", "time", "tt", "u", "var", "wbr"}
_DROPPED = {"head", "noscript", "script", "style", "template", "title"}
_UNREADABLE = {"audio", "button", "canvas", "del", "iframe", "math", "object", "s", "select", "strike", "svg", "textarea", "video"}
_UNREADABLE_ALONE = {"embed", "img", "input"}
_RAISED = {"sup": "^{", "sub": "_{"}
_PLAIN_INSIDE = {"script", "style", "textarea", "title"}
"""In these elements ``<`` is a character like others."""

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_UNSEEN = re.compile("[\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}]")
_KEPT = "\N{NO-BREAK SPACE}"
"""A blank that is there on the page too, also at the front of a line, where others are not."""
_BLANKS = re.compile(r"[ \t\n\r\f]+")


@record
class Page:
    """The text of a page, and whether it is all that was to be seen there: ``False`` if it holds an :data:`UNREAD`."""

    text: str
    is_whole: bool


def read_html(source: str, is_canvas: bool = False) -> Page:
    """Return the lines of a page or of a part of one.

    ``is_canvas`` reads only the ``div`` after the first heading, as Canvas writes a text entry: the heading holds the student's name.
    Raises :class:`Refused` (``intake/html``) if the HTML is damaged, so that what comes after the damage is not lost without a word.
    """
    reader, at = _Reader(is_canvas), 0
    while (start := source.find("<", at)) >= 0:
        reader.text(source[at:start])
        at = _markup(source, start, reader)
    reader.text(source[at:])
    return reader.page()


def _markup(source: str, start: int, reader: _Reader) -> int:
    """Read what begins with ``<`` and return where it ends.

    The standard library's parser looks for the end of whatever has none again and again, so it gets one whole tag at a time.
    """
    behind = source[start + 1:start + 2]
    if found := _TAG.match(source, start):
        reader.feed(found[0])
        if reader.rawdata:
            raise _damaged(source, start, f"the tag <{shown(found[2])}> cannot be read")
        name = found[2].lower()
        if found[1] or name not in _PLAIN_INSIDE:
            return found.end()
        end = re.compile(rf"</{name}\b", re.I).search(source, found.end())
        if end is None:
            raise _damaged(source, start, f"<{name}> has no end")
        return end.start()
    if behind in ("!", "?", "/"):
        close = "-->" if source.startswith("<!--", start) else ">"
        end_of_it = source.find(close, start + 2)
        if end_of_it < 0:
            raise _damaged(source, start, "a comment or a declaration has no end")
        return end_of_it + len(close)
    if behind.isascii() and behind.isalpha():
        raise _damaged(source, start, "a tag has no end")
    reader.text("<")
    return start + 1


def _damaged(source: str, at: int, reason: str) -> Refused:
    line = source.count("\n", 0, at) + 1
    return Refused("intake/html", f"line {line}: the HTML is damaged ({reason}), so nothing of it was read", line)


class _Reader(HTMLParser):
    """Collects lines; ``_hidden`` is the element, with its depth, whose inside is not read."""

    def __init__(self, is_canvas: bool) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._line: list[str] = []
        self._raised: list[str] = []
        self._hidden, self._depth = "", 0
        self._preformatted = 0
        # Canvas: 0 before the heading has ended, 1 after it, 2 and more inside the div, counted; -1 after it and on other pages.
        self._canvas, self._is_canvas = 0, is_canvas

    def page(self) -> Page:
        """The page, once all of it was fed."""
        if self._hidden:
            raise Refused("intake/html", f"the HTML is damaged (<{self._hidden}> has no end)")
        if self._is_canvas and 0 <= self._canvas < 2:
            raise Refused("intake/html", "this is no page that Canvas makes of a text entry: no <div> follows a heading")
        self._end_line()
        text = "\n".join(self._lines)
        return Page(text, UNREAD not in text)

    def text(self, data: str) -> None:
        """Read the text between two tags."""
        if data and not self._hidden and (not self._is_canvas or self._canvas >= 2):
            self._text(_UNSEEN.sub("", html.unescape(data)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            self._depth += tag == self._hidden
        elif self._is_canvas and self._canvas < 2:
            self._canvas = 2 if self._canvas == 1 and tag == "div" else self._canvas
        elif tag in _DROPPED or tag in _UNREADABLE:
            self._hidden, self._depth = tag, 1
            self._put(UNREAD if tag in _UNREADABLE else "")
        else:
            self._canvas += self._is_canvas and tag == "div"
            self._start(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._depth -= tag == self._hidden
            self._hidden = self._hidden if self._depth else ""
        elif self._is_canvas and self._canvas < 2:
            self._canvas = 1 if tag == "h1" and self._canvas == 0 else self._canvas
        elif self._is_canvas and tag == "div" and self._canvas == 2:
            self._canvas = -1
        else:
            self._canvas -= self._is_canvas and tag == "div"
            self._end(tag)

    def _text(self, data: str) -> None:
        if self._preformatted:
            first, *others = data.replace(" ", _KEPT).split("\n")
            self._put(first)
            for line in others:
                self._end_line()
                self._put(line)
        else:
            data = _BLANKS.sub(" ", data)
            follows_blank = not self._line or self._line[-1].endswith(" ")
            self._put(data.lstrip(" ") if follows_blank else data)

    def _start(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _RAISED and len(self._raised) == DEEPEST:
            raise Refused("intake/html", f"more than {DEEPEST} superscripts and subscripts are inside one another")
        if tag in _RAISED:
            self._raised.append(_RAISED[tag])
            self._line.append(_RAISED[tag])
        elif tag in _UNREADABLE_ALONE:
            formula = attributes.get("data-equation-content")
            self._text(f" {formula} " if formula else UNREAD)
        elif tag in ("td", "th"):
            self._put(" ")
        elif tag in _BLOCKS or tag == "br":
            self._end_line()
        elif tag not in _INLINE and ":" not in tag:
            # In x<y, z>2 it was no tag at all.
            self._put(UNREAD)
        self._preformatted += tag == "pre"

    def _end(self, tag: str) -> None:
        opening = _RAISED.get(tag)
        if opening in self._raised:
            while self._raised.pop() != opening:
                self._lower()
            self._lower()
        elif tag in _BLOCKS:
            self._end_line()
        self._preformatted -= tag == "pre" and self._preformatted > 0

    def _put(self, text: str) -> None:
        if text:
            self._line.append(text)

    def _lower(self) -> None:
        """End the innermost raised or lowered part; one without text leaves nothing, as on the page."""
        if self._line and self._line[-1] in _RAISED.values():
            self._line.pop()
        else:
            self._line.append("}")

    def _end_line(self) -> None:
        for _ in self._raised:
            self._lower()
        line = "".join(self._line).strip(" ").replace(_KEPT, " ").rstrip()
        if line:
            self._lines.append(line)
        self._line = list(self._raised)
