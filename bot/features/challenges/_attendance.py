"""Who is still on the server: Discord does not tell us of leavers, because we do not ask for its list of members.

So those who are in a challenge are looked up from time to time, in portions, and only they.
"""

import logging

import discord

from bot.desk.challenges import ChallengeDesk
from bot.features.challenges._telling import anybody

_log = logging.getLogger(__name__)

_PORTION = 100
"""The most people that Discord looks up at once."""


async def leavers(guild: discord.Guild, challenges: ChallengeDesk) -> list[str]:
    """Take everybody who has left the server out of what goes on there; returns the challenges that this changed."""
    if guild.unavailable:
        return []
    going_on = await challenges.life.listed(anybody(str(guild.id)))
    in_them = {member.person_id for one in going_on for member in await challenges.life.members(one)}
    changed: list[str] = []
    for person_id in sorted(in_them - await _there(guild, sorted(in_them))):
        if await _has_left(guild, person_id):
            changed += await challenges.joining.member_gone(str(guild.id), person_id)
    return changed


async def _there(guild: discord.Guild, person_ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(person_ids), _PORTION):
        portion = [int(one) for one in person_ids[start : start + _PORTION]]
        try:
            found |= {str(member.id) for member in await guild.query_members(user_ids=portion, cache=False)}
        except (TimeoutError, discord.ClientException) as error:
            _log.warning("Discord did not say who is on the server %s: %r", guild.id, error)
            return set(person_ids)  # nobody is taken out on a guess
    return found


async def _has_left(guild: discord.Guild, person_id: str) -> bool:
    """Asked once more for each one who seems to be missing: an answer may have been cut short."""
    try:
        await guild.fetch_member(int(person_id))
    except discord.NotFound:
        return True
    return False
