"""Views and downloads by day, and what tells double clicks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | Sequence[str] | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "usage_days",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("view_count", sa.Integer(), nullable=False),
        sa.Column("reading_count", sa.Integer(), nullable=False),
        sa.Column("download_count", sa.Integer(), nullable=False),
        sa.Column("unique_investigations", sa.Integer(), nullable=False),
        sa.Column("unique_requests", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_usage_days_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "day", name=op.f("pk_usage_days")),
    )
    op.create_index("ix_usage_days_day", "usage_days", ["day"], unique=False)
    op.create_table(
        "usage_clicks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_key", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "view",
                "download",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_request", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_usage_clicks_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_clicks")),
    )
    op.create_index(
        "ix_usage_clicks_user_key", "usage_clicks", ["user_key", "document_id"], unique=False
    )
    op.create_index("ix_usage_clicks_at", "usage_clicks", ["at"], unique=False)
    op.create_table(
        "usage_salts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_usage_salts")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("usage_salts")
    op.drop_index("ix_usage_clicks_at", table_name="usage_clicks")
    op.drop_index("ix_usage_clicks_user_key", table_name="usage_clicks")
    op.drop_table("usage_clicks")
    op.drop_index("ix_usage_days_day", table_name="usage_days")
    op.drop_table("usage_days")
