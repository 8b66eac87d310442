"""What lies around and between the formulas of an answer: words, code, labels, line breaks, conditions."""
