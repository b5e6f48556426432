"""How often the text of a version has changed, for search to see that it has."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("versions") as table:
        table.add_column(
            sa.Column("text_revision", sa.Integer(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("versions") as table:
        table.drop_column("text_revision")
