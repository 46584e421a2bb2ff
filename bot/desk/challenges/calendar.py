"""What happens to challenges by itself, and when: openings, closings, skipped turns, ends of rounds.

A front keeps one timer: it sleeps until `next_due`, calls `settle`, shows the news, and begins again. After a restart
the same `settle` catches up with everything that was due meanwhile, in the order in which it was due, each once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.customers import PersonaError
from bot.desk.challenges.duel import decided
from bot.desk.challenges.life import Life
from bot.desk.challenges.news import Because
from bot.desk.challenges.raid import Raids
from bot.desk.challenges.relay import Relays
from bot.desk.challenges.room import Room
from bot.desk.challenges.scores import Scores
from bot.desk.challenges.shared import SharedCalls
from bot.desk.challenges.terms import Kind, State, limits
from bot.desk.desk import DeskError
from bot.store import RaidRound, StoredChallenge

_MOST_STEPS = 50
"""For one challenge in one go; what is left comes with the next timer."""


_BROKEN = (DeskError, PersonaError)
"""The call cannot be begun or folded any more. That must not hold up the challenges of all others."""


class Step(IntEnum):
    """What is due; of two at the same moment the earlier in this list comes first."""

    FINISH = 1
    """What all of it waits for is over."""
    TURN = 2
    """The turn of a relay did not go on before a process was killed."""
    OPEN = 3
    CLOSE = 4
    DESERTED = 5
    CALL = 6
    """The customer of a shared call says or does something."""
    SKIP = 7
    ROUND = 8
    BEGIN = 9
    """The turn of a relay begins: the customer has said what there is to answer."""
    BROKEN = 10
    """The shared call cannot be folded any more."""


@dataclass(frozen=True, slots=True)
class Due:
    at: datetime
    step: Step


@dataclass(frozen=True, slots=True)
class Facts:
    """What a challenge's next step depends on beside its own row."""

    members: int
    running: int = 0
    """Calls that are not over."""
    done: bool = False
    """The shared call has ended, or the duel is decided."""
    deserted: bool = False
    """A shared call without a team."""
    stuck: bool = False
    """The turn of a relay did not go on before a process was killed."""
    call_at: datetime | None = None
    skip_after: timedelta | None = None
    round: RaidRound | None = None
    speaking: bool = False
    """The customer of a shared call is about to say something: a turn or a round begins after it."""


def next_step(challenge: StoredChallenge, facts: Facts, now: datetime) -> Due | None:
    """What happens next to a challenge, and when; None for a closed one."""
    due: list[Due] = []
    if challenge.state == State.ANNOUNCED:
        due.append(Due(challenge.closes_at, Step.CLOSE))
        if challenge.opens_at is not None and facts.members >= limits()["enough"][challenge.kind]:
            due.append(Due(challenge.opens_at, Step.OPEN))
    elif challenge.state == State.OPEN:
        due.append(Due(challenge.closes_at, Step.CLOSE))
        due += _while_open(challenge, facts, now)
    elif challenge.state == State.CLOSING:
        due.append(Due(now if not facts.running or challenge.ends_at is None else challenge.ends_at, Step.FINISH))
    return min(due, key=lambda one: (one.at, one.step), default=None)


def _while_open(challenge: StoredChallenge, facts: Facts, now: datetime) -> list[Due]:
    if facts.done:
        return [Due(min(now, challenge.closes_at), Step.FINISH)]
    if facts.deserted:
        return [Due(min(now, challenge.closes_at), Step.DESERTED)]
    due = []
    if facts.stuck:
        due.append(Due(min(now, challenge.closes_at), Step.TURN))
    if facts.call_at is not None:
        due.append(Due(facts.call_at, Step.CALL))
    if challenge.kind == Kind.RELAY and not facts.stuck:
        if challenge.turn_since is None and not facts.speaking:
            due.append(Due(now, Step.BEGIN))
        elif challenge.turn_since is not None and facts.skip_after is not None:
            due.append(Due(challenge.turn_since + facts.skip_after, Step.SKIP))
    if challenge.kind == Kind.RAID:
        if facts.round is not None and facts.round.phase != "over":
            due.append(Due(facts.round.ends_at, Step.ROUND))
        elif not facts.speaking:
            due.append(Due(now, Step.ROUND))
    return due


class Calendar:
    """Lets happen what is due."""

    def __init__(
        self, room: Room, life: Life, shared: SharedCalls, relays: Relays, raids: Raids, scores: Scores
    ) -> None:
        self._room = room
        self._life = life
        self._shared = shared
        self._relays = relays
        self._raids = raids
        self._scores = scores

    async def next_due(self) -> datetime | None:
        """When `settle` has something to do next, in UTC; it may have passed. None while nothing is planned."""
        found = [await self._due(challenge) for challenge in await self._room.unfinished()]
        return min((one.at for one in found if one is not None), default=None)

    async def settle(self) -> list[str]:
        """Let everything happen that is due by now; returns the challenges that changed."""
        return [one.id for one in await self._room.unfinished() if await self._settle(one)]

    async def _settle(self, found: StoredChallenge) -> bool:
        async with self._room.lock(found.id):
            for number in range(_MOST_STEPS):
                challenge = await self._room.store.get(found.id, found.guild_id)
                due = None if challenge is None else await self._due(challenge)
                if challenge is None or due is None or due.at > self._room.now():
                    return number > 0
                try:
                    await self._do(challenge, due)
                except _BROKEN:
                    await self._life.settle_books(challenge, Because.RULES)
            return True

    async def _due(self, challenge: StoredChallenge) -> Due | None:
        try:
            facts = await self._facts(challenge)
        except _BROKEN:
            return Due(self._room.now(), Step.BROKEN)
        return next_step(challenge, facts, self._room.now())

    async def _facts(self, challenge: StoredChallenge) -> Facts:
        members = await self._room.store.member_count(challenge.id)
        if challenge.state == State.CLOSING:
            return Facts(members, running=await self._room.store.running(challenge.id))
        if challenge.state != State.OPEN or challenge.kind == Kind.TOURNAMENT:
            return Facts(members)
        if challenge.kind == Kind.DUEL:
            board = await self._scores.scoreboard(challenge)
            return Facts(members, done=decided(board.sides, over=False) is not None)
        if await self._shared.over(challenge):
            return Facts(members, done=True)
        if not members:
            return Facts(members, deserted=True)
        call_in = await self._shared.due_in(challenge)
        call_at = None if call_in is None else self._room.now() + timedelta(seconds=call_in)
        speaking = (await self._shared.live(challenge)).call.speaking
        if challenge.kind == Kind.RAID:
            round_, deserted = await self._room.rounds.latest(challenge.id), await self._raids.deserted(challenge)
            return Facts(members, deserted=deserted, call_at=call_at, round=round_, speaking=speaking)
        stuck, skip_after = await self._relays.stuck(challenge), self._relays.skip_due(challenge, members)
        return Facts(members, stuck=stuck, call_at=call_at, skip_after=skip_after, speaking=speaking)

    async def _do(self, challenge: StoredChallenge, due: Due) -> None:
        match due.step:
            case Step.OPEN:
                await self._life.open(challenge)
            case Step.CLOSE:
                nobody = challenge.state == State.ANNOUNCED and challenge.kind != Kind.TOURNAMENT
                await self._life.shut(challenge, Because.NOBODY if nobody else Because.TIME)
            case Step.FINISH:
                await self._life.shut(challenge, Because.OVER)
            case Step.BROKEN:
                await self._life.settle_books(challenge, Because.RULES)
            case Step.DESERTED:
                await self._life.shut(challenge, Because.NOBODY)
            case Step.CALL:
                await self._shared.happen(challenge)
            case Step.TURN:
                await self._relays.go_on(challenge)
            case Step.BEGIN:
                await self._relays.begin_turn(challenge)
            case Step.SKIP:
                await self._relays.skip(challenge)
            case Step.ROUND:
                round_ = await self._room.rounds.latest(challenge.id)
                if round_ is None or round_.phase == "over":
                    await self._raids.next_round(challenge, round_)
                else:
                    await self._raids.go_on(challenge, round_)
