"""What the fields of a problem mean together: names that are declared, and what each kind of question needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from grader.bank.choice_forms import not_one_text
from grader.bank.forms import Finding
from grader.bank.parts import questions
from grader.bank.problem_forms import LONGEST_NAME, NAME, comparisons
from grader.bank.texts import unknown_names
from grader.bank.variant_forms import OPTIONS
from grader.expr import GREEK
from grader.kinds import ASKED, SPECIAL, fields_asked
from grader.model import Severity
from grader.syntax import is_function, spelling
from grader.yamlnodes import NO_KEY, Mapping, Node, Scalar, Sequence, nearest

_SPELLED = {sign: name for name, sign in GREEK.items()}
DECLARING = ("vars", "variants", "defs", "alias", "funcs", "indices", "columns")
_BESIDE_ARRAYS = {"T": "the transpose in x^T", "I": "the identity matrix"}
"""Names that have a meaning beside vectors and matrices."""


def findings(problem: Mapping, told: Collection[str] = ()) -> Iterator[Finding]:
    """Everything that is wrong between fields; a field that does not have its form is passed over here.

    ``told`` are the names that the statements of given parts before it show.
    """
    asked = problem.get("asked")
    question = ASKED[0] if asked is None else asked.text if isinstance(asked, Scalar) else ""
    # What a problem with parts needs, its parts need; where the parts have not their form, that is said.
    if question in ASKED and problem.key("parts") is None:
        yield from _needs(problem, question)
    yield from _names(problem)
    yield from _sizes(problem)
    yield from _wrt(problem)
    yield from _indices(problem)
    yield from _comparisons(problem)
    yield from _point(problem)
    yield from unknown_names(problem, told)


def _needs(problem: Mapping, question: str) -> Iterator[Finding]:
    fields = fields_asked(question)
    misfits = [name for name in (*fields.idle, *sorted(SPECIAL - {*fields.allowed, *fields.needed})) if problem.key(name) is not None]
    meant = _questions_with(misfits) if problem.key("asked") is None else ()
    for name in fields.needed:
        if problem.key(name) is None and all(name in fields_asked(other).needed for other in meant):
            why = "" if question == ASKED[0] else f" (asked: {question})"
            yield Finding((name,), problem, "bank/missing-field", f"the field {name!r} is missing{why}", f"add a line '{name}: …'")
    listed = not_one_text(problem)
    if listed is not None and "choices" not in (*fields.needed, *fields.allowed):
        yield listed
    lines = " or ".join(f"'asked: {other}'" for other in meant)
    way_out = f"add a line {lines}, or delete this field" if meant else "delete this field, or change 'asked'"
    for name in misfits:
        key = problem.key(name)
        if key is not None:
            yield Finding((name,), key, "bank/idle-field", f"{name!r} means nothing where asked is {question}", way_out)


def _questions_with(names: Collection[str]) -> tuple[str, ...]:
    """The questions in which all of these fields mean something, where there are any fields."""
    return tuple(question for question in ASKED if names and {*names} <= {*fields_asked(question).allowed, *fields_asked(question).needed})


def idle_conventions(problem: Mapping) -> Iterator[Finding]:
    """Yield each ``symmetric`` that no question of a problem uses: its author may mean a matrix that is not declared as symmetric."""
    idle: dict[Scalar, bool] = {}
    for question in questions(problem):
        key = question.node.key("symmetric")
        if key is not None:
            idle[key] = idle.get(key, True) and _has_no_convention(question.node)
    for key in (key for key, is_idle in idle.items() if is_idle):
        yield Finding(("symmetric",), key, "bank/idle-field", "'symmetric' means nothing here: wrt is no matrix with a kind",
                      "declare the matrix with its kind, as in S: {shape: [N, N], kind: sym}, or delete this field")


def _has_no_convention(problem: Mapping) -> bool:
    """Return whether nothing by which is differentiated has entries that do not vary freely; ``False`` where that cannot be told."""
    wrt, asked = problem.get("wrt"), problem.get("asked")
    forms = {key.text: form for key, form in _pairs(problem, "vars")}
    names = [each for each in (wrt.items if isinstance(wrt, Sequence) else (wrt,)) if isinstance(each, Scalar)]
    if not names:
        return isinstance(asked, Scalar) and asked.text != ASKED[0]
    return (isinstance(asked, Scalar) and asked.text == "value") or all(_varies_freely(forms.get(name.text)) for name in names)


def _varies_freely(form: Node | None) -> bool:
    kind = form.get("kind") if isinstance(form, Mapping) else None
    return form is not None and (kind is None or (isinstance(kind, Scalar) and kind.text in ("real", "inv")))


def _point(problem: Mapping) -> Iterator[Finding]:
    """A point gives values to declared variables."""
    declared = {key.text for key, _ in _pairs(problem, "vars")}
    for name, _ in _pairs(problem, "at"):
        if isinstance(problem.get("vars"), Mapping) and name.text not in declared:
            yield Finding(("at", name.text), name, "bank/point", f"{name.text[:60]!r} is not declared in vars",
                          nearest(name.text, declared) or f"declared are {', '.join(sorted(declared))}")


def _names(problem: Mapping) -> Iterator[Finding]:
    seen: dict[str, Scalar] = {}
    for field in DECLARING:
        for key, value in _pairs(problem, field):
            if isinstance(value, Scalar) and not value.text:
                # That it has no value is said already.
                continue
            if not re.fullmatch(NAME, key.text) or len(key.text) > LONGEST_NAME:
                yield Finding((field, key.text), key, "bank/name", f"{key.text[:60]!r} cannot be a name", _as_name(key.text))
            elif field != "funcs":
                first = seen.setdefault(spelling(key.text), key)
                if first is not key:
                    yield Finding((field, key.text), key, "bank/same-name",
                                  f"{key.text!r} is the same name as {first.text!r} in line {first.line}", "choose another name")


def _sizes(problem: Mapping) -> Iterator[Finding]:
    """A name that is a size, too: a formula would mean the name, and its reader the size."""
    sizes = {spelling(size.text): (size, key) for key, form in _pairs(problem, "vars") for size in _shape(form) if not size.text.isdigit()}
    for field in DECLARING:
        for key, _ in _pairs(problem, field):
            if spelling(key.text) in sizes:
                size, array = sizes[spelling(key.text)]
                yield Finding((field, key.text), key, "bank/same-name",
                              f"{key.text[:60]!r} is the same name as a size of {array.text[:60]} in line {size.line}",
                              "choose another name; a size may stand in formulas as it is")


def meaningful_names(problem: Mapping) -> Iterator[Finding]:
    """Warn of names that mean something where they are not declared, in a whole problem and its parts."""
    parts = problem.get("parts")
    for node in (problem, *(parts.items if isinstance(parts, Sequence) else ())):
        if not isinstance(node, Mapping):
            continue
        arrays = any(_shape(form) for each in (problem, node) for _, form in _pairs(each, "vars"))
        for name in [key for field in DECLARING for key, _ in _pairs(node, field)]:
            meaning = "the name of a function" if is_function(name.text) else _BESIDE_ARRAYS.get(name.text) if arrays else None
            if meaning is not None:
                yield Finding(("vars",), name, "bank/function-name",
                              f"{name.text[:60]!r} is {meaning}, which students cannot write in this problem", "choose another name",
                              Severity.WARNING)


def _as_name(text: str) -> str:
    """The way out of a name that cannot be one: as files spell it, if it is only written in other signs."""
    spelled = _spelled(text)
    return (f"write {spelled}" if re.fullmatch(NAME, spelled) else
            "a name is a letter and then letters and digits, perhaps with one index: x, x1, x_1, theta")


def _spelled(text: str) -> str:
    return "".join(_SPELLED.get(sign, sign) for sign in unicodedata.normalize("NFKC", text))


def _wrt(problem: Mapping) -> Iterator[Finding]:
    wrt, declared = problem.get("wrt"), {key.text: form for key, form in _pairs(problem, "vars")}
    said = problem.get("vars")
    are_names = isinstance(said, Mapping) and all(re.fullmatch(NAME, key.text) for key, _ in said.pairs)
    names = [wrt] if isinstance(wrt, Scalar) else list(wrt.items) if isinstance(wrt, Sequence) else []
    if isinstance(wrt, Sequence) and not names:
        yield Finding(("wrt",), wrt, "bank/empty", "wrt names no variable", "name at least one")
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, Scalar) or not name.text.strip():
            continue
        if are_names and name.text not in declared:
            yield Finding(("wrt",), name, "bank/undeclared", f"{name.text[:60]!r} is not declared in vars",
                          _declared_for(name.text, declared, isinstance(wrt, Scalar)))
        elif name.text in seen:
            yield Finding(("wrt",), name, "bank/twice", f"{name.text!r} appears twice in wrt", "name each variable once")
        elif isinstance(form := declared.get(name.text), Scalar) and form.text == "natural":
            yield Finding(("wrt",), name, "bank/natural", f"{name.text!r} is a natural number: there is no derivative by it",
                          "declare it as real, or name another variable")
        elif isinstance(form, Sequence | Mapping) and _shape(form) and isinstance(wrt, Sequence):
            yield Finding(("wrt",), name, "bank/form", f"{name.text!r} is an array and cannot be in a list of variables",
                          f"write wrt: {name.text}")
        seen.add(name.text)


def _declared_for(text: str, declared: dict[str, Node], stands_alone: bool) -> str:
    """The way out of a text in ``wrt`` that is no declared name: several names, a vector by its entries, or a name in other signs."""
    several = [each for each in re.split(r"[,;()\[\]{}\s]+|\band\b", text) if each]
    if not several or not set(several) <= set(declared):
        several = [each for each in declared if re.fullmatch(rf"{re.escape(text)}_?[0-9]+", each)]
    if stands_alone and several:
        return f"write wrt: [{', '.join(several)}]" if len(several) > 1 else f"write wrt: {several[0]}"
    entry = re.fullmatch(r"([A-Za-z]+)[_{\[]*[0-9]+[}\]]*", text)
    if entry is not None and entry[1] in declared and _shape(declared[entry[1]]):
        return f"{entry[1]} is an array: write wrt: {entry[1]}"
    spelled = _spelled(text)
    return f"write {spelled}" if spelled in declared else nearest(text, declared) or f"declared are {', '.join(declared)}"


def _indices(problem: Mapping) -> Iterator[Finding]:
    """An index runs to a declared size or a number; the axes name declared indices, the columns declared matrices."""
    yield from _ends_of_indices(problem)
    yield from _indices_of_axes(problem)
    yield from _matrices_of_columns(problem)


def _ends_of_indices(problem: Mapping) -> Iterator[Finding]:
    """Find ends of indices that are neither a number nor a size of a variable."""
    sizes = {size.text for _, form in _pairs(problem, "vars") for size in _shape(form)}
    for name, end in _pairs(problem, "indices"):
        if isinstance(end, Scalar) and end.text.strip() and end.text not in sizes and not end.text.isdigit():
            yield Finding(("indices", name.text), end, "bank/undeclared", f"{end.text[:60]!r} is no size of a variable",
                          nearest(end.text, sizes) or f"the sizes are {', '.join(sorted(sizes)) or 'not declared'}")


def _indices_of_axes(problem: Mapping) -> Iterator[Finding]:
    """Find indices of the answer's axes that are not declared."""
    declared, axes = {name.text for name, _ in _pairs(problem, "indices")}, problem.get("axes")
    for side in ("out", "in"):
        names = axes.get(side) if isinstance(axes, Mapping) else None
        for item in names.items if isinstance(names, Sequence) else ():
            if isinstance(item, Scalar) and item.text not in declared:
                yield Finding(("axes", side), item, "bank/undeclared", f"{item.text[:60]!r} is not declared in indices",
                              nearest(item.text, declared) or "declare it with the size that it runs to")


def _matrices_of_columns(problem: Mapping) -> Iterator[Finding]:
    """Find columns of what is no declared matrix."""
    matrices = {name.text for name, form in _pairs(problem, "vars") if len(_shape(form)) == 2}
    for name, matrix in _pairs(problem, "columns"):
        if isinstance(matrix, Scalar) and matrix.text.strip() and matrix.text not in matrices:
            yield Finding(("columns", name.text), matrix, "bank/undeclared", f"{matrix.text[:60]!r} is no declared matrix",
                          nearest(matrix.text, matrices) or "declare it in vars with two sizes")


def _comparisons(problem: Mapping) -> Iterator[Finding]:
    """What is said of the sizes compares declared sizes and numbers."""
    said, known = problem.get("sizes"), {size.text for _, form in _pairs(problem, "vars") for size in _shape(form)}
    found = comparisons(said.text) if isinstance(said, Scalar) else None
    for name in sorted({side for left, _, right in found or () for side in (left, right) if isinstance(side, str)} - known):
        yield Finding(("sizes",), said or problem, "bank/undeclared", f"{name[:60]!r} is no size of a variable",
                      nearest(name, known) or f"the sizes are {', '.join(sorted(known)) or 'not declared'}")


def _shape(form: Node) -> list[Scalar]:
    sizes = form.get("shape") if isinstance(form, Mapping) else form
    return [size for size in sizes.items if isinstance(size, Scalar)] if isinstance(sizes, Sequence) else []


def _pairs(problem: Mapping, field: str) -> tuple[tuple[Scalar, Node], ...]:
    value = problem.get(field)
    pairs = tuple((key, form) for key, form in value.pairs if key.style != NO_KEY) if isinstance(value, Mapping) else ()
    return pairs if field != "variants" else tuple(pair for pair in pairs if pair[0].text not in OPTIONS)
