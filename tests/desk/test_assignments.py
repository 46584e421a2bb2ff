"""Assignments: given, worked at, reminded of, withdrawn; every state from the calls that were really played."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.customers import Difficulty, personas_dir
from bot.desk import (
    Actor,
    Assignments,
    Desk,
    DeskError,
    Fulfilment,
    GivenRole,
    Judges,
    Order,
    Personal,
    Role,
    SimulatedClock,
    State,
    Trainee,
)
from bot.store import Assignment, Calls, People
from tests.desk.team import ANN, BEN, CY, ELSEWHERE, HERE, MEMBER, MONDAY, TRAINER, Shelf

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = MONDAY + 4 * DAY
NEWBIES = GivenRole("777", "Newcomers")


class Today:
    """The time of the desk, to be set."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def today() -> Today:
    return Today()


@pytest.fixture
def assignments(calls: Calls, today: Today) -> Assignments:
    return Assignments(Desk(calls, personas_dir(), clock=SimulatedClock, today=today))


@pytest.fixture
def shelf(calls: Calls) -> Shelf:
    return Shelf(calls)


def order(**changes: object) -> Order:
    return replace(Order(("marta",), DUE, attempts=2, band="silver"), **changes)  # type: ignore[arg-type]


async def given(
    assignments: Assignments, *members: Trainee, role: GivenRole | None = None, **changes: object
) -> Assignment:
    return (await assignments.assign(TRAINER, order(**changes), members or (ANN,), role)).assignment


async def of_ann(assignments: Assignments, one: Assignment) -> Fulfilment:
    members = (await assignments.show(TRAINER, one.id)).members
    return next(member for member in members if member.member_id == ANN.id)


# -- states


async def test_nothing_done_is_pending_a_bad_call_in_progress_a_good_one_passed(
    assignments: Assignments, shelf: Shelf
) -> None:
    one = await given(assignments)
    assert (await of_ann(assignments, one)).state is State.PENDING
    await shelf.put(ANN, MONDAY + HOUR, 60)
    found = await of_ann(assignments, one)
    assert (found.state, found.customers[0].best, found.customers[0].left) == (State.IN_PROGRESS, 60, 1)
    await shelf.put(ANN, MONDAY + 2 * HOUR, 75)
    found = await of_ann(assignments, one)
    assert (found.state, found.customers[0].passed_at, found.late_at) == (State.PASSED, MONDAY + 2 * HOUR, None)


async def test_attempts_that_are_used_up_miss_it_and_a_later_good_call_does_not_help(
    assignments: Assignments, shelf: Shelf
) -> None:
    one = await given(assignments)
    for hour in (1, 2):
        await shelf.put(ANN, MONDAY + hour * HOUR, 74)
    assert (await of_ann(assignments, one)).state is State.MISSED
    await shelf.put(ANN, MONDAY + 3 * HOUR, 95)
    found = await of_ann(assignments, one)
    assert (found.state, found.customers[0].tries, found.customers[0].best) == (State.MISSED, 2, 74)


async def test_the_due_time_misses_it_and_a_late_pass_is_told_as_late(
    assignments: Assignments, shelf: Shelf, today: Today
) -> None:
    one = await given(assignments)
    today.now = DUE
    assert (await of_ann(assignments, one)).state is State.PENDING  # to the very moment
    today.now = DUE + HOUR
    assert (await of_ann(assignments, one)).state is State.MISSED
    await shelf.put(ANN, DUE + HOUR, 90)
    found = await of_ann(assignments, one)
    assert (found.state, found.late_at, found.done) == (State.MISSED, DUE + HOUR, 1)


async def test_a_call_that_ends_at_the_due_time_is_in_time(
    assignments: Assignments, shelf: Shelf, today: Today
) -> None:
    one = await given(assignments)
    await shelf.put(ANN, DUE, 90)
    today.now = DUE + DAY
    assert (await of_ann(assignments, one)).state is State.PASSED


async def test_all_customers_are_to_be_done_each_with_its_own_attempts(assignments: Assignments, shelf: Shelf) -> None:
    one = await given(assignments, customers=("marta", "gus", "marta"))
    assert one.customers == ("marta", "gus")
    for hour, persona, total in ((1, "marta", 60), (2, "marta", 80), (3, "gus", 10)):
        await shelf.put(ANN, MONDAY + hour * HOUR, total, persona=persona)
    found = await of_ann(assignments, one)
    assert (found.state, found.done) == (State.IN_PROGRESS, 1)
    await shelf.put(ANN, MONDAY + 4 * HOUR, 80, persona="gus")
    assert (await of_ann(assignments, one)).state is State.PASSED


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        ({}, True),
        ({"difficulty": "hard"}, True),
        ({"difficulty": "easy"}, False),
        ({"persona": "gus"}, False),
        ({"from_call": "abc234"}, False),
        ({"total": None}, False),
        ({"at": MONDAY - HOUR}, False),
        ({"who": BEN}, False),
        ({"who": replace(ANN, guild_id=ELSEWHERE)}, False),
        ({"who": replace(ANN, guild_id=None)}, False),
    ],
)
async def test_which_calls_count(assignments: Assignments, shelf: Shelf, what: dict[str, Any], counts: bool) -> None:  # noqa: FBT001
    one = await given(assignments)
    call: dict[str, Any] = {"who": ANN, "at": MONDAY + HOUR, "total": 90} | what
    await shelf.put(call.pop("who"), call.pop("at"), call.pop("total"), **call)
    found = await of_ann(assignments, one)
    assert found.state is (State.PASSED if counts else State.PENDING)
    assert found.customers[0].tries == int(counts)


async def test_without_a_band_any_scored_call_passes(assignments: Assignments, shelf: Shelf) -> None:
    one = await given(assignments, band="none")
    await shelf.put(ANN, MONDAY + HOUR, 3)
    assert (await of_ann(assignments, one)).state is State.PASSED


async def test_what_a_reviewer_gave_counts(assignments: Assignments, shelf: Shelf, calls: Calls) -> None:
    one = await given(assignments, attempts=1)
    call = await shelf.put(ANN, MONDAY + HOUR, 60)
    assert (await of_ann(assignments, one)).state is State.MISSED
    judges = Judges(Desk(calls, personas_dir()))
    await judges.override(call, "Listening", 80, "She heard it all.", reviewer=Trainee("90", "Tess"))
    found = await of_ann(assignments, one)
    assert (found.state, found.customers[0].best) == (State.PASSED, 80)


async def test_what_was_passed_stays_passed_when_old_calls_are_deleted(
    assignments: Assignments, shelf: Shelf, calls: Calls, today: Today
) -> None:
    one = await given(assignments, ANN, BEN)
    call = await shelf.put(ANN, MONDAY + HOUR, 90)
    await assignments.keep_passed(HERE)
    await calls.erase(call_id=call)
    today.now = DUE + DAY
    assert (await assignments.show(TRAINER, one.id)).counts == {
        State.PENDING: 0,
        State.IN_PROGRESS: 0,
        State.PASSED: 1,
        State.MISSED: 1,
    }


# -- withdrawn


async def test_a_withdrawn_assignment_is_nobodys_any_more(assignments: Assignments, shelf: Shelf, today: Today) -> None:
    one = await given(assignments)
    today.now = MONDAY + HOUR
    await assignments.withdraw(TRAINER, one.id)
    await shelf.put(ANN, MONDAY + 2 * HOUR, 90)
    today.now = DUE + DAY
    assert await assignments.mine(MEMBER, past=True) == []
    assert await assignments.all(TRAINER) == []
    (kept,) = await assignments.all(TRAINER, past=True)
    assert (kept.assignment.withdrawn_at, kept.members[0].state) == (MONDAY + HOUR, State.PENDING)
    with pytest.raises(DeskError, match=f"The assignment {one.id} was withdrawn already"):
        await assignments.withdraw(TRAINER, one.id)


# -- roles


async def test_who_joins_a_role_later_has_its_assignments_with_all_attempts(
    assignments: Assignments, shelf: Shelf, today: Today
) -> None:
    one = await given(assignments, ANN, role=NEWBIES)
    await shelf.put(BEN, MONDAY + HOUR, 90)  # before it was Ben's
    today.now = MONDAY + DAY
    (change,) = await assignments.sync_role(HERE, NEWBIES.id, [ANN, BEN])
    assert (change.assignment, change.joined, change.left) == (one, (BEN,), ())
    assert await assignments.sync_role(HERE, NEWBIES.id, [ANN, BEN]) == []
    states = {member.name: member.state for member in (await assignments.show(TRAINER, one.id)).members}
    assert states == {"Ann": State.PENDING, "Ben": State.PENDING}


async def test_who_leaves_a_role_loses_its_assignments_and_comes_back_to_what_they_did(
    assignments: Assignments, shelf: Shelf
) -> None:
    one = await given(assignments, ANN, BEN, role=NEWBIES)
    await shelf.put(ANN, MONDAY + HOUR, 60)
    (change,) = await assignments.sync_role(HERE, NEWBIES.id, [BEN])
    assert change.left == (ANN.id,)
    assert await assignments.mine(MEMBER) == []
    assert [member.name for member in (await assignments.show(TRAINER, one.id)).members] == ["Ben"]
    (change,) = await assignments.sync_role(HERE, NEWBIES.id, [BEN, ANN])
    assert change.joined == (ANN,)
    assert (await of_ann(assignments, one)).customers[0].tries == 1


async def test_a_role_brings_nothing_that_is_over_withdrawn_or_of_another_role_or_server(
    assignments: Assignments, today: Today
) -> None:
    await given(assignments, role=NEWBIES, due=MONDAY + HOUR)
    withdrawn = await given(assignments, role=NEWBIES)
    await assignments.withdraw(TRAINER, withdrawn.id)
    await given(assignments, role=GivenRole("778", "Others"))
    assert await assignments.roles(HERE) == {NEWBIES.id, "778"}
    await given(assignments)
    today.now = MONDAY + DAY
    assert (await assignments.roles(HERE), await assignments.roles(ELSEWHERE)) == ({"778"}, set())
    assert await assignments.sync_role(HERE, NEWBIES.id, [ANN, CY]) == []
    assert await assignments.sync_role(ELSEWHERE, "778", [CY]) == []


async def test_a_role_that_nobody_bears_yet_may_have_an_assignment(assignments: Assignments) -> None:
    one = (await assignments.assign(TRAINER, order(), [], NEWBIES)).assignment
    assert (await assignments.show(TRAINER, one.id)).members == ()
    (change,) = await assignments.sync_role(HERE, NEWBIES.id, [CY])
    assert change.joined == (CY,)


# -- reminders


async def test_a_reminder_comes_once_to_those_who_have_not_passed(
    assignments: Assignments, shelf: Shelf, today: Today, calls: Calls
) -> None:
    one = await given(assignments, ANN, BEN, CY)
    assert one.remind_at == DUE - DAY
    await shelf.put(BEN, MONDAY + HOUR, 90)
    for hour in (1, 2):
        await shelf.put(CY, MONDAY + hour * HOUR, 10)  # missed: the attempts are used up
    assert await assignments.due_reminders(DUE - DAY - HOUR) == []
    today.now = DUE - DAY
    (reminder,) = await assignments.due_reminders(today.now)
    assert (reminder.assignment.id, reminder.fulfilment.name) == (one.id, "Ann")
    restarted = Assignments(Desk(calls, personas_dir(), today=today))
    assert await restarted.due_reminders(today.now + HOUR) == []
    await restarted.unsent(reminder)
    assert len(await assignments.due_reminders(today.now + HOUR)) == 1


async def test_nobody_is_reminded_of_what_is_over_or_withdrawn(assignments: Assignments) -> None:
    await given(assignments)
    withdrawn = await given(assignments, due=DUE + 9 * DAY)
    await assignments.withdraw(TRAINER, withdrawn.id)
    assert await assignments.due_reminders(DUE + 8 * DAY) == []


async def test_who_joined_after_the_reminder_is_not_reminded(assignments: Assignments, today: Today) -> None:
    await given(assignments, ANN, role=NEWBIES)
    today.now = DUE - HOUR
    await assignments.sync_role(HERE, NEWBIES.id, [ANN, BEN])
    assert [one.fulfilment.name for one in await assignments.due_reminders(today.now)] == ["Ann"]


@pytest.mark.parametrize(
    ("due", "remind", "at"),
    [
        (DUE, None, DUE - DAY),
        (MONDAY + HOUR, None, None),  # the usual day before has passed
        (DUE, timedelta(0), None),
        (DUE, 2 * HOUR, DUE - 2 * HOUR),
    ],
)
async def test_when_the_reminder_comes(
    assignments: Assignments, due: datetime, remind: timedelta | None, at: datetime | None
) -> None:
    assert (await given(assignments, due=due, remind=remind)).remind_at == at


async def test_the_command_line_has_no_reminders(assignments: Assignments) -> None:
    here = replace(TRAINER, guild_id=None)
    assert (await assignments.assign(here, order(), [ANN])).assignment.remind_at is None
    with pytest.raises(DeskError, match="Reminders come on Discord"):
        await assignments.assign(here, order(remind=HOUR), [ANN])


# -- lists


async def test_one_sees_ones_own_and_a_trainer_all(assignments: Assignments, today: Today) -> None:
    later = await given(assignments, ANN, BEN, due=DUE + DAY)
    sooner = await given(assignments, ANN)
    await given(assignments, BEN)
    own = await assignments.mine(MEMBER)
    assert [one.assignment.id for one in own] == [sooner.id, later.id]
    assert {one.fulfilment.name for one in own} == {"Ann"}
    assert len(await assignments.all(TRAINER)) == 3
    today.now = DUE + HOUR
    assert [one.assignment.id for one in await assignments.mine(MEMBER)] == [later.id]
    assert [one.assignment.id for one in await assignments.mine(MEMBER, past=True)] == [sooner.id, later.id]
    assert [one.assignment.id for one in await assignments.all(TRAINER)] == [later.id]


async def test_what_is_above_ones_own_ceiling_only_oneself_is_told(assignments: Assignments, calls: Calls) -> None:
    await Personal(People(calls.database)).ceiling(ANN.id, Difficulty.EASY)
    await given(assignments)
    (own,) = await assignments.mine(MEMBER)
    assert own.above_ceiling


async def test_another_server_sees_nothing(assignments: Assignments) -> None:
    one = await given(assignments, ANN)
    other = replace(TRAINER, guild_id=ELSEWHERE)
    assert await assignments.all(other, past=True) == []
    assert await assignments.mine(replace(MEMBER, guild_id=ELSEWHERE)) == []
    for act in (assignments.show, assignments.withdraw):
        with pytest.raises(DeskError, match=f"There is no assignment '{one.id}'"):
            await act(other, one.id)


async def test_members_may_neither_give_nor_see_nor_withdraw(assignments: Assignments) -> None:
    one = await given(assignments)
    for asked in (
        assignments.assign(MEMBER, order(), [ANN]),
        assignments.all(MEMBER),
        assignments.show(MEMBER, one.id),
        assignments.withdraw(MEMBER, one.id),
    ):
        with pytest.raises(DeskError, match="Only trainers, leads and server managers may assign calls"):
            await asked
    with pytest.raises(DeskError, match="Only members of the server"):
        await assignments.mine(Actor("1", "X", HERE, frozenset({Role.STRANGER})))


# -- what cannot be


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"customers": ()}, "Say which customer is to be practised."),
        ({"customers": ("mart",)}, "There is no customer 'mart'; the nearest one is 'marta'."),
        ({"attempts": 0}, "There are 1 to 10 attempts, not 0."),
        ({"attempts": 11}, "There are 1 to 10 attempts, not 11."),
        ({"band": "golden"}, "There is no band 'golden'; the nearest one is 'gold'."),
        ({"due": MONDAY}, "The due time has passed already; choose one to come."),
        ({"due": MONDAY + 400 * DAY}, "The due time lies more than 366 days ahead; choose an earlier one."),
        ({"remind": 5 * DAY}, "The reminder would have been due already; let it come closer to the due time."),
        ({"remind": -HOUR}, "The reminder comes before the due time, not after it."),
    ],
)
async def test_what_cannot_be_asked_is_one_sentence(
    assignments: Assignments, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(DeskError) as refused:
        await given(assignments, **changes)
    assert str(refused.value) == says
    assert await assignments.all(TRAINER, past=True) == []


async def test_an_assignment_to_nobody_is_refused(assignments: Assignments) -> None:
    with pytest.raises(DeskError, match="Say who is to do it"):
        await assignments.assign(TRAINER, order(), [])


# -- people's own data


async def test_who_erases_their_data_is_in_no_assignment_and_gave_none(assignments: Assignments, calls: Calls) -> None:
    one = await given(assignments, ANN, BEN)
    await calls.erase(trainee_id=ANN.id)
    await calls.erase(trainee_id=TRAINER.id)
    found = await assignments.show(TRAINER, one.id)
    assert [member.name for member in found.members] == ["Ben"]
    assert TRAINER.name not in found.assignment.trainer_name
    await calls.erase()
    assert await assignments.all(TRAINER, past=True) == []
