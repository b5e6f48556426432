"""Tests of the page that gathers a session, and of its ZIP file."""
