"""`/team report`: where the team stands, for trainers and leads."""

import asyncio
import tempfile
from collections import OrderedDict
from io import BytesIO
from typing import IO

import discord
from discord import app_commands
from discord.ext import commands

from bot.customers import Difficulty
from bot.desk import Action, Actor, Choice, Period, Span, TeamReport
from bot.features.actors import actor_of
from bot.features.choosing import DIFFICULTIES, customers_like, names_of
from bot.features.groups import _asking as asking
from bot.features.groups import _report_cards as cards
from bot.features.groups._members import Members
from bot.features.groups._queries import Query
from bot.features.host import Host, Interaction
from bot.ui import Refusal, answer, wait

_KEPT = 8
"""Reports that are kept for the next press: reading one again may take long."""
_FRESH = 300.0
"""Seconds for which one is kept."""
_PERIODS = {
    Period.WEEK: "the last 7 days",
    Period.MONTH: "the last 30 days",
    Period.QUARTER: "the last 90 days",
    Period.ALL: "all time",
}


@app_commands.guild_only()
class TeamCog(commands.GroupCog, group_name="team", group_description="The team: figures for trainers and leads"):
    """The report with its heat map, the costly sentences and the files."""

    def __init__(self, bot: Host, members: Members) -> None:
        self.bot = bot
        self._members = members
        self._kept: OrderedDict[tuple[str, str], tuple[float, TeamReport]] = OrderedDict()
        super().__init__()

    @app_commands.command(name="report", description="Where the team stands: everybody's progress and what costs most")
    @app_commands.describe(
        period="Which calls count; usually those of the last 30 days",
        since="Or from this day on, as 2026-05-01 (UTC) …",
        until="… to the end of this one",
        customer="Only calls with this customer",
        difficulty="Only calls this hard",
        role="Only members who bear this role",
    )
    @app_commands.rename(since="from", until="to")
    @app_commands.choices(period=asking.PERIODS, difficulty=DIFFICULTIES)
    async def report(
        self,
        interaction: Interaction,
        period: str = "",
        since: str = "",
        until: str = "",
        customer: str = "",
        difficulty: str = "",
        role: discord.Role | None = None,
    ) -> None:
        await wait(interaction)
        known = await self.bot.desks.practices.roster.at(str(interaction.guild_id))
        usual = Period.CUSTOM if since or until else Period.MONTH
        query = Query(
            period=period or usual,
            since=asking.day(since),
            until=asking.day(until),
            customer=asking.customer_id(known, customer),
            difficulty=difficulty,
            role="" if role is None else str(role.id),
        )
        await self._show(interaction, query)

    @report.autocomplete("customer")
    async def customers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return customers_like(await self.bot.desks.practices.roster.at(str(interaction.guild_id)), typed)

    # -- buttons

    async def turn(self, interaction: Interaction, subject: str) -> None:
        await interaction.response.defer()
        query = Query.decoded(subject)
        found = await self._read(interaction, query)
        narrowed = await self._narrowed(interaction, query)
        await interaction.edit_original_response(view=cards.report(found, query, narrowed))

    async def costly(self, interaction: Interaction, subject: str) -> None:
        await wait(interaction)
        query = Query.decoded(subject)
        found = await self._read(interaction, query)
        await answer(interaction, view=cards.costly(found, await self._narrowed(interaction, query)))

    async def heat_map(self, interaction: Interaction, subject: str) -> None:
        await wait(interaction)
        card, picture = await self._heat_map(interaction, Query.decoded(subject))
        await answer(interaction, view=card, file=picture)

    async def turn_heat_map(self, interaction: Interaction, subject: str) -> None:
        await interaction.response.defer()
        card, picture = await self._heat_map(interaction, Query.decoded(subject))
        await interaction.edit_original_response(view=card, attachments=[picture])

    async def csv(self, interaction: Interaction, subject: str) -> None:
        await self._file(interaction, Query.decoded(subject), bom=False)

    async def excel(self, interaction: Interaction, subject: str) -> None:
        await self._file(interaction, Query.decoded(subject), bom=True)

    # -- inside

    async def _show(self, interaction: Interaction, query: Query) -> None:
        found = await self._read(interaction, query)
        await answer(interaction, view=cards.report(found, query, await self._narrowed(interaction, query)))

    async def _read(self, interaction: Interaction, query: Query) -> TeamReport:
        """The report, for those who may read it; one that was read just now is not read again."""
        actor, choice = await self._choice(interaction, query)
        key, now = (str(interaction.guild_id), query.on(1).encoded()), asyncio.get_running_loop().time()
        kept = self._kept.pop(key, None)
        if kept is None or kept[0] <= now:
            kept = (now + _FRESH, await self.bot.desks.reports.read(actor, choice))
        self._kept[key] = kept
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return kept[1]

    async def _choice(self, interaction: Interaction, query: Query) -> tuple[Actor, Choice]:
        actor = await actor_of(interaction, self.bot.desks.servers)
        actor.must(Action.SEE_TEAM_REPORT)
        role = asking.role_of(interaction.guild, query)
        span = Span.of(query.period, discord.utils.utcnow(), since=query.since, until=query.until)
        members = None if role is None else await self._members.bearing(role)
        choice = await self.bot.desks.reports.choice(
            actor, span, customer=query.customer, difficulty=query.difficulty, members=members
        )
        return actor, choice

    async def _heat_map(self, interaction: Interaction, query: Query) -> tuple[discord.ui.LayoutView, discord.File]:
        found = await self._read(interaction, query)
        pages = self.bot.desks.reports.picture_pages(found)
        query = query.on(min(query.page, pages))
        png = await self.bot.desks.reports.picture(found, query.page)
        about = f"Heat map of techniques and members, page {query.page} of {pages}"
        return cards.heat_map(query, pages), discord.File(BytesIO(png), "heat-map.png", description=about)

    async def _file(self, interaction: Interaction, query: Query, *, bom: bool) -> None:
        """The figures as a file: written piece by piece to the disk and sent from there."""
        await wait(interaction)
        actor, choice = await self._choice(interaction, query)
        with tempfile.TemporaryFile() as kept:
            async for piece in self.bot.desks.reports.csv(actor, choice, bom=bom):
                kept.write(piece)
            _fits(kept, interaction)
            kept.seek(0)
            name = f"team-report-{discord.utils.utcnow():%Y-%m-%d}.csv"
            await answer(interaction, file=discord.File(kept, name))

    async def _narrowed(self, interaction: Interaction, query: Query) -> str:
        """`the last 30 days, Marta Lindqvist, hard, the role Evening`."""
        names = names_of(await self.bot.desks.practices.roster.at(str(interaction.guild_id)))
        customer = names.get(query.customer, query.customer)
        role = asking.role_of(interaction.guild, query)
        ends = " ".join(f"{word} {day}" for word, day in (("from", query.since), ("to", query.until)) if day)
        days = ends or _PERIODS[Period(query.period)]
        level = Difficulty(query.difficulty).value if query.difficulty else ""
        return ", ".join(filter(None, (days, customer, level, "" if role is None else f"the role {role.name}")))


def _fits(file: IO[bytes], interaction: Interaction) -> None:
    """Discord takes files up to a size that depends on the server.

    Raises:
        Refusal: it is larger.
    """
    most = (
        discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES if interaction.guild is None else interaction.guild.filesize_limit
    )
    if file.tell() > most:
        raise Refusal(
            f"The file has {file.tell() / 2**20:.0f} MB, and Discord takes {most / 2**20:.0f} MB here. Choose a "
            "shorter period or a role, or write it on the machine that runs me: simmer report --csv."
        )
