"""Tables of answers: each export of an LMS or a form is told by the shape of its first row, and read row by row."""
