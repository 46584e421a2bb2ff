"""How a kind of challenge is shown: what the clock, which lets things happen, asks of every one of the four."""

from typing import Protocol

from bot.desk import Actor, Role
from bot.desk.challenges import Kind
from bot.store import Notice, StoredChallenge


class Teller(Protocol):
    """Shows one kind of challenge in Discord.

    For one challenge the clock calls one method at a time; the calls for different challenges run side by side. What
    raises is tried again later, with a growing pause. The card in the channel is kept by `Announcement` for all kinds.
    """

    async def tell(self, challenge: StoredChallenge, notice: Notice) -> None:
        """Show one piece of news; it is marked as told when this returns."""
        ...

    async def settled(self, challenge: StoredChallenge) -> None:
        """Show what has changed, if anything: the clock let something happen, news was told, or the bot has started."""
        ...


Tellers = dict[Kind, Teller]


def anybody(guild_id: str | None) -> Actor:
    """Who sees what every member of the server may see: for what is shown in public."""
    return Actor("anybody", "anybody", guild_id, frozenset({Role.MEMBER}))
