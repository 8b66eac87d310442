"""What systems leave behind in folders and archives, and what the endings of files say."""

from __future__ import annotations

from pathlib import PurePath

from grader.intake.member import Fault

TEXT, MARKDOWN, LATEX, NOTEBOOK, YAML = (".txt",), (".md",), (".tex",), (".ipynb",), (".yaml", ".yml")
_READ = TEXT + MARKDOWN + LATEX + NOTEBOOK + YAML
"""The endings of answer files."""

IGNORED = Fault("intake/ignored", "systems leave such files behind; it was not opened")
_JUNK = {"__macosx", "thumbs.db", "desktop.ini", "icon\r"}
_JUNK_BEGINS = (".", "~$")

_ARCHIVE, _SPREADSHEET = "an archive inside", "a spreadsheet"

_DOCUMENTS = {
    ".pdf": "a PDF", ".pages": "a Pages document", **dict.fromkeys((".doc", ".docx", ".docm"), "a Word document"),
    **dict.fromkeys((".odt", ".rtf", ".wps", ".lyx", ".typ"), "a text processor's document"),
    **dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), "a web page"), **dict.fromkeys((".eml", ".emlx", ".msg"), "an e-mail"),
    **dict.fromkeys((".ps", ".djvu", ".xps"), "a printed page"),
    ".ppt": "a presentation", ".pptx": "a presentation", ".odp": "a presentation", ".key": "a presentation",
    **dict.fromkeys((".heic", ".heif", ".jpg", ".jpeg", ".jfif", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".svg"),
                    "a picture"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".xz", ".bz2"), _ARCHIVE),
}
_OTHERS = {".csv": "a table inside", **dict.fromkeys((".xlsx", ".xls", ".ods", ".numbers"), _SPREADSHEET),
           **dict.fromkeys((".py", ".m", ".r", ".jl", ".nb", ".c", ".cpp", ".java", ".js"), "a program")}


def is_junk(name: str) -> bool:
    """Whether a file or folder is one that systems leave behind: hidden files, ``__MACOSX``, ``Thumbs.db``, the mark of an
    open document of Word.
    """
    return name.startswith(_JUNK_BEGINS) or name.casefold() in _JUNK


def is_answer_file(name: str) -> bool:
    """Whether the ending is one of a form that is read."""
    return PurePath(name).suffix.casefold() in _READ


def is_document(name: str) -> bool:
    """Whether the ending is one of what students hand in though it is not read."""
    return PurePath(name).suffix.casefold() in _DOCUMENTS


def is_archive(name: str) -> bool:
    """Whether the ending is one of an archive."""
    return _DOCUMENTS.get(PurePath(name).suffix.casefold()) == _ARCHIVE


def is_spreadsheet(name: str) -> bool:
    """Whether the ending is one of a spreadsheet."""
    return _OTHERS.get(PurePath(name).suffix.casefold()) == _SPREADSHEET


def no_text(name: str) -> Fault:
    """What is said of a file that is not read because of its ending: one sentence with a way out."""
    suffix = PurePath(name).suffix
    kind = (_DOCUMENTS | _OTHERS).get(suffix.casefold()) or (f"a file of the kind '{suffix}'" if suffix else "a file without an ending")
    endings = f"{', '.join(_READ[:-1])} or {_READ[-1]}"
    return Fault("intake/not-text", f"{kind} is not read; write the answers into a file that ends in {endings}")


def is_no_text(name: str) -> bool:
    """Whether the ending alone says that a file cannot hold answers, so that nobody tries to read it as text."""
    return PurePath(name).suffix.casefold() in _DOCUMENTS | _OTHERS
