"""One customer, one thread, a team that answers in turn: from the first ping to the debrief for all."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot.app import create_bot
from bot.call.events import AgentSaid
from bot.desk import Desk, DeskError, LiveCall
from bot.desk.personal import Personal
from bot.store import People, StoredChallenge
from tests.discord.challenges.world import TeamWorld
from tests.discord.world import custom_ids, said, text_of

LINES = (
    "Hello Ms. Lindqvist, I understand why you are angry. What happened?",
    "I am so sorry, that must have been very annoying. When did you order it?",
    "You are right, you should not have to wait. Could you tell me your order number, please?",
    "Thank you for telling me that. I will look after it myself.",
    "I can see why this made you so angry, and I stay with you until it is sorted out.",
)


class Relay:
    """A relay that goes on, and its thread."""

    def __init__(self, world: TeamWorld, challenge_id: str, thread: ChannelHandle) -> None:
        self.world = world
        self.id = challenge_id
        self.thread = thread

    async def now(self) -> StoredChallenge:
        return await self.world.challenge(self.id)

    async def heard(self) -> list[str]:
        live = await self.world.challenges.shared.live(await self.now())
        return [event.text for event in live.call.events if isinstance(event, AgentSaid)]

    async def turn(self) -> str | None:
        return (await self.world.challenges.relays.whose(await self.now())).name

    async def press(self, verb: str, who: MemberActor) -> InteractionResult:
        return await self.world.press(self.thread, f"relay_{verb}", who)

    def turn_cards(self) -> list[discord.Message]:
        return [m for m in self.thread.history() if f"simmer:relay_hold:{self.id}" in custom_ids(m)]


async def begun(world: TeamWorld, *people: MemberActor, **options: str) -> Relay:
    challenge_id = await world.create("relay", None, **options)
    await world.join(challenge_id, *(people or world.team))
    before = set(world.threads())
    assert "has begun" in await world.command("begin", challenge_id)
    await world.env.settle()
    (thread,) = [thread for id_, thread in world.threads().items() if id_ not in before]
    await world.until(thread, "it is your turn" if options.get("order") != "free" else "Anybody may answer")
    return Relay(world, challenge_id, thread)


async def test_whose_turn_it_is_stands_below_what_the_customer_said(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob)
    for speaker, line, other in ((world.ann, LINES[0], world.bob), (world.bob, LINES[1], world.ann)):
        spoken = world.spoken(relay.thread)
        assert spoken
        assert relay.thread.history()[-1].id == relay.turn_cards()[-1].id  # nothing came after it
        assert f"<@{speaker.id}>, it is your turn" in text_of(relay.turn_cards()[-1])
        await world.say(relay.thread, line, speaker)
        (card,) = relay.turn_cards()
        assert f"Marta Lindqvist answers\nThen it is {other.user.name}'s turn." in text_of(card)
        assert await relay.turn() == other.user.name
        await world.until(relay.thread, f"<@{other.id}>, it is your turn")
        assert len(world.spoken(relay.thread)) > len(spoken)


async def test_five_answer_in_turn_and_get_one_debrief_with_each_ones_part(world: TeamWorld) -> None:
    relay = await begun(world)
    assert "one message each in turn" in said(await world.press(relay.thread, "together_how", world.cy))
    for who, line in zip(world.team, LINES, strict=True):
        await world.until(relay.thread, f"<@{who.id}>, it is your turn")
        assert len(relay.turn_cards()) == 1
        await world.say(relay.thread, line, who)
        await world.pass_time(20)
    assert await relay.heard() == list(LINES)
    assert len(world.spoken(relay.thread)) >= len(LINES)
    assert len(set(world.spoken(relay.thread))) == len(world.spoken(relay.thread))
    assert await relay.turn() == "ann"
    asked = await relay.press("end", world.ann)
    assert "for everybody" in said(asked)
    assert asked.response is not None
    await world.ann.click(asked.response.message, custom_id=f"simmer:relay_end_now:{relay.id}")
    await world.pass_time(1)
    debrief = relay.thread.history()[-1]
    shown = text_of(debrief)
    assert "Who did what" in shown
    for who in world.team:
        assert f"**{who.user.name}** · 1 message" in shown
    files = {one["filename"] for one in world.env.backend.get_message(relay.thread.id, debrief.id).attachments}
    assert files >= {"mood.png", "debrief.txt"}
    assert world.shut(relay.thread) == (True, True)
    assert "Turn by turn · page 1 of 2" in said(await world.press(relay.thread, "together_turns", world.bob))
    assert (await relay.now()).state == "closed"


async def test_lines_in_quick_succession_are_one_message(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob)
    await world.ann.send(relay.thread, "Hello Ms. Lindqvist.")
    await world.pass_time(1)
    await world.ann.send(relay.thread, "I am sorry.")
    await world.pass_time(3)
    assert await relay.heard() == ["Hello Ms. Lindqvist.\nI am sorry."]
    assert await relay.turn() == "bob"


async def test_a_message_out_of_turn_is_kindly_ignored_once_a_turn(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.say(relay.thread, LINES[0], world.cy)
    await world.say(relay.thread, LINES[1], world.cy)
    notes = [m for m in relay.thread.history() if "It is ann's turn." in m.content]
    assert len(notes) == 1
    assert "Yours comes after 2 more messages." in notes[0].content
    assert await relay.heard() == []
    await world.say(relay.thread, LINES[0], world.tina)
    assert "You are not in this relay yet" in world.shown(relay.thread)
    await world.say(relay.thread, LINES[0], world.ann)
    await world.say(relay.thread, LINES[1], world.cy)
    assert "It is bob's turn. Yours comes after 1 more message." in world.shown(relay.thread)
    assert await relay.heard() == [LINES[0]]


async def test_who_is_absent_is_skipped_when_their_time_is_over(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob, world.cy, absent="40s")
    await world.pass_time(39)
    assert await relay.turn() == "ann"
    await world.pass_time(2)
    assert await relay.turn() == "bob"
    assert "ann did not write in time" in world.shown(relay.thread)
    (card,) = relay.turn_cards()
    assert f"<@{world.bob.id}>, it is your turn" in text_of(card)


async def test_who_writes_in_the_last_moment_is_not_skipped_while_their_line_waits(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob, absent="40s")
    await world.pass_time(38.5)
    await world.ann.send(relay.thread, LINES[0])
    await world.pass_time(3)
    assert await relay.heard() == [LINES[0]]
    assert "did not write in time" not in world.shown(relay.thread)


async def test_hold_hint_and_supervisor_are_for_the_one_whose_turn_it_is(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob)
    for verb in ("hold", "supervisor", "end"):
        assert "It is ann's turn." in said(await relay.press(verb, world.bob))
    assert "It is ann's turn." in said(await relay.press("hint", world.bob))
    assert "join it" in said(await relay.press("hold", world.tina))
    assert said(await relay.press("hint", world.ann)).startswith("💡 ")
    form = await relay.press("hold", world.ann)
    await world.ann.submit_modal(form, {"time": "a while"})
    form = await relay.press("hold", world.ann)
    await world.ann.submit_modal(form, {"time": "2m"})
    assert "On hold, 2:00 min announced." in world.shown(relay.thread)
    await relay.press("hold", world.ann)
    assert "Back after" in world.shown(relay.thread)
    form = await relay.press("supervisor", world.ann)
    assert "was asked" in said(await world.ann.submit_modal(form, {"what": "a voucher"}))
    await world.pass_time(60)
    assert "Supervisor:" in world.shown(relay.thread)


async def test_in_a_free_order_anybody_but_the_last_one_answers(world: TeamWorld) -> None:
    relay = await begun(world, order="free")
    assert "Anybody may answer" in text_of(relay.turn_cards()[0])
    await world.say(relay.thread, LINES[0], world.di)
    await world.say(relay.thread, LINES[1], world.di)
    assert any("let somebody else go on" in m.content for m in relay.thread.history())
    await world.say(relay.thread, LINES[2], world.bob)
    assert await relay.heard() == [LINES[0], LINES[2]]
    await world.pass_time(60)
    assert len(relay.turn_cards()) == 1
    assert world.spoken(relay.thread)


async def test_ones_own_stop_word_is_the_way_out_and_the_others_go_on(world: TeamWorld) -> None:
    await Personal(People(world.desk.calls.database)).stop_word(str(world.ann.id), "pineapple")
    relay = await begun(world, world.ann, world.bob, world.cy)
    await world.ann.send(relay.thread, "Pineapple!")
    await world.pass_time(0.1)
    assert await relay.turn() == "bob"
    assert "You are out of the relay" in world.shown(relay.thread)
    await world.say(relay.thread, LINES[0], world.bob)
    assert await relay.heard() == [LINES[0]]


async def test_late_joiners_come_at_the_end_and_leavers_pass_their_turn(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob)
    await world.join(relay.id, world.cy)
    assert f"<@{world.cy.id}> has joined" in world.shown(relay.thread)
    await world.push(relay.id, "leave", world.ann)
    await world.env.settle()
    assert "ann is out; the others go on." in world.shown(relay.thread)
    assert await relay.turn() == "bob"
    await world.say(relay.thread, LINES[0], world.bob)
    assert await relay.turn() == "cy"


async def test_when_nobody_is_left_the_call_is_over(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob)
    await world.push(relay.id, "leave", world.ann)
    await world.push(relay.id, "leave", world.bob)
    await world.pass_time(1)
    assert (await relay.now()).closed_because == "nobody"
    assert "Debrief" in world.shown(relay.thread)


async def test_a_trainers_close_ends_the_call_with_a_debrief(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.say(relay.thread, LINES[0], world.ann)
    await world.command("close", relay.id, world.lea)
    await world.pass_time(1)
    assert "Who did what" in world.shown(relay.thread)
    assert relay.turn_cards() == []


async def test_the_closing_time_comes(world: TeamWorld) -> None:
    relay = await begun(world, closes="2h")
    await world.say(relay.thread, LINES[0], world.ann)
    await world.pass_time(2 * 3600)
    assert (await relay.now()).state == "closed"
    assert "Debrief" in world.shown(relay.thread)


async def test_a_deleted_thread_stops_the_call_without_a_score(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.say(relay.thread, LINES[0], world.ann)
    world.env.backend.delete_channel(relay.thread.id)
    await world.pass_time(60)
    closed = await relay.now()
    assert (closed.state, closed.closed_because) == ("closed", "place")
    assert "is gone or locked; its call was stopped" in world.shown(world.channel)
    record = await world.desk.record(closed.call_id or "")
    assert (record.outcome, record.score) == ("stopped", None)


async def test_a_deleted_channel_takes_the_thread_and_the_call_with_it(world: TeamWorld) -> None:
    relay = await begun(world)
    world.env.backend.delete_channel(world.channel.id)
    await world.pass_time(60)
    assert (await relay.now()).closed_because == "place"


async def test_a_call_that_cannot_go_on_under_new_rules_is_closed_with_a_sentence(
    world: TeamWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = await begun(world)
    other = await begun(world, world.ann, world.bob, customer="yusuf")
    await world.say(relay.thread, LINES[0], world.ann)
    broken, resume, again = (await relay.now()).call_id, Desk.resume, Desk.again

    async def changed(desk: Desk, call_id: str) -> LiveCall:
        if call_id == broken:
            raise DeskError("The rules have changed.")
        return await resume(desk, call_id)

    async def changed_too(desk: Desk, call_id: str) -> LiveCall:
        await changed(desk, call_id)
        return await again(desk, call_id)

    monkeypatch.setattr(Desk, "resume", changed)
    monkeypatch.setattr(Desk, "again", changed_too)
    await world.restart()
    await world.pass_time(5)
    assert (await relay.now()).closed_because == "rules"
    assert "The rules have changed. There is no debrief." in world.shown(relay.thread)
    assert world.shut(relay.thread) == (True, True)
    await world.say(other.thread, LINES[0], world.ann)
    assert await other.heard() == [LINES[0]]


async def test_a_locked_thread_is_as_good_as_deleted(world: TeamWorld) -> None:
    relay = await begun(world)
    world.env.backend.edit_channel(relay.thread.id, {}, thread_metadata={"locked": True})
    await world.pass_time(1)
    assert (await relay.now()).closed_because == "place"


async def test_where_webhooks_are_not_allowed_the_bot_speaks_itself(world: TeamWorld) -> None:
    world.forbid("manage_webhooks")
    relay = await begun(world)
    await world.say(relay.thread, LINES[0], world.ann)
    await world.pass_time(40)
    assert world.spoken(relay.thread) == []
    assert "**Marta Lindqvist:** " in world.shown(relay.thread)


async def test_too_long_a_message_is_answered_in_a_sentence(world: TeamWorld) -> None:
    relay = await begun(world)
    for _ in range(2):
        await world.ann.send(relay.thread, "word " * 300)
    await world.pass_time(3)
    assert "at most 2000 can be sent" in world.shown(relay.thread)
    assert await relay.heard() == []
    await world.say(relay.thread, LINES[0], world.ann)
    assert await relay.heard() == [LINES[0]]


async def test_a_message_without_words_is_not_heard(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.ann.send(relay.thread, "", attachments=[("proof.png", b"x")])
    await world.pass_time(5)
    assert "The customer sees words only." in world.shown(relay.thread)
    assert await relay.heard() == []


# -- a restart in the middle


async def test_a_restart_repeats_nothing_and_the_turn_goes_on(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.say(relay.thread, LINES[0], world.ann)
    await world.pass_time(40)
    spoken = world.spoken(relay.thread)
    shown = len(relay.thread.history())
    await world.restart()
    await world.pass_time(0.5)
    assert world.spoken(relay.thread) == spoken
    assert len(relay.thread.history()) == shown
    assert await relay.turn() == "bob"
    await world.say(relay.thread, LINES[1], world.bob)
    await world.pass_time(40)
    assert await relay.heard() == [LINES[0], LINES[1]]
    assert len(world.spoken(relay.thread)) > len(spoken)


async def test_a_line_that_was_not_heard_yet_is_heard_after_a_restart(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.ann.send(relay.thread, LINES[0])
    await world.pass_time(0.5)
    await world.restart()
    await world.pass_time(1)
    assert await relay.heard() == [LINES[0]]
    assert await relay.turn() == "bob"


async def test_what_was_written_while_the_bot_was_away_is_heard_in_turn(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob)

    def meanwhile() -> None:
        for who, line in ((world.ann, LINES[0]), (world.bob, LINES[1])):
            world.env.backend.create_message(relay.thread.id, who.id, line)

    await world.restart_while(meanwhile)
    await world.pass_time(3)
    assert await relay.heard() == [LINES[0], LINES[1]]
    await world.restart()
    await world.pass_time(3)
    assert await relay.heard() == [LINES[0], LINES[1]]


async def test_what_was_ignored_before_a_restart_stays_ignored(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob, world.cy, absent="60s")
    await world.say(relay.thread, LINES[3], world.bob)
    await world.pass_time(60)
    assert await relay.turn() == "bob"
    await world.restart()
    await world.pass_time(3)
    assert await relay.heard() == []


async def test_a_line_that_was_sent_but_not_noted_is_not_sent_again(world: TeamWorld) -> None:
    relay = await begun(world)
    await world.pass_time(30)
    spoken = world.spoken(relay.thread)
    challenge = await relay.now()
    assert spoken
    await world.challenges.shared.shown(challenge, challenge.delivered - 1)
    await world.restart()
    await world.pass_time(0.5)
    assert world.spoken(relay.thread) == spoken


# -- without the message content intent


async def test_without_the_intent_everybody_answers_by_the_form(world: TeamWorld) -> None:
    relay = await begun(world, world.ann, world.bob, world.cy)
    await world.env.restart_bot(create_bot(world._settings, message_content=False))
    await world.pass_time(1)
    assert not world.bot.reads
    await world.pass_time(120)  # nobody wrote: the next card has the button
    assert await relay.turn() == "bob"
    assert "It is bob's turn." in said(await relay.press("reply", world.cy))
    form = await relay.press("reply", world.bob)
    assert "hears it" in said(await world.bob.submit_modal(form, {"text": LINES[0]}))
    assert await relay.heard() == [LINES[0]]
    assert f"**bob:** {LINES[0]}" in world.shown(relay.thread)
    late = await world.cy.submit_modal(await relay.press("reply", world.cy), {"text": LINES[1]})
    assert "hears it" in said(late)
    await world.pass_time(40)
    assert world.spoken(relay.thread)
