"""The forms of what is asked beside the value: how an answer is written, and how precise its decimals are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, get_args

from grader.bank.forms import FLAG, Form, Key, Path, Reader, choice, mapping, named, written
from grader.bank.problem_forms import NUMBER, SHARE, credit
from grader.kinds.requirements import FORMS
from grader.model import Decimals, Required, Tolerance
from grader.yamlnodes import Mapping, Node, Scalar, Sequence

FORM_CREDIT = written(f"(none|full|{SHARE})", "bank/credit", "a credit is full, none, or a share between 0 and 1",
                      "write full, none, 50% or 1/2", credit, default="none")



def _required(node: Node, path: Path, reader: Reader) -> tuple[Required, ...] | None:
    """A name, a list of them, or a mapping from names; all must hold."""
    if isinstance(node, Sequence):
        found = [_required(item, (*path, at), reader) for at, item in enumerate(node.items)]
        return tuple(each for some in found for each in some or ())
    if isinstance(node, Mapping):
        return tuple(each for key, value in node.pairs for each in _with_value(key, value, path, reader))
    name = _FORM_NAME.read(node, path, reader)
    if name == "defined-at":
        reader.misfit(path, node, "needs the values at which the answer must be defined", "write form: {defined-at: {h: 0}}")
        return None
    return None if name is None else (Required(name),)


def _with_value(key: Scalar, value: Node, path: Path, reader: Reader) -> Iterator[Required]:
    name = _FORM_NAME.read(key, path, reader)
    if name == "defined-at":
        at = _VALUES.read(value, (*path, name), reader)
        if at is not None:
            yield Required(name, at)
    elif name is not None and FLAG.read(value, (*path, name), reader):
        yield Required(name)


_FORM_NAME = choice(*FORMS)
_VALUES = named(written("-?" + NUMBER, "bank/form", "a variable has a number here", "write 0, -1 or 1/2", Fraction))
_ONE_FORM: dict[str, Any] = {"anyOf": [
    {"enum": [name for name in FORMS if name != "defined-at"]},
    {"type": "object", "properties": {name: _VALUES.schema if name == "defined-at" else FLAG.schema for name in FORMS},
     "additionalProperties": False}]}
REQUIRED = Form(_required, {"anyOf": [*_ONE_FORM["anyOf"], {"type": "array", "items": _ONE_FORM}]})


# Decimals


def _decimals(node: Node, path: Path, reader: Reader) -> str | Tolerance | None:
    if not isinstance(node, Mapping):
        word: str | None = _WORDS_OF_DECIMALS.read(node, path, reader)
        return word
    said = _PRECISION.read(node, path, reader)
    if len(said) != 1:
        if len(node.pairs) != 1:
            reader.say(path, node, "bank/decimals", "decimals have digits, or are within a tolerance", "write {digits: 3} or {within: 1%}")
        return None
    digits, within = said.get("digits", 0), said.get("within", "")
    if digits:
        return Tolerance(digits)
    return Tolerance(0, Fraction(within.rstrip("% ")) / (100 if within.endswith("%") else 1), within.endswith("%"))


def _precise(text: str) -> str | None:
    value = Fraction(text.rstrip("% "))
    return text if value > 0 else None


_WORDS_OF_DECIMALS = choice(*get_args(Decimals), more="; or write {digits: 4} or {within: 1%}")
_PRECISION = mapping((
    Key("digits", written("[1-9]|[12][0-9]|30", "bank/decimals", "digits are a number from 1 to 30", "write digits: 3", int),
        "The truth rounded to at least so many digits."),
    Key("within", written(rf"{NUMBER}( ?%)?", "bank/decimals", "a tolerance is a number or a percentage above 0",
                          "write within: 0.01 or within: 1%", _precise), "Nearer to the truth than this, or than this share of it."),
))
DECIMALS = Form(_decimals, {"anyOf": [_WORDS_OF_DECIMALS.schema, _PRECISION.schema]})
