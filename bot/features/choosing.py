"""What several commands offer to choose from: fixed lists, and lists that open while somebody types an option.

The latter come from memory or from one quick query: they are to be there while one types.
"""

from collections.abc import Sequence

from discord import app_commands

from bot.customers import Customer, Difficulty
from bot.desk import Mode
from bot.ui import shortened

DIFFICULTIES = [app_commands.Choice(name=level.value, value=level.value) for level in Difficulty]
MODES = [
    app_commands.Choice(name="coach: a comment on every message", value=Mode.COACH.value),
    app_commands.Choice(name="practice: the mood is shown", value=Mode.PRACTICE.value),
    app_commands.Choice(name="exam: no mood, no hints", value=Mode.EXAM.value),
]
_MOST = 25
"""What Discord shows of a list."""


def fitting(named: Sequence[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    """Of (name, id) those that have every word that was typed so far."""
    words = typed.lower().split()
    found = [(name, id_) for name, id_ in named if all(word in f"{name} {id_}".lower() for word in words)]
    return [app_commands.Choice(name=shortened(name, 100), value=id_) for name, id_ in found[:_MOST]]


def names_of(customers: Sequence[Customer]) -> dict[str, str]:
    """The customers' names by their ids: what people read in the place of an id."""
    return {one.id: one.persona.name for one in customers}


def customers_like(customers: Sequence[Customer], typed: str) -> list[app_commands.Choice[str]]:
    """The customers by name, trade and difficulty."""
    known = [one.persona for one in customers]
    return fitting([(f"{one.name} · {one.trade} · {one.difficulty.value}", one.id) for one in known], typed)
