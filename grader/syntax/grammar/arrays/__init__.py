"""The grammar of arrays and index formulas: entries, known matrices, conditions, cases, sums."""
