"""The page that gathers everything of one session, and all of it in one ZIP file."""
