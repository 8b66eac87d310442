"""What a statement says of the function and of the variable, beside the fields f and wrt: warnings where the two certainly part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.engine import expanded
from grader.expr import Expr, Operator, plain, postorder, shapes, substitute
from grader.expr import names as names_in
from grader.kinds import author_scope, decide, value_of
from grader.model import Counterexample, Diagnostic, Outcome, Problem, Severity, Task, Where
from grader.record import record
from grader.syntax import Reading, read, read_formula, spelling
from grader.words import INSERTED
from grader.yamlnodes import Scalar

MOST_LETTERS = 4_000
"""Longer statements are not looked at."""

MOST_SIGNS = 200
"""So many signs behind an equal sign may be the formula."""

_SAID = re.compile(r"(?<![\w\\^}'])(?P<name>[A-Za-z])\s*(?:\((?P<args>[^()=$]{1,80})\)\s*)?:?=(?!=)\s*")
"""``f(x, y) = …``, ``L = …``."""
_CASES = re.compile(r"\b(?:if|otherwise|else|unless|falls|sonst)\b|\\begin")
_MADE_OF_IT = re.compile(
    r"\b(?:its|twice|inverse|reciprocal|square[ds]?|exponential|logarithm|area|volume|product(?! rule)|composed|composition"
    r"|zweimal|Umkehr\w*|Kehrwerts?|Quadrats?|Wurzel|Fläche\w*|Volumens?|Produkt|dessen|deren)\b")
"""Words by which another function is made of the one that is given, and is differentiated."""
_END = re.compile(r"(?=[.,;:!?](?:\s|$))|$"
                  r"|(?=\s+(?:for|where|with|and|when|on|is|be|as|by|which|defined|of|to|at|für|mit|wobei|und|auf)\b)")
_VERB = (r"\b(?:[Ff]ind|[Cc]ompute|[Cc]alculate|[Dd]etermine|[Dd]erive|[Gg]ive|[Ss]tate|[Ww]rite|[Ww]hat|[Bb]erechnen?|[Bb]estimmen?"
         r"|[Ff]inden?|[Gg]eben?|[Ww]as|[Ww]ie)\b")
_WORDS = r"(?:\s+(?!of\b|von\b)[A-Za-z]\w+,?|\s+a)*?\s+"
_NOUN = (r"(?:[Dd]erivatives?|[Dd]ifferential|[Gg]radient\w*|Jacobian|Jacobi-?\w*|Hessian|Hesse-?\w*|Laplacian|[Dd]ivergence|curl"
         r"|[Pp]olynomial|Ableitung|\w+matrix)(?:\s+\w*_?\d)?\s+(?:of|von)")
_OVER = r"\s*(?:/|\}\s*\{)\s*"
_D = r"(?:\\frac\{)?(?:d|∂|\\partial\s*)(?:\^?\{?2\}?|²)?\s*"
_OF_QUOTIENT = re.compile(_VERB + _WORDS + r"\$?" + _D + r"\w?" + _OVER + r"(?:d|∂|\\partial\s*)(\w+)")
_IN_WORDS = re.compile(_VERB + r"[^.?!]*?(?:with respect to|w\.\s?r\.\s?t\.|nach)\s+\$?[(\[]?(\w+(?:,\s*\w+)*)")
_ASKED = (_VERB + _WORDS + rf"\$?(?:NAME'(?!')|{_D}NAME{_OVER}(?:d|∂|\\partial)|(?:∇|\\nabla)\s*NAME(?!\w))",
          rf"(?:{_VERB}{_WORDS}{_NOUN}|[Dd]ifferentiate)\s+\$?NAME(?:ARGS)?\$?(?=\s*(?:$|[.,;:?!=])|\s+(?:at|by|with|for|as|in|on|where|nach)\b)")
"""Ways to ask for a derivative of a function by its name, alone or with the arguments that it is given with."""
_FORMULA = re.compile(r"[\d^_*/+=(){}\[\]\\∂∇'|·]|(?<!\w)[b-zB-HJ-Z](?!\w)")


@record
class _Saying:
    """A function that a statement gives, its formula, and where."""

    name: str
    tree: Expr
    at: int


def of_statement(problem: Problem, text: Scalar, f: Scalar, file: str) -> Iterator[Diagnostic]:
    """Yield a warning where the statement gives another function than f, or differentiates by another variable, by what it says itself."""
    task = problem.task
    if not task.wrt or (task.written or task.asked) not in _DERIVATIVES or len(text.text) > MOST_LETTERS:
        return
    by = list(_IN_WORDS.finditer(text.text)) or list(_OF_QUOTIENT.finditer(text.text))
    names = [spelling(name.strip()) for found in by for name in found[1].split(",")]
    if names and {*names} <= {variable.name for variable in task.variables} - {*task.wrt}:
        yield _warning(f"the statement differentiates by {names[0]}, and wrt is {', '.join(task.wrt)}", "mend one of the two",
                       text, by[0].start(1), file)
    said, own = _asked_for(task, text.text), _written(task, f)
    # What is made of earlier parts stands beside the statement of them all.
    if said is not None and own is not None and not names_in(own) & {*problem.scheme.earlier} and _differ(task, said.tree, own):
        yield _warning(f"the statement says that {said.name} is {plain(said.tree)}, and f is {plain(own)}",
                       "mend one of the two; {@f@} in the statement shows f itself", text, said.at, file)


_DERIVATIVES = frozenset(("derivative", "hessian", "divergence", "curl", "laplacian", "directional", "jacobian-determinant", "taylor"))


def _asked_for(task: Task, text: str) -> _Saying | None:
    """The one function of a statement that is asked about; ``None`` where the statement shows f itself, or leaves it open."""
    if any(found[1] == "f" for found in INSERTED.finditer(text)) or _CASES.search(text) or _MADE_OF_IT.search(text):
        return None
    known = {variable.name for variable in task.variables} | {name for name, _ in task.definitions}
    found = [each for each in _SAID.finditer(text) if each["name"] not in known]
    asked = {each["name"] for each in found if _is_asked(each["name"], each["args"], text)}
    chosen = [each for each in found if each["name"] in asked] if asked else found
    if len(chosen) != 1:
        return None
    [match] = chosen
    args = {spelling(arg.strip()) for arg in (match["args"] or "").split(",") if arg.strip()}
    formula = _formula_in(task, text[match.end():match.end() + MOST_SIGNS])
    # A function of other variables is not yet what is differentiated: f(x, y) on a curve by t.
    if formula is None or (args and not all(name in args or name.rstrip("0123456789") in args - known for name in task.wrt)):
        return None
    tree, length = formula
    around = f"{text[:match.start()]} {text[match.end() + length:]}"
    return None if not asked and _FORMULA.search(around) else _Saying(match["name"], tree, match.start())


def _is_asked(name: str, args: str | None, text: str) -> bool:
    """Whether a text asks for a derivative of the function with this name, and not of another one that is made of it."""
    written = r"\s*".join(map(re.escape, f"({args or ''})".replace(" ", "")))
    return any(re.search(way.replace("NAME", name).replace("ARGS", written), text) for way in _ASKED)


def _formula_in(task: Task, text: str) -> tuple[Expr, int] | None:
    """The longest beginning of a text that is a formula, as far as a formula goes in a sentence, and its length."""
    line, scope = re.split(r"[$`]|\n\s*\n", text, maxsplit=1)[0], author_scope(task, task.definitions)
    for end in sorted({found.start() for found in _END.finditer(line)}, reverse=True):
        reading = read_formula(line[:end].strip(), scope)
        if isinstance(reading, Reading):
            return reading.tree, end
    return None


def _written(task: Task, f: Scalar) -> Expr | None:
    """f as the author wrote it; ``None`` where it holds an operator, or cannot be read without the values of a variant."""
    reading = read(f.text, author_scope(task, task.definitions))
    is_plain = isinstance(reading, Reading) and not any(isinstance(node, Operator) for node in postorder(reading.tree))
    return reading.tree if is_plain and isinstance(reading, Reading) else None


def _differ(task: Task, said: Expr, own: Expr) -> bool:
    """Whether two formulas of one shape certainly have other values somewhere in the domain."""
    definitions = expanded(task.definitions)
    try:
        verdict = decide(value_of(task, substitute(own, definitions), ""), substitute(said, definitions))
    except shapes.ShapeError:
        return False
    return verdict.outcome is Outcome.INCORRECT and isinstance(verdict.evidence, Counterexample)


def _warning(message: str, remedy: str, text: Scalar, at: int, file: str) -> Diagnostic:
    return Diagnostic("bank/statement", message, remedy, where=Where(file, *text.place_of(at)), severity=Severity.WARNING)
