"""The manual's page of misconceptions: each with its sentence, an example, and where the bank meets it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.misconceptions import RULES, Example, Rule
from grader.model import Bank, Problem, WrongAnswer

HEAD = """# Misconceptions

Every wrong answer is compared with the wrong answers that these misconceptions predict from the problem itself. The equation says what the
misconception looks like: on the left what is right, on the right what is written. A student reads the sentence in italics. Authors name a
misconception by its slug: in `rule:` of a listed wrong answer, and in `credit:`. Where two explain an answer, the one that comes first here
is named first.

This page is generated: `grader bank misconceptions --markdown`.
"""

MOST_PROBLEMS = 6


def misconceptions_page(bank: Bank) -> str:
    """The page in Markdown, for a bank whose wrong answers serve as examples too."""
    return "\n".join([HEAD, *(line for rule in RULES for line in _entry(rule, bank))])


def _entry(rule: Rule, bank: Bank) -> Iterator[str]:
    met = [(problem, wrong) for problem in bank.problems for wrong in problem.scheme.wrong if wrong.rule == rule.name]
    yield f"## `{rule.name}`\n"
    yield f"`{rule.looks_like}`\n"
    yield f"*{rule.message}*\n"
    yield f"{rule.explanation} Lecture: section {rule.section}.\n"
    example = _of_rule(rule.examples[0]) if rule.examples else _of_bank(*met[0]) if met else ""
    if example:
        yield f"Example: {example}.\n"
    if met:
        problems = list(dict.fromkeys(problem.id for problem, _ in met))
        more = f" and {len(problems) - MOST_PROBLEMS} more" if len(problems) > MOST_PROBLEMS else ""
        yield f"In the bank: {', '.join(problems[:MOST_PROBLEMS])}{more}.\n"


def _of_rule(example: Example) -> str:
    what = f"the derivative of `{example.f}` by {example.wrt}" if example.wrt else f"`{example.f}`"
    return f"{what} is given as `{example.answer}`"


def _of_bank(problem: Problem, wrong: WrongAnswer) -> str:
    asked = f"`{problem.shown.f_text}`" + (f" by {', '.join(problem.task.wrt)}" if problem.task.wrt else "")
    return f"for {asked} the answer is `{wrong.answer}`"
