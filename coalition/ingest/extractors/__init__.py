"""One extractor a format, each alone in its file: `extract(path) -> Extract`."""
