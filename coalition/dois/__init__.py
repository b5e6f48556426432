"""Names that outlive addresses: ARKs that lead to documents, DOIs registered with DataCite."""
