"""Tests of the pages of members."""
