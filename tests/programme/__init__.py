"""Tests of the programme: meetings, their sessions, and who follows what."""
