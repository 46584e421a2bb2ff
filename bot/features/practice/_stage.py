"""The stage: what happens in the threads. The front door of the parts beside it.

One lock a practice, one alarm a practice. Nothing is only here: lines, calls and what was shown are stored before
anything is sent, so that a new process takes up where a killed one stopped.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import discord

from bot.call import CallError, InputKind
from bot.call.events import HintShown
from bot.customers.persona import Persona
from bot.desk.practice import Wish
from bot.desk.servers import ServerSettings
from bot.features.host import Desks, Host
from bot.features.lines import INTENT_HELP, by_person, words_of
from bot.features.practice import _cards as cards
from bot.features.practice._backstage import Backstage, now
from bot.features.practice._course import Course
from bot.features.practice._delivery import Delivery
from bot.features.practice._ending import Ending
from bot.features.practice._opening import Opening
from bot.features.practice._returning import Returning
from bot.features.seats import Deed, Seats
from bot.features.speech import Speech
from bot.store import Practice

_LAST_TASKS = 5.0
"""Seconds that what is under way may take at the end."""


class Stage:
    """All practices of one bot, as Discord sees them.

    Other features use it, too: `open` opens a practice for anybody, `seats` says who may write in it,
    `on_practice_moved(practice)` is dispatched when the customer's mood moved or the call is over, and
    `on_practice_debriefed(practice)` when it has got its debrief.
    """

    def __init__(self, bot: Host, desks: Desks) -> None:
        self.practices = desks.practices
        self.reviews = desks.reviews
        self.seats = Seats()
        self.speech = Speech(bot)
        self._back = Backstage(bot, desks.practices, desks.reviews, desks.servers, self.speech)
        self._scenes = self._back.scenes
        self._delivery = Delivery(self._back)
        self._ending = Ending(self._back)
        self._opening = Opening(self._back)
        self._course = Course(self._back, self._delivery, self._ending)
        self._returning = Returning(self._back, self._opening, self._course, self._ending, self.written)

    async def settings(self, guild_id: str) -> ServerSettings:
        return await self._back.servers.settings(guild_id)

    # -- opening

    async def open(
        self,
        wish: Wish,
        channel: discord.TextChannel,
        *,
        others: Sequence[discord.abc.Snowflake] = (),
        title: str = "",
    ) -> Practice:
        """Open a thread with the case file for the trainee of the wish, who need not have asked for it themselves.

        Args:
            wish: whose call it is, and which; a public one is in a public thread.
            channel: where; that the bot may do there what a call needs was seen to before.
            others: who is added to the thread besides the trainee, for a call that several people watch or share.
            title: the thread's name; usually that of the customer and of the trainee.

        Raises:
            DeskError: the person has a call already, or there is no such customer.
        """
        return await self._opening.open(wish, channel, others, title)

    def briefing(self, practice: Practice, persona: Persona, *, taken: bool = False) -> dict[str, Any]:
        """The case file with its portrait, to be sent."""
        return self._opening.briefing(practice, persona, taken=taken)

    async def take(self, practice_id: str, interaction_id: int) -> Practice:
        """The trainee takes the call. Messages older than this interaction are not for the customer."""
        async with self._scenes.alone(practice_id):
            practice = await self.practices.take_call(practice_id)
            await self.practices.seen(practice, str(interaction_id))
            await self._opening.recall(practice)
        self._course.arm(practice_id)
        return practice

    # -- the call

    async def written(self, message: discord.Message) -> None:
        """A message in one of our threads."""
        practice = self.practices.in_thread(str(message.channel.id))
        if practice is None or not by_person(message):
            return
        if not self.seats.allow(practice, str(message.author.id), Deed.WRITE):
            return
        if practice.state != "live":
            if practice.state == "briefed":
                await message.channel.send("-# Nobody is on the line yet: press **Take the call**.")
            return
        text = words_of(message, self._back.bot.user)
        if not text:
            await self.practices.seen(practice, str(message.id))
            await self._nothing_read(practice, message)
            return
        await self.line(practice, str(message.id), text, message.created_at)

    async def line(self, practice: Practice, message_id: str, text: str, written_at: datetime) -> None:
        """Keep a line and say it when its writer has finished, at once while the customer is typing."""
        if not await self.practices.line(practice, message_id, text, written_at):
            return
        live = await self.practices.live(practice)
        lines = self._scenes.of(practice.id).lines
        if live.call.customer_typing(live.now()) or live.stops(text):
            lines.at_once(now())
        else:
            lines.wrote(now())
        self._course.arm(practice.id)

    async def typed(self, thread_id: int, user_id: int) -> None:
        """Somebody was seen typing in a thread."""
        practice = self.practices.in_thread(str(thread_id))
        if practice is None or practice.state != "live":
            return
        if not self.seats.allow(practice, str(user_id), Deed.WRITE):
            return
        self._scenes.of(practice.id).lines.typing(now())
        async with self._scenes.alone(practice.id):
            await self.practices.typed(practice)
        self._course.arm(practice.id)

    async def act(self, practice: Practice, kind: InputKind, text: str = "", seconds: float | None = None) -> None:
        """Hold, come back, ask the supervisor, end or stop: what was written before is heard before."""
        async with self._scenes.alone(practice.id):
            await self._course.hear(practice)
            await self.practices.act(practice, kind, text, seconds)
            await self._delivery.deliver(practice)
        self._course.arm(practice.id)

    async def hint(self, practice: Practice) -> str:
        async with self._scenes.alone(practice.id):
            events = await self.practices.hint(practice)
            await self._delivery.deliver(practice)
        self._course.arm(practice.id)
        return next((event.text for event in events if isinstance(event, HintShown)), "")

    # -- the end

    async def finish(self, practice: Practice, kind: InputKind, rating: int | None, note: str) -> None:
        """End the call if it is still going on, and show the debrief."""
        async with self._scenes.alone(practice.id):
            practice = await self.practices.get(practice.id)
            if practice.state == "live":
                await self._course.hear(practice)
                with suppress(CallError):  # the customer was quicker
                    await self.practices.act(practice, kind)
                await self._delivery.deliver(practice, ending=True)
                practice = await self.practices.get(practice.id)
            if practice.state == "over":
                await self.practices.rate(practice, rating, note)
                await self._ending.debrief(practice)

    async def drop(self, practice: Practice) -> None:
        """A practice that was never taken: close its thread."""
        async with self._scenes.alone(practice.id):
            await self._ending.drop(practice)

    async def deleted(self, thread_id: str) -> None:
        """Somebody deleted a thread: the call in it stops, unscored."""
        practice = self.practices.in_thread(thread_id)
        if practice is None:
            return
        async with self._scenes.alone(practice.id):
            await self._back.let_go(practice)

    # -- the process

    async def take_up(self) -> None:
        """Go on with everything that is unfinished: after a start, and after a connection was lost."""
        for practice in self.practices.unfinished():
            self._back.beside.begin(self._returning.take_up(practice))

    async def close(self) -> None:
        """Stop listening to the clock, and let what is under way come to its end."""
        self._course.close()
        await self._back.beside.ended(_LAST_TASKS)

    # -- inside

    async def _nothing_read(self, practice: Practice, message: discord.Message) -> None:
        if self._back.bot.reads or message.attachments or message.stickers:
            await message.channel.send("-# The customer sees words only.")
            return
        settings = await self.settings(practice.guild_id)
        if not settings.told_intent:
            await self._back.servers.change(practice.guild_id, told_intent=True)
            await message.channel.send(INTENT_HELP)
        await message.channel.send("-# Use this:", view=cards.buttons(cards.reply_button(practice)))
