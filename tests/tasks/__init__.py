"""Tests of the background queue."""
