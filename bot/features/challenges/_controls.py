"""The buttons under a challenge. What they do stands in their ids; see presses."""

import discord

from bot.desk.challenges import Kind, State
from bot.store import StoredChallenge
from bot.ui import Press, paging


def marker(challenge: StoredChallenge) -> str:
    """The id of a button that only the card of this challenge in this state has."""
    return f"simmer:challenge_more:{challenge.id}.{challenge.state}"


def controls(challenge: StoredChallenge) -> list[Press]:
    """The buttons under a challenge, by what can be done with it now."""
    kind, state, id_ = Kind(challenge.kind), State(challenge.state), challenge.id
    style = discord.ButtonStyle
    buttons = []
    full = kind is Kind.DUEL and state is not State.ANNOUNCED
    if state in {State.ANNOUNCED, State.OPEN} and not full:
        buttons.append(Press("challenge_join", id_, "Join", style=style.success))
    if state is State.OPEN and not kind.shared:
        buttons.append(Press("challenge_play", id_, "Play", style=style.primary, emoji="📞"))
    if state is State.ANNOUNCED and kind.shared:
        buttons.append(Press("challenge_begin", id_, "Begin", style=style.primary))
    if state is not State.ANNOUNCED:
        buttons.append(Press("challenge_standings", f"{id_}.0", "Standings"))
    if state in {State.ANNOUNCED, State.OPEN}:
        buttons.append(Press("challenge_leave", id_, "Leave"))
    buttons.append(Press("challenge_more", f"{id_}.{state}", "Rules and me"))
    return buttons


def pages_row(challenge: StoredChallenge, page: int, pages: int) -> list[Press]:
    """Buttons to the neighbouring pages of the standings."""
    return pages_between("challenge_page", challenge.id, page, pages)


def pages_between(verb: str, subject: str, page: int, pages: int) -> list[Press]:
    """Buttons to the pages before and after, counted from 0; each has the subject and the page in its id."""
    return paging(verb, lambda number: f"{subject}.{number}", page, range(pages))
