"""Bags (BagIt, RFC 8493): a document or the whole library packed for good, and taken in again."""
