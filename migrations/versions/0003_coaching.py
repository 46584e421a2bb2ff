"""Scores with their parts, what was observed, own ratings, reviews by people, people's own settings, tries again.

Calls that ended before keep their score; their parts and observations were not stored and stay unknown.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BANDS = ((90, "gold"), (75, "silver"), (50, "bronze"))
"""As they were when this was written."""


def upgrade() -> None:
    op.add_column("calls", sa.Column("from_call", sa.String(16), nullable=True))
    op.add_column("calls", sa.Column("from_turn", sa.Integer(), nullable=True))
    scores = op.create_table(
        "scores",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rubric", sa.String(64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(16), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("hard_fails", sa.JSON(), nullable=False),
        sa.Column("uncapped", sa.Integer(), nullable=True),
        sa.Column("end_anger", sa.Integer(), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_scores_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", name="pk_scores"),
    )
    op.create_table(
        "observations",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("technique", sa.String(8), nullable=False),
        sa.Column("use", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_observations_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "technique", name="pk_observations"),
    )
    op.create_table(
        "self_ratings",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_self_ratings_rating")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_self_ratings_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", name="pk_self_ratings"),
    )
    op.create_table(
        "part_reviews",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("reviewer_id", sa.String(64), nullable=False),
        sa.Column("reviewer_name", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_part_reviews_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "part", "reviewer_id", name="pk_part_reviews"),
    )
    op.create_table(
        "line_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.String(64), nullable=False),
        sa.Column("reviewer_name", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_line_comments_call_id_calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_line_comments"),
    )
    op.create_index("ix_line_comments_call_id", "line_comments", ["call_id"])
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("ceiling", sa.String(16), nullable=True),
        sa.Column("mild", sa.Boolean(), nullable=False),
        sa.Column("stop_word", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    _keep_old_scores(scores)


def _keep_old_scores(scores: sa.Table) -> None:
    calls = sa.table(
        "calls",
        sa.column("id", sa.String),
        sa.column("ended_at", sa.DateTime(timezone=True)),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("rubric", sa.String),
        sa.column("score", sa.Integer),
        sa.column("outcome", sa.String),
    )
    old = op.get_bind().execute(sa.select(calls).where(calls.c.score.is_not(None), calls.c.outcome.is_not(None))).all()
    if old:
        op.bulk_insert(
            scores,
            [
                {
                    "call_id": row.id,
                    "scored_at": row.ended_at or row.created_at,
                    "rubric": row.rubric,
                    "total": row.score,
                    "band": next((name for least, name in BANDS if row.score >= least), "none"),
                    "parts": {},
                    "hard_fails": [],
                    "uncapped": None,
                    "end_anger": 0,
                    "hard": row.outcome == "walked_out",
                }
                for row in old
            ],
        )


def downgrade() -> None:
    op.drop_table("people")
    op.drop_index("ix_line_comments_call_id", table_name="line_comments")
    op.drop_table("line_comments")
    op.drop_table("part_reviews")
    op.drop_table("self_ratings")
    op.drop_table("observations")
    op.drop_table("scores")
    with op.batch_alter_table("calls") as batch:
        batch.drop_column("from_turn")
        batch.drop_column("from_call")
