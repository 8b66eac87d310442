"""Abstract functions and their derivatives: ``f'(x)``, ``f'``, ``f_{x_1}``, ``\\dot{x}``, ``f{1,2}(x,y)``."""

from __future__ import annotations

from grader.expr import Apply, ArraySymbol, Expr, Symbol, postorder
from grader.nesting import CLOSING
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.lexicon import spelling
from grader.syntax.scope import Function
from grader.syntax.tokens.tokens import UnreadableError, closing, separators

MAX_ORDER = 4
MAX_BRACKETS = 5
"""Brackets in the arguments of a defined name, its own among them."""


def function(cursor: Cursor) -> Expr:
    """A declared function with its primes or subscripts, at its arguments; without any it stands where the problem has it."""
    start = cursor.at
    known = cursor.words.functions[cursor.values[start]]
    cursor.at += 1
    orders = _orders(cursor, known, start)
    if _is_ring(cursor) and cursor.kinds[cursor.at + 1] == "func":
        cursor.at += 1
        return _after(cursor, known, orders, cursor.deeper(lambda: function(cursor)), start)
    exponent = _exponent_first(cursor, known)
    tree = applied(cursor, known, orders, start)
    if exponent is None:
        return tree
    if cursor.kinds[cursor.at] == "'" or tree.data[1] != tuple(orders):
        # f^2(x)' is no power of f'(x).
        raise cursor.fail("syntax/write-the-result", "a prime asks for a derivative", "write the result", cursor.at - 1)
    return cursor.raised(tree, exponent, start)


def _exponent_first(cursor: Cursor, known: Function) -> Expr | None:
    """The exponent of ``f^2(x)``, which is f(x)² as sin²(x) is sin(x)²; by the second reading the bracket is a factor."""
    at, kinds = cursor.at, cursor.kinds
    if kinds[at] not in ("^", "sup"):
        return None
    end = at + 1
    if kinds[at] == "^":
        if kinds[end] in CLOSING:
            end = closing(kinds, end)
        else:
            end += kinds[end] == "-"
            if kinds[end] not in ("num", "name"):
                return None
        end += 1
    if end >= len(kinds) or not _opens_list(cursor, end) or _entries(cursor, end) != known.arity or cursor.choose("call"):
        return None
    if kinds[at] == "sup":
        exponent = cursor.reread(cursor.values[at], at)
    else:
        cursor.at = at + 1
        exponent = cursor.exponent()
    cursor.at = end
    return exponent


def _entries(cursor: Cursor, at: int) -> int:
    """How many entries the bracket that opens here holds."""
    return separators(cursor.kinds, at).count(",") + 1


def is_called(cursor: Cursor, name: str) -> bool:
    """Pass over the arguments behind a name that is defined by them: ``s(z)`` where s stands for 1/(1+e^{-z}), ``f_x(x(t), y(t))``.

    By the second reading the bracket is a factor.  What holds more than a few brackets is one too: as a factor it is read again.
    """
    known = cursor.words.calls.get(name)
    start = cursor.at
    if known is None or cursor.kinds[start] != "(" or not cursor.adjacent(start):
        return False
    if cursor.kinds[start:closing(cursor.kinds, start)].count("(") > MAX_BRACKETS:
        return False
    try:
        found = tuple(_in_brackets(cursor))
    except UnreadableError:
        found = ()
    plain = all(type(item) in (Symbol, ArraySymbol) and item.data in known.names for item in found)
    if found and (found == known.arguments or plain) and not cursor.choose("call"):
        return True
    cursor.at = start
    return False


def pass_over_argument(cursor: Cursor, tree: Expr) -> None:
    """Take the ``(x)`` of ``(f'g + fg')(x)``, a bracket with functions that have no arguments; by the second reading it is a factor."""
    start = cursor.at
    arguments = {node.args for node in postorder(tree) if type(node) is Apply}
    if len(arguments) != 1 or not cursor.adjacent(start):
        return
    try:
        found = tuple(_in_brackets(cursor))
    except UnreadableError:
        found = ()
    if found not in arguments or cursor.choose("call"):
        cursor.at = start


def composition(cursor: Cursor) -> Expr | None:
    """``(g'∘f)(x)``: abstract functions one after the other; ``None`` where the bracket holds something else."""
    start = cursor.at
    chain: list[tuple[Function, list[int]]] = []
    cursor.at += 1
    while cursor.kinds[cursor.at] == "func":
        known = cursor.words.functions[cursor.values[cursor.at]]
        cursor.at += 1
        chain.append((known, _orders(cursor, known, cursor.at - 1)))
        if not _is_ring(cursor):
            break
        cursor.at += 1
    if len(chain) < 2 or cursor.kinds[cursor.at] != ")":
        cursor.at = start
        return None
    cursor.at += 1
    tree = applied(cursor, *chain.pop(), start)
    while chain:
        tree = _after(cursor, *chain.pop(), tree, start)
    return tree


def _is_ring(cursor: Cursor) -> bool:
    """Whether ``∘`` stands here; between matrices it is the product of the entries."""
    return cursor.kinds[cursor.at] == "⊙" and cursor.values[cursor.at] == "circ"


def _after(cursor: Cursor, known: Function, orders: list[int], inner: Expr, start: int) -> Expr:
    if known.arity != 1:
        raise cursor.fail("syntax/abstract", f"{known.name} has {known.arity} arguments", "write them in brackets", start)
    return Apply(known.name, orders, (inner,), cursor.span(start))


def dotted(cursor: Cursor) -> Expr:
    """``\\dot{x}_1``, ``\\dot x``, ``\\ddot x``: the derivative of a function of one argument."""
    start = cursor.at
    order = 2 if cursor.values[start] == "ddot" else 1
    cursor.at += 1
    braced = cursor.kinds[cursor.at] == "{"
    cursor.at += braced
    text = cursor.values[cursor.at]
    cursor.at += cursor.kinds[cursor.at] != "end"
    if braced and cursor.kinds[cursor.at] == "}":
        cursor.at += 1
    if cursor.kinds[cursor.at] in ("_", "sub"):
        subscript, cursor.at = cursor.subscript()
        text += subscript
    if braced and cursor.kinds[cursor.at] == "}":
        cursor.at += 1
    known = cursor.words.functions.get(cursor.words.names.get(spelling(text), ""))
    if known is None or known.arity != 1:
        raise cursor.fail("syntax/write-the-result", "a dot asks for a derivative", "write the result", start)
    return applied(cursor, known, [order], start)


def _orders(cursor: Cursor, known: Function, start: int) -> list[int]:
    orders = [0] * known.arity
    while True:
        kind = cursor.kinds[cursor.at]
        if kind == "'":
            if known.arity != 1:
                raise cursor.fail("syntax/abstract", f"a prime does not say by which argument of {known.name}",
                                  f"write ∂{known.name}/∂{known.named[0] or '…'}")
            orders[0] += 1
            cursor.at += 1
        elif kind == "^" and cursor.kinds[cursor.at + 1] == "'":
            cursor.at += 1
        elif kind == "^" and known.arity == 1 and (order := _order_raised(cursor)):
            orders[0] += order
        elif kind in ("_", "sub"):
            is_bare = cursor.kinds[cursor.at + 1] != "{"
            for place in _subscript(cursor, known):
                orders[place] += 1
            while is_bare and _names_argument(cursor, known) and not cursor.choose("partial"):
                orders[known.named.index(cursor.values[cursor.at])] += 1
                cursor.at += 1
        elif known.arity > 1 and not any(orders) and _names_argument(cursor, known) and cursor.choose("partial"):
            orders[known.named.index(cursor.values[cursor.at])] += 1
            cursor.at += 1
        elif kind == "{" and _places_follow(cursor):
            for place in _listed_places(cursor, known):
                orders[place] += 1
        else:
            break
    return _capped(cursor, orders, start)


def _capped(cursor: Cursor, orders: list[int], start: int) -> list[int]:
    if sum(orders) > MAX_ORDER:
        raise cursor.fail("syntax/abstract", f"derivatives up to order {MAX_ORDER} are read", "write a lower one", start)
    return orders


def _order_raised(cursor: Cursor) -> int:
    """The order of ``^{(2)}``, ``^{''}`` or ``^(2)``, which is taken; 0 where something else is raised.  The last may be a power too."""
    at, kinds = cursor.at, cursor.kinds
    if kinds[at + 1:at + 6] == ["{", "(", "num", ")", "}"]:
        cursor.at += 6
        number = cursor.values[at + 3]
        return int(number) if number.isdigit() and len(number) < 3 else MAX_ORDER + 1
    if kinds[at + 1:at + 4] == ["(", "num", ")"] and cursor.values[at + 2] in ("1", "2", "3", "4") and not cursor.choose("order"):
        cursor.at += 4
        return int(cursor.values[at + 2])
    primes = _primes_in_braces(cursor)
    cursor.at += primes + 3 if primes else 0
    return primes


def _listed_places(cursor: Cursor, known: Function) -> list[int]:
    """The places of the arguments in ``{1,2}``, counted from 0."""
    found = []
    while cursor.kinds[cursor.at] != "}":
        cursor.at += 1
        if cursor.kinds[cursor.at] == "num":
            text = cursor.values[cursor.at]
            if not (text.isdigit() and 1 <= int(text) <= known.arity):
                raise cursor.fail("syntax/abstract", f"{known.name} has {known.arity} argument{'s' if known.arity > 1 else ''}",
                                  "count them from 1")
            found.append(int(text) - 1)
    cursor.at += 1
    return found


def _names_argument(cursor: Cursor, known: Function) -> bool:
    """Whether the name of an argument touches what is in front: ``f_xy`` is no product; ``fx`` is one, and by the second reading f_x."""
    at = cursor.at
    if cursor.kinds[at] not in ("name", "func") or cursor.values[at] not in known.named or not cursor.adjacent(at):
        return False
    return cursor.kinds[at + 1] != "'" and (cursor.kinds[at + 1] != "(" or _entries(cursor, at + 1) == known.arity)


def _primes_in_braces(cursor: Cursor) -> int:
    """How many primes stand in ``^{'}`` or ``^{''}``; 0 where something else does."""
    if cursor.kinds[cursor.at + 1] != "{":
        return 0
    at = cursor.at + 2
    while cursor.kinds[at] == "'":
        at += 1
    return at - cursor.at - 2 if cursor.kinds[at] == "}" else 0


def _places_follow(cursor: Cursor) -> bool:
    """Whether ``{1}`` or ``{1,2}`` stands here: positions of arguments."""
    at = cursor.at + 1
    while cursor.kinds[at] in ("num", ","):
        at += 1
    return cursor.kinds[at] == "}" and at > cursor.at + 1


def _subscript(cursor: Cursor, known: Function) -> list[int]:
    """The arguments that ``f_x``, ``f_{x_1}``, ``f_{xy}`` or ``f_1`` names."""
    at = cursor.at
    return places(cursor, known, text_of_subscript(cursor), at)


def text_of_subscript(cursor: Cursor) -> str:
    """The text of the subscript here, which may have a subscript itself; it is taken."""
    at = cursor.at
    cursor.at += 1
    if cursor.kinds[at] == "sub":
        return str(cursor.values[at])
    _check_something_follows(cursor, at)
    if cursor.kinds[cursor.at] != "{":
        cursor.at += 1
        text = cursor.values[cursor.at - 1]
        if cursor.kinds[cursor.at] in ("_", "sub"):
            if cursor.kinds[cursor.at] == "_":
                _check_something_follows(cursor, cursor.at)
                if cursor.kinds[cursor.at + 1] == "{":
                    return str(text + text_of_subscript(cursor))
            text += cursor.values[cursor.at + (cursor.kinds[cursor.at] == "_")]
            cursor.at += 1 + (cursor.kinds[cursor.at] == "_")
        return text
    depth, text = 0, ""
    while True:
        kind = cursor.kinds[cursor.at]
        depth += (kind == "{") - (kind == "}")
        if kind == "end":
            raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", "add '}'", at + 1)
        cursor.at += 1
        if depth == 0:
            break
        text += "" if kind in ("{", "}", ",", "_") else cursor.values[cursor.at - 1]
    return text


def _check_something_follows(cursor: Cursor, at: int) -> None:
    if cursor.kinds[at + 1] == "end":
        raise cursor.fail("syntax/missing-operand", "something is missing after '_'", "complete it or delete the sign", at)


def places(cursor: Cursor, known: Function, text: str, at: int) -> list[int]:
    """Positions of the arguments whose names the text strings together, the longest name first; a digit is a position itself."""
    rest, found = spelling(text), list[int]()
    named = sorted(((spelling(name), place) for place, name in enumerate(known.named) if name), key=lambda item: -len(item[0]))
    while rest:
        match = next(((name, place) for name, place in named if rest.startswith(name)), None)
        if match is None and rest[0] in "123456789" and int(rest[0]) <= known.arity > 1:
            match = rest[0], int(rest[0]) - 1
        if match is None:
            raise _unknown_argument(cursor, known, text, at)
        found.append(match[1])
        rest = rest[len(match[0]):]
    return found


def _unknown_argument(cursor: Cursor, known: Function, text: str, at: int) -> UnreadableError:
    names = ", ".join(name for name in known.named if name)
    if names:
        remedy = f"the arguments of {known.name} are {names}"
    elif known.arity > 1:
        remedy = f"write {' and '.join(f'{known.name}_{place + 1}' for place in range(known.arity))} for the derivatives by its arguments"
    else:
        remedy = f"write {known.name}' for its derivative"
    return cursor.fail("syntax/abstract", f"'{text[:20]}' is no argument of {known.name}", remedy, at)


def applied(cursor: Cursor, known: Function, orders: list[int], start: int) -> Expr:
    """The function or its derivative at the arguments that follow, or else at those of the problem."""
    if (cursor.kinds[cursor.at] == "(" and not _is_factor(cursor, known)) or _opens_square(cursor, known):
        arguments = tuple(_arguments(cursor, known))
        is_plain = known.arity == 1 and arguments == known.arguments and type(arguments[0]) is Symbol
        while cursor.kinds[cursor.at] == "'" and is_plain and not cursor.words.scope.arrays:
            # f(x)' is f'(x); of f(2x)' and g(f(x))' nothing tells by what.
            orders = _capped(cursor, [orders[0] + 1], start)
            cursor.at += 1
        return Apply(known.name, orders, arguments, cursor.span(start))
    if not known.arguments:
        raise cursor.fail("syntax/missing-argument", f"'{known.name}' has no argument", f"write {known.name}(…)", start)
    return Apply(known.name, orders, known.arguments, cursor.span(start))


def _is_factor(cursor: Cursor, known: Function) -> bool:
    """Whether the round bracket behind a blank is a factor, as in ``g (f' + h)``, by the second reading."""
    at = cursor.at
    is_more = closing(cursor.kinds, at) > at + 2 or cursor.kinds[at + 1] == "func"
    return bool(known.arguments) and not cursor.adjacent(at) and is_more and cursor.choose("call")


def _opens_square(cursor: Cursor, known: Function) -> bool:
    """Whether square brackets hold the arguments, as in ``g'[f(x)]``; by the second reading, and behind a blank by the first, a factor."""
    at = cursor.at
    if cursor.kinds[at] != "[" or ";" in cursor.kinds[at:closing(cursor.kinds, at)] or _entries(cursor, at) != known.arity:
        return False
    return cursor.choose("call") is not cursor.adjacent(at)


def _opens_list(cursor: Cursor, at: int) -> bool:
    """Whether a bracket that may hold arguments opens at this index and touches what is in front."""
    return cursor.kinds[at] in ("(", "[") and cursor.adjacent(at) and ";" not in cursor.kinds[at:closing(cursor.kinds, at)]


def _arguments(cursor: Cursor, known: Function) -> list[Expr]:
    """The arguments in brackets: ``f'(g+h)`` is f′ at g+h, and ``f'(x)(y)`` ends behind x."""
    start = cursor.at
    found = _in_brackets(cursor)
    if len(found) == 1 < known.arity and type(found[0]) is ArraySymbol and found[0].data in cursor.words.calls:
        # f(x) where x is (x_1, x_2).
        entries = cursor.words.calls[found[0].data].entries
        found = [Symbol(name, found[0].span) for name in entries] or found
    if len(found) != known.arity:
        raise cursor.fail("syntax/arguments", f"{known.name} takes {known.arity} argument{'s' if known.arity > 1 else ''}",
                          f"write {known.name}({', '.join(name or '…' for name in known.named)})", start)
    return found


def _in_brackets(cursor: Cursor) -> list[Expr]:
    start, closer = cursor.at, CLOSING[cursor.kinds[cursor.at]]
    cursor.at += 1
    with cursor.in_bracket():
        found = [cursor.deeper(cursor.sum)]
        while cursor.kinds[cursor.at] == ",":
            cursor.at += 1
            found.append(cursor.deeper(cursor.sum))
    if cursor.kinds[cursor.at] != closer:
        raise cursor.fail("syntax/unclosed-bracket", "this bracket is never closed", f"add '{closer}'", start)
    cursor.at += 1
    return found
