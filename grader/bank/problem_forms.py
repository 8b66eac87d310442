"""The forms of a problem's own fields: its id, shares of points, sizes, axes, variables, wrong answers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, get_args

from grader.bank.forms import (
    ANY_TEXT,
    FORMULA,
    TEXT,
    Form,
    Key,
    Path,
    Reader,
    choice,
    listed,
    mapping,
    named,
    read_fields,
    scalar,
    schema_of,
    shown,
    unquoted,
    written,
)
from grader.expr import HIGHEST_ORDER
from grader.misconceptions import BY_NAME
from grader.model import ArrayKind, Domain, Where, WrongAnswer
from grader.record import record
from grader.yamlnodes import Mapping, Node, Scalar, Sequence, nearest

NAME = "[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)?"
"""A declared name; Greek letters are spelled out (``theta`` may be written θ in answers)."""

LONGEST_NAME = 40
LONGEST_ID = 80

NUMBER = r"[0-9]{1,6}(\.[0-9]{1,6}|/0*[1-9][0-9]{0,5})?"
"""An exact number such as 2, 1.5 or 1/2."""

SHARE = rf"({NUMBER}|[0-9]{{1,3}} ?%)"
"""A share such as 1/2, 0.5 or 50%."""

_WORDS = frozenset(word for slug in BY_NAME for word in slug.split("-"))
"""Words of slugs: in ``credit``, ``sign`` stands for ``inner-sign`` and all others that have it."""


def share(text: str) -> Fraction | None:
    """A share such as 50%, 0.5 or 1/2, at most 1; ``None`` for any other text."""
    found = text.strip()
    part = (Fraction(found.rstrip("%").strip()) / 100 if re.fullmatch("[0-9]{1,3} ?%", found) else
            Fraction(found) if re.fullmatch(NUMBER, found) else None)
    return part if part is not None and part <= 1 else None


def credit(text: str) -> Fraction | None:
    return Fraction(text == "full") if text in ("full", "none") else share(text)


ID = written(rf"(?!(?:[Ss]tudent|[Nn]ame)$)[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_ID - 1}}}", "bank/id",
             "an id has at most 80 letters (A-Z, a-z), digits, '.', '_' and '-', begins with a letter or digit; student and name are none",
             "choose an id such as chain-ex58")
PART_NAME = written(NAME, "bank/name", "a part's name is a letter and then letters and digits, perhaps with one index",
                    "write it as inner or slope_1", most=LONGEST_NAME)
POINTS = written(NUMBER, "bank/points", "points must be a number above 0 and below 1,000,000", "write 2, 1.5 or 1/2",
                 lambda text: Fraction(text) or None, default="1")
LAYOUTS = written(f"(full|none|{SHARE})", "bank/layouts", "layouts must be full, none, or a fraction between 0 and 1",
                  "write full, none or 1/2", credit, default="full")
FOLLOW_CREDIT = written(f"(full|none|{SHARE})", "bank/credit", "a credit is full, none, or a share between 0 and 1",
                        "write full, none, 50% or 1/2", credit, default="full")


@record
class Direction:
    """The formula of a direction, and whether it is given by a vector along it, of any length."""

    text: Scalar
    is_along: bool = False


def _direction(node: Node, path: Path, reader: Reader) -> Direction | None:
    if not isinstance(node, Mapping):
        text = FORMULA.read(node, path, reader)
        return None if text is None else Direction(text)
    text = _ALONG.read(node, path, reader).get("along")
    return None if text is None else Direction(text, is_along=True)


_ALONG = mapping((Key("along", FORMULA, "A vector in the direction, of any length.", is_needed=True),))
DIRECTION = Form(_direction, {"anyOf": [FORMULA.schema, _ALONG.schema]})


def _order(node: Node, path: Path, reader: Reader) -> int | None:
    order = _ORDERS.read(node, path, reader)
    return None if order is None else int(order)


_ORDERS = written("[0-9]{1,2}", "bank/choice", f"an order is a whole number from 0 to {HIGHEST_ORDER}", "write order: 2",
                  lambda text: text if int(text) <= HIGHEST_ORDER else None)
ORDER = Form(_order, {"type": "integer", "minimum": 0, "maximum": HIGHEST_ORDER})

_SIDE = re.compile("[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?|[0-9]{1,6}")


def comparisons(text: str) -> tuple[tuple[str | int, str, str | int], ...] | None:
    """The comparisons of ``N <= M and 2 <= M``, with whole numbers as numbers; ``None`` for any other text."""
    found = list[tuple[str | int, str, str | int]]()
    for part in re.split(r"\band\b|,|&", text.replace("≤", "<=").replace("≥", ">=")):
        sides = re.split("(<=|>=|<|>|=)", part)
        names = [side.strip() for side in sides[::2]]
        if len(sides) < 3 or not all(map(_SIDE.fullmatch, names)):
            return None
        values = [int(name) if name.isdigit() else name for name in names]
        found += zip(values, sides[1::2], values[1:], strict=False)
    return tuple(found)


def _comparisons(node: Node, path: Path, reader: Reader) -> tuple[tuple[str | int, str, str | int], ...] | None:
    found = scalar(node, path, reader)
    compared = None if found is None else comparisons(found.text)
    if found is not None and compared is None:
        reader.say(path, found, "bank/sizes", "this does not compare sizes", "write it as N <= M, or 2 <= N and N < M")
    return compared


COMPARISONS = Form(_comparisons, ANY_TEXT)


# Sizes, functions, indices


def _size(text: str) -> str | int:
    return int(text) if text.isdigit() else text


def _arguments(node: Node, path: Path, reader: Reader) -> int | None:
    said = "bank/funcs", f"{path[-1]!r} needs its number of arguments, from 1 to 9", f"write {path[-1]}: 1"
    found = unquoted(node, path, reader, *said)
    if found is not None and not re.fullmatch("[1-9]", found.text):
        reader.say(path, found, *said)
        return None
    return None if found is None else int(found.text)


def _index_end(node: Node, path: Path, reader: Reader) -> str | int | None:
    found = scalar(node, path, reader)
    return None if found is None else _size(found.text)


FUNCTIONS = named(Form(_arguments, ANY_TEXT))
INDICES = named(Form(_index_end, ANY_TEXT))

_AXES = mapping((Key("out", listed(TEXT), "Indices of the function's value."), Key("in", listed(TEXT), "Indices of the variable.")))


def _axes(node: Node, path: Path, reader: Reader) -> tuple[str, ...] | None:
    """The names of the axes, outputs first."""
    found = _AXES.read(node, path, reader)
    return None if found is None else (*found.get("out", ()), *found.get("in", ()))


AXES = Form(_axes, _AXES.schema)


# Variables


@record
class Declaration:
    """A declared name; the ends are texts and are there for an interval only, the sizes for a vector or matrix."""

    name: Scalar
    domain: Domain = "real"
    low: Scalar | None = None
    high: Scalar | None = None
    shape: tuple[str | int, ...] = ()
    kind: ArrayKind = "real"


def _sizes(node: Node, path: Path, reader: Reader) -> tuple[str | int, ...] | None:
    """One or two sizes: names or positive integers."""
    if not isinstance(node, Sequence):
        reader.misfit(path, node, "must be a list", "begin each entry on a line of its own with '- '")
        return None
    if not 1 <= len(node.items) <= 2:
        reader.say(path, node, "bank/form", f"{shown(path)} must hold one or two sizes", "write [N] or [M, N]")
    if len(node.items) == 1 and isinstance(node.items[0], Sequence):
        reader.say(path, node.items[0], "bank/form", f"{shown(path)} must hold one or two sizes", "write [M, N] with one pair of brackets")
        return None
    found = [scalar(item, (*path, at), reader) for at, item in enumerate(node.items)]
    for size in found:
        if size is not None and not re.fullmatch(f"{NAME}|[1-9][0-9]{{0,5}}", size.text):
            reader.say(path, size, "bank/size", f"{size.text[:40]!r} is no size of a vector or matrix",
                       "write a name or a number above 0; an interval is written {domain: [0, 1]}")
    return tuple(_size(size.text) for size in found if size is not None)


def _ends(node: Node, path: Path, reader: Reader) -> tuple[Scalar, Scalar] | None:
    if not isinstance(node, Sequence) or len(node.items) != 2:
        if isinstance(node, Scalar) and not node.text.strip():
            reader.misfit(path, node, "", "")
        else:
            reader.say(path, node, "bank/domain", f"{shown(path)} needs two ends", "write {domain: [0, 1]}; an open end is oo or -oo")
        return None
    low, high = (scalar(item, (*path, at), reader) for at, item in enumerate(node.items))
    return None if low is None or high is None else (low, high)


_TEXTS: dict[str, Any] = {"type": "array", "items": ANY_TEXT}
_ENDS = Form(_ends, {**_TEXTS, "minItems": 2, "maxItems": 2})
_SIZES = Form(_sizes, {**_TEXTS, "minItems": 1, "maxItems": 2})
_DOMAIN = choice(*[domain for domain in get_args(Domain) if domain != "interval"],
                 more="; a vector is written [N], a matrix [M, N], an interval {domain: [0, 1]}")

ARRAY_KIND = choice(*get_args(ArrayKind))

_OF_VARIABLES = ("domain", "shape", "kind")
_INTERVAL = mapping((Key("domain", _ENDS, "The two ends: expressions without variables, -oo or oo.", is_needed=True),), _OF_VARIABLES,
                    "An interval such as {domain: [0, pi/2]}.")
_ARRAY = mapping((Key("shape", _SIZES, "The sizes.", is_needed=True), Key("kind", ARRAY_KIND, "The property that all its values have.")),
                 _OF_VARIABLES, "A vector or matrix with a property, such as {shape: [N, N], kind: sym}.")


_SAID_ELSE = {
    "scalar": "real", "number": "real", "float": "real", "> 0": "positive", "nonnegative": "{domain: [0, oo]}",
    "non-negative": "{domain: [0, oo]}", ">= 0": "{domain: [0, oo]}", "negative": "{domain: [-oo, 0]}", "< 0": "{domain: [-oo, 0]}",
    "vector": "[N]", "matrix": "[N, N]"}
"""Words of other programs for where a variable's values lie, each with the form that is meant."""

_PAIR = re.compile(r"[\[(]\s*([^][(),;]+?)\s*[,;]\s*([^][(),;]+?)\s*[\])]")
_POWER = re.compile(rf"(?:R\^)?[{{(]?(?P<rows>{NAME}|\d+)(?: x |\s*(?:×|\\times)\s*)(?P<columns>{NAME}|\d+)[}})]?"
                    rf"|R\^[{{(]?(?P<length>{NAME}|\d+)[}})]?")


def _meant(text: str) -> str:
    """The form of a variable that a text means which is none: an interval or sizes in quotes, or a word of another program.

    >>> _meant("[0, 1]"), _meant("[M, N]"), _meant("N x N"), _meant("R^N"), _meant("nonnegative")
    ('{domain: [0, 1]}', '[M, N]', '[N, N]', '[N]', '{domain: [0, oo]}')
    """
    pair, power = _PAIR.fullmatch(text), _POWER.fullmatch(text)
    if pair is not None:
        are_sizes = all(re.fullmatch(NAME, end) and end not in ("pi", "e", "oo", "inf") for end in pair.groups())
        return f"[{pair[1]}, {pair[2]}]" if are_sizes else f"{{domain: [{pair[1]}, {pair[2]}]}}"
    if power is not None:
        return f"[{power['length']}]" if power["length"] else f"[{power['rows']}, {power['columns']}]"
    return _SAID_ELSE.get(text.casefold(), "")


def _variable(node: Node, path: Path, reader: Reader) -> dict[str, Any] | None:
    """What is said of one variable, by the names of the fields of a declaration."""
    if isinstance(node, Sequence):
        return {"shape": _sizes(node, path, reader) or ()}
    if isinstance(node, Mapping):
        is_array = node.key("shape") is not None or node.key("kind") is not None
        said: dict[str, Any] | None = (_ARRAY if is_array else _INTERVAL).read(node, path, reader)
        ends = said.pop("domain", None) if said is not None else None
        return said if ends is None else {"domain": "interval", "low": ends[0], "high": ends[1]}
    meant = _meant(node.text.strip()) if isinstance(node, Scalar) else ""
    if meant and isinstance(node, Scalar):
        reader.say(path, node, "bank/choice", f"{shown(path)} cannot be {node.text[:40]!r}", f"write {meant}")
        return None
    domain = _DOMAIN.read(node, path, reader)
    return None if domain is None else {"domain": domain}


VARIABLES = named(Form(_variable, {"anyOf": [_DOMAIN.schema, _INTERVAL.schema, _SIZES.schema, _ARRAY.schema]}),
                  lambda name, said: Declaration(name, **said), "{x: real, y: real}")


# Misconceptions


def _slug(node: Node, path: Path, reader: Reader) -> str | None:
    """The name of a misconception, or ``none``."""
    found = _RULE.read(node, path, reader)
    if found is not None and found != "none":
        _known(node, found, path, reader)
    return None if found is None else str(found)


def _known(at: Node, slug: str, path: Path, reader: Reader) -> None:
    if slug.strip() and slug not in BY_NAME:
        reader.say(path, at, "bank/rule", f"there is no misconception {slug[:60]!r}",
                   nearest(slug, BY_NAME) or "the slugs are in docs/misconceptions.md")


_RULE = written("[a-z][a-z0-9-]*", "bank/rule", "a rule is named by its slug: small letters, digits and '-'",
                "write it as inner-derivative", most=80)

WRONG_KEYS = (
    Key("answer", TEXT, "The text as a student would write it.", is_needed=True),
    Key("misconception", TEXT, "What was misunderstood, in words."),
    Key("rule", Form(_slug, _RULE.schema), "The slug of the misconception that must be recognised; none where no rule can."),
    Key("reason", TEXT, "With rule: none: why no rule explains this answer."),
)


def _wrong(node: Node, path: Path, reader: Reader) -> WrongAnswer | None:
    if not isinstance(node, Mapping):
        answer = TEXT.read(node, path, reader)
        return None if answer is None else WrongAnswer(answer, where=Where(reader.file, node.line, node.column))
    said = read_fields(node, WRONG_KEYS, path, reader)
    rule = node.get("rule")
    if said.get("rule") == "none" and rule is not None and node.key("reason") is None:
        reader.say((*path, "rule"), rule, "bank/reason", "a wrong answer that no rule explains needs a reason", "add a line 'reason: …'")
    at = node.get("answer") or node
    return WrongAnswer(**{"answer": "", **said}, where=Where(reader.file, at.line, at.column))


WRONG = listed(Form(_wrong, {"anyOf": [ANY_TEXT, schema_of(WRONG_KEYS, "A wrong answer that the bank must find wrong.")]}))


def _credits(node: Node, path: Path, reader: Reader) -> tuple[tuple[str, Fraction], ...] | None:
    """By slugs, or words of slugs, the shares that they earn."""
    if isinstance(node, Mapping):
        for slug, part in node.pairs:
            if slug.text not in _WORDS and isinstance(part, Scalar) and part.text.strip():
                _known(slug, slug.text, (*path, slug.text), reader)
    found: tuple[tuple[str, Fraction], ...] | None = _SHARES.read(node, path, reader)
    return found


_SHARES = named(written(SHARE, "bank/credit", "a credit is a share of the points, at most all of them", "write 50%, 0.5 or 1/2", share))

CREDITS = Form(_credits, _SHARES.schema)
