"""A problem with variants: each combination of values is read as a problem of its own, and all of them are one family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.bank.parts import Question
from grader.bank.problems import problem_of
from grader.bank.variant_forms import Ranges
from grader.expr import plain
from grader.model import MOST_FAILING, Diagnostic, Problem, Values, Where, key_of, told, values_text
from grader.record import record, replace
from grader.yamlnodes import Scalar, nearest

Earlier = Mapping[Values, Mapping[str, Problem]]
"""By the values of a variant the parts before this one, by their names."""


@record
class Family:
    """The variants of a problem and how each of its values is written in the file."""

    ranges: Ranges
    variants: tuple[Values, ...]

    def given(self, values: Values) -> tuple[tuple[str, Scalar], ...]:
        """The texts of the values of one variant, with their places."""
        texts = {name: {text.text: text for text in listed} for name, listed in self.ranges.values}
        return tuple((name, texts[name][value]) for name, value in values)


def family_of(question: Question, values: dict[str, Any], file: str, family: Family,
              earlier: Earlier) -> tuple[Problem | None, tuple[Diagnostic, ...]]:
    """Return the family of a question with these values of its fields, none if a variant cannot be read, and what is said of it.

    What is wrong with all variants alike is said once, without a name; of what is wrong with some, the first few are named.
    """
    failing = dict[Values, tuple[Diagnostic, ...]]()
    found, said = list[Problem](), tuple[Diagnostic, ...]()
    for variant in family.variants:
        own = {**values, "id": key_of(values["id"], variant), "put": family.given(variant)}
        problem, heard = problem_of(question, own, file, earlier=earlier.get(variant))
        if problem is None:
            failing[variant] = heard
        else:
            said = said or heard
            found.append(_with_values(problem, variant))
    if failing:
        more, where = len(failing) - MOST_FAILING, Where(file, family.ranges.at.line, family.ranges.at.column)
        return None, told(failing, len(failing) == len(family.variants), lambda each, text: f"[{values_text(each)}]: {text}",
                          f"{more} more of the {len(family.variants)} variants are wrong" if more > 0 else "", where)
    return _family(found, values, family.ranges), said


def _with_values(problem: Problem, variant: Values) -> Problem:
    """A variant whose right answer has its values as a text too, as its trees do."""
    tree, scheme = problem.task.truth_tree, problem.scheme
    return replace(problem, scheme=scheme if tree is None else replace(scheme, truth=plain(tree)), variant=variant)


def _family(variants: list[Problem], values: dict[str, Any], ranges: Ranges) -> Problem:
    """The problem as the bank lists it; its texts are as the author wrote them."""
    first = variants[0]
    text = values["f"].text.strip() if "f" in values else ""
    return Problem(replace(first.task, id=values["id"]), first.scheme, replace(first.shown, f_text=text), variants=tuple(variants),
                   same=ranges.same)


def faults_of_same(problems: Sequence[tuple[Problem, Where]]) -> Iterator[Diagnostic]:
    """Yield what is wrong with ``same`` of problems with their places: they name problems that have variants and values in common."""
    families = {problem.whole: problem for problem, _ in problems if problem.variants}
    for problem, at in [(problem, at) for problem, at in problems if families.get(problem.whole) is problem]:
        for name in problem.same:
            other = families.get(name)
            if other is None:
                yield _same(problem, at, f"'same' names {name[:60]!r}, which is no problem with variants",
                            nearest(name, families) or "name another problem of this bank")
            elif not _in_common(problem, other):
                yield _same(problem, at, f"'same' names {name[:60]!r}, which has no values in common with this",
                            "give both a name with the same values")


def _in_common(problem: Problem, other: Problem) -> bool:
    names = {name for name, _ in problem.variants[0].variant} & {name for name, _ in other.variants[0].variant}
    mine, theirs = ({tuple(pair for pair in each.variant if pair[0] in names) for each in one.variants} for one in (problem, other))
    return bool(names) and bool(mine & theirs)


def _same(problem: Problem, at: Where, message: str, remedy: str) -> Diagnostic:
    return Diagnostic("bank/variants-same", f"{problem.whole}: {message}", remedy, where=at)
