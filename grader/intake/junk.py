"""What systems leave behind in folders and archives, and what the endings of files say."""

from __future__ import annotations

from pathlib import PurePath

from grader.intake.member import Fault

TEXT, YAML = (".txt", ".md"), (".yaml", ".yml")
"""The endings of answer files."""

IGNORED = Fault("intake/ignored", "systems leave such files behind; it was not opened")
_JUNK = {"__macosx", "thumbs.db", "desktop.ini"}

_DOCUMENTS = {
    ".pdf": "a PDF", ".doc": "a Word document", ".docx": "a Word document", ".odt": "a text processor's document",
    ".rtf": "a text processor's document", ".pages": "a Pages document", ".tex": "LaTeX", ".html": "a web page", ".htm": "a web page",
    ".heic": "a picture", ".jpg": "a picture", ".jpeg": "a picture", ".png": "a picture", ".gif": "a picture", ".ipynb": "a notebook",
    ".zip": "an archive inside", ".rar": "an archive inside", ".7z": "an archive inside", ".gz": "an archive inside",
    ".tar": "an archive inside", ".tgz": "an archive inside", ".xz": "an archive inside", ".bz2": "an archive inside",
}
_OTHERS = {".csv": "a table inside", ".xlsx": "a spreadsheet"}


def is_junk(name: str) -> bool:
    """Whether a file or folder is one that systems leave behind: hidden files, ``__MACOSX``, ``Thumbs.db``."""
    return name.startswith(".") or name.casefold() in _JUNK


def is_answer_file(name: str) -> bool:
    """Whether the ending is one of a form that is read."""
    return PurePath(name).suffix.casefold() in TEXT + YAML


def is_document(name: str) -> bool:
    """Whether the ending is one of what students hand in though it is not read."""
    return PurePath(name).suffix.casefold() in _DOCUMENTS


def no_text(name: str) -> Fault:
    """What is said of a file that is not read because of its ending."""
    suffix = PurePath(name).suffix
    kind = (_DOCUMENTS | _OTHERS).get(suffix.casefold()) or (f"a file of the kind '{suffix}'" if suffix else "a file without an ending")
    return Fault("intake/not-text", f"{kind} is not read; answers are read from {', '.join(TEXT + YAML)}")
