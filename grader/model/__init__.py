"""The nouns of the street: frozen records, fields only.

Text becomes records once, at the door; records never point upstream except by id.  What is wrong with a text
is a :class:`Diagnostic`, never an exception.  Scores are exact fractions; evidence is data, and templates write
the sentence.
"""

from grader.model.assignment import (
    PAGE_MODES,
    STUDENT_KINDS,
    VARIANTS_BY,
    Assignment,
    Chosen,
    Columns,
    Extension,
    HandedIn,
    Late,
    Membership,
    Named,
    Pin,
)
from grader.model.choices import Choices, Pick
from grader.model.codec import decode, encode
from grader.model.counts import Counts, Loss, ProblemCounts, VariantCounts, WaitingGroup, WrongGroup
from grader.model.decision import ANSWER_DIGITS, ASKED_DIGITS, Decision, Flag, Ruling, same_text, text_digest
from grader.model.diagnostic import Diagnostic, Severity, Where, caret, has_errors, locate, printable, width
from grader.model.errors import GraderError, StoreError, UsageError
from grader.model.hiding import without_key
from grader.model.identity import FAMILY_OF_NOBODY, KINDS, PSEUDONYM, Identity, keys_of, person_of, plain_identity
from grader.model.jsonform import dumps, loads, mark_to_json, sheet_to_json
from grader.model.problem import (
    NO_TABLES,
    TOPICS,
    ArrayKind,
    Bank,
    Constant,
    Decimals,
    Domain,
    Partial,
    Problem,
    Required,
    Scheme,
    Shown,
    Symmetric,
    Tables,
    Task,
    Tolerance,
    Values,
    Variable,
    WrongAnswer,
    key_of,
    values_text,
)
from grader.model.response import Attention, HandedFile, Intake, Response, Submission
from grader.model.roster import Key, Row
from grader.model.sheet import (
    ON_TIME,
    Attempt,
    Credit,
    Decided,
    Gradebook,
    Lateness,
    Mark,
    Provenance,
    Result,
    Sheet,
    total,
)
from grader.model.variants import MOST_FAILING, number_of, told, value_text, values_of, variant_of
from grader.model.verdict import (
    Agreement,
    Apart,
    Counterexample,
    Diagnosis,
    Evidence,
    Form,
    Line,
    Outcome,
    Picked,
    Proof,
    Same,
    Sizes,
    Undefined,
    Verdict,
)

__all__ = [
    "ANSWER_DIGITS", "ASKED_DIGITS", "FAMILY_OF_NOBODY", "KINDS", "MOST_FAILING", "NO_TABLES", "ON_TIME", "PAGE_MODES", "PSEUDONYM",
    "STUDENT_KINDS", "TOPICS", "VARIANTS_BY", "Agreement", "Apart", "ArrayKind", "Assignment", "Attempt", "Attention", "Bank", "Choices",
    "Chosen", "Columns", "Constant", "Counterexample", "Counts", "Credit", "Decided", "Decimals", "Decision", "Diagnosis", "Diagnostic",
    "Domain", "Evidence", "Extension", "Flag", "Form", "Gradebook", "GraderError", "HandedFile", "HandedIn", "Identity", "Intake", "Key",
    "Late", "Lateness", "Line", "Loss", "Mark", "Membership", "Named", "Outcome", "Partial", "Pick", "Picked", "Pin", "Problem",
    "ProblemCounts", "Proof", "Provenance", "Required", "Response", "Result", "Row", "Ruling", "Same", "Scheme", "Severity", "Sheet",
    "Shown", "Sizes", "StoreError", "Submission", "Symmetric", "Tables", "Task", "Tolerance", "Undefined", "UsageError", "Values",
    "Variable", "VariantCounts", "Verdict", "WaitingGroup", "Where", "WrongAnswer", "WrongGroup", "caret", "decode", "dumps", "encode",
    "has_errors", "key_of", "keys_of", "loads", "locate", "mark_to_json", "number_of", "person_of", "plain_identity", "printable",
    "same_text", "sheet_to_json", "text_digest", "told", "total", "value_text", "values_of", "values_text", "variant_of", "width",
    "without_key",
]
