"""What is said of a text that cannot be read."""
