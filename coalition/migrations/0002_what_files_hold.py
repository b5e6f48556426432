"""What is read of files beyond their text: kind, outline, shape, likeness, recognition, pictures."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RECOGNITION = ("none", "waiting", "done", "failed")


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("versions") as versions:
        versions.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default=""))
        versions.add_column(sa.Column("said", sa.JSON(), nullable=False, server_default="{}"))
        versions.add_column(sa.Column("outline", sa.JSON(), nullable=False, server_default="[]"))
        versions.add_column(sa.Column("likeness", sa.Text(), nullable=False, server_default=""))
        versions.add_column(
            sa.Column("reading_seconds", sa.Float(), nullable=False, server_default="0")
        )
        versions.add_column(
            sa.Column(
                "recognition",
                sa.Enum(
                    *RECOGNITION,
                    name="recognition",
                    native_enum=False,
                    length=30,
                    create_constraint=True,
                ),
                nullable=False,
                server_default="none",
            )
        )
        versions.add_column(
            sa.Column("picture_count", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("pages") as pages:
        pages.add_column(sa.Column("shape", sa.JSON(), nullable=False, server_default="[]"))
        pages.add_column(sa.Column("language", sa.String(20), nullable=False, server_default=""))
        pages.add_column(
            sa.Column("is_recognised", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("work") as work:
        work.add_column(
            sa.Column("interruptions", sa.Integer(), nullable=False, server_default="0")
        )
    op.create_table(
        "likenesses",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["versions.id"], name=op.f("fk_likenesses_version_id_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "band", name=op.f("pk_likenesses")),
    )
    op.create_index("ix_likenesses_band", "likenesses", ["band"], unique=False)


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_likenesses_band", table_name="likenesses")
    op.drop_table("likenesses")
    with op.batch_alter_table("work") as work:
        work.drop_column("interruptions")
    with op.batch_alter_table("pages") as pages:
        for name in ("is_recognised", "language", "shape"):
            pages.drop_column(name)
    with op.batch_alter_table("versions") as versions:
        versions.drop_constraint(op.f("ck_versions_recognition"), type_="check")
        for name in (
            "picture_count",
            "recognition",
            "reading_seconds",
            "likeness",
            "outline",
            "said",
            "kind",
        ):
            versions.drop_column(name)
