"""The derivative of a tree by rules: the displayed form of the truth, and SymPy's second opinion of it."""
