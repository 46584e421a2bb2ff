"""A team on a server, with one time that the calls' clocks and the desk share and that tests move on by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.call import Input, InputKind
from bot.customers import personas_dir
from bot.desk import Desk, LiveCall, ScriptPlayer, parse_script
from bot.desk.challenges import ChallengeDesk, Kind, Wanted
from bot.desk.rights import Actor, Role
from bot.store import Calls, StoredChallenge

GUILD = "900"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

GOOD = """
Hello Ms. Lindqvist, I understand why you are angry. What happened?
I'm truly sorry, Marta. That is our mistake, and I will see to it myself.
"""
RUDE = "Calm down.\nAre you deaf?\nStop whining."


class Time:
    """Now, until a test says otherwise."""

    def __init__(self) -> None:
        self.now = START

    def today(self) -> datetime:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def clock(self, start: float) -> "TiedClock":
        return TiedClock(self, start)


class TiedClock:
    """A call's clock that runs with the time of the test."""

    def __init__(self, time: Time, start: float) -> None:
        self._time = time
        self._zero = time.now - timedelta(seconds=start)

    def now(self) -> float:
        return (self._time.now - self._zero).total_seconds()

    async def sleep_until(self, at: float) -> None:
        self._time.now = max(self._time.now, self._zero + timedelta(seconds=at))


def person(name: str, *roles: Role, guild: str | None = GUILD) -> Actor:
    return Actor(name.lower(), name, guild, frozenset({Role.MEMBER, *roles}))


TESS = person("Tess", Role.TRAINER)
LEA = person("Lea", Role.LEAD)
TEAM = [person(name) for name in ("Ana", "Bo", "Cy", "Di", "Eli")]
ANA, BO, CY, DI, ELI = TEAM


class World:
    """One process over one database; `restarted` is the next one."""

    def __init__(self, calls: Calls, time: Time) -> None:
        self.calls = calls
        self.time = time
        self.desk = Desk(calls, personas_dir(), clock=time.clock, today=time.today)
        self.challenges = ChallengeDesk(self.desk)

    def restarted(self) -> "World":
        """Everything that was only in memory is gone."""
        return World(self.calls, self.time)

    async def create(self, kind: Kind, by: Actor = TESS, **asked: Any) -> StoredChallenge:  # noqa: ANN401 (fields of Wanted)
        values: dict[str, Any] = {"name": "March", "persona_id": "marta", "seed": 7, **asked}
        return await self.challenges.life.create(Wanted(kind, **values), by)

    async def join(self, challenge: StoredChallenge, *people: Actor) -> None:
        for one in people:
            await self.challenges.joining.join(challenge.id, one)

    async def again(self, challenge: StoredChallenge) -> StoredChallenge:
        return await self.challenges.life.get(challenge.id, TESS)

    async def play(self, challenge: StoredChallenge, by: Actor, script: str = GOOD) -> LiveCall:
        """One attempt, from its beginning to its end."""
        return await self.finish(await self.challenges.entries.begin(challenge.id, by), script)

    async def finish(self, live: LiveCall, script: str = GOOD) -> LiveCall:
        player = ScriptPlayer(self.desk, live)
        for step in parse_script(script.splitlines()):
            async for _ in player.step(step):
                pass
        async for _ in player.end():
            pass
        return live

    async def stop(self, live: LiveCall) -> None:
        await self.desk.take(live.id, Input(InputKind.STOP, live.now()))

    async def news(self, challenge: StoredChallenge) -> list[str]:
        """The kinds of what was not told yet; then it is told."""
        found = await self.challenges.news(challenge.id)
        for one in found:
            await self.challenges.told(one)
        return [one.kind for one in found]

    async def listens(self, challenge: StoredChallenge) -> None:
        """Time passes until the customer has said everything; what is due by then happens."""
        await self.challenges.settle()
        while (await self.challenges.shared.live(await self.again(challenge))).call.speaking:
            self.time.now = max(self.time.now, await self.challenges.next_due() or self.time.now)
            await self.challenges.settle()

    async def passes(self, seconds: float) -> None:
        """Time passes, and what is due by then happens."""
        self.time.passes(seconds)
        await self.challenges.settle()
