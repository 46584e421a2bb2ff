"""Attempts that are played as practices: booked, taken, and taken up again after a restart."""

import pytest

from bot.customers import Difficulty, personas_dir
from bot.desk import DeskError, Mode
from bot.desk.challenges import Kind
from bot.desk.practice import PracticeDesk, Wish
from bot.desk.roster import Roster
from bot.store import Practices, StoredChallenge
from tests.desk.challenges.world import ANA, GUILD, TESS, World


def stage(world: World) -> PracticeDesk:
    # Never refreshed: a challenge's customer does not come from there.
    roster = Roster(personas_dir(), world.desk.of_servers)
    return PracticeDesk(
        world.desk,
        Practices(world.calls.database),
        roster,
        challenges=world.challenges,
        today=world.time.today,
    )


def wish(challenge: StoredChallenge) -> Wish:
    return Wish(GUILD, "55", ANA.trainee, challenge_id=challenge.id)


async def test_a_practice_for_a_challenge_has_everything_from_it(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, difficulty=Difficulty.HARD, mode=Mode.EXAM, attempts=1)
    await world.join(challenge, ANA)
    practices = stage(world)
    booked = await practices.book(wish(challenge))
    assert (booked.persona_id, booked.difficulty, booked.mode, booked.seed) == ("marta", "hard", "exam", 7)
    assert (await practices.customer_of(booked)).id == "marta"
    practices = stage(world.restarted())
    (again,) = await practices.load()
    taken = await practices.take_call(again.id)
    live = await practices.live(taken)
    assert (live.record.challenge_id, live.record.trainee_id) == (challenge.id, "ana")
    await practices.gone(taken)
    with pytest.raises(DeskError, match="used your one call"):
        await practices.book(wish(challenge))


async def test_a_call_that_a_killed_process_began_is_the_same_attempt(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, attempts=1)
    await world.join(challenge, ANA)
    booked = await stage(world).book(wish(challenge))
    begun = await world.challenges.entries.begin(challenge.id, ANA)  # and then it was killed
    practices = stage(world.restarted())
    await practices.load()
    taken = await practices.take_call(booked.id)
    assert taken.call_id == begun.id


async def test_who_may_not_play_books_nothing(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    practices = stage(world)
    with pytest.raises(DeskError, match="join it first"):
        await practices.book(wish(challenge))
    await world.join(challenge, ANA)
    booked = await practices.book(wish(challenge))
    await world.challenges.life.close(challenge.id, TESS)
    with pytest.raises(DeskError, match="no new call begins"):
        await practices.take_call(booked.id)
    assert practices.unfinished() == [booked]
    assert (await practices.customer_of(booked)).id == "marta"
