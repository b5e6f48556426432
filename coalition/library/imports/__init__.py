"""Many files brought into the library at once: from a folder, a table or a ZIP file."""
