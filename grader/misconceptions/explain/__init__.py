"""Explainers of a wrong answer: each looks at one case and yields what it found, confirmed at further points and sizes."""
