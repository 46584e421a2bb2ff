"""The relay in Discord: whose turn it is stands on a card; what they write in the thread, the customer hears."""

import asyncio
import logging
import math
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field

import discord

from bot.call import CallError
from bot.desk import Actor, DeskError, Trainee
from bot.desk.challenges import Because, News, Said, State
from bot.desk.rights import member
from bot.features.challenges import _together_cards as cards
from bot.features.challenges._shared_call import SharedCall
from bot.features.lines import INTENT_HELP, Gathering, by_person, words_of
from bot.features.threads import carries
from bot.store import Notice, StoredChallenge, StoreError
from bot.ui.cards import plain

_log = logging.getLogger(__name__)

AGAIN_AFTER = 15.0
"""Seconds until a message that the database refused is tried again."""
_HISTORY = 200
"""Messages written while the bot was away that are read at most."""
_NOT_YET = "⏳"
_BEFORE_THE_SKIP = 0.5
"""Seconds before the turn goes on at which a line that waits is said."""


@dataclass(slots=True)
class _Waiting:
    """Lines of one person that the customer has not heard yet: in quick succession they are one message."""

    by: Actor
    last: discord.Message
    lines: list[str] = field(default_factory=list)
    gathering: Gathering = field(default_factory=Gathering)
    latest: float = math.inf
    """When they are said at the latest, on the loop's clock."""


class RelayTeller:
    """Tells of relays, and hears what is written in their threads."""

    def __init__(self, call: SharedCall) -> None:
        self._call = call
        self._rooms = call.rooms
        self._relays = call.desk.relays
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One message at a time is taken in a relay: they arrive as concurrent tasks."""
        self._waiting: dict[str, _Waiting] = {}
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._noted: dict[str, tuple[int, str | None, set[str]]] = {}
        """Who was told in the turn that is on that it is not theirs."""

    # -- what is shown

    async def tell(self, challenge: StoredChallenge, notice: Notice) -> None:
        match News(notice.kind):
            case News.OPENED:
                await self._rooms.open(challenge)
            case News.JOINED if challenge.call_id is not None:
                name = cards.mention(notice.data["person"], notice.data["name"])
                await self._rooms.say(challenge, f"-# 👋 {name} has joined.", notice.data["person"])
            case News.LEFT if challenge.call_id is not None:
                await self._rooms.say(challenge, f"-# {plain(notice.data['name'])} is out; the others go on.")
            case News.TURN if challenge.state == State.OPEN:
                await self._call.show(challenge)
                await self._turn(challenge, notice)
            case News.CLOSED:
                self._silence(challenge.id)
                self._waiting.pop(challenge.id, None)
                await self._call.show(challenge)
                await self._rooms.clear(challenge, cards.turn_button(challenge))
                await self._call.closed(challenge, Because(notice.data["because"]))

    async def settled(self, challenge: StoredChallenge) -> None:
        await self._call.show(challenge)

    async def _turn(self, challenge: StoredChallenge, notice: Notice) -> None:
        skipped = str(notice.data.get("skipped") or "")
        if skipped:
            await self._rooms.say(challenge, f"-# ⏭️ {plain(skipped)} did not write in time.")
        whose = await self._relays.whose(challenge)
        if whose.person_id == notice.data.get("person"):  # else it has gone on since
            await self._put_card(challenge)

    async def _put_card(self, challenge: StoredChallenge) -> None:
        whose = await self._relays.whose(challenge)
        live = await self._call.live(challenge)
        if live.call.outcome is not None:
            return
        name = live.customer.persona.name
        alone = len(await self._call.desk.life.members(challenge)) < 2
        card = cards.turn(challenge, whose, name, alone=alone, reply=not self._call.bot.reads)
        pinged = () if whose.person_id is None else (whose.person_id,)
        await self._rooms.put(challenge, card, cards.turn_button(challenge), *pinged)

    # -- what is heard

    async def written(self, challenge: StoredChallenge, message: discord.Message) -> None:
        """A message in the relay's thread."""
        if not by_person(message):
            return
        text = words_of(message, self._call.bot.user)
        by = member(Trainee(str(message.author.id), message.author.display_name, challenge.guild_id))
        async with self._locks[challenge.id]:
            if text:
                await self._line(challenge, by, message, text)
            else:
                await self._wordless(challenge, message)

    async def typed(self, challenge: StoredChallenge, user_id: int) -> None:
        """Somebody was seen typing in the relay's thread."""
        waiting = self._waiting.get(challenge.id)
        if waiting is not None and waiting.by.id == str(user_id):
            waiting.gathering.typing(_now())
            self._arm(challenge)
        if any(one.person_id == str(user_id) for one in await self._call.desk.life.members(challenge)):
            with suppress(CallError, DeskError, StoreError):  # the call has just ended
                await self._call.typed(challenge)

    async def hear(self, challenge: StoredChallenge) -> None:
        """Let the customer hear the lines that wait: what was written before something is heard before it."""
        async with self._locks[challenge.id]:
            await self._hear(challenge)

    async def reply(self, challenge: StoredChallenge, by: Actor, text: str, source: str) -> Said:
        """A message by the form, where the bot may not read what is written."""
        async with self._locks[challenge.id]:
            await self._hear(challenge)
            said = await self._relays.say(challenge.id, by, text, source)
        await self._call.acted(challenge)
        await self._awaits_answer(challenge)
        return said

    async def read_back(self, challenge: StoredChallenge) -> None:
        """Hear what was written while nobody listened, before the time that has passed meanwhile counts.

        It is what comes after the last message that was heard and after the last card of a turn: what is older was
        answered already.
        """
        thread = await self._rooms.thread(challenge)
        if thread is None or not self._call.bot.reads:
            return
        last = await self._call.desk.shared.last_message(challenge)
        after = int(last[1].source) if last is not None and last[1].source.isdecimal() else thread.id
        found: list[discord.Message] = []
        with suppress(discord.Forbidden):
            async for message in thread.history(after=discord.Object(after), oldest_first=True, limit=_HISTORY):
                if carries(message, cards.turn_button(challenge)):
                    found = []
                elif by_person(message) and not any(one.me for one in message.reactions):
                    found.append(message)
        for message in found:
            await self.written(challenge, message)
        await self.hear(challenge)

    def close(self) -> None:
        """No alarm rings from now on. What waits is read back by the next process."""
        for alarm in self._alarms.values():
            alarm.cancel()

    # -- inside, under the relay's lock

    async def _line(self, challenge: StoredChallenge, by: Actor, message: discord.Message, text: str) -> None:
        waiting = self._waiting.get(challenge.id)
        stops = await self._relays.stops(by, text)
        if waiting is not None and (waiting.by.id != by.id or stops):
            await self._hear(challenge)  # who wrote first is heard first
            waiting = None
        if waiting is None:
            bench = await self._relays.bench(await self._rooms.again(challenge))
            if stops or not bench.may_speak(by.id):
                await self._answer(challenge, message, await self._say(challenge, by, text, str(message.id)))
                self._call.clock.look()
                return
            waiting = self._waiting[challenge.id] = _Waiting(by, message, latest=await self._latest(challenge))
        waiting.last = message
        waiting.lines.append(text)
        live = await self._call.live(challenge)
        if live.call.customer_typing(live.now()):
            waiting.gathering.at_once(_now())
        else:
            waiting.gathering.wrote(_now())
        self._arm(challenge)

    async def _hear(self, challenge: StoredChallenge) -> None:
        waiting = self._waiting.pop(challenge.id, None)
        if waiting is None:
            return
        self._silence(challenge.id)
        text, source = "\n".join(waiting.lines), str(waiting.last.id)
        try:
            said = await self._say(challenge, waiting.by, text, source)
        except (OSError, StoreError) as error:
            _log.warning("A message in relay %s is tried again in %s s: %s", challenge.id, AGAIN_AFTER, error)
            waiting.gathering.at_once(_now() + AGAIN_AFTER)
            waiting.latest = math.inf
            self._waiting[challenge.id] = waiting
            self._arm(challenge)
            return
        await self._answer(challenge, waiting.last, said)
        await self._call.acted(challenge)
        await self._awaits_answer(challenge)

    async def _awaits_answer(self, challenge: StoredChallenge) -> None:
        """While the customer answers, the card says who is called then; the turn itself begins after it."""
        challenge = await self._rooms.again(challenge)
        if challenge.state != State.OPEN or challenge.turn_since is not None:
            return
        name = (await self._call.live(challenge)).customer.persona.name
        whose = await self._relays.whose(challenge)
        card = cards.answering(challenge, whose, name, reply=not self._call.bot.reads)
        with suppress(discord.HTTPException):  # the card of the next turn takes its place
            await self._rooms.change(challenge, card, cards.turn_button(challenge))

    async def _say(self, challenge: StoredChallenge, by: Actor, text: str, source: str) -> Said:
        try:
            return await self._relays.say(challenge.id, by, text, source)
        except DeskError as error:  # too long, or the relay has just closed
            return Said(taken=False, says=str(error))

    async def _latest(self, challenge: StoredChallenge) -> float:
        """Until when a line may wait for the next one: who wrote in time is not skipped meanwhile."""
        challenge = await self._rooms.again(challenge)
        due = self._relays.skip_due(challenge, len(await self._call.desk.life.members(challenge)))
        if due is None:
            return math.inf
        now = discord.utils.utcnow()
        left = ((challenge.turn_since or now) + due - now).total_seconds()
        return _now() + max(0.0, left - _BEFORE_THE_SKIP)

    async def _answer(self, challenge: StoredChallenge, message: discord.Message, said: Said) -> None:
        """Why it was not heard: a sign below each such message, and a sentence once for a person and a turn."""
        if said.taken or not said.says:
            return
        with suppress(discord.HTTPException):  # reactions may be forbidden
            await message.add_reaction("👋" if said.left else _NOT_YET)
        challenge = await self._rooms.again(challenge)
        turn, whose, told = self._noted.get(challenge.id, (-1, None, set()))
        if (turn, whose) != (challenge.turn_input, challenge.turn_of):
            told = set()
        if str(message.author.id) not in told:
            told.add(str(message.author.id))
            with suppress(discord.HTTPException):
                await message.reply(f"-# {plain(said.says)}", mention_author=False)
        self._noted[challenge.id] = (challenge.turn_input, challenge.turn_of, told)

    async def _wordless(self, challenge: StoredChallenge, message: discord.Message) -> None:
        if self._call.bot.reads or message.attachments or message.stickers:
            says = "The customer sees words only."
        else:
            says = INTENT_HELP
        await self._answer(challenge, message, Said(taken=False, says=says))

    def _arm(self, challenge: StoredChallenge) -> None:
        self._silence(challenge.id)
        waiting = self._waiting.get(challenge.id)
        if waiting is not None and waiting.gathering.say_at is not None:
            at = min(waiting.gathering.say_at, waiting.latest)
            loop = asyncio.get_running_loop()
            self._alarms[challenge.id] = loop.call_at(at, lambda: self._rooms.beside.begin(self.hear(challenge)))

    def _silence(self, challenge_id: str) -> None:
        alarm = self._alarms.pop(challenge_id, None)
        if alarm is not None:
            alarm.cancel()


def _now() -> float:
    """The event loop's clock, in seconds."""
    return asyncio.get_running_loop().time()
