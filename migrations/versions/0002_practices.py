"""Where calls are played in Discord, what was shown and heard there, and what servers have set."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RUNNING = sa.text("state IN ('briefed', 'live')")


def upgrade() -> None:
    op.create_table(
        "practices",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guild_id", sa.String(32), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=False),
        sa.Column("thread_id", sa.String(32), nullable=True),
        sa.Column("trainee_id", sa.String(64), nullable=False),
        sa.Column("trainee_name", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("mild", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("call_id", sa.String(16), nullable=True),
        sa.Column("from_call", sa.String(16), nullable=True),
        sa.Column("from_turn", sa.Integer(), nullable=True),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("last_seen", sa.String(32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('briefed', 'live', 'over', 'closed')", name=op.f("ck_practices_state")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_practices_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_practices"),
        sa.UniqueConstraint("thread_id", name="uq_practices_thread_id"),
        sa.UniqueConstraint("call_id", name="uq_practices_call_id"),
    )
    op.create_index("ix_practices_state", "practices", ["state"])
    op.create_index(
        "uq_practices_running",
        "practices",
        ["guild_id", "trainee_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_table(
        "practice_lines",
        sa.Column("practice_id", sa.String(16), nullable=False),
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_after", sa.Integer(), nullable=True),
        sa.Column("heard", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name="fk_practice_lines_practice_id_practices", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("practice_id", "message_id", name="pk_practice_lines"),
    )
    op.create_table(
        "servers",
        sa.Column("guild_id", sa.String(32), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_servers"),
    )
    op.create_table(
        "bot_facts",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_bot_facts"),
    )


def downgrade() -> None:
    op.drop_table("bot_facts")
    op.drop_table("servers")
    op.drop_table("practice_lines")
    op.drop_index("uq_practices_running", table_name="practices")
    op.drop_index("ix_practices_state", table_name="practices")
    op.drop_table("practices")
