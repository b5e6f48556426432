"""When each file was last compared with its digest, and whether it was damaged."""

from collections.abc import Sequence

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""


def downgrade() -> None:
    """Change them back."""
