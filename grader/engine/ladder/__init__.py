"""The ladder that decides an answer: one rung a file, and the evidence of each verdict."""
