"""The demonstration coalition: organisations, people and papers to try everything with."""
