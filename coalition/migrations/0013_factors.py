"""The second factors of people: codes of an app, codes for an emergency, passkeys."""

from collections.abc import Sequence

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""


def downgrade() -> None:
    """Change them back."""
