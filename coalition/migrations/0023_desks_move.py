"""The times a session had when its desk was given times of its own, which move along with it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | Sequence[str] | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables; a desk with times of its own keeps them beside its session as it is."""
    for name in ("session_starts_at", "session_ends_at"):
        op.add_column("desks", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    desks = sa.table(
        "desks",
        *(sa.column(name) for name in ("session_id", "opens_at", "closes_at")),
        *(sa.column(name) for name in ("session_starts_at", "session_ends_at")),
    )
    sessions = sa.table("sessions", *(sa.column(name) for name in ("id", "starts_at", "ends_at")))
    theirs = sessions.c.id == desks.c.session_id
    op.execute(
        desks.update()
        .where(sa.or_(desks.c.opens_at.is_not(None), desks.c.closes_at.is_not(None)))
        .values(
            session_starts_at=sa.select(sessions.c.starts_at).where(theirs).scalar_subquery(),
            session_ends_at=sa.select(sessions.c.ends_at).where(theirs).scalar_subquery(),
        )
    )


def downgrade() -> None:
    """Change them back."""
    for name in ("session_starts_at", "session_ends_at"):
        op.drop_column("desks", name)
