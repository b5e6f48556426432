"""RTF 1.9.1, the text form of old Word files: its controls, in pieces."""
