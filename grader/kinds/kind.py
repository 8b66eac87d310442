"""What a kind of answer is: what it asks for, how a response is read and decided, and how its truth is shown and proved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from grader.expr import Expr
from grader.kinds.decider import Attempt
from grader.kinds.question import Look, Question
from grader.model import Choices, Diagnosis, Diagnostic, Outcome, Problem, Verdict
from grader.record import record, replace
from grader.syntax import Reading, Scope, read


@record
class Judgement:
    """An answer as it was read (plain text that reads back, empty if unreadable), the verdict about it, and the tree that was decided.

    ``tree`` is the one that ``read_as`` is printed from; ``wrong`` is set for a derivation: the first wrong line.
    """

    read_as: str
    verdict: Verdict
    tree: Expr | None = None
    attempt: Attempt | None = None
    wrong: Attempt | None = None


def unreadable(said: Diagnostic) -> Judgement:
    """Return the judgement of an answer that cannot be read, or that nobody can tell what it means."""
    return Judgement("", Verdict(Outcome.UNREADABLE, messages=(said,)))


def noted(judged: Judgement, *said: Diagnostic) -> Judgement:
    """Return a judgement with something said before all else."""
    return replace(judged, verdict=replace(judged.verdict, messages=(*said, *judged.verdict.messages)))


def best_of(found: Iterable[Judgement]) -> Judgement | None:
    """Return the first judgement that is correct, else the first that is undecided; none is looked at behind a correct one."""
    open_one: Judgement | None = None
    for judged in found:
        if judged.verdict.outcome is Outcome.CORRECT:
            return judged
        if judged.verdict.outcome is Outcome.UNDECIDED:
            open_one = open_one or judged
    return open_one


@record
class Fields:
    """Fields of a problem that something asked needs, those that mean nothing there, and those that mean something only where they are
    ``allowed``.

    ``what`` is what is asked in words, as in "Find … of f by x", or with ``{by}`` as in "Find …"; empty where a problem says it itself.
    """

    needed: tuple[str, ...]
    idle: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    what: str = ""


@record
class Truth:
    """The right answer as it is shown where the key may be: plain text that is right as an answer, empty where none can be shown.

    ``tree`` is what the text was printed from, if it was, and ``shape`` is in words.  ``about`` is a number as a decimal, where the author
    asks for decimals.
    """

    text: str = ""
    tree: Expr | None = None
    shape: str = ""
    about: str = ""


def nothing_found(_problem: Problem) -> Iterator[tuple[str, Diagnostic]]:
    """Find nothing wrong with a problem."""
    return iter(())


def own_choices(problem: Problem) -> Choices:
    """Return the choices as the author writes them; there are none in most problems."""
    return problem.scheme.choices


def no_reason(_problem: Problem, _text: str, _judged: Judgement, _salt: str) -> tuple[Diagnosis, ...]:
    """Explain nothing."""
    return ()


def no_hint(_problem: Problem, _text: str, _step: int, _salt: str) -> tuple[str, ...]:
    """Give no hint."""
    return ()


@record
class Kind:
    """A sort of thing that may be asked.

    ``fields`` has the values of a task's ``asked`` that lead here, each with the fields that it needs.  ``judge(problem, text, salt)``
    reads and decides one response that is not blank, ``look(question, text)`` only reads it, without the key; they raise for no text.
    ``truth(problem)`` is the right answer as it is shown, and ``is_stated(problem)`` whether the author states it and nothing derives it.

    ``faults(problem)`` yields what is wrong with a problem as it was read, each with the name of the field that it is about; it is cheap,
    and an error leaves the problem out.  ``prove(problem, salt)`` yields what ``bank check`` finds wrong with the truth.

    ``read(text, scope)`` reads an author's f.

    ``trees`` tells whether answers are trees of formulas, which can be compared, printed and diagnosed; where they are not,
    ``explain(problem, text, judged, salt)`` says why an incorrect answer is wrong, the most plausible first.
    ``hint(problem, text, step, salt)`` are further sentences of a step of hints for an incorrect answer; they never give the answer.
    ``choices(problem)`` are what is chosen from; the bank keeps them in the problem's scheme.
    """

    name: str
    fields: Mapping[str, Fields]
    judge: Callable[[Problem, str, str], Judgement]
    look: Callable[[Question, str], Look]
    truth: Callable[[Problem], Truth]
    prove: Callable[[Problem, str], Iterator[Diagnostic]]
    is_stated: Callable[[Problem], bool]
    faults: Callable[[Problem], Iterator[tuple[str, Diagnostic]]] = nothing_found
    explain: Callable[[Problem, str, Judgement, str], tuple[Diagnosis, ...]] = no_reason
    hint: Callable[[Problem, str, int, str], tuple[str, ...]] = no_hint
    trees: bool = False
    choices: Callable[[Problem], Choices] = own_choices
    read: Callable[[str, Scope], Reading | Diagnostic] = read
