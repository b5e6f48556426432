"""audit: what happened: every act that matters, in rows that are chained and never change."""
