"""Numbers that are never given twice; the name and language that using a mailed link gives."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | Sequence[str] | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Tables whose numbers stand in addresses or in the audit log, with the word the log has for them.
TABLES = {
    "people": "person",
    "organisations": "organisation",
    "subjects": "",
    "documents": "document",
    "versions": "",
    "meetings": "meeting",
    "sessions": "session",
    "hubs": "hub",
    "posts": "post",
}


def upgrade() -> None:
    """Change the tables; PostgreSQL never gave a number twice."""
    with op.batch_alter_table("links") as links:
        links.add_column(sa.Column("name", sa.String(200), nullable=False, server_default=""))
        links.add_column(sa.Column("language", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("links") as links:
        links.alter_column("name", existing_type=sa.String(200), server_default=None)
        links.alter_column("language", existing_type=sa.String(20), server_default=None)
    if op.get_bind().dialect.name == "sqlite":
        for table, word in TABLES.items():
            _make_anew(table, sqlite_autoincrement=True)
            _count_on(table, word)


def downgrade() -> None:
    """Change them back."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            _make_anew(table)
    with op.batch_alter_table("links") as links:
        for name in ("language", "name"):
            links.drop_column(name)


def _make_anew(table: str, **how: bool) -> None:
    """Move all rows into a table with the same checks, links and indexes that takes its place.

    Links of other tables are not looked at meanwhile (commands.migrating), and lead to the new one.
    """
    with op.batch_alter_table(table, recreate="always", table_kwargs=how):
        pass


def _count_on(table: str, word: str) -> None:
    """Go on after the highest number there is, also of rows that only the audit log still knows."""
    subject = sa.column("subject", sa.String())
    number = sa.cast(sa.func.substr(subject, len(word) + 2), sa.Integer)
    rows = sa.select(sa.func.max(sa.column("id", sa.Integer()))).select_from(sa.table(table))
    acts = sa.select(sa.func.max(number)).select_from(sa.table("acts"))
    ask = op.get_bind().scalar
    last = max(ask(rows) or 0, ask(acts.where(subject.startswith(f"{word}:"))) or 0)
    given = {"table": table, "last": last}
    op.get_bind().execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), given)
    op.get_bind().execute(sa.text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), given)
