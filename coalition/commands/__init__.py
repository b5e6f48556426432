"""The flask commands, a file for each thing an operator sets about."""
