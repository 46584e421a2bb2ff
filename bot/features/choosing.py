"""What several commands offer to choose from: fixed lists, and lists that open while somebody types an option.

The latter come from memory or from one quick query: they are to be there while one types.
"""

from collections.abc import Sequence

from discord import app_commands

from bot.customers import Difficulty
from bot.desk import Mode
from bot.desk.roster import Roster
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


def customers_like(roster: Roster, typed: str) -> list[app_commands.Choice[str]]:
    """The customers of the roster by name, trade and difficulty."""
    known = [one.persona for one in roster.all()]
    return fitting([(f"{one.name} · {one.trade} · {one.difficulty.value}", one.id) for one in known], typed)
