"""The server that one finds in the preview: a team with its roles, a channel to practise in, and some past calls."""

from dataclasses import dataclass
from datetime import timedelta

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.env import Env

from bot.app import SimmerBot
from bot.customers import Customer, Difficulty
from bot.desk import Desk, Trainee
from bot.desk.after import AfterCall
from bot.desk.clock import SimulatedClock
from bot.rehearsal import Skill, play

_ANN, _BEN = 0, 1
_PAST = (
    (_ANN, Skill.CARELESS, 9, 4),
    (_BEN, Skill.EXCELLENT, 6, 3),
    (_ANN, Skill.DECENT, 2, 3),
)
"""Who took a call, how well, how many days ago, and what they thought of it themselves."""
_TOPIC = "Type /practice start to take a call, or /help. More rooms and people are in the bar at the top."


@dataclass(frozen=True, slots=True)
class Team:
    """The server and who one can be in it."""

    guild: GuildHandle
    channel: ChannelHandle
    agents: tuple[MemberActor, MemberActor]
    trainer: MemberActor
    lead: MemberActor

    @property
    def people(self) -> tuple[MemberActor, ...]:
        return (*self.agents, self.trainer, self.lead)


def build(env: Env) -> Team:
    """Make the server; the bot sees all of it come to be."""
    guild = env.create_guild("Support team")
    channel = guild.create_text_channel("practice", topic=_TOPIC)
    agents = guild.create_role("Agents")
    trainers = guild.create_role("Trainers")
    leads = guild.create_role("Leads", permissions=discord.Permissions(manage_guild=True))

    def person(name: str, role: RoleHandle) -> MemberActor:
        user = env.create_user(name.split(maxsplit=1)[0].lower(), global_name=name)
        return guild.add_member(user, roles=[role])

    return Team(
        guild,
        channel,
        (person("Ann (agent)", agents), person("Ben (agent)", agents)),
        person("Tess (trainer)", trainers),
        person("Lee (lead)", leads),
    )


async def furnish(bot: SimmerBot, team: Team) -> None:
    """Set the server up as its administrator would, and let the agents have practised before."""
    roles = team.guild.roles
    await bot.desks.servers.change(
        str(team.guild.id),
        channels=[str(team.channel.id)],
        trainers=[str(roles["Trainers"].id)],
        leads=[str(roles["Leads"].id)],
    )
    customers = _easiest_first(bot.desks.desk.customers())
    for nth, (agent, skill, days, rating) in enumerate(_PAST):
        if customers:
            await _practised(bot, team, customers[nth % len(customers)], (agent, skill, days, rating))


def _easiest_first(customers: list[Customer]) -> list[Customer]:
    order = list(Difficulty)
    return sorted(customers, key=lambda customer: (order.index(customer.persona.difficulty), customer.id))


async def _practised(bot: SimmerBot, team: Team, customer: Customer, past: tuple[int, Skill, int, int]) -> None:
    """One past call, told to the desk input by input: it is stored, scored and shown like any other."""
    agent, skill, days, rating = past
    desk = bot.desks.desk
    who = team.agents[agent]
    played = play(customer, skill, days, stock=desk.stock, difficulty=customer.persona.difficulty)
    day = desk.today() - timedelta(days=days)
    then = Desk(desk.calls, bot.settings.personas, clock=SimulatedClock, today=lambda: day)
    live = await then.start(
        customer.id,
        trainee=Trainee(str(who.id), who.name, str(team.guild.id)),
        difficulty=played.call.difficulty,
        seed=played.seed,
    )
    for entry in played.call.inputs[1:]:
        await then.take(live.id, entry)
    then.leave(live.id)
    if (await then.record(live.id)).score is not None:
        await AfterCall(then).rate(live.id, rating)
