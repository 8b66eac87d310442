"""The layout of an answer before its formulas are read: its statements, and what each says.

A text is cut at line ends, commas, semicolons and words such as "and", "or", "where" and "for" that stand outside of brackets; a
statement is cut into members at its equal signs.  A statement is an ``answer``, the ``definition`` of a name of the student's own, a
``claim`` about a declared name, the ``slope`` of a defined name, a ``step`` by a name of the problem, one ``partial`` derivative of
several, a ``condition``, or about something ``other`` than what is asked: ``f'/2 = x``.
"""

from __future__ import annotations

import re
from itertools import takewhile

from grader.expr import Span
from grader.lazily import lazily
from grader.record import record, replace
from grader.syntax.layout.branches import as_cases, on_and_off_the_diagonal
from grader.syntax.layout.cuts import Piece, pieces
from grader.syntax.layout.labels import Label, is_numbered, label_of
from grader.syntax.layout.members import is_left_side, is_plain_label, is_scaled, own_name
from grader.syntax.layout.restrictions import restriction
from grader.syntax.lexicon import Lexicon, spelling
from grader.syntax.spellings import CHOOSING
from grader.syntax.spellings.around import FOR, WHERE
from grader.syntax.spellings.signs import RELATION
from grader.syntax.tokens.tokens import UnreadableError

MOST_MEMBERS = 40
"""Beyond this number of members a text is no derivation that is judged line by line."""

SEVERAL = frozenset(("list", "and", "or"))
"""What joins answers that stand side by side; lines and arrows lead from one to the next."""


@record
class Statement:
    """One statement: its role, the spans of its formulas in the order of its chain, and that of the left side in front of them.

    ``name`` is the name that is defined, or whose slope it is; ``label`` the derivative that the left side names.  ``joined`` tells what
    stands between the statement before and this one: ``line``, ``list``, ``and``, ``or``, ``where``, ``for``, ``at``, or nothing.
    """

    role: str
    members: tuple[Span, ...]
    left: Span | None = None
    name: str = ""
    label: Label | None = None
    joined: str = ""

    @property
    def span(self) -> Span:
        """From the left side to the end of the last formula."""
        return (self.left or self.members[0])[0], self.members[-1][1]


@record
class Layout:
    """The statements of a text in order; ``text`` is it with blanks in the place of what says nothing."""

    text: str
    statements: tuple[Statement, ...]

    def of(self, *roles: str) -> tuple[Statement, ...]:
        """The statements with one of these roles."""
        return tuple(statement for statement in self.statements if statement.role in roles)

    @property
    def answers(self) -> tuple[Statement, ...]:
        """The statements that are the answer, or steps on the way to it."""
        return self.of("answer")

    @property
    def is_one_formula(self) -> bool:
        """Whether nothing but one formula stands here, and no sign of equality or arrow in front of it."""
        first = self.statements[0] if len(self.statements) == 1 else None
        is_whole = first is not None and len(first.members) == 1 and first.left is None and first.label is None
        return first is not None and is_whole and not self.text[:first.members[0][0]].strip()

    @property
    def stands_side_by_side(self) -> bool:
        """Whether several answers are joined by commas, semicolons, "and" or "or"."""
        return any(statement.joined in SEVERAL for statement in self.answers[1:])

    @property
    def stands_in_lines(self) -> bool:
        """Whether several answers stand below each other, and nothing else joins them."""
        return len(self.answers) > 1 and all(statement.joined in ("", "line") for statement in self.answers)

    def shows(self, span: Span) -> str:
        """What stands at this place."""
        return self.text[slice(*span)]


def lay_out(text: str, words: Lexicon, apart: bool = False) -> Layout:
    """The layout of a text; ``apart`` takes a line that begins with a sign for a line of its own."""
    text = _opened(as_cases(on_and_off_the_diagonal(_without_brackets(text, words), words), words), words)
    found = [statement for piece in pieces(text, words, apart) for statement in _statements(text, piece, words)]
    found = _without_values(text, _roles(text, found, words), words)
    return Layout(_without_arguments(text, found, words), tuple(found))


def _without_brackets(text: str, words: Lexicon) -> str:
    """``[f_x = 2x, f_y = 2y]``: brackets around named derivatives say nothing."""
    if text.lstrip()[:1] not in ("(", "[", "{"):
        return text
    found = re.fullmatch(r"(\s*)[(\[{](?P<inside>[^=]{1,60}=.*)[)\]}](\s*)", text, re.DOTALL)
    if found is None or label_of(found["inside"].split("=")[0], words) is None:
        return text
    return f"{found[1]} {found['inside']} {found[3]}"


def _other_values(text: str, definition: Statement, words: Lexicon) -> re.Pattern[str] | None:
    """What a function that is defined looks like at another argument than there: F(3) behind ``F(x) = x^3/3``."""
    name, _, arguments = (text[slice(*definition.left)] if definition.left is not None else "").partition("(")
    called, given = rf"(?<![A-Za-z\\]){re.escape(name.strip())}\s*\(", re.escape(arguments.rstrip(") "))
    return re.compile(rf"{called}(?!\s*{given}\s*\))") if arguments else None


def _without_values(text: str, found: list[Statement], words: Lexicon) -> list[Statement]:
    """The statements without members in front of a result that put numbers into a function of the student's own: ``F(3) - F(0) = 9``."""
    others = [values for item in found if item.role == "definition" and (values := _other_values(text, item, words)) is not None]
    if not others:
        return found

    def kept(item: Statement) -> tuple[Span, ...]:
        *front, last = item.members
        return (*[span for span in front if not any(values.search(text, *span) for values in others)], last)

    return [replace(item, members=kept(item)) if item.role == "answer" else item for item in found]


def _without_arguments(text: str, found: list[Statement], words: Lexicon) -> str:
    """The text without the argument of a name that is defined: ``8 g(x)^3 where g(x) = 2x+1``; another argument is not put in."""
    for statement in found:
        if statement.role != "definition" or statement.left is None:
            continue
        left = text[slice(*statement.left)]
        name, _, arguments = left.partition("(")
        given = re.escape(arguments.rstrip(") ")) if arguments else "|".join(map(re.escape, words.scope.names)) or "(?!)"
        called = rf"(?<![A-Za-z\\]){re.escape(name.strip())}"
        calls = re.compile(rf"{called}(\s*\(\s*(?:{given})\s*\))")
        for span in [span for other in found for span in other.members]:
            inside = calls.sub(lambda call: call[0][:call.start(1) - call.start()] + " " * len(call[1]), text[slice(*span)])
            if arguments and re.search(rf"{called}\s*\((?!\s*(?:{given})\s*\))", text[slice(*span)]):
                raise UnreadableError("syntax/redefined", f"{name.strip()} has another argument here than where it is defined", span,
                                      "write the answer without it")
            text = text[:span[0]] + inside + text[span[1]:]
    return text


_STATES = lazily(rf"\([^()\n]*(?:=|{RELATION}|\\[a-z]|[^\W\d_]{{2}})")
_LAST_BRACKET = lazily(rf"(?<![*·⋅×])(?<![*·⋅×] )(?<!{')(?<!'.join(CHOOSING)})"
                       r"\((?P<inside>[^()\n]*(?:\([^()\n]*\))?[^()\n]*)\)(?=[\s.,;$]*(?:\n|$))")
"""A bracket at the end of a line that is no factor behind a sign, and not the one of a call that chooses."""


def _opened(text: str, words: Lexicon) -> str:
    """``8u^3 (u = 2x+1)``, ``n x^(n-1) (n ≥ 1)``: what a bracket at the end of a line says about names stands behind a comma."""
    def opened(found: re.Match[str]) -> str:
        inside = found["inside"]
        said = restriction(inside, words)
        word = inside.split(maxsplit=1)[0].lower() if inside.strip() else ""
        kinds = {words.kinds[name] for item in said for name in item.names}
        is_said = kinds and kinds <= {"name", "size"} and any(item.sign for item in said)
        if word in (*WHERE, *FOR) or is_said or ("=" in inside and own_name(inside.split("=")[0], words)[1]):
            return f",{inside} "
        return found[0]

    return _LAST_BRACKET.sub(opened, text) if _STATES.search(text) else text


_NUMBERED = lazily(r"(?<![A-Za-z])(?!grad)[A-Za-z]_?[1-9]$|(?<=grad)[A-Za-z]_?[1-9]$")
"""A function with a number, behind a sign for the gradient too: ``f_1``, ``∇y_2``."""
_IN_A_SPACE = lazily(r"(?:∈|\\in(?![A-Za-z]))[^=<>≤≥≠]*$")


def _statements(text: str, piece: Piece, words: Lexicon) -> list[Statement]:
    """A piece as a statement; as one for each of the derivatives that ``f_x = f_y = 2(x+y)`` names."""
    found = _statement(text, piece, words)
    labels = [label for span in piece.members[1:-1] if found.left is not None and span not in found.members
              and (label := label_of(text[slice(*span)], words)) is not None and label.of == (found.label.of if found.label else "")]
    return [found, *(replace(found, label=label, joined="list") for label in labels)] if words.scope.partials is not None else [found]


def _statement(text: str, piece: Piece, words: Lexicon) -> Statement:
    """Return a piece as a statement, with the left sides in front and the labels on the right taken off."""
    whole = text[slice(*piece.span)]
    joined = "where" if _says_what_a_name_is(text, piece, words) else piece.joined
    if joined in ("for", "at") or (piece.is_relation and not piece.is_first and restriction(whole, words)):
        return Statement("condition", (piece.span,), joined=joined)
    if piece.is_relation and not _IN_A_SPACE.search(whole):
        return Statement("answer", (piece.span,), joined=joined)
    naming = _left_sides(text, piece.members, words)
    left = naming[0] if naming else None
    formulas = piece.members[len(naming):]
    if left is None and len(formulas) > 1 and not text[slice(*formulas[0])].strip():
        del formulas[0]
    while len(formulas) > 1 and (is_plain_label(text[slice(*formulas[-1])], words) or _is_repeated(text, left, formulas[-1])):
        naming.append(formulas.pop())
    label = next((label for span in naming if (label := label_of(text[slice(*span)], words)) is not None), None)
    is_other = left is not None and label is None and is_scaled(text[slice(*left)], words)
    return Statement("other" if is_other else "answer", tuple(formulas), left, label=label, joined=joined)


def _says_what_a_name_is(text: str, piece: Piece, words: Lexicon) -> bool:
    """Return whether "for" means "where": an equation follows whose left side is a name of the student's own."""
    is_equation = piece.joined == "for" and not piece.is_relation and len(piece.members) > 1
    return is_equation and own_name(text[slice(*piece.members[0])], words)[1]


def _left_sides(text: str, members: list[Span], words: Lexicon) -> list[Span]:
    """Return the members at the front that only say what is computed; the last member is a formula in any case."""
    return list(takewhile(lambda span: bool(text[slice(*span)].strip()) and is_left_side(text[slice(*span)], words), members[:-1]))


def _is_repeated(text: str, left: Span | None, member: Span) -> bool:
    """``y' = 2x = y'``: what stands in front is named once more, though y' has a value where y is a declared vector."""
    return left is not None and text[slice(*left)].strip() == text[slice(*member)].strip()


def _roles(text: str, found: list[Statement], words: Lexicon) -> list[Statement]:
    """The statements with what each says."""
    if len(found) == 1:
        return [_partial(found[0], words)]
    found = [_partial(statement, words) for statement in _without_labels_that_are_names(text, found, words)]
    found = _steps(_definitions(text, found, words), words)
    defined = {statement.name for statement in found if statement.role == "definition"}
    slopes = [replace(statement, role="slope", name=statement.label.of)
              if statement.role == "answer" and statement.label is not None and _is_of(statement.label, defined) else statement
              for statement in _without_steps(found, words)]
    return slopes if any(statement.role in ("answer", "partial") for statement in slopes) else _last_is_answer(slopes)


_OF_FIRST_ORDER = lazily(r"(?:∇|grad|D)(?!\^)(?!.*\^2)")


def _steps(found: list[Statement], words: Lexicon) -> list[Statement]:
    """The statements, in which derivatives of names that the problem defines, and first derivatives above second ones, are steps."""
    last = next((statement for statement in reversed(found) if statement.role == "answer"), None)
    if last is None or (last.label is not None and _is_step(last.label, words) is not None):
        return found
    made = []
    for statement in found:
        name = _is_step(statement.label, words) if statement.role == "answer" and statement.label is not None else None
        made.append(replace(statement, role="slope", name=name) if name is not None and statement is not last else statement)
    return made


def _is_step(label: Label, words: Lexicon) -> str | None:
    """The name whose derivative is a step on the way to what is asked, empty for f itself; ``None`` where it is no step."""
    if len(label.by) != 1:
        return None
    name = words.names.get(spelling(label.of), "")
    if name in words.scope.defined or label.by[0] in words.scope.defined:
        return name if name in words.scope.defined else ""
    return "" if words.scope.order == 2 and (label.by != ("∇",) or _OF_FIRST_ORDER.match(label.of)) else None


def _without_labels_that_are_names(text: str, found: list[Statement], words: Lexicon) -> list[Statement]:
    """``f_1 = x^2, f_2 = f_1^3``: f_1 is no derivative where another statement uses it, but a name of one's own."""
    made: list[Statement] = []
    for statement in found:
        left = text[slice(*statement.left)] if statement.left is not None and statement.label is not None else ""
        name = own_name(left, words)[0] if is_numbered(left) else ""
        is_used = name and any(words.holds(text[slice(*span)], name) for other in found if other is not statement for span in other.members)
        made.append(replace(statement, label=None) if is_used else statement)
    return made


def _without_steps(found: list[Statement], words: Lexicon) -> list[Statement]:
    """``dz/dx = 2x^T`` and ``df/dz = 1/(1+z)`` of a name that the problem defines are steps where another derivative is named."""
    defined = {called.name for called in words.scope.called}
    labelled = [statement for statement in found if statement.role == "answer" and statement.label is not None]
    steps = [statement for statement in labelled if statement.label is not None and _is_of(statement.label, defined)]
    if not steps or not any(statement.label is not None and statement.label.of and statement not in steps for statement in labelled):
        return found
    return [replace(statement, role="step") if statement in steps else statement for statement in found]


def _is_of(label: Label, defined: set[str]) -> bool:
    return label.of in defined or any(name in defined for name in label.by)


def _last_is_answer(found: list[Statement]) -> list[Statement]:
    """Where nothing but definitions and their slopes stands, the last slope is the answer, with those like it; else the last definition."""
    for role in ("slope", "definition"):
        last = next((statement for statement in reversed(found) if statement.role == role), None)
        if last is not None:
            return [replace(statement, role="answer") if statement.role == role and (statement is last or (
                role == "slope" and statement.label == last.label)) else statement for statement in found]
    return found


def _partial(statement: Statement, words: Lexicon) -> Statement:
    """One of the partial derivatives that are asked, by the variables that are declared for it, or one of several gradients."""
    partials, label = words.scope.partials, statement.label
    if partials is None or label is None:
        return statement
    numbered = _NUMBERED.search(label.of) if partials.outputs > 1 and partials.order == 1 else None
    if label.by == ("∇",):
        return replace(statement, role="partial", label=replace(label, of=numbered[0])) if numbered is not None else statement
    if len(partials.by) == 1 and partials.outputs > 1:
        # Without a number it is the derivative of the whole.
        label = replace(label, by=partials.by) if label.by == ("'",) and numbered is not None else label
        return replace(statement, role="partial", label=label) if label.by == partials.by and numbered is not None else statement
    return replace(statement, role="partial") if set(label.by) <= set(partials.by) else statement


def _definitions(text: str, found: list[Statement], words: Lexicon) -> list[Statement]:
    """Return the statements, in which what is said about a single name is a definition, a claim or a condition."""
    named = [_named(text, statement, words) for statement in found]
    made: list[Statement] = []
    for at, (statement, (name, is_own)) in enumerate(zip(found, named, strict=True)):
        if not name:
            is_condition = statement.joined == "where" and statement.role == "answer" and len(statement.members) == 1
            made.append(replace(statement, role="condition") if is_condition else statement)
        elif is_own:
            is_definition = _is_definition(text, found, named, at, words)
            made.append(replace(statement, role="definition", name=name) if is_definition else statement)
        elif _is_claim(found, named, at, words):
            members = statement.members[1:] if statement.left is None else statement.members
            made.append(replace(statement, role="claim", name=name, members=members, left=statement.left or statement.members[0]))
        else:
            made.append(statement)
    return made


_Named = tuple[str, bool]
"""The single name in front of an equal sign, else an empty one, and whether it is the student's own."""


def _is_definition(text: str, found: list[Statement], named: list[_Named], at: int, words: Lexicon) -> bool:
    """``u = 2x+1`` defines u where another statement uses it, or on a line of its own above others; behind "where" it always does."""
    statement, (name, _) = found[at], named[at]
    is_above = at + 1 < len(found) and found[at + 1].joined == "line" and named.count((name, True)) == 1
    if statement.joined == "where" or is_above:
        return True
    return any(_uses(text, other, name, words) for other in found if other is not statement)


def _is_claim(found: list[Statement], named: list[_Named], at: int, words: Lexicon) -> bool:
    """``x = 3`` claims a value of a declared name after another statement, and first only of a name that the problem defines."""
    if at:
        return found[at].joined in ("where", "list", "and")
    defined, later = set(words.scope.defined), {name for name, _ in named[1:]}
    return named[0][0] in defined and len(found) > 1 and found[1].joined in ("list", "and") and not later <= defined


def _named(text: str, statement: Statement, words: Lexicon) -> _Named:
    """The single name in front of an equal sign, and whether it is the student's own."""
    is_derivative = statement.label is not None and statement.label.by != ("∇",)
    if statement.role != "answer" or is_derivative or (statement.left is None and len(statement.members) < 2):
        return "", False
    return own_name(text[slice(*(statement.left or statement.members[0]))], words)


def _uses(text: str, other: Statement, name: str, words: Lexicon) -> bool:
    """Whether a name stands in a statement, in its label too."""
    if other.label is not None and (other.label.of == name or name in other.label.by):
        return True
    return any(words.holds(text[slice(*span)], name) for span in other.members)
