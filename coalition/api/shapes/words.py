"""Sentences about fields and operations: in English for programs, translated where people read."""


def said(sentence: str) -> str:
    """Return a sentence as it is; imported as `_l`, the catalogues take it up, and pages turn it."""
    return sentence
