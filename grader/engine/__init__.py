"""What trees mean: rigorous values, the truth of a problem, and the ladder that decides an answer.

The only room that knows NumPy, SymPy and python-flint.  The way through it: ``meaning`` over ``lowering`` (tree → scalar slots at given
sizes), ``program`` (straight-line steps), ``balls``/``duals``/``floats``/``proof``/``atoms`` (numbers that the steps run over), ``truth``
and ``instance`` (the derivative of f by definition, at points), ``identity`` (the ladder: ``refute``, ``prove``, ``search``, agree),
``evidence`` (what is shown).  Theory and sources: ``docs/engine.md``.
"""

from grader.engine.agree import agreement_bits
from grader.engine.answers import Form, Written, forms
from grader.engine.calculus import derivative
from grader.engine.certificate import holds_for_all_sizes
from grader.engine.display import displayed
from grader.engine.fingerprints import fingerprint
from grader.engine.identity import compare
from grader.engine.instance import Instance, Sample
from grader.engine.matrixcalculus import Calculus, NoRuleError
from grader.engine.points import interval
from grader.engine.program import BudgetError, pruned, rational
from grader.engine.refute import Finding
from grader.engine.run import Answer
from grader.engine.symbolic import from_sympy, sympy_truth, to_sympy, witness
from grader.engine.truth import Key, declared_of, expanded

__all__ = [
    "Answer", "BudgetError", "Calculus", "Finding", "Form", "Instance", "Key", "NoRuleError", "Sample", "Written", "agreement_bits",
    "compare", "declared_of", "derivative", "displayed", "expanded", "fingerprint", "forms", "from_sympy", "holds_for_all_sizes",
    "interval", "pruned", "rational", "sympy_truth", "to_sympy", "witness",
]
