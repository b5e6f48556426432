"""Long trials that are run by hand: killing a serving site, and reading broken files for an hour."""
