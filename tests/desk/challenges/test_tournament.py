from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.customers import Difficulty, personas_dir
from bot.desk import Desk, DeskError
from bot.desk.challenges import ChallengeDesk, Counts, Kind
from bot.desk.personal import Personal
from bot.desk.rights import Role
from bot.store import Calls, People
from tests.desk.challenges.world import ANA, BO, CY, GOOD, GUILD, LEA, RUDE, START, TEAM, TESS, Time, World, person


async def test_everybody_meets_the_same_customer(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, difficulty=Difficulty.HARD)
    await world.join(challenge, ANA, BO)
    first, second = [await world.challenges.entries.begin(challenge.id, one) for one in (ANA, BO)]
    assert first.call.events == second.call.events
    assert (first.record.difficulty, first.record.seed, first.record.challenge_id) == ("hard", 7, challenge.id)
    assert first.record.trainee_id == "ana"


async def test_the_customer_stays_as_they_were_when_the_challenge_was_created(
    calls: Calls, time: Time, tmp_path: Path
) -> None:
    file = tmp_path / "personas" / "marta.toml"
    file.parent.mkdir()
    text = (personas_dir() / "marta.toml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    world = World(calls, time)
    world.desk = Desk(calls, file.parent, clock=time.clock, today=time.today)
    world.challenges = ChallengeDesk(world.desk)
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, ANA, BO)
    before = await world.challenges.entries.begin(challenge.id, ANA)
    file.write_text(text.replace("Lindqvist", "Nyberg"), encoding="utf-8")
    after = await world.challenges.entries.begin(challenge.id, BO)
    assert after.record.persona_version == before.record.persona_version == challenge.persona_version
    assert after.customer.persona.name == "Marta Lindqvist"
    file.unlink()
    assert (await world.challenges.entries.met(challenge.id, GUILD)).persona.name == "Marta Lindqvist"


async def test_it_opens_and_closes_by_itself(world: World) -> None:
    opens = START + timedelta(hours=1)
    challenge = await world.create(Kind.TOURNAMENT, opens_at=opens, closes_at=opens + timedelta(hours=2))
    await world.join(challenge, ANA)
    with pytest.raises(DeskError, match="waits for its opening"):
        await world.challenges.entries.begin(challenge.id, ANA)
    assert await world.challenges.next_due() == opens
    await world.passes(3600)
    assert (await world.again(challenge)).state == "open"
    assert await world.challenges.next_due() == opens + timedelta(hours=2)
    await world.passes(7200)
    closed = await world.again(challenge)
    assert (closed.state, closed.closed_because) == ("closed", "time")
    assert await world.challenges.next_due() is None
    assert await world.news(challenge) == ["joined", "opened", "closed"]


async def test_a_downtime_is_caught_up_with_once_and_in_order(world: World) -> None:
    opens = START + timedelta(hours=1)
    challenge = await world.create(Kind.TOURNAMENT, opens_at=opens, closes_at=opens + timedelta(hours=2))
    world.time.passes(86_400)
    later = world.restarted()
    assert await later.challenges.settle() == [challenge.id]
    assert await later.challenges.settle() == []
    assert await later.news(challenge) == ["opened", "closed"]


async def test_what_was_not_told_before_a_restart_is_told_after_it(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    (opened,) = await world.challenges.news()
    await world.join(challenge, ANA)
    await world.challenges.told(opened)
    later = world.restarted()
    (joined,) = await later.challenges.news(challenge.id)
    assert (joined.kind, joined.data) == ("joined", {"person": "ana", "name": "Ana"})


async def test_the_best_attempt_counts_and_attempts_run_out(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, attempts=2)
    await world.join(challenge, ANA)
    rude = await world.play(challenge, ANA, RUDE)
    good = await world.play(challenge, ANA)
    (place,) = (await world.challenges.scores.standing(challenge.id, ANA)).places
    assert place.counted is not None
    assert (place.rank, place.attempts, place.counted.call_id) == (1, 2, good.id)
    assert place.counted.call_id != rude.id
    with pytest.raises(DeskError, match="used all 2 of your attempts"):
        await world.play(challenge, ANA)


async def test_the_first_attempt_counts_where_that_was_said(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, attempts=2, counts=Counts.FIRST)
    await world.join(challenge, ANA, BO)
    rude = await world.play(challenge, ANA, RUDE)
    await world.play(challenge, ANA)
    await world.stop(await world.challenges.entries.begin(challenge.id, BO))
    world.time.passes(60)
    await world.play(challenge, BO)
    ana, bo = (await world.challenges.scores.standing(challenge.id, ANA)).places
    assert ana.counted is not None
    assert ana.counted.call_id == rude.id
    assert (bo.name, bo.rank, bo.counted) == ("Bo", None, None)  # stopping gives no second first attempt


async def test_a_call_that_is_going_on_is_gone_on_with_and_not_begun_again(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, attempts=1)
    await world.join(challenge, ANA)
    live = await world.challenges.entries.begin(challenge.id, ANA)
    again = await world.restarted().challenges.entries.begin(challenge.id, ANA)
    assert again.id == live.id


async def test_below_the_minimum_band_nobody_has_a_rank(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, least_band="gold")
    await world.join(challenge, BO, ANA)
    await world.play(challenge, ANA, RUDE)
    (first, second) = (await world.challenges.scores.standing(challenge.id, TESS)).places
    assert (first.name, first.rank, second.name, second.rank) == ("Ana", None, "Bo", None)


async def test_the_same_call_shares_the_rank(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, ANA, BO, CY)
    await world.play(challenge, CY, RUDE)
    for one in (BO, ANA):
        await world.play(challenge, one)
    places = (await world.challenges.scores.standing(challenge.id, TESS)).places
    assert [(place.rank, place.name) for place in places] == [(1, "Ana"), (1, "Bo"), (3, "Cy")]


async def test_calls_that_run_at_the_close_may_end_and_count(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, closes_at=START + timedelta(hours=1))
    await world.join(challenge, ANA, BO)
    world.time.passes(3590)
    live = await world.challenges.entries.begin(challenge.id, ANA)
    await world.passes(10)
    assert (await world.again(challenge)).state == "closing"
    with pytest.raises(DeskError, match="is over; no new call begins"):
        await world.challenges.entries.begin(challenge.id, BO)
    later = world.restarted()
    await later.finish(await later.challenges.entries.begin(challenge.id, ANA))
    await later.challenges.settle()
    closed = await later.again(challenge)
    assert (closed.state, closed.closed_because) == ("closed", "time")
    (first, _) = (await later.challenges.scores.standing(challenge.id, TESS)).places
    assert first.counted is not None
    assert first.counted.call_id == live.id


async def test_a_call_that_ends_after_the_grace_does_not_count(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, closes_at=START + timedelta(hours=1))
    await world.join(challenge, ANA)
    live = await world.challenges.entries.begin(challenge.id, ANA)
    await world.passes(3600)
    assert await world.challenges.next_due() == START + timedelta(hours=1, minutes=20)
    await world.passes(1200)
    assert (await world.again(challenge)).state == "closed"
    world.time.passes(1)
    await world.finish(live)
    (place,) = (await world.challenges.scores.standing(challenge.id, TESS)).places
    assert (place.rank, place.counted, place.attempts) == (None, None, 1)


async def test_a_trainer_closes_at_once_by_closing_twice(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, ANA)
    await world.challenges.entries.begin(challenge.id, ANA)
    assert (await world.challenges.life.close(challenge.id, TESS)).state == "closing"
    closed = await world.challenges.life.close(challenge.id, TESS)
    assert (closed.state, closed.closed_because) == ("closed", "trainer")
    with pytest.raises(DeskError, match="closed already"):
        await world.challenges.life.close(challenge.id, TESS)
    assert await world.news(challenge) == ["opened", "joined", "closing", "closed"]


async def test_hidden_standings_show_ones_own_until_the_close(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, hidden=True)
    await world.join(challenge, ANA, BO)
    for one in (ANA, BO):
        await world.play(challenge, one)
    standing = await world.challenges.scores.standing(challenge.id, BO)
    assert standing.hidden
    assert [(place.name, place.rank) for place in standing.places] == [("Bo", None)]
    for trains in (TESS, LEA):
        assert len((await world.challenges.scores.standing(challenge.id, trains)).places) == 2
    await world.challenges.life.close(challenge.id, TESS)
    shown = await world.challenges.scores.standing(challenge.id, BO)
    assert (shown.hidden, len(shown.places)) == (False, 2)


async def test_the_podium_quotes_only_who_agreed(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.challenges.joining.join(challenge.id, ANA, consents=True)
    await world.join(challenge, BO)
    for one in (ANA, BO):
        await world.play(challenge, one)
    with pytest.raises(DeskError, match="not closed yet"):
        await world.challenges.scores.podium(challenge.id, ANA)
    await world.challenges.life.close(challenge.id, TESS)
    ana, bo = await world.challenges.scores.podium(challenge.id, CY)
    assert [point.text for point in ana.turning_points if point.text]
    assert bo.turning_points == ()
    await world.challenges.joining.consent(challenge.id, BO, consents=True)
    await world.challenges.joining.consent(challenge.id, ANA, consents=False)
    ana, bo = await world.challenges.scores.podium(challenge.id, CY)
    assert (ana.turning_points, len(bo.turning_points) > 0) == ((), True)


async def test_who_leaves_is_in_the_standings_no_more_and_gets_no_attempts_back(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, attempts=1)
    await world.join(challenge, ANA, BO)
    for one in (ANA, BO):
        await world.play(challenge, one)
    await world.challenges.joining.leave(challenge.id, ANA)
    assert [p.name for p in (await world.challenges.scores.standing(challenge.id, BO)).places] == ["Bo"]
    await world.join(challenge, ANA)
    with pytest.raises(DeskError, match="used your one call"):
        await world.challenges.entries.begin(challenge.id, ANA)
    assert len((await world.challenges.scores.standing(challenge.id, BO)).places) == 2


async def test_a_member_who_leaves_the_server_is_out_and_a_trainer_who_leaves_stops_nothing(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, ANA, TESS)
    assert await world.challenges.joining.member_gone(GUILD, "ana") == [challenge.id]
    assert await world.challenges.joining.member_gone("901", "tess") == []
    assert await world.challenges.joining.member_gone(GUILD, "tess") == [challenge.id]
    assert (await world.again(challenge)).state == "open"
    assert (await world.challenges.life.close(challenge.id, LEA)).state == "closed"


async def test_a_deleted_channel_does_not_end_a_tournament(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, channel_id="55")
    await world.challenges.life.placed(challenge, message_id="77")
    assert await world.challenges.life.place_gone("901", "55") == []
    assert (await world.again(challenge)).channel_id == "55"
    assert await world.challenges.life.place_gone(GUILD, "55") == []
    after = await world.again(challenge)
    assert (after.state, after.channel_id, after.message_id) == ("open", None, None)


async def test_late_joiners_come_in_until_the_close(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, closes_at=START + timedelta(hours=1))
    world.time.passes(3599)
    await world.join(challenge, ANA)
    world.time.passes(1)  # also before the timer has closed it
    with pytest.raises(DeskError, match="nobody joins any more"):
        await world.join(challenge, BO)


async def test_another_server_sees_nothing(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    stranger = person("Sid", Role.MANAGER, guild="901")
    assert await world.challenges.life.listed(stranger, closed=True) == []
    services = world.challenges
    for ask in (
        services.life.get(challenge.id, stranger),
        services.life.close(challenge.id, stranger),
        services.joining.join(challenge.id, stranger),
        services.scores.standing(challenge.id, stranger),
        services.scores.podium(challenge.id, stranger),
        services.export(challenge.id, stranger),
        services.entries.begin(challenge.id, stranger),
    ):
        with pytest.raises(DeskError) as refused:
            await ask
        assert str(refused.value) == f"There is no challenge '{challenge.id}', and none to choose from."


async def test_a_ceiling_of_ones_own_holds_in_challenges_too(world: World) -> None:
    await Personal(People(world.calls.database)).ceiling("ana", Difficulty.EASY)
    challenge = await world.create(Kind.TOURNAMENT)
    with pytest.raises(DeskError, match="your own ceiling is easy"):
        await world.join(challenge, ANA)


async def test_trying_again_from_a_message_is_no_attempt(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, ANA)
    live = await world.play(challenge, ANA, RUDE)
    await world.finish(await world.desk.try_again(live.id, 1, trainee=ANA.trainee), GOOD)
    (place,) = (await world.challenges.scores.standing(challenge.id, ANA)).places
    assert place.counted is not None
    assert (place.attempts, place.counted.call_id) == (1, live.id)


async def test_who_erases_their_data_leaves_no_trace(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.join(challenge, *TEAM)
    await world.play(challenge, ANA)
    await world.calls.erase(trainee_id="ana")
    await world.calls.erase(trainee_id="tess")
    after = await world.again(challenge)
    assert (after.created_by, after.created_by_name) == ("", "a former colleague")
    standing = await world.challenges.scores.standing(challenge.id, TESS)
    assert "ana" not in [place.person_id for place in standing.places]
    assert replace(after, created_by="tess", created_by_name="Tess") == challenge
