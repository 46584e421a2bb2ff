"""Answering an interaction: once, in time, and in plain words also when something went wrong.

Discord wants the first answer within 3 seconds, so work that takes time begins with `wait`. After that, answers are
follow-ups; `answer` picks the right one.
"""

import logging
import secrets
from typing import Any, ClassVar

import aiohttp
import discord

_log = logging.getLogger(__name__)
_TOO_LATE = frozenset((10062, 10015, 50027, 40060))
"""Discord's codes where no answer is taken any more: unknown interaction or webhook, invalid token, acknowledged."""


class Refusal(Exception):  # noqa: N818 (it is an answer, not a failure)
    """What was asked for cannot be done here or by this person; the text is the sentence that they read."""


class Foreseen:
    """The errors whose text was written for the user; the application registers those of the rooms below."""

    types: ClassVar[tuple[type[Exception], ...]] = (Refusal,)

    @classmethod
    def add(cls, *types: type[Exception]) -> None:
        cls.types = tuple(dict.fromkeys((*cls.types, *types)))


async def wait(interaction: discord.Interaction[Any]) -> None:
    """Tell Discord that an answer for this person alone will come."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)


async def answer(interaction: discord.Interaction[Any], text: str = "", **parts: Any) -> None:  # noqa: ANN401
    """Answer for this person alone, as the first answer or as a follow-up."""
    if text:
        parts["content"] = text
    if interaction.response.is_done():
        await interaction.followup.send(ephemeral=True, **parts)
    else:
        await interaction.response.send_message(ephemeral=True, **parts)


async def explain(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """The one place where an error becomes an answer; an unforeseen one gets a number that stands in the log too."""
    if isinstance(error, discord.app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, discord.HTTPException) and error.code in _TOO_LATE:
        _log.warning("An answer came too late for Discord (%s): %s", error.code, error.text)
        return
    if interaction.client.is_closed():
        return  # we are leaving: nobody can be told any more
    if isinstance(error, Foreseen.types):
        sentence = str(error)
    elif isinstance(error, discord.Forbidden):
        sentence = (
            f"Discord does not let me do this ({error.text or 'forbidden'}). An administrator can see with "
            "/settings which of my permissions are missing."
        )
    elif isinstance(error, discord.app_commands.CheckFailure):
        sentence = "This command is not for you, or not for this place."
    else:
        incident = secrets.token_hex(3)
        _log.error("Incident %s", incident, exc_info=error)
        sentence = f"Something went wrong on my side. If you report it, name the incident {incident}."
    try:
        await answer(interaction, sentence[:2000])
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failed:
        _log.warning("The explanation could not be sent: %s", failed)
