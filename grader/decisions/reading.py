"""The file of decisions to its entries, and everything that is wrong with it at once; nothing is loaded, every value is text first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.decisions.targets import clashes
from grader.decisions.values import ANSWER, ASKED, BLANK, COMMENT, NAME, SCORE, TIME
from grader.files import read_regular
from grader.model import KINDS, PSEUDONYM, Decision, Diagnostic, Identity, Severity, Where, has_errors, same_text
from grader.record import record
from grader.yamlnodes import Faults, Mapping, Node, Refused, Scalar, Sequence, decode, nearest, parse

NAME_OF_FILE = "decisions.yaml"
"""In the folder of a run."""

MOST_BYTES = 32 << 20
MOST_EVENTS = 1_000_000
"""Enough for 30,000 entries."""

FORMS = {"problem": NAME, "score": SCORE, "comment": COMMENT, "reason": NAME, "by": NAME, "at": TIME, "asked": ASKED, "answer": ANSWER,
         "unanswered": BLANK}
FIELDS = ("problem", "answers", "student", "score", "unanswered", "comment", "reason", "by", "at", "asked", "answer")
MAY_BE_EMPTY = ("comment", "reason", "by")
_FIELDS_OF_IDENTITY = ("number", "login", "email", "name")
_TALK = ("answers", *MAY_BE_EMPTY)
"""Fields of free text, where what YAML reads as a comment may be meant."""


@record
class Decisions:
    """The entries of a file in its order, none if there is an error in it; and what was found."""

    file: str
    entries: tuple[Decision, ...] = ()
    faults: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What stops whoever needs the decisions."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)


def read_decisions(path: Path) -> Decisions:
    """Read a file of decisions; one that is not there has none.  Each fault names file, line and column."""
    data = bytes_of(path)
    if isinstance(data, Diagnostic):
        return Decisions(str(path), faults=(data,))
    return decisions_of(data, str(path))[0]


def bytes_of(path: Path) -> bytes | Diagnostic:
    """Return the bytes of a file, of one that is not there none; or why it is not read."""
    if not path.exists() and not path.is_symlink():
        return b""
    read = read_regular(path, MOST_BYTES)
    if isinstance(read, str):
        remedy = f"decisions are in a plain file of at most {MOST_BYTES >> 20} MiB"
        return Diagnostic("decision/file", read, remedy, where=Where(str(path), 1))
    return read[0]


def decisions_of(data: bytes, file: str) -> tuple[Decisions, Sequence | None]:
    """Return the entries in the bytes of a file, and the list that they stand in if there is one."""
    root, found = _nodes(data, file)
    faults = Faults(file)
    faults.found.extend(found)
    if root is None:
        return Decisions(file, faults=found), None
    entries: tuple[Decision, ...] = ()
    if isinstance(root, Sequence):
        read = [_entry(node, faults) for node in root.items]
        entries = tuple(entry for entry in read if entry is not None)
        _compare([entry for entry in entries if entry.score is not None], faults)
    elif not isinstance(root, Refused) and not (isinstance(root, Scalar) and root.text in ("", "null", "~")):
        faults.say("decision/form", root, "decisions are a list of entries", "begin each entry with '- ', such as '- problem: jac-polar'")
    said = tuple(sorted((fault for fault in faults.found if _matters(fault, root)), key=_place))
    is_sound = not has_errors(said)
    return Decisions(file, entries if is_sound else (), said), root if isinstance(root, Sequence) else None


def _nodes(data: bytes, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the nodes of a file, none for one without entries, and what YAML says of it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = decode(data, file, "decision")[1]
        place = said[0].where if said else Where(file, 1, 1)
        return None, (Diagnostic("decision/encoding", "this file is not in UTF-8", "save it as UTF-8", where=place),)
    root, found = parse(text, file, "decision", MOST_EVENTS, has_numbers=True)
    # A file from which all entries were taken has comments only.
    return root, tuple(fault for fault in found if fault.code != "decision/empty-file")


def _place(fault: Diagnostic) -> tuple[int, int]:
    return (fault.where.line, fault.where.column) if fault.where is not None else (0, 0)


def _matters(fault: Diagnostic, root: Node) -> bool:
    """Whether a fault is none of the comments of this file: one that cuts a text short may not be meant."""
    if fault.code != "decision/comment":
        return True
    entries = [item for item in root.items if isinstance(item, Mapping)] if isinstance(root, Sequence) else []
    talk = [value for entry in entries for key, value in entry.pairs if key.text in _TALK]
    texts = [item for value in talk for item in (value.items if isinstance(value, Sequence) else (value,))]
    return any((text.line, text.column) == _place(fault) for text in texts)


def _entry(node: Node, faults: Faults) -> Decision | None:
    """One entry; what is wrong with it is said."""
    if not isinstance(node, Mapping):
        if not isinstance(node, Refused):
            faults.say("decision/form", node, "an entry has fields and values", "write a line such as '- problem: jac-polar'")
        return None
    for key, value in node.pairs:
        if key.text not in FIELDS and not isinstance(value, Refused):
            faults.say("decision/unknown-field", key, f"{key.text[:60]!r} is not a field of a decision",
                       nearest(key.text, FIELDS, f"the fields are {', '.join(FIELDS)}"))
    _complete(node, faults)
    values = {name: _value(node, name, faults) for name in FORMS}
    score, out_of = values["score"] or (None, Decision().out_of)
    answers = _answers(node.get("answers"), faults)
    student = _student(node.get("student"), faults)
    return Decision(values["problem"] or "", answers, student, score, out_of, values["unanswered"] or "", values["comment"] or "",
                    values["reason"] or "", values["by"] or "", values["at"], values["asked"] or "", values["answer"] or "",
                    Where(faults.file, node.line, node.column))


def _value(node: Mapping, name: str, faults: Faults) -> Any:
    value = node.get(name)
    if name in MAY_BE_EMPTY and isinstance(value, Scalar) and not value.text.strip():
        return ""
    return FORMS[name].read(value, name, faults)


def _complete(node: Mapping, faults: Faults) -> None:
    """Say what an entry lacks, and what does not go together."""
    has = {key.text for key, _ in node.pairs}
    wanted, against = ["student"], ["problem", "answers", "score"]
    if "unanswered" not in has:
        wanted, against = ["problem", "score"], ["answer"] * ("answers" in has)
        if ("answers" in has) == ("student" in has):
            said = "has both" if "answers" in has else "has neither"
            faults.say("decision/whom", node, f"a decision holds for 'answers' or for one 'student', and this one {said}",
                       "keep one of the two" if "answers" in has else "say whom it is for")
    for name in wanted:
        if name not in has:
            faults.say("decision/missing-field", node, f"this decision has no {name!r}", f"add a line with '{name}:'")
    for name in against:
        if name in has:
            key = node.key(name) or node
            faults.say("decision/too-much", key, f"{name!r} does not go together with {'answers' if name == 'answer' else 'unanswered'!r}",
                       "delete one of the two")


def _answers(node: Node | None, faults: Faults) -> tuple[str, ...]:
    """The texts that are decided, each once."""
    if node is None or isinstance(node, Refused):
        return ()
    items = node.items if isinstance(node, Sequence) else (node,)
    if not items:
        faults.say("decision/value", node, "'answers' is an empty list", "name at least one text")
    texts = []
    for item in items:
        text = same_text(item.text) if isinstance(item, Scalar) else ""
        if text:
            texts.append(text)
        elif isinstance(item, Scalar):
            faults.say("decision/value", item, "this answer has no text", "delete it; for an empty answer decide for the student")
        elif not isinstance(item, Refused):
            faults.say("decision/form", item, "an answer is a text, no list and no mapping", "put the text in quotes")
    return tuple(dict.fromkeys(texts))


def _student(node: Node | None, faults: Faults) -> Identity | None:
    """Whom an entry is about, under all ids that it gives; a bare text is the pseudonym of a run without names."""
    if isinstance(node, Scalar):
        text = NAME.read(node, "student", faults)
        return Identity("", PSEUDONYM, text) if text else None
    if not isinstance(node, Mapping):
        if node is not None and not isinstance(node, Refused):
            faults.say("decision/form", node, "'student' says the kind of id, then the id", 'write {login: ada, name: "Ada Lovelace"}')
        return None
    if not node.pairs:
        faults.say("decision/value", node, "'student' names nobody", 'write {login: ada, name: "Ada Lovelace"}')
    said = {}
    for key, value in node.pairs:
        if key.text not in KINDS:
            faults.say("decision/unknown-field", key, f"{key.text[:60]!r} is not a kind of id",
                       nearest(key.text, KINDS, f"the kinds are {', '.join(KINDS)}"))
        elif (text := NAME.read(value, f"student.{key.text}", faults)) is not None:
            said[key.text] = text
    kind = next((kind for kind in KINDS if kind in said), None)
    if more := [name for name in said if name not in (kind, *_FIELDS_OF_IDENTITY)]:
        faults.say("decision/too-much", node.key(more[0]) or node, f"{more[0]!r} and {kind!r} are ids of two systems",
                   "delete one of the two")
    others = {name: said[name] for name in _FIELDS_OF_IDENTITY if name in said}
    return Identity("", kind, said[kind], **others) if kind is not None else None


def _compare(entries: list[Decision], faults: Faults) -> None:
    """Say which entries contradict an earlier one."""
    for earlier, later, about in clashes(entries):
        if earlier.where is not None and later.where is not None:
            message = (f"{about} has {later.score} of {later.out_of} points here and {earlier.score} of {earlier.out_of} in line "
                       f"{earlier.where.line}")
            faults.say("decision/contradiction", later.where, message, "delete one of the two entries")
