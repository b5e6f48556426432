"""library: documents: versions, files, who may read them, the reading page."""
