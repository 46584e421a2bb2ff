"""What `/challenge create` was asked for: the options of Discord as the desk wants them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.customers import Difficulty
from bot.desk import Mode, moment, parse_duration
from bot.desk.challenges import Counts, Kind, Order, Wanted
from bot.ui import Refusal

_ONLY_FOR: dict[str, Kind] = {
    "attempts": Kind.TOURNAMENT,
    "counts": Kind.TOURNAMENT,
    "least-band": Kind.TOURNAMENT,
    "standings": Kind.TOURNAMENT,
    "lasts": Kind.DUEL,
    "trainee": Kind.DUEL,
    "opponent": Kind.DUEL,
    "order": Kind.RELAY,
    "absent": Kind.RELAY,
    "propose": Kind.RAID,
    "vote": Kind.RAID,
}


def wanted(options: Mapping[str, Any], now: datetime, *, channel_id: str, mild: bool) -> Wanted:
    """The options that were given, by their names in Discord.

    Raises:
        Refusal: an option belongs to another kind, or a time cannot be read.
        DeskError: a moment cannot be read.
    """
    given = {name: value for name, value in options.items() if value is not None}
    kind = Kind(given["kind"])
    strange = [name for name in given if _ONLY_FOR.get(name, kind) is not kind]
    if strange:
        belongs = " and ".join(f"**{name}** is for a {_ONLY_FOR[name]}" for name in strange)
        raise Refusal(f"{belongs}; leave it out for a {kind}.")
    return Wanted(
        kind,
        given["name"],
        given["customer"],
        difficulty=Difficulty(given["difficulty"]) if "difficulty" in given else None,
        mode=Mode(given.get("mode", Mode.PRACTICE)),
        seed=given.get("seed"),
        mild=mild,
        opens_at=moment(given["opens"], now) if "opens" in given else None,
        closes_at=moment(given["closes"], now) if "closes" in given else None,
        attempts=given.get("attempts"),
        counts=Counts(given.get("counts", Counts.BEST)),
        least_band=given.get("least-band", "none"),
        hidden=given.get("standings") == "hidden",
        race=_seconds(given, "lasts"),
        order=Order(given.get("order", Order.FIXED)),
        absent=_seconds(given, "absent"),
        propose=_seconds(given, "propose"),
        vote=_seconds(given, "vote"),
        channel_id=channel_id,
    )


def _seconds(given: Mapping[str, Any], name: str) -> float | None:
    if name not in given:
        return None
    seconds = parse_duration(given[name])
    if seconds is None:
        raise Refusal(f"**{name}** is a time like 90s or 20m, not “{given[name][:40]}”.")
    return seconds
