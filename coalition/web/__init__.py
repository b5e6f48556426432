"""web: what every request passes through; knows no domain."""
