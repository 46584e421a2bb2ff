from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.call import InputKind, Outcome
from bot.call.events import HintShown
from bot.coaching.account import account_of
from bot.desk import DeskError, Mode
from bot.desk.challenges import Kind, Order, Whose
from bot.desk.challenges.order import Bench
from bot.desk.personal import Personal
from bot.desk.rights import Actor
from bot.store import Member, People, StoredChallenge, StoreError
from tests.desk.challenges.world import ANA, BO, CY, DI, ELI, GUILD, START, TEAM, TESS, World

HELLO = "Hello Ms. Lindqvist, I understand why you are angry. What happened?"
LINES = (
    HELLO,
    "I am so sorry, that must have been very annoying. When did you order it?",
    "You are right, you should not have to wait. Could you tell me your order number, please?",
    "Thank you for telling me that. Let me make sure I understood: it has not arrived yet?",
    "I can see why this made you so angry, and I will look after it myself.",
    "I am checking your order now, and I stay with you until it is sorted out.",
    "Thank you for your patience. Is there anything else that went wrong?",
    "I hear you. What would help you most right now?",
)
SORRY = "I'm truly sorry, Marta. That is our mistake, and I will see to it myself."


async def relay(world: World, *people: Actor, **asked: Any) -> StoredChallenge:  # noqa: ANN401 (fields of Wanted)
    challenge = await world.create(Kind.RELAY, **asked)
    await world.join(challenge, *(people or TEAM))
    await world.challenges.life.begin(challenge.id, TESS)
    return await world.again(challenge)


async def whose(world: World, challenge: StoredChallenge) -> str | None:
    return (await world.challenges.relays.whose(await world.again(challenge))).person_id


class Chat:
    """The thread of a relay: every message has an id of its own."""

    def __init__(self, world: World, challenge: StoredChallenge) -> None:
        self.world = world
        self.challenge = challenge
        self.messages = 0

    async def say(self, by: Actor, text: str | None = None) -> str:
        """Empty where it was taken, else what was answered."""
        text = text or LINES[self.messages % len(LINES)]
        self.messages += 1
        self.world.time.passes(20)
        said = await self.world.challenges.relays.say(self.challenge.id, by, text, f"m{self.messages}")
        assert said.taken == bool(said.events)
        return said.says


async def test_the_team_speaks_in_the_order_of_joining(world: World) -> None:
    challenge = await relay(world)
    chat = Chat(world, challenge)
    for one in (*TEAM, ANA):
        assert await whose(world, challenge) == one.id
        assert await chat.say(one) == ""
    live = await world.challenges.shared.live(await world.again(challenge))
    assert live.call.turn == 6
    assert (live.record.trainee_id, live.record.guild_id) == (f"team:{challenge.id}", GUILD)


async def test_a_message_out_of_turn_is_kindly_ignored(world: World) -> None:
    chat = Chat(world, await relay(world))
    assert await chat.say(CY) == "It is Ana's turn. Yours comes after 2 more messages."
    assert await chat.say(BO) == "It is Ana's turn. Yours comes after 1 more message."
    assert "join it" in await chat.say(TESS)
    assert (await world.challenges.shared.live(chat.challenge)).call.turn == 0


async def test_in_a_free_order_nobody_writes_twice_in_a_row_while_others_are_there(world: World) -> None:
    challenge = await relay(world, ANA, BO, order=Order.FREE)
    chat = Chat(world, challenge)
    assert await chat.say(BO) == ""
    assert await world.challenges.relays.whose(await world.again(challenge)) == Whose(None, "", "bo")
    assert await chat.say(BO) == "You wrote the last message; let somebody else go on."
    assert await chat.say(ANA) == ""
    assert await chat.say(BO) == ""
    await world.challenges.joining.leave(challenge.id, ANA)
    assert await chat.say(BO) == ""


async def test_in_a_free_order_the_last_one_may_go_on_when_nobody_else_does(world: World) -> None:
    challenge = await relay(world, ANA, BO, order=Order.FREE, absent=60)
    chat = Chat(world, challenge)
    await chat.say(BO)
    await world.listens(challenge)
    await world.news(challenge)
    await world.passes(60)
    assert await world.news(challenge) == ["turn"]
    assert await chat.say(BO) == ""


async def test_who_is_absent_is_skipped_and_after_twice_not_waited_for(world: World) -> None:
    challenge = await relay(world, ANA, BO, CY, absent=40, persona_id="yusuf")
    await world.listens(challenge)
    await world.news(challenge)
    await world.passes(39)
    assert await whose(world, challenge) == "ana"
    await world.passes(1)
    assert await whose(world, challenge) == "bo"
    (told,) = await world.challenges.news(challenge.id)
    assert (told.kind, told.data) == ("turn", {"skipped": "Ana", "person": "bo", "name": "Bo"})
    chat = Chat(world, challenge)
    await chat.say(BO)
    await chat.say(CY)
    await world.listens(challenge)
    await world.passes(40)
    await chat.say(BO)
    await chat.say(CY)
    assert await whose(world, challenge) == "bo"  # Ana let two turns pass
    assert "You are waited for again." in await chat.say(ANA)
    await chat.say(BO)
    await chat.say(CY)
    assert await whose(world, challenge) == "ana"


async def test_a_turn_begins_and_is_told_when_the_customer_has_spoken(world: World) -> None:
    challenge = await relay(world, ANA, BO, absent=40)
    assert await world.news(challenge) == ["joined", "joined", "opened"]
    for speaker, other in ((ANA, "Bo"), (BO, "Ana")):
        await world.listens(challenge)
        (told,) = await world.challenges.news(challenge.id)
        assert told.data == {"skipped": "", "person": speaker.id, "name": speaker.name}
        await world.challenges.told(told)
        assert (await world.again(challenge)).turn_since == world.time.now
        await world.passes(39)  # it is theirs for all of the time
        assert await whose(world, challenge) == speaker.id
        said = await world.challenges.relays.say(challenge.id, speaker, LINES[0], speaker.id)
        assert said.taken
        assert await world.news(challenge) == []
        assert await whose(world, challenge) == other.lower()


async def test_who_leaves_before_their_turn_has_begun_is_not_called(world: World) -> None:
    challenge = await relay(world, ANA, BO, CY)
    await world.challenges.joining.leave(challenge.id, ANA)
    await world.news(challenge)
    await world.listens(challenge)
    (told,) = await world.challenges.news(challenge.id)
    assert (told.kind, told.data["person"]) == ("turn", "bo")


async def test_late_joiners_come_at_the_end_and_leavers_hand_on_their_turn(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    chat = Chat(world, challenge)
    await chat.say(ANA)
    await world.join(challenge, CY)
    await world.challenges.joining.leave(challenge.id, BO)
    assert await whose(world, challenge) == "cy"
    await world.join(challenge, BO)
    await chat.say(CY)
    assert await whose(world, challenge) == "bo"  # who comes back stands at the end
    await chat.say(BO)
    assert await whose(world, challenge) == "ana"


async def test_when_all_have_left_it_closes(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    for one in ("ana", "bo"):
        await world.challenges.joining.member_gone(GUILD, one)
    await world.challenges.settle()
    closed = await world.again(challenge)
    assert (closed.state, closed.closed_because) == ("closed", "nobody")
    assert (await world.challenges.shared.live(closed)).call.outcome is Outcome.ENDED


async def test_the_same_message_twice_is_heard_once_also_after_a_restart(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    world.time.passes(20)
    assert (await world.challenges.relays.say(challenge.id, ANA, HELLO, "m1")).taken
    for process in (world, world.restarted()):
        again = await process.challenges.relays.say(challenge.id, ANA, HELLO, "m1")
        assert (again.taken, again.says) == (False, "")
    assert await whose(world, challenge) == "bo"


async def test_a_restart_goes_on_in_the_middle(world: World) -> None:
    challenge = await relay(world)
    chat = Chat(world, challenge)
    await chat.say(ANA)
    await world.challenges.shared.shown(challenge, 3)
    chat.world = later = world.restarted()
    assert await whose(later, challenge) == "bo"
    assert await chat.say(BO, SORRY) == ""
    here = await later.again(challenge)
    live = await later.challenges.shared.live(here)
    assert live.call.turn == 2
    fresh = await later.challenges.shared.fresh(here)
    assert [number for number, _ in fresh] == list(range(4, len(live.call.events) + 1))


@pytest.mark.parametrize("by_timer", [True, False])
async def test_a_process_killed_between_the_message_and_the_turn_passes_the_turn_on_later(
    world: World, monkeypatch: pytest.MonkeyPatch, *, by_timer: bool
) -> None:
    challenge = await relay(world, ANA, BO)

    async def killed(*_: object, **__: object) -> bool:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.Challenges.pass_turn", killed)
        with pytest.raises(StoreError):
            await Chat(world, challenge).say(ANA)
    later = world.restarted()
    chat = Chat(later, challenge)
    chat.messages = 1
    if by_timer:
        await later.challenges.settle()
        assert await whose(later, challenge) == "bo"
    assert await chat.say(ANA) == "It is Bo's turn. Yours comes after 1 more message."
    assert await chat.say(BO) == ""


async def test_the_one_whose_turn_it_is_may_hold_and_end(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    chat = Chat(world, challenge)
    await chat.say(ANA)
    with pytest.raises(DeskError, match="It is Bo's turn"):
        await world.challenges.relays.act(challenge.id, ANA, InputKind.HOLD)
    world.time.passes(20)
    await world.challenges.relays.act(challenge.id, BO, InputKind.HOLD, seconds=60.0)
    await world.challenges.relays.act(challenge.id, BO, InputKind.RESUME)
    assert await whose(world, challenge) == "bo"
    with pytest.raises(DeskError, match="cannot be done"):
        await world.challenges.relays.act(challenge.id, BO, InputKind.STOP)
    await world.challenges.relays.act(challenge.id, BO, InputKind.END)
    await world.challenges.settle()
    assert (await world.again(challenge)).closed_because == "over"
    with pytest.raises(DeskError, match="is over"):
        await chat.say(BO)


async def test_a_stop_word_of_ones_own_takes_one_out_and_lets_the_others_go_on(world: World) -> None:
    await Personal(People(world.calls.database)).stop_word("ana", "red")
    challenge = await relay(world, ANA, BO)
    assert await Chat(world, challenge).say(ANA, "Red.") == "You are out of the relay; the others go on."
    assert await whose(world, challenge) == "bo"
    assert (await world.challenges.shared.live(challenge)).call.outcome is None


async def test_the_debrief_gives_each_one_their_part(world: World) -> None:
    challenge = await relay(world, ANA, BO, CY)
    chat = Chat(world, challenge)
    for by, text in ((ANA, HELLO), (BO, "Calm down."), (CY, SORRY), (ANA, "Please tell me your order number.")):
        assert await chat.say(by, text) == ""
    await world.challenges.life.close(challenge.id, TESS)
    closed = await world.again(challenge)
    debrief = await world.challenges.shared.debrief(closed)
    turns = {turn.number: turn for turn in account_of(debrief.look.call).turns}
    parts = {part.name: part for part in debrief.parts}
    assert {name: part.turns for name, part in parts.items()} == {"Ana": (1, 4), "Bo": (2,), "Cy": (3,)}
    for part in debrief.parts:
        assert part.moved == sum(turns[number].delta for number in part.turns)
    assert parts["Bo"].worst is not None
    assert (parts["Bo"].worst.turn, parts["Bo"].worst.text, parts["Bo"].best) == (2, "Calm down.", None)
    assert [part.moved for part in debrief.parts] == sorted(part.moved for part in debrief.parts)
    assert debrief.look.record.outcome == "ended"
    shown = await world.challenges.scores.standing(challenge.id, ANA)
    assert shown.parts == debrief.parts


async def test_who_erases_their_data_stays_in_the_call_without_a_name(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    await Chat(world, challenge).say(ANA)
    await world.calls.erase(trainee_id="ana")
    (part,) = await world.challenges.shared.parts(await world.again(challenge))
    assert (part.person_id, part.name) == ("", "a former colleague")


async def test_the_turn_of_one_who_erases_their_data_goes_on(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    await world.calls.erase(trainee_id="ana")
    await world.challenges.settle()
    assert await whose(world, challenge) == "bo"


async def test_a_process_killed_while_somebody_leaves_passes_their_turn_on_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = await relay(world, ANA, BO, CY)

    async def killed(*_: object, **__: object) -> bool:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.Challenges.pass_turn", killed)
        with pytest.raises(StoreError):
            await world.challenges.joining.leave(challenge.id, ANA)
    later = world.restarted()
    assert await Chat(later, challenge).say(BO) == ""
    assert await whose(later, challenge) == "cy"


@pytest.mark.parametrize("place", ["55", "66"])
async def test_a_deleted_thread_or_its_channel_stops_the_call_without_a_score(world: World, place: str) -> None:
    challenge = await relay(world, ANA, BO, channel_id="55")
    await world.challenges.life.placed(challenge, thread_id="66")
    await Chat(world, challenge).say(ANA)
    assert await world.challenges.life.place_gone("901", place) == []
    assert await world.challenges.life.place_gone(GUILD, place) == [challenge.id]
    assert await world.challenges.life.place_gone(GUILD, place) == []
    closed = await world.again(challenge)
    assert (closed.state, closed.closed_because, closed.thread_id) == ("closed", "place", None)
    standing = await world.challenges.scores.standing(challenge.id, ANA)
    assert standing.call is not None
    assert (standing.call.outcome, standing.call.score) == ("stopped", None)


async def test_a_hint_is_for_the_one_whose_turn_it_is_and_takes_no_turn(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    world.time.passes(30)
    with pytest.raises(DeskError, match="It is Ana's turn"):
        await world.challenges.relays.hint(challenge.id, BO)
    events = await world.challenges.relays.hint(challenge.id, ANA)
    assert any(isinstance(event, HintShown) for event in events)
    assert await whose(world, challenge) == "ana"
    exam = await relay(world, ANA, BO, mode=Mode.EXAM)
    with pytest.raises(DeskError, match="no hints in an exam"):
        await world.challenges.relays.hint(exam.id, ANA)


async def test_while_somebody_types_the_customer_waits(world: World) -> None:
    quiet, typed = await relay(world, ANA, BO, absent=3600), await relay(world, ANA, BO, absent=3600)
    for _ in range(40):
        await world.passes(10)
        if (await world.again(typed)).state == "open":
            await world.challenges.shared.typed(typed)
    assert (await world.again(quiet)).state == "closed"
    assert (await world.again(typed)).state == "open"


async def test_one_who_wants_milder_words_gets_them_for_all(world: World) -> None:
    await Personal(People(world.calls.database)).mild("bo", mild=True)
    challenge = await relay(world, ANA, BO)
    assert (await world.challenges.shared.live(challenge)).call.mild


async def test_closing_ends_the_call_as_the_agent_would(world: World) -> None:
    challenge = await relay(world, ANA, BO)
    await Chat(world, challenge).say(ANA)
    await world.challenges.life.close(challenge.id, TESS)
    standing = await world.challenges.scores.standing(challenge.id, ANA)
    assert standing.call is not None
    assert standing.call.outcome == "ended"
    assert standing.call.score is not None
    assert await world.calls.latest(trainee_id="ana") == []  # it is the team's call and nobody's own


async def test_the_closing_time_ends_it_also_after_a_downtime(world: World) -> None:
    challenge = await relay(world, ANA, BO, closes_at=START + timedelta(minutes=10))
    world.time.passes(86_400)
    later = world.restarted()
    await later.challenges.settle()
    assert (await later.again(challenge)).state == "closed"
    assert await later.challenges.settle() == []


async def test_silence_wears_out_the_customer(world: World) -> None:
    challenge = await relay(world, ANA, BO, absent=3600)
    for _ in range(30):
        await world.passes(60)
    closed = await world.again(challenge)
    assert (closed.state, closed.closed_because) == ("closed", "over")
    assert (await world.challenges.shared.live(closed)).call.outcome is Outcome.TIMED_OUT


async def test_it_begins_at_its_time_as_soon_as_two_are_in_it(world: World) -> None:
    challenge = await world.create(Kind.RELAY, opens_at=START + timedelta(minutes=5))
    await world.join(challenge, ANA)
    with pytest.raises(DeskError, match="needs at least 2 members to begin"):
        await world.challenges.life.begin(challenge.id, TESS)
    await world.passes(600)
    assert (await world.again(challenge)).state == "announced"
    await world.join(challenge, BO)
    await world.challenges.settle()
    assert (await world.again(challenge)).state == "open"
    with pytest.raises(DeskError, match="begun already"):
        await world.challenges.life.begin(challenge.id, TESS)


async def test_a_killed_opening_begins_no_second_call(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = await world.create(Kind.RELAY, opens_at=START)
    await world.join(challenge, ANA, BO)

    async def killed(*_: object, **__: object) -> bool:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.Challenges.change", killed)
        with pytest.raises(StoreError):
            await world.challenges.settle()
    later = world.restarted()
    await later.challenges.settle()
    assert (await later.again(challenge)).state == "open"
    assert len(await later.calls.latest()) == 1


# -- the order, as such

NAMES = ("ana", "bo", "cy", "di", "eli")


@given(
    skips=st.lists(st.integers(0, 3), min_size=1, max_size=5),
    holder=st.integers(0, 4),
)
def test_in_a_fixed_order_everybody_who_is_there_comes_once_a_round(skips: list[int], holder: int) -> None:
    members = [Member("x", NAMES[n], NAMES[n], START, n + 1, skips=skipped) for n, skipped in enumerate(skips)]
    present = {one.person_id for one in members if one.skips < 2} or {one.person_id for one in members}
    turn: str | None = NAMES[holder % len(members)]
    seen = []
    for _ in present:
        found = Bench(Order.FIXED, members, turn, None, 2).next_after(turn)
        assert found is not None
        seen.append(found.person_id)
        turn = found.person_id
    assert sorted(seen) == sorted(present)
    assert len([one for one in members if Bench(Order.FIXED, members, turn, None, 2).may_speak(one.person_id)]) == 1


@given(
    steps=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(("say", "join", "leave"))), max_size=40),
)
def test_in_a_free_order_nobody_speaks_twice_in_a_row_before_somebody_else_who_could(
    steps: list[tuple[str, str]],
) -> None:
    members: list[Member] = []
    last: str | None = None
    for name, does in steps:
        bench = Bench(Order.FREE, members, None, last, 2)
        there = [one.person_id for one in members]
        if does == "join" and name not in there:
            members = [*members, Member("x", name, name, START, len(members) + 1)]
        elif does == "leave":
            members = [one for one in members if one.person_id != name]
        elif does == "say":
            spoke = bench.may_speak(name)
            assert spoke == (name in there and (name != last or len(there) == 1))
            last = name if spoke else last
        # Whoever is there, somebody may always go on.
        assert not members or any(Bench(Order.FREE, members, None, last, 2).may_speak(m.person_id) for m in members)


def test_di_and_eli_wait_for_their_turn() -> None:
    members = [Member("x", one.id, one.name, START, n) for n, one in enumerate(TEAM, start=1)]
    bench = Bench(Order.FIXED, members, "di", None, 2)
    assert [bench.before(one.id) for one in (DI, ELI, ANA, CY)] == [0, 1, 2, 4]
