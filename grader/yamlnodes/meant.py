"""What an author most likely meant where YAML refuses a text: the one change of a line after which YAML reads further than after any other.

A way out is told only if it was tried: the changed text is parsed again, and the first thing that is wrong then must stand further down.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from grader.yamlnodes.tried import begins_in, first_fault

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

WORK = 3_000_000
"""So many characters are parsed again for one fault: in a large file fewer changes are tried."""

LONGEST = 2_000
"""Characters of a line that is changed."""

LINES_BACK = 40
"""So far above the fault a quote may have been left open."""

_BREAKS = re.compile("(\r\n|[\n\r\x85\u2028\u2029])")
_HEAD = r"^(?P<head>[ ]*(?:-[ ]+)*(?:(?:[\w.-]+|\"[^\"]*\"):[ ]+)?)"
"""What stands before a text in its line: the indentation, dashes, a name and its colon."""
_KEY = r"^(?P<head>[ ]*(?:-[ ]+)*)(?P<name>[A-Za-z_][\w-]*)"
_NAMED = re.compile(_KEY + ":(?: |$)")
_BLANKS = "\u00a0\u2000-\u200a\u202f\u3000"
_PAIRS = re.compile(r"[A-Za-z]\w*: \S+(?:, *[A-Za-z]\w*: \S+)*")
_LISTED = re.compile(r"[\[{][ ]*[\"']|\{[ ]*[A-Za-z]\w*: ")
_QUOTE = "[\"']"
_CLOSERS = {"[": "]", "{": "}"}


class Place(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


class Change(NamedTuple):
    """A text in place of so many lines: where what is wrong stands, what is said of it, and the way out.

    Without a message the words of the parser's fault stand, at its place.  Where something ``begins`` in the line, a change does not help
    that makes the line the rest of a text above.
    """

    place: Place
    new: str
    remedy: str
    message: str = ""
    lines: int = 1
    begins: bool = False


def meant(error: MarkedYAMLError, text: str) -> Change | None:
    """Return the change after which YAML reads furthest, the first of equals; ``None`` if no change helps."""
    mark = error.problem_mark
    if mark is None:
        return None
    pieces = _BREAKS.split(text)
    lines = pieces[::2]
    at = min(mark.line, len(lines) - 1)
    best, reached = None, (at, mark.index)
    tried = set[tuple[int, str]]()
    for change in itertools.islice(_changes(error, lines, at), 400):
        number = change.place.line - 1
        if (number, change.new) in tried or len(change.new) > LONGEST:
            continue
        if (len(tried) + 1) * len(text) > WORK:
            break
        tried.add((number, change.new))
        new = "".join((*pieces[:2 * number], change.new, *pieces[2 * (number + change.lines) - 1:]))
        found = first_fault(new)
        more = change.new.count("\n") + 1 - change.lines
        is_further = found is None or ((found[0] - more, found[1]) > reached and found[0] - more > at)
        if not is_further or (change.begins and not begins_in(number, new)):
            continue
        if found is None:
            return change
        best, reached = change, (found[0] - more, found[1])
    return best


def _changes(error: MarkedYAMLError, lines: list[str], at: int) -> Iterator[Change]:
    """Changes to try, the likeliest first; of what is equally likely, the line where the parser says it began comes first."""
    mark = error.problem_mark
    column = mark.column if mark is not None else 0
    near = _near(error, lines, at)
    for number in near:
        yield from _of_signs(number, lines[number])
    yield from _of_brackets(lines, near)
    yield from _inside(at, lines[at], column, (error.context or "").startswith("while parsing a flow"))
    yield from _of_quotes(lines, near, at)
    for number in near:
        yield from _of_names(number, lines[number], _COLONS)
    texts = [number for number in near if not _NAMED.match(lines[number])]
    for number in texts:
        yield from _of_dashes(lines, number)
    for number in near:
        yield from _of_names(number, lines[number], _WORDS)
    for number in sorted(near, key=lambda each: each != at):
        yield from _of_columns(lines, number)
    for number in near:
        yield from _of_dashes(lines, number)
    for number in near:
        yield from _whole_in_quotes(number, lines[number])


def _near(error: MarkedYAMLError, lines: list[str], at: int) -> list[int]:
    """The lines that may be wrong: where the parser stopped, where it had begun, the one above, and the first one of the block above."""
    filled = [number for number in range(at) if _is_filled(lines[number])]
    begun = error.context_mark.line if error.context_mark is not None else at
    before = filled[-1] if filled else at
    head = next((after for above, after in zip(reversed(filled[:-1]), reversed(filled[1:]), strict=True)
                 if lines[above].rstrip().endswith(":")), at)
    near = dict.fromkeys((begun, at, before, head, *filled[:1]))
    return [number for number in near if number < len(lines) and len(lines[number]) <= LONGEST]


def _is_filled(line: str) -> bool:
    text = line.strip()
    return bool(text) and not text.startswith("#")


_OTHER_BLANK = "a blank of another kind stands here", "type it anew with the space bar"
_SIGNS = (
    (re.compile("^[ ]*```.*$"), "", "a fence of Markdown is no YAML", "delete the lines with ```"),
    (re.compile(rf"^[ ]*(?:-[ ]*)?(?P<at>[{_BLANKS}]+)"), " ", *_OTHER_BLANK),
    (re.compile(rf"(?<=:)(?P<at>[{_BLANKS}]+)"), " ", *_OTHER_BLANK),
    (re.compile(r"^[ ]*(?P<at>[–—−•·▪*]|[0-9]{1,3}[.)])(?=[ ])"), "-", "an entry of a list begins with '-' and a blank", "write '-' here"),
    (re.compile(r"^[ ]*(?P<at>-)(?=[^\s-])"), "- ", "no blank stands after this '-'", "write '- '"),
    (re.compile(r"[\]}\"'](?P<at>[,;])[ ]*$"), "", "a sign follows the end of a text, list or mapping", "delete it"),
)
"""Signs that stand for others: where, what is meant in their place, and what is said."""


def _of_signs(number: int, line: str) -> Iterator[Change]:
    for pattern, new, message, remedy in _SIGNS:
        found = pattern.search(line)
        if found is not None:
            name = "at" if "at" in pattern.groupindex else 0
            start, end = found.span(name)
            meant = new * (end - start) if new == " " else new
            yield Change(Place(number + 1, start + 1), f"{line[:start]}{meant}{line[end:]}", remedy, message)


def _of_brackets(lines: list[str], near: list[int]) -> Iterator[Change]:
    """Brackets of YAML that are not closed or not opened, and round ones in place of braces."""
    for number in near:
        line = lines[number]
        opened = re.search(_HEAD + r"(?P<value>[^\s\"'\[{(|>#][^#\[{]*\})[ ]*$", line)
        if opened is not None and ":" in opened["value"]:
            yield Change(Place(number + 1, opened.start("value") + 1), f"{opened['head']}{{{opened['value']}", "open it with '{'",
                         "the '}' at the end of this line closes nothing")
        for half, mended in ((r"\[([^\[\](){}]*)\)", "[{}]"), (r"\(([^\[\](){}]*)\]", "[{}]")):
            mixed = re.search(half, line)
            if mixed is not None:
                yield Change(Place(number + 1, mixed.start() + 1), line[:mixed.start()] + mended.format(mixed[1]) + line[mixed.end():],
                             f"write {mended.format(mixed[1])}", f"{mixed[0]} begins and ends with brackets of two kinds")
        round_ = re.search(_HEAD + r"\((?P<value>.*: .*)\)[ ]*$", line)
        if round_ is not None:
            yield Change(Place(number + 1, round_.end("head") + 1), f"{round_['head']}{{{round_['value']}}}", "write '{' and '}'",
                         "names with their values stand in braces in YAML, not in round brackets")
    for number in sorted(set(near)):
        yield from _closed(number, lines)


def _closed(number: int, lines: list[str]) -> Iterator[Change]:
    """The line with the brackets closed that are open at its end; they may begin in a line above."""
    for first in range(number, max(-1, number - 5), -1):
        begun = re.search(_HEAD + r"(?P<sign>[\[{])", lines[first])
        if begun is None:
            continue
        missing = _missing("\n".join(lines[first:number + 1])[begun.end("head"):])
        if missing:
            sign, here = begun["sign"], first == number
            yield Change(Place(number + 1, begun.end("head") + 1 if here else 1), lines[number].rstrip().rstrip(",") + missing,
                         f"close it with {_CLOSERS[sign]!r}{'' if here else ' at the end of this line'}; put a formula that begins with "
                         f"{sign!r} in quotes", f"the {sign!r} {'here' if here else f'in line {first + 1}'} is never closed")
        return


def _missing(text: str) -> str:
    """The brackets that close what is open at the end of a text; none if a bracket closes another one."""
    open_: list[str] = []
    for found in re.finditer(r"\"[^\"]*\"|'[^']*'|[\[\]{}]", text):
        sign = found[0]
        if sign in _CLOSERS:
            open_.append(_CLOSERS[sign])
        elif len(sign) == 1 and (not open_ or open_.pop() != sign):
            return ""
    return "".join(reversed(open_))


def _inside(at: int, line: str, column: int, is_inside: bool) -> Iterator[Change]:
    """A bracket that closes nothing, or closes another one; what is wrong between two brackets, where the parser is between them."""
    place = Place(at + 1, column + 1)
    sign = line[column:column + 1]
    if sign in ("]", "}"):
        other = "}" if sign == "]" else "]"
        yield Change(place, line[:column] + other + line[column + 1:], f"write {other!r}", f"this {sign!r} does not close what was opened")
        yield Change(place, line[:column] + line[column + 1:], "delete it", f"this {sign!r} closes nothing")
    if not is_inside or len(line) > LONGEST:
        return
    twice = re.search(r",(?P<at>[ ]*,)", line)
    if twice is not None:
        yield Change(Place(at + 1, twice.start("at") + 1), line[:twice.start("at")] + line[twice.end("at"):], "delete one of the two",
                     "two ',' follow each other")
    semicolon = line.find(";")
    if semicolon >= 0:
        yield Change(Place(at + 1, semicolon + 1), line.replace(";", ","), "write ','", "between brackets, YAML parts entries by ','")
    word = re.search(r"(?<=\S)[ ]+(?P<name>[\w.-]+|\"[^\"]*\"|'[^']*')$", line[:column])
    if word is None and line[column:column + 1] in ("'", '"') and re.search(r"[\w\"'] *$", line[:column]):
        yield Change(Place(at + 1, column + 1), f"{line[:column]}, {line[column:]}", "write ',' in front of it", "a ',' is missing here")
    if word is not None:
        yield Change(Place(at + 1, word.start("name") + 1), f"{line[:word.start()]},{line[word.start():]}", "write ',' in front of it",
                     "a ',' is missing before this name")


def _of_quotes(lines: list[str], near: list[int], at: int) -> Iterator[Change]:
    """Quotes that are not closed, or that stand within a text in such quotes."""
    back = range(at, max(-1, at - LINES_BACK), -1)
    for number in dict.fromkeys((*near, *back)):
        line = lines[number]
        found = re.search(_HEAD + r"(?P<sign>[\"'])(?P<inner>.*?)[ ]*$", line) if len(line) <= LONGEST else None
        if found is None:
            continue
        head, sign, inner = found["head"], found["sign"], found["inner"]
        place, last = Place(number + 1, found.end("head") + 1), inner[-1:]
        if sign not in inner:
            if last in ("'", '"'):
                yield Change(place, f"{head}{sign}{inner[:-1]}{sign}", f"end it with {sign}",
                             f"this text begins with {sign} and ends with {last}")
            yield Change(place, f"{head}{sign}{inner}{sign}", f"close it with {sign}", "this quote is never closed")
        elif last == sign and sign in inner[:-1]:
            remedy = _DOUBLED if sign == "'" else _with_single("put the whole text in single quotes", inner)
            yield Change(place, f"{head}{_single(inner[:-1])}", remedy, f"this text has {sign} inside of {sign}")


_DOUBLED = "inside single quotes, write '' for '"


def _with_single(remedy: str, text: str) -> str:
    return f"{remedy}; {_DOUBLED}" if "'" in text else remedy


def _single(text: str) -> str:
    """A text in single quotes."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _of_names(number: int, line: str, rows: tuple[tuple[str, str, str], ...]) -> Iterator[Change]:
    """Lines with a name and a value that are not joined by a colon and a blank."""
    for pattern, message, remedy in rows:
        found = re.search(_KEY + pattern, line)
        if found is not None:
            rest = line[found.end():]
            yield Change(Place(number + 1, found.end("name") + 1), f"{found['head']}{found['name']}: {rest}",
                         f"write {found['name']}{remedy}", message.format(name=found["name"]))


_COLONS = (
    (r":(?=[^\s:])", "no blank stands after this ':'", ": …"),
    (r"[ ]?[：﹕][ ]*", "this is not the ':' of the keyboard", ": …"),
    (r"[ ]*:?=[ ]*(?=\S)", "'=' stands where YAML has ': '", ": …"),
    (r"[ ]+(?=[\"'\[{|>0-9])", "':' is missing after {name!r}", ": …"),
)
_WORDS = ((r"[ ]+(?=\S+[ ]*$)", "':' is missing after {name!r}", ": …"),)
"""What is said of two words, which may be a text as well."""


def _of_columns(lines: list[str], number: int) -> Iterator[Change]:
    """The line begun in the columns in which the lines around it begin, or behind their dashes; the nearest column first."""
    line = lines[number]
    text = line.lstrip(" ")
    column = len(line) - len(text)
    if not text or text.startswith("#"):
        return
    wide = re.match(r"-[ ]{2,}(?=\S)", text)
    if wide is not None:
        yield Change(Place(number + 1, column + wide.end() + 1), f"{' ' * column}- {text[wide.end():]}", "write one blank after '-'",
                     "this does not begin in the column of the lines below it")
    columns = dict[int, None]()
    for above in filter(_is_filled, lines[number - 1::-1] if number else ()):
        columns |= dict.fromkeys((_begin(above), len(above) - len(above.lstrip(" "))))
        if len(columns) >= 5:
            break
    below = next(filter(_is_filled, lines[number + 1:]), "")
    inner = len(line) - len(text) + 2 if text.startswith("- ") else column
    if below:
        columns |= {max(0, len(below) - len(below.lstrip(" ")) - inner + column): None}
    names = _names_above(lines, number)
    begins = _NAMED.match(line) is not None or not names or column <= names[0]
    for wanted in sorted((each for each in columns if each != column), key=lambda each: abs(each - column)):
        yield Change(Place(number + 1, column + 1), " " * wanted + text, f"begin it in column {wanted + 1}",
                     f"this line begins in column {column + 1}, where nothing can go on", begins=begins)


def _names_above(lines: list[str], number: int) -> list[int]:
    """The columns of the names in the lines above, the nearest first."""
    return [found.end("head") for found in map(_NAMED.match, reversed(lines[max(0, number - LINES_BACK):number])) if found is not None]


def _begin(line: str) -> int:
    """Where a line begins behind its dashes."""
    found = re.match(r"[ ]*(?:-[ ]+)*", line)
    return found.end() if found is not None else 0


def _of_dashes(lines: list[str], number: int) -> Iterator[Change]:
    """The line as an entry of a list; a line without a name may also go on with the text above."""
    line = lines[number]
    text = line.lstrip(" ")
    column = len(line) - len(text)
    if not text or text.startswith(("-", "#")):
        return
    place, message = Place(number + 1, column + 1), "this line does not begin with '-' as an entry of a list does"
    is_open = not (":" in text or text[0] in "\"'[{")
    remedy = "begin it with '- '" + ("; or indent it further, if the text above goes on" if is_open else "")
    yield Change(place, f"{' ' * column}- {text}", remedy, message)
    above = _names_above(lines, number)
    if is_open and above and column <= above[0]:
        run = list(itertools.takewhile(lambda each: lines[each].startswith(" " * column) and not _NAMED.match(lines[each]),
                                       range(number, min(len(lines), number + LINES_BACK))))
        first, more = text.split()[0], " " * (above[0] + 2 - column)
        is_name = re.fullmatch(r"[A-Za-z_-]+ [\w.-]*\w *", text) or any(line.lstrip(" -").startswith(f"{first}: ") for line in lines)
        word = f", or write ':' behind {first!r}" if len(run) == 1 and is_name else ""
        indented = "\n".join(f"{more}{lines[each]}" for each in run)
        yield Change(place, indented, f"indent this text further than the line with its name{word}",
                     "this line has no name with ': ', and it is not indented further than the line above", len(run))
    elif column >= 2 and not is_open:
        yield Change(place, f"{' ' * (column - 2)}- {text}", f"write '- ' in column {column - 1}", message)


def _whole_in_quotes(number: int, line: str) -> Iterator[Change]:
    """The text of the line in single quotes, unless it is a list of texts or names with values; what is said of it stays."""
    found = re.search(_HEAD + r"(?P<value>\S.*?)[ ]*$", line)
    if found is None or found["value"] in "|>" or _LISTED.match(found["value"]):
        return
    place, value = Place(number + 1, found.end("head") + 1), found["value"]
    begun = re.match(r"(?P<sign>[\"'])(?:(?!(?P=sign)).)*(?P=sign)[ ]*", value)
    if begun is not None:
        yield Change(Place(number + 1, found.end("head") + begun.end() + 1), f"{found['head']}'{re.sub(_QUOTE, '', value)}'",
                     "put the whole text in one pair of quotes", "this text goes on after its closing quote")
    remedy = _with_single("put the whole text in quotes", value)
    yield Change(place, f"{found['head']}{_single(value)}",
                 f"{remedy}; names with their values are written {{name: value}}" if _PAIRS.fullmatch(value) else remedy)
