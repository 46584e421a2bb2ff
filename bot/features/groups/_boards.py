"""`/leaderboard`: a page of a board for one reader, its picture, and whether peers read one's name."""

import asyncio
from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.coaching import Board, BoardPage
from bot.desk import Action, Narrowing, Period
from bot.features.actors import actor_of
from bot.features.choosing import DIFFICULTIES, customers_like, fitting
from bot.features.groups import _asking as asking
from bot.features.groups import _board_cards as cards
from bot.features.groups._members import Members
from bot.features.groups._queries import Query
from bot.features.host import Host, Interaction
from bot.ui import Card, answer, wait


class BoardCog(commands.Cog):
    """The leaderboards. Each answer is for its reader alone, because not everybody reads the same names."""

    def __init__(self, bot: Host, members: Members) -> None:
        self.bot = bot
        self._members = members

    @app_commands.command(name="leaderboard", description="Who stands where, and your own place")
    @app_commands.describe(
        board="What members are ranked by",
        period="Which calls count",
        since="Or from this day on, as 2026-05-01 (UTC) …",
        until="… to the end of this one",
        customer="Only calls with this customer",
        difficulty="Only calls this hard",
        challenge="Only calls for this challenge",
        role="Only members who bear this role",
    )
    @app_commands.rename(since="from", until="to")
    @app_commands.choices(board=asking.BOARDS, period=asking.PERIODS, difficulty=DIFFICULTIES)
    @app_commands.guild_only()
    async def leaderboard(  # noqa: PLR0913, PLR0917 (each is an option)
        self,
        interaction: Interaction,
        board: str = Board.SCORE,
        period: str = "",
        since: str = "",
        until: str = "",
        customer: str = "",
        difficulty: str = "",
        challenge: str = "",
        role: discord.Role | None = None,
    ) -> None:
        await wait(interaction)
        desks = self.bot.desks
        actor = await actor_of(interaction, desks.servers)
        query = Query(
            board=board,
            period=period or Period.ALL,
            since=asking.day(since),
            until=asking.day(until),
            customer=asking.customer_id(await desks.practices.roster.at(str(interaction.guild_id)), customer),
            difficulty=difficulty,
            challenge=await asking.challenge_id(desks.challenges, actor, challenge),
            role="" if role is None else str(role.id),
        )
        await answer(interaction, view=await self._card(interaction, query))

    @leaderboard.autocomplete("customer")
    async def customers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return customers_like(await self.bot.desks.practices.roster.at(str(interaction.guild_id)), typed)

    @leaderboard.autocomplete("challenge")
    async def challenges(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        actor = await actor_of(interaction, self.bot.desks.servers)
        known = await self.bot.desks.challenges.life.listed(actor, closed=True)
        return fitting([(f"{one.name} · {one.id}", one.id) for one in known], typed)

    # -- buttons

    async def turn(self, interaction: Interaction, subject: str) -> None:
        """Another page in the place of this one."""
        await interaction.response.defer()
        await interaction.edit_original_response(view=await self._card(interaction, Query.decoded(subject)))

    async def picture(self, interaction: Interaction, subject: str) -> None:
        await wait(interaction)
        page = await self._page(interaction, Query.decoded(subject))
        from bot.coaching.board_picture import board_picture  # noqa: PLC0415 (Pillow is slow to load)

        png = await asyncio.to_thread(board_picture, page)
        about = f"Leaderboard {page.title}, page {page.page} of {page.pages}, {page.narrowed}"
        await answer(interaction, file=discord.File(BytesIO(png), "leaderboard.png", description=about[:1024]))

    async def show_name(self, interaction: Interaction, subject: str) -> None:
        await self._name(interaction, subject, named=True)

    async def hide_name(self, interaction: Interaction, subject: str) -> None:
        await self._name(interaction, subject, named=False)

    # -- inside

    async def _name(self, interaction: Interaction, subject: str, *, named: bool) -> None:
        """Whether peers read the presser's own name, and the card as it is then."""
        await interaction.response.defer()
        actor = await actor_of(interaction, self.bot.desks.servers)
        actor.must(Action.SEE_BOARD)
        await self.bot.desks.boards.name(actor, named=named)
        await interaction.edit_original_response(view=await self._card(interaction, Query.decoded(subject)))

    async def _card(self, interaction: Interaction, query: Query) -> Card:
        return cards.board(await self._page(interaction, query), query)

    async def _page(self, interaction: Interaction, query: Query) -> BoardPage:
        desks = self.bot.desks
        role = asking.role_of(interaction.guild, query)
        narrowing = Narrowing(
            query.period,
            query.since,
            query.until,
            query.customer,
            query.difficulty,
            query.challenge,
            members=None if role is None else [one.id for one in await self._members.bearing(role)],
            role="" if role is None else role.name,
        )
        return await desks.boards.page(query.board, await actor_of(interaction, desks.servers), narrowing, query.page)
