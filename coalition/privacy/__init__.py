"""privacy: what is known of people, how long it is kept, taking it along and erasing it."""
