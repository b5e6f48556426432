"""The audit log, whose rows can neither be changed nor removed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What may change: details go, together with their salt, when they have been kept long enough.
UNCHANGING = ("id", "at", "action", "person_id", "subject", "detail_digest", "previous", "digest")
REFUSAL = "the audit log only grows"


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("detail_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_acts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
        sa.UniqueConstraint("digest", name=op.f("uq_acts_digest")),
    )
    for column in ("at", "action", "person_id", "subject"):
        op.create_index(op.f(f"ix_acts_{column}"), "acts", [column], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def downgrade() -> None:
    """Change them back."""
    op.drop_table("acts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_to_change_acts()")


def _changed(differ: str) -> str:
    return " OR ".join(f'OLD."{name}" {differ} NEW."{name}"' for name in UNCHANGING)


def _refuse_on_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    op.execute(f"CREATE TRIGGER acts_are_never_removed BEFORE DELETE ON acts {refuse}")
    op.execute(
        f"CREATE TRIGGER acts_never_change BEFORE UPDATE ON acts WHEN {_changed('IS NOT')} "
        f"OR NEW.salt <> '' OR NEW.detail IS NOT NULL {refuse}"
    )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_to_change_acts() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    run = "EXECUTE FUNCTION refuse_to_change_acts()"
    op.execute(f"CREATE TRIGGER acts_are_never_removed BEFORE DELETE ON acts FOR EACH ROW {run}")
    op.execute(
        "CREATE TRIGGER acts_never_change BEFORE UPDATE ON acts FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')} OR NEW.salt <> '' OR NEW.detail IS NOT NULL) {run}"
    )
