"""The ingest room: kinds, text, limits; small files made here, real ones where there are some."""
