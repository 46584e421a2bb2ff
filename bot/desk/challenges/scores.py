"""How a challenge stands, as every front and every export shows it."""

from dataclasses import dataclass

from bot.call import event_from_json
from bot.call.events import MoodMoved
from bot.coaching.debrief import TurningPoint
from bot.desk.after import AfterCall
from bot.desk.challenges.duel import Scoreboard, Side, Stage, decided, heat_of
from bot.desk.challenges.raid import Credit, Raids
from bot.desk.challenges.ranking import Place, ranked
from bot.desk.challenges.room import Room
from bot.desk.challenges.shared import Part, SharedCalls
from bot.desk.challenges.terms import Kind, State, terms_of
from bot.desk.desk import DeskError
from bot.desk.rights import Action, Actor
from bot.store import Attempt, CallRecord, Member, StoredChallenge

_PODIUM = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A challenge as it stands; only what belongs to its kind is filled."""

    challenge: StoredChallenge
    hidden: bool = False
    """The places of others are kept back until the close."""
    places: tuple[Place, ...] = ()
    """Tournament."""
    board: Scoreboard | None = None
    """Duel."""
    call: CallRecord | None = None
    """Relay, raid: the one call."""
    parts: tuple[Part, ...] = ()
    """Relay, raid."""
    credits: tuple[Credit, ...] = ()
    """Raid."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the podium."""

    place: Place
    turning_points: tuple[TurningPoint, ...]
    """Empty without the owner's consent."""


class Scores:
    """Reads how challenges stand."""

    def __init__(self, room: Room, shared: SharedCalls, raids: Raids) -> None:
        self._room = room
        self._shared = shared
        self._raids = raids
        self._after = AfterCall(room.desk)

    async def standing(self, challenge_id: str, by: Actor) -> Standing:
        """How it stands, as far as they may see it.

        Raises:
            RightsError: they are not on the server.
            DeskError: the server has no such challenge.
        """
        by.must(Action.SEE_CHALLENGE)
        challenge = await self._room.get(challenge_id, by.guild_id)
        if challenge.kind == Kind.DUEL:
            return Standing(challenge, board=await self.scoreboard(challenge))
        if Kind(challenge.kind).shared:
            return await self._together(challenge)
        places = await self.places(challenge)
        if not terms_of(challenge).hidden or challenge.state == State.CLOSED or by.may(Action.SEE_HIDDEN_STANDINGS):
            return Standing(challenge, places=tuple(places))
        own = [Place(None, p.person_id, p.name, p.attempts, p.counted) for p in places if p.person_id == by.id]
        return Standing(challenge, hidden=True, places=tuple(own))

    async def podium(self, challenge_id: str, by: Actor) -> list[Step]:
        """The first three ranks of a tournament that is closed, with the turning points of those who agreed.

        Raises:
            DeskError: it is no tournament, or not closed yet.
        """
        by.must(Action.SEE_CHALLENGE)
        challenge = await self._room.get(challenge_id, by.guild_id)
        if challenge.kind != Kind.TOURNAMENT:
            raise DeskError(f"“{challenge.name}” has no podium; only a tournament has one.")
        if challenge.state != State.CLOSED:
            raise DeskError(f"“{challenge.name}” is not closed yet.")
        agreed = {one.person_id for one in await self._room.active(challenge.id) if one.consents}
        steps = []
        for place in await self.places(challenge):
            if place.rank is None or place.rank > _PODIUM or place.counted is None:
                continue
            shown: tuple[TurningPoint, ...] = ()
            if place.person_id in agreed:
                shown = (await self._after.look(place.counted.call_id)).debrief.turning_points
            steps.append(Step(place, shown))
        return steps

    async def places(self, challenge: StoredChallenge) -> list[Place]:
        """All places of a tournament."""
        terms = terms_of(challenge)
        return ranked(
            await self._room.active(challenge.id),
            await self._room.store.attempts(challenge.id),
            counts=terms.counts,
            least_band=terms.least_band,
            until=challenge.closed_at,
        )

    async def scoreboard(self, challenge: StoredChallenge) -> Scoreboard:
        """A duel as it stands, from the stored calls: the two may play in different processes."""
        everybody = await self._room.store.members(challenge.id)
        attempts = {one.person_id: one for one in await self._room.store.attempts(challenge.id)}
        began = challenge.state in {State.OPEN, State.CLOSED}
        # Who left before it began was never a side of it.
        there = [
            one
            for one in everybody
            if one.left_at is None or (began and challenge.opens_at is not None and one.left_at >= challenge.opens_at)
        ]
        sides = tuple([await self._side(member, attempts.get(member.person_id), challenge) for member in there])
        over = challenge.state == State.CLOSED or self._room.now() >= challenge.closes_at
        return Scoreboard(sides, decided(sides, over=over) if began else None)

    async def _side(self, member: Member, attempt: Attempt | None, challenge: StoredChallenge) -> Side:
        if attempt is None:
            return Side(member.person_id, member.name, Stage.WAITING if member.active else Stage.LEFT)
        told = [event_from_json({"type": "mood"} | data) for data in await self._room.store.moods(attempt.call_id)]
        heat, last = heat_of([event for event in told if isinstance(event, MoodMoved)])
        return Side(
            member.person_id,
            member.name,
            _stage(member, attempt, challenge),
            attempt.call_id,
            attempt.outcome,
            None if last is None else last.after.anger,
            None if last is None else last.after.state,
            heat,
            attempt.turns,
            attempt.seconds,
        )

    async def _together(self, challenge: StoredChallenge) -> Standing:
        call = None if challenge.call_id is None else await self._room.desk.calls.get(challenge.call_id)
        parts = await self._shared.parts(challenge)
        brought = await self._raids.credits(challenge) if challenge.kind == Kind.RAID else ()
        return Standing(challenge, call=call, parts=parts, credits=brought)


def _stage(member: Member, attempt: Attempt, challenge: StoredChallenge) -> Stage:
    late = challenge.closed_at is not None and attempt.ended_at is not None and attempt.ended_at > challenge.closed_at
    if attempt.status == "open" or late:
        return Stage.RUNNING if member.active else Stage.LEFT
    if attempt.outcome == "stopped":
        return Stage.STOPPED
    return Stage.DONE if member.active else Stage.LEFT
