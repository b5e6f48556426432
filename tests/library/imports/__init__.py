"""Tests of bringing many files in at once."""
