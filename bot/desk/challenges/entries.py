"""The calls that people play on their own in a tournament or a duel: who may begin one, and with which customer."""

from bot.customers import Customer, Difficulty
from bot.desk.challenges.room import Room
from bot.desk.challenges.terms import Kind, State, terms_of
from bot.desk.desk import DeskError
from bot.desk.live import LiveCall, Mode
from bot.desk.rights import Action, Actor
from bot.store import StoredChallenge


class Entries:
    """Begins calls for challenges."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def check(self, challenge_id: str, by: Actor) -> StoredChallenge:
        """The challenge, if they may begin a call in it now, or go on with theirs.

        Raises:
            DeskError: it is not open, they are not in it, or their attempts are used up.
        """
        by.must(Action.START_CALL)
        challenge = await self._room.get(challenge_id, by.guild_id)
        if Kind(challenge.kind).shared:
            raise DeskError(f"“{challenge.name}” is one call for all; nobody plays it alone.")
        if challenge.state == State.ANNOUNCED:
            waits = "for a second trainee" if challenge.kind == Kind.DUEL else "for its opening"
            raise DeskError(f"“{challenge.name}” waits {waits}.")
        await self._room.member(challenge, by)
        attempts = await self._room.store.attempts(challenge.id, by.id)
        if challenge.state != State.CLOSED and any(one.status == "open" for one in attempts):
            return challenge  # what was begun in time may be played to its end
        if challenge.state != State.OPEN or self._room.now() >= challenge.closes_at:
            raise DeskError(f"“{challenge.name}” is over; no new call begins.")
        most = 1 if challenge.kind == Kind.DUEL else terms_of(challenge).attempts
        if len(attempts) >= most:
            used = "your one call" if most == 1 else f"all {most} of your attempts"
            raise DeskError(f"You have used {used} in “{challenge.name}”.")
        return challenge

    async def begin(self, challenge_id: str, by: Actor) -> LiveCall:
        """Begin the next attempt; the one that is going on is gone on with.

        Raises:
            DeskError: see `check`; or the difficulty is above the trainee's own ceiling.
        """
        async with self._room.lock(challenge_id):
            challenge = await self.check(challenge_id, by)
            for attempt in await self._room.store.attempts(challenge.id, by.id):
                if attempt.status == "open":
                    return await self._room.desk.resume(attempt.call_id)
            return await self._room.desk.start(
                await self.customer(challenge),
                trainee=by.trainee,
                difficulty=Difficulty(challenge.difficulty),
                mode=Mode(challenge.mode),
                seed=challenge.seed,
                mild=challenge.mild,
                challenge_id=challenge.id,
            )

    async def customer(self, challenge: StoredChallenge) -> Customer:
        """The customer as everybody in this challenge meets them, whatever their file says today."""
        return await self._room.desk.customer_as(challenge.persona_id, challenge.persona_version)

    async def met(self, challenge_id: str, guild_id: str | None) -> Customer:
        """The customer of a challenge, also of one that is over.

        Raises:
            DeskError: the server has no such challenge.
        """
        return await self.customer(await self._room.get(challenge_id, guild_id))
