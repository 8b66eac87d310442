"""The file of an assignment to its record, and everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.assignment.application import applied
from grader.assignment.faults import Faults
from grader.assignment.fields import FIELDS, read_fields
from grader.assignment.tables import Tables
from grader.assignment.times import zone_of
from grader.assignment.wanted import chosen
from grader.files import read_regular
from grader.model import (
    Assignment,
    Bank,
    Chosen,
    Columns,
    Diagnostic,
    Late,
    Pin,
    Row,
    Severity,
    UsageError,
    Where,
    has_errors,
    key_of,
    variant_of,
)
from grader.record import record, replace
from grader.yamlnodes import Mapping, Node, Scalar, decode, nearest, parse

MOST_BYTES = 1 << 20

Loader = Callable[[Path | None], tuple[Bank, tuple[Diagnostic, ...]]]
"""Loads the bank at a path, the lecture's for none; raises :class:`UsageError` where nothing is."""


@record
class Opened:
    """An assignment and the bank as it asks it, both ``None`` where there is an error; and everything that was found."""

    assignment: Assignment | None
    bank: Bank | None
    faults: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What stops the run."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)


def read_assignment(path: Path, load: Loader, submissions: Path | None = None) -> Opened:
    """Read the assignment in a file, the tables that it names, and its bank; find all errors of all of them.

    Each fault names its file, line and column.  ``submissions`` is where the answers lie: a bank there would be a student's.
    """
    faults = Faults(str(path))
    read = read_regular(path, MOST_BYTES)
    if isinstance(read, str):
        where = Where(str(path), 1)
        return Opened(None, None, (Diagnostic("assignment/file", read, "an assignment is a plain file of at most 1 MiB", where=where),))
    text, said = decode(read[0], faults.file, "assignment")
    root, found = parse(text, faults.file, "assignment") if not has_errors(said) else (None, ())
    title = root.get("title") if isinstance(root, Mapping) else None
    # A comment is one in this file; after a title, where HW #3 becomes HW, it may not be meant.
    faults.found.extend(item for item in (*said, *found) if item.code != "assignment/comment" or _is_at(item, title))
    if not isinstance(root, Mapping):
        if faults.is_sound:
            faults.say("assignment/form", root or Scalar("", "plain", 1, 1, False), "an assignment has fields and values",
                       "write a line such as 'title: Homework 3'")
        return Opened(None, None, tuple(faults.found))
    return _Reading(path, root, faults).result(read[0], load, submissions)


_OF_A_PROBLEM = ("id", "vars", "f", "asked", "statement", "parts")
"""One of these fields stands in whatever is meant as a problem; ``problems`` may be left out of an assignment."""


def is_assignment(path: Path) -> bool:
    """Return whether a file is a mapping that is no problem of a bank; one that cannot be read is no assignment."""
    read = read_regular(path, MOST_BYTES)
    if isinstance(read, str):
        return False
    text, _ = decode(read[0], str(path), "assignment")
    root, _ = parse(text, str(path), "assignment")
    return isinstance(root, Mapping) and (root.get("problems") is not None or not any(root.get(name) for name in _OF_A_PROBLEM))


def _is_at(fault: Diagnostic, node: Node | None) -> bool:
    return node is not None and fault.where is not None and (fault.where.line, fault.where.column) == (node.line, node.column)


def _in_order(faults: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """What was found, file by file and from top to bottom."""
    files = list(dict.fromkeys(fault.where.file for fault in faults if fault.where))
    places = [(files.index(fault.where.file), fault.where.line, fault.where.column) if fault.where else (-1, 0, 0) for fault in faults]
    return tuple(faults[at] for at in sorted(range(len(faults)), key=places.__getitem__))


def _has(row: Row, kind: str) -> bool:
    return any(key == kind for key, _ in row.keys)


class _Reading:
    """One file on its way to a record."""

    def __init__(self, path: Path, root: Mapping, faults: Faults) -> None:
        self.path, self.root, self.faults = path, root, faults
        zone = root.get("timezone")
        faults.zone = zone_of(zone, faults)
        faults.knows_zone = zone is None
        self.values = read_fields(root, FIELDS, "", faults)

    def result(self, data: bytes, load: Loader, submissions: Path | None) -> Opened:
        values = self.values
        tables = Tables(self.path.parent, self.faults, values["students"] or "", values["variants_by"] or "")
        bank = self._bank(load, submissions)
        problems = self._problems(bank) if bank is not None else ()
        if values["roster"]:
            tables.roster(values["roster"], self._at("roster"))
        given = {name: values[name] for name in ("title", "timezone", "attempts", "missing", "students", "reveal", "page", "variants")
                 if values[name] is not None}
        read = Assignment(
            problems, file=str(self.path), bank=str(self._bank_path() or ""), due=values["due"], late=self._late(), roster=tables.rows,
            extensions=tables.extensions(values["extensions"], self._at("extensions")) if values["extensions"] else (),
            groups=tables.groups(values["groups"], self._at("groups")) if values["groups"] else (),
            times=tables.times(values["times"], self._at("times")) if values["times"] else (),
            layouts=values["layouts"], credit=tuple(values["credit"]), columns=self._columns(problems),
            anonymous=values["anonymous"] or False, seed=values["seed"] or "", variants_by=values["variants_by"] or "",
        )
        if bank is not None:
            read = replace(read, **given)
            read = replace(read, pins=self._pins(read, bank, tables))
        if not self.faults.is_sound or bank is None:
            return Opened(None, None, _in_order(self.faults.found))
        digest = hashlib.sha256(hashlib.sha256(data).digest() + tables.digest.digest()).hexdigest()
        assignment = replace(read, digest=digest)
        return Opened(assignment, applied(assignment, bank), _in_order(self.faults.found))

    def _at(self, name: str) -> Node:
        return self.root.get(name) or self.root

    def _bank_path(self) -> Path | None:
        name = self.values["bank"]
        return Path(os.path.normpath(self.path.parent / name)) if name else None

    def _bank(self, load: Loader, submissions: Path | None) -> Bank | None:
        """The bank that is named; none where it has an error."""
        path = self._bank_path()
        if self.root.get("bank") is not None and path is None:
            return None
        if path is not None and submissions is not None and path.resolve().is_relative_to(submissions.resolve()):
            self.faults.say("assignment/bank", self._at("bank"), "the bank lies among the submissions: a student may have put it there",
                            "move it elsewhere")
            return None
        try:
            bank, found = load(path)
        except UsageError as error:
            self.faults.say("assignment/bank", self._at("bank"), str(error), "name a file or folder, relative to this file")
            return None
        self.faults.found.extend(found)
        return None if has_errors(found) else bank

    def _problems(self, bank: Bank) -> tuple[Chosen, ...]:
        if self.root.get("problems") is None:
            # Those with variants are asked where it is said who has which.
            has_seed = self.root.get("seed") is not None
            return tuple(Chosen(problem.id) for problem in bank.problems if has_seed or not problem.variants)
        return chosen(self.values["problems"] or (), bank, self.faults)

    def _pins(self, read: Assignment, bank: Bank, tables: Tables) -> tuple[Pin, ...]:
        """Which variants are written down, where a problem of the assignment has some; what is missing to give them out is said."""
        families = [problem for each in read.problems if (problem := bank.get(each.problem)) is not None and problem.variants]
        if not families:
            return ()
        for name, example in (("seed", "seed: vc-2026-hw3"), ("roster", "roster: roster.csv"), ("variants_by", "variants_by: login")):
            if self.root.get(name) is None:
                said = f"{families[0].whole!r} has variants: who has which is not said"
                self.faults.say("assignment/variants", self._at("problems"), said, f"add a line such as '{example}'")
        pins = tables.pins(read.variants, self._at("variants"))
        known = {family.whole: family for family in families}
        for pin in pins:
            if pin.problem in known and variant_of(known[pin.problem], pin.values) is None:
                self.faults.found.append(Diagnostic(
                    "variant/gone", f"{key_of(pin.problem, pin.values)} is no longer in the bank: answers of {pin.who.text!r} will wait",
                    "put the values back into the bank's lists", where=pin.who.where, severity=Severity.WARNING))
        lost = [row.label for row in tables.rows if read.variants_by and not _has(row, read.variants_by)]
        if lost:
            self.faults.found.append(Diagnostic(
                "assignment/no-variant", f"{len(lost)} of the roster have no {read.variants_by}, and so no variants: {', '.join(lost[:3])}",
                "fill it in", where=Where(self.values["roster"] or "", 1), severity=Severity.WARNING))
        return pins

    def _late(self) -> Late:
        """The rule for lateness; what does not go together is said."""
        said: dict[str, Any] | None = self.values["late"]
        due = self.values["due"]
        if said is None:
            return Late()
        node = said[""]
        if due is not None and said["until"] is not None and said["until"] < due:
            self.faults.say("assignment/until", node.get("until"), "'late.until' is before 'due'", "write the later time as 'until'")
        if self.root.get("due") is None and self.root.get("extensions") is None and said["each"] is not None:
            self.faults.say("assignment/no-due", node, "nobody can be late: no time is due", "add a line such as 'due: 2026-11-23T23:59'")
        each, is_share = said["each"] or (Late().each, True)
        given = {name: said[name] for name in ("grace", "per", "most", "of", "until") if said[name] is not None}
        return replace(Late(each=each, is_share=is_share), **given)

    def _columns(self, problems: tuple[Chosen, ...]) -> Columns:
        if self.values["columns"] is None:
            return Columns()
        columns, node = self.values["columns"]
        known = [each.problem for each in problems]
        for name, _ in columns.problems:
            if name not in known and self.faults.is_sound:
                self.faults.say("assignment/no-problem", node.key(name), f"{name[:60]!r} is no problem of this assignment",
                                nearest(name, (*known, "student", "time"), "write student, time, or a problem's id"))
        found: Columns = columns
        return found
