"""The raid: proposals, a vote, and the winning text goes into the call. tally.py counts; here it is stored.

A round ends when its time is up or everybody is done. What ends it is done once: the phase in the store decides who was
first, and the reply of a round is known in the call by the round's number.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.call import CallError
from bot.desk.challenges.news import News, notice
from bot.desk.challenges.room import Room, seconds_of
from bot.desk.challenges.shared import SharedCalls
from bot.desk.challenges.tally import tally
from bot.desk.challenges.terms import Kind, checked_message, limits
from bot.desk.desk import DeskError
from bot.desk.rights import Actor
from bot.store import Author, Proposal, RaidRound, StoredChallenge


@dataclass(frozen=True, slots=True)
class RoundView:
    """The round that is on."""

    round: RaidRound
    proposals: tuple[Proposal, ...]
    """The earliest first."""
    votes: dict[str, str]
    """Voter -> author."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What somebody brought into a raid."""

    person_id: str
    name: str
    proposed: int
    chosen: int
    votes: int
    """Votes that their proposals got."""


class Raids:
    """The rounds of the raids."""

    def __init__(self, room: Room, shared: SharedCalls) -> None:
        self._room = room
        self._shared = shared

    async def propose(self, challenge_id: str, by: Actor, text: str) -> RoundView:
        """Propose the next reply, or another wording of it.

        Raises:
            DeskError: they are not in this raid, it is not open, nothing is proposed now, or the text does not fit.
        """
        async with self._room.lock(challenge_id):
            challenge, round_ = await self._on(challenge_id, by)
            text = checked_message(text)
            if await self._room.stops(by.id, text):
                await self._room.leave(await self._room.member(challenge, by))
                await self.gone(challenge, by.id)
                raise DeskError("You are out of the raid; the others go on.")
            proposal = Proposal(by.id, by.name, text, self._room.now())
            if not await self._room.rounds.propose(challenge.id, round_.number, proposal):
                raise DeskError("Proposals for this round are closed; the vote is on.")
            view = await self.view(challenge, round_)
            members = {one.person_id for one in await self._room.active(challenge.id)}
            if members <= {one.author_id for one in view.proposals}:
                await self.go_on(challenge, round_)
            return view

    async def vote(self, challenge_id: str, by: Actor, author_id: str) -> RoundView:
        """Vote for somebody's proposal, or for another one instead.

        Raises:
            DeskError: it is their own, there is none, or there is no vote now.
        """
        async with self._room.lock(challenge_id):
            challenge, round_ = await self._on(challenge_id, by)
            if author_id == by.id:
                raise DeskError("Vote for somebody else's reply; your own counts by the votes of the others.")
            if round_.phase != "voting":
                raise DeskError("The vote has not begun yet; propose a reply.")
            if not await self._room.rounds.vote(challenge.id, round_.number, by.id, author_id):
                raise DeskError("This reply is not up for the vote any more.")
            view = await self.view(challenge, round_)
            if await self._voters(challenge, view) <= view.votes.keys():
                await self.go_on(challenge, round_)
            return view

    async def current(self, challenge: StoredChallenge) -> RoundView | None:
        """The latest round; None before the first."""
        round_ = await self._room.rounds.latest(challenge.id)
        return None if round_ is None else await self.view(challenge, round_)

    async def view(self, challenge: StoredChallenge, round_: RaidRound) -> RoundView:
        proposals = await self._room.rounds.proposals(challenge.id, round_.number)
        votes = await self._room.rounds.votes(challenge.id, round_.number)
        return RoundView(round_, tuple(one for _, one in proposals), {voter: author for _, voter, author in votes})

    async def credits(self, challenge: StoredChallenge) -> tuple[Credit, ...]:
        """Who brought what, the most chosen first."""
        proposals = await self._room.rounds.proposals(challenge.id)
        votes = await self._room.rounds.votes(challenge.id)
        rounds = {one.number: one.winner_id for one in await self._room.rounds.all(challenge.id)}
        names = {one.author_id: one.author_name for _, one in proposals}
        found = [
            Credit(
                person,
                name,
                sum(one.author_id == person for _, one in proposals),
                sum(winner == person for winner in rounds.values()),
                sum(author == person for _, voter, author in votes if voter != author),
            )
            for person, name in names.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.chosen, -one.votes, -one.proposed, one.name, one.person_id)))

    # -- under the challenge's lock

    async def next_round(self, challenge: StoredChallenge, after: RaidRound | None) -> bool:
        """Begin the next round, once the customer has said what there is to answer; False if it has begun."""
        number = 1 if after is None else after.number + 1
        until = self._room.now() + timedelta(seconds=seconds_of(challenge, "propose"))
        told = notice(News.ROUND, self._room.now(), number=number, until=until.isoformat())
        return await self._room.rounds.begin(challenge.id, number, until, told)

    async def go_on(self, challenge: StoredChallenge, round_: RaidRound) -> None:
        """The phase is over: to the vote, or the winner speaks; the next round follows the customer's answer."""
        view = await self.view(challenge, round_)
        if round_.phase == "proposing" and len(view.proposals) > 1:
            now = self._room.now()
            until = now + timedelta(seconds=seconds_of(challenge, "vote"))
            told = notice(News.VOTE, now, number=round_.number, until=until.isoformat())
            await self._room.rounds.go_on(challenge.id, round_, "voting", until, told)
            return
        await self._speak(challenge, view)

    async def deserted(self, challenge: StoredChallenge) -> bool:
        """Whether so many rounds in a row were empty that nobody seems to be there."""
        most = limits()["empty"]["most"]
        rounds = [one for one in await self._room.rounds.all(challenge.id) if one.phase == "over"][-most:]
        return len(rounds) == most and all(one.winner_id is None for one in rounds)

    async def gone(self, challenge: StoredChallenge, person_id: str) -> None:
        """Somebody left: what they proposed and voted in the round that is on goes; then all others may be done."""
        round_ = await self._room.rounds.latest(challenge.id)
        if round_ is None or round_.phase == "over":
            return
        await self._room.rounds.withdraw(challenge.id, round_.number, person_id)
        view = await self.view(challenge, round_)
        members = {one.person_id for one in await self._room.active(challenge.id)}
        proposed = {one.author_id for one in view.proposals}
        done = proposed if round_.phase == "proposing" else view.votes.keys()
        waits_for = members if round_.phase == "proposing" else await self._voters(challenge, view)
        if members and waits_for <= done:
            await self.go_on(challenge, round_)

    async def finish(self, challenge: StoredChallenge) -> None:
        """The raid is over: so is its round, without a winner."""
        round_ = await self._room.rounds.latest(challenge.id)
        if round_ is not None:
            await self._room.rounds.finish(challenge.id, round_, round_.winner_id, [])

    async def _speak(self, challenge: StoredChallenge, view: RoundView) -> None:
        """Send the winning text and close the round. A killed process may have sent it already."""
        number, source = view.round.number, f"round {view.round.number}"
        counted = tally(view.proposals, view.votes)
        sent = await self._sent(challenge, source)
        now = self._room.now()
        if sent is None and counted is None:
            told = [notice(News.EMPTY, now, number=number)]
            await self._room.rounds.finish(challenge.id, view.round, None, told)
            return
        if sent is None and counted is not None:
            winner = counted.winner
            try:
                await self._shared.say(challenge, winner.author_id, winner.author_name, winner.text, source)
            except CallError:  # the customer has gone meanwhile
                await self._room.rounds.finish(challenge.id, view.round, None, [])
                return
            sent = Author(winner.author_id, winner.author_name, source)
        if sent is not None:
            tied = counted is not None and counted.tied
            told = [notice(News.SENT, now, number=number, name=sent.name, person=sent.id, tied=tied)]
            await self._room.rounds.finish(challenge.id, view.round, sent.id, told)

    async def _sent(self, challenge: StoredChallenge, source: str) -> Author | None:
        """Whose text this round has sent."""
        if challenge.call_id is None:
            return None
        authors = await self._room.store.authors(challenge.call_id)
        return next((one for one in authors.values() if one.source == source), None)

    async def _voters(self, challenge: StoredChallenge, view: RoundView) -> set[str]:
        """Everybody who has a proposal of somebody else to vote for."""
        members = {one.person_id for one in await self._room.active(challenge.id)}
        authors = {one.author_id for one in view.proposals}
        return {one for one in members if authors - {one}}

    async def _on(self, challenge_id: str, by: Actor) -> tuple[StoredChallenge, RaidRound]:
        challenge = self._room.going(await self._room.get(challenge_id, by.guild_id))
        if challenge.kind != Kind.RAID:
            raise DeskError(f"“{challenge.name}” is not a raid.")
        await self._room.member(challenge, by)
        round_ = await self._room.rounds.latest(challenge.id)
        if round_ is None or round_.phase == "over":
            raise DeskError("The next round begins when the customer has spoken.")
        return challenge, round_
