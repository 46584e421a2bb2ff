"""What is asked for when a challenge is created, checked against terms.toml: one sentence for what does not fit."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.customers import Difficulty
from bot.desk.desk import DeskError
from bot.desk.fulfilling import BANDS
from bot.desk.live import Mode
from bot.store import StoredChallenge


class Kind(StrEnum):
    TOURNAMENT = "tournament"
    DUEL = "duel"
    RELAY = "relay"
    RAID = "raid"

    @property
    def shared(self) -> bool:
        """One call that all play together."""
        return self in {Kind.RELAY, Kind.RAID}


class State(StrEnum):
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Counts(StrEnum):
    """Which of several attempts counts."""

    BEST = "best"
    FIRST = "first"


class Order(StrEnum):
    FIXED = "fixed"
    FREE = "free"


class Terms(BaseModel):
    """The rules of a challenge beside its customer; those of another kind keep their usual values."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attempts: int
    counts: Counts = Counts.BEST
    least_band: str = "none"
    hidden: bool = False
    grace: float
    race: float
    order: Order = Order.FIXED
    absent: float
    propose: float
    vote: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a trainer asks for. None is the usual."""

    kind: Kind
    name: str
    persona_id: str
    difficulty: Difficulty | None = None
    mode: Mode = Mode.PRACTICE
    seed: int | None = None
    mild: bool = False
    opens_at: datetime | None = None
    """None: now; for a relay or a raid: when a trainer begins it."""
    closes_at: datetime | None = None
    attempts: int | None = None
    counts: Counts = Counts.BEST
    least_band: str = "none"
    hidden: bool = False
    race: float | None = None
    """Seconds; so are the following."""
    order: Order = Order.FIXED
    absent: float | None = None
    propose: float | None = None
    vote: float | None = None
    channel_id: str | None = None


@cache
def limits() -> dict[str, Any]:
    """terms.toml."""
    return tomllib.loads(files("bot.desk.challenges").joinpath("terms.toml").read_text(encoding="utf-8"))


def terms_of(challenge: StoredChallenge) -> Terms:
    return Terms.model_validate(challenge.terms)


def checked_terms(wanted: Wanted) -> Terms:
    """The rules of a challenge as they were asked for.

    Raises:
        DeskError: one of them is out of range.
    """
    if wanted.least_band not in BANDS:
        raise DeskError(f"There is no band '{wanted.least_band}'; they are {', '.join(BANDS)}.")
    return Terms(
        attempts=round(_within("attempts", wanted.attempts, "There are {least} to {most} attempts in a tournament.")),
        counts=wanted.counts,
        least_band=wanted.least_band,
        hidden=wanted.hidden,
        grace=limits()["grace"]["usual"],
        race=_within("race", wanted.race, "A duel lasts from {least} to {most} seconds."),
        order=wanted.order,
        absent=_within("absent", wanted.absent, "Who is absent is skipped after {least} to {most} seconds."),
        propose=_within("propose", wanted.propose, "There are {least} to {most} seconds for proposals."),
        vote=_within("vote", wanted.vote, "There are {least} to {most} seconds for the vote."),
    )


def checked_name(name: str) -> str:
    """The name of a challenge, on one line.

    Raises:
        DeskError: it is empty or too long.
    """
    name = " ".join("".join(c if c.isprintable() else " " for c in plain(name)).split())
    most = limits()["name"]["most"]
    if not name:
        raise DeskError("A challenge needs a name.")
    if len(name) > most:
        raise DeskError(f"The name has {len(name)} letters; at most {most} are shown.")
    return name


def checked_times(wanted: Wanted, now: datetime) -> tuple[datetime | None, datetime]:
    """When it opens and closes, in UTC; None where a trainer opens it.

    Raises:
        DeskError: it would close before it opens, has passed, or is too far away.
    """
    opens = wanted.opens_at
    if opens is None and not wanted.kind.shared:
        opens = now
    for when in (wanted.opens_at, wanted.closes_at):
        if when is not None and when.tzinfo is None:
            raise DeskError("A time needs its time zone.")
    if opens is not None and opens > now + timedelta(seconds=limits()["ahead"]["most"]):
        raise DeskError("A challenge opens within the next 90 days.")
    begins = max(now, opens or now)
    closes = wanted.closes_at or begins + timedelta(seconds=limits()["lasts"]["usual"][wanted.kind])
    if closes <= now:
        raise DeskError("The closing time has passed already.")
    if closes <= begins:
        raise DeskError("A challenge closes after it opens.")
    lasts = (closes - begins).total_seconds()
    if not limits()["lasts"]["least"] <= lasts <= limits()["lasts"]["most"]:
        raise DeskError("A challenge is open for at least 5 minutes and at most 90 days.")
    return opens, closes


def checked_difficulty(wanted: Wanted) -> Difficulty:
    """A raid is played at extreme; everything else as asked for, usually at normal.

    Raises:
        DeskError: a raid was asked for at another difficulty.
    """
    if wanted.kind is Kind.RAID:
        if wanted.difficulty not in {None, Difficulty.EXTREME}:
            raise DeskError("A raid meets its customer at extreme; leave the difficulty out.")
        return Difficulty.EXTREME
    return wanted.difficulty or Difficulty.NORMAL


def checked_message(text: str) -> str:
    """A reply of a relay or a raid.

    Raises:
        DeskError: it is empty or too long.
    """
    text = plain(text).strip()
    most = limits()["message"]["most"]
    if not text:
        raise DeskError("A reply needs words.")
    if len(text) > most:
        raise DeskError(f"The reply has {len(text)} letters; at most {most} can be sent.")
    return text


def plain(text: str) -> str:
    """Without what a database cannot hold: half characters (surrogates) and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _within(name: str, value: float | None, says: str) -> float:
    bounds = limits()[name]
    if value is None:
        return float(bounds["usual"])
    if not bounds["least"] <= value <= bounds["most"]:
        raise DeskError(says.format(**bounds))
    return float(value)
