from datetime import timedelta

import pytest

from bot.desk import DeskError
from bot.desk.challenges import Kind, Side, Stage, Verdict, Why
from bot.desk.challenges.duel import decided
from bot.store import StoredChallenge
from tests.desk.challenges.world import ANA, BO, CY, GUILD, RUDE, START, TESS, World


async def begun(world: World) -> StoredChallenge:
    challenge = await world.create(Kind.DUEL)
    await world.join(challenge, ANA, BO)
    await world.challenges.settle()
    return await world.again(challenge)


async def verdict(world: World, challenge: StoredChallenge) -> Verdict | None:
    board = (await world.challenges.scores.standing(challenge.id, CY)).board
    assert board is not None
    return board.verdict


async def test_it_begins_when_two_are_in_it(world: World) -> None:
    challenge = await world.create(Kind.DUEL)
    await world.join(challenge, ANA)
    await world.challenges.settle()
    with pytest.raises(DeskError, match="waits for a second trainee"):
        await world.challenges.entries.begin(challenge.id, ANA)
    world.time.passes(60)
    await world.join(challenge, BO)
    assert await world.challenges.next_due() <= world.time.now  # type: ignore[operator]
    await world.challenges.settle()
    open_ = await world.again(challenge)
    assert (open_.state, open_.closes_at) == ("open", world.time.now + timedelta(minutes=30))
    with pytest.raises(DeskError, match="is full: 2 are in it"):
        await world.join(challenge, CY)
    first, second = [await world.challenges.entries.begin(challenge.id, one) for one in (ANA, BO)]
    assert first.call.events == second.call.events


async def test_the_scoreboard_follows_every_message_in_any_process(world: World) -> None:
    challenge = await begun(world)
    live = await world.challenges.entries.begin(challenge.id, ANA)
    before = (await world.challenges.scores.standing(challenge.id, BO)).board
    assert before is not None
    ana, bo = before.sides
    assert (ana.stage, ana.turns, bo.stage) == (Stage.RUNNING, 0, Stage.WAITING)
    await world.finish(live, RUDE)
    other = await world.restarted().challenges.scores.standing(challenge.id, BO)
    assert other.board is not None
    ana = other.board.sides[0]
    assert (ana.stage, ana.turns, ana.outcome) == (Stage.DONE, live.call.turn, live.call.outcome)
    assert (ana.anger, ana.state) == (live.call.mood.anger, live.call.mood.state)
    assert ana.heat >= live.call.mood.anger
    assert other.board.verdict is None


async def test_the_calmer_one_wins_and_it_closes(world: World) -> None:
    challenge = await begun(world)
    await world.play(challenge, ANA, RUDE)
    await world.play(challenge, BO)
    await world.challenges.settle()
    closed = await world.again(challenge)
    assert (closed.state, closed.closed_because) == ("closed", "over")
    won = await verdict(world, challenge)
    assert won is not None
    assert (won.winner_id, won.why) == ("bo", Why.ENDING)
    with pytest.raises(DeskError, match="is over"):
        await world.play(challenge, ANA)


async def test_the_same_words_are_a_draw(world: World) -> None:
    challenge = await begun(world)
    await world.play(challenge, ANA)
    await world.play(challenge, BO)
    assert await verdict(world, challenge) == Verdict(None, Why.DRAW)


async def test_who_is_not_done_in_time_loses_to_who_is(world: World) -> None:
    challenge = await begun(world)
    await world.play(challenge, ANA, RUDE)
    late = await world.challenges.entries.begin(challenge.id, BO)
    await world.passes(1800)
    assert (await world.again(challenge)).closed_because == "time"
    assert await verdict(world, challenge) == Verdict("ana", Why.UNFINISHED)
    world.time.passes(1)
    await world.finish(late)  # it is their own call now
    assert await verdict(world, challenge) == Verdict("ana", Why.UNFINISHED)


async def test_a_trainer_who_closes_it_decides_it_as_it_stands(world: World) -> None:
    challenge = await begun(world)
    await world.play(challenge, ANA, RUDE)
    running = await world.challenges.entries.begin(challenge.id, BO)
    await world.challenges.life.close(challenge.id, TESS)
    assert await verdict(world, challenge) == Verdict("ana", Why.UNFINISHED)
    world.time.passes(1)
    record = (await world.finish(running)).record
    assert (await world.calls.get(record.id)).score is not None  # type: ignore[union-attr]
    assert await verdict(world, challenge) == Verdict("ana", Why.UNFINISHED)


async def test_both_left(world: World) -> None:
    challenge = await begun(world)
    for one in (ANA, BO):
        await world.challenges.joining.leave(challenge.id, one)
    await world.challenges.settle()
    assert (await world.again(challenge)).state == "closed"
    assert await verdict(world, challenge) == Verdict(None, Why.NOBODY)


async def test_who_leaves_gives_the_other_the_win(world: World) -> None:
    challenge = await begun(world)
    await world.challenges.entries.begin(challenge.id, ANA)
    await world.challenges.joining.member_gone(GUILD, "bo")
    await world.challenges.settle()
    assert (await world.again(challenge)).state == "closed"
    assert await verdict(world, challenge) == Verdict("ana", Why.WALKOVER)


async def test_a_place_left_before_the_beginning_is_free_again(world: World) -> None:
    challenge = await world.create(Kind.DUEL)
    await world.join(challenge, ANA)
    world.time.passes(5)
    await world.challenges.joining.leave(challenge.id, ANA)
    await world.join(challenge, BO, CY)
    world.time.passes(5)
    await world.challenges.settle()
    board = (await world.challenges.scores.standing(challenge.id, TESS)).board
    assert board is not None
    assert [side.name for side in board.sides] == ["Bo", "Cy"]


async def test_nobody_takes_the_place_of_one_who_left_it_running(world: World) -> None:
    challenge = await begun(world)
    await world.challenges.joining.leave(challenge.id, BO)
    with pytest.raises(DeskError, match="nobody takes the place"):
        await world.join(challenge, CY)


async def test_a_stopped_call_ends_it_without_a_winner(world: World) -> None:
    challenge = await begun(world)
    await world.stop(await world.challenges.entries.begin(challenge.id, ANA))
    assert await verdict(world, challenge) == Verdict(None, Why.STOPPED)
    await world.challenges.settle()
    assert (await world.again(challenge)).closed_because == "over"


async def test_nobody_came(world: World) -> None:
    challenge = await world.create(Kind.DUEL, closes_at=START + timedelta(hours=1))
    await world.join(challenge, ANA)
    await world.passes(3600)
    closed = await world.again(challenge)
    assert (closed.state, closed.closed_because) == ("closed", "nobody")
    assert await verdict(world, challenge) == Verdict(None, Why.NOBODY)


def side(name: str, outcome: str = "resolved", *, heat: int = 100, turns: int = 4, seconds: float = 60.0) -> Side:
    return Side(name, name, Stage.DONE, outcome=outcome, heat=heat, turns=turns, seconds=seconds)


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        (side("a", "settled", heat=500), side("b", "escalated", heat=10), Why.ENDING),
        (side("a", heat=99), side("b", heat=100, turns=1), Why.CALMER),
        (side("a", turns=3, seconds=90.0), side("b", turns=4), Why.QUICKER),
        (side("a", seconds=58.0), side("b"), Why.QUICKER),
        (side("a", "ended"), Side("b", "b", Stage.RUNNING), Why.UNFINISHED),
        (side("a", "walked_out"), Side("b", "b"), Why.WALKOVER),
    ],
)
def test_what_decides(better: Side, worse: Side, why: Why) -> None:
    for sides in ((better, worse), (worse, better)):
        assert decided(sides, over=True) == Verdict("a", why)


def test_fractions_of_a_second_decide_nothing() -> None:
    assert decided((side("a", seconds=60.1), side("b", seconds=60.3)), over=False) == Verdict(None, Why.DRAW)


def test_who_wrote_nothing_has_no_merit() -> None:
    silent = side("b", "ended", heat=0, turns=0, seconds=5.0)
    assert decided((side("a", "ended", heat=300), silent), over=False) == Verdict("a", Why.ENDING)
    also_silent = side("a", "ended", heat=0, turns=0, seconds=60.0)
    assert decided((also_silent, silent), over=False) == Verdict(None, Why.DRAW)


def test_neither_took_the_call() -> None:
    assert decided((Side("a", "a"), Side("b", "b")), over=True) == Verdict(None, Why.NOBODY)
    assert decided((Side("a", "a", Stage.LEFT), Side("b", "b")), over=False) == Verdict(None, Why.NOBODY)
