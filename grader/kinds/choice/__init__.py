"""Choices: one, several, true or false, a matching, and what a point of a function is.

An answer names labels or words; it is right if it names exactly the right ones.  What a point is follows from f; all other choices are
stated by their author.
"""

from __future__ import annotations
