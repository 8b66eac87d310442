"""Marks and gradebooks as JSON and back: the fields of ``check --jsonl`` and ``results.json``.

A fraction is its text (``"1/2"``), a span a pair, a record an object; nothing is rounded, so that reading what was
written gives equal records.  The salt is no part of any of these records and so never appears.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from grader.expr import Span
from grader.model.diagnostic import Diagnostic, Severity, Where
from grader.model.errors import StoreError
from grader.model.identity import Identity
from grader.model.sheet import FORMAT, LINE_FORMAT, Credit, Decided, Gradebook, Mark, Provenance, Sheet
from grader.model.verdict import (
    Agreement,
    Counterexample,
    Diagnosis,
    Evidence,
    Line,
    Outcome,
    Proof,
    Same,
    Undefined,
    Verdict,
)

Json = dict[str, Any]
"""A JSON object."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_ON_A_LINE = json.JSONEncoder(allow_nan=False)
_FRACTION = re.compile(r"-?[0-9]{1,1000}(?:/0*[1-9][0-9]{0,999})?")


def dumps(value: object, indent: int | None = None) -> str:
    """JSON text of pure ASCII, on one line unless indented; the one place where this package writes JSON.

    Line separators, control characters and lone surrogates leave as escapes, so a line stays a line.
    Raises ``ValueError`` for a NaN or an infinity, which JSON does not have.
    """
    return _ON_A_LINE.encode(value) if indent is None else json.dumps(value, allow_nan=False, indent=indent)


def loads(text: str) -> object:
    """The value of a JSON text of ours; raises :class:`StoreError` if it is damaged, nested too deeply, or has a NaN."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise StoreError("this is no JSON of ours: it is nested too deeply") from None
    except ValueError as error:
        raise StoreError(f"this is no JSON: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


# Writing


def mark_to_json(mark: Mark) -> Json:
    """One mark with the fields of the contract, and ``entries`` and ``where`` besides."""
    verdict = mark.verdict
    return {
        "problem": mark.problem,
        "answer": mark.answer,
        "read_as": mark.read_as,
        "outcome": verdict.outcome.value,
        "layout": verdict.layout,
        "score": None if mark.score is None else str(mark.score),
        "out_of": str(mark.out_of),
        "evidence": _evidence_to_json(verdict.evidence),
        "entries": [entry.value for entry in verdict.entries],
        "diagnoses": [{"rule": each.rule, "message": each.message, "span": _pair(each.span), "detail": each.detail,
                       "alone": each.alone}
                      for each in mark.diagnoses],
        "messages": [_message_to_json(message) for message in verdict.messages],
        "lines": [{"span": _pair(line.span), "read_as": line.read_as, "outcome": line.outcome.value,
                   "evidence": _evidence_to_json(line.evidence), "follows": line.follows, "name": line.name} for line in verdict.lines],
        "credit": _credit_to_json(mark.credit),
        "earlier": [list(pair) for pair in mark.earlier],
        "where": _where_to_json(mark.where),
    }


def sheet_to_json(sheet: Sheet, assignment: str) -> Json:
    """One line of ``results.jsonl``: all that is known of a sheet and of what made it.  Times are ISO 8601, a span counts seconds."""
    late = sheet.lateness
    return {
        "format": LINE_FORMAT,
        "assignment": assignment,
        "grader": sheet.provenance.grader,
        "bank": sheet.provenance.bank,
        "person": sheet.person,
        "student": sheet.student,
        "who": None if sheet.who is None else _identity_to_json(sheet.who),
        "attempts": [{"number": each.number, "submitted": _time(each.submitted), "counts": each.counts} for each in sheet.attempts],
        "lateness": {"submitted": _time(late.submitted), "due": _time(late.due),
                     "late_by": None if late.late_by is None else late.late_by.total_seconds(), "refused": late.refused, "code": late.code},
        "unread": list(sheet.unread),
        "raw": str(sheet.raw),
        "penalty": str(late.penalty),
        "score": str(sheet.score),
        "out_of": str(sheet.out_of),
        "pending": sheet.pending,
        "marks": [mark_to_json(mark) for mark in sheet.marks],
    }


def _identity_to_json(who: Identity) -> Json:
    return {"layout": who.layout, "kind": who.kind, "key": who.key, "name": who.name, "login": who.login, "email": who.email,
            "number": who.number, "group": who.group, "members": [_identity_to_json(member) for member in who.members]}


def _time(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def gradebook_to_json(gradebook: Gradebook) -> Json:
    """The whole of ``results.json``; sums of a sheet are written for readers of the file and not read back.

    Raises ``ValueError`` if the sheets come from different graders or banks: one run has one provenance.
    """
    return {**_head(gradebook), "sheets": [_sheet_to_json(sheet) for sheet in gradebook.sheets]}


def gradebook_text(gradebook: Gradebook) -> Iterator[str]:
    """The text of ``results.json`` piece by piece, a student on a line: a large class need not be in memory as one object.

    Raises as ``gradebook_to_json``.
    """
    yield dumps(_head(gradebook), indent=1).removesuffix("\n}") + ',\n "sheets": ['
    for number, sheet in enumerate(gradebook.sheets):
        yield f"{',' if number else ''}\n  {dumps(_sheet_to_json(sheet))}"
    yield "\n ]\n}\n"


def _head(gradebook: Gradebook) -> Json:
    provenances = {sheet.provenance for sheet in gradebook.sheets} or {Provenance("", "")}
    if len(provenances) > 1:
        raise ValueError("the sheets of one gradebook must come from one grader and one bank")
    provenance = provenances.pop()
    return {
        "format": FORMAT,
        "assignment": gradebook.assignment,
        "grader": provenance.grader,
        "bank": provenance.bank,
    }


def _sheet_to_json(sheet: Sheet) -> Json:
    return {
        "student": sheet.student,
        "score": str(sheet.score),
        "out_of": str(sheet.out_of),
        "pending": sheet.pending,
        "marks": [mark_to_json(mark) for mark in sheet.marks],
    }


def _evidence_to_json(evidence: Evidence | None) -> Json:
    match evidence:
        case None:
            return {"kind": None}
        case Same():
            return {"kind": "same"}
        case Proof(method, sizes, all_sizes):
            return {"kind": "proof", "method": method, "sizes": [dict(each) for each in sizes], "all_sizes": all_sizes}
        case Agreement(digits, points, sizes):
            return {"kind": "agreement", "digits": digits, "points": points, "sizes": [dict(each) for each in sizes]}
        case Counterexample(point, student, key, entry, exact, key_varies):
            return {"kind": "counterexample", "point": dict(point), "student": student, "key": key,
                    "entry": None if entry is None else list(entry), "exact": exact, "key_varies": key_varies}
        case Undefined(point):
            return {"kind": "undefined", "point": dict(point)}


def _credit_to_json(credit: Credit | None) -> Json | None:
    if credit is None:
        return None
    return {"kind": credit.kind, "share": str(credit.share), "done": credit.done, "of": credit.of, "name": credit.name}


def _message_to_json(message: Diagnostic) -> Json:
    return {
        "code": message.code,
        "message": message.message,
        "span": _pair(message.span),
        "remedy": message.remedy,
        "severity": message.severity.value,
        "where": _where_to_json(message.where),
    }


def _where_to_json(where: Where | None) -> Json | None:
    return None if where is None else {"file": where.file, "line": where.line, "column": where.column}


def _pair(pair: Span | None) -> list[int] | None:
    return None if pair is None else list(pair)


# Reading


def mark_from_json(data: object) -> Mark:
    """The mark that :func:`mark_to_json` wrote; raises :class:`StoreError`, which names the field, if it is damaged."""
    verdict = Verdict(
        outcome=_choice(data, "outcome", Outcome),
        layout=_maybe(data, "layout", str),
        evidence=_evidence_from_json(_take(data, "evidence", dict)),
        messages=tuple(_message_from_json(each) for each in _take(data, "messages", list)),
        entries=tuple(_as_choice(each, "entries", Outcome) for each in _take(data, "entries", list)),
        lines=tuple(_line_from_json(each) for each in _take(data, "lines", list)),
    )
    return Mark(
        problem=_take(data, "problem", str),
        answer=_take(data, "answer", str),
        decided=Decided(verdict, _take(data, "read_as", str), tuple(map(_diagnosis_from_json, _take(data, "diagnoses", list)))),
        score=_fraction(data, "score") if _maybe(data, "score", str) is not None else None,
        out_of=_fraction(data, "out_of"),
        credit=_credit_from_json(_maybe(data, "credit", dict)),
        earlier=tuple(_earlier_from_json(each) for each in _take(data, "earlier", list)),
        where=_where_from_json(data),
    )


def _diagnosis_from_json(data: object) -> Diagnosis:
    return Diagnosis(_take(data, "rule", str), _take(data, "message", str), _span(data, "span"), _take(data, "detail", str),
                     _take(data, "alone", bool))


def _line_from_json(data: object) -> Line:
    span = _span(data, "span")
    if span is None:
        raise StoreError("'span' of a line is missing")
    return Line(span, _take(data, "read_as", str), _choice(data, "outcome", Outcome),
                _evidence_from_json(_take(data, "evidence", dict)), _take(data, "follows", bool), _take(data, "name", str))


def _credit_from_json(data: Json | None) -> Credit | None:
    if data is None:
        return None
    return Credit(_take(data, "kind", str), _fraction(data, "share"), _take(data, "done", int), _take(data, "of", int),
                  _take(data, "name", str))


def _earlier_from_json(data: object) -> tuple[str, str]:
    if not isinstance(data, list) or len(data) != 2 or not all(isinstance(each, str) for each in data):
        raise StoreError("'earlier' holds something that is no pair of texts")
    return data[0], data[1]


def gradebook_from_json(data: object) -> Gradebook:
    """The gradebook of a ``results.json``; raises :class:`StoreError`, with the place, if it is damaged or of another format."""
    version = _take(data, "format", int)
    if version != FORMAT:
        raise StoreError(f"format {version} was written by another version of grader; this one reads format {FORMAT}")
    provenance = Provenance(_take(data, "grader", str), _take(data, "bank", str))
    sheets = enumerate(_take(data, "sheets", list))
    return Gradebook(_take(data, "assignment", str), tuple(_sheet_from_json(each, at, provenance) for at, each in sheets))


def _sheet_from_json(data: object, at: int, provenance: Provenance) -> Sheet:
    place = f"sheets[{at}]"
    try:
        student, marks = _take(data, "student", str), []
        for number, each in enumerate(_take(data, "marks", list)):
            place = f"sheets[{at}].marks[{number}]"
            marks.append(mark_from_json(each))
    except StoreError as error:
        raise StoreError(f"{place}: {error}") from None
    return Sheet(student, tuple(marks), provenance)


def _evidence_from_json(data: Json) -> Evidence | None:
    match _maybe(data, "kind", str):
        case None:
            return None
        case "same":
            return Same()
        case "proof":
            return Proof(_take(data, "method", str), _sizes(data), _take(data, "all_sizes", bool))
        case "agreement":
            return Agreement(_take(data, "digits", int), _take(data, "points", int), _sizes(data))
        case "counterexample":
            return Counterexample(_point(data), _take(data, "student", str), _maybe(data, "key", str), _place(data),
                                  _take(data, "exact", bool), _take(data, "key_varies", bool))
        case "undefined":
            return Undefined(_point(data))
        case kind:
            raise StoreError(f"'evidence' is of an unknown kind {kind!a}")


def _message_from_json(data: object) -> Diagnostic:
    return Diagnostic(_take(data, "code", str), _take(data, "message", str), _take(data, "remedy", str),
                      _span(data, "span"), _where_from_json(data), _choice(data, "severity", Severity))


def _where_from_json(data: object) -> Where | None:
    where = _maybe(data, "where", dict)
    return None if where is None else Where(_take(where, "file", str), _take(where, "line", int), _take(where, "column", int))


def _point(data: object) -> tuple[tuple[str, str], ...]:
    point = _take(data, "point", dict)
    return tuple((name, _take(point, name, str)) for name in point)


def _sizes(data: object) -> tuple[tuple[tuple[str, int], ...], ...]:
    return tuple(tuple((name, _take(each, name, int)) for name in each) for each in _take(data, "sizes", list) if isinstance(each, dict))


def _place(data: object) -> tuple[int, ...] | None:
    place = _maybe(data, "entry", list)
    if place is not None and not all(type(each) is int for each in place):
        raise StoreError("'entry' is no list of integers")
    return None if place is None else tuple(place)


def _span(data: object, name: str) -> Span | None:
    pair = _maybe(data, name, list)
    if pair is None:
        return None
    if len(pair) != 2 or not all(type(each) is int for each in pair):
        raise StoreError(f"'{name}' is no pair of integers")
    return pair[0], pair[1]


def _fraction(data: object, name: str) -> Fraction:
    text = _take(data, name, str)
    if not _FRACTION.fullmatch(text):
        raise StoreError(f"'{name}' is no fraction such as 1/2")
    return Fraction(text)


def _choice(data: object, name: str, kind: type[E]) -> E:
    return _as_choice(_take(data, name, str), name, kind)


def _as_choice(value: object, name: str, kind: type[E]) -> E:
    for member in kind:
        if member.value == value:
            return member
    raise StoreError(f"'{name}' is none of {', '.join(kind)}")


def _take(data: object, name: str, kind: type[T]) -> T:
    """The field of that name and type; a Boolean is no integer here."""
    if not isinstance(data, dict):
        raise StoreError(f"'{name}' is looked for in something that is no object")
    value = data.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise StoreError(f"'{name}' is missing or is no {kind.__name__}")
    return value


def _maybe(data: object, name: str, kind: type[T]) -> T | None:
    """The field of that name and type, ``None`` where it is null; it must be there."""
    if isinstance(data, dict) and name in data and data[name] is None:
        return None
    return _take(data, name, kind)
