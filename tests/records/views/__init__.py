"""Tests of the records of documents."""
