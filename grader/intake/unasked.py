"""Answers to problems that the bank has and the assignment does not ask: they are told once a file, and marked nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from grader.model import Attention, Response, Submission
from grader.record import replace

CODE = "intake/not-asked"
_SHOWN = 5


class OnlyAsked(Collection[Submission]):
    """Submissions without what was not asked, read from others as often as they are gone through."""

    def __init__(self, submissions: Collection[Submission], unasked: frozenset[str]) -> None:
        self._submissions, self._unasked = submissions, unasked

    def __iter__(self) -> Iterator[Submission]:
        for submission in self._submissions:
            yield only_asked(submission, self._unasked)

    def __len__(self) -> int:
        return len(self._submissions)

    def __contains__(self, one: object) -> bool:
        return any(one == other for other in self)


def only_asked(submission: Submission, unasked: frozenset[str]) -> Submission:
    """The submission without its answers to these problems; a row of attention names them by file.

    A file that holds nothing else counts as not read: it may belong to another assignment, and is no blank sheet.
    """
    others: dict[str, list[Response]] = defaultdict(list)
    for response in submission.responses:
        if response.problem in unasked:
            others[response.where.file].append(response)
    if not others:
        return submission
    kept = tuple(response for response in submission.responses if response.problem not in unasked)
    useful = {response.where.file for response in kept}
    files = tuple(replace(file, code=CODE) if file.path in others and file.path not in useful and not file.code else file
                  for file in submission.files)
    rows = tuple(_row(file, responses, submission.student) for file, responses in others.items())
    return replace(submission, responses=kept, files=files, attention=(*submission.attention, *rows))


def _row(file: str, responses: list[Response], student: str) -> Attention:
    names = list(dict.fromkeys(response.problem for response in responses))
    listed = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    message = f"{len(names)} answer{'s' if len(names) > 1 else ''} to problems that are not asked: {listed}"
    return Attention(file, CODE, message, student, line=responses[0].where.line)
