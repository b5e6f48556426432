"""Remote hubs: what each follows, the private links of its host, and its history."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "hubs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.Column("expected_count", sa.Integer(), nullable=True),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("website", sa.String(length=1000), nullable=False),
        sa.Column("coordinator_name", sa.String(length=200), nullable=False),
        sa.Column("coordinator_email", sa.String(length=200), nullable=False),
        sa.Column("technical_name", sa.String(length=200), nullable=False),
        sa.Column("technical_email", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "waiting",
                "accepted",
                "declined",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_hubs_both_degrees")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_hubs_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubs")),
    )
    op.create_index(op.f("ix_hubs_coordinator_email"), "hubs", ["coordinator_email"], unique=False)
    op.create_index("ix_hubs_meeting_id", "hubs", ["meeting_id", "state"], unique=False)
    op.create_table(
        "hub_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "registered",
                "confirmed",
                "accepted",
                "declined",
                "changed",
                "chose",
                "handed-in",
                "withdrawn",
                "linked",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_hub_history_by_id")),
        sa.ForeignKeyConstraint(
            ["hub_id"], ["hubs.id"], name=op.f("fk_hub_history_hub_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_history")),
    )
    op.create_index(op.f("ix_hub_history_hub_id"), "hub_history", ["hub_id"], unique=False)
    op.create_table(
        "hub_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("asking_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"], ["hubs.id"], name=op.f("fk_hub_links_hub_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_links")),
        sa.UniqueConstraint("asking_digest", name=op.f("uq_hub_links_asking_digest")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_hub_links_token_digest")),
    )
    op.create_index(op.f("ix_hub_links_hub_id"), "hub_links", ["hub_id"], unique=False)
    op.create_table(
        "hub_sessions",
        sa.Column("hub_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("told_event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"], ["hubs.id"], name=op.f("fk_hub_sessions_hub_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_hub_sessions_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hub_id", "session_id", name=op.f("pk_hub_sessions")),
    )
    op.create_index(
        op.f("ix_hub_sessions_session_id"), "hub_sessions", ["session_id"], unique=False
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("ix_hub_sessions_session_id"), table_name="hub_sessions")
    op.drop_table("hub_sessions")
    op.drop_index(op.f("ix_hub_links_hub_id"), table_name="hub_links")
    op.drop_table("hub_links")
    op.drop_index(op.f("ix_hub_history_hub_id"), table_name="hub_history")
    op.drop_table("hub_history")
    op.drop_index("ix_hubs_meeting_id", table_name="hubs")
    op.drop_index(op.f("ix_hubs_coordinator_email"), table_name="hubs")
    op.drop_table("hubs")
