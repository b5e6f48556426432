"""alerts: saved searches and the letters that tell of new finds."""
