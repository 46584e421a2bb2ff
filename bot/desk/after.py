"""What happens once a call is over: the trainee's own view, the debrief with everything that is kept of the call.

The debrief shows the score that was made when the call ended, also after the rubric has changed. Folding and drawing
take a tenth of a second, so they run in a thread.
"""

import asyncio
from dataclasses import dataclass, replace

from bot import coaching
from bot.call import Call, Outcome
from bot.coaching.rubric import load_rubric
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.store import CallMarks, CallRecord, Marks, Scored


@dataclass(frozen=True, slots=True)
class Look:
    """A finished call, looked at."""

    record: CallRecord
    call: Call
    debrief: coaching.Debrief
    human: coaching.HumanReview
    rating: int | None
    """How well the trainee thought it went, 1-5."""

    def text(self, *, unicode: bool = True) -> str:
        return coaching.debrief_text(self.debrief, human=self.human, rating=self.rating, unicode=unicode)


class AfterCall:
    """Looks back at the calls of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._marks = Marks(desk.calls.database)

    async def rate(self, call_id: str, rating: int) -> None:
        """Keep how well the trainee thought it went. Only the first answer counts.

        Raises:
            DeskError: there is no such call, it is not over or not scored, or the rating is none of 1-5.
        """
        record = await self._desk.record(call_id)
        if rating not in coaching.RATINGS:
            raise DeskError("Rate it from 1 (badly) to 5 (very well).")
        if record.status == "open":
            raise DeskError(f"The call {record.id} is not over yet.")
        if record.score is None:
            raise DeskError(f"The call {record.id} was stopped; it is not scored, nor rated.")
        await self._marks.rate(record.id, rating, self._desk.today())

    async def look(self, call_id: str) -> Look:
        """The debrief of a call with what people said of it; of an open one as it stands.

        Raises:
            DeskError: there is no such call.
        """
        record = await self._desk.record(call_id)
        marks = await self._marks.of(record.id)
        call = (await self._desk.again(record.id)).call
        debrief = await asyncio.to_thread(coaching.debrief, call)
        return Look(record, call, _as_scored(debrief, record, marks.scored), human_review(marks), marks.rating)

    async def picture(self, look: Look) -> bytes:
        """The mood curve as PNG."""
        return await asyncio.to_thread(_drawn, look.debrief)


def _drawn(debrief: coaching.Debrief) -> bytes:
    from bot.coaching.picture import mood_picture  # noqa: PLC0415 (Pillow is slow to load, and rarely needed)

    return mood_picture(debrief)


def human_review(marks: CallMarks) -> coaching.HumanReview:
    """What people said, as coaching takes it."""
    return coaching.HumanReview(
        tuple(coaching.PartReview(r.part, r.score, r.reason, r.reviewer_name) for r in marks.reviews),
        tuple(coaching.LineComment(c.turn, c.text, c.reviewer_name) for c in marks.comments),
    )


def _as_scored(debrief: coaching.Debrief, record: CallRecord, scored: Scored | None) -> coaching.Debrief:
    """The debrief with the score that the call got when it ended."""
    if scored is None:
        return debrief
    says = {fail.id: fail.says for fail in load_rubric().hard_fails}
    score = coaching.Score(
        scored.total,
        scored.band,
        {name: coaching.Part(points, of) for name, (points, of) in scored.parts.items()},
        scored.hard_fails,
        tuple(says[fail] for fail in scored.hard_fails if fail in says),
        scored.uncapped,
        scored.rubric,
    )
    outcome = None if record.outcome is None else Outcome(record.outcome)
    return replace(debrief, score=score, outcome=outcome)
