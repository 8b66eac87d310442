"""A response to a formula problem: read, in its second reading if need be, line by line if it is a derivation, and decided."""

from __future__ import annotations

from collections.abc import Iterator

from grader.engine import Budget, Posed, expanded
from grader.expr import Dim, Expr, Matrix, Shapes, plain, shapes
from grader.kinds.asking_back import approximated, without_its_dash
from grader.kinds.by_operators import faults
from grader.kinds.components import in_components, in_unit_vectors
from grader.kinds.decider import Attempt, Decider, decider_of, with_definitions
from grader.kinds.derivation import Derivation, derivation
from grader.kinds.doubts import claims_hold, doubt
from grader.kinds.formula import is_refuted, verdict_of
from grader.kinds.kind import Fields, Judgement, Kind, Truth, unreadable
from grader.kinds.question import Look, Question, look_at
from grader.kinds.remarks import remarks
from grader.kinds.scopes import scope_of
from grader.kinds.spread import spread
from grader.kinds.words import doubt_of, resolved, second_reading
from grader.lazily import lazily
from grader.model import Diagnostic, Line, Outcome, Problem, Severity, Verdict
from grader.nesting import closing, nested
from grader.record import replace
from grader.syntax import (
    BULLETS,
    Layout,
    Reading,
    as_named,
    one_answer,
    only_one,
    read,
    readings,
    understand,
    without_dashes,
    without_words,
)

_ROW = lazily(r"\([^,;&=\[\]]*[^\s,;&=\[\]] [^,;&=\[\]]*\)")
"""A bracket with blanks inside and no commas."""
_NO_ROW_BEHIND = lazily(r"(?:[A-Za-z]{2}|[\^_])(?<!\\left)(?<!\\big)(?<!\\bigl)(?<!\\Big)(?<!\\Bigl)$")
"""What makes a bracket an argument, an exponent or an index."""
_SHAPE = lazily(r"(?<=\S)[ ,]*\((?:an? |the |eine )?(?P<rows>[A-Za-z]|1) ?(?:x|×|\\times|by) ?(?P<columns>[A-Za-z]|1)"
                r"(?:[ -](?i:matrix|row|column|vector|row vector|column vector))?\)[\s.$]*$")
"""A bracket at the end with nothing but a shape in it."""
_SIZE = lazily(r"\\(?:left|right|middle)(?![A-Za-z])")
_LAST_MEMBER = lazily(r"(?P<member>[^\s=][^=]*?|)[\s.$]*$")
_DOTS = lazily(r"\s*[+−±-]\s*(?:\.\.\.|…|\\[lc]?dots(?![A-Za-z]))[\s.$]*$")
_SIGNED_LINE = lazily(r"\n\s*[-−–]")


def judge(problem: Problem, text: str, salt: str) -> Judgement:
    """Read one response and decide it; a second documented reading is tried only if the first is not correct.

    The form is looked at only where the value is right, and only if the problem asks for one.
    """
    judged, scheme = _judged(problem, text, salt), problem.scheme
    if not (scheme.form or scheme.without or scheme.use):
        return judged
    from grader.kinds.formed import formed

    return formed(judged)


def _judged(problem: Problem, text: str, salt: str) -> Judgement:
    decider = decider_of(problem, salt)
    layout, reading = understand(text, scope_of(problem.task))
    if isinstance(reading, Diagnostic):
        if reading.code == "syntax/too-long":
            return unreadable(reading)
        # Rows of different lengths may be right with decimal commas; where they are not, the message about the rows is the better one.
        choices = frozenset(("comma",)) if reading.code == "syntax/ragged-matrix" else frozenset[str]()
        is_row = reading.code == "syntax/missing-operator"
        return (_second(decider, text, choices) or (_in_square_brackets(decider, text) if is_row else None) or _without_shape(decider, text)
                or _between_bars(decider, text) or _where_right(decider, text) or unreadable(reading))
    attempt = Attempt(decider, reading.tree)
    verdict = verdict_of(attempt)
    if verdict.outcome is Outcome.INCORRECT:
        other = (_second(decider, text, reading.choices, verdict) or _bulleted(decider, text, verdict) or _lines_apart(decider, text)
                 or without_its_dash(decider, text) or _spread(decider, text, reading, verdict)
                 or (_in_square_brackets(decider, text) or _between_bars(decider, text) or _by_unit_vectors(decider, text)
                     if _misses_shape(verdict) else None)
                 or _without_shape(decider, text) or approximated(decider, text))
        if other is not None:
            return other
    found = _of_layout(attempt, layout, reading, verdict)
    return (_where_right(decider, text) or found) if found.verdict.outcome is Outcome.UNREADABLE else found


def look(question: Question, text: str) -> Look:
    """Read one response in its first documented reading; the verdict may find that it was meant in a second one."""
    layout, found = understand(text, question.scope)
    reading = only_one(layout, found)
    if isinstance(reading, Diagnostic):
        return Look(messages=(reading,))
    tree = resolved(question.declared, expanded(question.definitions), reading.tree)
    return look_at(question, tree, (*reading.notes, *_unread_steps(question, layout)))


def _unread_steps(question: Question, layout: Layout | None) -> Iterator[Diagnostic]:
    """Remark on the first step of a derivation that cannot be read: if the last one is not right, the answer waits for a person."""
    if layout is None or layout.of("definition"):
        # What a step says in names of the student's own is known only when these are put in.
        return
    for step in layout.answers:
        span = step.members[0]
        if step.left is not None or span == layout.answers[-1].members[-1]:
            continue
        said = read(layout.shows(span), as_named(layout, question.scope))
        # What asks for the derivative is no step: d/dx x^2 = 2x.
        if isinstance(said, Diagnostic) and said.code != "syntax/write-the-result":
            yield Diagnostic("line/unread", f"an earlier step cannot be read: {said.message}",
                             "mend it, or leave it out", span, severity=Severity.REMARK)
            return


def _resolved(posed: Posed, tree: Expr) -> Expr:
    return resolved(posed.declared, posed.definitions, tree)


def _of_layout(attempt: Attempt, layout: Layout | None, reading: Reading, verdict: Verdict) -> Judgement:
    """The judgement of a reading, with what its layout adds: lines that are judged one by one, and doubts about which answer is meant."""
    if layout is None:
        return _judgement(attempt, reading, verdict, None)
    lines = derivation(attempt.decider, layout)
    said = doubt(attempt.decider, layout, reading, verdict, lines)
    if said is not None:
        return unreadable(said)
    return _judgement(attempt, reading, verdict, lines if lines is not None and len(lines.lines) > 1 else None)


def _second(decider: Decider, text: str, choices: frozenset[str], first: Verdict | None = None) -> Judgement | None:
    """The first of the second readings that is correct; else one that is undecided, or one that has a shape where ``first`` has none."""
    open_one, fitting, may_fit = None, None, first is not None and _misses_shape(first)
    budget = Budget()
    for kind, other in readings(text, scope_of(decider.posed.task), choices):
        attempt = Attempt(decider, other.tree, budget)
        if not may_fit and is_refuted(attempt):
            continue
        verdict = verdict_of(attempt)
        is_fitting = may_fit and not _misses_shape(verdict)
        if (verdict.outcome is Outcome.INCORRECT and not is_fitting) or not claims_hold(decider, other):
            continue
        found = _judgement(attempt, other, verdict, None, second_reading(kind, plain(_resolved(decider.posed, other.tree)), text))
        if verdict.outcome is Outcome.CORRECT:
            return found
        if verdict.outcome is Outcome.UNDECIDED:
            open_one = open_one or found
        else:
            fitting = fitting or found
    return open_one or fitting


def _spread(decider: Decider, text: str, first: Reading, wrong: Verdict) -> Judgement | None:
    """The judgement if a number beside a vector in a sum stands in all entries, as in ``p ⊙ (v - v^T p)``, where that is right."""
    if not any(message.code in ("shape/sum", "shape/square-needed") for message in wrong.messages):
        return None
    for reading in (first, *(other for _, other in readings(text, scope_of(decider.posed.task), first.choices))):
        tree = spread(_resolved(decider.posed, reading.tree), with_definitions(decider.posed))
        attempt = None if tree is None else Attempt(decider, tree)
        if attempt is not None and verdict_of(attempt).outcome is Outcome.CORRECT and claims_hold(decider, reading):
            return _judgement(attempt, replace(reading, tree=attempt.tree), verdict_of(attempt), None,
                              second_reading("elementwise", plain(attempt.tree), text))
    return None


def _misses_shape(verdict: Verdict) -> bool:
    """Whether an answer has no shape, or another one than the truth."""
    return any(message.code.startswith("shape/") for message in verdict.messages)


def _bulleted(decider: Decider, text: str, first: Verdict) -> Judgement | None:
    """The judgement if the dash in front of every line is a bullet and no minus, where that makes all lines right.

    Where the lines make one formula that misses the shape, as ``- 2xy`` above ``- x^2`` for a gradient, they are several answers.
    """
    steps = without_dashes(text, "⇒")
    if steps == text:
        return None
    layout, reading = understand(steps, scope_of(decider.posed.task))
    if isinstance(reading, Diagnostic) or layout is None:
        return None
    attempt = Attempt(decider, reading.tree)
    verdict = verdict_of(attempt)
    lines = derivation(decider, layout)
    if verdict.outcome is Outcome.INCORRECT and _misses_shape(first) and _misses_shape(verdict):
        return unreadable(one_answer((0, len(text))))
    if verdict.outcome is not Outcome.CORRECT or lines is None or any(line.outcome is not Outcome.CORRECT for line in lines.lines):
        return None
    return _judgement(attempt, reading, verdict, lines, second_reading(BULLETS, plain(_resolved(decider.posed, reading.tree)), text))


def _in_square_brackets(decider: Decider, text: str) -> Judgement | None:
    """The judgement if what is in round brackets with blanks is a row, as in ``(2xy x^2)`` and ``2x (y x)``, where the row is right."""
    for squared in _squared(text):
        reading = read(squared, scope_of(decider.posed.task))
        if isinstance(reading, Diagnostic):
            continue
        attempt = Attempt(decider, reading.tree)
        verdict = verdict_of(attempt)
        if verdict.outcome is Outcome.CORRECT and claims_hold(decider, reading):
            return _judgement(attempt, reading, verdict, None, second_reading("blank", plain(_resolved(decider.posed, reading.tree)), text))
        other = _second(decider, squared, reading.choices)
        if other is not None and other.verdict.outcome is Outcome.CORRECT:
            return other
    return None


def _by_unit_vectors(decider: Decider, text: str) -> Judgement | None:
    """The judgement of ``2x ex + 2y ey`` as a vector, where that is right or is asked about; first it is a number with e in it."""
    reading = in_unit_vectors(decider, text)
    if reading is None:
        return None
    attempt, asked = Attempt(decider, reading.tree), doubt_of(reading.notes)
    verdict = verdict_of(attempt)
    if verdict.outcome is not Outcome.CORRECT or not claims_hold(decider, reading):
        return unreadable(asked) if asked is not None else None
    return _judgement(attempt, reading, verdict, None, second_reading("units", plain(_resolved(decider.posed, reading.tree)), text))


def _between_bars(decider: Decider, text: str) -> Judgement | None:
    """The judgement if the bars in a bracket part its entries, as in ``(2xy | x^2)``, where that is right; so are ``2xy | x^2`` alone.

    A single bar in a bracket is nothing else: then the entries are judged, right or wrong.
    """
    if "|" not in text and "\\mid" not in text:
        return None
    text = _SIZE.sub(lambda found: " " * len(found[0]), without_words(text, scope_of(decider.posed.task))).replace("\\mid", "   |")
    start, end = _LAST_MEMBER.search(text).span("member")  # type: ignore[union-attr]
    is_whole = _outermost(text, start) == [(start, end)]
    inside = [start + at for at, sign, depth in nested(text[start:end]) if sign == "|" and depth == is_whole]
    if not inside:
        return None
    signs = list(text)
    for at in inside:
        signs[at] = ","
    reading = read("".join(signs) if is_whole else f"[{''.join(signs[start:end])}]", scope_of(decider.posed.task))
    if isinstance(reading, Diagnostic) or not (is_whole or (type(reading.tree) is Matrix and len(reading.tree.args) == len(inside) + 1)):
        # The bars of a norm part nothing.
        return None
    attempt = Attempt(decider, reading.tree)
    verdict = verdict_of(attempt)
    is_single = is_whole and len(inside) == 1 and not _misses_shape(verdict)
    if not claims_hold(decider, reading) or not (verdict.outcome is Outcome.CORRECT or is_single):
        return None
    return _judgement(attempt, reading, verdict, None, second_reading("bars", plain(_resolved(decider.posed, reading.tree)), text))


def _where_right(decider: Decider, text: str) -> Judgement | None:
    """The judgement of a text that is only read where it is right.

    Such are a Taylor polynomial with dots for all further terms, ``1 + x + …``, and a column whose components are named.
    """
    dots = _DOTS.search(text) if decider.posed.task.written == "taylor" else None
    reading = read(text[:dots.start()], scope_of(decider.posed.task)) if dots is not None else in_components(decider, text)
    if not isinstance(reading, Reading):
        return None
    attempt = Attempt(decider, reading.tree)
    verdict = verdict_of(attempt)
    return _judgement(attempt, reading, verdict, None) if verdict.outcome is Outcome.CORRECT else None


def _without_shape(decider: Decider, text: str) -> Judgement | None:
    """The judgement if the bracket at the end, as in ``A (M×N)``, only tells the shape, where the answer without it is right.

    Where the formula has another shape than it is said to have, one of the two is not meant.
    """
    found, scope = _SHAPE.search(text), scope_of(decider.posed.task)
    if found is None or not {found["rows"], found["columns"]} <= {*scope.sizes, "1"}:
        return None
    reading = read(text[:found.start()], scope)
    if isinstance(reading, Diagnostic):
        return None
    attempt = Attempt(decider, reading.tree)
    verdict = verdict_of(attempt)
    if verdict.outcome is not Outcome.CORRECT or not claims_hold(decider, reading):
        return None
    told = tuple(shapes.dim(1 if size == "1" else size) for size in found.group("rows", "columns"))
    if told not in _shapes(attempt):
        return unreadable(Diagnostic("shape/told", "the bracket at the end tells another shape than the formula in front of it has",
                                     "write the formula alone", found.span()))
    note = replace(second_reading("shape", plain(_resolved(decider.posed, reading.tree)), text), remedy="write the formula alone")
    return _judgement(attempt, reading, verdict, None, note)


def _shapes(attempt: Attempt) -> list[tuple[Dim, ...]]:
    """The shape of what is written; where that is a number, or an identity of any size, also the one of the truth."""
    posed = attempt.decider.posed
    mine = Shapes(attempt.full, posed.declared).of(attempt.full) or (shapes.ONE, shapes.ONE)
    is_told = mine != (shapes.ONE, shapes.ONE) and not any(map(shapes.is_open, mine))
    truth = posed.shape if len(posed.axes) <= 2 else None
    return [mine] if is_told or truth is None else [mine, truth]


def _squared(text: str) -> list[str]:
    """The last member of a text with its round brackets made square that may be rows: all of them, and the last alone."""
    found = [span for span in _outermost(text, text.rfind("=") + 1)
             if _ROW.fullmatch(text, *span) and not _NO_ROW_BEHIND.search(text[:span[0]])]
    found = [_inner(text, *span) for span in found]
    made = []
    for spans in [found, found[-1:]] if len(found) > 1 else [found] if found else []:
        signs = list(text)
        for start, end in spans:
            signs[start], signs[end - 1] = "[", "]"
        made.append("".join(signs))
    return made


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of the bracket that is all that stands in one: ``((2xy x^2))``."""
    inside = text[start + 1:end - 1]
    first = start + 1 + len(inside) - len(inside.lstrip())
    last = first + len(inside.strip())
    return _inner(text, first, last) if _outermost(text[:last], first) == [(first, last)] else (start, end)


def _outermost(text: str, start: int) -> list[tuple[int, int]]:
    """The places of the round brackets that stand in no other round one from here on."""
    signs = [sign if sign in "()" else "" for sign in text]
    return [(at, closing(signs, at) + 1) for at, sign, depth in nested(signs, start) if sign == "(" and depth == 1]


def _lines_apart(decider: Decider, text: str) -> Judgement | None:
    """The judgement if a line that begins with a minus is a line of its own, where that makes the last one right."""
    if not _SIGNED_LINE.search(text):
        return None
    layout, reading = understand(text, scope_of(decider.posed.task), apart=True)
    if isinstance(reading, Diagnostic) or layout is None:
        return None
    attempt = Attempt(decider, reading.tree)
    verdict = verdict_of(attempt)
    if verdict.outcome is not Outcome.CORRECT:
        return None
    found = _of_layout(attempt, layout, reading, verdict)
    used = layout.shows(layout.answers[-1].members[-1])
    if all(name.name in used for name in layout.of("definition")) and all(line.outcome is Outcome.CORRECT for line in found.verdict.lines):
        return found
    return unreadable(Diagnostic("line/which", "this line may go on with the one before, or be a line of its own",
                                  "put = before it if it is a line of its own", layout.answers[-1].members[-1]))


def _judgement(attempt: Attempt, reading: Reading, verdict: Verdict, lines: Derivation | None, *notes: Diagnostic) -> Judgement:
    refusal = doubt_of(reading.notes)
    if refusal is not None and verdict.outcome is Outcome.INCORRECT:
        # With the accent it may be right: a mean, an estimate, a unit vector.
        return unreadable(refusal)
    messages = reading.notes + notes + remarks(attempt) + verdict.messages
    tree = _resolved(attempt.decider.posed, reading.tree)
    if lines is None:
        whole = verdict if messages == verdict.messages else replace(verdict, messages=messages)
        return Judgement(plain(tree), whole, tree, attempt)
    messages = tuple(message for message in messages if message.code != "read/last-member") + _said(lines.lines, verdict.outcome)
    return Judgement(plain(tree), replace(verdict, messages=messages, lines=lines.lines), tree, attempt, lines.wrong)


def _said(lines: tuple[Line, ...], outcome: Outcome) -> tuple[Diagnostic, ...]:
    """Which line of several is the first that is not what it should be."""
    if len(lines) < 2:
        return ()
    for number, line in enumerate(lines, 1):
        if line.outcome is Outcome.INCORRECT:
            what = f"{line.name} is not that" if line.name else "this is not what is asked"
            severity = Severity.REMARK if outcome is Outcome.CORRECT else Severity.ERROR
            remedy = ("look at it again" if line.name else "go on from the line before it" if number > 1 else
                      "begin again with what is asked")
            return (Diagnostic("line/first-wrong", f"line {number} is the first that is not right: {what}", remedy,
                               line.span, severity=severity),)
    return ()


def _truth(problem: Problem) -> Truth:
    from grader.kinds.proved import truth

    return truth(problem)


def _prove(problem: Problem, salt: str) -> Iterator[Diagnostic]:
    from grader.kinds.proved import prove

    return prove(problem, salt)


_BY_VARIABLES = ("vars", "f", "wrt")

_AT = ("at", "on")

FIELDS = {
    "derivative": Fields(_BY_VARIABLES, (), _AT, "the derivative"), "value": Fields(("vars", "f"), ("wrt",), _AT),
    "hessian": Fields(_BY_VARIABLES, (), _AT, "the Hessian"), "divergence": Fields(_BY_VARIABLES, (), _AT, "the divergence"),
    "curl": Fields(_BY_VARIABLES, (), _AT, "the curl"), "laplacian": Fields(_BY_VARIABLES, (), _AT, "the Laplacian"),
    "directional": Fields((*_BY_VARIABLES, "direction"), (), (*_AT, "direction"), "the directional derivative"),
    "jacobian-determinant": Fields(_BY_VARIABLES, (), _AT, "the determinant of the Jacobian"),
    "taylor": Fields((*_BY_VARIABLES, "at", "order"), (), (*_AT, "order"), "the Taylor polynomial"),
}
"""By what is asked the fields that it needs and allows."""

KIND = Kind("formula", FIELDS, judge, look, _truth, _prove, is_stated=lambda _problem: False, faults=faults, trees=True)
