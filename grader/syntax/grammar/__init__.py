"""Tokens to a tree: precedence climbing, and what each kind of token starts."""
