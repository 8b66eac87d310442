"""The one table of a problem's fields: what each may hold, which record keeps it, and what authors and editors read about it.

The checks of a bank, ``docs/problem.schema.json`` and the table in ``docs/authors.md`` follow from it (``python -m grader.bank``).
"""

from __future__ import annotations

from typing import Any, get_args

from grader.bank.choice_forms import CHOICES, TRUTH
from grader.bank.demands import DECIMALS, FORM_CREDIT, REQUIRED
from grader.bank.forms import (
    FLAG,
    FORMULA,
    FORMULAS,
    NAMED_TEXTS,
    TEXT,
    Form,
    Json,
    Path,
    Reader,
    choice,
    listed,
    mapping,
    named,
    one_or_more,
    read_fields,
    schema_of,
)
from grader.bank.problem_forms import (
    AXES,
    COMPARISONS,
    CREDITS,
    DIRECTION,
    FOLLOW_CREDIT,
    FUNCTIONS,
    ID,
    INDICES,
    LAYOUTS,
    ORDER,
    PART_NAME,
    POINTS,
    VARIABLES,
    WRONG,
)
from grader.bank.variant_forms import VARIANTS
from grader.kinds import ASKED
from grader.model import Constant, Partial, Pick
from grader.record import record
from grader.yamlnodes import Mapping, Node

_QUESTION = ("problem", "part")
_ALL = (*_QUESTION, "course")


@record
class Field:
    """A field of a problem.

    ``home`` is the record that keeps its value and the name there; without one, ``problems`` reads the value, or nobody does.  ``about``
    is a sentence in Markdown, ``see`` where the manual says more.  ``places`` are the mappings that may have the field.
    """

    name: str
    form: Form
    home: str
    about: str
    see: str = ""
    places: tuple[str, ...] = _QUESTION
    is_needed: bool = False


def _part(node: Node, path: Path, reader: Reader) -> Any:
    return mapping(fields_of("part"), others=_FIELDS_ELSE, inside=_INSIDE).read(node, path, reader)


_ASKED_ELSE = (("gradient", "derivative"), ("jacobian", "derivative"), ("differential", "derivative"), ("grad", "derivative"),
               ("integral", "antiderivative"), ("div", "divergence"), ("rot", "curl"),
               ("extrema", "critical-points"), ("tangent", "equation"))
_FIELDS_ELSE = (
    ("question", "statement"), ("description", "statement"), ("text", "statement"), ("prompt", "statement"), ("name", "id"),
    ("marks", "points"), ("weight", "points"), ("score", "points"), ("answer", "truth"), ("function", "f"), ("variables", "vars"),
    ("tolerance", "decimals"), ("feedback", "hints"), ("definitions", "defs"), ("constraint", "on"), ("point", "at"), ("pts", "points"))
"""Words of other programs, each with the field or the word that is meant."""

_INSIDE = (("misconception", "wrong"), ("rule", "wrong"), ("digits", "decimals"), ("within", "decimals"), ("along", "direction"),
           ("domain", "vars"), ("kind", "vars"), ("defined-at", "form"))
"""Fields of what stands inside of a field."""

_PARTS = listed(Form(_part, {"$ref": "#/$defs/Part"}))

FIELDS = (
    Field("id", ID, "task.id",
          "the problem's name; students write it before the answer. At most 80 letters (A–Z, a–z), digits, `.`, `_` and `-`; it "
          "begins with a letter or digit. An id is unique in its bank", places=("problem",), is_needed=True),
    Field("title", TEXT, "shown.title", "a short title, shown on the sheet"),
    Field("section", TEXT, "shown.section", "where in the lecture it belongs, shown on the sheet; the class page adds up points by it"),
    Field("statement", TEXT, "shown.statement",
          "the question in words: see [texts](#texts). Without it one is made from `f`, unless `f` itself is the answer"),
    Field("vars", VARIABLES, "", "the variables and where their values lie", "below"),
    Field("funcs", FUNCTIONS, "task.functions", "abstract functions, each with its number of arguments", "below"),
    Field("alias", FORMULAS, "", "names for long expressions that an answer may use, such as partial derivatives of an abstract function"),
    Field("defs", FORMULAS, "",
          "names that an answer may use, each with its formula. A definition may use the variables, the aliases and the definitions before "
          "it"),
    Field("columns", NAMED_TEXTS, "task.columns", "names for the columns of a matrix: with `r: R`, `r_p` is the p-th column of R"),
    Field("indices", INDICES, "task.indices", "the names of indices and the size that each runs to", "below"),
    Field("axes", AXES, "task.axes", "which indices count the outputs (`out`) and which the inputs (`in`) of the answer", "below"),
    Field("sizes", COMPARISONS, "task.sizes",
          'what holds for the sizes: comparisons of sizes and numbers (`<=`, `<`, `=`, `>=`, `>`), joined by `and`, such as `"N <= M"` '
          'where `f` needs it, as det(XᵀX) does to be different from 0. Answers are looked at for such sizes alone'),
    Field("f", FORMULA, "",
          "the function. A column of functions is written `[f1; f2]`. If it is written as a row, it still counts as the column of "
          "functions"),
    Field("on", FORMULA, "",
          'an equation that always holds, such as `"x^2 + y^2 = 1"`: answers are compared where it does, so that what is equal on the '
          "curve is right"),
    Field("wrt", one_or_more("a variable, or a list of variables such as [x, y]"), "task.wrt",
          "by what to differentiate. A name: a partial derivative, or the derivative by that vector or matrix. A list of names of numbers, "
          "even of one: the row gradient or the Jacobian"),
    Field("symmetric", choice("gradient", "entries"), "task.symmetric",
          "what the derivative by a matrix is whose entries do not vary freely (`sym`, `spd`): `gradient`, the symmetric T with "
          "df = tr(T dS), or `entries`, the slopes by the free entries, put at both places. For `skew`, `diag`, `upper` and `lower` only "
          "`entries`", "[symmetric matrices](#symmetric-matrices)", places=_ALL),
    Field("asked", choice(*ASKED, others=_ASKED_ELSE), "task.asked",
          "`derivative` (this is the default), `value` (the value of `f` itself; no `wrt`), `hessian` (of a scalar `f`), an operator "
          "(`divergence`, `curl`, `laplacian`, `directional`, `jacobian-determinant`, `taylor`), `equation` (`f` is an equation or a "
          "system), `dimension` (only `truth`, no function), `critical-points` (of a scalar `f`), `zeros` (where all entries of `f` are "
          "0), `set` (the points of `truth`), `nature` (whether the point `at` is a minimum, a maximum, a saddle point, or not critical), "
          "`choice` (of `choices`; no function), or `antiderivative` (of a number by a number)",
          "[operators](#operators-and-points)"),
    Field("at", named(FORMULA, example="{x: 1, y: 2}"), "",
          "a point: what is asked is computed there, as `{x: 1, y: 2}`. A variable without a value stays; a value may have other variables "
          "in it. For a Taylor polynomial it is the centre"),
    Field("direction", DIRECTION, "",
          "where `asked: directional`: the direction, with one entry for each variable, as it is; `{along: \"[3, 4]\"}` is divided by its "
          "length first"),
    Field("order", ORDER, "", "where `asked: taylor`: the order of the polynomial, at most 12"),
    Field("choices", CHOICES, "",
          "what may be chosen: labels, each with its text, or a list of words. Students write a label or its text",
          "[choices](#choices)"),
    Field("pick", choice(*get_args(Pick)), "",
          "how many of the `choices` are right: `one` (the default); `several`; `match`: each of the `items` has one",
          "[choices](#choices)"),
    Field("items", CHOICES, "", "in a matching: what gets one of the `choices` each, as labels with their texts"),
    Field("reason", FLAG, "", "`true`: a reason is asked beside the choice. It waits for a person"),
    Field("self_check", FLAG, "scheme.self_check",
          "`true`: `grader check` says whether a choice is right. Otherwise it keeps it until it is handed in: whoever may try can guess"),
    Field("constant", choice(*get_args(Constant)), "scheme.constant",
          "of an antiderivative: `optional` (the default), or `required`: an answer without its constant is not right"),
    Field("truth", TRUTH, "",
          "the answer as it is shown under `--reveal answer`. It is never believed: the bank compares it with the derivative of `f`. For a "
          "dimension, a choice and a `set` it is the answer, and critical points and zeros are needed here only where they cannot be "
          "derived"),
    Field("accept", listed(TEXT), "scheme.accept", "other ways to write the answer. Each must be found correct"),
    Field("other_layout", listed(TEXT), "scheme.other_layout",
          "the answer in another layout, such as a column for a gradient, or a row where the value of a column is asked. Each must be "
          "found correct in another layout"),
    Field("wrong", WRONG, "scheme.wrong", "wrong answers. Each must be found incorrect", "[wrong answers](#wrong-answers)"),
    Field("points", POINTS, "shown.points", "a number above 0: `2`, `1.5` or `1/2`. The default is 1"),
    Field("partial", choice(*get_args(Partial)), "scheme.partial",
          "`none` (the default); `entries`: each right entry of a row or matrix that is written out, or each right point of a set, "
          "earns its share; `lines`: each right line of a derivation earns its share; `terms`: each right coefficient of a Taylor "
          "polynomial earns its share", places=_ALL),
    Field("credit", CREDITS, "shown.credit",
          "what a recognised misconception earns: its name, or a word, which means all names with this word in them, and a share, such "
          "as `sign: 50%`", places=_ALL),
    Field("layouts", LAYOUTS, "shown.layouts",
          "what an answer in another layout earns: `full` (the default), `none`, or a share such as `1/2` or `50%`", places=_ALL),
    Field("decimals", DECIMALS, "",
          "`exact` (the default), or `rounded`: decimals that are right up to rounding are correct, with at least 3 digits in each; or "
          "`{digits: 4}`, at least so many; or, where the answer is a number, `{within: 0.01}` or `{within: 1%}`",
          places=_ALL),
    Field("variants", VARIANTS, "",
          "numbers and formulas that vary from student to student: each name with a range (`\"2..9\"`, `\"0..3/2\"`) or a list; `where`, "
          "`same` and `limit` choose among the combinations", "[variants](#variants)", places=("problem",)),
    Field("parts", _PARTS, "", "several questions under one head", "[parts](#parts)", places=("problem",)),
    Field("part", PART_NAME, "",
          "in an entry of `parts`: the part's name, a letter and then letters and digits", places=("part",), is_needed=True),
    Field("follow", one_or_more("the name of an earlier part, or a list of names"), "scheme.follow",
          "in a part: the earlier part, or a list of parts, whose own answers count"),
    Field("follow_credit", FOLLOW_CREDIT, "shown.follow_share",
          "in a part: what an answer earns that is right only with the student's own earlier answer: `full` (the default), `none`, or a "
          "share", places=_ALL),
    Field("given", FLAG, "scheme.given",
          "in a part: `true` where it is told and not asked. It has no answer and no points; its name means its truth in later parts, "
          "whose statements begin with its own"),
    Field("form", REQUIRED, "scheme.form",
          "how an answer must be written, besides having the right value: a name, a list of names, or a mapping, all of which must hold",
          "[forms](#forms)"),
    Field("without", one_or_more("a name or a list of names"), "",
          "names and functions that an answer may not have, such as `[J, det]`. The default: the earlier parts that `f` uses, but for "
          "those in `follow` and `use`; `[]` allows all"),
    Field("use", one_or_more("a name or a list of names"), "scheme.use", "names and functions that an answer must have"),
    Field("form_credit", FORM_CREDIT, "shown.form_credit",
          "what a right value earns that is written in a form which is not allowed: `none` (the default), `full`, or a share such as `1/2`",
          places=_ALL),
    Field("hints", one_or_more("a text or a list of texts"), "shown.hints",
          "a text or a list of texts, shown under `--reveal hint` to everybody who is not correct yet. `grader check --hint 1` shows the "
          "first, `--hint 2` the second too, `--hint 3` all of them"),
    Field("solution", TEXT, "shown.solution",
          "the worked solution, shown under `--reveal solution`. In each line that is a chain of `=`, the neighbours that can be read as "
          "formulas must be equal; the last one must end with the answer"),
    Field("tags", listed(TEXT), "shown.tags", "words to choose problems by. Nothing uses them yet"),
    Field("shape", TEXT, "", "a note, not read. The shape follows from `f` and `wrt`"),
    Field("entrywise", TEXT, "", "a note, not read"),
    Field("broadcast", TEXT, "", "a note, not read"),
)
"""In the order of the manual."""


def fields_of(place: str) -> tuple[Field, ...]:
    """Return the fields of a ``problem``, in a ``part`` of one, or in the file of a ``course``."""
    return tuple(field for field in FIELDS if place in field.places)


def read_problem(node: Mapping, reader: Reader, place: str = "problem") -> dict[str, Any]:
    """Return the values of a problem's fields, or of a course's, by their names, without those that do not fit."""
    return read_fields(node, fields_of(place), (), reader, tuple(field.name for field in fields_of("problem")), _FIELDS_ELSE, _INSIDE)


def kept(values: dict[str, Any], record: str) -> dict[str, Any]:
    """Return the values that a record (``task``, ``scheme``, ``shown``) keeps as they are, by the names that they have there."""
    homes = ((field.name, *field.home.split(".")) for field in FIELDS if field.home)
    return {name: values[field] for field, home, name in homes if home == record and field in values}


def json_schema() -> Json:
    """Return the JSON Schema of a bank file for editors: one problem or a list of problems."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Problems of a vector calculus bank",
            "anyOf": [{"$ref": "#/$defs/Problem"}, {"type": "array", "items": {"$ref": "#/$defs/Problem"}}],
            "$defs": {"Problem": schema_of(fields_of("problem"), "One problem: the smallest has id, vars, f and wrt."),
                      "Part": schema_of(fields_of("part"), "A part of a problem; what it does not say, the problem says.")}}


def table() -> str:
    """Return the table of fields of the manual, in Markdown."""
    rows = [f"| `{field.name}` | {field.about}{f': see {field.see}' if field.see else ''} |" for field in FIELDS]
    return "\n".join(["| field | what it holds |", "|---|---|", *rows])
