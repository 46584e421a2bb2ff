from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.call.events import AgentSaid
from bot.customers import Difficulty
from bot.desk import DeskError
from bot.desk.challenges import Kind
from bot.desk.challenges.tally import tally
from bot.desk.personal import Personal
from bot.desk.rights import Actor
from bot.store import People, Proposal, StoredChallenge, StoreError
from tests.desk.challenges.world import ANA, BO, CY, DI, ELI, GUILD, START, TEAM, TESS, World

HELLO = "Hello Ms. Lindqvist, I understand why you are angry. What happened?"
SORRY = "I'm truly sorry, Marta. That is our mistake, and I will see to it myself."


async def raid(world: World, *people: Actor, **asked: Any) -> StoredChallenge:  # noqa: ANN401 (fields of Wanted)
    challenge = await world.create(Kind.RAID, **asked)
    await world.join(challenge, *(people or TEAM))
    await world.challenges.life.begin(challenge.id, TESS)
    await world.listens(challenge)
    await world.news(challenge)
    return await world.again(challenge)


async def propose(world: World, challenge: StoredChallenge, *people: Actor, text: str = HELLO) -> None:
    for number, one in enumerate(people):
        world.time.passes(1)
        await world.challenges.raids.propose(challenge.id, one, f"{text} {'!' * number}".strip())


async def spoken(world: World, challenge: StoredChallenge) -> list[str]:
    live = await world.challenges.shared.live(await world.again(challenge))
    return [event.text for event in live.call.events if isinstance(event, AgentSaid)]


async def phase(world: World, challenge: StoredChallenge) -> tuple[int, str]:
    view = await world.challenges.raids.current(await world.again(challenge))
    assert view is not None
    return view.round.number, view.round.phase


async def test_a_raid_is_played_at_extreme(world: World) -> None:
    challenge = await raid(world)
    assert (await world.challenges.shared.live(challenge)).call.difficulty is Difficulty.EXTREME
    with pytest.raises(DeskError, match="at extreme"):
        await world.create(Kind.RAID, difficulty=Difficulty.EASY)
    await Personal(People(world.calls.database)).ceiling("zoe", Difficulty.HARD)
    with pytest.raises(DeskError, match="your own ceiling is hard"):
        await world.join(challenge, Actor("zoe", "Zoe", GUILD, ANA.roles))


async def test_five_propose_and_vote_and_the_winning_text_is_sent(world: World) -> None:
    challenge = await raid(world)
    await propose(world, challenge, *TEAM)
    assert await phase(world, challenge) == (1, "voting")  # all had proposed: nobody waits for the clock
    for voter, author in ((ANA, CY), (BO, CY), (CY, BO), (DI, BO), (ELI, CY)):
        await world.challenges.raids.vote(challenge.id, voter, author.id)
    assert await spoken(world, challenge) == [f"{HELLO} !!"]
    with pytest.raises(DeskError, match="The next round begins when the customer has spoken"):
        await propose(world, challenge, ANA)
    await world.listens(challenge)
    assert await phase(world, challenge) == (2, "proposing")
    news = await world.challenges.news(challenge.id)
    assert [one.kind for one in news] == ["vote", "sent", "round"]
    assert news[1].data == {"number": 1, "person": "cy", "name": "Cy", "tied": False}
    brought = {one.name: one for one in await world.challenges.raids.credits(challenge)}
    assert (brought["Cy"].proposed, brought["Cy"].chosen, brought["Cy"].votes) == (1, 1, 3)
    assert (brought["Bo"].chosen, brought["Bo"].votes) == (0, 2)
    (part,) = await world.challenges.shared.parts(await world.again(challenge))
    assert (part.name, part.turns) == ("Cy", (1,))


async def test_a_round_has_its_whole_time_from_when_the_customer_has_spoken(world: World) -> None:
    challenge = await world.create(Kind.RAID, propose=60)
    await world.join(challenge, ANA, BO)
    await world.challenges.life.begin(challenge.id, TESS)
    await world.passes(1)
    assert await world.challenges.raids.current(await world.again(challenge)) is None  # the customer is speaking
    await world.listens(challenge)
    for number in (1, 2):
        view = await world.challenges.raids.current(await world.again(challenge))
        assert view is not None
        assert (view.round.number, view.round.ends_at) == (number, world.time.now + timedelta(seconds=60))
        await propose(world, challenge, ANA)
        await world.passes(60)  # it is sent, and the customer answers
        await world.listens(challenge)


async def test_deadlines_end_proposals_and_vote(world: World) -> None:
    challenge = await raid(world, propose=60, vote=30)
    await propose(world, challenge, ANA, BO)
    await world.passes(58)
    assert await phase(world, challenge) == (1, "voting")
    with pytest.raises(DeskError, match="Proposals for this round are closed"):
        await world.challenges.raids.propose(challenge.id, CY, SORRY)
    await world.challenges.raids.vote(challenge.id, CY, "bo")
    await world.passes(30)
    assert await spoken(world, challenge) == [f"{HELLO} !"]


async def test_a_tie_goes_to_the_earliest(world: World) -> None:
    challenge = await raid(world, vote=30)
    await propose(world, challenge, BO, ANA)
    await world.passes(90)
    await world.challenges.raids.vote(challenge.id, ANA, "bo")
    await world.challenges.raids.vote(challenge.id, BO, "ana")
    await world.passes(30)
    assert await spoken(world, challenge) == [HELLO]
    sent = next(one for one in await world.challenges.news(challenge.id) if one.kind == "sent")
    assert (sent.data["name"], sent.data["tied"]) == ("Bo", True)


async def test_the_only_proposal_is_sent_without_a_vote(world: World) -> None:
    challenge = await raid(world)
    await propose(world, challenge, DI)
    await world.passes(90)
    assert await spoken(world, challenge) == [HELLO]
    assert await world.news(challenge) == ["sent"]
    await world.listens(challenge)
    assert await world.news(challenge) == ["round"]


async def test_a_proposal_may_be_replaced_until_the_vote_and_a_vote_until_its_end(world: World) -> None:
    challenge = await raid(world, ANA, BO, CY, vote=30)
    await propose(world, challenge, ANA, BO)
    view = await world.challenges.raids.propose(challenge.id, ANA, SORRY)
    assert [(one.author_id, one.text) for one in view.proposals] == [("ana", SORRY), ("bo", f"{HELLO} !")]
    await world.passes(90)
    await world.challenges.raids.vote(challenge.id, CY, "bo")
    view = await world.challenges.raids.vote(challenge.id, CY, "ana")
    assert view.votes == {"cy": "ana"}
    await world.passes(30)
    assert await spoken(world, challenge) == [SORRY]


@pytest.mark.parametrize(
    ("author", "says"), [("ana", "Vote for somebody else"), ("di", "not up for the vote"), ("ghost", "not up")]
)
async def test_nobody_votes_for_themselves_or_for_nothing(world: World, author: str, says: str) -> None:
    challenge = await raid(world)
    with pytest.raises(DeskError, match="The vote has not begun" if author != "ana" else says):
        await world.challenges.raids.vote(challenge.id, ANA, author)
    await propose(world, challenge, ANA, BO)
    await world.passes(90)
    with pytest.raises(DeskError, match=says):
        await world.challenges.raids.vote(challenge.id, ANA, author)


@pytest.mark.parametrize(
    ("text", "says"), [("  ", "A reply needs words."), ("x" * 2001, "The reply has 2001 letters; at most 2000")]
)
async def test_a_proposal_that_does_not_fit_is_one_sentence(world: World, text: str, says: str) -> None:
    challenge = await raid(world)
    with pytest.raises(DeskError, match=says):
        await world.challenges.raids.propose(challenge.id, ANA, text)
    with pytest.raises(DeskError, match="join it first"):
        await world.challenges.raids.propose(challenge.id, TESS, HELLO)


async def test_without_proposals_the_customers_patience_goes_on_and_in_the_end_it_is_over(world: World) -> None:
    challenge = await raid(world, propose=60)
    live = await world.challenges.shared.live(challenge)
    anger = live.call.mood.anger
    await world.passes(60)
    assert await phase(world, challenge) == (2, "proposing")
    assert "empty" in await world.news(challenge)
    for _ in range(6):
        await world.passes(30)
    closed = await world.again(challenge)
    assert closed.state == "closed"
    assert closed.closed_because in {"over", "nobody"}
    assert live.call.mood.anger > anger


async def test_a_restart_goes_on_in_the_middle_of_a_vote(world: World) -> None:
    challenge = await raid(world, vote=30)
    await propose(world, challenge, *TEAM)
    await world.challenges.raids.vote(challenge.id, ANA, "bo")
    later = world.restarted()
    assert await phase(later, challenge) == (1, "voting")
    await later.challenges.raids.vote(challenge.id, CY, "bo")
    await later.passes(30)
    assert await spoken(later, challenge) == [f"{HELLO} !"]


async def test_a_downtime_ends_a_round_once(world: World) -> None:
    challenge = await raid(world, propose=60, vote=30)
    await propose(world, challenge, ANA, BO)
    world.time.passes(3600)
    later = world.restarted()
    await later.challenges.settle()
    await later.challenges.settle()
    assert await phase(later, challenge) == (1, "voting")
    assert await later.news(challenge) == ["vote"]


async def test_a_process_killed_after_sending_does_not_send_again_nor_give_the_credit_to_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = await raid(world, ANA, BO, CY, vote=30)
    await propose(world, challenge, ANA, BO)
    await world.passes(90)
    await world.challenges.raids.vote(challenge.id, CY, "bo")

    async def killed(*_: object, **__: object) -> bool:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.RaidRounds.finish", killed)
        with pytest.raises(StoreError):
            await world.passes(30)
    later = world.restarted()
    await later.challenges.raids.vote(challenge.id, CY, "ana")  # still open in the store, but it was sent
    await later.challenges.settle()
    assert await spoken(later, challenge) == [f"{HELLO} !"]
    await later.listens(challenge)
    assert await phase(later, challenge) == (2, "proposing")
    sent = next(one for one in await later.challenges.news(challenge.id) if one.kind == "sent")
    assert sent.data["person"] == "bo"


async def test_late_joiners_play_the_round_that_is_on(world: World) -> None:
    challenge = await raid(world, ANA, BO)
    await propose(world, challenge, ANA)
    await world.join(challenge, CY)
    await propose(world, challenge, CY, text=SORRY)
    assert await phase(world, challenge) == (1, "proposing")  # Bo has not proposed yet
    await propose(world, challenge, BO)
    await world.challenges.raids.vote(challenge.id, ANA, "cy")
    await world.challenges.raids.vote(challenge.id, BO, "cy")
    await world.challenges.raids.vote(challenge.id, CY, "bo")
    assert await spoken(world, challenge) == [SORRY]


async def test_a_leaver_takes_their_proposal_and_votes_along(world: World) -> None:
    challenge = await raid(world, ANA, BO, CY)
    await propose(world, challenge, ANA, BO, CY)
    await world.challenges.raids.vote(challenge.id, ANA, "cy")
    await world.challenges.raids.vote(challenge.id, BO, "cy")
    await world.challenges.joining.leave(challenge.id, CY)
    view = await world.challenges.raids.current(challenge)
    assert view is not None
    assert ([one.author_id for one in view.proposals], view.votes) == (["ana", "bo"], {})
    await world.challenges.raids.vote(challenge.id, ANA, "bo")
    await world.challenges.joining.member_gone(GUILD, "bo")
    assert await spoken(world, challenge) == [HELLO]  # only Ana's is left


async def test_a_stop_word_of_ones_own_is_no_proposal_but_the_way_out(world: World) -> None:
    await Personal(People(world.calls.database)).stop_word("ana", "red")
    challenge = await raid(world, ANA, BO, CY)
    with pytest.raises(DeskError, match="You are out of the raid"):
        await world.challenges.raids.propose(challenge.id, ANA, "RED!")
    assert [one.name for one in await world.challenges.life.members(challenge)] == ["Bo", "Cy"]


async def test_closing_in_the_middle_of_a_round_ends_it(world: World) -> None:
    challenge = await raid(world, ANA, BO)
    await propose(world, challenge, ANA)
    closed = await world.challenges.life.close(challenge.id, TESS)
    assert (closed.state, closed.closed_because) == ("closed", "trainer")
    assert await phase(world, challenge) == (1, "over")
    with pytest.raises(DeskError, match="is over"):
        await world.challenges.raids.propose(challenge.id, BO, HELLO)
    assert await world.challenges.next_due() is None


async def test_a_deleted_channel_ends_it_where_there_is_no_thread(world: World) -> None:
    challenge = await raid(world, ANA, BO, channel_id="55")
    assert await world.challenges.life.place_gone(GUILD, "55") == [challenge.id]
    assert (await world.again(challenge)).closed_because == "place"


async def test_one_timer_leads_through_a_whole_raid(world: World) -> None:
    challenge = await raid(world, ANA, BO, closes_at=START + timedelta(minutes=20))
    for _ in range(400):
        due = await world.challenges.next_due()
        if due is None:
            break
        assert due > world.time.now
        world.time.now = due
        assert await world.challenges.settle() == [challenge.id]
    assert (await world.again(challenge)).state == "closed"


# -- the count, as such

PEOPLE = ("ana", "bo", "cy", "di", "eli")
proposals_ = st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 5)), max_size=5, unique_by=lambda one: one[0])
votes_ = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), max_size=5)


def made(proposals: list[tuple[str, int]]) -> list[Proposal]:
    return [Proposal(who, who, who, START + timedelta(seconds=after)) for who, after in proposals]


@given(proposals=proposals_, votes=votes_, seed=st.randoms(use_true_random=False))
def test_the_count_depends_on_nothing_but_votes_and_times(
    proposals: list[tuple[str, int]], votes: dict[str, str], seed: object
) -> None:
    given_ = made(proposals)
    counted = tally(given_, votes)
    shuffled = list(given_)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(shuffled, dict(reversed(votes.items()))) == counted
    assert (counted is None) == (not given_)
    if counted is None:
        return
    best = counted.votes[counted.winner.author_id]
    assert best == max(counted.votes.values())
    assert sum(counted.votes.values()) <= len(votes)
    rivals = [one for one in given_ if counted.votes[one.author_id] == best]
    assert counted.tied == (len(rivals) > 1)
    assert counted.winner.proposed_at == min(one.proposed_at for one in rivals)


@given(proposals=proposals_, votes=votes_)
def test_a_vote_for_oneself_changes_nothing(proposals: list[tuple[str, int]], votes: dict[str, str]) -> None:
    others = {voter: author for voter, author in votes.items() if voter != author}
    assert tally(made(proposals), votes) == tally(made(proposals), others)


@given(proposals=proposals_, votes=votes_, voter=st.sampled_from(PEOPLE))
def test_one_more_vote_for_the_winner_never_takes_the_win_away(
    proposals: list[tuple[str, int]], votes: dict[str, str], voter: str
) -> None:
    counted = tally(made(proposals), votes)
    if counted is not None and voter != counted.winner.author_id:
        more = tally(made(proposals), votes | {voter: counted.winner.author_id})
        assert more is not None
        assert more.winner == counted.winner
