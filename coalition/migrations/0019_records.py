"""Announced documents, DOIs, and ORCIDs of authors."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | Sequence[str] | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "announcements",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_announcements_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_announcements")),
    )
    op.create_index("ix_announcements_stamped_at", "announcements", ["stamped_at"], unique=False)
    op.create_table(
        "dois",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "registered",
                "hidden",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_dois_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_dois")),
        sa.UniqueConstraint("name", name=op.f("uq_dois_name")),
    )
    op.create_table(
        "announced_sets",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["announcements.document_id"],
            name=op.f("fk_announced_sets_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "name", name=op.f("pk_announced_sets")),
    )
    op.create_index("ix_announced_sets_name", "announced_sets", ["name"], unique=False)
    op.add_column(
        "authors", sa.Column("orcid", sa.String(length=19), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_column("authors", "orcid")
    op.drop_index("ix_announced_sets_name", table_name="announced_sets")
    op.drop_table("announced_sets")
    op.drop_table("dois")
    op.drop_index("ix_announcements_stamped_at", table_name="announcements")
    op.drop_table("announcements")
