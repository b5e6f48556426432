"""Rows and records → the shapes of the interface for programs."""
