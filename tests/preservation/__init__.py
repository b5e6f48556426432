"""Tests of backups, restoring, and files compared with what was deposited."""
