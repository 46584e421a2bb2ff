"""The rounds of a raid: proposals, votes, and what won."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from bot.store.challenge_rows import (
    Notice,
    Proposal,
    RaidProposalRow,
    RaidRound,
    RaidRoundRow,
    RaidVoteRow,
)
from bot.store.challenges import tell
from bot.store.database import Database


class RaidRounds:
    """The stored rounds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, challenge_id: str) -> RaidRound | None:
        rounds = await self.all(challenge_id)
        return rounds[-1] if rounds else None

    async def all(self, challenge_id: str) -> list[RaidRound]:
        query = select(RaidRoundRow).where(RaidRoundRow.challenge_id == challenge_id).order_by(RaidRoundRow.number)
        async with self._database.read() as session:
            return [
                RaidRound(row.number, row.phase, row.ends_at, row.winner_id) for row in await session.scalars(query)
            ]

    async def begin(self, challenge_id: str, number: int, ends_at: datetime, notice: Notice) -> bool:
        """A new round, for proposals; False if it has begun already."""
        async with self._database.write() as session:
            if await session.get(RaidRoundRow, (challenge_id, number)) is not None:
                return False
            session.add(RaidRoundRow(challenge_id=challenge_id, number=number, phase="proposing", ends_at=ends_at))
            await session.flush()
            tell(session, challenge_id, [notice])
            return True

    async def go_on(
        self, challenge_id: str, round_: RaidRound, phase: str, ends_at: datetime, notice: Notice | None = None
    ) -> bool:
        """The next phase, or more time in this one; False if somebody else was quicker."""
        return await self._change(
            challenge_id, round_, [] if notice is None else [notice], phase=phase, ends_at=ends_at
        )

    async def finish(
        self, challenge_id: str, round_: RaidRound, winner_id: str | None, notices: Sequence[Notice]
    ) -> bool:
        """The round is over; False if it was before."""
        return await self._change(challenge_id, round_, notices, phase="over", winner_id=winner_id)

    async def _change(self, challenge_id: str, round_: RaidRound, notices: Sequence[Notice], **values: object) -> bool:
        query = (
            update(RaidRoundRow)
            .where(
                RaidRoundRow.challenge_id == challenge_id,
                RaidRoundRow.number == round_.number,
                RaidRoundRow.phase == round_.phase,
            )
            .values(**values)
            .returning(RaidRoundRow.number)
        )
        async with self._database.write() as session:
            if (await session.execute(query)).first() is None:
                return False
            tell(session, challenge_id, notices)
            return True

    # -- proposals and votes

    async def propose(self, challenge_id: str, round_: int, proposal: Proposal) -> bool:
        """Keep a proposal, or another one in its place; False when proposing is over."""
        async with self._database.write() as session:
            row = await session.get(RaidRoundRow, (challenge_id, round_))
            if row is None or row.phase != "proposing":
                return False
            await session.merge(
                RaidProposalRow(
                    challenge_id=challenge_id,
                    round=round_,
                    author_id=proposal.author_id,
                    author_name=proposal.author_name,
                    text=proposal.text,
                    proposed_at=proposal.proposed_at,
                )
            )
            return True

    async def vote(self, challenge_id: str, round_: int, voter_id: str, author_id: str) -> bool:
        """Keep a vote, or another one in its place; False when voting is over, or the proposal was withdrawn."""
        async with self._database.write() as session:
            row = await session.get(RaidRoundRow, (challenge_id, round_))
            if row is None or row.phase != "voting":
                return False
            if await session.get(RaidProposalRow, (challenge_id, round_, author_id)) is None:
                return False
            await session.merge(
                RaidVoteRow(challenge_id=challenge_id, round=round_, voter_id=voter_id, author_id=author_id)
            )
            return True

    async def withdraw(self, challenge_id: str, round_: int, person_id: str) -> None:
        """Somebody left: their proposal, the votes for it and their own vote go."""
        proposal, vote = RaidProposalRow, RaidVoteRow
        async with self._database.write() as session:
            await session.execute(
                delete(proposal).where(
                    proposal.challenge_id == challenge_id, proposal.round == round_, proposal.author_id == person_id
                )
            )
            await session.execute(
                delete(vote).where(
                    vote.challenge_id == challenge_id,
                    vote.round == round_,
                    or_(vote.voter_id == person_id, vote.author_id == person_id),
                )
            )

    async def proposals(self, challenge_id: str, round_: int | None = None) -> list[tuple[int, Proposal]]:
        """Proposals with their rounds, the earliest first."""
        query = select(RaidProposalRow).where(RaidProposalRow.challenge_id == challenge_id)
        if round_ is not None:
            query = query.where(RaidProposalRow.round == round_)
        order = (RaidProposalRow.round, RaidProposalRow.proposed_at, RaidProposalRow.author_id)
        async with self._database.read() as session:
            return [
                (row.round, Proposal(row.author_id, row.author_name, row.text, row.proposed_at))
                for row in await session.scalars(query.order_by(*order))
            ]

    async def votes(self, challenge_id: str, round_: int | None = None) -> list[tuple[int, str, str]]:
        """Round, voter, and whose proposal they voted for."""
        query = select(RaidVoteRow).where(RaidVoteRow.challenge_id == challenge_id)
        if round_ is not None:
            query = query.where(RaidVoteRow.round == round_)
        async with self._database.read() as session:
            rows = await session.scalars(query.order_by(RaidVoteRow.round, RaidVoteRow.voter_id))
            return [(row.round, row.voter_id, row.author_id) for row in rows]
