"""What goes from what belongs to a team when somebody erases what is stored of them."""

from sqlalchemy import delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.challenge_rows import (
    ChallengeMemberRow,
    ChallengeRow,
    RaidProposalRow,
    RaidRoundRow,
    RaidVoteRow,
    SharedInputRow,
)
from bot.store.team_customer_rows import TeamCustomerRow

UNKNOWN = "a former colleague"
"""Who said something in a shared call and was erased since."""


async def forget_challenger(session: AsyncSession, person_id: str) -> None:
    """What a person did in challenges goes with the person; what they said in a shared call stays without their name.

    That call is everybody's who played it, and its later half would make no sense without them.
    """
    await session.execute(delete(ChallengeMemberRow).where(ChallengeMemberRow.person_id == person_id))
    await session.execute(delete(RaidProposalRow).where(RaidProposalRow.author_id == person_id))
    await session.execute(
        delete(RaidVoteRow).where(or_(RaidVoteRow.voter_id == person_id, RaidVoteRow.author_id == person_id))
    )
    await session.execute(
        update(SharedInputRow).where(SharedInputRow.author_id == person_id).values(author_id="", author_name=UNKNOWN)
    )
    await session.execute(update(RaidRoundRow).where(RaidRoundRow.winner_id == person_id).values(winner_id=""))
    for column in (ChallengeRow.turn_of, ChallengeRow.last_speaker):
        await session.execute(update(ChallengeRow).where(column == person_id).values({column: None}))
    await session.execute(
        update(ChallengeRow).where(ChallengeRow.created_by == person_id).values(created_by="", created_by_name=UNKNOWN)
    )


async def forget_challenges(session: AsyncSession) -> None:
    """All challenges, with everything that belongs to them."""
    await session.execute(delete(ChallengeRow))


async def forget_uploader(session: AsyncSession, person_id: str | None) -> None:
    """The customers that a person brought stay with the team, without the person's name; None for everybody's."""
    query = update(TeamCustomerRow).values(uploaded_by="", uploaded_by_name=UNKNOWN)
    await session.execute(query if person_id is None else query.where(TeamCustomerRow.uploaded_by == person_id))
