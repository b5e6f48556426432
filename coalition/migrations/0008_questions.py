"""Questions of sessions, the desks they come to, and what was done to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "desks",
        sa.Column("session_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "hold",
            sa.Enum(
                "by-time",
                "open",
                "closed",
                name="hold",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("shows_waiting", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("answers_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("participant_count", sa.Integer(), nullable=True),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_desks_opens_before_close")),
        sa.CheckConstraint("participant_count >= 0", name=op.f("ck_desks_participants")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_desks_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_desks")),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column(
            "via",
            sa.Enum(
                "room",
                "web",
                "hub",
                "mail",
                name="via",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("hub_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column(
            "shown",
            sa.Enum(
                "name",
                "affiliation",
                "nothing",
                name="shown",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "forwarded",
                "answered",
                "left-over",
                "declined",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("is_marked", sa.Boolean(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_language", sa.String(length=20), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_questions_merged_into"),
        ),
        sa.CheckConstraint("hub_id IS NULL OR via = 'hub'", name=op.f("ck_questions_hub_of_hubs")),
        sa.ForeignKeyConstraint(
            ["hub_id"], ["hubs.id"], name=op.f("fk_questions_hub_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["questions.id"], name=op.f("fk_questions_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["desks.session_id"],
            name=op.f("fk_questions_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("once", name=op.f("uq_questions_once")),
    )
    op.create_index(op.f("ix_questions_hub_id"), "questions", ["hub_id"], unique=False)
    op.create_index(
        op.f("ix_questions_merged_into_id"), "questions", ["merged_into_id"], unique=False
    )
    op.create_index(
        "ix_questions_session_id", "questions", ["session_id", "position", "id"], unique=False
    )
    op.create_table(
        "question_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "asked",
                "forwarded",
                "answered",
                "left-over",
                "declined",
                "merged",
                "put-back",
                "edited",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_question_history_by_id")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_history_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_history")),
    )
    op.create_index(
        op.f("ix_question_history_question_id"), "question_history", ["question_id"], unique=False
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("ix_question_history_question_id"), table_name="question_history")
    op.drop_table("question_history")
    op.drop_index("ix_questions_session_id", table_name="questions")
    op.drop_index(op.f("ix_questions_merged_into_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_hub_id"), table_name="questions")
    op.drop_table("questions")
    op.drop_table("desks")
