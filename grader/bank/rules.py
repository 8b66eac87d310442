"""What the fields of a problem mean together: names, what each kind of question needs, and what is not built yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from grader.bank.comparisons import comparisons
from grader.bank.forms import LONGEST_NAME, NAME, NUMBER
from grader.bank.schema import Finding, close
from grader.misconceptions import BY_NAME
from grader.syntax import spelling
from grader.yamlnodes import Mapping, Node, Scalar, Sequence

_NEEDED = {"derivative": ("vars", "f", "wrt"), "value": ("vars", "f"), "hessian": ("vars", "f", "wrt"), "dimension": ("truth",)}
_IDLE = {"derivative": (), "value": ("wrt",), "hessian": (), "dimension": ("vars", "defs", "f", "wrt")}

_WORDS = frozenset(word for slug in BY_NAME for word in slug.split("-"))
"""Words of slugs: in ``credit``, ``sign`` stands for ``inner-sign`` and all others that have it."""

_DECLARING = ("vars", "defs", "alias", "funcs", "indices", "columns")


def findings(problem: Mapping) -> Iterator[Finding]:
    """Everything that is wrong between fields; a field that does not have its form is passed over here."""
    asked = problem.get("asked")
    question = asked.text if isinstance(asked, Scalar) and asked.text in _NEEDED else None if asked else "derivative"
    if question is not None:
        yield from _needs(problem, question)
    yield from _names(problem)
    yield from _line_feeds(problem)
    yield from _wrt(problem)
    yield from _numbers(problem)
    yield from _sizes(problem)
    yield from _indices(problem)
    yield from _comparisons(problem)
    yield from _misconceptions(problem)


def _misconceptions(problem: Mapping) -> Iterator[Finding]:
    """Slugs are those of rules; where none is expected, the reason is given; shares are at most one."""
    wrong = problem.get("wrong")
    for number, item in enumerate(wrong.items if isinstance(wrong, Sequence) else ()):
        rule = item.get("rule") if isinstance(item, Mapping) else None
        if isinstance(rule, Scalar) and rule.text == "none" and isinstance(item, Mapping) and item.key("reason") is None:
            yield Finding(("wrong", number, "rule"), rule, "bank/reason", "a wrong answer that no rule explains needs a reason",
                          "add a line 'reason: …'")
        elif isinstance(rule, Scalar) and rule.text != "none":
            yield from _known(rule, ("wrong", number, "rule"))
    for slug, credit in _pairs(problem, "credit"):
        if slug.text not in _WORDS:
            yield from _known(slug, ("credit", slug.text))
        part = share(credit)
        if isinstance(credit, Scalar) and (part is None or part > 1):
            yield Finding(("credit", slug.text), credit, "bank/credit", "a credit is a share of the points, at most all of them",
                          "write 50%, 0.5 or 1/2")


def _known(slug: Scalar, path: tuple[str | int, ...]) -> Iterator[Finding]:
    if slug.text.strip() and slug.text not in BY_NAME:
        yield Finding(path, slug, "bank/rule", f"there is no misconception {slug.text[:60]!r}",
                      close(slug.text, BY_NAME) or "the slugs stand in docs/misconceptions.md")


def _needs(problem: Mapping, question: str) -> Iterator[Finding]:
    for name in _NEEDED[question]:
        if problem.key(name) is None:
            why = "" if question == "derivative" else f" (asked: {question})"
            yield Finding((name,), problem, "bank/missing-field", f"the field {name!r} is missing{why}", f"add a line '{name}: …'")
    for name in _IDLE[question]:
        key = problem.key(name)
        if key is not None:
            yield Finding((name,), key, "bank/idle-field", f"{name!r} means nothing where asked is {question}",
                          "delete this field, or change 'asked'")


def _names(problem: Mapping) -> Iterator[Finding]:
    seen: dict[str, Scalar] = {}
    for field in _DECLARING:
        for key, _ in _pairs(problem, field):
            if not re.fullmatch(NAME, key.text) or len(key.text) > LONGEST_NAME:
                yield Finding((field, key.text), key, "bank/name", f"{key.text[:60]!r} cannot be a name",
                              "a name is a letter and then letters and digits, perhaps with one index: x, x1, x_1, theta")
            elif field in ("vars", "defs", "alias"):
                first = seen.setdefault(spelling(key.text), key)
                if first is not key:
                    yield Finding((field, key.text), key, "bank/same-name",
                                  f"{key.text!r} is the same name as {first.text!r} in line {first.line}", "choose another name")


def _line_feeds(problem: Mapping) -> Iterator[Finding]:
    """A formula is one line: in double quotes, YAML makes the start of a new one of the backslash and the n of a name."""
    fields: list[tuple[tuple[str, ...], Node | None]] = [((name,), problem.get(name)) for name in ("f", "truth")]
    fields += [((field, key.text), text) for field in ("defs", "alias") for key, text in _pairs(problem, field)]
    for path, text in fields:
        if isinstance(text, Scalar) and text.style == "quoted" and re.search(r"\n[A-Za-z]", text.text):
            yield Finding(path, text, "bank/escape", "in double quotes, YAML reads a backslash and the letter n as the end of a line",
                          "put the text in single quotes")


def _wrt(problem: Mapping) -> Iterator[Finding]:
    wrt, declared = problem.get("wrt"), {key.text: form for key, form in _pairs(problem, "vars")}
    names = [wrt] if isinstance(wrt, Scalar) else list(wrt.items) if isinstance(wrt, Sequence) else []
    if isinstance(wrt, Sequence) and not names:
        yield Finding(("wrt",), wrt, "bank/empty", "wrt names no variable", "name at least one")
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, Scalar) or not name.text.strip():
            continue
        if isinstance(problem.get("vars"), Mapping) and name.text not in declared:
            yield Finding(("wrt",), name, "bank/undeclared", f"{name.text[:60]!r} is not declared in vars",
                          close(name.text, declared) or f"declared are {', '.join(declared)}")
        elif name.text in seen:
            yield Finding(("wrt",), name, "bank/twice", f"{name.text!r} stands twice in wrt", "name each variable once")
        elif isinstance(form := declared.get(name.text), Scalar) and form.text == "natural":
            yield Finding(("wrt",), name, "bank/natural", f"{name.text!r} is a natural number: there is no derivative by it",
                          "declare it as real, or name another variable")
        elif isinstance(form, Sequence | Mapping) and _shape(form) and isinstance(wrt, Sequence):
            yield Finding(("wrt",), name, "bank/form", f"{name.text!r} is an array and cannot stand in a list of variables",
                          f"write wrt: {name.text}")
        seen.add(name.text)


def _numbers(problem: Mapping) -> Iterator[Finding]:
    points, layouts = fraction(problem.get("points")), share(problem.get("layouts"))
    if points is not None and points <= 0:
        yield Finding(("points",), problem.get("points") or problem, "bank/points", "points must be a number above 0",
                      "write 2, 1.5 or 1/2")
    if layouts is not None and layouts > 1:
        yield Finding(("layouts",), problem.get("layouts") or problem, "bank/layouts", "layouts must be full, none, or a fraction "
                      "between 0 and 1", "write full, none or 1/2")


def _sizes(problem: Mapping) -> Iterator[Finding]:
    """Sizes are names or positive integers; the number of arguments of a function is one from 1 to 9."""
    for name, form in _pairs(problem, "vars"):
        sizes = form.get("shape") if isinstance(form, Mapping) else form
        if not isinstance(sizes, Sequence):
            continue
        if not 1 <= len(sizes.items) <= 2 and isinstance(form, Sequence):
            yield Finding(("vars", name.text), form, "bank/form", f"vars.{name.text} must hold one or two sizes", "write [N] or [M, N]")
        for size in sizes.items:
            if isinstance(size, Scalar) and size.text.strip() and not re.fullmatch(f"{NAME}|[1-9][0-9]{{0,5}}", size.text):
                yield Finding(("vars", name.text), size, "bank/size", f"{size.text[:40]!r} is no size of a vector or matrix",
                              "write a name or a number above 0; an interval is written {domain: [0, 1]}")
    for name, count in _pairs(problem, "funcs"):
        if isinstance(count, Scalar) and count.text.strip() and not re.fullmatch("[1-9]", count.text):
            yield Finding(("funcs", name.text), count, "bank/funcs", f"{name.text!r} needs its number of arguments, from 1 to 9",
                          f"write {name.text}: 1")


def _indices(problem: Mapping) -> Iterator[Finding]:
    """An index runs to a declared size or a number; the axes name declared indices, the columns declared matrices."""
    sizes = {size.text for _, form in _pairs(problem, "vars") for size in _shape(form)}
    for name, end in _pairs(problem, "indices"):
        if isinstance(end, Scalar) and end.text.strip() and end.text not in sizes and not end.text.isdigit():
            yield Finding(("indices", name.text), end, "bank/undeclared", f"{end.text[:60]!r} is no size of a variable",
                          close(end.text, sizes) or f"the sizes are {', '.join(sorted(sizes)) or 'not declared'}")
    declared = {name.text for name, _ in _pairs(problem, "indices")}
    axes = problem.get("axes")
    for side in ("out", "in"):
        names = axes.get(side) if isinstance(axes, Mapping) else None
        for item in names.items if isinstance(names, Sequence) else ():
            if isinstance(item, Scalar) and item.text not in declared:
                yield Finding(("axes", side), item, "bank/undeclared", f"{item.text[:60]!r} is not declared in indices",
                              close(item.text, declared) or "declare it with the size that it runs to")
    matrices = {name.text for name, form in _pairs(problem, "vars") if len(_shape(form)) == 2}
    for name, matrix in _pairs(problem, "columns"):
        if isinstance(matrix, Scalar) and matrix.text.strip() and matrix.text not in matrices:
            yield Finding(("columns", name.text), matrix, "bank/undeclared", f"{matrix.text[:60]!r} is no declared matrix",
                          close(matrix.text, matrices) or "declare it in vars with two sizes")


def _comparisons(problem: Mapping) -> Iterator[Finding]:
    """What is said of the sizes compares declared sizes and numbers."""
    said = problem.get("sizes")
    if not isinstance(said, Scalar) or not said.text.strip():
        return
    found, known = comparisons(said.text), {size.text for _, form in _pairs(problem, "vars") for size in _shape(form)}
    if found is None:
        yield Finding(("sizes",), said, "bank/sizes", "this does not compare sizes", "write it as N <= M, or 2 <= N and N < M")
    for name in {side for left, _, right in found or () for side in (left, right) if isinstance(side, str)} - known:
        yield Finding(("sizes",), said, "bank/undeclared", f"{name[:60]!r} is no size of a variable",
                      close(name, known) or f"the sizes are {', '.join(sorted(known)) or 'not declared'}")


def _shape(form: Node) -> list[Scalar]:
    sizes = form.get("shape") if isinstance(form, Mapping) else form
    return [size for size in sizes.items if isinstance(size, Scalar)] if isinstance(sizes, Sequence) else []


def share(node: Node | None) -> Fraction | None:
    """A share such as 50%, 0.5 or 1/2; ``None`` for any other node."""
    if isinstance(node, Scalar) and re.fullmatch("[0-9]{1,3} ?%", node.text.strip()):
        return Fraction(node.text.strip().rstrip("%").strip()) / 100
    return fraction(node)


def fraction(node: Node | None) -> Fraction | None:
    """The exact number of a text such as 2, 1.5 or 1/2; ``None`` for any other node."""
    if isinstance(node, Scalar) and re.fullmatch(NUMBER, node.text):
        return Fraction(node.text)
    return None


def _pairs(problem: Mapping, field: str) -> tuple[tuple[Scalar, Node], ...]:
    value = problem.get(field)
    return value.pairs if isinstance(value, Mapping) else ()
