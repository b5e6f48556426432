"""Tests of personal tokens."""
