"""Tests of what matches, in which order, and what may have been meant."""
