"""The API: what other people's programs read and do, by the same services as the pages."""
