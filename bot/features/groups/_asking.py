"""What the options of a command mean: customers, days, challenges, a role."""

from collections.abc import Sequence
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.coaching import Board
from bot.customers import Customer
from bot.desk import Period
from bot.desk.challenges import ChallengeDesk
from bot.desk.rights import Actor
from bot.features.choosing import customers_like
from bot.features.groups._queries import Query
from bot.ui import Refusal

BOARDS = [
    app_commands.Choice(name="score: the mean score", value=Board.SCORE.value),
    app_commands.Choice(name="improvement: points gained", value=Board.IMPROVEMENT.value),
    app_commands.Choice(name="calmest: the lowest peak of anger", value=Board.CALMEST.value),
    app_commands.Choice(name="resolved: customers who stayed", value=Board.RESOLVED.value),
    app_commands.Choice(name="streak: calls in a row with a band", value=Board.STREAK.value),
]
PERIODS = [
    app_commands.Choice(name="week: the last 7 days", value=Period.WEEK.value),
    app_commands.Choice(name="month: the last 30 days", value=Period.MONTH.value),
    app_commands.Choice(name="quarter: the last 90 days", value=Period.QUARTER.value),
    app_commands.Choice(name="all time", value=Period.ALL.value),
]


def customer_id(customers: Sequence[Customer], wanted: str) -> str:
    """The id of a customer who is meant by name or id; what nobody bears stays as it was typed, for the service."""
    typed = wanted.strip().casefold()
    for one in customers:
        if typed in (one.id.casefold(), one.persona.name.casefold()):
            return one.id
    return wanted.strip()


async def challenge_id(challenges: ChallengeDesk, actor: Actor, wanted: str) -> str:
    """The id of a challenge that is meant by its name; else what was typed."""
    typed = wanted.strip().casefold()
    if not typed:
        return ""
    known = await challenges.life.listed(actor, closed=True)
    same = [one.id for one in known if one.name.casefold() == typed]
    return same[0] if len(same) == 1 and typed not in {one.id for one in known} else wanted.strip().lower()


def day(typed: str) -> str:
    """A day as 2026-05-01, however it was typed; what is none stays, for the service to refuse."""
    try:
        return datetime.strptime(typed.strip(), "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return typed.strip()


def role_of(guild: discord.Guild | None, query: Query) -> discord.Role | None:
    """The role that a question is narrowed to.

    Raises:
        Refusal: it was deleted since the button was made.
    """
    if not query.role:
        return None
    role = None if guild is None else guild.get_role(int(query.role))
    if role is None:
        raise Refusal("This role was deleted; use the command again.")
    return role


def customer_lists_like(customers: Sequence[Customer], typed: str) -> list[app_commands.Choice[str]]:
    """Customers for an option that takes several, with commas between them: what was typed before stays."""
    *before, last = typed.split(",")
    kept = [one.strip() for one in before if one.strip()]
    more = [
        app_commands.Choice(name=", ".join((*kept, one.name)), value=", ".join((*kept, one.value)))
        for one in customers_like(customers, last)
        if one.value not in kept
    ]
    return [one for one in more if len(one.value) <= 100 and len(one.name) <= 100]  # Discord takes no longer ones
