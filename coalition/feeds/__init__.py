"""Feeds of documents: the newest, of an organisation, a subject, a session; and the hub told of them."""
