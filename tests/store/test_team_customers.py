"""Customers that teams brought: for one server, in one version, and never without the text that a call needs."""

from dataclasses import replace

import pytest

from bot.store import Calls, Database, Practice, Practices, Progress, TeamCustomer, TeamCustomers
from bot.store.calls import PersonaVersion
from bot.store.erasing import UNKNOWN
from tests.store.test_calls import FIRST, NOON, OPEN, add, record

ADA = TeamCustomer("500", "ada", "v1", NOON, "90", "Tess")


@pytest.fixture
def customers(database: Database) -> TeamCustomers:
    return TeamCustomers(database)


async def test_a_customer_comes_back_for_its_server_and_no_other(customers: TeamCustomers, calls: Calls) -> None:
    assert await customers.keep(ADA, "text") is None
    assert await customers.of("500") == [ADA]
    assert await customers.of("600") == []
    assert await calls.persona("ada", "v1") == PersonaVersion("ada", "v1", "text")


async def test_a_new_version_takes_the_place_of_the_one_before(customers: TeamCustomers, calls: Calls) -> None:
    await customers.keep(ADA, "first")
    second = replace(ADA, persona_version="v2", uploaded_by="91", uploaded_by_name="Tom")
    assert await customers.keep(second, "second") == ADA
    assert await customers.of("500") == [second]
    assert await calls.persona("ada", "v1") is None, "nobody ever played it"


async def test_the_same_version_again_keeps_its_text(customers: TeamCustomers, calls: Calls) -> None:
    await customers.keep(ADA, "text")
    await customers.keep(ADA, "text")
    assert await calls.persona("ada", "v1") is not None


async def test_the_text_stays_while_a_call_a_practice_or_another_server_needs_it(
    customers: TeamCustomers, calls: Calls
) -> None:
    text = PersonaVersion("ada", "v1", "text")
    await customers.keep(ADA, text.source_text)
    await customers.keep(replace(ADA, guild_id="600"), text.source_text)
    assert await customers.remove("600", "ada")
    assert await calls.persona("ada", "v1") == text
    await calls.add(record(persona_id="ada"), text, OPEN, [FIRST], Progress(0, 0.0))
    assert await customers.remove("500", "ada")
    assert not await customers.remove("500", "ada")
    assert await calls.persona("ada", "v1") == text


async def test_a_practice_keeps_the_text_from_the_case_file_on(customers: TeamCustomers, calls: Calls) -> None:
    text = PersonaVersion("ada", "v1", "text")
    await customers.keep(ADA, text.source_text)
    practice = Practice("p1", NOON, "500", "5", "11", "Ann", "ada", "easy", "practice", 7, mild=False, public=False)
    practices = Practices(calls.database)
    await practices.add(replace(practice, persona_version="v1"), text)
    await customers.remove("500", "ada")
    assert await calls.persona("ada", "v1") == text
    (found,) = await practices.unfinished()
    assert found.persona_version == "v1"


async def test_a_practice_brings_a_text_that_was_removed_meanwhile(calls: Calls) -> None:
    text = PersonaVersion("ada", "v1", "text")
    practice = Practice("p1", NOON, "500", "5", "11", "Ann", "ada", "easy", "practice", 7, mild=False, public=False)
    await Practices(calls.database).add(replace(practice, persona_version="v1"), text)
    assert await calls.persona("ada", "v1") == text


async def test_who_is_erased_leaves_the_customer_without_their_name(customers: TeamCustomers, calls: Calls) -> None:
    other = replace(ADA, persona_id="bea", uploaded_by="91", uploaded_by_name="Tom")
    await customers.keep(ADA, "text")
    await customers.keep(other, "text")
    assert await customers.uploaded_by("90") == [ADA]
    await calls.erase(trainee_id="90")
    assert await customers.of("500") == [replace(ADA, uploaded_by="", uploaded_by_name=UNKNOWN), other]
    await calls.erase()
    assert [one.uploaded_by_name for one in await customers.of("500")] == [UNKNOWN, UNKNOWN]


async def test_erasing_one_call_changes_no_customer(customers: TeamCustomers, calls: Calls) -> None:
    await add(calls)
    await customers.keep(ADA, "text")
    await calls.erase(call_id="abc234")
    assert await customers.of("500") == [ADA]
