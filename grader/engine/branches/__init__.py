"""Where a formula may change its branch: ranges of steps, borders, and the pieces between them."""
