"""Who sees what on a leaderboard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import coaching
from bot.coaching import Board
from bot.coaching.account import account_of
from bot.customers import personas_dir
from bot.desk import Boards, Desk, DeskError, Mode, Narrowing, Role, Trainee
from bot.desk.rights import RightsError
from bot.store import Author, Calls, Challenges, PersonaVersion, Progress, StoredChallenge, StoredInput
from bot.store.board_rows import BoardCallRow
from tests.desk.counting import LEAD, NOON, Ended, progress, reader, store
from tests.desk.playing import RUDE, finish, play
from tests.store.test_calls import OPEN, record


@pytest.fixture
def boards(calls: Calls) -> Boards:
    return Boards(Desk(calls, personas_dir(), today=lambda: NOON))


async def team(calls: Calls, scores: dict[str, int], **rest: object) -> None:
    """Three calls of each of these members, with this score."""
    for number, (member, score) in enumerate(scores.items()):
        for n in range(3):
            at = NOON - timedelta(hours=3 * number + n)
            await store(calls, replace(Ended(f"{member}{n}", member, at, score), **rest))  # type: ignore[arg-type]


async def names(boards: Boards, *, member: str = "jo", **narrowing: object) -> list[str]:
    page = await boards.page(Board.SCORE, reader(member), Narrowing(**narrowing))  # type: ignore[arg-type]
    return [line.name for line in page.lines]


# -- whose name is read


async def test_peers_read_no_names_but_their_own_and_those_who_allowed_it(calls: Calls, boards: Boards) -> None:
    await team(calls, {"ada": 90, "jo": 80, "ben": 70})
    assert await names(boards) == [coaching.COLLEAGUE, "Jo", coaching.COLLEAGUE]
    await boards.name(reader("ben"), named=True)
    page = await boards.page(Board.SCORE, reader())
    assert [(line.name, line.member_id, line.private) for line in page.lines] == [
        (coaching.COLLEAGUE, None, True),
        ("Jo", "jo", True),
        ("Ben", "ben", False),
    ]
    await boards.name(reader("ben"), named=False)
    assert await names(boards) == [coaching.COLLEAGUE, "Jo", coaching.COLLEAGUE]


@pytest.mark.parametrize("role", [Role.TRAINER, Role.LEAD, Role.MANAGER])
async def test_trainers_and_leads_read_every_name(calls: Calls, boards: Boards, role: Role) -> None:
    await team(calls, {"ada": 90, "jo": 80})
    page = await boards.page(Board.SCORE, reader("lea", role))
    assert [(line.name, line.private) for line in page.lines] == [("Ada", True), ("Jo", True)]


async def test_nothing_of_another_server_is_ever_seen(calls: Calls, boards: Boards) -> None:
    await team(calls, {"ada": 90}, server="4002")
    await team(calls, {"cem": 90}, server=None)
    await team(calls, {"jo": 80})
    assert [line.name for line in (await boards.page(Board.SCORE, LEAD)).lines] == ["Jo"]
    machine = await boards.page(Board.SCORE, reader("lea", Role.LEAD, server=None))
    assert [line.name for line in machine.lines] == ["Cem"]
    with pytest.raises(DeskError, match="There is no member 'ada'"):
        await boards.find(LEAD, "ada")


async def test_a_name_that_is_allowed_in_one_server_stays_private_in_another(calls: Calls, boards: Boards) -> None:
    await boards.name(reader("ada", server="4002"), named=True)
    await team(calls, {"ada": 90, "jo": 80})
    assert await names(boards) == [coaching.COLLEAGUE, "Jo"]
    assert await boards.is_named("4002", "ada")
    assert not await boards.is_named("4001", "ada")


async def test_a_role_with_few_private_members_does_not_tell_who_they_are(calls: Calls, boards: Boards) -> None:
    await team(calls, {"ada": 90, "ben": 80, "cem": 70, "jo": 60})
    assert await names(boards, members={"ada", "jo"}) == ["Jo"]
    assert await names(boards, members={"ada", "ben", "cem", "jo"}) == [*[coaching.COLLEAGUE] * 3, "Jo"]
    page = await boards.page(Board.SCORE, LEAD, Narrowing(members={"ada"}))
    assert [line.name for line in page.lines] == ["Ada"]


async def test_a_stranger_sees_no_board_and_a_peer_nobody_elses_place(calls: Calls, boards: Boards) -> None:
    await team(calls, {"ada": 90})
    with pytest.raises(RightsError, match="Only members"):
        await boards.page(Board.SCORE, reader("eve", Role.STRANGER))
    with pytest.raises(RightsError, match="names of colleagues"):
        await boards.page(Board.SCORE, reader(), place_of="ada")
    with pytest.raises(RightsError, match="names of colleagues"):
        await boards.find(reader(), "ada")


# -- pages and places


async def test_the_own_place_is_shown_with_its_neighbours(calls: Calls, boards: Boards) -> None:
    await team(calls, {f"m{n:02}": 95 - n for n in range(17)})
    page = await boards.page(Board.SCORE, reader("m12"))
    assert [line.rank for line in page.lines] == list(range(1, 11))
    assert (page.page, page.pages, page.listed) == (1, 2, 17)
    assert page.own is not None
    assert (page.own.rank, page.own.name, page.own.own) == (13, "M12", True)
    assert [line.rank for line in page.around] == [11, 12, 13, 14, 15]
    second = await boards.page(Board.SCORE, reader("m12"), number=2)
    assert [line.rank for line in second.lines] == list(range(11, 18))
    assert (second.own, second.around) == (page.own, ())
    theirs = await boards.page(Board.SCORE, LEAD, place_of="m16")
    assert [line.rank for line in theirs.around] == [15, 16, 17]
    with pytest.raises(DeskError, match="There is no page 3; this board has 2"):
        await boards.page(Board.SCORE, LEAD, number=3)


async def test_equal_figures_share_a_rank_and_the_next_one_is_left_out(calls: Calls, boards: Boards) -> None:
    await team(calls, {"ada": 60, "ben": 70, "cem": 70, "dot": 70, "eli": 80})
    await store(calls, Ended("dot3", "dot", NOON, 70))
    for board, ranks in ((Board.SCORE, [1, 2, 2, 2, 5]), (Board.CALMEST, [1, 1, 1, 1, 1])):
        assert [line.rank for line in (await boards.page(board, LEAD)).lines] == ranks
    page = await boards.page(Board.SCORE, LEAD)
    # Dot has more calls; Ben was there before Cem.
    assert [line.member_id for line in page.lines] == ["eli", "dot", "ben", "cem", "ada"]


async def test_the_calmest_board_begins_with_the_lowest_peak(calls: Calls, boards: Boards) -> None:
    await team(calls, {"ada": 90}, peak=70)
    await team(calls, {"ben": 60}, peak=50)
    page = await boards.page(Board.CALMEST, LEAD)
    assert [(line.member_id, line.tenths) for line in page.lines] == [("ben", 500), ("ada", 700)]


async def test_who_has_no_place_is_told_why(calls: Calls, boards: Boards) -> None:
    page = await boards.page(Board.SCORE, reader())
    assert (page.lines, page.own, page.pages) == ((), None, 1)
    assert page.missing == "You have no calls that count here; a place takes 3."
    await store(calls, Ended("c1"))
    page = await boards.page(Board.SCORE, reader())
    assert page.missing == "You have 1 call that counts here; a place takes 3."
    page = await boards.page(Board.CALMEST, LEAD, place_of="jo")
    assert page.missing == "Jo has 1 call whose customer stayed that counts here; a place takes 3."


# -- what counts


async def test_tries_again_and_stopped_calls_do_not_count(calls: Calls, boards: Boards) -> None:
    await team(calls, {"jo": 60})
    await store(calls, Ended("again1", score=100, from_call="jo0"))
    await store(calls, Ended("stop1", outcome="stopped"))
    (line,) = (await boards.page(Board.SCORE, reader())).lines
    assert (line.calls, line.figure) == (3, "60.0")


async def test_a_call_that_several_people_shared_is_nobodys_own(calls: Calls, boards: Boards) -> None:
    await team(calls, {"jo": 60})
    call = record("shared1", trainee_id="jo", trainee_name="Jo", guild_id="4001")
    await calls.add(call, PersonaVersion("marta", "v1", ""), OPEN, [], Progress(0, 0.0))
    await calls.append("shared1", StoredInput(2, "say", 4.0, "Hello"), [], Progress(1, 4.0), Author("ben", "Ben", "5"))
    await calls.append("shared1", StoredInput(3, "end", 9.0), [], progress(Ended("shared1", score=100)))
    (line,) = (await boards.page(Board.SCORE, reader())).lines
    assert line.calls == 3


async def test_a_played_call_counts_as_it_was_played(desk: Desk, calls: Calls) -> None:
    live = await play(desk, trainee=Trainee("jo", "Jo", "4001"), mode=Mode.EXAM)
    again = await desk.try_again(live.id, 2, trainee=Trainee("jo", "Jo", "4001"))
    await finish(desk, again, RUDE)
    async with calls.database.read() as session:
        row = await session.get(BoardCallRow, live.id)
        assert await session.get(BoardCallRow, again.id) is None
    assert row is not None
    assert row.peak == account_of(live.call).worst
    assert row.weight == 2 * coaching.board_terms(live.call.difficulty, exam=False).weight
    assert row.score == (await desk.record(live.id)).score
    assert not row.settled


async def test_a_streak_is_that_of_the_looked_at_calls(calls: Calls, boards: Boards) -> None:
    for n, score in enumerate([60, 20, 70, 70, 70, 70]):
        at = NOON - timedelta(days=30 - 2 * n)
        await store(calls, Ended(f"c{n}", at=at, score=score, customer="gus" if n % 2 else "marta"))
    streak = [line.tenths for line in (await boards.page(Board.STREAK, reader())).lines]
    assert streak == [40]
    late = Narrowing(since=f"{NOON - timedelta(days=25):%Y-%m-%d}")
    assert [line.tenths for line in (await boards.page(Board.STREAK, reader(), late)).lines] == [30]
    gus = Narrowing(customer="gus")
    assert [line.tenths for line in (await boards.page(Board.STREAK, reader(), gus)).lines] == [20]


# -- narrowing


async def test_the_last_seven_days_are_today_and_the_six_before(calls: Calls, boards: Boards) -> None:
    for n, days in enumerate((6, 6, 6, 7)):
        await store(calls, Ended(f"c{n}", at=NOON.replace(hour=0) - timedelta(days=days)))
    page = await boards.page(Board.SCORE, reader(), Narrowing("week"))
    assert [line.calls for line in page.lines] == [3]
    assert page.narrowed == "the last 7 days"


async def test_a_custom_period_has_both_its_days(calls: Calls, boards: Boards) -> None:
    for n, hour in enumerate((0, 12, 23)):
        await store(calls, Ended(f"c{n}", at=NOON.replace(day=1 + n, hour=hour, month=4)))
    page = await boards.page(Board.SCORE, reader(), Narrowing(since="2026-04-01", until="2026-04-03"))
    assert [line.calls for line in page.lines] == [3]
    assert page.narrowed == "from 2026-04-01 to 2026-04-03"
    page = await boards.page(Board.SCORE, reader(), Narrowing(since="2026-04-01", until="2026-04-02"))
    assert page.lines == ()


@pytest.mark.parametrize(
    ("narrowing", "said"),
    [
        (Narrowing("weak"), "There is no period 'weak'; the nearest one is 'week'."),
        (Narrowing("custom"), "Say from which day to which"),
        (Narrowing("week", since="2026-04-01"), "not both"),
        (Narrowing(since="1 April"), "'1 April' is no day; write it like 2026-05-31."),
        (Narrowing(since="2026-04-02", until="2026-04-01"), "ends"),
        (Narrowing(customer="mart"), "There is no customer 'mart'; the nearest one is 'marta'."),
        (Narrowing(difficulty="hart"), "There is no difficulty 'hart'; the nearest one is 'hard'."),
        (Narrowing(challenge="cup"), "There is no challenge 'cup', and none to choose from."),
    ],
)
async def test_what_cannot_be_looked_at_is_one_sentence(boards: Boards, narrowing: Narrowing, said: str) -> None:
    with pytest.raises(DeskError) as refused:
        await boards.page(Board.SCORE, reader(), narrowing)
    assert said in str(refused.value)


async def test_a_board_that_does_not_exist_is_one_sentence(boards: Boards) -> None:
    with pytest.raises(DeskError, match="There is no board 'scroe'; the nearest one is 'score'"):
        await boards.page("scroe", reader())


async def test_a_customer_may_be_named_and_may_be_gone(calls: Calls, boards: Boards) -> None:
    await team(calls, {"jo": 60}, customer="olduser")
    assert await names(boards, customer="olduser") == ["Jo"]
    assert await names(boards, customer="Marta Lindqvist") == []


async def test_a_challenge_has_its_own_board_once_its_standings_are_open(calls: Calls, boards: Boards) -> None:
    cup = StoredChallenge(
        id="cup234",
        guild_id="4001",
        kind="tournament",
        name="May Cup",
        created_at=NOON,
        created_by="tia",
        created_by_name="Tia",
        persona_id="marta",
        persona_version="v1",
        difficulty="normal",
        mode="practice",
        seed=7,
        mild=False,
        terms={"hidden": True},
        state="open",
        opens_at=None,
        closes_at=NOON,
    )
    challenges = Challenges(calls.database)
    await challenges.add(cup, PersonaVersion("marta", "v1", ""))
    await team(calls, {"jo": 60}, challenge="cup234")
    await team(calls, {"ada": 90})
    page = await boards.page(Board.SCORE, LEAD, Narrowing(challenge="may cup"))
    assert ([line.name for line in page.lines], page.narrowed) == (["Jo"], "all time, May Cup")
    with pytest.raises(RightsError, match="hidden until the close"):
        await boards.page(Board.SCORE, reader(), Narrowing(challenge="cup234"))
    await challenges.change(cup.id, state="closed")
    assert await names(boards, challenge="cup234") == ["Jo"]
