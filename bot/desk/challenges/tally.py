"""Which proposal of a raid's round wins. Pure; raid.py stores what follows from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.store import Proposal


@dataclass(frozen=True, slots=True)
class Tally:
    """A round, counted."""

    winner: Proposal
    votes: Mapping[str, int]
    """Author -> votes."""
    tied: bool
    """Several had as many votes; the earliest of them won."""


def tally(proposals: Sequence[Proposal], votes: Mapping[str, str]) -> Tally | None:
    """The winner: most votes, then the earliest in its last wording, then the smaller author id.

    `votes` is voter -> author. A vote for oneself, or for a text that was withdrawn, does not count. None without a
    proposal; without a vote the earliest proposal wins.
    """
    if not proposals:
        return None
    authors = {one.author_id for one in proposals}
    counted = Counter(author for voter, author in votes.items() if author in authors and voter != author)
    ranked = sorted(proposals, key=lambda one: (-counted[one.author_id], one.proposed_at, one.author_id))
    best = counted[ranked[0].author_id]
    tied = sum(counted[one.author_id] == best for one in proposals) > 1
    return Tally(ranked[0], {author: counted[author] for author in sorted(authors)}, tied)
