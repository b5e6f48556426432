"""The frame of an EPUB around its chapters: package, metadata, table of contents."""
