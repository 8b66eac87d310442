"""What rules predict: a problem as its misconceptions see it, all wrong answers that follow from it, and the table of their values."""
