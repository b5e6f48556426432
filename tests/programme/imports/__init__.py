"""Tests of imported programmes."""
