"""factors: what a person has beside the password: apps that make codes, codes for an emergency, passkeys."""
