"""Searches taken along: feeds, tables and references for people, answers for programs."""
