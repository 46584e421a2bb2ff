"""The cards of challenges stay within Discord's limits, whatever stands in them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.call import Mood, MoodState
from bot.coaching.debrief import TurningPoint
from bot.customers import load_customer, personas_dir
from bot.desk.challenges import Credit, Kind, Part, Place, Scoreboard, Side, Stage, Standing, State, Step, Verdict, Why
from bot.features.challenges import _cards as cards
from bot.features.challenges._standing_cards import PLACES_A_PAGE, podium, standings
from bot.store import Attempt, CallRecord, Member, StoredChallenge
from tests.discord.test_limits import check, payload_of, walk

MARTA = load_customer(personas_dir() / "marta.toml").persona
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAME = "*_`~|<@1> " * 8
NAMES = {"marta": "Marta Lindqvist"}
TERMS = {"attempts": 10, "least_band": "gold", "hidden": True, "grace": 1200, "race": 1800}
TERMS |= {"absent": 120, "propose": 90, "vote": 45}


def challenge(kind: Kind, state: State) -> StoredChallenge:
    return StoredChallenge(
        *("abcde", "1" * 19, kind.value, NAME, NOW, "2" * 19, NAME, "p" * 40, "v", "extreme", "practice", 7, False),
        TERMS,
        state.value,
        NOW,
        NOW,
        ends_at=NOW,
        closed_at=NOW,
        channel_id="3" * 19,
        message_id="4" * 19,
    )


def attempt(number: int) -> Attempt:
    return Attempt(f"call{number}", str(number), NAME, NOW, "over", "resolved", 99, 5999.0, 100, "silver", NOW)


MEMBERS = [Member("abcde", str(number), NAME, NOW, number) for number in range(2000)]
PLACES = tuple(Place(number + 1, str(number), NAME, 10, attempt(number)) for number in range(2000))
POINT = TurningPoint(99, NAME * 30, NAME * 30, Mood(MoodState.CALM, 5), Mood(MoodState.FURIOUS, 99), (), "T1", NAME)
SIDES = tuple(
    Side(str(n), NAME, Stage.DONE, "call", "walked_out", 100, MoodState.FURIOUS, 9999, 99, 7200) for n in (1, 2)
)


def shown(card: object) -> str:
    return "\n".join(part.get("content", "") for part in walk(payload_of(card)))  # type: ignore[arg-type]


def standing(kind: Kind, state: State) -> Standing:
    one = challenge(kind, state)
    if kind is Kind.DUEL:
        return Standing(one, board=Scoreboard(SIDES, Verdict("1", Why.CALMER)))
    if kind is Kind.TOURNAMENT:
        return Standing(one, places=PLACES)
    parts = tuple(Part(str(n), NAME, tuple(range(99)), -100, None, None) for n in range(25))
    return Standing(one, parts=parts, credits=tuple(Credit(str(n), NAME, 99, 99, 99) for n in range(25)))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", Kind)
def test_announcements_and_standings(kind: Kind, state: State) -> None:
    stands = standing(kind, state)
    check(cards.announcement(stands.challenge, MARTA, MEMBERS, stands))
    check(cards.own(stands.challenge, MARTA, MEMBERS, stands, "5"))
    check(standings(stands, MARTA))


def test_the_podium_of_a_hundred_equals() -> None:
    steps = [Step(place, (POINT,) * 6) for place in PLACES[:100]]
    check(podium(standing(Kind.TOURNAMENT, State.CLOSED), steps, MARTA))


@pytest.mark.parametrize("page", [0, 1, 133, 500])
def test_every_page_of_long_standings(page: int) -> None:
    check(standings(standing(Kind.TOURNAMENT, State.CLOSED), MARTA, page))


def test_a_page_of_standings_loses_no_line() -> None:
    card = standings(standing(Kind.TOURNAMENT, State.CLOSED), MARTA)
    text = "\n".join(item.content for item in card.walk_children() if hasattr(item, "content"))
    assert text.count("· 10 attempts") == PLACES_A_PAGE


@pytest.mark.parametrize("page", [0, 3, 99])
def test_the_list(page: int) -> None:
    check(cards.listing([challenge(kind, state) for kind in Kind for state in State] * 2, {}, page, closed=True))


def test_a_challenge_in_the_list_names_its_customer_not_their_id() -> None:
    text = shown(cards.listing([replace(challenge(Kind.DUEL, State.OPEN), persona_id="marta")], NAMES, 0, closed=False))
    assert "Duel with Marta Lindqvist · extreme" in text
    assert "with marta" not in text


def test_the_announcement_of_a_closed_shared_call_says_how_it_came_out() -> None:
    who = ("call", NOW, NOW, "team:abcde", NAME, "9", "marta", "v", "extreme", "practice", 7, False, "r", "s")
    record = CallRecord(*who, status="over", outcome="ended", score=36)
    for kind in (Kind.RELAY, Kind.RAID):
        closed = replace(standing(kind, State.CLOSED), call=record)
        assert "Ended without a solution · **36** of 100" in shown(
            cards.announcement(closed.challenge, MARTA, MEMBERS, closed)
        )


def test_who_has_joined_reads_what_happens_next() -> None:
    for kind, says in (
        (Kind.DUEL, "Once it begins, your thread opens."),
        (Kind.RAID, "a thread opens that calls you."),
    ):
        stands = standing(kind, State.ANNOUNCED)
        assert says in shown(cards.own(stands.challenge, MARTA, MEMBERS, stands, "5"))
    begun = replace(
        standing(Kind.RELAY, State.OPEN), challenge=replace(challenge(Kind.RELAY, State.OPEN), thread_id="8")
    )
    assert "It is played in <#8>." in shown(cards.own(begun.challenge, MARTA, MEMBERS, begun, "5"))


def test_heat_is_explained_only_once_somebody_has_some() -> None:
    waiting = tuple(replace(side, stage=Stage.WAITING, call_id=None) for side in SIDES)
    begun = Standing(challenge(Kind.DUEL, State.OPEN), board=Scoreboard(waiting, None))
    assert "Heat" not in shown(standings(begun, MARTA))
    assert "Heat: " in shown(standings(standing(Kind.DUEL, State.OPEN), MARTA))
