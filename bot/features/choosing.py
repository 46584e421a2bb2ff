"""The lists that open while somebody types an option. They come from memory or from one quick query."""

from collections.abc import Sequence

from discord import app_commands

from bot.desk.roster import Roster
from bot.ui import shortened

_MOST = 25
"""What Discord shows of a list."""


def fitting(named: Sequence[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    """Of (name, id) those that have every word that was typed so far."""
    words = typed.lower().split()
    found = [(name, id_) for name, id_ in named if all(word in f"{name} {id_}".lower() for word in words)]
    return [app_commands.Choice(name=shortened(name, 100), value=id_) for name, id_ in found[:_MOST]]


def customers_like(roster: Roster, typed: str) -> list[app_commands.Choice[str]]:
    """The customers of the roster by name, trade and difficulty."""
    known = [one.persona for one in roster.all()]
    return fitting([(f"{one.name} · {one.trade} · {one.difficulty.value}", one.id) for one in known], typed)
