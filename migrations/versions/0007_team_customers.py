"""Customers that teams bring themselves; a practice keeps the version of its customer from the case file on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_customers",
        sa.Column("guild_id", sa.String(32), nullable=False),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("persona_version", sa.String(64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(64), nullable=False),
        sa.Column("uploaded_by_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["persona_id", "persona_version"],
            ["persona_versions.persona_id", "persona_versions.version"],
            name="fk_team_customers_persona_id_persona_versions",
        ),
        sa.PrimaryKeyConstraint("guild_id", "persona_id", name="pk_team_customers"),
    )
    op.create_index("ix_team_customers_uploaded_by", "team_customers", ["uploaded_by"])
    op.add_column("practices", sa.Column("persona_version", sa.String(64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("practices") as batch:
        batch.drop_column("persona_version")
    op.drop_index("ix_team_customers_uploaded_by", table_name="team_customers")
    op.drop_table("team_customers")
