"""A record in each format that other programs read; one module a format, all listed in catalogue."""
