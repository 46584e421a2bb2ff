"""Challenges: tournament, duel, relay, raid; who is in them, who said what in a shared call, what is still to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state <> 'closed'")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("guild_id", sa.String(32), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_by_name", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("persona_version", sa.String(64), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("mild", sa.Boolean(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opens_at", TIME, nullable=True),
        sa.Column("closes_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closed_because", sa.String(16), nullable=False),
        sa.Column("channel_id", sa.String(32), nullable=True),
        sa.Column("thread_id", sa.String(32), nullable=True),
        sa.Column("message_id", sa.String(32), nullable=True),
        sa.Column("call_id", sa.String(16), nullable=True),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("turn_of", sa.String(64), nullable=True),
        sa.Column("turn_since", TIME, nullable=True),
        sa.Column("last_speaker", sa.String(64), nullable=True),
        sa.Column("turn_input", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('tournament', 'duel', 'relay', 'raid')", name=op.f("ck_challenges_kind")),
        sa.CheckConstraint("state IN ('announced', 'open', 'closing', 'closed')", name=op.f("ck_challenges_state")),
        sa.ForeignKeyConstraint(
            ["persona_id", "persona_version"],
            ["persona_versions.persona_id", "persona_versions.version"],
            name="fk_challenges_persona_id_persona_versions",
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_challenges_call_id_calls", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
    )
    op.create_index("ix_challenges_guild_id_created_at", "challenges", ["guild_id", "created_at"])
    op.create_index(
        "ix_challenges_unfinished", "challenges", ["state"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )
    op.create_table(
        "challenge_members",
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("joined_at", TIME, nullable=False),
        sa.Column("left_at", TIME, nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("skips", sa.Integer(), nullable=False),
        _belongs("challenge_members"),
        sa.PrimaryKeyConstraint("challenge_id", "person_id", name="pk_challenge_members"),
    )
    op.create_index("ix_challenge_members_person_id", "challenge_members", ["person_id"])
    op.create_table(
        "shared_inputs",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "number"],
            ["inputs.call_id", "inputs.number"],
            name="fk_shared_inputs_call_id_inputs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name="pk_shared_inputs"),
        sa.UniqueConstraint("call_id", "source", name="uq_shared_inputs_call_id"),
    )
    op.create_index("ix_shared_inputs_author_id", "shared_inputs", ["author_id"])
    op.create_table(
        "raid_rounds",
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(16), nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("winner_id", sa.String(64), nullable=True),
        sa.CheckConstraint("phase IN ('proposing', 'voting', 'over')", name=op.f("ck_raid_rounds_phase")),
        _belongs("raid_rounds"),
        sa.PrimaryKeyConstraint("challenge_id", "number", name="pk_raid_rounds"),
    )
    op.create_table(
        "raid_proposals",
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        _in_round("raid_proposals"),
        sa.PrimaryKeyConstraint("challenge_id", "round", "author_id", name="pk_raid_proposals"),
    )
    op.create_table(
        "raid_votes",
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.String(64), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=False),
        _in_round("raid_votes"),
        sa.PrimaryKeyConstraint("challenge_id", "round", "voter_id", name="pk_raid_votes"),
    )
    op.create_table(
        "challenge_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        _belongs("challenge_notices"),
        sa.PrimaryKeyConstraint("id", name="pk_challenge_notices"),
    )
    op.create_index("ix_challenge_notices_challenge_id", "challenge_notices", ["challenge_id"])
    op.add_column("practices", sa.Column("challenge_id", sa.String(16), nullable=True))


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["challenge_id"], ["challenges.id"], name=f"fk_{table}_challenge_id_challenges", ondelete="CASCADE"
    )


def _in_round(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["challenge_id", "round"],
        ["raid_rounds.challenge_id", "raid_rounds.number"],
        name=f"fk_{table}_challenge_id_raid_rounds",
        ondelete="CASCADE",
    )


def downgrade() -> None:
    with op.batch_alter_table("practices") as batch:
        batch.drop_column("challenge_id")
    op.drop_index("ix_challenge_notices_challenge_id", table_name="challenge_notices")
    op.drop_table("challenge_notices")
    op.drop_table("raid_votes")
    op.drop_table("raid_proposals")
    op.drop_table("raid_rounds")
    op.drop_index("ix_shared_inputs_author_id", table_name="shared_inputs")
    op.drop_table("shared_inputs")
    op.drop_index("ix_challenge_members_person_id", table_name="challenge_members")
    op.drop_table("challenge_members")
    op.drop_index("ix_challenges_unfinished", table_name="challenges")
    op.drop_index("ix_challenges_guild_id_created_at", table_name="challenges")
    op.drop_table("challenges")
