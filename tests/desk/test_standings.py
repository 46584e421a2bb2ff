"""Where people stand, the nudge to pause, and what reviewers say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import coaching
from bot.customers import Difficulty, load_customer, personas_dir
from bot.desk import AfterCall, Desk, DeskError, Judges, Personal, SimulatedClock, Standings, Trainee
from bot.store import Calls, Marks, People, Progress, Scored, StoredEvent, StoredInput
from tests.desk.conftest import JO
from tests.desk.playing import RUDE, finish, play
from tests.store.test_calls import PERSONA, record

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CUSTOMERS = [load_customer(personas_dir() / f"{name}.toml") for name in ("marta", "desmond")]
ADA, BEN = Trainee("ada", "Ada"), Trainee("ben", "Ben")


async def stored(
    calls: Calls,
    number: int,
    total: int,
    *,
    trainee: Trainee = JO,
    hard: bool = False,
    use: str = "well",
    from_call: str | None = None,
) -> str:
    """A call that ended an hour after the one before."""
    at = NOON + timedelta(hours=number)
    call = record(
        f"call{number:02}", created_at=at, trainee_id=trainee.id, trainee_name=trainee.name, from_call=from_call
    )
    await calls.add(call, PERSONA, StoredInput(1, "open", 0.0), [StoredEvent(1, 1, "customer", {})], Progress(0, 0.0))
    scored = Scored(total, coaching.band_of(total), {"Listening": (total, 100)}, {"T4": use}, "r1", 98, hard)
    ended = Progress(3, 60.0, "resolved", total, at, scored)
    await calls.append(call.id, StoredInput(2, "end", 60.0), [], ended)
    return call.id


@pytest.fixture
def now(calls: Calls) -> Desk:
    """A desk on the evening of the day of the stored calls."""
    return Desk(calls, personas_dir(), clock=SimulatedClock, today=lambda: NOON + timedelta(hours=4))


async def test_the_progress_is_that_of_the_stored_scores(now: Desk, calls: Calls) -> None:
    for number, (total, use) in enumerate([(40, "missed"), (60, "late"), (80, "well"), (76, "well")]):
        await stored(calls, number, total, use=use)
    standing = await Standings(now).of("local", "Jo", CUSTOMERS)
    known = standing.progress
    assert (known.calls, known.first, known.best, known.latest, known.streak) == (4, 40, 80, 76, 3)
    assert known.strengths["T4"].observations == 4
    assert [one.day for one in standing.calls] == ["1 May"] * 4
    assert standing.suggestion is not None
    assert standing.suggestion.difficulty is Difficulty.HARD  # two good calls at normal


async def test_a_suggestion_stays_below_the_ceiling(now: Desk, calls: Calls) -> None:
    for number in range(2):
        await stored(calls, number, 90)
    await Personal(People(calls.database)).ceiling("local", Difficulty.EASY)
    standing = await Standings(now).of("local", "Jo", CUSTOMERS)
    assert standing.suggestion is not None
    assert standing.suggestion.difficulty is Difficulty.EASY


async def test_tries_again_do_not_count(now: Desk, calls: Calls) -> None:
    first = await stored(calls, 0, 40)
    await stored(calls, 1, 95, from_call=first)
    standing = await Standings(now).of("local", "Jo", CUSTOMERS)
    assert (standing.progress.best, standing.tries_again) == (40, 1)


async def test_the_gap_between_own_view_and_score_is_followed(now: Desk, calls: Calls) -> None:
    marks = Marks(calls.database)
    for number, (total, rating) in enumerate([(40, 5), (45, 5), (60, 4), (72, 4)]):
        await marks.rate(await stored(calls, number, total), rating, NOON)
    await stored(calls, 4, 50)  # not rated
    own = (await Standings(now).of("local", "Jo", CUSTOMERS)).own
    assert own.gaps == (60, 55, 15, 3)
    assert own.direction == "closer"


async def test_a_person_without_calls_is_told_where_to_begin(now: Desk) -> None:
    standing = await Standings(now).of("local", "Jo", CUSTOMERS)
    assert standing.progress.calls == 0
    assert standing.suggestion is not None
    assert standing.suggestion.difficulty is Difficulty.EASY
    assert "No scored call yet." in coaching.standing_text(standing)


async def test_people_are_found_by_name_or_id(now: Desk, calls: Calls) -> None:
    await stored(calls, 0, 40)
    await stored(calls, 1, 40, trainee=Trainee("4711", "Al"))
    await stored(calls, 2, 40, trainee=Trainee("4712", "Al"))
    standings = Standings(now)
    assert await standings.find("jo") == ("local", "Jo")
    assert await standings.find("4711") == ("4711", "Al")
    with pytest.raises(DeskError, match="Several people are called Al"):
        await standings.find("Al")
    with pytest.raises(DeskError, match="There is no trainee 'Joe'; the nearest one is 'Jo'"):
        await standings.find("Joe")


async def test_several_hard_calls_in_one_sitting_call_for_a_pause(now: Desk, calls: Calls) -> None:
    for number in (0, 2, 3):
        await stored(calls, number, 20, hard=True)
    standings = Standings(now)
    assert "in a row" not in await standings.nudge("local")  # the first is four hours ago
    await stored(calls, 4, 20, hard=True)
    assert "3 hard calls in a row" in await standings.nudge("local")
    tomorrow = Desk(calls, personas_dir(), today=lambda: NOON + timedelta(days=1))
    assert await Standings(tomorrow).nudge("local") == ""


async def test_a_call_that_ended_hot_asks_to_let_it_go(desk: Desk) -> None:
    look = await AfterCall(desk).look((await play(desk, RUDE)).id)
    assert "breathe out slowly" in look.text()


# -- reviews


async def test_both_values_are_kept_and_shown(desk: Desk, calls: Calls) -> None:
    live, judges = await play(desk), Judges(desk)
    before = (await Marks(calls.database).of(live.id)).scored
    assert before is not None
    machine = before.parts["Listening"][0]
    await judges.override(live.id, "listening", 15, "She heard every word.", reviewer=ADA)
    await judges.comment(live.id, 1, "A fine opening.", reviewer=ADA)
    assert (await Marks(calls.database).of(live.id)).scored == before
    text = (await AfterCall(desk).look(live.id)).text()
    assert f"Listening: 15 of 16 (Ada), by the rules {machine}. She heard every word." in " ".join(text.split())
    assert f"Reviewed by Ada: {before.total - machine + 15} of 100" in text
    assert "Message 1 (Ada): A fine opening." in text
    standing = await Standings(desk).of("local", "Jo", CUSTOMERS)
    assert standing.progress.latest == before.total - machine + 15
    assert standing.calls[0].machine == before.total


async def test_a_reviewer_may_think_again_and_two_may_differ(desk: Desk, calls: Calls) -> None:
    live, judges = await play(desk), Judges(desk)
    for reviewer, score in ((ADA, 1), (BEN, 5), (ADA, 2)):
        await judges.override(live.id, "Solving", score, "Because.", reviewer=reviewer)
    reviews = (await Marks(calls.database).of(live.id)).reviews
    assert sorted((one.reviewer_name, one.score) for one in reviews) == [("Ada", 2), ("Ben", 5)]


async def test_what_a_reviewer_cannot_say(desk: Desk) -> None:
    live, judges = await play(desk), Judges(desk)
    with pytest.raises(DeskError, match="There is no part 'Lisening'; the nearest one is 'Listening'"):
        await judges.override(live.id, "Lisening", 3, "x", reviewer=ADA)
    with pytest.raises(DeskError, match="Listening goes from 0 to 16"):
        await judges.override(live.id, "Listening", 17, "x", reviewer=ADA)
    with pytest.raises(DeskError, match="Say why"):
        await judges.override(live.id, "Listening", 16, "  ", reviewer=ADA)
    with pytest.raises(DeskError, match="has no message 3; it has 2"):
        await judges.comment(live.id, 3, "x", reviewer=ADA)
    with pytest.raises(DeskError, match="stopped and is not scored"):
        await judges.agree((await play(desk, "/stop")).id, reviewer=ADA)


async def test_the_agreement_is_that_of_reviewed_calls(now: Desk, calls: Calls) -> None:
    judges = Judges(now)
    for number, (machine, human) in enumerate([(60, 57), (60, 68), (60, 40)]):
        await judges.override(await stored(calls, number, machine), "Listening", human, "Because.", reviewer=ADA)
    await judges.agree(await stored(calls, 3, 50), reviewer=BEN)
    await stored(calls, 4, 10)  # nobody looked at it
    report = await judges.agreement()
    assert (report.calls.reviews, report.calls.within_5, report.calls.within_10) == (4, 0.5, 0.75)
    assert report.calls.mean_difference == (3 - 8 + 20) / 4
    assert report.parts["Listening"].reviews == 4
    assert (report.reviewers["Ada"].reviews, report.reviewers["Ben"].mean_difference) == (3, 0.0)


async def test_what_an_erased_reviewer_said_goes_with_them(desk: Desk, calls: Calls) -> None:
    live, judges = await play(desk), Judges(desk)
    await judges.agree(live.id, reviewer=ADA)
    await judges.comment(live.id, 1, "A fine opening.", reviewer=ADA)
    await calls.erase(trainee_id="ada")
    marks = await Marks(calls.database).of(live.id)
    assert (marks.reviews, marks.comments) == ((), ())
    assert marks.scored is not None


async def test_a_try_again_is_played_to_its_own_score(desk: Desk) -> None:
    live = await play(desk, RUDE)
    again = await desk.try_again(live.id, 2, trainee=replace(JO, name="Jo"))
    await finish(desk, again, "I'm sorry, Marta. That is our mistake. What happened?")
    past = await Marks(desk.calls.database).past("local")
    assert [(one.call_id, one.retry) for one in past] == [(live.id, False), (again.id, True)]
