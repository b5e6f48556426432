"""PDF through pdfium: what `extractors.pdf` puts together. Not safe in threads."""
