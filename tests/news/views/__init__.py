"""Tests of the pages of the news."""
