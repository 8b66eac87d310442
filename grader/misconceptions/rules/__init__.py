"""All misconceptions, the most plausible first: if two explain an answer, the first one is named first.

Each is a row in the file of its topic.  The topics are in order, and so are the rows of each; ``BEFORE`` says where they interleave.
"""

from collections.abc import Iterator

from grader.misconceptions.rule import Rule
from grader.misconceptions.rules import (
    antiderivatives,
    cases,
    chain,
    corrections,
    elementary,
    entries,
    equations,
    matrices,
    operators,
    partly_right,
    powers,
    products,
    quotients,
    sets,
    slips,
    symmetric,
    tasks,
    taylor,
    variables,
    whole_answer,
)

TOPICS = (operators, taylor, chain, cases, symmetric, products, quotients, powers, elementary, variables, tasks, antiderivatives, equations,
          matrices, entries, slips, whole_answer, corrections, partly_right, sets)

BEFORE = {
    "base-and-exponent": "product-minus", "not-differentiated": "product-minus", "power-rule-mixed-up": "norm-and-square",
    "multiplied-instead": "inverse-lost",
    "transpose": "term-lost", "order-of-factors": "term-lost",
    "integrated": "elementary-derivative", "factorials-lost": "inner-derivative", "mixed-derivatives-missing": "coefficient-lost",
    "absolute-value-ignored": "inner-derivative", "exponent-raised": "quotient-plus",
}
"""Rules that come apart from their topic: each before this rule of another topic."""


def _in_order() -> Iterator[Rule]:
    rules = {rule.name: rule for topic in TOPICS for rule in topic.RULES}
    for name, rule in rules.items():
        yield from (rules[moved] for moved, place in BEFORE.items() if place == name)
        if name not in BEFORE:
            yield rule


RULES: tuple[Rule, ...] = tuple(_in_order())

BY_NAME = {rule.name: rule for rule in RULES}
