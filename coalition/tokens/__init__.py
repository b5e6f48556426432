"""Personal tokens: what one's own programs sign in with, for what they need and no longer."""
