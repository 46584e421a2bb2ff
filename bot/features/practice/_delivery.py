"""The delivery of what happened in a call: the customer's lines, their typing, the mood, what the bot says beside.

Each event is noted as shown as soon as Discord has taken it, so that a restart neither loses nor repeats one.
"""

from contextlib import suppress

import discord

from bot.call import Event, Outcome
from bot.call.events import CameBack, CustomerSaid, Ended, HeldOn, MoodMoved, SupervisorAnswered
from bot.desk import Mode
from bot.features.asides import aside
from bot.features.practice import _cards as cards
from bot.features.practice._backstage import Backstage, now
from bot.features.practice._scene import Scene
from bot.features.threads import has_card, has_said
from bot.store import Practice

TYPING_LASTS = 8.0
"""Seconds after which Discord is told again that the customer types; it shows so for 10."""


class Delivery:
    """Shows in a thread what happened in its call. Whoever calls holds the practice's lock."""

    def __init__(self, backstage: Backstage) -> None:
        self._back = backstage

    async def deliver(self, practice: Practice, *, ending: bool = False) -> None:
        """Show what has happened and was not shown yet; `ending`: the debrief follows at once."""
        practices, scene = self._back.practices, self._back.scenes.of(practice.id)
        thread: discord.Thread | None = None
        spoke = moved = False
        for number, event in await practices.fresh(practice):
            if isinstance(event, (CustomerSaid, MoodMoved, HeldOn, CameBack, SupervisorAnswered, Ended)):
                thread = thread or await self._back.thread(practice)
                if thread is None:
                    await self._back.let_go(practice)
                    return
                if isinstance(event, CustomerSaid):
                    scene.typing_shown = None
                    spoke = True
                await self._show(thread, practice, event, scene, ending=ending)
            practice = await practices.shown(practice, number)
            scene.returning = False
            moved = moved or isinstance(event, MoodMoved | Ended)
            if isinstance(event, Ended):
                practice = await practices.finished(practice)
        if moved:
            self._back.bot.dispatch("practice_moved", practice)
        if spoke and thread is not None and practice.state == "live" and not self._back.bot.reads:
            await self._offer_reply(thread, practice)

    async def _show(
        self, thread: discord.Thread, practice: Practice, event: Event, scene: Scene, *, ending: bool
    ) -> None:
        match event:
            case CustomerSaid():
                persona = (await self._back.practices.customer_of(practice)).persona
                if not (scene.returning and await has_said(thread, event.text)):
                    await self._back.speech.say(thread, persona, event.text)
            case Ended():
                if ending or event.outcome is Outcome.STOPPED:
                    return
                if not (scene.returning and await has_card(thread, f"simmer:rate:{practice.id}")):
                    await thread.send(view=cards.over(practice, event.outcome.value))
            case _:
                text = await self._aside(practice, event)
                if text and not (scene.returning and await has_said(thread, text)):
                    await thread.send(text[:2000])

    async def _aside(self, practice: Practice, event: Event) -> str:
        """What the bot says itself, beside the conversation."""
        mode, comment = Mode(practice.mode), ""
        if isinstance(event, MoodMoved) and mode is Mode.COACH and practice.call_id is not None:
            comment = await self._back.reviews.comment(practice.call_id, event.turn)
        return aside(event, mode, comment)

    async def _offer_reply(self, thread: discord.Thread, practice: Practice) -> None:
        live = await self._back.practices.live(practice)
        if not live.call.speaking:
            await thread.send("-# Your turn.", view=cards.buttons(cards.reply_button(practice)))

    # -- typing

    def typing_due(self, scene: Scene) -> float:
        """Seconds until Discord is to be told (again) that the customer types; not positive: now."""
        return 0.0 if scene.typing_shown is None else scene.typing_shown + TYPING_LASTS - now()

    async def show_typing(self, practice: Practice) -> None:
        """Show that the customer types, if they do."""
        scene = self._back.scenes.of(practice.id)
        live = await self._back.practices.live(practice)
        if not live.call.customer_typing(live.now()) or self.typing_due(scene) > 0:
            return
        thread = await self._back.thread(practice)
        if thread is not None:
            scene.typing_shown = now()
            with suppress(discord.HTTPException):  # it is only for looks
                await thread.typing()
