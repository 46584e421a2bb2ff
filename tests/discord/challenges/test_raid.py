"""One furious customer, proposals by a form, votes by letters, and the winner's text in the call."""

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bot.call.events import AgentSaid
from bot.desk import Actor, Trainee
from bot.desk.challenges import RoundView
from bot.desk.personal import Personal
from bot.desk.rights import member
from bot.store import People, StoredChallenge
from tests.discord.challenges.world import TeamWorld
from tests.discord.world import custom_ids, said, text_of

HELLO = "Hello Ms. Lindqvist, I understand why you are angry. What happened?"
SORRY = "I'm truly sorry, Marta. That is our mistake, and I will see to it myself."


class Raid:
    """A raid that goes on, and its thread."""

    def __init__(self, world: TeamWorld, challenge_id: str, thread: ChannelHandle) -> None:
        self.world = world
        self.id = challenge_id
        self.thread = thread

    async def now(self) -> StoredChallenge:
        return await self.world.challenge(self.id)

    async def round(self) -> RoundView:
        view = await self.world.challenges.raids.current(await self.now())
        assert view is not None
        return view

    async def heard(self) -> list[str]:
        live = await self.world.challenges.shared.live(await self.now())
        return [event.text for event in live.call.events if isinstance(event, AgentSaid)]

    async def propose(self, who: MemberActor, text: str = HELLO) -> str:
        form = await self.world.press(self.thread, "raid_propose", who)
        assert form.modal is not None, said(form)
        return said(await who.submit_modal(form, {"text": text}))

    async def vote(self, who: MemberActor, author: MemberActor) -> InteractionResult:
        for message in reversed(self.thread.history()):
            for id_ in custom_ids(message):
                if id_.startswith(f"simmer:raid_vote:{self.id}.") and id_.endswith(f".{author.id}"):
                    return await who.click(message, custom_id=id_)
        raise AssertionError(self.world.shown(self.thread))


async def begun(world: TeamWorld, *people: MemberActor, **options: str) -> Raid:
    challenge_id = await world.create("raid", None, **options)
    await world.join(challenge_id, *(people or world.team))
    before = set(world.threads())
    assert "has begun" in await world.command("begin", challenge_id)
    await world.env.settle()
    (thread,) = [thread for id_, thread in world.threads().items() if id_ not in before]
    await world.until(thread, "Round 1 · what do we say")
    return Raid(world, challenge_id, thread)


def _member(world: TeamWorld, who: MemberActor) -> Actor:
    return member(Trainee(str(who.id), who.user.name, str(world.guild.id)))


async def test_five_propose_and_vote_and_the_winner_speaks_for_the_team(world: TeamWorld) -> None:
    raid = await begun(world)
    for number, who in enumerate(world.team):
        assert text_of(raid.thread.history()[-1]).endswith(f"{number} of 5 have proposed")
        assert "Your proposal is in." in await raid.propose(who, f"{HELLO} {'!' * number}".strip())
    await world.env.settle()
    (card,) = [m for m in raid.thread.history() if any("raid_vote" in id_ for id_ in custom_ids(m))]
    assert "cy" not in text_of(card)  # the words are to win, not the person
    assert not any("raid_propose" in id_ for m in raid.thread.history() for id_ in custom_ids(m))
    assert "Vote for somebody else's reply" in said(await raid.vote(world.ann, world.ann))
    votes = ((world.ann, world.cy), (world.bob, world.cy), (world.cy, world.bob), (world.di, world.bob))
    for voter, author in votes:
        assert "Your vote: " in said(await raid.vote(voter, author))
    await raid.vote(world.eli, world.cy)
    await world.pass_time(1)
    assert await raid.heard() == [f"{HELLO} !!"]
    shown = world.shown(raid.thread)
    assert "Round 1: cy's reply is sent" in shown
    assert "**C** · cy · 3 votes" in shown
    assert f"**cy, for the team:** {HELLO} !!" in shown
    spoken = world.spoken(raid.thread)
    assert spoken
    assert "Round 2" not in world.shown(raid.thread)  # the customer answers first
    await world.until(raid.thread, "Round 2 · what do we say")
    assert len(world.spoken(raid.thread)) > len(spoken)

    await world.command("close", raid.id)
    await world.pass_time(1)
    debrief = text_of(raid.thread.history()[-1])
    assert "**cy** · 1 message" in debrief
    assert "1 proposal, 1 chosen, 3 votes" in debrief
    assert "**bob** · 1 proposal, 0 chosen, 2 votes" in debrief
    assert world.shut(raid.thread) == (True, True)
    assert "1.** cy: " in said(await world.press(raid.thread, "together_turns", world.bob))


async def test_deadlines_end_proposals_and_vote(world: TeamWorld) -> None:
    raid = await begun(world, propose="60s", vote="30s")
    await raid.propose(world.ann)
    await raid.propose(world.bob, SORRY)
    await world.pass_time(59)
    assert (await raid.round()).round.phase == "proposing"
    await world.pass_time(2)
    assert (await raid.round()).round.phase == "voting"
    await raid.vote(world.cy, world.bob)
    await world.pass_time(31)
    assert await raid.heard() == [SORRY]


async def test_a_tie_goes_to_the_earliest(world: TeamWorld) -> None:
    raid = await begun(world, world.ann, world.bob, vote="30s")
    await raid.propose(world.bob)
    await world.pass_time(1)
    await raid.propose(world.ann, SORRY)
    await raid.vote(world.ann, world.bob)
    await raid.vote(world.bob, world.ann)
    await world.pass_time(1)
    assert await raid.heard() == [HELLO]
    assert "(a tie: the earliest wins)" in world.shown(raid.thread)


async def test_the_only_proposal_is_sent_without_a_vote(world: TeamWorld) -> None:
    raid = await begun(world, propose="60s")
    await raid.propose(world.di)
    await world.pass_time(61)
    assert await raid.heard() == [HELLO]
    assert f"**di, for the team:** {HELLO}" in world.shown(raid.thread)


async def test_a_proposal_and_a_vote_may_be_changed(world: TeamWorld) -> None:
    raid = await begun(world, world.ann, world.bob, world.cy, propose="60s", vote="30s")
    await raid.propose(world.ann)
    form = await world.press(raid.thread, "raid_propose", world.ann)
    assert form.modal is not None
    assert HELLO in str(form.modal)  # one's own wording so far
    await world.ann.submit_modal(form, {"text": SORRY})
    await raid.propose(world.bob)
    await world.pass_time(61)
    await raid.vote(world.cy, world.bob)
    await raid.vote(world.cy, world.ann)
    await world.pass_time(31)
    assert await raid.heard() == [SORRY]


async def test_what_comes_too_late_is_given_back_with_the_reason(world: TeamWorld) -> None:
    raid = await begun(world, propose="60s", vote="30s")
    form = await world.press(raid.thread, "raid_propose", world.cy)
    later = await world.press(raid.thread, "raid_propose", world.di)
    await raid.propose(world.ann)
    await raid.propose(world.bob, SORRY)
    await world.pass_time(61)
    answered = said(await world.cy.submit_modal(form, {"text": "My long thoughts"}))
    assert "the vote is on" in answered
    assert "My long thoughts" in answered
    await world.pass_time(31)
    answered = said(await world.di.submit_modal(later, {"text": "My long thoughts"}))
    assert "Round 1 is over." in answered
    assert "My long thoughts" in answered


async def test_only_those_who_are_in_it_propose_and_vote(world: TeamWorld) -> None:
    raid = await begun(world, world.ann, world.bob, propose="60s")
    assert "join it first" in await raid.propose(world.tina)
    await raid.propose(world.ann)
    await raid.propose(world.bob, SORRY)
    assert "join it first" in said(await raid.vote(world.tina, world.ann))


async def test_what_is_written_in_the_thread_the_customer_does_not_hear(world: TeamWorld) -> None:
    raid = await begun(world)
    await world.say(raid.thread, "Shall we say sorry first?", world.ann)
    assert await raid.heard() == []


async def test_after_three_rounds_without_a_proposal_it_is_over(world: TeamWorld) -> None:
    raid = await begun(world, propose="20s")
    await world.pass_time(21)
    assert "Round 1: nobody proposed" in world.shown(raid.thread)
    await world.pass_time(60)
    assert (await raid.now()).state == "closed"
    assert "Debrief" in world.shown(raid.thread)


async def test_ones_own_stop_word_is_the_way_out(world: TeamWorld) -> None:
    await Personal(People(world.desk.calls.database)).stop_word(str(world.ann.id), "pineapple")
    raid = await begun(world)
    assert "You are out of the raid" in await raid.propose(world.ann, "Pineapple!")
    await world.env.settle()
    assert "ann is out; the others go on." in world.shown(raid.thread)


async def test_leavers_take_their_proposal_along_and_late_joiners_play_the_round(world: TeamWorld) -> None:
    raid = await begun(world, world.ann, world.bob, world.cy)
    await raid.propose(world.ann)
    await raid.propose(world.bob, SORRY)
    await world.join(raid.id, world.di)
    assert f"<@{world.di.id}> has joined" in world.shown(raid.thread)
    await raid.propose(world.di, f"{SORRY} Really.")
    await world.push(raid.id, "leave", world.ann)
    await raid.propose(world.cy)
    view = await raid.round()
    assert view.round.phase == "voting"
    assert str(world.ann.id) not in {one.author_id for one in view.proposals}


async def test_twenty_five_long_proposals_stand_on_one_card_and_in_a_file(world: TeamWorld) -> None:
    team = [world.ann, world.bob, *(world._person(f"member{number}") for number in range(23))]
    raid = await begun(world, world.ann, world.bob, propose="20s")
    for who in team:
        await world.challenges.joining.join(raid.id, _member(world, who))
    for number, who in enumerate(team):
        await world.challenges.raids.propose(raid.id, _member(world, who), f"{number} " + "*long* words " * 150)
    await world.pass_time(21)
    (card,) = [m for m in raid.thread.history() if any("raid_vote" in id_ for id_ in custom_ids(m))]
    assert sum("raid_vote" in id_ for id_ in custom_ids(card)) == 25
    assert [a["filename"] for a in world.env.backend.get_message(raid.thread.id, card.id).attachments] == [
        "proposals.txt"
    ]


async def test_a_deleted_thread_stops_the_call(world: TeamWorld) -> None:
    raid = await begun(world)
    world.env.backend.delete_channel(raid.thread.id)
    await world.pass_time(60)
    assert (await raid.now()).closed_because == "place"


async def test_where_webhooks_are_not_allowed_the_bot_speaks_itself(world: TeamWorld) -> None:
    world.forbid("manage_webhooks")
    raid = await begun(world)
    await world.pass_time(30)
    assert world.spoken(raid.thread) == []
    assert "**Marta Lindqvist:** " in world.shown(raid.thread)


# -- a restart in the middle


async def test_proposals_votes_and_the_clock_survive_a_restart(world: TeamWorld) -> None:
    raid = await begun(world, world.ann, world.bob, world.cy, propose="60s", vote="30s")
    form = await world.press(raid.thread, "raid_propose", world.bob)
    await raid.propose(world.ann)
    await world.restart()
    await world.bob.submit_modal(form, {"text": SORRY})  # a form that was open meanwhile
    assert "2 of 3 have proposed" in world.shown(raid.thread)
    await world.pass_time(61)
    assert (await raid.round()).round.phase == "voting"
    await raid.vote(world.cy, world.bob)
    await world.restart()
    await world.pass_time(31)
    assert await raid.heard() == [SORRY]
    shown = world.shown(raid.thread)
    assert shown.count(f"**bob, for the team:** {SORRY}") == 1
    assert shown.count("Round 1: bob's reply is sent") == 1
    await world.restart()
    await world.pass_time(1)
    assert world.shown(raid.thread).count(f"**bob, for the team:** {SORRY}") == 1
    assert len(set(world.spoken(raid.thread))) == len(world.spoken(raid.thread))


async def test_a_downtime_ends_a_round_once(world: TeamWorld) -> None:
    raid = await begun(world, propose="60s", vote="60s")
    await raid.propose(world.ann)
    await raid.propose(world.bob, SORRY)
    await world.restart()
    await world.pass_time(62)
    cards = [m for m in raid.thread.history() if any("raid_vote" in id_ for id_ in custom_ids(m))]
    assert len(cards) == 1
