"""accounts: people: who may sign in, and what each role may do."""
