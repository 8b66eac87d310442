"""Sets of points as students write them: brackets of any kind, named coordinates, lines, ``±``, ``none``.

``(0,0), (1,1)`` · ``{(0,0), (1,1)}`` · ``x = y = 0; x = 1, y = 1`` · ``(0,0) and ±(1,1)`` · ``P_1 = (1,1)`` · ``x = ±1`` · ``∅``.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.expr import Expr, Span, build, postorder
from grader.kinds.points import commas
from grader.kinds.points.cleaning import CLOSE, NONE, OPEN, cleaned, counter_or_point, numbers_alone, with_lists
from grader.kinds.points.cutting import Part, closing, is_bracket, outside, parts, school_parts, stripped, unclosed
from grader.kinds.points.naming import Naming
from grader.kinds.points.natures import remark_on_natures
from grader.kinds.points.written import Point, SetReading, how_to_write, wrong_count
from grader.lazily import lazily
from grader.model import Diagnostic, Severity
from grader.record import replace
from grader.syntax import (
    BULLETS,
    COMPARISON,
    Scope,
    read_formula,
    without_bullets,
    without_dashes,
    without_words,
)

MOST_POINTS = 200
MOST_LENGTH = 4_000
MOST_NESTED = 3

_WORDS = lazily(r"[^\W\d_²³¹⁰-⁹]{2,}[\w\s.,-]*")
_TRANSPOSED = lazily(r"\s*(?:\^\s*(?:\{\s*)?(?:\\top|\\intercal|\\mathsf\s*T|\\text\s*T|T|⊤)(?:\s*\})?|\^?⊤|ᵀ|\.T|\.')\s*")
_SIGN = lazily(r"\s*([-−+±∓])\s*")
_COMMA = lazily(r"[0-9],[0-9]")
_RELATION = lazily(COMPARISON)


class _UnreadableError(Exception):
    def __init__(self, said: Diagnostic) -> None:
        super().__init__()
        self.said = said


def read_set(text: str, names: Sequence[str], scope: Scope) -> SetReading | Diagnostic:
    """Read a set of points whose coordinates have these names; ``scope`` has the names that stand in coordinates, the parameters.

    What cannot be read comes back as a Diagnostic with its place in the text.
    """
    return both_readings(text, names, scope)[0]


def both_readings(text: str, names: Sequence[str], scope: Scope) -> tuple[SetReading | Diagnostic, SetReading | None]:
    """Return the first reading of a text and the second one, if any; they remark on what the points are said to be."""
    first, second = _both_readings(text, names, scope)
    notes = remark_on_natures(text)
    if not notes or isinstance(first, Diagnostic):
        return first, second
    return replace(first, notes=(*first.notes, *notes)), None if second is None else replace(second, notes=(*second.notes, *notes))


def _both_readings(text: str, names: Sequence[str], scope: Scope) -> tuple[SetReading | Diagnostic, SetReading | None]:
    """The readings without such remarks.

    Dashes before all lines are minus signs where numbers follow, and bullets before points in brackets; second reading: the other.
    """
    if len(text) > MOST_LENGTH:
        return Diagnostic("syntax/too-long", f"the answer has more than {MOST_LENGTH} characters", "write the points alone",
                          (0, len(text))), None
    if len(names) == 1 and "c" not in (*scope.names, *names):
        text = with_lists(text)
    text = numbers_alone(without_bullets(text), names)
    counter = counter_or_point(text, names)
    if counter is not None:
        return counter, None
    plain = cleaned(without_words(text, replace(scope, names=(*scope.names, *names))), names)
    bare = without_dashes(plain)
    if bare == plain:
        return _by_commas(plain, names, scope)
    found = [_by_commas(each, names, scope)[0] for each in ((plain, bare) if len(names) == 1 else (bare, plain))]
    fitting = [each for each in found if isinstance(each, SetReading) and wrong_count(names, each) is None]
    if len(fitting) < 2:
        return next(iter(fitting), found[0]), None
    return fitting[0], replace(fitting[1], choice=BULLETS)


def _by_commas(plain: str, names: Sequence[str], scope: Scope) -> tuple[SetReading | Diagnostic, SetReading | None]:
    """Return the readings of a cleaned text: commas between digits part numbers, or they are decimal commas.

    Where something else parts the numbers, decimal commas come first; a reading by which the points have too many coordinates or too few
    is none beside one that fits.
    """
    apart, decimal = _read_plain(plain, names, scope), commas.with_points(plain)
    if isinstance(apart, Diagnostic) and apart.code == "set/comma":
        return apart, None
    other = _read_plain(decimal, names, scope) if decimal != plain else None
    if not isinstance(other, SetReading) or wrong_count(names, other) is not None:
        return _without_doubt(plain, names, apart), None
    if isinstance(apart, Diagnostic):
        return other, None
    if wrong_count(names, apart) is not None:
        # (1,1,-2) may be the point (1, 1) with a value behind it; of (1,5,2,5) each second comma is a decimal one.
        is_clear = all(len(point.coordinates) == 2 * len(names) for point in apart.points)
        return other if is_clear else replace(other, doubt=commas.doubt(plain, [(0, len(plain))])), None
    first, second = (other, apart) if commas.are_told_apart(decimal) else (apart, other)
    return first, replace(second, choice=commas.CHOICE)


def _without_doubt(plain: str, names: Sequence[str], reading: SetReading | Diagnostic) -> SetReading | Diagnostic:
    """Refuse a point that has too many coordinates, perhaps because a decimal comma was taken to part two; or numbers without brackets."""
    points, count = () if isinstance(reading, Diagnostic) else reading.points, len(names)
    is_bare = 1 < count < len(points) <= 2 * count and all(len(point.coordinates) == 1 for point in points)
    spans = [(0, len(plain))] if is_bare else [point.span for point in points if count < len(point.coordinates) <= 2 * count]
    return commas.doubt(plain, spans) or reading


def _read_plain(plain: str, names: Sequence[str], scope: Scope) -> SetReading | Diagnostic:
    end = len(plain.rstrip(" \t\n.,;"))
    span = stripped(plain, (0, end))
    said = unclosed(plain)
    if said is not None:
        return said
    if span[0] >= span[1]:
        return Diagnostic("syntax/empty", "there is nothing here that can be read", "write the points, or none", (0, len(plain)))
    if NONE.fullmatch(plain, *_behind_label(plain, span)):
        return SetReading(())
    try:
        return _Reader(plain, tuple(names), scope).read(span)
    except _UnreadableError as problem:
        return problem.said


def _behind_label(plain: str, span: Span) -> Span:
    """What stands behind ``S =``."""
    sign = next((at for at in outside(plain, span) if plain[at] in "=∈"), None)
    return span if sign is None else stripped(plain, (sign + 1, span[1]))


class _Reader:
    """Reads one text; points with named coordinates are collected until all are there."""

    def __init__(self, text: str, names: tuple[str, ...], scope: Scope) -> None:
        self.text = text
        self.names = names
        self.scope = scope
        self.order = tuple(range(len(names)))
        self.naming = Naming(text, names, scope)
        self.points: list[Point] = []
        self.bare: list[Point] = []
        self.notes: list[Diagnostic] = []
        self.given: dict[int, list[Expr]] = {}
        self.given_span: Span = (0, 0)
        self.is_named = False
        self.marks = frozenset[str]()

    def read(self, span: Span) -> SetReading:
        self._clauses(span, 0)
        self._end_of_named()
        places = {point.span for point in self.bare}
        if self.bare and not self.points and len(places) == len(self.bare) == len(self.names) > 1:
            whole = self.bare[0].span[0], self.bare[-1].span[1]
            self.points = [Point(tuple([point.coordinates[0] for point in self.bare]), whole)]
            self.notes.append(Diagnostic("set/no-brackets", "this was read as one point", "put a point in brackets", whole,
                                         severity=Severity.REMARK))
        else:
            self.points = sorted(self.points + self.bare, key=lambda point: point.span)
        return SetReading(tuple(self.points), tuple(self.notes))

    # -- clauses --------------------------------------------------------------------------------------------------

    def _clauses(self, span: Span, depth: int) -> None:
        for part in parts(self.text, span):
            self._clause(part.span, depth)

    def _clause(self, span: Span, depth: int) -> None:
        wrong = next((at for at in outside(self.text, span) if _RELATION.match(self.text, at)), None)
        if wrong is not None:
            raise _unreadable("set/condition", "this is a condition and no point", "write the points themselves", span)
        members = self._members(span)
        *heads, value = members
        targets, marks, is_named, is_capital = list[int](), set[str](), False, False
        for number, head in enumerate(heads):
            # In x = (1, -2) and x^* = (1, -2) the name is that of all coordinates together.
            place = None if len(heads) == 1 and self._is_whole_point(value) else self.naming.coordinate(head)
            swapped = self.naming.tuple_of_names(head)
            if place is not None:
                targets.append(place)
                marks.add(self.naming.mark(head))
            elif swapped is not None:
                self.order = swapped
            elif number or not self.naming.is_label(head):
                raise self._no_name(head)
            else:
                is_named, is_capital = len(self.names) > 1, self.text[head[0]].isupper()
                if not is_named and self.naming.is_other_name(head, value):
                    raise self._no_name(head)
        if targets:
            self.is_named = len(self.names) > 1
            if self.given and marks != self.marks:
                self._end_of_named(span)
            self.marks = frozenset(marks)
            self._named(targets, value, span, depth)
        elif not self._group(value, depth, is_capital):
            at = self.naming.behind_name(value) if len(self.names) > 1 else None
            if at is None or not self._group((at, value[1]), depth, self.text[value[0]].isupper()):
                if is_named:
                    raise self._no_name(span)
                self._bare(value, span)

    def _is_whole_point(self, value: Span) -> bool:
        """Whether a value is a bracket with all coordinates of a point."""
        if len(self.names) < 2 or not is_bracket(self.text, value[0]) or self.text[value[0]] not in "([":
            return False
        inner = value[0] + 1, closing(self.text, value[0])
        return len(parts(self.text, inner)) == len(self.names)

    def _members(self, span: Span) -> list[Span]:
        found, begin = list[Span](), span[0]
        for at in outside(self.text, span):
            sign = self.text[at]
            if sign in "=∈" or (sign == ":" and self.text[at + 1:at + 2] != "="):
                found.append(stripped(self.text, (begin, at - (sign == "=" and self.text[at - 1:at] == ":"))))
                begin = at + 1
        found.append(stripped(self.text, (begin, span[1])))
        if any(start >= end for start, end in found):
            raise _unreadable("syntax/missing-operand", "something is missing beside this sign", "write a point as (1, 2)", span)
        return found

    def _no_name(self, span: Span) -> _UnreadableError:
        names = " and ".join(self.names)
        if _WORDS.fullmatch(self.text, *span):
            return _unreadable("set/words", "only points are read here", "leave the words out", span)
        what = "an equation" if self.text[span[1]:].lstrip().startswith("=") else "a formula"
        return _unreadable("set/equation", f"this is {what} and no point", f"write the points themselves, as values of {names}", span)

    # -- points in brackets ---------------------------------------------------------------------------------------

    def _group(self, span: Span, depth: int, is_capital: bool = False) -> bool:
        """Read a bracket, perhaps with a sign in front; false for anything else.  ``is_capital`` tells that a capital letter names it."""
        sign = _SIGN.match(self.text, *span)
        start = sign.end() if sign else span[0]
        if not is_bracket(self.text, start) or self.text[start] == "{":
            return False
        end = closing(self.text, start)
        if end + 1 != span[1] and not _TRANSPOSED.fullmatch(self.text, end + 1, span[1]):
            return False
        inner = (start + 1, end)
        found, sign_between = school_parts(self.text, parts(self.text, inner), len(self.names))
        if sign_between == "/" and not is_capital:
            raise _unreadable("set/brackets", "this may be a point or a quotient", "write a point as (1, 2)", inner)
        mark = sign[1] if sign else ""
        if depth < MOST_NESTED and not mark and found and any(self._is_clause(part.span, self.text[start] == OPEN) for part in found):
            self._clauses(inner, depth + 1)
            return True
        if len(self.names) == 1 and len(found) == 1 and sign:
            return False
        for points in self._rows(start, inner, found):
            self._add(self._signed(points, mark, sign.start(1) if sign else 0), self.order, span if len(found) <= len(self.names) else None)
        return True

    def _is_clause(self, span: Span, in_braces: bool) -> bool:
        """Whether a part of a bracket is a point, or names a coordinate; the braces of a set may hold points as ``(1/2)``."""
        sign = _SIGN.match(self.text, *span)
        start = sign.end() if sign else span[0]
        if any(self.text[at] in "=∈" for at in outside(self.text, span)):
            return True
        if not is_bracket(self.text, start) or self.text[start] == "{" or len(self.names) == 1:
            return False
        end = closing(self.text, start)
        is_whole = end + 1 == span[1] or _TRANSPOSED.fullmatch(self.text, end + 1, span[1]) is not None
        found = parts(self.text, (start + 1, end))
        return is_whole and len(school_parts(self.text, found, len(self.names))[0] if in_braces else found) > 1

    def _rows(self, start: int, inner: Span, found: list[Part]) -> list[list[Part]]:
        """The points of a bracket without inner ones: itself, its rows, or in a set of numbers each of these."""
        count, opening = len(self.names), self.text[start]
        if not found:
            raise _unreadable("set/brackets", "there is nothing in this bracket", "write none if there is no point", (start, inner[1] + 1))
        if len(found) == count:
            self._no_decimal_comma(inner, found)
            return [found]
        if count == 1 and opening in (OPEN, "["):
            return [[part] for part in found]
        rows = [parts(self.text, row.span, ",") for row in parts(self.text, inner, ";\n")]
        self._no_decimal_comma(inner, found)
        return rows if len(rows) > 1 and all(len(row) == count for row in rows) else [found]

    def _no_decimal_comma(self, inner: Span, found: list[Part]) -> None:
        """Where ``;`` parts the coordinates, a comma between digits may be a decimal one."""
        comma = _COMMA.search(self.text, *inner)
        if comma is not None and any(part.behind == ";" for part in found):
            raise _UnreadableError(commas.asked_about(comma.start() + 1))

    # -- coordinates ----------------------------------------------------------------------------------------------

    def _signed(self, found: list[Part], mark: str, at: int) -> tuple[list[list[Expr]], Span, int]:
        """The values of each coordinate, with the sign in front of the bracket, and where a second sign ± stands, if any."""
        values, either = list[list[Expr]](), list[int]()
        for part in found:
            either += [place for place in range(*part.span) if self.text[place] in "±∓"]
            values.append(self._values(part.span))
        if mark in "±∓" and mark:
            either.insert(0, at)
            values = [[*each, *[build.neg(tree) for tree in each]] if len(each) == 1 else each for each in values]
        elif mark in "-−" and mark:
            values = [[build.neg(tree) for tree in each] for each in values]
        if len(either) > 1:
            raise _unreadable("set/two-signs", "two signs in one point", "write each point", (either[1], either[1] + 1))
        return values, (found[0].span[0], found[-1].span[1]), len(either)

    def _add(self, signed: tuple[list[list[Expr]], Span, int], order: tuple[int, ...], span: Span | None) -> None:
        values, inner, either = signed
        place = span or inner
        for number in range(2 if either else 1):
            coordinates = [each[min(number, len(each) - 1)] for each in values]
            if len(coordinates) == len(order):
                coordinates = [coordinates[order.index(at)] for at in range(len(order))]
            self._keep(Point(tuple(coordinates), place))

    def _keep(self, point: Point) -> None:
        self.points.append(point)
        if len(self.points) + len(self.bare) > MOST_POINTS:
            raise _unreadable("set/too-many", f"these are more than {MOST_POINTS} points", "write each point once", point.span)

    def _values(self, span: Span) -> list[Expr]:
        """A coordinate; two of them where it has one sign ±."""
        at = next((place for place in range(*span) if self.text[place] in "±∓"), None)
        if at is None:
            return [self._value(span, self.text)]
        other = next((place for place in range(at + 1, span[1]) if self.text[place] in "±∓"), None)
        if other is not None:
            raise _unreadable("set/two-signs", "two signs in one point", "write each point", (other, other + 1))
        first, second = ("+", "-") if self.text[at] == "±" else ("-", "+")
        in_front = not self.text[span[0]:at].strip() or self.text[span[0]:at].rstrip()[-1:] in "([{"
        texts = [self.text[:at] + (" " if sign == "+" and in_front else sign) + self.text[at + 1:] for sign in (first, second)]
        return [self._value(span, text) for text in texts]

    def _value(self, span: Span, text: str) -> Expr:
        found = read_formula(" " * span[0] + text[slice(*span)].replace(OPEN, "{").replace(CLOSE, "}"), self.scope)
        if isinstance(found, Diagnostic):
            if found.code == "syntax/unknown-name" and found.span is not None and self.naming.coordinate(found.span) is not None:
                raise self._no_name(span)
            raise _UnreadableError(replace(found, span=found.span or span))
        if any(node.is_array for node in postorder(found.tree)):
            # [1, 2]_1 is a number too, and which one of several entries is meant is not asked here.
            raise _unreadable("set/number", "a coordinate is a number", "write a point as (1, 2)" if len(self.names) > 1 else
                              how_to_write(self.names), span)
        self.notes += found.notes
        return found.tree

    # -- named coordinates and bare numbers -----------------------------------------------------------------------

    def _named(self, targets: list[int], value: Span, span: Span, depth: int) -> None:
        if len(self.names) == 1 and depth < MOST_NESTED and self._group(value, depth):
            return
        values = self._values(value)
        for target in targets:
            if target in self.given:
                self._end_of_named(span)
            if not self.given:
                self.given_span = span
            self.given[target] = values
            if len(values) > 1 and any(len(each) > 1 and each is not values for each in self.given.values()):
                raise _unreadable("set/two-signs", "two signs in one point", "write each point", value)
        self.given_span = self.given_span[0], span[1]
        if len(self.given) == len(self.names):
            either = max(len(each) for each in self.given.values()) - 1
            self._add(([self.given[at] for at in range(len(self.names))], self.given_span, either), tuple(range(len(self.names))), None)
            self.given = {}

    def _end_of_named(self, span: Span | None = None) -> None:
        if self.given:
            missing = [name for place, name in enumerate(self.names) if place not in self.given]
            raise _unreadable("set/coordinate", f"a value of {' and '.join(missing)} is missing here",
                              "write each point with all coordinates", span or self.given_span)

    def _bare(self, value: Span, span: Span) -> None:
        """Numbers without a bracket: the points of a set of numbers.  Beside coordinates with names nobody knows of which one is."""
        if self.is_named:
            raise _unreadable("set/coordinate", "of which coordinate this is a value is not told", "write each point with all coordinates",
                              span)
        for tree in self._values(value):
            self.bare.append(Point((tree,), span))
        if len(self.points) + len(self.bare) > MOST_POINTS:
            raise _unreadable("set/too-many", f"these are more than {MOST_POINTS} points", "write each point once", span)


def _unreadable(code: str, message: str, remedy: str, span: Span) -> _UnreadableError:
    return _UnreadableError(Diagnostic(code, message, remedy, span))
