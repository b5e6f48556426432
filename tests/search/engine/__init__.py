"""Tests of how the index lies on the disk and is read."""
