"""Whether a file was looked at for harmful programs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | Sequence[str] | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = ("none", "waiting", "clean", "harmful", "removed")


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("files") as files:
        files.add_column(
            sa.Column(
                "screening",
                sa.Enum(
                    *STATES, name="screening", native_enum=False, length=30, create_constraint=True
                ),
                nullable=False,
                server_default="none",
            )
        )
        files.add_column(sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True))
        files.add_column(sa.Column("harm", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("files") as files:
        files.drop_constraint(op.f("ck_files_screening"), type_="check")
        for column in ("harm", "screened_at", "screening"):
            files.drop_column(column)
