"""What a point is said to be, as "a minimum": it is asked where the points are, and what they are is not looked at."""

from __future__ import annotations

import re

from grader.lazily import lazily
from grader.model import Diagnostic, Severity

_ANY = re.IGNORECASE
_QUALITIES = ("strict|isolated|local|global|relative|absolute|striktes|lokales|globales|relatives|absolutes|lokaler|globaler|lokale|globale"
              "|minimum|maximum")
_KIND = (rf"(?:(?:an?|the|eine?|une?|una|un) )?(?:(?:{_QUALITIES}) )*"
         r"(?:minim(?:um|a|umpunkt|alstelle)|maxim(?:um|a|umpunkt|alstelle)|saddle(?:[- ]?points?)?|(?:sattel|tief|hoch)punkte?"
         r"|(?:min|max)(?=[\s.,;)]|$))(?: (?:local|locale|relatif|relativo|points?))?")
_SAYS = r"(?:[:=–-][ \t]*|(?:is|ist|are|est|es|è)[ \t]+)?"
_NATURES = lazily(
    rf"(?<=[)\]])[ \t]*{_SAYS}{_KIND}(?![\w(])|(?<=[\d)\]])[ \t]*\({_KIND}\)"
    rf"|(?:^|(?<=[\n;,])|(?<= and )|(?<= und ))[ \t]*{_KIND}"
    r"(?:[ \t]*(?::|[ \t](?:at|in|bei))(?=[ \t]*[(\[])|(?<!min)(?<!max)(?=[ \t]+[(\[]))", _ANY)
"""Behind a point, or in front of one."""


def without_natures(text: str) -> str:
    """Return a text of the same length without what its points are said to be: ``(1,0) is a minimum``, ``Minimum: (1,0)``."""
    return _NATURES.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def remark_on_natures(text: str) -> tuple[Diagnostic, ...]:
    """The remark that what the points are is not looked at, where a text says it."""
    found = _NATURES.search(text)
    return () if found is None else (Diagnostic("set/nature", "where the points are was graded, and not what they are", "", found.span(),
                                                severity=Severity.REMARK),)
