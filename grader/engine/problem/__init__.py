"""One problem under one salt: its sizes, its points, the truth there, and an answer laid out beside it."""
