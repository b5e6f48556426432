"""Attacks on a running site; what they find is refused, and nothing of it runs."""
