"""Tests of the feeds of documents."""
