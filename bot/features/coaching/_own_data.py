"""`/mydata …`: what is stored of a person, for that person alone."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import discord
from discord import app_commands
from discord.ext import commands

from bot.desk import Action, OwnData
from bot.features.actors import actor_of
from bot.features.host import Host, Interaction
from bot.ui import Card, Press, Refusal, answer, wait

_MOST_BYTES = 9_500_000
"""Discord takes files of 10 MB."""


class OwnDataCog(commands.GroupCog, group_name="mydata", group_description="Your data: what Simmer keeps about you"):
    """It works everywhere, also in a private message: who has left a server keeps this right."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot
        super().__init__()

    @property
    def _data(self) -> OwnData:
        return OwnData(self.bot.desks.desk.calls)

    @app_commands.command(name="export", description="Everything that Simmer keeps of you, as a file")
    async def export(self, interaction: Interaction) -> None:
        await wait(interaction)
        await self._must(interaction)
        file = BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED) as archive, archive.open("simmer.jsonl", "w") as lines:
            async for one in self._data.of(str(interaction.user.id)):
                lines.write(json.dumps(one).encode() + b"\n")
        if file.tell() > _MOST_BYTES:
            raise Refusal(
                "You have practised so much that it does not fit into a file for Discord. Ask whoever runs Simmer for "
                f"`simmer db export --trainee {interaction.user.id}`."
            )
        file.seek(0)
        await answer(
            interaction,
            "Everything that is kept of you: your settings, and your calls with every word, one a line.",
            file=discord.File(file, filename="simmer.zip"),
        )

    @app_commands.command(name="delete", description="Delete everything that Simmer keeps of you")
    async def delete(self, interaction: Interaction) -> None:
        await wait(interaction)
        await self._must(interaction)
        card = Card()
        card.text(
            "### Delete everything that is kept of you?\nYour calls in all servers, their scores, your settings, and "
            "what you said about the calls of others. It cannot be undone; `/mydata export` gives you a copy first."
        )
        card.row([Press("erase_me", "me", "Delete everything", style=discord.ButtonStyle.danger)])
        await answer(interaction, view=card)

    async def erase(self, interaction: Interaction, _subject: str) -> None:
        await wait(interaction)
        person = str(interaction.user.id)
        if any(one.trainee_id == person for one in self.bot.desks.practices.unfinished()):
            raise Refusal("You have a call going on. End it first, then press again.")
        erased = await self._data.erase(person)
        await answer(interaction, f"Deleted: {erased} call{'' if erased == 1 else 's'}, and all that was kept of you.")

    async def _must(self, interaction: Interaction) -> None:
        (await actor_of(interaction, self.bot.desks.servers)).must(Action.OWN_DATA)
