"""Meetings and what is in them: sessions, the schedule, and who follows what."""
