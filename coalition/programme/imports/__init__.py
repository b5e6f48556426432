"""A programme brought in from a table or a calendar: first what it would change, then doing just that."""
