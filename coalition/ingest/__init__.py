"""Bytes → checked kind → pages of text, metadata and warnings; knows no database."""
