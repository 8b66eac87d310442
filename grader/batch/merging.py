"""Two runs of one class made one: whatever the other has that this one has not comes here, and the other stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from grader.batch import folder
from grader.batch.anonymous import is_anonymous, pseudonyms, with_pseudonyms
from grader.batch.asked import asked_of
from grader.batch.basis import Basis, basis_of
from grader.batch.deciding import Progress
from grader.batch.interruption import Heard, held
from grader.batch.joining import identity_in, rows_of
from grader.batch.meant import named
from grader.batch.reading import STUDENTS
from grader.batch.reconcile import Came, Reconciling, Settings, Summary
from grader.batch.rulings import entries_of, first_line, refuse
from grader.batch.same import same_people
from grader.decisions import NAME as DECISIONS
from grader.decisions import Meant, editing, index, joined
from grader.model import PSEUDONYM, Decision, Identity, StoreError, UsageError, printable
from grader.people import match
from grader.record import record, replace
from grader.store import NAME, Person, Store, Transfer, open_store


@record
class Merged:
    """What came from the other run: who, how many of its students have attempts without a time beside those of this run (``untimed``), how
    many verdicts were taken over because both runs ask the same under the same salt, and how many decisions.
    """

    came: Came
    untimed: int
    verdicts: int
    decisions: int


def merge(out: Path, other: Path, jobs: int, progress: Progress, arrived: Callable[[Merged], None] = lambda _: None) -> Summary:
    """Take the students, attempts, verdicts and decisions of the run in ``other`` into the one in ``out``, decide what is missing, and
    write.

    The same people are one person, the same attempts one attempt; decisions that contradict each other are refused at the start.  What is
    asked, and how it is marked, is as in ``out``.  An interruption keeps what is done; the same command goes on from there.  Raises
    :class:`UsageError` for one folder twice and for such decisions, :class:`~grader.model.StoreError` where a folder is no run or in use,
    or where ``other`` is not complete, or of another class or assignment.
    """
    for each in (out, other):
        folder.refuse_old(each)
        if not (each / NAME).is_file():
            raise StoreError(f"{printable(str(each))} is no run of the grader: it holds no {NAME}")
    if out.resolve() == other.resolve():
        raise UsageError(f"{printable(str(out))} and {printable(str(other))} are one folder; name two runs")
    with folder.alone(out), folder.alone(other), held() as heard, open_store(out) as store, open_store(other, writing=False) as theirs:
        folder.prepare(out)
        return _Merging(out, other, store, theirs, heard).run(jobs, progress, arrived)


class _Merging:
    """One merge under way."""

    def __init__(self, out: Path, other: Path, store: Store, theirs: Store, heard: Heard) -> None:
        self._out = out
        self._other = other
        self._store = store
        self._theirs = theirs
        self._heard = heard
        self._basis = basis_of(store)
        self._people = store.people()
        self._same, self._joined = same_people(self._people, theirs.people())
        self._transfer: Transfer = store.transfer(theirs)

    def run(self, jobs: int, progress: Progress, arrived: Callable[[Merged], None]) -> Summary:
        """Take the other run in, and do with the whole what grading does."""
        self._refuse()
        basis, before = self._basis, len(entries_of(self._out))
        decisions = self._decided()
        settings = Settings(self._out, basis.title, basis.reveal, jobs, command="merge", assignment=basis.assignment)

        def told(came: Came) -> None:
            arrived(Merged(came, self._transfer.untimed, self._transfer.verdicts, len(decisions) - before))

        reconciling = Reconciling(self._store, basis, settings, progress, self._heard, decisions)
        return reconciling.reconcile(lambda begin, _: self._take(begin), told)

    def _take(self, begin: Callable[[], None]) -> Transfer:
        """Write what the other run has, part by part; who is who is one transaction, so that it is never half known."""
        store, transfer = self._store, self._transfer
        with store.transaction():
            begin()
            for other, kept in self._joined.items():
                store.join(kept, other)
            transfer.people(self._same)
        store.hurry()
        persons = iter(transfer.persons)
        while part := list(islice(persons, STUDENTS)):
            with store.transaction():
                transfer.take(part)
            with self._heard():
                pass
        asked = frozenset(asked_of(self._basis.bank, self._basis.salt).values())
        for _ in transfer.decided(asked):
            with self._heard():
                pass
        with store.transaction():
            transfer.close()
        return transfer

    def _decided(self) -> tuple[Decision, ...]:
        """Add what the other run's markers decided to the decisions here, and return all."""
        theirs = entries_of(self._other)
        if not theirs:
            return entries_of(self._out)
        people, names = self._together(), dict[str, str]()
        if is_anonymous(self._basis.assignment):
            names = pseudonyms(people, self._basis.salt)
            people = {person: (*known, Identity("", PSEUDONYM, names[person])) for person, known in people.items()}
        with editing(self._out / DECISIONS, first_line(self._basis.title)) as file:
            found = joined(file.entries, self._translated(theirs, names), people)
            if found.against:
                said = "\n  ".join(f"{_place(one)} and {_place(other)}" for one, other in found.against)
                raise UsageError(f"{len(found.against)} decisions contradict each other. Nothing was taken in; mend one of the two files:\n"
                                 f"  {said}")
            refuse(index((*file.entries, *found.added), people).faults)
            file.add(*found.added)
            return file.entries

    def _translated(self, entries: Sequence[Decision], names: Mapping[str, str]) -> list[Decision]:
        """The other run's decisions with students named as this run names them: a pseudonym is somebody under one salt only."""
        theirs, people = basis_of(self._theirs), self._theirs.people()
        if not names and not is_anonymous(theirs.assignment):
            return list(entries)
        known = with_pseudonyms(people, theirs.salt) if is_anonymous(theirs.assignment) else people
        meant, by_id = Meant({each.person: (each.who, *each.aliases) for each in known}), {each.person: each for each in people}
        found = []
        for entry in entries:
            person = meant.person(entry.student) if entry.student is not None else None
            if person is not None:
                name = names.get(self._same.get(person, person))
                entry = replace(entry, student=Identity("", PSEUDONYM, name) if name else named(by_id[person]))
            elif entry.student is not None and names and entry.student.kind != PSEUDONYM:
                raise UsageError(f"{_place(entry)} is about a student who is not in its run, and {printable(str(self._out))} is marked "
                                 "without names. Nothing was taken in; remove that decision first")
            found.append(entry)
        return found

    def _together(self) -> dict[str, tuple[Identity, ...]]:
        """Everybody who will be in the run, with all identities; two whom the roster shows to be one are one."""
        people = {each.person: each for each in self._people}
        for each in self._theirs.people():
            target = self._same.get(each.person, each.person)
            known = people.get(target)
            people[target] = each if known is None else replace(known, aliases=(*known.aliases, each.who, *each.aliases))
        homes, rows, assignment = dict(self._joined), dict[str, Identity](), self._basis.assignment
        if assignment is not None:
            for row, persons in rows_of(people.values(), assignment).items():
                homes |= {other: persons[0] for other in persons[1:]}
                rows[persons[0]] = identity_in(assignment, row)
        found: dict[str, tuple[Identity, ...]] = {}
        for person, each in people.items():
            home = homes.get(person, person)
            found[home] = (*found.get(home, ()), each.who, *each.aliases, *each.who.members, *([rows[home]] if home in rows else ()))
        return found

    def _refuse(self) -> None:
        """Raise :class:`StoreError` where this would mix two classes, lose answers, or take in what is half read."""
        other, title = printable(str(self._other)), printable(self._theirs.value("title"))
        if self._theirs.value("state") != "complete":
            raise StoreError(f"the run in {other} is not complete: run its {self._theirs.value('command') or 'grade'} command again first")
        asked, answered = {problem.id for problem in self._basis.bank.problems}, self._theirs.problems()
        more = sorted(answered - asked)
        if answered and not answered & asked:
            raise StoreError(f"{self._this()}, and {other} is the run {title!r}, which asks none of its problems.\n"
                             "  Merge runs of one assignment only.")
        if more:
            names = ", ".join(more[:3]) + (f" and {len(more) - 3} more" if len(more) > 3 else "")
            raise StoreError(f"{self._this()}, and {other} has answers to problems that it does not ask: {names}.\n"
                             "  Grade both with one assignment.yaml and merge them then; or merge the other way round.")
        if not self._is_this_class(self._theirs.people()):
            raise StoreError(f"{self._this()}, and none of them is in {other}, the run {title!r}.\n"
                             "  Merge runs of one class only. If these are parts of one class, grade both with one assignment.yaml first.")

    def _this(self) -> str:
        return f"{printable(str(self._out))} is the run {printable(self._basis.title)!r} of {len(self._people):,} students"

    def _is_this_class(self, theirs: Sequence[Person]) -> bool:
        """Whether somebody of the other run is known here or in the roster, or both runs rest on one and the same assignment."""
        if not self._people or self._same:
            return True
        assignment = self._basis.assignment
        if assignment is None:
            return False
        return bool(match([(each.who, *each.aliases) for each in theirs], assignment.roster).pairs) or _rests_on(self._theirs, self._basis)


def _place(decision: Decision) -> str:
    """Where a decision stands and what it says."""
    where = f"{printable(decision.where.file)}:{decision.where.line}" if decision.where is not None else "?"
    said = f"{decision.score} of {decision.out_of}" if decision.score is not None else decision.unanswered
    return f"{where} ({said}{f', {printable(decision.by)}' if decision.by else ''})"


def _rests_on(theirs: Store, basis: Basis) -> bool:
    """Whether a run has the same assignment file with the same tables; one that another version wrote does not say."""
    try:
        assignment = basis_of(theirs).assignment
    except StoreError:
        return False
    return assignment is not None and basis.assignment is not None and assignment.digest == basis.assignment.digest
