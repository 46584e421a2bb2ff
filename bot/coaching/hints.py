"""Help while the call runs: a hint for the next message, and the coach's line about the last one.

Both look at the call as the trainee could: what was told, what was offered, the file, and how the customer shows
themselves. The sentences are those of hints.toml and causes.toml.
"""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.call import Call
from bot.coaching.account import Turn, account_of
from bot.coaching.causes import did, tip
from bot.coaching.situation import Situation, cut
from bot.coaching.wording import signed
from bot.craft import CALMING


class Hints(BaseModel):
    """The sentences of hints.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    situations: dict[str, str]
    """The hints by situation."""
    plain: dict[str, str]
    """The same where a slot has nothing to say."""
    floors: dict[str, str]
    """Why a message could not calm further, by the floor of mood.toml that held the anger."""


@cache
def load_hints() -> Hints:
    return Hints.model_validate(tomllib.loads(files(__package__).joinpath("hints.toml").read_text(encoding="utf-8")))


def hint(call: Call) -> str:
    """One concrete hint for the next message."""
    situation = Situation(call, account_of(call))
    name, slots = situation.name(), situation.slots()
    hints = load_hints()
    try:
        return hints.situations[name].format_map(slots)
    except KeyError:
        return hints.plain.get(name, hints.situations["steady"]).format_map(slots)


def coach_line(call: Call, turn: int) -> str | None:
    """One short line on what message `turn` did, with a tip where it hurt; None if there is no such message."""
    account = account_of(call)
    said = account.turn(turn)
    if said is None:
        return None
    sign = signed(said.delta)
    hurts = sorted((r for r in said.reasons if r.delta > 0), key=lambda r: -r.delta)
    helps = sorted((r for r in said.reasons if r.delta < 0), key=lambda r: r.delta)
    if hurts and (said.delta >= 0 or hurts[0].delta >= -helps[0].delta):
        worst = hurts[0]
        quote = f" (“{cut(worst.quote)}”)" if worst.quote else ""
        return f"{sign}: it {did(worst.cause)}{quote}. {tip(worst.cause)}"
    if helps:
        also = f", and {did(helps[1].cause)}" if len(helps) > 1 and helps[1].cause != helps[0].cause else ""
        line = f"{sign}: it {did(helps[0].cause)}{also}."
        return f"{line} But it {did(hurts[0].cause)}: {_lower(tip(hurts[0].cause))}" if hurts else line
    return f"{sign}: {_unmoved(said)}"


def _unmoved(said: Turn) -> str:
    """Why a message changed nothing."""
    heating = next((f for f in said.found if f.signal not in CALMING), None)
    if heating is not None:
        cause = heating.signal.value
        return f"it {did(cause)} (“{cut(heating.quote)}”), and they cannot get any angrier. {tip(cause)}"
    if said.hollow:
        cause = "stuffed" if said.stuffed else "repeated_self"
        return f"it {did(cause)}. {tip(cause)}"
    if not said.signals:
        return "nothing in it moved the case."
    floors = load_hints().floors
    return floors.get(said.floor, floors["unsolved"])


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
