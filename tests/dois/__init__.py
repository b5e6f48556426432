"""Tests of names of documents."""
