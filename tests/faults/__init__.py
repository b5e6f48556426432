"""A running site whose processes are killed and whose ground is taken away."""
