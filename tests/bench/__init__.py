"""Benchmarks: commands to run by hand, not tests."""
