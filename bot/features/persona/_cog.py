"""`/persona …`: everybody looks, trainers and server managers change."""

from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.desk import Action, Actor, Upload
from bot.features.actors import actor_of
from bot.features.choosing import customers_like
from bot.features.host import Host, Interaction
from bot.features.persona import _cards as cards
from bot.features.speech import portrait_of
from bot.ui import Card, Refusal, answer, wait


@app_commands.guild_only()
class PersonaCog(
    commands.GroupCog, group_name="persona", group_description="Customers: whom you can practise with here"
):
    """Looking at customers, and a team's own ones."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot
        super().__init__()

    # -- for everybody

    @app_commands.command(name="list", description="The customers that you can practise with here")
    async def list_(self, interaction: Interaction) -> None:
        await wait(interaction)
        await answer(interaction, view=await self._page(interaction, 0))

    @app_commands.command(name="show", description="Who a customer is, as far as one may know before a call")
    @app_commands.describe(customer="Which one")
    async def show(self, interaction: Interaction, customer: str) -> None:
        await wait(interaction)
        actor = await self._member(interaction)
        roster = self.bot.desks.practices.roster
        await roster.refresh()
        found = await roster.get(customer.strip(), actor.guild_id)
        own = (await self.bot.desks.uploads.own(str(actor.guild_id))).get(found.id)
        files = []
        picture = portrait_of(found.persona)
        if picture is not None:
            files.append(discord.File(picture, filename="portrait.png"))
        card = cards.customer(found.persona, "attachment://portrait.png" if files else None, own)
        if actor.may(Action.CHANGE_CUSTOMERS):
            if own is not None:
                files.append(discord.File(BytesIO(found.source_text.encode()), filename=f"{found.id}.toml"))
            cards.for_trainers(card, found.persona, None if own is None else f"attachment://{found.id}.toml")
        await answer(interaction, view=card, files=files)

    async def turn(self, interaction: Interaction, page: str) -> None:
        """Another page of the list in the place of this one."""
        await interaction.response.defer()
        await interaction.edit_original_response(view=await self._page(interaction, int(page)))

    # -- for trainers and server managers

    @app_commands.command(name="check", description="What is wrong with a customer's file; nothing is stored")
    @app_commands.describe(file="The customer, as TOML")
    async def check(self, interaction: Interaction, file: discord.Attachment) -> None:
        actor = await self._trainer(interaction)
        await _tell(interaction, await self.bot.desks.uploads.check(actor, await self._read(file)), file.filename)

    @app_commands.command(name="upload", description="Bring a customer of your own for this server, or a new version")
    @app_commands.describe(file="The customer, as TOML")
    async def upload(self, interaction: Interaction, file: discord.Attachment) -> None:
        actor = await self._trainer(interaction)
        await _tell(interaction, await self.bot.desks.uploads.upload(actor, await self._read(file)), file.filename)

    @app_commands.command(name="remove", description="Remove a customer that your team has brought")
    @app_commands.describe(customer="Which one")
    async def remove(self, interaction: Interaction, customer: str) -> None:
        actor = await self._trainer(interaction)
        await answer(interaction, view=cards.removing(await self.bot.desks.uploads.removal(actor, customer)))

    async def removed(self, interaction: Interaction, persona_id: str) -> None:
        """The button below the question."""
        actor = await self._trainer(interaction)
        gone = await self.bot.desks.uploads.remove(actor, persona_id)
        await answer(interaction, f"Removed: `{gone.id}`. Calls that were begun stay as they are.")

    # -- while one types

    @show.autocomplete("customer")
    async def customers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return customers_like(await self.bot.desks.practices.roster.at(str(interaction.guild_id)), typed)

    @remove.autocomplete("customer")
    async def own_customers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """The team's own, for those who may remove them."""
        actor = await actor_of(interaction, self.bot.desks.servers)
        if not actor.may(Action.CHANGE_CUSTOMERS):
            return []
        return customers_like(await self.bot.desks.desk.of_servers.own(actor.guild_id), typed)

    # -- inside

    async def _page(self, interaction: Interaction, page: int) -> Card:
        actor = await self._member(interaction)
        roster = self.bot.desks.practices.roster
        await roster.refresh()
        own = await self.bot.desks.uploads.own(str(actor.guild_id))
        return cards.customers(await roster.at(actor.guild_id), own, page)

    async def _member(self, interaction: Interaction) -> Actor:
        actor = await actor_of(interaction, self.bot.desks.servers)
        actor.must(Action.START_CALL)
        return actor

    async def _trainer(self, interaction: Interaction) -> Actor:
        await wait(interaction)
        actor = await actor_of(interaction, self.bot.desks.servers)
        actor.must(Action.CHANGE_CUSTOMERS)
        return actor

    async def _read(self, file: discord.Attachment) -> bytes:
        """What was attached.

        Raises:
            Refusal: it is too large to be a customer, or Discord no longer has it.
        """
        most = self.bot.desks.uploads.most_bytes
        if file.size > most:
            raise Refusal(
                f"The file has {file.size / 1024:,.0f} KB, and a customer at most {most // 1024} KB. A full one has "
                "about 90 KB."
            )
        try:
            return await file.read()
        except discord.HTTPException:
            raise Refusal("Discord does not give me the file. Attach it once more.") from None


async def _tell(interaction: Interaction, looked: Upload, name: str) -> None:
    """What was found, with all of it as a file where there is much."""
    text = "\n".join(one.text(name) for one in looked.findings)
    files = [discord.File(BytesIO(text.encode()), filename="findings.txt")] if text else []
    card = cards.findings(looked, name, "attachment://findings.txt" if files else None)
    await answer(interaction, view=card, files=files)
