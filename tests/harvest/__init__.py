"""Tests of harvesting by OAI-PMH."""
