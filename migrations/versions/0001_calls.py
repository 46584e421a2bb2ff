"""Calls, their inputs and events, and the customers' files that they were played with."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "persona_versions",
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("persona_id", "version", name="pk_persona_versions"),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trainee_id", sa.String(64), nullable=False),
        sa.Column("trainee_name", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.String(32), nullable=True),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("persona_version", sa.String(64), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("mild", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("rubric", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'ended')", name=op.f("ck_calls_status")),
        sa.ForeignKeyConstraint(
            ["persona_id", "persona_version"],
            ["persona_versions.persona_id", "persona_versions.version"],
            name="fk_calls_persona_id_persona_versions",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_created_at", "calls", ["created_at"])
    op.create_index("ix_calls_guild_id", "calls", ["guild_id"])
    op.create_index("ix_calls_trainee_id_status", "calls", ["trainee_id", "status"])
    op.create_table(
        "inputs",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_inputs_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "number", name="pk_inputs"),
    )
    op.create_table(
        "events",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("input_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_events_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "number", name="pk_events"),
    )


def downgrade() -> None:
    op.drop_table("events")
    op.drop_table("inputs")
    op.drop_index("ix_calls_trainee_id_status", table_name="calls")
    op.drop_index("ix_calls_guild_id", table_name="calls")
    op.drop_index("ix_calls_created_at", table_name="calls")
    op.drop_table("calls")
    op.drop_table("persona_versions")
