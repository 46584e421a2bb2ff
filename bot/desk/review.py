"""What a practice shows after the call: everything that is asked of coaching, in one narrow place.

Folding calls again takes a tenth of a second and drawing more, so all of it runs in a thread.
"""

import asyncio
from dataclasses import dataclass

from bot import coaching
from bot.call import Call, CallError
from bot.coaching.account import Turn, account_of
from bot.desk.after import AfterCall, Look
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.standings import Standings


@dataclass(frozen=True, slots=True)
class Review:
    """A finished call, looked at."""

    debrief: coaching.Debrief
    text: str
    """The whole debrief as plain text."""
    picture: bytes | None
    """The mood curve as PNG; None where it cannot be drawn."""
    agreement: str
    """The trainee's own view beside the score; empty where they gave none."""
    nudge: str = ""
    """A word to pause after several hard calls in one sitting (T23); else empty."""


class Reviews:
    """Looks at the calls of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._after = AfterCall(desk)
        self._standings = Standings(desk)

    async def review(self, call_id: str) -> Review:
        look = await self._after.look(call_id)
        rating, total = look.rating, look.debrief.score.total
        agrees = "" if rating is None or total is None else coaching.gap_text(rating, total)
        nudge = await self._standings.nudge(look.record.trainee_id)
        told = "" if nudge == look.debrief.reset else nudge
        return Review(look.debrief, look.text(), await self._picture(look), agrees, told)

    async def _picture(self, look: Look) -> bytes | None:
        try:
            return await self._after.picture(look)
        except ImportError:  # Pillow is an extra
            return None

    async def turns(self, call_id: str) -> tuple[Turn, ...]:
        call = await self._call(call_id)
        return (await asyncio.to_thread(account_of, call)).turns

    async def comment(self, call_id: str, turn: int) -> str:
        """The coach's line about one message; empty if there is nothing to say."""
        live = await self._desk.resume(call_id)
        return coaching.coach_line(live.call, turn) or ""

    async def what_if(self, call_id: str, turn: int, text: str) -> coaching.WhatIf:
        """The call with one message changed.

        Raises:
            DeskError: there is no such message.
        """
        call = await self._call(call_id)
        try:
            return await asyncio.to_thread(coaching.what_if, call, turn, text)
        except (coaching.NoSuchTurnError, CallError) as error:
            raise DeskError(str(error)) from error

    async def _call(self, call_id: str) -> Call:
        return (await self._desk.again(call_id)).call
