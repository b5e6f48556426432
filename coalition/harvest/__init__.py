"""Harvesting: what is open here, what changed and what is gone, by OAI-PMH 2.0 at /oai."""
