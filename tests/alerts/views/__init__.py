"""Tests of the pages of saved searches."""
