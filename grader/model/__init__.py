"""The nouns of the street: frozen records, fields only.

Text becomes records once, at the door; records never point upstream except by id.  What is wrong with a text
is a :class:`Diagnostic`, never an exception.  Scores are exact fractions; evidence is data, and templates write
the sentence.
"""

from grader.model.diagnostic import Diagnostic, Severity, Where, caret, locate, printable
from grader.model.errors import GraderError, StoreError, UsageError
from grader.model.jsonform import dumps, gradebook_from_json, gradebook_text, gradebook_to_json, loads, mark_from_json, mark_to_json
from grader.model.problem import NO_TABLES, TOPICS, Bank, Problem, Scheme, Shown, Tables, Task, Variable, WrongAnswer
from grader.model.response import Attention, Intake, Response, Submission
from grader.model.sheet import Credit, Decided, Gradebook, Mark, Provenance, Sheet, WrongGroup, total
from grader.model.verdict import (
    Agreement,
    Counterexample,
    Diagnosis,
    Evidence,
    Line,
    Outcome,
    Proof,
    Same,
    Sizes,
    Undefined,
    Verdict,
)

__all__ = [
    "NO_TABLES", "TOPICS", "Agreement", "Attention", "Bank", "Counterexample", "Credit", "Decided", "Diagnosis", "Diagnostic",
    "Evidence", "Gradebook", "GraderError", "Intake", "Line", "Mark", "Outcome", "Problem", "Proof", "Provenance", "Response", "Same",
    "Scheme", "Severity", "Sheet", "Shown", "Sizes", "StoreError", "Submission", "Tables", "Task", "Undefined", "UsageError", "Variable",
    "Verdict", "Where", "WrongAnswer", "WrongGroup", "caret", "dumps", "gradebook_from_json", "gradebook_text", "gradebook_to_json",
    "loads", "locate", "mark_from_json", "mark_to_json", "printable", "total",
]
