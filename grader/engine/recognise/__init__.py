"""Which of many values an answer has: the door for misconceptions."""
