"""The full-text index: entries in, hits out; alone imports an engine."""
