"""questions: one queue of questions for each session, from the room, the web, hubs and mail."""
