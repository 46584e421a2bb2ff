"""A team's own customers: who may bring them, what is refused, who meets them, and what a call keeps."""

import asyncio
from datetime import timedelta

import pytest

from bot.customers import Customer, customer_from_text, personas_dir
from bot.desk import Actor, Assignments, Boards, Desk, DeskError, Kept, Narrowing, Order, OwnData, Role, Uploads
from bot.desk import uploads as module
from bot.desk.apart import examine_apart
from bot.desk.challenges import ChallengeDesk, Kind
from bot.desk.challenges.terms import Wanted
from bot.desk.practice import PracticeDesk, Wish
from bot.desk.rights import Action, RightsError, refusal
from bot.desk.roster import Roster
from bot.desk.temperament import temperament
from bot.store import Practices, TeamCustomers
from tests.customers.brought import KETTLE, NO_SUCH_REMEDY, SLOW, brought
from tests.desk.playing import finish
from tests.desk.team import ANN, BEN, ELSEWHERE, HERE, MEMBER, TRAINER

LEAD = Actor("92", "Lea", HERE, frozenset({Role.MEMBER, Role.LEAD}))
MANAGER = Actor("93", "Adam", HERE, frozenset({Role.MEMBER, Role.MANAGER}))
STRANGER = Actor("94", "Sam", None, frozenset({Role.STRANGER}))
TRAINER_ELSEWHERE = Actor("95", "Tom", ELSEWHERE, frozenset({Role.MEMBER, Role.TRAINER}))


@pytest.fixture
def uploads(desk: Desk) -> Uploads:
    return Uploads(desk)


def practices(desk: Desk) -> PracticeDesk:
    """A front with an empty memory, as after a restart."""
    return PracticeDesk(desk, Practices(desk.calls.database), Roster(personas_dir(), desk.of_servers))


def wish(**values: object) -> Wish:
    return Wish(HERE, "55", ANN, **{"persona_id": "ada"} | values)  # type: ignore[arg-type]


def ids(customers: list[Customer]) -> list[str]:
    return [one.id for one in customers]


# -- who may, and what is refused


async def test_trainers_and_managers_may_bring_customers_and_nobody_else(uploads: Uploads) -> None:
    for who in (MEMBER, LEAD, STRANGER):
        for deed in (uploads.check(who, brought()), uploads.upload(who, brought()), uploads.remove(who, "ada")):
            with pytest.raises(RightsError) as refused:
                await deed
            assert str(refused.value) == refusal(Action.CHANGE_CUSTOMERS)
    for who in (TRAINER, MANAGER):
        assert (await uploads.upload(who, brought())).in_order


async def test_a_check_names_what_is_wrong_and_stores_nothing(uploads: Uploads) -> None:
    looked = await uploads.check(TRAINER, brought(NO_SUCH_REMEDY))
    assert not looked.in_order
    assert ("P012", 128) in {(one.code, one.line) for one in looked.findings}
    assert (await uploads.check(TRAINER, brought())).in_order
    assert await uploads.own(HERE) == {}


async def test_what_cannot_be_played_is_not_stored(uploads: Uploads) -> None:
    looked = await uploads.upload(TRAINER, brought(NO_SUCH_REMEDY))
    assert (looked.in_order, looked.customer, looked.kept) == (False, None, None)
    assert await uploads.own(HERE) == {}


async def test_a_refused_new_version_leaves_the_one_before(uploads: Uploads, desk: Desk) -> None:
    first = await uploads.upload(TRAINER, brought())
    await uploads.upload(TRAINER, brought(NO_SUCH_REMEDY))
    assert await desk.of_servers.own(HERE) == [first.customer]


async def test_the_id_of_a_customer_of_the_files_is_taken(uploads: Uploads) -> None:
    with pytest.raises(DeskError, match="The id “marta” is that of a customer who comes with Simmer"):
        await uploads.upload(TRAINER, brought(persona_id="marta"))
    assert await uploads.own(HERE) == {}


async def test_a_server_has_only_so_many_of_its_own(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CUSTOMERS", 1)
    await uploads.upload(TRAINER, brought())
    with pytest.raises(DeskError, match="A server has at most 1 customers of its own"):
        await uploads.upload(TRAINER, brought(persona_id="bea"))
    assert (await uploads.upload(TRAINER, brought(KETTLE))).kept is Kept.CHANGED


def test_a_file_that_takes_too_long_is_given_up() -> None:
    (found,) = examine_apart(SLOW, personas_dir() / "stock", seconds=1.0)
    assert (found.code, found.reason) == ("P005", "reading it takes longer than any customer should")


async def test_the_loop_goes_on_while_a_file_is_checked(uploads: Uploads) -> None:
    check = asyncio.create_task(uploads.check(TRAINER, brought()))
    turns = 0
    while not check.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100


# -- who meets them


async def test_a_new_customer_is_there_at_once_for_this_server_alone(uploads: Uploads, desk: Desk) -> None:
    stage = practices(desk)
    await stage.roster.refresh()
    before = ids(await stage.roster.at(HERE))
    assert (await uploads.upload(TRAINER, brought())).kept is Kept.NEW
    assert ids(await stage.roster.at(HERE)) == ["ada", *before]
    assert ids(await stage.roster.at(ELSEWHERE)) == before
    assert (await stage.book(wish())).persona_id == "ada"
    with pytest.raises(DeskError, match="There is no customer 'ada'"):
        await stage.book(Wish(ELSEWHERE, "55", BEN, "ada"))


async def test_two_servers_may_have_customers_of_one_id(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    await uploads.upload(TRAINER_ELSEWHERE, brought(KETTLE))
    companies = [(await desk.of_servers.get("ada", where)).persona.company for where in (HERE, ELSEWHERE)]
    assert companies == ["Northwind Kettles", "Southwind Kettles"]
    await uploads.remove(TRAINER_ELSEWHERE, "ada")
    assert ids(await desk.of_servers.own(HERE)) == ["ada"]


async def test_assignments_challenges_and_boards_of_the_server_know_the_customer(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    soon = desk.today() + timedelta(days=3)
    found = await Assignments(desk).assign(TRAINER, Order(["ada"], soon), [ANN])
    assert found.assignment.customers == ("ada",)
    challenge = await ChallengeDesk(desk).life.create(Wanted(Kind.TOURNAMENT, "March", "ada"), TRAINER)
    assert challenge.persona_id == "ada"
    assert "Ms. Ada Brook" in (await Boards(desk).page("score", MEMBER, Narrowing(customer="Ms. Ada Brook"))).narrowed
    with pytest.raises(DeskError, match="no customer 'ada'"):
        await Assignments(desk).assign(TRAINER_ELSEWHERE, Order(["ada"], soon), [BEN])
    with pytest.raises(DeskError, match="no customer 'ada'"):
        await ChallengeDesk(desk).life.create(Wanted(Kind.TOURNAMENT, "March", "ada"), TRAINER_ELSEWHERE)
    with pytest.raises(DeskError, match="no customer 'ada'"):
        await Boards(desk).page("score", TRAINER_ELSEWHERE, Narrowing(customer="ada"))


# -- what a call keeps


async def test_a_call_goes_on_with_the_version_it_was_begun_with(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    stage = practices(desk)
    booked = await stage.book(wish())
    assert (await uploads.upload(TRAINER, brought(KETTLE))).kept is Kept.CHANGED
    stage = practices(desk)
    (booked,) = await stage.load()
    assert (await stage.customer_of(booked)).persona.company == "Northwind Kettles"
    taken = await stage.take_call(booked.id)
    assert taken.call_id is not None
    assert (await desk.resume(taken.call_id)).customer.persona.company == "Northwind Kettles"
    desk.leave(taken.call_id)
    assert (await desk.resume(taken.call_id)).customer.persona.company == "Northwind Kettles"
    new = await stage.book(Wish(HERE, "55", BEN, "ada"))
    assert (await stage.customer_of(new)).persona.company == "Southwind Kettles"


async def test_a_removed_customer_is_played_to_the_end_and_read_afterwards(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    stage = practices(desk)
    taken = await stage.take_call((await stage.book(wish())).id)
    waiting = await stage.book(Wish(HERE, "55", BEN, "ada"))
    assert (await uploads.remove(TRAINER, "ada")).id == "ada"
    stage = practices(desk)
    await stage.load()
    live = await finish(desk, await stage.live(taken), "I'm sorry about the kettle, Ms. Brook. A new one comes today.")
    assert live.call.outcome is not None
    assert (await desk.again(live.id)).customer.id == "ada"
    assert (await stage.take_call(waiting.id)).call_id is not None, "the case file was shown before"
    await stage.debriefed(taken)
    again = await stage.book(wish(from_call=live.id, from_turn=1))
    assert (await stage.customer_of(again)).persona.name == "Ms. Ada Brook"
    await stage.gone(again)
    with pytest.raises(DeskError, match="There is no customer 'ada'"):
        await stage.book(wish())


async def test_a_practice_from_before_versions_were_kept_takes_the_customer_as_they_are(
    uploads: Uploads, desk: Desk
) -> None:
    await uploads.upload(TRAINER, brought())
    stage = practices(desk)
    booked = await stage.book(wish())
    await stage.store.change(booked, persona_version=None)
    await uploads.upload(TRAINER, brought(KETTLE))
    stage = practices(desk)
    (old,) = await stage.load()
    assert (await stage.customer_of(old)).persona.company == "Southwind Kettles"


async def test_the_same_file_again_changes_nothing(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    assert (await uploads.upload(MANAGER, brought())).kept is Kept.SAME
    assert ids(await desk.of_servers.own(HERE)) == ["ada"]


# -- taking away


async def test_only_own_customers_can_be_removed(uploads: Uploads) -> None:
    with pytest.raises(DeskError, match="“marta” comes with Simmer and stays"):
        await uploads.removal(TRAINER, "marta")
    with pytest.raises(DeskError, match="This server has no customers of its own"):
        await uploads.removal(TRAINER, "ada")
    await uploads.upload(TRAINER, brought())
    with pytest.raises(DeskError, match="There is no customer of this server's own 'adda'; the nearest one is 'ada'"):
        await uploads.removal(TRAINER, "adda")
    with pytest.raises(DeskError, match="This server has no customers of its own"):
        await uploads.remove(TRAINER_ELSEWHERE, "ada")


async def test_what_removing_means_is_said_before(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    assert (await uploads.removal(TRAINER, "ada")).assignments == 0
    await Assignments(desk).assign(TRAINER, Order(["ada"], desk.today() + timedelta(days=3)), [ANN])
    found = await uploads.removal(TRAINER, "ada")
    assert (found.customer.id, found.assignments) == ("ada", 1)
    assert ids(await desk.of_servers.own(HERE)) == ["ada"]


# -- people


async def test_what_is_kept_of_somebody_names_the_customers_they_brought(uploads: Uploads, desk: Desk) -> None:
    await uploads.upload(TRAINER, brought())
    data = OwnData(desk.calls)
    brought_by = [one async for one in data.of(TRAINER.id) if one["type"] == "customer"]
    assert [(one["persona_id"], one["guild_id"]) for one in brought_by] == [("ada", HERE)]
    await data.erase(TRAINER.id)
    assert [one async for one in data.of(TRAINER.id) if one["type"] == "customer"] == []
    (left,) = await TeamCustomers(desk.calls.database).of(HERE)
    assert (left.uploaded_by, "Tess" in left.uploaded_by_name) == ("", False)


def test_temperament_is_told_in_words_without_what_works() -> None:
    text = brought().decode()
    calm = customer_from_text(text, "ada.toml").persona
    assert temperament(calm) == "sarcastic; begins angry, with some patience"
    fierce = text.replace("start_anger = 75", "start_anger = 95").replace("patience = 60", "patience = 30")
    persona = customer_from_text(fierce.replace("heat = 1.0", "heat = 1.5"), "ada.toml").persona
    assert temperament(persona) == "sarcastic; begins furious, with little patience, easily provoked"
    assert persona.reaches not in temperament(persona)
