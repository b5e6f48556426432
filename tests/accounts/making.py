"""What tests of addresses begin with."""

# 155 characters as it is typed, and 275 without case: ΐ becomes three.
GROWING = "ΐ" * 60 + "@" + "x" * 45 + "." + "x" * 45 + ".de"
