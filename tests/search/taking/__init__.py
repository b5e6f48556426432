"""Tests of searches taken along."""
