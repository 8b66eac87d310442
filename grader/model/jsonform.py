"""Marks and sheets as JSON: the fields of ``check --jsonl`` and ``results.jsonl``.

A fraction is its text (``"1/2"``), a span a pair, a record an object; nothing is rounded.  The salt is no part of any of these records and
so never appears.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NoReturn

from grader.expr import Span
from grader.model.decision import Ruling
from grader.model.diagnostic import Diagnostic, Where
from grader.model.errors import StoreError
from grader.model.identity import Identity
from grader.model.sheet import FORMAT, Credit, Mark, Sheet
from grader.model.verdict import (
    Agreement,
    Apart,
    Counterexample,
    Evidence,
    Form,
    Picked,
    Proof,
    Same,
    Undefined,
)

Json = dict[str, Any]
"""A JSON object."""

_ON_A_LINE = json.JSONEncoder(allow_nan=False)
_DENSE = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


def dumps(value: object, indent: int | None = None, dense: bool = False) -> str:
    """JSON text of pure ASCII, on one line unless indented, ``dense`` without blanks; the one place where this package writes JSON.

    Line separators, control characters and lone surrogates leave as escapes, so a line stays a line.
    Raises ``ValueError`` for a NaN or an infinity, which JSON does not have.
    """
    if indent is not None:
        return json.dumps(value, allow_nan=False, indent=indent)
    return (_DENSE if dense else _ON_A_LINE).encode(value)


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


def mark_to_json(mark: Mark) -> Json:
    """One mark with the fields of the contract, and ``entries`` and ``where`` besides."""
    verdict = mark.verdict
    return {
        "problem": mark.problem,
        **({"variant": dict(mark.variant)} if mark.variant else {}),
        "answer": mark.answer,
        "read_as": mark.read_as,
        "outcome": verdict.outcome.value,
        "layout": verdict.layout,
        "score": None if mark.score is None else str(mark.score),
        "out_of": str(mark.out_of),
        "truth": "stated" if mark.is_stated else "derived",
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
        "ruling": _ruling_to_json(mark.ruling),
    }


def sheet_to_json(sheet: Sheet, assignment: str) -> Json:
    """One line of ``results.jsonl``: all that is known of a sheet and of what made it.  Times are ISO 8601, a span counts seconds."""
    late = sheet.lateness
    return {
        "format": FORMAT,
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
        case Counterexample(point, student, key, entry, exact, key_varies, of, exact_side):
            return {"kind": "counterexample", "point": dict(point), "student": student, "key": key,
                    "entry": None if entry is None else list(entry), "exact": exact, "key_varies": key_varies, **({"of": of} if of else {}),
                    **({"exact_side": exact_side} if exact_side else {})}
        case Undefined(point):
            return {"kind": "undefined", "point": dict(point)}
        case Picked(right, wrong, missing, because):
            return {"kind": "chosen", "right": list(right), "wrong": list(wrong), "missing": list(missing), "because": because}
        case Apart(point, holds, left, right, number, exact, key_varies):
            return {"kind": "apart", "point": dict(point), "holds": holds, "left": left, "right": right, "equation": number, "exact": exact,
                    "key_varies": key_varies}
        case Form(requirement, span):
            return {"kind": "form", "requirement": requirement, "span": _pair(span)}


def _credit_to_json(credit: Credit | None) -> Json | None:
    if credit is None:
        return None
    return {"kind": credit.kind, "share": str(credit.share), "done": credit.done, "of": credit.of, "name": credit.name}


def _ruling_to_json(ruling: Ruling | None) -> Json | None:
    """What a person decided: for the answer, or for this student alone."""
    if ruling is None:
        return None
    decision = ruling.decision
    return {"score": None if decision.score is None else str(decision.score), "out_of": str(decision.out_of),
            "unanswered": decision.unanswered, "for": "answer" if decision.student is None else "student", "comment": decision.comment,
            "reason": decision.reason, "by": decision.by, "at": _time(decision.at), "flags": list(ruling.flags)}


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
