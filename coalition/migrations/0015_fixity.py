"""When each file was last compared with its digest, whether it was damaged, and the backups made."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("files", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "files", sa.Column("damage", sa.String(length=10), nullable=False, server_default="")
    )
    op.add_column("files", sa.Column("damaged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_files_damage"), "files", ["damage"], unique=False)
    op.create_table(
        "fixity_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("damaged_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["people.id"], name=op.f("fk_fixity_rounds_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixity_rounds")),
    )
    op.create_index(op.f("ix_fixity_rounds_ended_at"), "fixity_rounds", ["ended_at"], unique=False)
    op.create_table(
        "backups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("copied_bytes", sa.BigInteger(), nullable=False),
        sa.Column("damaged_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_table(
        "damage_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_damage_letters")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("damage_letters")
    op.drop_table("backups")
    op.drop_table("fixity_rounds")
    op.drop_index(op.f("ix_files_damage"), table_name="files")
    op.drop_column("files", "damaged_at")
    op.drop_column("files", "damage")
    op.drop_column("files", "checked_at")
