"""Text to tokens: the scanner, words and commands, and tokens put into their usual order."""
