"""Wrong ways: how answers go wrong, and which of these ways explains an answer.

A misconception is one file in ``rules/`` and one line in ``RULES``, at the place where its plausibility puts it.  From the problem
itself every rule predicts wrong answers (``plan``); the table of a problem finds them by value (``table``).  What no rule predicts is
compared with the truth by relations (``relations``) and by repairing the student's own tree at one place (``repair``).  ``diagnose``
orders what was found.  A diagnosis is a recognised identity, confirmed at further points and sizes; there is no similarity score.
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
