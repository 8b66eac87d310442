"""What explains a wrong answer: each explainer looks at one case and yields what it found, confirmed at further points and sizes."""
