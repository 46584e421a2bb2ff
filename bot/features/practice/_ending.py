"""The ending of a practice: the debrief with its picture, and the thread that is shut."""

from io import BytesIO
from typing import Any

import discord

from bot.customers.persona import Persona
from bot.desk.review import Review
from bot.desk.written_days import written_day
from bot.features.practice import _cards as cards
from bot.features.practice._backstage import Backstage
from bot.features.speech import portrait_of
from bot.features.threads import has_card, shut
from bot.store import Practice


class Ending:
    """Ends practices. Whoever calls holds the practice's lock."""

    def __init__(self, backstage: Backstage) -> None:
        self._back = backstage

    async def debrief(self, practice: Practice) -> None:
        """Show the debrief and shut the thread. Other features hear of it as `on_practice_debriefed(practice)`."""
        assert practice.call_id is not None  # noqa: S101 (a practice that is over had a call)
        practices, scenes = self._back.practices, self._back.scenes
        thread = await self._back.thread(practice)
        if thread is not None:
            review = await self._back.reviews.review(practice.call_id)
            persona = (await practices.customer_of(practice)).persona
            shown = scenes.of(practice.id).returning and await has_card(thread, f"simmer:turns:{practice.id}")
            if not shown:
                dates = (await self._back.servers.settings(practice.guild_id)).dates
                await thread.send(**debrief_message(practice, review, persona, dates))
        await practices.debriefed(practice)
        scenes.forget(practice.id)
        self._back.bot.dispatch("practice_debriefed", practice)
        if thread is not None:
            await shut(thread)

    async def drop(self, practice: Practice) -> None:
        """A practice that was never taken."""
        await self.close(practice, "-# Not taken. Start another one whenever you like: /practice start")

    async def close(self, practice: Practice, why: str) -> None:
        """Without a debrief: say why, and shut the thread."""
        thread = await self._back.thread(practice)
        await self._back.let_go(practice)
        if thread is not None:
            await thread.send(why[:2000])
            await shut(thread)


def debrief_message(practice: Practice, review: Review, persona: Persona, dates: str) -> dict[str, Any]:
    """The debrief with its picture and the whole of it as a file, to be sent; `dates` is how the day is written."""
    portrait = portrait_of(persona)
    day = written_day(practice.ended_at or practice.created_at, dates)
    text = f"{practice.trainee_name} · {day}\n\n{review.text}"  # the file may be kept where no message dates it
    files = [discord.File(BytesIO(text.encode()), filename="debrief.txt")]
    if portrait is not None:
        files.append(discord.File(BytesIO(portrait.read_bytes()), filename="portrait.png"))
    if review.picture is not None:
        files.append(discord.File(BytesIO(review.picture), filename="mood.png"))
    card = cards.debrief(
        practice,
        review,
        "attachment://portrait.png" if portrait else None,
        "attachment://mood.png" if review.picture is not None else None,
        "attachment://debrief.txt",
    )
    return {"view": card, "files": files}
