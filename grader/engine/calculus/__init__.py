"""The derivative of a tree by rules: the displayed form of the truth, and the door for rules that differentiate wrongly.

It is a witness of its own, apart from the table of elementary functions; ``by_sympy`` is another one.
"""

from grader.engine.calculus.arrays import Calculus, Notes
from grader.engine.calculus.gradients import jacobian
from grader.engine.calculus.operated import Derive, OverTrees, by_rules, in_shape
from grader.engine.calculus.scalars import NoRuleError, derivative
from grader.engine.calculus.shown import displayed

__all__ = [
    "Calculus", "Derive", "NoRuleError", "Notes", "OverTrees", "by_rules", "derivative", "displayed", "in_shape", "jacobian",
]
