"""From a tree to a straight-line program: what each node means, as steps over scalars."""
