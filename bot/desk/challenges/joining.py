"""Who is in a challenge: joining, leaving, leaving the server, and consent to the podium."""

from dataclasses import replace

from bot.customers import Difficulty
from bot.desk.challenges.news import News, notice
from bot.desk.challenges.raid import Raids
from bot.desk.challenges.relay import Relays
from bot.desk.challenges.room import Room
from bot.desk.challenges.terms import Kind, State, limits
from bot.desk.desk import DeskError, allowed
from bot.desk.rights import Action, Actor
from bot.store import Member, StoredChallenge


class Joining:
    """Keeps the members of challenges."""

    def __init__(self, room: Room, relays: Relays, raids: Raids) -> None:
        self._room = room
        self._relays = relays
        self._raids = raids

    async def join(self, challenge_id: str, by: Actor, *, consents: bool = False) -> Member:
        """Come in; `consents`: the turning points of one's best call may stand on the podium.

        Raises:
            RightsError: they are not on the server.
            DeskError: it is over, or full, or its difficulty is above their own ceiling.
        """
        by.must(Action.JOIN_CHALLENGE)
        async with self._room.lock(challenge_id):
            challenge = await self._room.get(challenge_id, by.guild_id)
            if challenge.state in {State.CLOSING, State.CLOSED} or self._room.now() >= challenge.closes_at:
                raise DeskError(f"“{challenge.name}” is over; nobody joins any more.")
            allowed(Difficulty(challenge.difficulty), await self._room.people.get(by.id))
            everybody = await self._room.store.members(challenge.id)
            active = [one for one in everybody if one.active]
            before = next((one for one in everybody if one.person_id == by.id), None)
            if before is not None and before.active:
                return before
            if len(active) >= limits()["team"][challenge.kind]:
                raise DeskError(f"“{challenge.name}” is full: {len(active)} are in it.")
            if challenge.kind == Kind.DUEL and challenge.state == State.OPEN:
                raise DeskError(f"“{challenge.name}” has begun; nobody takes the place of one who left.")
            now = self._room.now()
            place = max((one.place for one in everybody), default=0) + 1
            agreed = consents or (before is not None and before.consents)
            member = Member(challenge.id, by.id, by.name, now, place, consents=agreed)
            await self._room.store.keep_member(member, [notice(News.JOINED, now, person=by.id, name=by.name)])
            if challenge.kind == Kind.RELAY and challenge.state == State.OPEN:
                await self._relays.go_on(challenge)
            return member

    async def leave(self, challenge_id: str, by: Actor) -> None:
        """Go out; one's calls stay one's own, but are in the standings no more.

        Raises:
            DeskError: they are not in it, or it is over.
        """
        async with self._room.lock(challenge_id):
            challenge = await self._room.get(challenge_id, by.guild_id)
            member = await self._room.member(challenge, by)
            if challenge.state == State.CLOSED:
                raise DeskError(f"“{challenge.name}” is over; its standings stay.")
            await self._leave(challenge, member)

    async def member_gone(self, guild_id: str, person_id: str) -> list[str]:
        """Somebody left the server: they are out of everything that goes on there. Returns the challenges.

        What they created goes on; any other trainer, lead or manager may close it.
        """
        found = await self._room.store.memberships(guild_id, person_id)
        for challenge_id in found:
            async with self._room.lock(challenge_id):
                challenge = await self._room.get(challenge_id, guild_id)
                for member in await self._room.active(challenge_id):
                    if member.person_id == person_id:
                        await self._leave(challenge, member)
        return found

    async def consent(self, challenge_id: str, by: Actor, *, consents: bool) -> Member:
        """Allow the turning points of one's best call on the podium, or not any more; also after the close.

        Raises:
            DeskError: they are not in it.
        """
        async with self._room.lock(challenge_id):
            challenge = await self._room.get(challenge_id, by.guild_id)
            member = replace(await self._room.member(challenge, by), consents=consents)
            await self._room.store.keep_member(member)
            return member

    async def _leave(self, challenge: StoredChallenge, member: Member) -> None:
        await self._room.leave(member)
        if challenge.state != State.OPEN:
            return
        if challenge.kind == Kind.RELAY:
            await self._relays.gone(challenge, member)
        elif challenge.kind == Kind.RAID:
            await self._raids.gone(challenge, member.person_id)
