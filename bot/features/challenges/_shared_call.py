"""The one call of a relay or a raid in its public thread: the customer's lines in time, their typing, the debrief.

What was shown is noted event by event, so that a new process goes on where a killed one stopped.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord

from bot.call import Event
from bot.call.events import AgentSaid, CameBack, CustomerSaid, HeldOn, MoodMoved, SupervisorAnswered
from bot.customers import PersonaError
from bot.desk import DeskError, LiveCall, Mode
from bot.desk.challenges import Because, Credit, Kind, State
from bot.features.asides import aside
from bot.features.challenges import _team_debrief as debriefs
from bot.features.challenges._clock import ChallengeClock
from bot.features.challenges._rooms import Rooms
from bot.features.host import Host
from bot.features.lines import quoted
from bot.features.threads import has_card, has_said, shut, thread_of
from bot.store import StoredChallenge, StoreError

_log = logging.getLogger(__name__)

TYPING_LASTS = 8.0
"""Seconds after which Discord is told again that the customer types; it shows so for 10."""
_LAST_TASKS = 5.0
_LOOKED_AT = 30
_BROKEN = (DeskError, PersonaError)
"""The call, or its customer, cannot be read any more."""
_SHOWN = (AgentSaid, CustomerSaid, MoodMoved, HeldOn, CameBack, SupervisorAnswered)


class SharedCall:
    """Shows the shared calls of one bot."""

    def __init__(self, bot: Host, clock: ChallengeClock) -> None:
        self.bot = bot
        self.desk = bot.desks.challenges
        self.clock = clock
        self.rooms = Rooms(bot, clock)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One task at a time shows what is new in a call."""
        self._begun: set[str] = set()
        """Challenges of which this process has shown something; of others, a killed one may have shown the next."""
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._typing_shown: dict[str, float] = {}
        """When Discord was last told that a customer types; nothing if they spoke since."""

    async def close(self) -> None:
        """No alarm rings from now on; what is under way comes to its end."""
        for alarm in self._alarms.values():
            alarm.cancel()
        await self.rooms.beside.ended(_LAST_TASKS)

    # -- what happens in the call

    async def live(self, challenge: StoredChallenge) -> LiveCall:
        """The call as it stands."""
        return await self.desk.shared.live(challenge)

    async def acted(self, challenge: StoredChallenge) -> None:
        """Somebody did something in the call: show what came of it, and let the clock look at what is due now."""
        with suppress(DeskError, discord.HTTPException, OSError, StoreError):  # the clock's next look shows it
            await self.show(challenge)
        self.clock.look()

    async def show(self, challenge: StoredChallenge) -> None:
        """Show what has happened in the call and was not shown yet."""
        async with self._locks[challenge.id]:
            challenge = await self.rooms.again(challenge)
            self.rooms.remember(challenge)
            if challenge.call_id is None or challenge.thread_id is None:
                return
            try:
                await self._show(challenge)
                if challenge.state == State.OPEN:
                    await self._listen_for_typing(challenge)
            except _BROKEN as error:
                # For instance because the rules are others now: the desk closes it, and nobody else waits for it.
                _log.warning("The call of challenge %s cannot be shown: %s", challenge.id, error)

    async def _show(self, challenge: StoredChallenge) -> None:
        shared = self.desk.shared
        thread: discord.Thread | None = None
        silent: int | None = None
        for number, event in await shared.fresh(challenge):
            if not isinstance(event, _SHOWN):
                silent = number
                continue
            thread = thread or await self.rooms.thread(challenge)
            if thread is None:
                return
            await self._show_one(thread, challenge, event)
            await shared.shown(challenge, number)
            self._begun.add(challenge.id)
            silent = None
        if silent is not None:
            await shared.shown(challenge, silent)

    async def _show_one(self, thread: discord.Thread, challenge: StoredChallenge, event: Event) -> None:
        live = await self.live(challenge)
        returning = challenge.id not in self._begun
        if isinstance(event, CustomerSaid):
            self._typing_shown.pop(challenge.id, None)
            if not (returning and await has_said(thread, event.text)):
                await self.rooms.speech.say(thread, live.customer.persona, event.text)
            return
        text = await self._beside(challenge, live, event)
        if text and not (returning and await has_said(thread, text)):
            await thread.send(text[:2000])

    async def _beside(self, challenge: StoredChallenge, live: LiveCall, event: Event) -> str:
        if isinstance(event, AgentSaid):
            if challenge.kind == Kind.RELAY and self.bot.reads:
                return ""  # it stands in the thread, where it was written
            parts = await self.desk.shared.parts(challenge, live.call)
            name = next((one.name for one in parts if event.turn in one.turns), "a former colleague")
            return quoted(f"{name}, for the team" if challenge.kind == Kind.RAID else name, event.text)
        mode, comment = Mode(challenge.mode), ""
        if isinstance(event, MoodMoved) and mode is Mode.COACH:
            comment = await self.bot.desks.reviews.comment(live.id, event.turn)
        return aside(event, mode, comment)

    # -- typing

    async def typed(self, challenge: StoredChallenge) -> None:
        """Somebody of the team was seen typing: the customer's patience does not run."""
        async with self.desk.alone(challenge.id):
            await self.desk.shared.typed(challenge)
        self.clock.look()

    async def _listen_for_typing(self, challenge: StoredChallenge) -> None:
        live = await self.live(challenge)
        begins = live.call.typing_from
        if begins is not None:
            shown = self._typing_shown.get(challenge.id, -TYPING_LASTS)
            again = shown + TYPING_LASTS - asyncio.get_running_loop().time()
            self._in(max(0.0, begins - live.now(), again), challenge, self._type)

    async def _type(self, challenge: StoredChallenge) -> None:
        live = await self.live(challenge)
        thread = await self.rooms.thread(challenge)
        if thread is None or not live.call.customer_typing(live.now()):
            return
        self._typing_shown[challenge.id] = asyncio.get_running_loop().time()
        with suppress(discord.HTTPException):  # it is only for looks
            await thread.typing()
        self._in(TYPING_LASTS, challenge, self._type)

    def _in(
        self, seconds: float, challenge: StoredChallenge, work: Callable[[StoredChallenge], Awaitable[None]]
    ) -> None:
        async def quietly() -> None:
            with suppress(DeskError, discord.HTTPException, OSError, StoreError):
                await work(challenge)

        before = self._alarms.pop(challenge.id, None)
        if before is not None:
            before.cancel()
        loop = asyncio.get_running_loop()
        self._alarms[challenge.id] = loop.call_later(seconds, lambda: self.rooms.beside.begin(quietly()))

    # -- the end

    async def closed(self, challenge: StoredChallenge, because: Because, credits_: tuple[Credit, ...] = ()) -> None:
        """The debrief for all, and the thread is shut; or why there is none."""
        self.rooms.remember(challenge)
        alarm = self._alarms.pop(challenge.id, None)
        if alarm is not None:
            alarm.cancel()
        thread = await thread_of(self.bot, challenge.thread_id)
        if because is Because.PLACE or thread is None:
            channel = await self.rooms.channel(challenge)
            if channel is not None and challenge.call_id is not None and not await _told(channel, challenge):
                await channel.send(debriefs.gone(challenge))
            return
        try:
            await self._debrief(thread, challenge, credits_)
        except _BROKEN as error:
            says = f"{error} There is no debrief."
            if not await has_said(thread, says):
                await thread.send(says[:2000])
        await shut(thread)

    async def _debrief(self, thread: discord.Thread, challenge: StoredChallenge, credits_: tuple[Credit, ...]) -> None:
        if await has_card(thread, debriefs.turns_id(challenge)):
            return
        if challenge.call_id is None:
            raise DeskError("The call was erased.")
        review = await self.bot.desks.reviews.review(challenge.call_id)
        parts = await self.desk.shared.parts(challenge)
        persona = (await self.desk.entries.customer(challenge)).persona
        await thread.send(**debriefs.debrief_message(challenge, review, parts, credits_, persona))


async def _told(channel: discord.TextChannel, challenge: StoredChallenge) -> bool:
    """Whether the channel was told already that the thread is gone."""
    with suppress(discord.HTTPException):
        async for message in channel.history(limit=_LOOKED_AT):
            if message.content == debriefs.gone(challenge):
                return True
    return False
