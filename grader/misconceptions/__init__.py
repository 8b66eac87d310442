"""Wrong ways: how answers go wrong, and which of these ways explains an answer.

A misconception is one row in the file of its topic (``rules/``), where its plausibility puts it.  From the problem itself every rule
predicts wrong answers (``predict/``); the table of a problem finds them by value.  What no rule predicts is compared with the truth, and
the student's own tree is repaired at one place (``explain/``).  ``diagnose`` orders what was found.  A diagnosis is a recognised
identity, confirmed at further points and sizes; there is no similarity score.
"""

from grader.misconceptions.diagnose import diagnose, prepared, shown
from grader.misconceptions.predict.question import Question, predicted
from grader.misconceptions.predict.table import Table
from grader.misconceptions.rule import Example, Rule
from grader.misconceptions.rules import BY_NAME, RULES
from grader.misconceptions.worked import Worked, similar, task_of

__all__ = [
    "BY_NAME", "Example", "Question", "RULES", "Rule", "Table", "Worked", "diagnose", "predicted", "prepared", "shown",
    "similar", "task_of",
]
