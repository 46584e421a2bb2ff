"""What is thought of a call: by the rubric once it ended, by the trainee before the debrief, by people who reviewed it.

A score is written once, with the hash of the rubric that made it. A review stands beside it and changes nothing in it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.board_counting import rescore
from bot.store.database import Database
from bot.store.mark_rows import (
    CallMarks,
    LineCommentRow,
    ObservationRow,
    PartReviewRow,
    PastScore,
    Scored,
    ScoredCall,
    ScoreRow,
    SelfRatingRow,
    StoredComment,
    StoredReview,
    parts_of,
    past_score,
    review_of,
    scored_of,
)
from bot.store.plain import portions
from bot.store.tables import CallRow


class Marks:
    """The stored marks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, call_id: str) -> CallMarks:
        async with self._database.read() as session:
            row = await session.get(ScoreRow, call_id)
            scored = None if row is None else scored_of(row, (await _uses(session, [call_id])).get(call_id, {}))
            rating = await session.get(SelfRatingRow, call_id)
            comments = select(LineCommentRow).where(LineCommentRow.call_id == call_id)
            return CallMarks(
                scored,
                None if rating is None else rating.rating,
                (await reviews_of(session, [call_id])).get(call_id, ()),
                tuple(
                    StoredComment(c.turn, c.text, c.reviewer_id, c.reviewer_name)
                    for c in await session.scalars(comments.order_by(LineCommentRow.turn, LineCommentRow.id))
                ),
            )

    async def past(self, trainee_id: str, guild_id: str | None = None) -> list[PastScore]:
        """The scored calls of a person, the oldest first; of one server where it is named."""
        query = (
            select(CallRow, ScoreRow, SelfRatingRow.rating)
            .join(ScoreRow, ScoreRow.call_id == CallRow.id)
            .outerjoin(SelfRatingRow, SelfRatingRow.call_id == CallRow.id)
            .where(CallRow.trainee_id == trainee_id, _in(guild_id))
            .order_by(ScoreRow.scored_at, CallRow.created_at, CallRow.id)
        )
        async with self._database.read() as session:
            rows = (await session.execute(query)).all()
            ids = [call.id for call, *_ in rows]
            uses, reviews = await _uses(session, ids), await reviews_of(session, ids)
        return [
            past_score(
                call,
                scored_of(score, uses.get(call.id, {})),
                score,
                rating=rating,
                reviews=reviews.get(call.id, ()),
            )
            for call, score, rating in rows
        ]

    async def trainees(self) -> list[tuple[str, str]]:
        """Everybody who ever took a call: id and the name that they bore last."""
        query = select(CallRow.trainee_id, CallRow.trainee_name).order_by(CallRow.created_at)
        async with self._database.read() as session:
            return list({id_: (id_, name) for id_, name in (await session.execute(query)).all()}.values())

    async def lately(self, guild_id: str, most: int) -> list[ScoredCall]:
        """The calls of a server that were scored last, the newest first."""
        query = (
            select(CallRow.id, CallRow.trainee_name, CallRow.persona_id, ScoreRow.total)
            .join(ScoreRow, ScoreRow.call_id == CallRow.id)
            .where(CallRow.guild_id == guild_id)
            .order_by(CallRow.created_at.desc(), CallRow.id)
            .limit(most)
        )
        async with self._database.read() as session:
            return [ScoredCall(*row) for row in (await session.execute(query)).all()]

    async def rate(self, call_id: str, rating: int, at: datetime) -> None:
        """Keep how well the trainee thought it went; the first answer counts, a later one knows the debrief."""
        async with self._database.write() as session:
            if await session.get(SelfRatingRow, call_id) is None:
                session.add(SelfRatingRow(call_id=call_id, rating=rating, rated_at=at))

    async def review(self, call_id: str, reviews: list[StoredReview], at: datetime) -> None:
        """Keep what a reviewer gives; their own earlier value for the same part is replaced."""
        async with self._database.write() as session:
            for one in reviews:
                await session.execute(
                    delete(PartReviewRow).where(
                        PartReviewRow.call_id == call_id,
                        PartReviewRow.part == one.part,
                        PartReviewRow.reviewer_id == one.reviewer_id,
                    )
                )
                session.add(
                    PartReviewRow(
                        call_id=call_id,
                        part=one.part,
                        reviewer_id=one.reviewer_id,
                        reviewer_name=one.reviewer_name,
                        score=one.score,
                        reason=one.reason,
                        reviewed_at=at,
                    )
                )
            await _rescore(session, [call_id])

    async def comment(self, call_id: str, comment: StoredComment, at: datetime) -> None:
        async with self._database.write() as session:
            session.add(
                LineCommentRow(
                    call_id=call_id,
                    turn=comment.turn,
                    text=comment.text,
                    reviewer_id=comment.reviewer_id,
                    reviewer_name=comment.reviewer_name,
                    written_at=at,
                )
            )

    async def reviewed(self, guild_id: str | None = None) -> list[tuple[str, Scored, tuple[StoredReview, ...]]]:
        """Every call of which a reviewer gave a part, with what was given; of one server where it is named."""
        async with self._database.read() as session:
            query = (
                select(ScoreRow)
                .join(CallRow, CallRow.id == ScoreRow.call_id)
                .where(ScoreRow.call_id.in_(select(PartReviewRow.call_id)), _in(guild_id))
            )
            rows = list(await session.scalars(query.order_by(ScoreRow.scored_at, ScoreRow.call_id)))
            reviews = await reviews_of(session, [row.call_id for row in rows])
            return [(row.call_id, scored_of(row, {}), reviews[row.call_id]) for row in rows]


def _in(guild_id: str | None) -> ColumnElement[bool]:
    """Calls of this server; of every one where none is named."""
    return true() if guild_id is None else CallRow.guild_id == guild_id


async def add_score(session: AsyncSession, call_id: str, scored: Scored, at: datetime) -> None:
    """Write the score of a call that has just ended; one that is there already stays as it is."""
    if await session.get(ScoreRow, call_id) is not None:
        return
    session.add(
        ScoreRow(
            call_id=call_id,
            scored_at=at,
            rubric=scored.rubric,
            total=scored.total,
            band=scored.band,
            parts={name: list(points) for name, points in scored.parts.items()},
            hard_fails=list(scored.hard_fails),
            uncapped=scored.uncapped,
            end_anger=scored.end_anger,
            hard=scored.hard,
        )
    )
    session.add_all(
        ObservationRow(call_id=call_id, technique=technique, use=use) for technique, use in scored.uses.items()
    )


async def forget_reviewer(session: AsyncSession, reviewer_id: str) -> None:
    """What a person said about the calls of others goes with the person."""
    forgotten = delete(PartReviewRow).where(PartReviewRow.reviewer_id == reviewer_id).returning(PartReviewRow.call_id)
    await _rescore(session, sorted({*await session.scalars(forgotten)}))
    await session.execute(delete(LineCommentRow).where(LineCommentRow.reviewer_id == reviewer_id))


async def _rescore(session: AsyncSession, call_ids: list[str]) -> None:
    """Let the boards count what people gave, in the machine's place; of several for a part the last one counts.

    The rule is that of `coaching.reviewed_total`, which this room cannot ask; a test compares the two.
    """
    reviews = await reviews_of(session, call_ids)
    scores = {}
    for call_id in call_ids:
        row = await session.get(ScoreRow, call_id)
        if row is not None:
            parts = {name: points for name, (points, _) in parts_of(row.parts).items()}
            given = {one.part: one.score for one in reviews.get(call_id, ()) if one.part in parts}
            scores[call_id] = sum((parts | given).values()) if given else row.total
    await rescore(session, scores)


async def _uses(session: AsyncSession, call_ids: list[str]) -> dict[str, dict[str, str]]:
    uses: dict[str, dict[str, str]] = {}
    for ids in portions(call_ids):
        for row in await session.scalars(select(ObservationRow).where(ObservationRow.call_id.in_(ids))):
            uses.setdefault(row.call_id, {})[row.technique] = row.use
    return uses


async def reviews_of(session: AsyncSession, call_ids: list[str]) -> dict[str, tuple[StoredReview, ...]]:
    """What people gave, by call, the oldest first; calls that nobody reviewed are left out."""
    reviews: dict[str, tuple[StoredReview, ...]] = {}
    order = (PartReviewRow.reviewed_at, PartReviewRow.reviewer_id, PartReviewRow.part)
    for ids in portions(call_ids):
        for row in await session.scalars(select(PartReviewRow).where(PartReviewRow.call_id.in_(ids)).order_by(*order)):
            reviews[row.call_id] = (*reviews.get(row.call_id, ()), review_of(row))
    return reviews
