"""A call that is being played: the pure call with its clock, its lock and its place in the store."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from bot.call import Call, Input
from bot.customers import Customer
from bot.desk.clock import Clock
from bot.store import CallRecord


class Mode(StrEnum):
    """How much help there is: coach comments every turn, practice shows the mood, exam neither (and no hints)."""

    COACH = "coach"
    PRACTICE = "practice"
    EXAM = "exam"

    @property
    def shows_mood(self) -> bool:
        return self is not Mode.EXAM


@dataclass(frozen=True, slots=True)
class Trainee:
    """Who practises. The id is Discord's, or `local` for the terminal of this machine."""

    id: str
    name: str
    guild_id: str | None = None


@dataclass(slots=True)
class LiveCall:
    record: CallRecord
    customer: Customer
    call: Call
    clock: Clock
    notice: str = ""
    """What the trainee should know about this resumed call, in one sentence; usually nothing."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inputs: int = 0
    """How many inputs were taken; the store numbers them from 1."""
    events: int = 0
    stored: deque[Input] = field(default_factory=deque)
    """Inputs that the store has and that are still to be played again (a resumed script)."""
    catching_up: bool = False
    """The last input was one that the store had already."""
    stop_word: str = ""
    """The trainee's own word that ends the call at once; empty where they chose none."""

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def mode(self) -> Mode:
        return Mode(self.record.mode)

    def stops(self, text: str) -> bool:
        """Whether a message is the trainee's stop word and nothing else, in any case and with any full stop."""
        return bool(self.stop_word) and text.strip(" .!").casefold() == self.stop_word.casefold()

    def now(self) -> float:
        """The call's time; never behind what already happened in it."""
        return max(self.clock.now(), self.call.now)
