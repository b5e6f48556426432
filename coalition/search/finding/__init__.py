"""What matches, in which order and why, and what may have been meant."""
