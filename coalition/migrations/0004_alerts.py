"""Saved searches, the letters about them and what these told; an address that stops letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RHYTHM = ("daily", "weekly")


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("messages") as messages:
        messages.add_column(
            sa.Column("unsubscribe_url", sa.Text(), nullable=False, server_default="")
        )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum(*RHYTHM, name="rhythm", native_enum=False, length=30, create_constraint=True),
            nullable=False,
        ),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) = (email <> '')",
            name=op.f("ck_saved_searches_person_or_email"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_saved_searches_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    for column in ("person_id", "email", "next_look_at"):
        op.create_index(op.f(f"ix_saved_searches_{column}"), "saved_searches", [column])
    op.create_table(
        "alert_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("find_count", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_alert_letters_search_id_saved_searches"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_letters")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_alert_letters_token_digest")),
    )
    op.create_index(op.f("ix_alert_letters_search_id"), "alert_letters", ["search_id"])
    op.create_table(
        "told_finds",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_told_finds_search_id_saved_searches"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "key", name=op.f("pk_told_finds")),
    )


def downgrade() -> None:
    """Change them back."""
    for table in ("told_finds", "alert_letters", "saved_searches"):
        op.drop_table(table)
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("unsubscribe_url")
