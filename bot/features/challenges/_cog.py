"""The commands of the challenges: parse, call the desk, answer."""

from io import BytesIO

import discord
from discord import app_commands
from discord.ext import commands

from bot.desk import BANDS, Action
from bot.desk.challenges import Kind
from bot.features.challenges import _cards as cards
from bot.features.challenges._announcement import Announcement
from bot.features.challenges._clock import ChallengeClock
from bot.features.challenges._creating import wanted
from bot.features.challenges._presses import Presses
from bot.features.choosing import DIFFICULTIES, MODES, customers_like, fitting
from bot.features.host import Host, Interaction
from bot.features.practice import channel_of, may_play, member_of
from bot.store import StoredChallenge
from bot.ui import answer, wait


def _choices(**named: str) -> list[app_commands.Choice[str]]:
    """Choices by their values, each with the words that are shown."""
    return [app_commands.Choice(name=f"{value}: {words}", value=value) for value, words in named.items()]


KINDS = _choices(
    tournament="everybody alone with the same customer, the best score wins",
    duel="two at the same time, the calmer and quicker wins",
    relay="one call, the team answers in turn",
    raid="one furious customer, the team votes on each reply",
)
COUNTS = _choices(best="the best attempt counts", first="the first attempt counts")
STANDINGS = _choices(live="everybody sees how it stands", hidden="until the close")
ORDERS = _choices(fixed="in the order of joining", free="anybody, but nobody twice in a row")
LEAST_BANDS = [app_commands.Choice(name=band, value=band) for band in BANDS]
TIME = "2026-05-31, 2026-05-31 17:00 (UTC), or 12h, 3d, 2w from now"


@app_commands.guild_only()
class ChallengeCog(commands.GroupCog, group_name="challenge", group_description="Challenges: calls that a team shares"):
    """`/challenge …`."""

    def __init__(self, bot: Host, announcement: Announcement, clock: ChallengeClock, presses: Presses) -> None:
        self.bot = bot
        self._challenges = bot.desks.challenges
        self._announcement = announcement
        self._clock = clock
        self._presses = presses
        super().__init__()

    async def cog_unload(self) -> None:
        await self._clock.close()
        await self._announcement.close()

    @app_commands.command(name="create", description="Announce a challenge in this channel (trainers)")
    @app_commands.describe(
        kind="How it is played",
        name="What it is called",
        customer="Who calls",
        difficulty="How hard they are to calm; a raid is always extreme",
        mode="How much help there is",
        opens=f"{TIME}; usually now, a relay or a raid when a trainer begins it",
        closes=f"{TIME}; usually after a week, a day or two hours",
        attempts="Tournament: 1 to 10, usually 3",
        counts="Tournament: which attempt counts",
        least_band="Tournament: nobody below it is ranked",
        standings="Tournament: who sees them",
        trainee="Duel: who is invited",
        opponent="Duel: who else is invited",
        lasts="Duel: 5m to 120m from when both are in it, usually 30m",
        order="Relay: who may write next",
        absent="Relay: who does not write for so long is skipped; 30s to 60m, usually 2m",
        propose="Raid: time for proposals, 20s to 15m, usually 90s",
        vote="Raid: time for the vote, 15s to 10m, usually 45s",
        seed="The same number is the same customer to the word",
    )
    @app_commands.rename(least_band="least-band")
    @app_commands.choices(
        kind=KINDS, difficulty=DIFFICULTIES, mode=MODES, counts=COUNTS, least_band=LEAST_BANDS, standings=STANDINGS
    )
    @app_commands.choices(order=ORDERS)
    async def create(  # noqa: PLR0913, PLR0917 (each is an option of the command)
        self,
        interaction: Interaction,
        kind: str,
        name: str,
        customer: str,
        difficulty: str | None = None,
        mode: str | None = None,
        opens: str | None = None,
        closes: str | None = None,
        attempts: int | None = None,
        counts: str | None = None,
        least_band: str | None = None,
        standings: str | None = None,
        trainee: discord.Member | None = None,
        opponent: discord.Member | None = None,
        lasts: str | None = None,
        order: str | None = None,
        absent: str | None = None,
        propose: str | None = None,
        vote: str | None = None,
        seed: app_commands.Range[int, 0, 2**53 - 1] | None = None,
    ) -> None:
        options = {
            key.replace("_", "-"): value for key, value in locals().items() if key not in {"self", "interaction"}
        }
        await wait(interaction)
        who, guild = await self._presses.actor(interaction), member_of(interaction).guild
        who.must(Action.CREATE_CHALLENGE)
        settings = await self.bot.desks.servers.settings(str(guild.id))
        channel = channel_of(interaction, settings)
        may_play(channel, public=Kind(kind).shared)
        asked = wanted(options, discord.utils.utcnow(), channel_id=str(channel.id), mild=settings.mild)
        challenge = await self._challenges.life.create(asked, who)
        await self._announcement.post(challenge)
        self._clock.look()
        await _invite(channel, challenge, [one for one in (trainee, opponent) if one is not None])
        await answer(
            interaction, f"“{cards.title(challenge)}” is announced in {channel.mention}. Its id is `{challenge.id}`."
        )

    @create.autocomplete("customer")
    async def customers(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return customers_like(await self.bot.desks.practices.roster.at(str(interaction.guild_id)), typed)

    @app_commands.command(name="list", description="The challenges of this server")
    @app_commands.describe(closed="Also those that are over")
    async def listing(self, interaction: Interaction, *, closed: bool = False) -> None:
        await wait(interaction)
        await answer(
            interaction, view=await self._presses.listing(await self._presses.actor(interaction), 0, closed=closed)
        )

    @app_commands.command(name="show", description="A challenge: its rules, its times, who is in it, and you in it")
    @app_commands.describe(challenge="Which one")
    async def show(self, interaction: Interaction, challenge: str) -> None:
        await self._presses.more(interaction, challenge)

    @app_commands.command(name="join", description="Join a challenge")
    @app_commands.describe(challenge="Which one")
    async def join(self, interaction: Interaction, challenge: str) -> None:
        await self._presses.join(interaction, challenge)

    @app_commands.command(name="leave", description="Leave a challenge; what you have played stays your own")
    @app_commands.describe(challenge="Which one")
    async def leave(self, interaction: Interaction, challenge: str) -> None:
        await self._presses.leave(interaction, challenge)

    @app_commands.command(name="standings", description="How a challenge stands")
    @app_commands.describe(challenge="Which one")
    async def standings(self, interaction: Interaction, challenge: str) -> None:
        await self._presses.standings(interaction, challenge)

    @app_commands.command(name="begin", description="Begin a challenge now (trainers)")
    @app_commands.describe(challenge="Which one")
    async def begin(self, interaction: Interaction, challenge: str) -> None:
        await self._presses.begin(interaction, challenge)

    @app_commands.command(name="close", description="Close a challenge now (trainers and leads)")
    @app_commands.describe(challenge="Which one")
    async def close(self, interaction: Interaction, challenge: str) -> None:
        await self._presses.close(interaction, challenge)

    @app_commands.command(name="export", description="The standings as a CSV file (trainers and leads)")
    @app_commands.describe(challenge="Which one", excel="So that Excel reads it at a click")
    async def export(self, interaction: Interaction, challenge: str, *, excel: bool = False) -> None:
        await wait(interaction)
        who = await self._presses.actor(interaction)
        content = b"".join(await self._challenges.export(challenge, who, bom=excel))
        found = await self._challenges.life.get(challenge, who)
        file = discord.File(BytesIO(content), filename=f"challenge-{found.id}.csv")
        await answer(interaction, f"The standings of “{cards.title(found)}”.", file=file)

    @show.autocomplete("challenge")
    @join.autocomplete("challenge")
    @leave.autocomplete("challenge")
    @standings.autocomplete("challenge")
    @begin.autocomplete("challenge")
    @close.autocomplete("challenge")
    @export.autocomplete("challenge")
    async def known(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        command = interaction.command
        closed = command is not None and command.name in {"show", "standings", "export"}
        found = await self._challenges.life.listed(await self._presses.actor(interaction), closed=closed)
        return fitting([(f"{one.name} · {one.kind} · {one.state}", one.id) for one in found], typed)


async def _invite(channel: discord.TextChannel, challenge: StoredChallenge, invited: list[discord.Member]) -> None:
    """Tell those who are to play the duel; to be in it is up to them."""
    if invited:
        names = " and ".join(one.mention for one in invited)
        await channel.send(
            f"{names}: you are invited to “{cards.title(challenge)}”. Press **Join** when you have time for it.",
            allowed_mentions=discord.AllowedMentions(users=invited),
        )
