"""How a formula depends on the sizes of its arrays."""
