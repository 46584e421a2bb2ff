"""Assignments with their customers and members, and the order in which a team's report reads the calls."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guild_id", sa.String(32), nullable=True),
        sa.Column("trainer_id", sa.String(64), nullable=False),
        sa.Column("trainer_name", sa.Text(), nullable=False),
        sa.Column("role_id", sa.String(32), nullable=True),
        sa.Column("role_name", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(16), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempts BETWEEN 1 AND 10", name=op.f("ck_assignments_attempts")),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_guild_id_due_at", "assignments", ["guild_id", "due_at"])
    op.create_index("ix_assignments_remind_at", "assignments", ["remind_at"])
    op.create_table(
        "assignment_customers",
        sa.Column("assignment_id", sa.String(16), nullable=False),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name="fk_assignment_customers_assignment_id_assignments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", "persona_id", name="pk_assignment_customers"),
    )
    op.create_table(
        "assignment_members",
        sa.Column("assignment_id", sa.String(16), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("member_name", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name="fk_assignment_members_assignment_id_assignments",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", "member_id", name="pk_assignment_members"),
    )
    op.create_index("ix_assignment_members_member_id", "assignment_members", ["member_id"])
    op.create_index("ix_calls_guild_id_trainee_id_ended_at", "calls", ["guild_id", "trainee_id", "ended_at"])
    op.create_index("ix_calls_guild_id_ended_at", "calls", ["guild_id", "ended_at"])


def downgrade() -> None:
    op.drop_index("ix_calls_guild_id_ended_at", table_name="calls")
    op.drop_index("ix_calls_guild_id_trainee_id_ended_at", table_name="calls")
    op.drop_index("ix_assignment_members_member_id", table_name="assignment_members")
    op.drop_table("assignment_members")
    op.drop_table("assignment_customers")
    op.drop_index("ix_assignments_remind_at", table_name="assignments")
    op.drop_index("ix_assignments_guild_id_due_at", table_name="assignments")
    op.drop_table("assignments")
