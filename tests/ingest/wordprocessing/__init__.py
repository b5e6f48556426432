"""DOCX, piece by piece."""
