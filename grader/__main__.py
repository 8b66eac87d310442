"""``python -m grader``: the same as the ``grader`` command."""

import os
import sys

# A file called sympy.py in the folder where the command is typed must not be imported as SymPy.
sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]

from grader.cli import main  # noqa: E402

main()
