from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.call import Input, InputKind
from bot.customers import PersonaError
from bot.desk import DeskError
from bot.desk.challenges import ChallengeDesk, Counts, Kind, State, standing_csv, standing_figures, terms_of
from bot.desk.rights import RightsError, Role
from bot.store import CallRecord, Calls, Practices, StoredChallenge
from tests.desk.challenges.world import ANA, BO, GUILD, LEA, RUDE, START, TESS, World, person

HELLO = "Hello Ms. Lindqvist, I understand why you are angry. What happened?"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"name": " \n\t "}, "A challenge needs a name."),
        ({"name": "x" * 81}, "The name has 81 letters"),
        ({"persona_id": "martha"}, "the nearest one is 'marta'"),
        ({"attempts": 0}, "There are 1 to 10 attempts"),
        ({"least_band": "platinum"}, "There is no band 'platinum'"),
        ({"race": 60.0}, "A duel lasts from 300 to 7200 seconds."),
        ({"absent": 5.0}, "Who is absent is skipped after 30 to 3600 seconds."),
        ({"propose": 5.0}, "There are 20 to 900 seconds for proposals."),
        ({"vote": 601.0}, "There are 15 to 600 seconds for the vote."),
        ({"opens_at": datetime(2026, 3, 3)}, "A time needs its time zone."),  # noqa: DTZ001 (that is the point)
        ({"closes_at": START}, "The closing time has passed already."),
        ({"opens_at": START + timedelta(days=91)}, "opens within the next 90 days"),
        (
            {"opens_at": START + timedelta(days=2), "closes_at": START + timedelta(days=1)},
            "A challenge closes after it opens.",
        ),
        ({"closes_at": START + timedelta(minutes=4)}, "at least 5 minutes and at most 90 days"),
        ({"closes_at": START + timedelta(days=91)}, "at least 5 minutes and at most 90 days"),
    ],
)
async def test_what_does_not_fit_is_one_sentence_and_nothing_is_stored(
    world: World, asked: dict[str, Any], says: str
) -> None:
    with pytest.raises(DeskError, match=says):
        await world.create(Kind.TOURNAMENT, **asked)
    assert await world.challenges.life.listed(TESS, closed=True) == []


async def test_a_name_stays_on_one_line(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, name=" March\n\u202ecup\x00 \ud800 ")
    assert challenge.name == "March cup ?"
    assert await world.again(challenge) == challenge


async def test_what_was_asked_for_is_stored(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, attempts=5, counts=Counts.FIRST, least_band="silver", hidden=True)
    terms = terms_of(await world.restarted().again(challenge))
    assert (terms.attempts, terms.counts, terms.least_band, terms.hidden) == (5, Counts.FIRST, "silver", True)
    assert challenge.opens_at == START
    assert challenge.closes_at == START + timedelta(days=7)


async def test_only_who_may_creates_begins_and_closes(world: World) -> None:
    for who in (ANA, LEA):
        with pytest.raises(RightsError, match="create a challenge"):
            await world.create(Kind.TOURNAMENT, by=who)
    challenge = await world.create(Kind.RELAY)
    await world.join(challenge, ANA, BO)
    with pytest.raises(RightsError, match="begin a challenge"):
        await world.challenges.life.begin(challenge.id, LEA)
    with pytest.raises(RightsError, match="close a challenge"):
        await world.challenges.life.close(challenge.id, ANA)
    with pytest.raises(RightsError, match="export figures"):
        await world.challenges.export(challenge.id, ANA)
    outside = replace(ANA, roles=frozenset({Role.STRANGER}))
    with pytest.raises(RightsError, match="join a challenge"):
        await world.challenges.joining.join(challenge.id, outside)
    with pytest.raises(RightsError, match="see the challenges"):
        await world.challenges.scores.standing(challenge.id, outside)


async def test_the_list_shows_the_newest_first_and_closed_ones_when_asked(world: World) -> None:
    first = await world.create(Kind.TOURNAMENT)
    world.time.passes(1)
    second = await world.create(Kind.RAID)
    assert [one.id for one in await world.challenges.life.listed(ANA)] == [second.id, first.id]
    await world.challenges.life.close(first.id, LEA)
    assert [one.id for one in await world.challenges.life.listed(ANA)] == [second.id]
    assert len(await world.challenges.life.listed(ANA, closed=True)) == 2


async def test_joining_twice_is_joining_once(world: World) -> None:
    challenge = await world.create(Kind.RELAY)
    first = await world.challenges.joining.join(challenge.id, ANA)
    assert await world.challenges.joining.join(f" {challenge.id.upper()} ", ANA) == first
    assert await world.news(challenge) == ["joined"]
    with pytest.raises(DeskError, match="join it first"):
        await world.challenges.joining.leave(challenge.id, BO)


async def test_a_team_has_so_many_places(world: World) -> None:
    challenge = await world.create(Kind.RAID)
    for number in range(25):
        await world.join(challenge, person(f"P{number}"))
    with pytest.raises(DeskError, match="is full: 25 are in it"):
        await world.join(challenge, ANA)
    await world.challenges.joining.leave(challenge.id, person("P3"))
    await world.join(challenge, ANA)


async def test_after_the_close_nobody_leaves(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, ANA)
    await world.challenges.life.close(challenge.id, TESS)
    with pytest.raises(DeskError, match="its standings stay"):
        await world.challenges.joining.leave(challenge.id, ANA)
    assert await world.challenges.joining.member_gone(GUILD, "ana") == []


async def test_a_challenge_that_has_not_begun_is_closed_without_a_call(world: World) -> None:
    for kind in Kind:
        challenge = await world.create(kind, opens_at=START + timedelta(hours=1))
        closed = await world.challenges.life.close(challenge.id, TESS)
        assert (closed.state, closed.closed_because, closed.call_id) == ("closed", "trainer", None)
    assert await world.calls.count() == 0


async def test_each_process_looks_after_its_own_servers(world: World) -> None:
    there = await world.create(Kind.TOURNAMENT)
    here = await world.create(Kind.TOURNAMENT, by=person("Owner", Role.MANAGER, guild=None))
    local = ChallengeDesk(world.desk, serves=lambda guild_id: guild_id is None)
    assert [one.challenge_id for one in await local.news()] == [here.id]
    assert [one.challenge_id for one in await world.challenges.news()] == [there.id]
    world.time.passes(8 * 86_400)
    assert await local.settle() == [here.id]
    assert (await world.again(there)).state == "open"
    assert await world.challenges.settle() == [there.id]


async def test_a_shared_call_that_no_longer_folds_closes_its_challenge_and_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await world.create(Kind.RELAY)
    await world.join(broken, ANA, BO)
    await world.challenges.life.begin(broken.id, TESS)
    other = await world.create(Kind.TOURNAMENT, closes_at=START + timedelta(hours=1))
    later = world.restarted()

    async def changed(_: object) -> None:
        raise DeskError("The call was played with other rules than today's and cannot go on.")

    monkeypatch.setattr(later.desk, "resume", changed)
    later.time.passes(3600)
    assert set(await later.challenges.settle()) == {broken.id, other.id}
    closed = await later.again(broken)
    assert (closed.state, closed.closed_because) == ("closed", "rules")
    assert await later.challenges.next_due() is None


async def test_a_customer_who_cannot_be_read_any_more_closes_a_challenge_that_would_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await world.create(Kind.RAID, opens_at=START + timedelta(minutes=1))
    await world.join(broken, ANA, BO)
    other = await world.create(Kind.TOURNAMENT, opens_at=START + timedelta(minutes=1))

    async def unreadable(*_: object) -> None:
        raise PersonaError

    monkeypatch.setattr(world.desk, "customer_as", unreadable)
    await world.passes(60)
    assert (await world.again(broken)).closed_because == "rules"
    assert (await world.again(other)).state == "open"


async def test_what_a_server_keeps_no_longer_takes_its_challenges_along(world: World) -> None:
    old = await world.create(Kind.TOURNAMENT)
    await world.join(old, ANA)
    await world.play(old, ANA)
    await world.challenges.life.close(old.id, TESS)
    world.time.passes(86_400)
    new = await world.create(Kind.TOURNAMENT)
    assert await Practices(world.calls.database).forget(GUILD, world.time.now) == 1
    assert [one.id for one in await world.challenges.life.listed(TESS, closed=True)] == [new.id]


async def test_erasing_everything_erases_challenges(world: World) -> None:
    challenge = await world.create(Kind.RELAY)
    await world.join(challenge, ANA, BO)
    await world.challenges.life.begin(challenge.id, TESS)
    await world.calls.erase()
    assert await world.challenges.life.listed(TESS, closed=True) == []
    assert await world.challenges.news() == []


async def test_an_erased_shared_call_ends_its_challenge(world: World) -> None:
    challenge = await world.create(Kind.RAID)
    await world.join(challenge, ANA, BO)
    begun = await world.challenges.life.begin(challenge.id, TESS)
    await world.calls.erase(call_id=begun.call_id)
    await world.restarted().challenges.settle()
    assert (await world.again(challenge)).state == State.CLOSED


async def test_an_input_is_stored_with_its_author(world: World) -> None:
    challenge = await world.create(Kind.RELAY)
    await world.join(challenge, ANA, BO)
    begun = await world.challenges.life.begin(challenge.id, TESS)
    assert begun.call_id is not None
    before = len(await world.calls.inputs(begun.call_id))
    await world.challenges.relays.say(challenge.id, ANA, HELLO, "m1")
    authors = await world.challenges._room.store.authors(begun.call_id)
    inputs = await world.calls.inputs(begun.call_id)
    assert {number: one.name for number, one in authors.items()} == {before + 1: "Ana"}
    assert inputs[before].text == HELLO


async def exported(world: World, challenge: StoredChallenge) -> list[str]:
    text = b"".join(await world.challenges.export(challenge.id, TESS)).decode()
    standing = await world.challenges.scores.standing(challenge.id, TESS)
    assert b"".join(standing_csv(standing)).decode() == text
    assert len(standing_figures(standing)) == len(text.splitlines()) - 1
    return text.splitlines()


async def test_every_kind_is_exported_and_no_name_runs_as_a_formula(world: World) -> None:
    evil = person("=1+1")
    tournament = await world.create(Kind.TOURNAMENT)
    await world.join(tournament, evil, BO)
    live = await world.play(tournament, evil, RUDE)
    lines = await exported(world, tournament)
    score = (await world.calls.get(live.id)).score  # type: ignore[union-attr]
    assert lines[0].startswith("rank,person,name,score")
    assert lines[1].startswith(f"1,'=1+1,'=1+1,{score},none,walked_out,")
    assert lines[2] == ",bo,Bo,,,,,,0,"
    duel = await world.create(Kind.DUEL)
    await world.join(duel, ANA, BO)
    await world.challenges.settle()
    await world.play(duel, ANA, RUDE)
    lines = await exported(world, duel)
    assert lines[1].startswith("no,ana,Ana,done,walked_out,")
    assert lines[2].startswith("no,bo,Bo,waiting,")
    relay = await world.create(Kind.RELAY)
    await world.join(relay, ANA, BO)
    await world.challenges.life.begin(relay.id, TESS)
    await world.challenges.relays.say(relay.id, ANA, "Calm down.", "m1")
    lines = await exported(world, relay)
    assert lines[1].startswith("ana,Ana,1,")
    assert "Calm down." in lines[1]
    raid = await world.create(Kind.RAID)
    await world.join(raid, ANA, BO)
    await world.challenges.life.begin(raid.id, TESS)
    await world.listens(raid)
    for who, text in ((ANA, HELLO), (BO, "=cmd")):
        world.time.passes(1)
        await world.challenges.raids.propose(raid.id, who, text)
    await world.challenges.raids.vote(raid.id, BO, "ana")
    await world.challenges.raids.vote(raid.id, ANA, "bo")
    lines = await exported(world, raid)
    assert lines[0].endswith("proposed,chosen,votes")
    assert lines[1].startswith("ana,Ana,1,")
    assert lines[1].endswith(",1,1,1")
    assert lines[2].startswith("bo,Bo,0,0,")
    assert lines[2].endswith(",1,0,1")


async def test_calls_outside_challenges_belong_to_none(world: World, calls: Calls) -> None:
    live = await world.desk.start("marta", trainee=ANA.trainee, seed=7)
    await world.desk.take(live.id, Input(InputKind.STOP, live.now()))
    record = await calls.get(live.id)
    assert isinstance(record, CallRecord)
    assert record.challenge_id is None
