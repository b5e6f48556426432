"""usage: views and downloads of documents, counted as COUNTER counts them, told by month."""
