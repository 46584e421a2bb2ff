"""The server that one finds in the preview: a team with its roles, and a channel to practise in."""

from dataclasses import dataclass

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.env import Env

from bot.app import SimmerBot

_PLAYED = 2
_TOPIC = "Type /practice start to take a call, or /help. More rooms and people are in the bar at the top."


@dataclass(frozen=True, slots=True)
class Team:
    """The server and who one can be in it."""

    guild: GuildHandle
    channel: ChannelHandle
    agents: tuple[MemberActor, ...]
    trainer: MemberActor
    lead: MemberActor
    names: dict[int, str]
    """How everybody is called, by their ids."""

    @property
    def people(self) -> tuple[MemberActor, ...]:
        """Who one can be: two of the agents, the others are there for company."""
        return (*self.agents[:_PLAYED], self.trainer, self.lead)


def build(env: Env) -> Team:
    """Make the server; the bot sees all of it come to be."""
    guild = env.create_guild("Support team")
    channel = guild.create_text_channel("practice", topic=_TOPIC)
    agents = guild.create_role("Agents")
    trainers = guild.create_role("Trainers")
    leads = guild.create_role("Leads", permissions=discord.Permissions(manage_guild=True))

    names: dict[int, str] = {}

    def person(name: str, role: RoleHandle) -> MemberActor:
        user = env.create_user(name.split(maxsplit=1)[0].lower(), global_name=name)
        who = guild.add_member(user, roles=[role])
        names[who.id] = name
        return who

    return Team(
        guild,
        channel,
        tuple(person(f"{name} (agent)", agents) for name in ("Ann", "Ben", "Kim", "Noor")),
        person("Tess (trainer)", trainers),
        person("Lee (lead)", leads),
        names,
    )


async def settle_in(bot: SimmerBot, team: Team) -> None:
    """Set the server up as its administrator would."""
    roles = team.guild.roles
    await bot.desks.servers.change(
        str(team.guild.id),
        channels=[str(team.channel.id)],
        trainers=[str(roles["Trainers"].id)],
        leads=[str(roles["Leads"].id)],
    )
