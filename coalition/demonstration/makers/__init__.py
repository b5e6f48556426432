"""Makers of real files: blocks of text in, the bytes of one format out."""
