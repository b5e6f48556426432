"""HTML and XHTML as they read without scripts: what EPUB, Markdown and web pages are made of."""
