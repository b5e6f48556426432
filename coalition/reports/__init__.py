"""Reports of sessions: written together, due two weeks after, published into the library."""
