"""Tests of the pages of usage."""
