"""The marks of one attempt, put together from what the store knows of its answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from grader.batch.asked import earlier_digest
from grader.batch.crew.retrying import KILLED
from grader.marking import BLANK, Parts, earlier_of, scored
from grader.model import Bank, Decided, Diagnostic, HandedFile, Mark, Outcome, Problem, Severity, Verdict, printable, same_text, values_text
from grader.record import record, replace
from grader.store import Answered, Store

MOST_KNOWN = 6_000
"""Marks that are kept at hand: more than a class of 1,200 has distinct answers."""

NO_REASONS: Mapping[str, Diagnostic] = {}
"""Where all variants are known."""

_NOT_READ = Diagnostic("intake/not-read", "this was not asked yet when the answers were read", "wait: they are read again")

Job = tuple[str, str, Parts]
"""Id of a problem (the key of a variant), the text of an answer, and the earlier answers that it may follow from."""


@record
class Given:
    """One mark of a sheet; ``name`` stands for all that was found out about it.

    ``answered`` is the response whose mark it is; it is ``None`` where this student's circumstances made the mark.  ``texts`` are what
    a person has in view who decides it: the answer, all answers where there are several, or else the files that nobody read.
    """

    mark: Mark
    name: str
    answered: Answered | None = None
    texts: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """All that a person has in view, of which a decision bears the digest."""
        return "\n".join(self.texts)

    @property
    def answer(self) -> int:
        """The answer's number in the store, 0 for a mark without one."""
        return self.answered.answer if self.answered is not None else 0


class Found:
    """What is known of the answers to a bank's problems, as marks without a place."""

    def __init__(self, store: Store, bank: Bank, asked: Mapping[str, bytes]) -> None:
        self._store = store
        self._bank = bank
        self._asked = asked
        self._known: dict[tuple[int, str, Parts], tuple[Mark, str]] = {}
        self._blank: dict[str, Given] = {}
        self.missing: dict[Job, tuple[int, ...]] = {}
        # Once all is tried, what is still not decided waits for a person, and for the next run.
        self.gives_up = False

    def remember(self, answer: int, mark: Mark, name: str) -> None:
        """Keep at hand what was just decided."""
        if len(self._known) < MOST_KNOWN:
            self._known[answer, mark.key, mark.earlier] = mark, name

    def mark(self, answered: Answered, key: str, earlier: Parts) -> Mark:
        """Return the mark of an answer that was decided by the problem of this key, without its place."""
        problem = self._bank.get(key)
        found = self._look_up(problem, answered, earlier) if problem is not None else None
        assert found is not None, "it was decided when the sheet was made"
        return found[0]

    def marks(self, problems: Sequence[Problem], answers: Iterable[Answered], files: Iterable[HandedFile],
              ruled: Callable[[Mark], Mark] = lambda mark: mark, reasons: Mapping[str, Diagnostic] = NO_REASONS,
              read: Collection[str] | None = None) -> list[Given] | None:
        """Return the marks of one attempt, one for each problem; ``None`` where one is missing, which is noted in ``missing``.

        ``ruled`` gives the mark of an answer the score that a person has decided for that answer.  Answers to the problems in ``reasons``
        wait for these: nobody knows by which variant they are to be judged.  Answers to other problems than those in ``read`` were not
        looked for, if it is given.
        """
        texts: dict[str, list[Answered]] = defaultdict(list)
        for each in answers:
            texts[each.response.problem].append(each)
        unread = [file for file in files if file.code]
        own: dict[str, Mark] = {}
        marks: list[Given] = []
        for problem in problems:
            given = [each for each in texts.get(problem.id, ()) if each.response.text.strip()]
            found = [_waiting(problem, each, reasons[problem.id]) if problem.id in reasons else self._given(problem, each, own)
                     for each in given]
            known = [each if problem.id in reasons else replace(each, mark=ruled(each.mark)) for each in found if each is not None]
            if len(known) == len(found):
                marks.append(_one_of(known) if known else self._nothing(problem, texts.get(problem.id), unread, read))
                own[problem.id] = marks[-1].mark
        return marks if len(marks) == len(problems) else None

    def _nothing(self, problem: Problem, empty: Sequence[Answered] | None, unread: Sequence[HandedFile],
                 read: Collection[str] | None) -> Given:
        """The mark of a problem to which nothing is written, or nobody knows what."""
        if read is not None and problem.id not in read:
            return Given(scored(problem, "", Decided(Verdict(Outcome.UNREADABLE, messages=(_NOT_READ,)))), _NOT_READ.code)
        if unread:
            return _unread(problem, unread)
        blank = self._blank.get(problem.key)
        if blank is None:
            blank = self._blank[problem.key] = Given(scored(problem, "", BLANK), "")
        return replace(blank, mark=replace(blank.mark, where=empty[0].response.where)) if empty else blank

    def _given(self, problem: Problem, answered: Answered, own: Mapping[str, Mark]) -> Given | None:
        """The mark of a response, that with the student's earlier answers if there is one."""
        found = self._look_up(problem, answered, ())
        if found is not None and problem.scheme.follow and found[0].verdict.outcome is Outcome.INCORRECT:
            earlier = tuple((part.key, answer) for part, answer in earlier_of(problem, self._bank, own))
            found = self._look_up(problem, answered, earlier) if earlier else found
        response = answered.response
        return None if found is None else Given(replace(found[0], where=response.where), found[1], answered, (response.text,))

    def _look_up(self, problem: Problem, answered: Answered, earlier: Parts) -> tuple[Mark, str] | None:
        """The mark without its place, and the name of what was found out."""
        known = self._known.get((answered.answer, problem.key, earlier))
        if known is not None:
            return known
        digest, text = earlier_digest(earlier, self._asked), answered.response.text
        found = self._store.verdict(answered.answer, self._asked[problem.key], digest, values_text(problem.variant))
        if found is None:
            note(self.missing, (problem.key, text, earlier), answered.answer)
            return (scored(problem, text, KILLED, earlier), "") if self.gives_up else None
        decided, crc = found
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        known = self._known[answered.answer, problem.key, earlier] = scored(problem, text, decided, earlier), str(crc)
        return known


def note(jobs: dict[Job, tuple[int, ...]], job: Job, answer: int) -> None:
    """Note that a job decides an answer, too: a text that names its variant is another answer than the same text that does not."""
    known = jobs.get(job, ())
    if answer not in known:
        jobs[job] = (*known, answer)


def _waiting(problem: Problem, answered: Answered, reason: Diagnostic) -> Given:
    """The mark of an answer to a variant that nobody knows: it is this student's alone."""
    response = answered.response
    decided = Decided(Verdict(Outcome.UNDECIDED, messages=(reason,)))
    return Given(scored(problem, response.text, decided, where=response.where), reason.code, texts=(response.text,))


def names_of(unread: Iterable[HandedFile]) -> tuple[str, ...]:
    """Return what stands for files that nobody could read: their names without folders, and their sizes."""
    return tuple(sorted(f"{file.path.rpartition('/')[2]} {file.size}" for file in unread))


def _unread(problem: Problem, unread: Sequence[HandedFile]) -> Given:
    """The mark of a problem without an answer where something was handed in that nobody has read."""
    files = ", ".join(printable(file.path) for file in unread[:3]) + (f" and {len(unread) - 3} more" if len(unread) > 3 else "")
    message = Diagnostic("intake/unread-file", f"nothing was read of {files}, where the answer may be", "wait: a person looks at it")
    return Given(scored(problem, "", Decided(Verdict(Outcome.UNREADABLE, messages=(message,)))), files, texts=names_of(unread))


def _one_of(given: Sequence[Given]) -> Given:
    """The mark that counts of those for different answers to one problem: all have the same points, or a person decides."""
    first, *others = given
    if not others:
        return first
    places = ", ".join(_place(each.mark) for each in given)
    said = f"{len(given)} answers to this differ ({places})"
    is_same = all(each.mark.score == first.mark.score for each in others)
    name = " ".join(f"{each.answer} {each.name}" for each in given)
    texts = tuple(sorted(same_text(each.mark.answer) for each in given))
    if is_same:
        remark = Diagnostic("intake/two-answers", f"{said}; they are worth the same, and the first counts", severity=Severity.REMARK)
        decided = replace(first.mark.decided, verdict=replace(first.mark.verdict, messages=(*first.mark.verdict.messages, remark)))
        return Given(replace(first.mark, decided=decided), name, texts=texts)
    points = ", ".join("open" if each.mark.score is None else str(each.mark.score) for each in given)
    error = Diagnostic("intake/two-answers", f"{said}; they are worth {points} points", "wait: a person says which one counts")
    decided = Decided(Verdict(Outcome.UNDECIDED, messages=(error,)), first.mark.read_as, tree=first.mark.decided.tree)
    return Given(replace(first.mark, decided=decided, score=None, credit=None, ruling=None), name, texts=texts)


def _place(mark: Mark) -> str:
    return f"{printable(mark.where.file)}:{mark.where.line}" if mark.where is not None else "?"
