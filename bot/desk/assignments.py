"""What trainers ask people to practise: given, listed, reminded of, withdrawn.

Who may do so is decided by the actor's roles. Who bears a role of Discord only the front knows; it says so when an
assignment is given, and again with `sync_role` whenever somebody joins or leaves it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.customers import Difficulty
from bot.desk.assignment_order import (
    MOST_ATTEMPTS,
    MOST_CUSTOMERS,
    Order,
    attempts_of,
    band_of,
    remind_at,
)
from bot.desk.chance import new_id
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.fulfilling import Fulfilment, State, fulfilment
from bot.desk.live import Trainee
from bot.desk.nearest import no_such
from bot.desk.personal import allowed
from bot.desk.rights import Action, Actor
from bot.store import Assigned, Assignment, People, StoredAssignments

__all__ = [
    "MOST_ATTEMPTS",
    "MOST_CUSTOMERS",
    "Assignments",
    "GivenRole",
    "Order",
    "Overview",
    "Own",
    "Reached",
    "Reminder",
]

_OPEN = (State.PENDING, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class GivenRole:
    """A role that an assignment is given to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """An assignment with how far everybody is whom it reached, by name."""

    assignment: Assignment
    members: tuple[Fulfilment, ...]

    @property
    def counts(self) -> dict[State, int]:
        """How many people are in each state."""
        found = Counter(one.state for one in self.members)
        return {state: found[state] for state in State}


@dataclass(frozen=True, slots=True)
class Own:
    """One's own share in an assignment."""

    assignment: Assignment
    fulfilment: Fulfilment
    above_ceiling: bool
    """It is harder than they want to meet. Nobody else is told."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A word to somebody who has not passed yet."""

    assignment: Assignment
    fulfilment: Fulfilment


@dataclass(frozen=True, slots=True)
class Reached:
    """What a change of a role's members did to one of its assignments."""

    assignment: Assignment
    joined: tuple[Trainee, ...]
    """To be told that they have it now."""
    left: tuple[str, ...]
    """Ids of those who no longer have it."""


class Assignments:
    """The assignments of all servers; every answer is about the actor's own one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stored = StoredAssignments(desk.calls.database)
        self._people = People(desk.calls.database)

    async def assign(
        self, actor: Actor, order: Order, members: Collection[Trainee], role: GivenRole | None = None
    ) -> Overview:
        """Give an assignment to people, or to a role with those who bear it now.

        Raises:
            DeskError: the actor may not, or the order cannot be fulfilled as it stands.
        """
        actor.must(Action.ASSIGN)
        now = self._desk.today()
        if not members and role is None:
            raise DeskError("Say who is to do it: a member or a role.")
        assignment = Assignment(
            id=new_id(),
            created_at=now,
            guild_id=actor.guild_id,
            trainer_id=actor.id,
            trainer_name=actor.name,
            customers=await self._customers(order.customers, actor.guild_id),
            difficulty=order.difficulty.value,
            due_at=order.due,
            attempts=attempts_of(order),
            band=band_of(order),
            remind_at=remind_at(order, now, on_server=actor.guild_id is not None),
            role_id=None if role is None else role.id,
            role_name="" if role is None else role.name,
        )
        await self._stored.add(assignment, [_assigned(assignment, one, now) for one in _once(members)])
        return await self._overview(assignment)

    async def withdraw(self, actor: Actor, assignment_id: str) -> Assignment:
        """Take an assignment back: nobody has it any more, and nobody has missed it.

        Raises:
            DeskError: the actor may not, there is no such assignment, or it was withdrawn before.
        """
        actor.must(Action.ASSIGN)
        found = await self._find(actor, assignment_id)
        if found.withdrawn_at is not None:
            raise DeskError(f"The assignment {found.id} was withdrawn already.")
        await self._stored.withdraw(found.id, self._desk.today())
        return found

    async def show(self, actor: Actor, assignment_id: str) -> Overview:
        """One assignment with everybody's state.

        Raises:
            DeskError: the actor may not see it, or there is no such assignment.
        """
        actor.must(Action.ASSIGN)
        return await self._overview(await self._find(actor, assignment_id))

    async def all(self, actor: Actor, *, past: bool = False) -> list[Overview]:
        """The assignments that run, the next due first; with `past` also those that are over or withdrawn.

        Raises:
            DeskError: the actor may not see them.
        """
        actor.must(Action.ASSIGN)
        now = self._desk.today()
        found = await self._stored.work(actor.guild_id, due_after=None if past else now)
        return [
            Overview(assignment, tuple(fulfilment(assignment, one, now) for one in work))
            for assignment, work in found
            if past or assignment.withdrawn_at is None
        ]

    async def known(self, actor: Actor) -> list[Assignment]:
        """The assignments of the server that were not withdrawn, without how far anybody is: to choose one from.

        Raises:
            DeskError: the actor may not see them.
        """
        actor.must(Action.ASSIGN)
        found = await self._stored.of_server(actor.guild_id)
        return [one for one in reversed(found) if one.withdrawn_at is None]

    async def mine(self, actor: Actor, *, past: bool = False) -> list[Own]:
        """The actor's own assignments that run, the next due first; with `past` also those whose due time is over.

        Raises:
            DeskError: the actor is not of this server.
        """
        actor.must(Action.SEE_OWN_ASSIGNMENTS)
        now, person = self._desk.today(), await self._people.get(actor.id)
        found = await self._stored.work(actor.guild_id, member_ids=[actor.id], due_after=None if past else now)

        def above(assignment: Assignment) -> bool:
            try:
                allowed(Difficulty(assignment.difficulty), person)
            except DeskError:
                return True
            return False

        return [
            Own(assignment, fulfilment(assignment, one, now), above(assignment))
            for assignment, work in found
            for one in work
            if assignment.withdrawn_at is None
        ]

    # -- what time and the server bring

    async def roles(self, guild_id: str) -> set[str]:
        """The roles whose members matter now: those with an assignment that runs."""
        return await self._stored.roles(guild_id, self._desk.today())

    async def sync_role(self, guild_id: str, role_id: str, members: Collection[Trainee]) -> list[Reached]:
        """Let the role's running assignments reach exactly these people; returns what changed.

        Who joins has it from now on, with all attempts. Who leaves loses it, and has it again, with what they did,
        when they come back. May be called as often as one likes.
        """
        now = self._desk.today()
        bear = {one.id: one for one in members}
        changed: list[Reached] = []
        for assignment, people in await self._stored.of_role(guild_id, role_id, now):
            have = {one.member_id for one in people if one.left_at is None}
            joined = [one for id_, one in bear.items() if id_ not in have]
            left = [one for one in people if one.left_at is None and one.member_id not in bear]
            if joined or left:
                await self._stored.reach([_assigned(assignment, one, now) for one in joined], left, now)
                changed.append(Reached(assignment, tuple(joined), tuple(one.member_id for one in left)))
        return changed

    async def due_reminders(self, now: datetime) -> list[Reminder]:
        """Whom to remind at this time, over all servers. Each reminder is handed out once, also after a restart.

        Only who has neither passed nor missed it is reminded, and nobody after the due time. Say `unsent` of one that
        did not reach its reader, and it is handed out again.
        """
        found: list[Reminder] = []
        for assignment in await self._stored.to_remind(now):
            claimed = await self._stored.claim_reminders(assignment.id, now)
            for _, work in await self._stored.work(assignment.guild_id, assignment_id=assignment.id):
                states = [fulfilment(assignment, one, now) for one in work if one.assigned.member_id in claimed]
                found += [Reminder(assignment, one) for one in states if one.state in _OPEN]
        return found

    async def next_reminder(self, now: datetime) -> datetime | None:
        """When the next reminder after this time is due, over all servers; None while none is planned."""
        return await self._stored.next_reminder(now)

    async def unsent(self, reminder: Reminder) -> None:
        """The reminder did not reach its reader."""
        await self._stored.release_reminder(reminder.assignment.id, reminder.fulfilment.member_id)

    async def keep_passed(self, guild_id: str | None) -> None:
        """Keep who has passed, before the server's old calls are deleted: what was passed stays passed."""
        now = self._desk.today()
        passed = []
        for assignment, work in await self._stored.work(guild_id):
            for one in work:
                state = fulfilment(assignment, one, now)
                if one.assigned.passed_at is None and state.state is State.PASSED:
                    at = max(done.passed_at for done in state.customers if done.passed_at is not None)
                    passed.append((assignment.id, one.assigned.member_id, at))
        await self._stored.keep_passed(passed)

    # -- inside

    async def _find(self, actor: Actor, assignment_id: str) -> Assignment:
        """The assignment. One of another server is as unknown as one that never was."""
        known = {one.id: one for one in await self._stored.of_server(actor.guild_id)}
        wanted = assignment_id.strip().lower()
        if wanted not in known:
            raise DeskError(no_such("assignment", assignment_id.strip()[:20], known))
        return known[wanted]

    async def _overview(self, assignment: Assignment) -> Overview:
        now = self._desk.today()
        ((found, work),) = await self._stored.work(assignment.guild_id, assignment_id=assignment.id)
        return Overview(found, tuple(fulfilment(found, one, now) for one in work))

    async def _customers(self, wanted: Sequence[str], guild_id: str | None) -> tuple[str, ...]:
        known = [await self._desk.of_servers.get(one.strip(), guild_id) for one in wanted]
        ids = tuple(dict.fromkeys(customer.id for customer in known))
        if not ids:
            raise DeskError("Say which customer is to be practised.")
        if len(ids) > MOST_CUSTOMERS:
            raise DeskError(f"An assignment has at most {MOST_CUSTOMERS} customers, not {len(ids)}; make it two.")
        return ids


def _once(members: Iterable[Trainee]) -> list[Trainee]:
    return list({one.id: one for one in members}.values())


def _assigned(assignment: Assignment, member: Trainee, now: datetime) -> Assigned:
    return Assigned(assignment.id, member.id, member.name, now)
