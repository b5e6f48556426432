"""Tests of the demonstration coalition."""
