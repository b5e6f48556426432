"""How a document is cited in running text's list of references, in the styles readers ask for."""
