"""What is asked beside the value: polynomials as they are written, values at points, decimals that are near enough.

Most problems ask for none of it, so this room has a door of its own.
"""

from grader.engine.forms.defined import has_value_at
from grader.engine.forms.polynomials import have_common_factor, splits
from grader.engine.forms.reals import Real, entry_of_answer, entry_of_truth, number_of, truth_is_a_number

__all__ = [
    "Real", "entry_of_answer", "entry_of_truth", "has_value_at", "have_common_factor", "number_of", "splits", "truth_is_a_number",
]
