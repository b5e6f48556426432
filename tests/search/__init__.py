"""Tests of the full-text index."""
