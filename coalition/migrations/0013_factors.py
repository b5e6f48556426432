"""The second factors of people: codes of an app, codes for an emergency, passkeys."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "factor_apps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sealed_secret", sa.String(length=300), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_factor_apps_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_apps")),
    )
    op.create_index(op.f("ix_factor_apps_person_id"), "factor_apps", ["person_id"], unique=False)
    op.create_table(
        "factor_challenges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=100), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("user_handle", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_factor_challenges_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_challenges")),
        sa.UniqueConstraint("text", name=op.f("uq_factor_challenges_text")),
    )
    op.create_index(
        op.f("ix_factor_challenges_expires_at"), "factor_challenges", ["expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_factor_challenges_person_id"), "factor_challenges", ["person_id"], unique=False
    )
    op.create_table(
        "factor_passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("user_handle", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("is_copied", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_factor_passkeys_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_factor_passkeys_credential_id")),
    )
    op.create_index(
        op.f("ix_factor_passkeys_person_id"), "factor_passkeys", ["person_id"], unique=False
    )
    op.create_table(
        "factor_recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_factor_recovery_codes_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_recovery_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_factor_recovery_codes_digest")),
    )
    op.create_index(
        op.f("ix_factor_recovery_codes_person_id"),
        "factor_recovery_codes",
        ["person_id"],
        unique=False,
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("ix_factor_recovery_codes_person_id"), table_name="factor_recovery_codes")
    op.drop_table("factor_recovery_codes")
    op.drop_index(op.f("ix_factor_passkeys_person_id"), table_name="factor_passkeys")
    op.drop_table("factor_passkeys")
    op.drop_index(op.f("ix_factor_challenges_person_id"), table_name="factor_challenges")
    op.drop_index(op.f("ix_factor_challenges_expires_at"), table_name="factor_challenges")
    op.drop_table("factor_challenges")
    op.drop_index(op.f("ix_factor_apps_person_id"), table_name="factor_apps")
    op.drop_table("factor_apps")
