"""How the index lies on the disk and is read: Whoosh's segments, their words as arrays."""
