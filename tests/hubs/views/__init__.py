"""Tests of the pages of hubs."""
