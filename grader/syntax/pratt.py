"""Precedence climbing: tokens to a tree, with the documented reading of every ambiguous text.

``sum → product → power → atom``; a product is a run of factors joined by ``*``, ``/`` or nothing.  Where a text has two
readings the parser takes the documented one and notes the kind of choice; a caller that wants the other one
passes that kind in ``second``.  The kinds: ``slash`` (1/2x), ``exponent`` (e^2x), ``argument`` (sin x(1+x)), ``inverse``
(sin^-1 x), ``base`` (log2(x)), ``gap`` (ln 2 x), ``scientific`` (2e9), ``comma`` ((0,5x)), ``blank`` ([2 x]).
"""

from __future__ import annotations

from collections.abc import Callable

from grader.expr import Add, Call, Constant, Differential, Div, Expr, Filled, Index, Mul, Neg, Number, Pow, Size, Symbol, Transpose
from grader.model import Diagnostic, Severity
from grader.syntax import abstract, arrays, brackets, conditions, functions, literals, refusals
from grader.syntax.exponents import MAX_EXPONENT, fits
from grader.syntax.limits import FACTOR_STARTS, MAX_DEPTH, MAX_FACTORIAL, MAX_MATRIX_POWER
from grader.syntax.scope import Lexicon, spelling
from grader.syntax.spellings import FRACTION
from grader.syntax.tokens import Tokens, Unreadable, scan

_BY_KIND: dict[str, Callable[[Parser], Expr]] = {
    "array": arrays.array, "diff": arrays.array, "column": arrays.column, "filled": arrays.filled, "delta": conditions.delta,
    "cases": conditions.cases, "sum": conditions.total, "∑": conditions.total, "func": abstract.function, "dot": abstract.dotted,
    "unit": lambda parser: arrays.unit(parser, 2),
}
_DECLARED = frozenset((*_BY_KIND, "index", "size"))


class Parser:
    """One reading of one token list; ``choices`` collects the kinds of ambiguity that were met."""

    __slots__ = ("tokens", "kinds", "at", "words", "second", "choices", "depth", "bars", "comma_is_decimal", "blank_ends", "notes")

    def __init__(self, tokens: Tokens, words: Lexicon, second: frozenset[str], first: int = 0) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.at = first
        self.words = words
        self.second = second
        self.choices: set[str] = set()
        self.notes: list[Diagnostic] = []
        self.depth = -1
        self.bars = 0
        self.comma_is_decimal = True
        self.blank_ends = ""

    # -- places -------------------------------------------------------------------------------------------------

    def span(self, start: int) -> tuple[int, int]:
        """From the start of the token at index ``start`` to the end of the last token taken."""
        return self.tokens.starts[start], self.tokens.ends[max(self.at - 1, start)]

    def adjacent(self, index: int) -> bool:
        """Whether the token at this index follows the one before without white space."""
        return index > 0 and self.tokens.starts[index] == self.tokens.ends[index - 1]

    def fail(self, code: str, message: str, remedy: str = "", index: int | None = None) -> Unreadable:
        index = self.at if index is None else index
        start, end = self.tokens.starts[index], self.tokens.ends[index]
        return Unreadable(code, message, (start, max(end, start)), remedy)

    def deeper(self, read: Callable[[], Expr]) -> Expr:
        """What ``read`` reads, one level deeper; the count holds for every way of nesting, so that no stack overflows."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("syntax/too-deep", f"the answer is nested more than {MAX_DEPTH} levels deep", "write it in a flatter form")
        tree = read()
        self.depth -= 1
        return tree

    def choose(self, kind: str) -> bool:
        """Note that there is a choice of this kind; true when the second reading is wanted."""
        self.choices.add(kind)
        return kind in self.second

    def answer(self) -> Expr:
        """All tokens from here on as one tree."""
        tree = conditions.written_out(self) if self.has_cases() else self.sum()
        if self.kinds[self.at] != "end":
            raise refusals.no_atom(self)
        return tree

    def has_cases(self) -> bool:
        """Whether the answer is a list of cases without brackets."""
        depth = 0
        for kind in self.kinds[self.at:]:
            depth += kind in ("(", "[", "{", "begin")
            depth -= kind in (")", "]", "}", "end env")
            if kind in ("if", "otherwise") and depth == 0:
                return True
        return False

    # -- sums and products --------------------------------------------------------------------------------------

    def sum(self) -> Expr:
        """term ((+|-) term)*"""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("syntax/too-deep", f"the answer is nested more than {MAX_DEPTH} levels deep", "write it in a flatter form")
        start = self.at
        terms = [self.signed()]
        kinds = self.kinds
        while kinds[self.at] in ("+", "-") and not self.entry_ends():
            sign = self.at
            self.at += 1
            if kinds[sign] == "+":
                terms.append(self.signed())
            else:
                term = self.signed()
                terms.append(Neg(term, self.span(sign)))
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Add(terms, self.span(start))

    def entry_ends(self) -> bool:
        """Inside ``[a -b]`` a sign after a blank and before none starts the next entry."""
        at = self.at
        return self.adjacent(at + 1) and self.blank_separates()

    def blank_separates(self) -> bool:
        """Whether the blank in front of the next token ends an entry of a bracket without commas.

        In ``[2 x]``, a row, it does, and by the second reading only a wide blank does; in ``[2 x; 5 y]``, a column, it
        means a product, and by the second reading it ends the entry.
        """
        if not self.blank_ends or self.adjacent(self.at):
            return False
        second = self.choose("blank")
        if self.blank_ends == "column":
            return second
        return not second or self.tokens.starts[self.at] - self.tokens.ends[self.at - 1] > 1

    def signed(self) -> Expr:
        """A product with any number of signs in front."""
        start, minus = self.at, 0
        while self.kinds[self.at] in ("+", "-"):
            minus += self.kinds[self.at] == "-"
            self.at += 1
            if self.at - start > MAX_DEPTH:
                raise self.fail("syntax/too-deep", "too many signs in a row", "delete the signs that cancel")
        product = self.joined()
        while minus:
            product = Neg(product, self.span(start))
            minus -= 1
        return product

    def joined(self) -> Expr:
        """Products joined by ⊗ (Kronecker) or ⊙ (elementwise), from left to right."""
        start = self.at
        tree = self.product()
        while self.kinds[self.at] in ("⊗", "⊙"):
            name = "kron" if self.kinds[self.at] == "⊗" else "hadamard"
            self.at += 1
            tree = Call(name, (tree, self.product()), self.span(start))
        return tree

    def product(self) -> Expr:
        """Factors joined by ``*``, ``/`` or nothing, from left to right."""
        start = self.at
        factors = [self.power()]
        kinds = self.kinds
        while True:
            kind = kinds[self.at]
            if kind == "*":
                self.at += 1
                factors.append(self.factor())
            elif kind == "/":
                self.at += 1
                left = factors[0] if len(factors) == 1 else Mul(factors, self.span_until(start, self.at - 1))
                factors = [Div(left, self.denominator(), self.span(start))]
            elif kind in FACTOR_STARTS or (kind == "|" and not self.bars):
                if self.blank_separates():
                    break
                if (kind == "num" and type(factors[-1]) in (Number, Symbol, Constant)) or (kind == "half" and type(factors[-1]) is Number):
                    raise self.fail("syntax/missing-operator", "a number stands directly behind another factor",
                                    "write * for a product or ^ for a power")
                factors.append(self.power())
            else:
                break
        return factors[0] if len(factors) == 1 else Mul(factors, self.span(start))

    def span_until(self, start: int, stop: int) -> tuple[int, int]:
        return self.tokens.starts[start], self.tokens.ends[max(stop - 1, start)]

    def factor(self) -> Expr:
        """One factor behind an operator; it may carry a sign: ``2*-x``."""
        start = self.at
        if self.kinds[start] in ("+", "-"):
            self.at += 1
            inner = self.deeper(self.factor)
            return Neg(inner, self.span(start)) if self.kinds[start] == "-" else inner
        return self.power()

    def denominator(self) -> Expr:
        """``1/2x`` is (1/2)·x; the second reading takes the whole juxtaposed run: 1/(2x)."""
        start = self.at
        first = self.factor()
        if self.kinds[self.at] not in FACTOR_STARTS or self.blank_separates() or not self.choose("slash"):
            return first
        factors = [first]
        while self.kinds[self.at] in FACTOR_STARTS and not self.blank_separates():
            factors.append(self.power())
        return Mul(factors, self.span(start))

    # -- powers -------------------------------------------------------------------------------------------------

    def power(self) -> Expr:
        """An atom with its exponents, superscripts, transposes and factorials."""
        start = self.at
        base = self.atom()
        kinds = self.kinds
        while True:
            kind = kinds[self.at]
            if kind == "^":
                self.at += 1
                inverse = arrays.inverse_transposed(self, base, start)
                if inverse is not None:
                    base = inverse
                elif self.is_transpose():
                    base = self.transposed(base, start)
                else:
                    base = self.raised(base, self.exponent(), start)
            elif kind == "sup":
                base = self.superscript(base, start)
            elif kind in ("_", "sub", "[") and (base.is_array or type(base) is Call) and (
                    entry := arrays.subscripts(self, base, start)) is not None:
                base = entry
            elif kind == "'":
                if not base.is_array:
                    raise self.fail("syntax/write-the-result", "a prime asks for a derivative", "write the result")
                self.at += 1
                base = self.transposed(base, start)
            elif kind == "T":
                self.at += 1
                base = self.transposed(base, start)
            elif kind == "!":
                if type(base) is not Number or base.data[1] is not None or base.data[0] > MAX_FACTORIAL:
                    raise self.fail("syntax/factorial", f"a factorial is read only of a whole number up to {MAX_FACTORIAL}",
                                    "write the product out")
                self.at += 1
                base = Call("factorial", (base,), self.span(start))
            elif kind == "sub":
                raise self.fail("syntax/unknown-name", "a subscript stands behind something that is no declared name",
                                "write the subscript directly behind the name: x_1^2")
            else:
                return base

    def transposed(self, base: Expr, start: int) -> Expr:
        """The transpose; ``1^T`` is a row of ones, and a transposed e is probably meant to be a vector."""
        if self.words.scope.arrays and type(base) is Number and base.data == (1, None):
            base = Filled("ones", (), base.span)
        if type(base) is Constant and base.data == "e" and self.words.scope.arrays:
            self.notes.append(Diagnostic("read/transposed-constant", "e is Euler's number here, whose transpose is itself",
                                         "declare or define the vector that is meant", self.span(start), severity=Severity.REMARK))
        return Transpose(base, self.span(start))

    def raised(self, base: Expr, exponent: Expr, start: int) -> Expr:
        """The power, unless its constant exponent is beyond the cap."""
        most = MAX_MATRIX_POWER if base.is_array else MAX_EXPONENT
        if not fits(exponent, most):
            raise Unreadable("syntax/exponent-too-large", f"this exponent is larger than {most}",
                             exponent.span or self.span(start), "write a smaller exponent")
        return Pow(base, exponent, self.span(start))

    def is_transpose(self) -> bool:
        """Take ``T``, ``ᵀ``, ``{T}`` or ``(T)`` behind ``^`` unless T is declared."""
        at, braces = self.at, 0
        while self.kinds[at] in ("{", "("):
            at, braces = at + 1, braces + 1
        if self.kinds[at] != "T" and not (self.kinds[at] in ("unknown", "sup") and self.tokens.values[at] == "T"):
            return False
        if self.kinds[at + 1:at + 1 + braces].count("}") + self.kinds[at + 1:at + 1 + braces].count(")") != braces:
            return False
        self.at = at + 1 + braces
        return True

    def superscript(self, base: Expr, start: int) -> Expr:
        value = self.tokens.values[self.at]
        self.at += 1
        if value == "T":
            return self.transposed(base, start)
        if value == "-" and self.kinds[self.at] == "sup" and self.tokens.values[self.at] == "T":
            self.at += 1
            span = self.span(start)
            return Transpose(Pow(base, Neg(Number(1, None, span), span), span), span)
        return self.raised(base, self.reread(value, self.at - 1), start)

    def reread(self, text: str, index: int) -> Expr:
        """A superscript's characters as a formula; every span in it is the superscript's own."""
        tokens = scan(text, self.words)
        count = len(tokens.kinds)
        tokens.starts = [self.tokens.starts[index]] * count
        tokens.ends = [self.tokens.ends[index]] * count
        inner = Parser(tokens, self.words, self.second)
        tree = inner.sum()
        if tokens.kinds[inner.at] != "end":
            raise self.fail("syntax/unexpected", "this superscript cannot be read", "write the exponent with ^", index)
        return tree

    def exponent(self) -> Expr:
        """What stands behind ``^``: a group, or one sign, number, name or function with its own powers."""
        start = self.at
        kind = self.kinds[start]
        if kind in ("+", "-"):
            self.at += 1
            inner = self.deeper(self.exponent)
            return Neg(inner, self.span(start)) if kind == "-" else inner
        if kind in ("(", "{", "["):
            return self.stacked(self.atom(), start)
        if kind == "sup":
            self.at += 1
            return self.stacked(self.reread(self.tokens.values[start], start), start)
        tree = self.stacked(self.atom(), start)
        following = self.kinds[self.at]
        divides = following == "/" and self.kinds[self.at + 1] == "num" and kind == "num"
        hangs_on = self.adjacent(self.at) and following in ("name", "const", "num", "half")
        if (hangs_on or divides) and self.choose("exponent"):
            return self.long_exponent(tree, start)
        return tree

    def stacked(self, tree: Expr, start: int) -> Expr:
        """``x^y^z`` and ``x^y²`` are x^(y^z)."""
        if self.kinds[self.at] == "sup" and self.tokens.values[self.at] != "T":
            tree = self.superscript(tree, start)
        if self.kinds[self.at] == "^" and not self._transposes_next():
            self.at += 1
            tree = self.raised(tree, self.deeper(self.exponent), start)
        return tree

    def _transposes_next(self) -> bool:
        here = self.at
        self.at += 1
        found = self.is_transpose()
        self.at = here
        return found

    def long_exponent(self, first: Expr, start: int) -> Expr:
        """The second reading of ``e^2x`` and ``x^1/2``: everything that hangs together is the exponent."""
        factors = [first]
        while self.kinds[self.at] in FACTOR_STARTS and self.adjacent(self.at):
            factors.append(self.power())
        tree = factors[0] if len(factors) == 1 else Mul(factors, self.span(start))
        if self.kinds[self.at] == "/" and self.kinds[self.at + 1] == "num":
            self.at += 1
            tree = Div(tree, self.power(), self.span(start))
        return tree

    # -- atoms --------------------------------------------------------------------------------------------------

    def atom(self) -> Expr:
        at = self.at
        kind = self.kinds[at]
        if kind == "name":
            self.at = at + 1
            if self.kinds[at + 1] in ("_", "sub"):
                return self.subscripted(at)
            return Symbol(self.tokens.values[at], (self.tokens.starts[at], self.tokens.ends[at]))
        if kind == "num":
            return literals.number(self)
        if kind == "fn":
            return functions.function(self)
        if kind == "(" or kind == "{":
            return brackets.group(self)
        if kind == "const":
            self.at = at + 1
            if self.kinds[at + 1] in ("_", "sub"):
                return self.subscripted(at)
            return Constant(self.tokens.values[at], self.span(at))
        if kind == "[":
            return conditions.bracketed(self) if conditions.is_condition(self, at) else brackets.square(self)
        if kind in _DECLARED:
            return self.declared(at)
        if kind == "|":
            return brackets.bars(self)
        if kind in ("frac", "∂", "unknown") and self.words.functions:
            quotient = abstract.partial(self)
            if quotient is not None:
                return quotient
        if kind == "frac":
            self.at = at + 1
            numerator = self.argument_of_fraction()
            return Div(numerator, self.argument_of_fraction(), self.span(at))
        if kind == "begin":
            return conditions.environment(self) if self.tokens.values[at].endswith("cases") else brackets.environment(self)
        if kind == "half":
            self.at = at + 1
            top, bottom = FRACTION[self.tokens.values[at]]
            return Div(Number(top, None, self.span(at)), Number(bottom, None, self.span(at)), self.span(at))
        if kind == "root":
            self.at = at + 1
            index = Number(int(self.tokens.values[at]), None, self.span(at))
            return Call("root", (self.deeper(self.power), index), self.span(at))
        if kind == "sup" and self.kinds[at + 1] == "fn" and self.tokens.values[at + 1] == "sqrt" and self.adjacent(at + 1):
            self.at = at + 2
            return Call("root", (self.deeper(self.power), self.reread(self.tokens.values[at], at)), self.span(at))
        if kind == "unknown" and self.tokens.values[at] == "d" and "d" + self.tokens.values[at + 1] in self.words.axes:
            self.at = at + 2
            return Differential("d" + self.tokens.values[at + 1], self.span(at))
        if kind == "unknown":
            self.at = at + 1
            if self.kinds[at + 1] in ("_", "sub"):
                return self.subscripted(at)
            raise refusals.unknown_word(self, at)
        raise refusals.no_atom(self)

    def declared(self, at: int) -> Expr:
        """What a declared word of another kind than a scalar name stands for, and the words for known matrices."""
        kind = self.kinds[at]
        if kind in ("array", "func", "column") and self.kinds[at + 1] in ("_", "sub"):
            self.at = at + 1
            return self.subscripted(at)
        if kind in _BY_KIND:
            return _BY_KIND[kind](self)
        self.at = at + 1
        node = Index if kind == "index" else Size
        return node(self.tokens.values[at], self.span(at))

    def subscripted(self, at: int) -> Expr:
        """``x_1``, ``x_{1}``, ``x₁``: one declared name, whatever the spelling; else an index of an array or a unit vector."""
        values, kind = self.tokens.values, self.kinds[at]
        subscript, end = self.subscript()
        name = self.words.names.get(spelling(values[at]) + subscript) if subscript else None
        if name is not None and self.words.kinds[name] == "name":
            self.at = end
            return Symbol(name, self.span(at))
        if name is not None and self.words.kinds[name] == "func":
            self.tokens.values[end - 1] = name
            self.at = end - 1
            return abstract.function(self)
        if name is not None and self.words.kinds[name] == "array":
            self.tokens.values[end - 1] = name
            self.at = end - 1
            return arrays.array(self)
        self.at = at
        if kind in _BY_KIND:
            return _BY_KIND[kind](self)
        if kind == "const" and values[at] == "e" and self.words.scope.indices:
            return arrays.unit(self, 1)
        if not subscript:
            raise self.fail("syntax/missing-operand", "something is missing behind '_'", "write x_1", at + 1)
        self.at = end
        start, stop = self.span(at)
        raise refusals.unknown_name(self.words, f"{values[at]}_{subscript}", (start, stop))

    def subscript(self) -> tuple[str, int]:
        """The text of the subscript here, and the index of the token behind it."""
        kinds, values, at = self.kinds, self.tokens.values, self.at
        if kinds[at] == "sub":
            return values[at], at + 1
        braced = kinds[at + 1] == "{"
        first = end = at + 1 + braced
        while kinds[end] in ("num", "name", "unknown", "const", "array", "func", "index", "size") and (braced or end == first):
            end += 1
        text = "".join(values[first:end])
        if not braced:
            return text, end
        if kinds[end] != "}":
            if self.kinds[self.at - 1] in ("name", "unknown"):
                raise self.fail("syntax/unknown-name", "this subscript cannot be read", "a subscript is a number or a letter", end)
            return "", end
        return text, end + 1

    def argument_of_fraction(self) -> Expr:
        if self.kinds[self.at] == "{":
            return brackets.group(self)
        if self.kinds[self.at] in ("end", "}", ")", "]"):
            raise self.fail("syntax/missing-operand", "\\frac needs two parts", "write \\frac{…}{…}")
        return self.deeper(self.atom)
