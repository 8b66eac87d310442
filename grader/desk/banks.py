"""What of a bank a page holds: all that judging needs for practice, or only what answers are read by where a person grades them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Literal

from grader.kinds import ASKED, Question, is_kind, kind_of, question_of
from grader.marking import is_kept
from grader.model import Bank, Problem, Shown, StoreError, Tables, decode, encode
from grader.record import record, replace
from grader.version import VERSION

Mode = Literal["practice", "graded"]
"""``practice``: the page judges, so it holds what the key follows from.  ``graded``: it only reads, and holds no key."""

FORM = "grader page 1"

NO_TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@record
class Page:
    """The bank of a page: ``problems`` where it judges, ``questions`` where it only reads; ``digest`` is that of the whole bank.

    ``texts`` has by the id of a problem the author's texts that may be said there, each with how it is typeset: what typesets is not there.
    """

    form: str
    grader: str
    mode: Mode
    digest: str
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    tables: Mapping[str, Tables] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def page_bank(bank: Bank, mode: Mode, texts: Mapping[str, Mapping[str, str]] = NO_TEXTS) -> bytes:
    """Return a bank as the bytes of ``bank.json``, a line of ASCII; the same for the same bank.

    For practice no right form of an author's is in it, except where nothing else says the answer; in a graded one nothing is that tells
    what is right.
    Problems with variants are left out: who has which is not known there.
    ``texts`` are those of :class:`Page`.
    """
    if mode == "graded":
        questions = tuple(question_of(problem) for problem in bank.problems if not problem.variants)
        return encode(Page(FORM, VERSION, mode, bank.digest, questions=questions)) + b"\n"
    problems = tuple(_practised(problem) for problem in bank.problems if not problem.variants)
    tables = {problem.id: bank.tables[problem.id] for problem in bank.problems if problem.id in bank.tables and not _holds_a_form(problem)}
    return encode(Page(FORM, VERSION, mode, bank.digest, problems, tables=tables, texts=dict(texts))) + b"\n"


def read_page(data: bytes) -> Page:
    """Return the bank of a page; raises :class:`StoreError` for bytes that are damaged, or that another version has written."""
    page = decode(Page, data)
    if page.form != FORM or page.grader != VERSION:
        raise StoreError(f"this bank was made by grader {page.grader}, and this is {VERSION}")
    if not (all(problem.task.asked in ASKED for problem in page.problems) and all(is_kind(question.kind) for question in page.questions)):
        raise StoreError("this bank asks for something unknown")
    return page


def _holds_a_form(problem: Problem) -> bool:
    """Return whether the tables name a right form of an author's: they say what they were made from, and count for nothing else."""
    return bool(problem.scheme.truth or problem.scheme.accept)


def _practised(problem: Problem) -> Problem:
    """A problem without the author's right forms and without the solution; judging needs neither, and a choice is not judged."""
    scheme, shown = problem.scheme, problem.shown
    wrong = () if is_kept(problem) else tuple(replace(each, where=None, reason="") for each in scheme.wrong)
    truth = scheme.truth if kind_of(problem.task).is_stated(problem) and not is_kept(problem) else ""
    kept = Shown(shown.title, shown.section, shown.statement, hints=shown.hints, points=shown.points, layouts=shown.layouts,
                 credit=shown.credit, follow_share=shown.follow_share, form_credit=shown.form_credit)
    return Problem(replace(problem.task, truth_tree=None), replace(scheme, truth=truth, accept=(), other_layout=(), wrong=wrong), kept,
                   problem.variant)
