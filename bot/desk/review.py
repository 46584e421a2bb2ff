"""What a practice shows after the call: everything that is asked of coaching, in one narrow place.

Folding calls again takes a tenth of a second and drawing more, so all of it runs in a thread.
"""

import asyncio
from dataclasses import dataclass

from bot import coaching
from bot.call import Call, CallError
from bot.coaching.account import Turn, account_of
from bot.desk.desk import Desk, DeskError


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


class Reviews:
    """Looks at the calls of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def review(self, call_id: str, rating: int | None = None) -> Review:
        call = await self._call(call_id)
        return await asyncio.to_thread(_review, call, rating)

    async def turns(self, call_id: str) -> tuple[Turn, ...]:
        return account_of(await self._call(call_id)).turns

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


def _review(call: Call, rating: int | None) -> Review:
    debrief = coaching.debrief(call)
    agrees = ""
    if rating is not None and debrief.score.total is not None:
        agrees = _agreement(rating, debrief.score.total)
    return Review(debrief, coaching.debrief_text(debrief), _picture(debrief), agrees)


def _agreement(rating: int, score: int) -> str:
    """Five answers stand for fifths of the score."""
    own = (rating - 1) * 25
    if abs(own - score) <= 15:
        return "Your own view and the score agree."
    if own > score:
        return "You saw the call in a better light than the score does: look at the turning points."
    return "You were harder on yourself than the score is."


def _picture(debrief: coaching.Debrief) -> bytes | None:
    try:
        from bot.coaching.picture import mood_picture  # noqa: PLC0415 (Pillow is slow to load and may be missing)
    except ImportError:
        return None
    return mood_picture(debrief)
