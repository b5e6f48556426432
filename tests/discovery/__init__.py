"""Tests of what crawlers and reference managers read."""
