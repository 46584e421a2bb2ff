"""Whose turn it is in a relay. Pure decisions; relay.py stores what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.challenges.terms import Order
from bot.store import Member


@dataclass(frozen=True, slots=True)
class Bench:
    """A team as the order sees it."""

    order: Order
    members: Sequence[Member]
    """Those who have not left, by their places."""
    turn_of: str | None
    """Fixed order: whose turn it is."""
    last_speaker: str | None
    most_skips: int

    def may_speak(self, person_id: str) -> bool:
        """Whether a message of this member is theirs to send now."""
        if self.member(person_id) is None:
            return False
        if self.order is Order.FIXED:
            return person_id == self.turn_of
        others = [one for one in self._present() if one.person_id != person_id]
        return person_id != self.last_speaker or not others

    def member(self, person_id: str | None) -> Member | None:
        return next((one for one in self.members if one.person_id == person_id), None)

    def next_after(self, person_id: str | None) -> Member | None:
        """Fixed order: who comes after this member, or first, after None; None where nobody is left."""
        found = self.member(person_id)
        return self.next_from(0 if found is None else found.place)

    def next_from(self, place: int) -> Member | None:
        """Fixed order: who comes after this place, around the team; who was absent again and again is passed over."""
        later = [one for one in self.members if one.place > place] + [one for one in self.members if one.place <= place]
        present = [one for one in later if one.skips < self.most_skips]
        return next(iter(present or later), None)

    def with_member(self, changed: Member) -> "Bench":
        """The same team, where this member has changed."""
        members = [changed if one.person_id == changed.person_id else one for one in self.members]
        return replace(self, members=members)

    def before(self, person_id: str) -> int:
        """Fixed order: how many turns come before that of this member, counting the one that is on."""
        waiting, one = 0, self.turn_of
        seen: set[str] = set()
        while one is not None and one != person_id and one not in seen:
            seen.add(one)
            waiting += 1
            after = self.next_after(one)
            one = None if after is None else after.person_id
        return waiting

    def _present(self) -> list[Member]:
        """Those who are waited for."""
        return [one for one in self.members if one.skips < self.most_skips]
