"""What crawlers and reference managers read: heads of pages, links between addresses, sitemaps."""
