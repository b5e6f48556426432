"""How long and with what rights a browser is signed in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables; who is signed in already gave the password when they did."""
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
        devices.add_column(sa.Column("factor", sa.String(20), nullable=False, server_default=""))
        devices.add_column(sa.Column("rights", sa.String(200), nullable=False, server_default=""))
    op.execute("UPDATE devices SET proven_at = created_at")
    with op.batch_alter_table("devices") as devices:
        devices.alter_column("proven_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        devices.alter_column("factor", existing_type=sa.String(20), server_default=None)
        devices.alter_column("rights", existing_type=sa.String(200), server_default=None)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("devices") as devices:
        for column in ("rights", "factor", "proven_at"):
            devices.drop_column(column)
