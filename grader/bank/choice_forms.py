"""The forms of what a problem offers to choose, and of a truth that names more than one thing."""

from __future__ import annotations

from grader.bank.forms import ANY_TEXT, FORMULA, NAMED_TEXTS, TEXT, Finding, Form, Path, Reader, in_quotes, listed
from grader.yamlnodes import Mapping, Node, Scalar, Sequence

_LABELS = listed(TEXT)

LISTED = "listed"
"""The style of a text that YAML reads as a list or a mapping."""


def _choices(node: Node, path: Path, reader: Reader) -> tuple[tuple[str, str], ...] | None:
    """Labels with their texts; of a list each entry is both."""
    if isinstance(node, Sequence):
        return tuple((label, label) for label in _LABELS.read(node, path, reader) or ())
    found: tuple[tuple[str, str], ...] | None = NAMED_TEXTS.read(node, path, reader)
    return found


CHOICES = Form(_choices, {"anyOf": [_LABELS.schema, NAMED_TEXTS.schema]})
def _truth(node: Node, path: Path, reader: Reader) -> Scalar | None:
    """A formula, or as one text the labels of a list, or the pairs of a mapping: ``a, b``, ``p1: saddle, p2: minimum``."""
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        return _joined(node, [item.text.strip() for item in node.items if isinstance(item, Scalar)])
    if isinstance(node, Mapping) and all(isinstance(value, Scalar) for _, value in node.pairs):
        return _joined(node, [f"{key.text}: {value.text.strip()}" for key, value in node.pairs if isinstance(value, Scalar)])
    found: Scalar | None = FORMULA.read(node, path, reader)
    return found


def _joined(node: Node, texts: list[str]) -> Scalar:
    return Scalar(", ".join(texts) or "none", LISTED, node.line, node.column, False)


TRUTH = Form(_truth, {"anyOf": [ANY_TEXT, _LABELS.schema, NAMED_TEXTS.schema]})


def not_one_text(problem: Mapping) -> Finding | None:
    """Return what is wrong with a truth that YAML reads as a list or a mapping where one formula is meant."""
    truth = problem.get("truth")
    if not isinstance(truth, Sequence | Mapping):
        return None
    return Finding(("truth",), truth, "bank/quotes", *in_quotes("truth", truth))
