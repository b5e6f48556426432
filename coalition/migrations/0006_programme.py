"""Meetings with their themes and rooms, sessions with their people, and who follows them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("ck_meetings_begins_before_end")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_begins_on", "meetings", ["begins_on"], unique=False)
    op.create_table(
        "own_calendars",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_own_calendars_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_own_calendars")),
        sa.UniqueConstraint("key", name=op.f("uq_own_calendars_key")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_rooms_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_rooms_meeting_id_name")),
    )
    op.create_table(
        "themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_themes_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_themes_meeting_id_name")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("webcast", sa.String(length=1000), nullable=False),
        sa.Column("remote_address", sa.String(length=1000), nullable=False),
        sa.Column("remote_instructions", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "scheduled",
                "moved",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_sessions_both_times")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_sessions_starts_before_end")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people.id"], name=op.f("fk_sessions_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_sessions_meeting_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_sessions_room_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_sessions_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("meeting_id", "uid", name=op.f("uq_sessions_meeting_id_uid")),
    )
    op.create_index("ix_sessions_meeting_id", "sessions", ["meeting_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_sessions_room_id"), "sessions", ["room_id"], unique=False)
    op.create_index("ix_sessions_starts_at", "sessions", ["starts_at"], unique=False)
    op.create_index(op.f("ix_sessions_theme_id"), "sessions", ["theme_id"], unique=False)
    op.create_table(
        "session_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "brief",
                "background-paper",
                "presentation",
                "transcript",
                "report",
                "other",
                name="use",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("tied_by_id", sa.Integer(), nullable=True),
        sa.Column("tied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_session_documents_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_documents_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tied_by_id"], ["people.id"], name=op.f("fk_session_documents_tied_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_documents")),
        sa.UniqueConstraint(
            "session_id", "document_id", name=op.f("uq_session_documents_session_id_document_id")
        ),
    )
    op.create_index(
        op.f("ix_session_documents_document_id"), "session_documents", ["document_id"], unique=False
    )
    op.create_table(
        "session_followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_event_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) = (email <> '')", name=op.f("ck_session_followers_person_or_email")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_session_followers_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_followers_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_followers")),
    )
    op.create_index(
        op.f("ix_session_followers_email"), "session_followers", ["email"], unique=False
    )
    op.create_index(
        op.f("ix_session_followers_person_id"), "session_followers", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_session_followers_token_digest"),
        "session_followers",
        ["token_digest"],
        unique=False,
    )
    op.create_index(
        "uq_session_followers_email",
        "session_followers",
        ["session_id", "email"],
        unique=True,
        sqlite_where=sa.text("person_id IS NULL"),
        postgresql_where=sa.text("person_id IS NULL"),
    )
    op.create_index(
        "uq_session_followers_person",
        "session_followers",
        ["session_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_table(
        "session_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "proposed",
                "added",
                "edited",
                "accepted",
                "declined",
                "scheduled",
                "moved",
                "cancelled",
                "reinstated",
                "tied",
                "untied",
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
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_session_history_by_id")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_history_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_history")),
    )
    op.create_index(
        op.f("ix_session_history_session_id"), "session_history", ["session_id"], unique=False
    )
    op.create_table(
        "session_organisers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) = (name <> '')", name=op.f("ck_session_organisers_one_name")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_session_organisers_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_organisers_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_organisers")),
    )
    op.create_index(
        op.f("ix_session_organisers_organisation_id"),
        "session_organisers",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_session_organisers_session_id"), "session_organisers", ["session_id"], unique=False
    )
    op.create_table(
        "session_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "moderator",
                "remote-moderator",
                "speaker",
                "rapporteur",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("affiliation", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_people_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_people")),
    )
    op.create_index(op.f("ix_session_people_email"), "session_people", ["email"], unique=False)
    op.create_index(
        op.f("ix_session_people_session_id"), "session_people", ["session_id"], unique=False
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("ix_session_people_session_id"), table_name="session_people")
    op.drop_index(op.f("ix_session_people_email"), table_name="session_people")
    op.drop_table("session_people")
    op.drop_index(op.f("ix_session_organisers_session_id"), table_name="session_organisers")
    op.drop_index(op.f("ix_session_organisers_organisation_id"), table_name="session_organisers")
    op.drop_table("session_organisers")
    op.drop_index(op.f("ix_session_history_session_id"), table_name="session_history")
    op.drop_table("session_history")
    op.drop_index(
        "uq_session_followers_person",
        table_name="session_followers",
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_session_followers_email",
        table_name="session_followers",
        sqlite_where=sa.text("person_id IS NULL"),
        postgresql_where=sa.text("person_id IS NULL"),
    )
    op.drop_index(op.f("ix_session_followers_token_digest"), table_name="session_followers")
    op.drop_index(op.f("ix_session_followers_person_id"), table_name="session_followers")
    op.drop_index(op.f("ix_session_followers_email"), table_name="session_followers")
    op.drop_table("session_followers")
    op.drop_index(op.f("ix_session_documents_document_id"), table_name="session_documents")
    op.drop_table("session_documents")
    op.drop_index(op.f("ix_sessions_theme_id"), table_name="sessions")
    op.drop_index("ix_sessions_starts_at", table_name="sessions")
    op.drop_index(op.f("ix_sessions_room_id"), table_name="sessions")
    op.drop_index("ix_sessions_meeting_id", table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("themes")
    op.drop_table("rooms")
    op.drop_table("own_calendars")
    op.drop_index("ix_meetings_begins_on", table_name="meetings")
    op.drop_table("meetings")
