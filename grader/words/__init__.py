"""The words for students, said once: outcomes, evidence, messages and hints for the page, the command and the sheet.

Data in, sentences out.  What a terminal needs beside them, signs in columns and colours, is the command's own.
"""

from grader.words.asking import demands
from grader.words.evidence import Piece, Sentence, place, sentence, typeset
from grader.words.inserted import INSERTED, filled, function_of, insertions, operator_of, with_told
from grader.words.messages import Said, as_sentence, one_line, said
from grader.words.outcomes import DECIDED, FOLLOWS, SIGNS, WORDS, Headline, found_before, headline, line_headline
from grader.words.own import own_pieces, own_texts
from grader.words.steps import HERE, Hint, hint_lines

__all__ = [
    "DECIDED", "FOLLOWS", "HERE", "Headline", "Hint", "INSERTED", "Piece", "SIGNS", "Said", "Sentence", "WORDS", "as_sentence", "demands",
    "filled", "found_before", "function_of", "headline", "hint_lines", "insertions", "line_headline", "one_line", "operator_of",
    "own_pieces", "own_texts", "place", "said", "sentence", "typeset", "with_told",
]
