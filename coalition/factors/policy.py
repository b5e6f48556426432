"""What may be done with factors."""

MOST = 10  # apps and passkeys of a person, each kind


def may_remove(factor_count: int, *, is_required: bool) -> bool:
    """Tell whether one of so many factors may go: the last one stays where one is required."""
    return factor_count > 1 or not is_required


def may_add(count: int) -> bool:
    """Tell whether one more of a kind may be added."""
    return count < MOST
