"""The raid in Discord: a card for each round's proposals, one for the vote, and the winner's text in the thread."""

from bot.desk import Actor
from bot.desk.challenges import Because, News, RoundView, State
from bot.features.challenges import _together_cards as cards
from bot.features.challenges._shared_call import SharedCall
from bot.store import Notice, RaidRound, StoredChallenge
from bot.ui import Refusal
from bot.ui.cards import plain


class RaidTeller:
    """Tells of raids, and takes proposals and votes."""

    def __init__(self, call: SharedCall) -> None:
        self._call = call
        self._rooms = call.rooms
        self._raids = call.desk.raids

    # -- what is shown

    async def tell(self, challenge: StoredChallenge, notice: Notice) -> None:
        kind = News(notice.kind)
        if kind is News.OPENED:
            await self._rooms.open(challenge)
        elif kind in {News.JOINED, News.LEFT}:
            await self._team(challenge, kind, notice)
        elif kind in {News.ROUND, News.VOTE, News.SENT, News.EMPTY}:  # also those that were not told before the end
            await self._call.show(challenge)
            await self._round(challenge, kind, notice)
        elif kind is News.CLOSED:
            await self._call.show(challenge)
            view = await self._raids.current(challenge)
            if view is not None:
                await self._retire(challenge, view.round.number, "the call is over.")
                await self._retire_vote(challenge, view)
            await self._call.closed(challenge, Because(notice.data["because"]), await self._raids.credits(challenge))

    async def settled(self, challenge: StoredChallenge) -> None:
        await self._call.show(challenge)

    async def _team(self, challenge: StoredChallenge, kind: News, notice: Notice) -> None:
        if challenge.call_id is None:
            return
        if kind is News.JOINED:
            name = cards.mention(notice.data["person"], notice.data["name"])
            await self._rooms.say(challenge, f"-# 👋 {name} has joined.", notice.data["person"])
        else:
            await self._rooms.say(challenge, f"-# {plain(notice.data['name'])} is out; the others go on.")
        await self._refresh(challenge)

    async def _round(self, challenge: StoredChallenge, kind: News, notice: Notice) -> None:
        number = int(notice.data["number"])
        view = await self._raids.current(challenge)
        on = challenge.state == State.OPEN and view is not None and view.round.number == number
        match kind:
            case News.ROUND if on and view is not None and view.round.phase == "proposing":
                members = len(await self._call.desk.life.members(challenge))
                card = cards.proposing(challenge, view, await self._name(challenge), members)
                await self._rooms.put(challenge, card, cards.propose_button(challenge, number))
            case News.VOTE if on and view is not None and view.round.phase == "voting":
                await self._retire(challenge, number, "proposals are closed.")
                await self._put_vote(challenge, view)
            case News.SENT:
                await self._sent(challenge, notice)
            case News.EMPTY:
                await self._retire(challenge, number, "nobody proposed, so nothing was said.")
            case _:
                pass  # it has gone on since

    async def _put_vote(self, challenge: StoredChallenge, view: RoundView) -> None:
        card = cards.voting(challenge, view, await self._name(challenge))
        file = cards.proposals_file(view)
        await self._rooms.put(challenge, card, cards.vote_button(challenge, view), files=[] if file is None else [file])

    async def _sent(self, challenge: StoredChallenge, notice: Notice) -> None:
        """Who won; the text itself is shown as what the team said in the call."""
        number, winner = int(notice.data["number"]), str(notice.data["person"])
        view = await self._raids.view(challenge, RaidRound(number, "over", notice.at, winner))
        await self._retire(challenge, number, "proposals are closed.")
        await self._retire_vote(challenge, view, tied=bool(notice.data["tied"]))

    async def _retire(self, challenge: StoredChallenge, number: int, says: str) -> None:
        """Nothing is proposed in this round any more."""
        button = cards.propose_button(challenge, number)
        await self._rooms.change(challenge, cards.round_over(number, says), button, for_good=True)

    async def _retire_vote(self, challenge: StoredChallenge, view: RoundView, *, tied: bool = False) -> None:
        """The card of the vote now shows how it came out, with the authors."""
        if len(view.proposals) > 1:
            winner = next((one for one in view.proposals if one.author_id == view.round.winner_id), None)
            button = cards.vote_button(challenge, view)
            await self._rooms.change(challenge, cards.voted(view, winner, tied=tied), button, for_good=True)

    async def _refresh(self, challenge: StoredChallenge) -> None:
        """Bring the card of the round that is on up to date."""
        view = await self._raids.current(challenge)
        if challenge.state != State.OPEN or view is None or view.round.phase == "over":
            return
        name = await self._name(challenge)
        if view.round.phase == "proposing":
            members = len(await self._call.desk.life.members(challenge))
            card = cards.proposing(challenge, view, name, members)
            await self._rooms.change(challenge, card, cards.propose_button(challenge, view.round.number))
        elif view.proposals:
            await self._rooms.change(challenge, cards.voting(challenge, view, name), cards.vote_button(challenge, view))

    async def _name(self, challenge: StoredChallenge) -> str:
        return (await self._call.live(challenge)).customer.persona.name

    # -- what is asked for

    async def wording(self, challenge: StoredChallenge, by: Actor, number: int) -> str:
        """What they have proposed in this round so far, for the form.

        Raises:
            Refusal: another round is on.
        """
        view = await self._on(challenge, number)
        return next((one.text for one in view.proposals if one.author_id == by.id), "")

    async def propose(self, challenge: StoredChallenge, by: Actor, number: int, text: str) -> str:
        """Take a proposal; returns what to answer. What cannot be taken is given back with the reason.

        Raises:
            DeskError: it does not fit.
            Refusal: another round is on; the text was written for what the customer said before.
        """
        await self._on(challenge, number)
        try:
            await self._raids.propose(challenge.id, by, text)
        finally:  # a stop word is refused, but somebody has left
            self._call.clock.look()
        await self._refresh(challenge)
        view = await self._raids.current(challenge)
        waits = view is not None and (view.round.number, view.round.phase) == (number, "proposing")
        return "Your proposal is in." + (" You may propose another wording until the vote." if waits else "")

    async def vote(self, challenge: StoredChallenge, by: Actor, number: int, author_id: str) -> str:
        """Take a vote; returns what to answer.

        Raises:
            DeskError: it cannot be given.
            Refusal: another round is on.
        """
        await self._on(challenge, number)
        view = await self._raids.vote(challenge.id, by, author_id)
        self._call.clock.look()
        await self._refresh(challenge)
        return f"Your vote: {cards.letter(view, author_id)}. Press another letter to change it."

    async def _on(self, challenge: StoredChallenge, number: int) -> RoundView:
        view = await self._raids.current(challenge)
        if challenge.state != State.OPEN or view is None:
            raise Refusal("This raid is over.")
        if view.round.number != number or view.round.phase == "over":
            raise Refusal(f"Round {number} is over. Go on with the latest card.")
        return view
