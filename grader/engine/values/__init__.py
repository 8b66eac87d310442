"""The numbers that the steps of a program run over."""
