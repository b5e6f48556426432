"""Numbers left out after a restoring: those given since the backup stand in addresses out there."""

from sqlalchemy import Table, func, select, text

from coalition.database import Base, db, transaction

GAP = 1_000  # more of one kind are hardly made between two backups


def skip_numbers(by: int = GAP) -> None:
    """Leave out the next numbers of people, documents and all else whose number is permanent.

    by: how many of each. What was made after the backup and is lost now keeps its number, so that
    its address, ARK, DOI and acts never come to mean something else.
    """
    with transaction():
        for table in permanent():
            if db.session.get_bind().dialect.name == "postgresql":
                sequence = func.pg_get_serial_sequence(table.name, "id")
                db.session.scalar(select(func.setval(sequence, func.nextval(sequence) + by)))
            else:
                _skip_on_sqlite(table.name, by)


def permanent() -> list[Table]:
    """Return the tables whose numbers are never given twice (database.NEVER_TWICE)."""
    tables = Base.metadata.sorted_tables
    return [table for table in tables if table.dialect_options["sqlite"]["autoincrement"]]


def _skip_on_sqlite(table: str, by: int) -> None:
    given = {"table": table, "by": by}
    skipped = db.session.execute(
        text("UPDATE sqlite_sequence SET seq = seq + :by WHERE name = :table"), given
    )
    if not skipped.rowcount:  # type: ignore[attr-defined]  # of an UPDATE there is one
        db.session.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :by)"), given)
