"""`/learn`, `/progress` and `/me`."""

import asyncio
from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.coaching import Standing, learn, load_cards
from bot.customers import Difficulty
from bot.desk import Action, Personal, Standings
from bot.features.actors import actor_of
from bot.features.choosing import fitting, names_of
from bot.features.coaching import _cards as cards
from bot.features.host import Host, Interaction
from bot.store import People
from bot.ui import Form, Values, answer, wait


class CoachingCog(commands.Cog):
    """What a person does between calls."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot

    @property
    def _personal(self) -> Personal:
        return Personal(People(self.bot.desks.desk.calls.database))

    # -- the craft library

    @app_commands.command(name="learn", description="The craft library: what calms a customer, and why")
    @app_commands.describe(technique="One technique, for instance T5; leave it open for the list")
    @app_commands.guild_only()
    async def learn(self, interaction: Interaction, technique: str | None = None) -> None:
        if technique is None:
            await answer(interaction, view=cards.all_techniques())
        else:
            await answer(interaction, view=cards.technique(learn(technique)))

    @learn.autocomplete("technique")
    async def techniques(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        del interaction
        return fitting([(f"{card.id} {card.name}", card.id) for card in load_cards().values()], typed)

    async def show_card(self, interaction: Interaction, technique: str) -> None:
        await interaction.response.edit_message(view=cards.technique(learn(technique)))

    async def pick_card(self, interaction: Interaction, _subject: str, chosen: list[str]) -> None:
        await answer(interaction, view=cards.technique(learn(chosen[0])))

    # -- progress

    @app_commands.command(name="progress", description="Where you stand, and what suits you next")
    @app_commands.describe(member="Somebody else: for trainers and leads")
    @app_commands.guild_only()
    async def progress(self, interaction: Interaction, member: discord.Member | None = None) -> None:
        await wait(interaction)
        who = member or interaction.user
        own = who.id == interaction.user.id
        if not own:
            (await actor_of(interaction, self.bot.desks.servers)).must(Action.SEE_OTHERS_DEBRIEF)
        # Of oneself one sees everything; of others only what they did here.
        server = None if own else str(interaction.guild_id)
        practices = self.bot.desks.practices
        await practices.roster.refresh()
        settings = await self.bot.desks.servers.settings(str(interaction.guild_id))
        known = await practices.roster.at(str(interaction.guild_id))
        standing = await Standings(self.bot.desks.desk, server).of(
            str(who.id), who.display_name, known, dates=settings.dates
        )
        picture = await _drawn(standing)
        files = [] if picture is None else [discord.File(BytesIO(picture), filename="progress.png")]
        address = None if picture is None else "attachment://progress.png"
        await answer(interaction, view=cards.progress(standing, address, names_of(known), own=own), files=files)

    # -- own settings

    @app_commands.command(name="me", description="Your own ceiling, stop word and language; nobody else sees them")
    @app_commands.guild_only()
    async def me(self, interaction: Interaction) -> None:
        await wait(interaction)
        await answer(interaction, view=cards.own_settings(await self._personal.of(str(interaction.user.id))))

    async def set_ceiling(self, interaction: Interaction, _subject: str, chosen: list[str]) -> None:
        highest = None if chosen[0] == cards.NO_CEILING else Difficulty(chosen[0])
        person = await self._personal.ceiling(str(interaction.user.id), highest)
        await interaction.response.edit_message(view=cards.own_settings(person))

    async def turn_mild(self, interaction: Interaction, _subject: str) -> None:
        now = await self._personal.of(str(interaction.user.id))
        person = await self._personal.mild(now.id, mild=not now.mild)
        await interaction.response.edit_message(view=cards.own_settings(person))

    async def ask_stop_word(self, interaction: Interaction, _subject: str) -> None:
        form = Form("own_word", "me", "Your stop word")
        form.ask("word", "The word; empty for none", required=False, most=60)
        await interaction.response.send_modal(form)

    async def set_stop_word(self, interaction: Interaction, _subject: str, values: Values) -> None:
        person = await self._personal.stop_word(str(interaction.user.id), values.get("word", ""))
        await interaction.response.edit_message(view=cards.own_settings(person))


async def _drawn(standing: Standing) -> bytes | None:
    """The chart as PNG, drawn in a thread; None where there is nothing to draw or Pillow is missing."""
    if standing.progress.recent is None:
        return None
    try:
        return await asyncio.to_thread(_picture, standing)
    except ImportError:
        return None


def _picture(standing: Standing) -> bytes:
    from bot.coaching.standing_picture import standing_picture  # noqa: PLC0415 (Pillow is slow to load)

    return standing_picture(standing)
