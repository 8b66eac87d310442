"""``grader decide``: a person's word from a script: on a group, an answer, a student, or all of another marker's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.banks import line_of
from grader.cli.review import write_sheets
from grader.cli.reviewing import concerned, given
from grader.cli.screen import MOST_COMMENT, points, say, signature, text_lines
from grader.cli.words import counted, quoted
from grader.model import Decision, UsageError, printable, same_text
from grader.record import replace

if TYPE_CHECKING:
    from grader.batch.review import Item, Waiting, Word

_GROUP, _ANSWER, _STUDENT, _FILES, _FROM = ("group",), ("answer", "problem"), ("problem", "student"), ("student", "unanswered"), ("other",)

_FORMS: dict[tuple[str, ...], str] = {
    _GROUP: "--group G", _ANSWER: "--answer TEXT --problem P", _STUDENT: "--student S --problem P",
    _FILES: "--student S --unanswered blank", _FROM: "--from FILE",
}


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--group", help="All waiting answers of a group; attention.csv and the class page name the groups.")
@click.option("--student", help="One student: name, login, e-mail address, number, or the LMS's id.")
@click.option("--problem", help="The problem, with --student or --answer.")
@click.option("--answer", help="All who wrote this answer, whatever the machine found.")
@click.option("--unanswered", type=click.Choice(["blank"]), help="With --student: the files that nobody could read hold nothing more.")
@click.option("--score", help="The points: 1, 1/2, 1.5 or full.")
@click.option("--comment", default="", help="A sentence for the student's sheet.")
@click.option("--reason", default="", help="A word of your own, to find such decisions again.")
@click.option("--by", help="Who decides. [default: the login name]")
@click.option("--from", "other", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Another marker's decisions.yaml.")
@click.option("--undo", is_flag=True, help="Take the decision back.")
@click.option("--no-sheets", is_flag=True, help="Write no sheets; after several decisions: grader regrade RUN.")
def decide(run: Path, score: str | None, comment: str, reason: str, by: str | None, other: Path | None, undo: bool, no_sheets: bool,
           **target: str | None) -> int:
    """Decide an answer of RUN that the machine did not decide, or overrule it.

    \b
      grader decide hw3 --group jac-polar#3f9a61 --score 1 --comment "One bracket is missing."
      grader decide hw3 --student "Ada Lovelace" --problem lsq-gradient --score 1/2
      grader decide hw3 --answer "2x + y" --problem partial-x --score full
      grader decide hw3 --student ada@uni.example --unanswered blank
      grader decide hw3 --from decisions-of-hopper.yaml
      grader decide hw3 --undo --group jac-polar#3f9a61
    """
    from grader.batch.review import Word, open_waiting

    form = _form(target | {"other": None if other is None else str(other)}, score, undo)
    if (undo or other is not None) and (comment or reason or by is not None):
        raise UsageError(f"{'--undo' if undo else '--from'} goes without --comment, --reason and --by")
    word = Word(None, _shown("comment", comment), signature(by), _shown("reason", reason))
    waiting = open_waiting(run)
    if other is not None:
        changes = _join(waiting, other)
    elif undo:
        changes = _undo(waiting, form, target)
    else:
        changes = _decide(waiting, _item(waiting, form, target), form, score, word)
    if changes and not no_sheets:
        return write_sheets(run, is_short=True)
    if changes:
        click.echo(f"next       grader regrade {quoted(run)}")
    return 0


def _form(given: Mapping[str, str | None], score: str | None, undo: bool) -> tuple[str, ...]:
    """Which of the forms was used; raises :class:`UsageError` for none of them."""
    form = tuple(sorted(name for name, value in given.items() if value is not None))
    if form not in _FORMS or (undo and form == _FROM):
        raise UsageError(f"say what is decided, in one of these ways: {'; '.join(_FORMS.values())}")
    is_scored = form in (_GROUP, _ANSWER, _STUDENT) and not undo
    if is_scored and score is None:
        raise UsageError("--score says how many points: 1, 1/2, 1.5 or full")
    if score is not None and not is_scored:
        raise UsageError(f"--score does not go with {'--undo' if undo else _FORMS[form]}")
    return form


def _shown(option: str, text: str) -> str:
    if printable(text) != text or len(text) > MOST_COMMENT:
        raise UsageError(f"--{option} has at most {MOST_COMMENT:,} characters, all of which can be shown: {printable(text[:60])!r}")
    return text.strip()


def _item(waiting: Waiting, form: tuple[str, ...], target: Mapping[str, str | None]) -> Item:
    """What is to be decided."""
    from grader.batch.review import answered

    group, student, problem, answer = (target[name] or "" for name in ("group", "student", "problem", "answer"))
    if form == _GROUP:
        return waiting.group(group)
    if form == _ANSWER:
        return answered(waiting, problem, answer)
    person = waiting.meant(student)
    if form == _STUDENT:
        return waiting.seen(person.person, problem)
    own = [item for item in (*waiting.items, *waiting.decided) if [each.person for each in item.persons] == [person.person]]
    found = next((item for item in own if not item.problem or (item.decision is not None and item.decision.unanswered)), None)
    if found is None:
        raise UsageError(f"nothing of {printable(person.who.student)} waits because of a file that nobody could read")
    return found


def _decide(waiting: Waiting, item: Item, form: tuple[str, ...], score: str | None, word: Word) -> int:
    """Write the entry, say so, and return whether it is new."""
    from grader.batch.review import on_answers, on_files, on_student, write

    if score is not None:
        word = replace(word, score=points(score, item.out_of))
    decision = (on_files if form == _FILES else on_student if form == _STUDENT else on_answers)(item, word)
    is_new = write(waiting, decision)
    click.echo(f"{'decided' if is_new else 'note':<10} {_what(form, item, decision)}{'' if is_new else ': this is decided already'}")
    if form == _STUDENT and is_new:
        for spelling in item.spellings:
            say(text_lines(f"for the answer {spelling.text}"))
    return is_new


def _what(form: tuple[str, ...], item: Item, decision: Decision) -> str:
    """An entry in words: ``jac-polar#3f9a61: 1 of 3 for 22 students``."""
    if decision.unanswered:
        return f"{concerned(item)}: {given(decision)}"
    what = item.name if form == _GROUP else item.problem
    return f"{printable(what)}: {given(decision)} for {concerned(item)}"


def _undo(waiting: Waiting, form: tuple[str, ...], target: Mapping[str, str | None]) -> int:
    """Take the entries on a target back, and return how many there were."""
    from grader.batch.review import is_in_force, take_back

    group, student, problem, answer = (target[name] or "" for name in ("group", "student", "problem", "answer"))
    person = waiting.meant(student).person if student else ""
    found: dict[Decision, Item] = {}
    for item in (*waiting.decided, *waiting.items):
        decision = item.decision
        if decision is None or not (is_in_force(item) or item.kind == "stale"):
            continue
        # Of one student the problem is enough: there is only one variant of it.
        is_meant = problem in (decision.problem, decision.problem.partition("[")[0])
        is_own = decision.student is not None and is_meant and any(each.person == person for each in item.persons)
        is_answer = item.problem == problem and same_text(answer) in decision.answers
        if item.name == group if form == _GROUP else is_answer if form == _ANSWER else is_own:
            found.setdefault(decision, item)
    if not found:
        raise UsageError("there is no decision on this to take back; decisions.yaml holds all")
    gone = take_back(waiting, tuple(found))
    for decision, item in found.items():
        click.echo(f"undone     {_what(form, item, decision)}")
    return gone


def _join(waiting: Waiting, other: Path) -> int:
    """Take in another marker's decisions, or none of them, and return how many are new."""
    from grader.batch.review import write
    from grader.decisions import read_decisions

    theirs = read_decisions(other)
    if theirs.errors:
        for fault in theirs.errors:
            click.echo(line_of(fault), err=True)
        raise UsageError(f"{counted(len(theirs.errors), 'error')}. Nothing was taken.")
    added = write(waiting, *theirs.entries)
    click.echo(f"joined     {counted(added, 'decision')}, {len(theirs.entries) - added} said the same")
    return added
