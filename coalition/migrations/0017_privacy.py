"""Erased people, who asked a question, and what was deleted because it was kept long enough."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | Sequence[str] | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("people", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    # Written out, since a column with a foreign key is otherwise added in two steps, the second
    # of which SQLite does not know.
    op.execute(
        "ALTER TABLE questions ADD COLUMN asked_by_id INTEGER CONSTRAINT fk_questions_asked_by_id "
        "REFERENCES people (id) ON DELETE SET NULL"
    )
    op.create_index(op.f("ix_questions_asked_by_id"), "questions", ["asked_by_id"], unique=False)
    op.create_table(
        "retention_runs",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_runs")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("retention_runs")
    op.drop_index(op.f("ix_questions_asked_by_id"), table_name="questions")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("questions", "asked_by_id")
    else:
        with op.batch_alter_table("questions") as questions:
            questions.drop_column("asked_by_id")
    op.drop_column("people", "erased_at")
