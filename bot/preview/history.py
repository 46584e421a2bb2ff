"""What the team of the preview has done before one opens it: calls, a tournament that is going on, an assignment.

Everything goes through the same services as in real life, so it is stored, scored and shown like any other.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from simcord.actors import MemberActor

from bot.app import SimmerBot
from bot.customers import Customer, Difficulty
from bot.desk import Actor, Assignments, Boards, Desk, LiveCall, Order, Role
from bot.desk.after import AfterCall
from bot.desk.challenges import ChallengeDesk, Kind, Wanted
from bot.desk.clock import SimulatedClock
from bot.preview.team import Team
from bot.rehearsal import Skill, play

_ANN, _BEN, _KIM, _NOOR = range(4)
"""Agents, by their places in the team."""


@dataclass(frozen=True, slots=True)
class _Past:
    """One past call: whose, how well, how many days ago, with which of the easier customers, and their own view."""

    agent: int
    skill: Skill
    days: int
    customer: int
    rating: int


_PAST = (
    _Past(_ANN, Skill.CARELESS, 20, 0, 4),
    _Past(_BEN, Skill.EXCELLENT, 17, 1, 3),
    _Past(_KIM, Skill.DECENT, 15, 0, 3),
    _Past(_NOOR, Skill.POLITE_FAILURE, 13, 2, 4),
    _Past(_ANN, Skill.DECENT, 9, 2, 3),
    _Past(_KIM, Skill.CARELESS, 8, 1, 2),
    _Past(_BEN, Skill.EXCELLENT, 6, 0, 4),
    _Past(_KIM, Skill.EXCELLENT, 4, 2, 5),
    _Past(_NOOR, Skill.DECENT, 3, 1, 3),
)
_ENTRIES = ((_BEN, Skill.EXCELLENT), (_NOOR, Skill.POLITE_FAILURE), (_KIM, Skill.CARELESS), (_ANN, Skill.DECENT))
"""Who played the tournament, and how well."""
_BY_NAME = (_ANN, _KIM)
"""Who lets colleagues read their name on the boards; the others are private, as everybody is at first."""
_TOURNAMENT_SEED = 7
_BEGAN = 2
"""Days ago that the tournament was announced and the assignment was given."""
_LASTS = 7
"""Days from then on."""


async def furnish(bot: SimmerBot, team: Team) -> None:
    """Let the team have practised, and be in the middle of a tournament and an assignment."""
    past = PastLife(bot, team)
    customers = _easiest_first(bot.desks.desk.customers())
    if not customers:  # a folder of one's own may be empty
        return
    for one in _PAST:
        await past.practised(one, customers[one.customer % len(customers)])
    await past.tournament(customers[0])
    await past.assignment(customers[:2])
    for agent in _BY_NAME:
        await Boards(bot.desks.desk).name(past.actor(team.agents[agent]), named=True)


def _easiest_first(customers: list[Customer]) -> list[Customer]:
    order = list(Difficulty)
    return sorted(customers, key=lambda customer: (order.index(customer.persona.difficulty), customer.id))


class PastLife:
    """Tells the desk, input by input, what happened on days that are over."""

    def __init__(self, bot: SimmerBot, team: Team) -> None:
        self._bot = bot
        self._team = team

    def actor(self, who: MemberActor, *roles: Role) -> Actor:
        name, server = self._team.names[who.id], str(self._team.guild.id)
        return Actor(str(who.id), name, server, frozenset({Role.MEMBER, *roles}))

    @property
    def _trainer(self) -> Actor:
        return self.actor(self._team.trainer, Role.TRAINER)

    def _desk(self, days: float) -> Desk:
        """The desk as it was so many days ago; its calls need no real time."""
        now = self._bot.desks.desk
        day = now.today() - timedelta(days=days)
        return Desk(now.calls, self._bot.settings.personas, clock=SimulatedClock, today=lambda: day)

    async def practised(self, past: _Past, customer: Customer) -> None:
        desk, who = self._desk(past.days), self.actor(self._team.agents[past.agent])

        async def begin(seed: int) -> LiveCall:
            return await desk.start(customer.id, trainee=who.trainee, difficulty=customer.persona.difficulty, seed=seed)

        await self._played(desk, customer, customer.persona.difficulty, (past.skill, past.days), begin, past.rating)

    async def _played(
        self,
        desk: Desk,
        customer: Customer,
        difficulty: Difficulty,
        how: tuple[Skill, int],
        begin: Callable[[int], Awaitable[LiveCall]],
        rating: int = 3,
    ) -> None:
        """A call that was rehearsed with this skill and seed, told to the desk."""
        skill, seed = how
        played = play(customer, skill, seed, stock=desk.stock, difficulty=difficulty)
        live = await begin(seed)
        for entry in played.call.inputs[1:]:
            await desk.take(live.id, entry)
        desk.leave(live.id)
        if (await desk.record(live.id)).score is not None:
            await AfterCall(desk).rate(live.id, rating)

    async def tournament(self, customer: Customer) -> None:
        """Announced some days ago, played by all, still open."""
        began = self._desk(_BEGAN)
        level = customer.persona.difficulty
        wanted = Wanted(
            Kind.TOURNAMENT,
            "Calm week",
            customer.id,
            difficulty=level,
            seed=_TOURNAMENT_SEED,
            closes_at=began.today() + timedelta(days=_LASTS),
            channel_id=str(self._team.channel.id),
        )
        challenge = await ChallengeDesk(began).life.create(wanted, self._trainer)
        for hours, (agent, skill) in enumerate(_ENTRIES, start=1):
            desk = self._desk(_BEGAN - hours / 24)
            challenges, who = ChallengeDesk(desk), self.actor(self._team.agents[agent])
            await challenges.joining.join(challenge.id, who, consents=True)

            async def begin(_seed: int, challenges: ChallengeDesk = challenges, who: Actor = who) -> LiveCall:
                return await challenges.entries.begin(challenge.id, who)

            await self._played(desk, customer, level, (skill, _TOURNAMENT_SEED), begin)

    async def assignment(self, customers: list[Customer]) -> None:
        """Given some days ago to two agents; each has something left to do."""
        desk = self._desk(_BEGAN)
        easiest = min((one.persona.difficulty for one in customers), key=list(Difficulty).index)
        order = Order([one.id for one in customers], desk.today() + timedelta(days=_LASTS), easiest)
        people = [self.actor(self._team.agents[agent]).trainee for agent in (_ANN, _BEN)]
        await Assignments(desk).assign(self._trainer, order, people)
