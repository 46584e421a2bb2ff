"""What a team is told of its challenge. Each kind of notice is stored with the change that it tells of.

A front shows the notices of `ChallengeDesk.news` in their order and says `told` of each; those that were not told yet
are still there after a restart.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.store import Notice


class News(StrEnum):
    OPENED = "opened"
    """It is open; for a relay and a raid: the call has begun."""
    JOINED = "joined"
    """`person`, `name`."""
    LEFT = "left"
    """`person`, `name`."""
    TURN = "turn"
    """Relay: it is the turn of `person`, `name`; `skipped` is the name of who let theirs pass, or empty. Without
    a person: anybody may write."""
    ROUND = "round"
    """Raid: proposals for round `number` are taken until `until` (ISO, UTC)."""
    VOTE = "vote"
    """Raid: the vote on round `number` goes until `until`."""
    SENT = "sent"
    """Raid: the text of `name` won round `number`; `tied` if the earliest of several won."""
    EMPTY = "empty"
    """Raid: round `number` ended without a proposal."""
    CLOSING = "closing"
    """No new calls; those that run may end until `until` and count."""
    CLOSED = "closed"
    """`because`: see `Because`."""


class Because(StrEnum):
    """Why a challenge was closed."""

    TIME = "time"
    TRAINER = "trainer"
    OVER = "over"
    """The shared call ended, or both sides of a duel are done."""
    NOBODY = "nobody"
    """Nobody is in it any more, or nobody came."""
    PLACE = "place"
    """The thread of a shared call was deleted or locked."""
    RULES = "rules"
    """The rules have changed since the shared call began, and it cannot go on."""


def notice(kind: News, at: datetime, **data: Any) -> Notice:  # noqa: ANN401 (JSON values)
    return Notice(kind.value, at, data)
