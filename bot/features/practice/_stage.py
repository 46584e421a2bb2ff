"""The stage: what happens in the threads. Opens them, listens, lets the customer speak in time, shows the debrief.

One lock a practice, one alarm a practice. Nothing is only here: lines, calls and what was shown are stored before
anything is sent, so that a new process takes up where a killed one stopped.
"""

import asyncio
import io
import logging
import re
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import Any

import discord

from bot.call import CallError, Event, InputKind, Outcome
from bot.call.events import AgentSaid, CameBack, CustomerSaid, Ended, HeldOn, HintShown, MoodMoved, SupervisorAnswered
from bot.customers.persona import Persona
from bot.desk import DeskError, Mode
from bot.desk.practice import PracticeDesk, Wish, typing_begins
from bot.desk.review import Review
from bot.desk.servers import ServerSettings
from bot.features.host import Desks, Host
from bot.features.practice import _cards as cards
from bot.features.practice._speech import Speech, portrait_of
from bot.store import Practice, StoreError
from bot.ui import mood_text, shortened, signed
from bot.ui.cards import plain

_log = logging.getLogger(__name__)

DEBOUNCE = 2.0
"""Seconds after a line in which another one still belongs to the same message."""
STILL_TYPING = 6.0
"""Seconds that a line waits for the next one while the trainee is seen typing."""
LONGEST_WAIT = 20.0
"""No line waits longer than this for the next one."""
TYPING_LASTS = 8.0
"""Discord shows "is typing" for 10 seconds."""
DEBRIEF_AFTER = 15 * 60.0
"""Seconds after the end of a call until its debrief comes by itself."""
AGAIN_AFTER = 15.0
"""Seconds until something that Discord or the database refused is tried again."""
_HISTORY = 200
"""Messages written while the bot was away that are read at most."""
INTENT_HELP = (
    "I cannot read what you write here: this application has no **Message Content Intent**. Use the *Reply* button. "
    "To switch it on: discord.com/developers/applications → the application → *Bot* → *Message Content Intent*, "
    "save, and restart Simmer."
)


class Stage:
    """All practices of one bot, as Discord sees them."""

    def __init__(self, bot: Host, desks: Desks) -> None:
        self._bot = bot
        self._servers = desks.servers
        self.practices: PracticeDesk = desks.practices
        self.reviews = desks.reviews
        self.speech = Speech(bot)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._say_at: dict[str, float] = {}
        """When the waiting lines of a practice are said, on the loop's clock."""
        self._first_line: dict[str, float] = {}
        self._typing_shown: dict[str, float] = {}
        self._returning: set[str] = set()
        """Practices of which the last event may have been shown although that was not noted."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    # -- opening

    async def open(self, wish: Wish, channel: discord.TextChannel, member: discord.Member) -> Practice:
        """Open a thread with the case file.

        Raises:
            DeskError: the person has a call already, or there is no such customer.
        """
        await self.practices.roster.refresh()
        practice = await self.practices.book(wish)
        self.speech.forget(channel.id)
        try:
            persona = self.practices.roster.get(practice.persona_id).persona
            kind = discord.ChannelType.public_thread if wish.public else discord.ChannelType.private_thread
            thread = await channel.create_thread(
                name=shortened(f"{persona.name} · {member.display_name}", 100),
                type=kind,
                invitable=False,
                auto_archive_duration=1440,
            )
            practice = await self.practices.opened(practice, str(thread.id))
            await thread.add_user(member)
            await self._brief(practice, thread)
        except BaseException:
            await self.practices.gone(practice)
            raise
        return practice

    async def _brief(self, practice: Practice, thread: discord.Thread) -> None:
        persona = (await self.practices.customer_of(practice)).persona
        self._spawn(self.speech.prepare(persona))
        await thread.send(**self.briefing(practice, persona))

    def briefing(self, practice: Practice, persona: Persona, *, taken: bool = False) -> dict[str, Any]:
        """The case file with its portrait, to be sent."""
        portrait = portrait_of(persona)
        files = [discord.File(BytesIO(portrait.read_bytes()), filename="portrait.png")] if portrait else []
        address = "attachment://portrait.png" if portrait else None
        view = cards.briefing(practice, persona, address, reply=not self._bot.reads, taken=taken)
        return {"view": view, "files": files}

    async def settings(self, guild_id: str) -> ServerSettings:
        return await self._servers.settings(guild_id)

    # -- the call

    async def take(self, practice_id: str, interaction_id: int) -> Practice:
        """The trainee takes the call. Messages older than this interaction are not for the customer."""
        async with self._locks[practice_id]:
            practice = await self.practices.take_call(practice_id)
            await self.practices.seen(practice, str(interaction_id))
            await self._recall(practice)
        self._arm(practice_id)
        return practice

    async def _recall(self, practice: Practice) -> None:
        """What was said before the message from which the call is played again."""
        live = await self.practices.live(practice)
        thread = await self._thread(practice)
        if practice.from_call is None or thread is None:
            return
        name = live.customer.persona.name
        lines = [
            f"> **{name if isinstance(event, CustomerSaid) else practice.trainee_name}:** {plain(event.text)}"
            for event in live.call.events
            if isinstance(event, CustomerSaid | AgentSaid)
        ]
        if lines:
            await thread.send(f"**Before this**\n{latest(lines, 1900)}")

    async def written(self, message: discord.Message) -> None:
        """A message in one of our threads."""
        practice = self.practices.in_thread(str(message.channel.id))
        if practice is None or message.author.bot or message.webhook_id is not None:
            return
        if str(message.author.id) != practice.trainee_id or not _speech_like(message):
            return
        if practice.state != "live":
            if practice.state == "briefed":
                await message.channel.send("-# Nobody is on the line yet: press **Take the call**.")
            return
        text = self._words(message)
        if not text:
            await self.practices.seen(practice, str(message.id))
            await self._nothing_read(practice, message)
            return
        await self.line(practice, str(message.id), text, message.created_at)

    async def line(self, practice: Practice, message_id: str, text: str, written_at: datetime) -> None:
        """Keep a line and say it when the trainee has finished, at once while the customer is typing."""
        if not await self.practices.line(practice, message_id, text, written_at):
            return
        live = await self.practices.live(practice)
        now = self._now()
        if live.call.customer_typing(live.now()) or live.stops(text):
            self._say_at[practice.id] = now
        else:
            self._first_line.setdefault(practice.id, now)
            self._say_at[practice.id] = now + DEBOUNCE
        self._arm(practice.id)

    async def typed(self, thread_id: int, user_id: int) -> None:
        """Somebody was seen typing in a thread."""
        practice = self.practices.in_thread(str(thread_id))
        if practice is None or practice.state != "live" or str(user_id) != practice.trainee_id:
            return
        if practice.id in self._first_line:
            latest = self._first_line[practice.id] + LONGEST_WAIT
            self._say_at[practice.id] = min(self._now() + STILL_TYPING, latest)
        async with self._locks[practice.id]:
            await self.practices.typed(practice)
        self._arm(practice.id)

    async def act(self, practice: Practice, kind: InputKind, text: str = "", seconds: float | None = None) -> None:
        """Hold, come back, ask the supervisor, end or stop: what was written before is heard before."""
        async with self._locks[practice.id]:
            await self._hear(practice)
            await self.practices.act(practice, kind, text, seconds)
            await self._deliver(practice)
        self._arm(practice.id)

    async def hint(self, practice: Practice) -> str:
        async with self._locks[practice.id]:
            events = await self.practices.hint(practice)
            await self._deliver(practice)
        self._arm(practice.id)
        return next((event.text for event in events if isinstance(event, HintShown)), "")

    # -- the end

    async def finish(self, practice: Practice, kind: InputKind, rating: int | None, note: str) -> None:
        """End the call if it is still going on, and show the debrief."""
        async with self._locks[practice.id]:
            practice = await self.practices.get(practice.id)
            if practice.state == "live":
                await self._hear(practice)
                with suppress(CallError):  # the customer was quicker
                    await self.practices.act(practice, kind)
                await self._deliver(practice, ending=True)
                practice = await self.practices.get(practice.id)
            if practice.state == "over":
                await self.practices.rate(practice, rating, note)
                await self._debrief(practice)

    async def drop(self, practice: Practice) -> None:
        """A practice that was never taken: close its thread."""
        async with self._locks[practice.id]:
            thread = await self._thread(practice)
            await self.practices.gone(practice)
            if thread is not None:
                await thread.send("-# Not taken. Start another one whenever you like: /practice start")
                await _shut(thread)
        self._forget(practice.id)

    async def _debrief(self, practice: Practice) -> None:
        assert practice.call_id is not None  # noqa: S101 (a practice that is over had a call)
        thread = await self._thread(practice)
        if thread is None:
            await self.practices.debriefed(practice)
            return
        review = await self.reviews.review(practice.call_id)
        persona = (await self.practices.customer_of(practice)).persona
        if practice.id not in self._returning or not await _has_card(thread, f"simmer:turns:{practice.id}"):
            await thread.send(**debrief_message(practice, review, persona))
        await self.practices.debriefed(practice)
        self._forget(practice.id)
        await _shut(thread)

    async def deleted(self, thread_id: str) -> None:
        """Somebody deleted a thread: the call in it stops, unscored."""
        practice = self.practices.in_thread(thread_id)
        if practice is None:
            return
        async with self._locks[practice.id]:
            await self.practices.gone(practice)
        self._forget(practice.id)

    # -- time

    def _arm(self, practice_id: str) -> None:
        """Set the alarm of a practice anew."""
        handle = self._alarms.pop(practice_id, None)
        if handle is not None:
            handle.cancel()
        if not self._closing:
            self._spawn(self._set(practice_id))

    async def _set(self, practice_id: str) -> None:
        practice = self.practices.peek(practice_id)
        if practice is None or self._closing:
            return
        delay = await self._delay(practice)
        before = self._alarms.pop(practice_id, None)
        if before is not None:
            before.cancel()
        if delay is not None:
            loop = asyncio.get_running_loop()
            self._alarms[practice_id] = loop.call_later(max(0.0, delay), self._ring, practice_id)

    def _ring(self, practice_id: str) -> None:
        self._alarms.pop(practice_id, None)
        self._spawn(self._wake(practice_id))

    async def _delay(self, practice: Practice) -> float | None:
        """Seconds until something is to be done."""
        if practice.state == "over" and practice.ended_at is not None:
            return DEBRIEF_AFTER - (discord.utils.utcnow() - practice.ended_at).total_seconds()
        if practice.state != "live":
            return None
        if practice.id in self._say_at:
            return self._say_at[practice.id] - self._now()
        live = await self.practices.live(practice)
        due, now = live.call.due(), live.now()
        if due is None:
            return None
        begins = typing_begins(live.call, now)
        if begins is not None:
            shown = self._typing_shown.get(practice.id, -TYPING_LASTS) + TYPING_LASTS - self._now()
            due = min(due, begins if begins > now else max(now, now + shown))
        return due - now

    async def _wake(self, practice_id: str) -> None:
        try:
            async with self._locks[practice_id]:
                practice = self.practices.peek(practice_id)
                if practice is not None:
                    await self._step(practice)
        except discord.Forbidden as error:
            _log.warning("Practice %s cannot go on, a permission is missing: %s", practice_id, error)
            return  # the next message or press tries again
        except (discord.HTTPException, OSError, StoreError) as error:
            _log.warning("Practice %s is tried again in %s s: %s", practice_id, AGAIN_AFTER, error)
            loop = asyncio.get_running_loop()
            self._alarms[practice_id] = loop.call_later(AGAIN_AFTER, self._ring, practice_id)
            return
        self._arm(practice_id)

    async def _step(self, practice: Practice) -> None:
        if practice.state == "over":
            if (await self._delay(practice) or 0.0) <= 0:
                await self._debrief(practice)
            return
        if practice.state != "live":
            return
        if practice.id not in self._say_at:
            await self.practices.happen(practice)
        elif self._say_at[practice.id] <= self._now():
            await self._hear(practice)
        await self._deliver(practice)
        after = self.practices.peek(practice.id)
        live = await self.practices.live(practice)
        if after is not None and after.state == "over" and live.call.outcome is Outcome.STOPPED:
            await self._debrief(after)  # nothing is asked of somebody who had to stop
        elif after is not None:
            await self._show_typing(practice)

    async def _hear(self, practice: Practice) -> None:
        # Taken away before, not after: a line that comes meanwhile sets them anew.
        say_at = self._say_at.pop(practice.id, None)
        self._first_line.pop(practice.id, None)
        try:
            await self.practices.hear(practice)
        except BaseException:
            if say_at is not None:
                self._say_at.setdefault(practice.id, say_at)
            raise

    async def _show_typing(self, practice: Practice) -> None:
        live = await self.practices.live(practice)
        if not live.call.customer_typing(live.now()):
            return
        if self._now() - self._typing_shown.get(practice.id, -TYPING_LASTS) < TYPING_LASTS:
            return
        thread = await self._thread(practice)
        if thread is not None:
            self._typing_shown[practice.id] = self._now()
            with suppress(discord.HTTPException):  # it is only for looks
                await thread.typing()

    # -- showing

    async def _deliver(self, practice: Practice, *, ending: bool = False) -> None:
        """Show what has happened. Each event is noted as shown as soon as Discord has taken it."""
        thread: discord.Thread | None = None
        spoke = False
        for number, event in await self.practices.fresh(practice):
            if isinstance(event, (CustomerSaid, MoodMoved, HeldOn, CameBack, SupervisorAnswered, Ended)):
                thread = thread or await self._thread(practice)
                if thread is None:
                    await self.practices.gone(practice)
                    self._forget(practice.id)
                    return
                if isinstance(event, CustomerSaid):
                    self._typing_shown.pop(practice.id, None)
                    spoke = True
                await self._show(thread, practice, event, ending=ending)
            practice = await self.practices.shown(practice, number)
            self._returning.discard(practice.id)
            if isinstance(event, Ended):
                practice = await self.practices.finished(practice)
        if spoke and thread is not None and practice.state == "live" and not self._bot.reads:
            await self._offer_reply(thread, practice)

    async def _show(self, thread: discord.Thread, practice: Practice, event: Event, *, ending: bool) -> None:
        if isinstance(event, CustomerSaid):
            persona = (await self.practices.customer_of(practice)).persona
            if not await self._shown_before(thread, practice, event.text):
                await self.speech.say(thread, persona, event.text)
            return
        if isinstance(event, Ended):
            stopped = event.outcome is Outcome.STOPPED
            if (
                not ending
                and not stopped
                and not (practice.id in self._returning and await _has_card(thread, f"simmer:rate:{practice.id}"))
            ):
                await thread.send(view=cards.over(practice, event.outcome.value))
            return
        text = await self._aside(practice, event)
        if text and not await self._shown_before(thread, practice, text):
            await thread.send(text[:2000])

    async def _aside(self, practice: Practice, event: Event) -> str:
        """What the bot says itself, beside the conversation."""
        match event:
            case MoodMoved():
                return await self._mood(practice, event)
            case HeldOn():
                promised = "no time given" if event.promised is None else f"{cards.clock(event.promised)} min announced"
                return f"-# ⏸️ On hold, {promised}."
            case CameBack():
                return f"-# ▶️ Back after {cards.clock(event.held)} min."
            case SupervisorAnswered():
                return f"🧑‍💼 **Supervisor:** {event.text}"
            case _:
                return ""

    async def _mood(self, practice: Practice, event: MoodMoved) -> str:
        mode = Mode(practice.mode)
        if not mode.shows_mood:
            return ""
        change = signed(event.after.anger - event.before.anger)
        line = f"-# {mood_text(event.after.state.value, event.after.anger)} ({change})"
        if mode is Mode.COACH and practice.call_id is not None:
            comment = await self.reviews.comment(practice.call_id, event.turn)
            return f"{line}\n-# 🎧 {comment}" if comment else line
        return line

    async def _shown_before(self, thread: discord.Thread, practice: Practice, text: str) -> bool:
        """After a restart: did the killed process send this, and die before it could note so?"""
        if practice.id not in self._returning:
            return False
        with suppress(discord.HTTPException):
            async for message in thread.history(limit=10):
                if (message.author.bot or message.webhook_id) and message.content.endswith(text[:1900]):
                    return True
        return False

    async def _offer_reply(self, thread: discord.Thread, practice: Practice) -> None:
        live = await self.practices.live(practice)
        if not live.call.speaking:
            await thread.send("-# Your turn.", view=cards.buttons(cards.reply_button(practice)))

    async def _nothing_read(self, practice: Practice, message: discord.Message) -> None:
        if self._bot.reads or message.attachments or message.stickers:
            await message.channel.send("-# The customer sees words only.")
            return
        settings = await self._servers.settings(practice.guild_id)
        if not settings.told_intent:
            await self._servers.change(practice.guild_id, told_intent=True)
            await message.channel.send(INTENT_HELP)
        await message.channel.send("-# Use this:", view=cards.buttons(cards.reply_button(practice)))

    def _words(self, message: discord.Message) -> str:
        """What was written, without the bot's own mention (a message that mentions the bot is always readable)."""
        text = message.content
        if self._bot.user is not None:
            text = re.sub(rf"<@!?{self._bot.user.id}>", "", text)
        return text.strip()

    # -- coming back

    async def take_up(self) -> None:
        """Go on with everything that is unfinished: after a start, and after a connection was lost."""
        for practice in self.practices.unfinished():
            self._spawn(self._take_up(practice))

    async def _take_up(self, practice: Practice) -> None:
        try:
            thread = await self._thread(practice)
            if thread is None:
                await self.practices.gone(practice)
                return
            if practice.state == "briefed":
                if not await _has_card(thread, f"simmer:end:{practice.id}"):
                    await self._brief(practice, thread)
                return
            if practice.id not in self._alarms and practice.id not in self._say_at:
                self._returning.add(practice.id)
            if practice.state == "live":
                self._spawn(self.speech.prepare((await self.practices.customer_of(practice)).persona))
                await self.practices.settle_numbers(practice)
                await self._read_back(practice, thread)
                if await self.practices.waiting(practice):
                    self._say_at.setdefault(practice.id, self._now())
                await self._wake(practice.id)
                return
        except DeskError as error:
            await self._give_up(practice, error)
            return
        except (discord.HTTPException, OSError, StoreError) as error:
            _log.warning("Practice %s could not be taken up: %s", practice.id, error)
        self._arm(practice.id)

    async def _give_up(self, practice: Practice, error: DeskError) -> None:
        """The call cannot go on, for instance because the rules are others now: say so, and let go of it."""
        _log.warning("Practice %s cannot go on: %s", practice.id, error)
        thread = await self._thread(practice)
        await self.practices.gone(practice)
        self._forget(practice.id)
        if thread is not None:
            with suppress(discord.HTTPException):
                await thread.send(
                    f"{error} It is closed without a score; start another one with /practice start."[:2000]
                )
                await _shut(thread)

    async def _read_back(self, practice: Practice, thread: discord.Thread) -> None:
        """The messages that were written while nobody listened."""
        last = discord.Object(int(practice.last_seen or practice.thread_id or 0))
        with suppress(discord.Forbidden):
            async for message in thread.history(after=last, oldest_first=True, limit=_HISTORY):
                await self.written(message)

    async def close(self) -> None:
        """Stop listening to the clock, and let what is under way come to its end."""
        self._closing = True
        for handle in self._alarms.values():
            handle.cancel()
        self._alarms.clear()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    # -- inside

    async def _thread(self, practice: Practice) -> discord.Thread | None:
        """The thread; None if it is gone. An archived one is in no cache."""
        if practice.thread_id is None:
            return None
        channel = self._bot.get_channel(int(practice.thread_id))
        if channel is None:
            try:
                channel = await self._bot.fetch_channel(int(practice.thread_id))
            except discord.NotFound:
                return None
        return channel if isinstance(channel, discord.Thread) else None

    def _forget(self, practice_id: str) -> None:
        handle = self._alarms.pop(practice_id, None)
        if handle is not None:
            handle.cancel()
        for kept in (self._say_at, self._first_line, self._typing_shown):
            kept.pop(practice_id, None)
        self._returning.discard(practice_id)
        if not self._locks[practice_id].locked():
            del self._locks[practice_id]

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside; the reference keeps the task from being collected."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("A practice's task failed", exc_info=task.exception())

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def debrief_message(practice: Practice, review: Review, persona: Persona) -> dict[str, Any]:
    """The debrief with its picture and the whole of it as a file, to be sent."""
    portrait = portrait_of(persona)
    files = [discord.File(io.BytesIO(review.text.encode()), filename="debrief.txt")]
    if portrait is not None:
        files.append(discord.File(BytesIO(portrait.read_bytes()), filename="portrait.png"))
    if review.picture is not None:
        files.append(discord.File(io.BytesIO(review.picture), filename="mood.png"))
    card = cards.debrief(
        practice,
        review,
        "attachment://portrait.png" if portrait else None,
        "attachment://mood.png" if review.picture is not None else None,
        "attachment://debrief.txt",
    )
    return {"view": card, "files": files}


def quoted(name: str, text: str) -> str:
    """What the trainee said by the form, for the thread."""
    return f"**{plain(shortened(name, 60))}:** {plain(text)}"[:2000]


def latest(lines: list[str], most: int) -> str:
    """As many of the last lines as there is room for."""
    kept: list[str] = []
    for line in reversed(lines):
        short = shortened(line.replace("\n", " "), 400)
        if sum(map(len, kept)) + len(kept) + len(short) > most:
            break
        kept.append(short)
    return "\n".join(reversed(kept))


def _speech_like(message: discord.Message) -> bool:
    return message.type in {discord.MessageType.default, discord.MessageType.reply}


async def _has_card(thread: discord.Thread, custom_id: str) -> bool:
    """Whether a card with this button is in the thread."""
    with suppress(discord.HTTPException):
        async for message in thread.history(limit=30):
            view = discord.ui.LayoutView.from_message(message, timeout=None)
            if any(getattr(item, "custom_id", None) == custom_id for item in view.walk_children()):
                return True
    return False


async def _shut(thread: discord.Thread) -> None:
    """Archive the thread, and lock it where we may."""
    may_lock = thread.permissions_for(thread.guild.me).manage_threads
    with suppress(discord.HTTPException):  # it is only tidying up
        await (thread.edit(archived=True, locked=True) if may_lock else thread.edit(archived=True))
