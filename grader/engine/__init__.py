"""What trees mean: rigorous values, the truth of a problem, and the ladder that decides an answer.

The only room that knows NumPy, SymPy and python-flint.  The way through it: ``arrays`` (tree → scalar entries), ``program``
(entries → straight-line steps), ``balls``/``duals``/``floats``/``proof`` (numbers that the steps run over), ``truth`` (the
derivative of f by definition), ``identity`` (the ladder), ``evidence`` (what is shown).  Theory and sources: ``docs/engine.md``.
"""

from grader.engine.arrays import Array, array_of
from grader.engine.calculus import derivative
from grader.engine.fingerprints import fingerprint
from grader.engine.identity import Finding, agreement_bits, compare
from grader.engine.instance import interval
from grader.engine.program import rational
from grader.engine.symbolic import from_sympy, sympy_truth, to_sympy, witness
from grader.engine.truth import Key, expanded

__all__ = ["Array", "Finding", "Key", "agreement_bits", "array_of", "compare", "derivative", "expanded", "fingerprint",
           "from_sympy", "interval",
           "rational", "sympy_truth", "to_sympy", "witness"]
