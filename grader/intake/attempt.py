"""One attempt of one person: all its files are read, and their answers are united."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from grader.intake.classmates import Classmates, Enrolled, names_another
from grader.intake.decode import decode
from grader.intake.entries import Ids, named_in
from grader.intake.html import read_html
from grader.intake.junk import is_answer_file, no_text
from grader.intake.layouts.blackboard import typed_in
from grader.intake.layouts.layout import Place
from grader.intake.member import CROWDED, EMPTY, FILE_LIMIT, NESTED, Fault, Member, Reader, Refused, attention, shown
from grader.intake.notation import Content, content_of, holds_nothing, read_content, unread_code
from grader.intake.textform import read_text
from grader.model import Attention, Diagnostic, HandedFile, Identity, Response, Submission, Where
from grader.record import record, replace

ANSWER_FILE_LIMIT = 20
"""Answer files of one attempt."""

ATTEMPT_LIMIT = 256 * 1024
"""Bytes of all answer files of one attempt."""

_DEPTH = 2
"""Folders inside a student's folder that are read."""

_MANY_FILES = Fault("intake/too-many", f"more than {ANSWER_FILE_LIMIT} answer files of one attempt, so none of them was read; look at "
                    "them, and ask for one file")
_MANY_BYTES = Fault("intake/too-many", f"the answer files of this attempt are larger than {ATTEMPT_LIMIT >> 10} KiB together, so none "
                    "of them was read")
_NOTHING = Fault("intake/no-answers", "nothing in this file could be used")
_ADDRESS = Fault("intake/not-text", "only the address of a page was handed in, and nobody opened that page")
_COMMENT = Fault("intake/not-an-answer", "the student's comment names a problem; what it says was not read")
_PICTURES = Fault("intake/html", "the page holds something that is no text, such as a picture, and only its text was read")


@record
class Files:
    """The files of an attempt, by their paths, and whose they are; ``crowded`` if the person has more than are read."""

    who: Identity
    attempt: int
    places: tuple[tuple[Member, Place], ...]
    crowded: bool = False


@record
class Class:
    """What is the same for everybody: the ids of the problems and of those of the bank that are not asked for, and who there is.

    ``enrolled`` are the people of a roster.
    """

    problems: Collection[str]
    others: Collection[str]
    title: str
    is_plain: bool
    classmates: Classmates
    enrolled: Enrolled = Enrolled()


@record
class _Read:
    """What became of one file: ``fault`` is set if it was handed in and not, or not all of it, read."""

    file: HandedFile | None
    content: Content
    fault: Fault | None = None


_EMPTY = Content(())


def read_attempt(files: Files, reader: Reader, known: Class) -> Submission:
    """The submission; whatever of it was not read is in its ``files`` with a code, and in its ``attention``."""
    if files.crowded:
        return _crowded(files)
    fault = _beyond_limits(files.places, reader)
    reads = [_read(member, place, reader, known, fault) for member, place in files.places]
    answered = {response.problem for one in reads for response in one.content.responses}
    reads = [replace(one, file=_marked(one.file, one.content, answered)) for one in reads]
    rows: list[Attention] = []
    student = files.who.student
    if fault is not None:
        rows.append(attention(_folder_of([member for member, _ in files.places]), fault, student))
    for (member, place), one in zip(files.places, reads, strict=True):
        own = () if one.fault is None or one.fault is fault else (one.fault,)
        other = _other_student(place, one.content, known)
        rows += [attention(member.file, each, student) for each in (*own, *other, *one.content.faults)]
    return Submission(
        files.who, _united(reads), Where(shown(files.places[0][0].file), 1), _remarks(reads),
        tuple(one.file for one in reads if one.file is not None), files.attempt, time_of(files.places),
        any(place.late for _, place in files.places), tuple(rows))


def _crowded(files: Files) -> Submission:
    """The submission of somebody who has more files than are read, or even listed."""
    folder = _folder_of([member for member, _ in files.places])
    row = attention(folder, CROWDED, files.who.student)
    return Submission(files.who, (), Where(shown(folder), 1), (), (HandedFile(shown(folder), 0, CROWDED.code),), files.attempt,
                      time_of(files.places), any(place.late for _, place in files.places), (row,))


def _read(member: Member, place: Place, reader: Reader, known: Class, fault: Fault | None) -> _Read:
    """One file, or the reason why nothing is read of it, or of anything of this person."""
    if member.fault == EMPTY:
        return _Read(None, _EMPTY)
    if member.fault is not None:
        return _Read(HandedFile(shown(member.file), 0, member.fault.code), _EMPTY, member.fault)
    fault = fault or (NESTED if len(place.rest) > _DEPTH + 1 else None) or _not_read(place)
    content = _EMPTY
    if fault is None:
        try:
            found = _content(member, place, reader, known)
            if found is None and place.fault is None:
                return _Read(None, _EMPTY)
            content = found or _EMPTY
        except Refused as refused:
            fault = refused.fault
        else:
            fault = place.fault or _missing(content, member.file)
    return _Read(HandedFile(shown(member.file), reader.size(member), fault.code if fault else ""), content, fault)


def _marked(file: HandedFile | None, content: Content, answered: Collection[str]) -> HandedFile | None:
    """The file with a code if a text in it may be meant for a problem that is not answered in this attempt."""
    if file is None or file.code:
        return file
    code = unread_code(content, answered)
    return replace(file, code=code) if code else file


def _not_read(place: Place) -> Fault | None:
    if place.reads == "link":
        return _ADDRESS
    return None if place.reads or is_answer_file(place.rest[-1]) else no_text(place.rest[-1])


def _content(member: Member, place: Place, reader: Reader, known: Class) -> Content | None:
    """What a file holds; nothing for a manifest into which nobody typed an answer."""
    data = reader.read(member, FILE_LIMIT)
    if not place.reads:
        return read_content(data, member.file, known.problems, known.others)
    text, _ = decode(data)
    comment = ""
    if place.reads == "manifest":
        text, comment = typed_in(text)
    named = named_in([comment], known.problems)
    if place.reads == "manifest" and not text and not named:
        return None
    page = read_html(text, place.reads == "canvas-page")
    content = content_of(read_text(page.text, Ids((*known.problems, *known.others))), member.file, known.problems, known.others)
    faults = content.faults + ((_COMMENT,) if named else ())
    return replace(content, faults=faults, is_whole=page.is_whole, named=content.named | named)


def _missing(content: Content, file: str) -> Fault | None:
    """What is said of a file that was read and gave nothing, or not all: it must not pass for a blank sheet."""
    if not content.is_whole:
        return _PICTURES
    if content.responses or content.faults == (_COMMENT,):
        return None
    return _NOTHING if content.faults else Fault("intake/no-answers", holds_nothing(file))


def _beyond_limits(places: Sequence[tuple[Member, Place]], reader: Reader) -> Fault | None:
    answers = [member for member, place in places if member.fault is None and (place.reads or is_answer_file(place.rest[-1]))]
    if len(answers) > ANSWER_FILE_LIMIT:
        return _MANY_FILES
    # A single file beyond its own limit is only not read itself.
    sizes = [size for size in map(reader.size, answers) if size <= FILE_LIMIT]
    return _MANY_BYTES if sum(sizes) > ATTEMPT_LIMIT else None


def _united(reads: Sequence[_Read]) -> tuple[Response, ...]:
    """The answers of all files in their order; one that an earlier file gives in the same words is left out."""
    found: dict[tuple[str, str], Response] = {}
    for one in reads:
        for response in one.content.responses:
            found.setdefault((response.problem, response.text.strip()), response)
    return tuple(found.values())


def _remarks(reads: Sequence[_Read]) -> tuple[Diagnostic, ...]:
    return tuple(remark for one in reads for remark in one.content.remarks)


def time_of(places: Sequence[tuple[Member, Place]]) -> datetime | None:
    """The time of an attempt: that of its last file."""
    times = [place.submitted for _, place in places if place.submitted is not None]
    return max(times) if times else None


def _folder_of(members: Sequence[Member]) -> str:
    """The folder that holds all the files, or the first file."""
    first, last = members[0].path, members[-1].path
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return "/".join(first[:same] or first)


def _other_student(place: Place, content: Content, known: Class) -> tuple[Fault, ...]:
    """What is said of a file that names somebody else than the layout does: the layout counts."""
    said = content.student
    if said is None or not said.text.strip() or place.is_claim:
        return ()
    if not names_another(said.text, place.who, known.enrolled.said_of(place.who)):
        return ()
    who = shown(place.who.student)
    if known.is_plain:
        message = f"the file names the student '{shown(said.text)}', its folder '{who}'; the folder counts"
    else:
        message = f"the file says '{shown(said.text)}', {known.title} says '{who}' ({shown(place.who.key)}); {known.title} counts"
    other = known.classmates.named(said.text)
    if other:
        message += f". '{shown(other)}' is another student of this class: work may have been handed on"
    return (Fault("intake/other-student", message, said.line),)
