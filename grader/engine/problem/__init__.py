"""A problem under one salt: its sizes, its points, the truth at these, and answers laid out beside it."""
