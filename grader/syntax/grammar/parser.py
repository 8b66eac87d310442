"""Precedence climbing: tokens to a tree, with the documented reading of every ambiguous text.

``sum → product → power → atom``; a product is a run of factors joined by ``*``, ``/`` or nothing.
"""

from __future__ import annotations

from grader.expr import Add, Call, Constant, Div, Expr, Mul, Neg, Number, Span, Symbol, make
from grader.syntax.grammar import atoms, dots, linear_algebra, powers, refusals, touching
from grader.syntax.grammar.arrays import cases, conditions, patterns
from grader.syntax.grammar.caps import MAX_DEPTH
from grader.syntax.grammar.cursor import Cursor
from grader.syntax.grammar.paired import paired
from grader.syntax.tokens.scan import scan
from grader.syntax.tokens.tokens import FACTOR_STARTS

_SIGNS = frozenset(("+", "-"))
_QUOTIENTS = frozenset(("/", "⊘", "⧵"))
_ENDS_PRODUCT = frozenset(("+", "-", ")", "end", ",", ";", "]", "}"))


class Parser(Cursor):
    """The grammar at a cursor."""

    __slots__ = ()

    def answer(self) -> Expr:
        """All tokens from here on as one tree."""
        tree = cases.written_out(self) if self.statements and self.has_cases() else self.sum()
        if self.kinds[self.at] != "end":
            raise refusals.no_atom(self)
        return tree

    def has_cases(self) -> bool:
        """Whether the answer is a list of cases without brackets: ``… if …``, ``x_l, i=k; 0, i≠k``, or ``i=k: x_l; i≠k: 0``."""
        depth, stated, compares = 0, 0, False
        for at in range(self.at, len(self.kinds)):
            kind = self.kinds[at]
            depth += kind in ("(", "[", "{", "begin")
            depth -= kind in (")", "]", "}", "end env")
            compares = compares or (depth == 0 and kind in conditions.RELATIONS)
            if depth == 0 and (kind in ("if", "otherwise") or (kind == ":" and compares)):
                return True
            stated += depth == 0 and kind == "," and conditions.relation_follows(self, at)
        # Behind a formula of numbers a single comparison says where it holds.
        return stated > (0 if self.words.scope.indices else 1)

    # -- sums and products --------------------------------------------------------------------------------------

    def sum(self) -> Expr:
        """term ((+|-) term)*"""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        start, kinds = self.at, self.kinds
        first = self.term() if kinds[start] not in _SIGNS else self.signed()
        if kinds[self.at] not in _SIGNS or (self.blank_ends and self.entry_ends()):
            self.depth -= 1
            return first
        terms = [first]
        while kinds[self.at] in _SIGNS and not (self.blank_ends and self.entry_ends()):
            sign = self.at
            self.at += 1
            term = patterns.dots_in_sum(self) if kinds[self.at] == "…" else self.term() if kinds[self.at] not in _SIGNS else self.signed()
            terms.append(term if kinds[sign] == "+" else make(Neg, (term,), None, self.span(sign)))
        self.depth -= 1
        terms = patterns.summed(self, terms, self.span(start)) if self.has_dots else terms
        return make(Add, tuple(terms), None, self.span(start)) if len(terms) > 1 else terms[0]

    def term(self) -> Expr:
        """Read a product without a sign in front; take one of the whole sum from another reading that chose the same in it."""
        if self.terms is None or self.depth:
            return self.joined()
        start, met, second = self.at, len(self.choices), self.second
        known = self.terms.setdefault(start, [])
        for tree, end, choices in known:
            if all((kind in second or place in second) is wanted for kind, place, wanted in choices):
                self.at = end
                self.choices += choices
                return tree
        tree = self.joined()
        if not self.notes:
            known.append((tree, self.at, self.choices[met:]))
        return tree

    def signed(self) -> Expr:
        """A product with any number of signs in front."""
        start, minus = self.at, 0
        while self.kinds[self.at] in _SIGNS:
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
            right = self.product()
            if name == "kron" and dots.are_outer(self, tree, right):
                name = "outer"
            scaled = dots.scaled(self, tree, right, start) if name == "hadamard" and tree.is_array and right.is_array else None
            tree = scaled or Call(name, (tree, right), self.span(start))
        return tree

    def product(self) -> Expr:
        """Factors joined by ``*``, ``/`` or nothing, from left to right."""
        start, kinds = self.at, self.kinds
        factors = [self.power()]
        while True:
            kind = kinds[self.at]
            if kind in _ENDS_PRODUCT:
                break
            if kind == "*":
                self.at += 1
                before = self.at - 2
                if not factors[-1].is_array:
                    factors.append(self.power() if kinds[self.at] not in _SIGNS else self.factor())
                elif self.values[self.at - 1] in dots.SIGNS:
                    factors = dots.product(self, factors, start)
                else:
                    factors = dots.by_star(self, factors, start)
                self.with_ones(factors, before)
            elif kind in _QUOTIENTS:
                self.at += 1
                factors = self.divided(factors, kind, start)
            elif kind in FACTOR_STARTS or (kind == "|" and not self.bars):
                if self.blank_ends and self.blank_separates():
                    break
                if (kind == "num" or kind == "half") and self.at not in self.put_in and self.number_needs_a_sign(factors[-1]):
                    if self.blank_ends == "rows" and not self.adjacent(self.at):
                        # [1 1; 1 2]: what could be no product ends the entry.
                        break
                    raise self.fail("syntax/missing-operator", "a number comes directly after another factor",
                                    "write * for a product or ^ for a power")
                before = self.at - 1
                factors.append(self.power())
                self.with_ones(factors, before)
            elif kind == "sup" and powers.is_root(self, self.at):
                factors.append(self.power())
            else:
                break
        return factors[0] if len(factors) == 1 else self.multiplied(factors, self.span(start))

    def divided(self, factors: list[Expr], kind: str, start: int) -> list[Expr]:
        """The factors divided by what follows; or divide it from the left: ``A \\ b``, which may hold a space of LaTeX."""
        if kind == "⧵" and self.values[self.at - 1] != "\\" and not self.choose("division"):
            return factors
        left = self.multiplied(factors, self.span_until(start, self.at - 1))
        if kind == "⧵":
            return [linear_algebra.divided_from_left(self, left, start)]
        right = self.denominator() if kind == "/" else powers.divisor(self)
        return [linear_algebra.divided(self, left, right, start) if left.is_array else Div(left, right, self.span(start))]

    def multiplied(self, factors: list[Expr], span: Span) -> Expr:
        """The product of factors, or the only one."""
        if len(factors) == 1:
            return factors[0]
        may_pair = len(factors) > 2 and self.words.scope.arrays and sum(factor.is_array for factor in factors) > 2
        return make(Mul, paired(self, factors) if may_pair else tuple(factors), None, span)

    def with_ones(self, factors: list[Expr], before: int) -> None:
        """Let a digit beside an array be a column of ones, by another reading; ``before`` is where the factor before the last one ends."""
        is_beside = len(factors) > 1 and (factors[-1].is_array is not factors[-2].is_array or (
            self.words.scope.arrays and not factors[-1].is_array))
        if is_beside and "1" in (self.values[before], self.values[self.at - 1]):
            dots.with_ones(self, factors)

    def number_needs_a_sign(self, before: Expr) -> bool:
        """Whether the number here may be an exponent that slipped down, as in ``x 2``: behind a name or a number.

        It is a factor where it has an exponent of its own or a size and a blank in front, or stands behind a bracket: ``x 2^x``, ``x 1_N``,
        ``2(x)3``, or is an indicator: ``2x 1_{x>0}``.  So is a 1 behind a number's name where there are vectors, as it may be a column of
        ones: ``x - m 1``.
        """
        at = self.at
        if self.kinds[at] == "half":
            return type(before) is Number
        if self.kinds[at] != "num" or type(before) not in (Number, Symbol, Constant) or self.kinds[at - 1] == ")":
            return False
        is_raised = self.kinds[at + 1] == "^" or (self.kinds[at + 1] == "sup" and not powers.is_root(self, at + 1))
        is_indicator = self.values[at] == "1" and self.kinds[at + 1:at + 3] == ["_", "{"]
        is_raised = is_raised or is_indicator or (self.kinds[at + 1] == "_" and bool(self.words.scope.sizes))
        if self.values[at] == "1" and type(before) is Symbol and self.words.scope.arrays and not self.adjacent(at):
            is_raised = is_raised or not any(f"{before.data}{mark}1" in self.words.entries for mark in ("", "_"))
        is_group_of_digits = type(before) is Number and len(self.values[at]) == 3
        return not is_raised or is_group_of_digits or self.adjacent(at)

    def factor(self) -> Expr:
        """One factor behind an operator; it may carry a sign: ``2*-x``."""
        start = self.at
        if self.kinds[start] in ("+", "-"):
            self.at += 1
            inner = self.deeper(self.factor)
            return Neg(inner, self.span(start)) if self.kinds[start] == "-" else inner
        return self.power()

    def denominator(self) -> Expr:
        """``1/2x`` is (1/2)·x; the second reading takes what touches: 1/(2x), and behind a number one root, function or bracket."""
        start = self.at
        factors = [self.factor()]
        if factors[0].is_array:
            return dots.below(self, factors, start)
        may_go_on = touching.is_member(factors[0]) and (touching.goes_on(self) or touching.one_more(self, factors))
        if may_go_on and touching.chosen(self, "slash"):
            touching.take(self, factors)
            if touching.one_more(self, factors):
                factors.append(self.power())
        return factors[0] if len(factors) == 1 else Mul(factors, self.span(start))

    def reread(self, text: str, index: int) -> Expr:
        """A superscript's characters as a formula; every span in it is the superscript's own."""
        if text.isdigit() and len(text) < 5:
            return make(Number, (), (int(text), None), (self.starts[index], self.ends[index]))
        tokens = scan(text, self.words)
        count = len(tokens.kinds)
        tokens.starts = [self.starts[index]] * count
        tokens.ends = [self.ends[index]] * count
        inner = Parser(tokens, self.words, self.second)
        tree = inner.sum()
        if tokens.kinds[inner.at] != "end":
            raise self.fail("syntax/unexpected", "this superscript cannot be read", "write the exponent with ^", index)
        return tree

    power = powers.power
    exponent = powers.exponent
    raised = powers.raised
    atom = atoms.atom
    subscript = atoms.subscript
