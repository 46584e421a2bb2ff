"""Buttons and selects that outlive a restart: what they do stands in their id, `simmer:<verb>:<subject>`.

No view is kept in memory for them. The subject is an id of the store; who may press is decided from there, when it is
pressed.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from bot.ui.answers import Refusal, explain

Interaction = discord.Interaction[Any]
Pressed = Callable[[Interaction, str], Awaitable[None]]
"""What a press does: the interaction and the subject."""
Picked = Callable[[Interaction, str, list[str]], Awaitable[None]]


class Verbs(Protocol):
    """The client, as far as presses know it."""

    presses: dict[str, Pressed]
    picks: dict[str, Picked]


def press_id(verb: str, subject: str) -> str:
    return f"simmer:{verb}:{subject}"


class Press(ui.DynamicItem[ui.Button[Any]], template=r"simmer:(?P<verb>[a-z_]+):(?P<subject>[\w.-]{1,80})"):
    """A button."""

    def __init__(
        self,
        verb: str,
        subject: str,
        label: str = "",
        *,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        emoji: str | None = None,
        disabled: bool = False,
    ) -> None:
        self.verb = verb
        self.subject = subject
        super().__init__(
            ui.Button(
                label=label[:80] or None,
                custom_id=press_id(verb, subject),
                style=style,
                emoji=emoji,
                disabled=disabled,
            )
        )

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        del interaction
        button = cast("ui.Button[Any]", item)
        return cls(match["verb"], match["subject"], button.label or "?", style=button.style)

    async def callback(self, interaction: Interaction) -> None:
        try:
            pressed = cast("Verbs", interaction.client).presses.get(self.verb, _gone)
            await pressed(interaction, self.subject)
        except Exception as error:  # noqa: BLE001 (discord.py would only log it)
            await explain(interaction, error)


def paging(verb: str, subject: Callable[[int], str], page: int, pages: range) -> list[Press]:
    """Buttons to the page before and the one after, where there are such; `subject` has the page's number in it."""
    around = ((page - 1, "◀ Back"), (page + 1, "Next ▶"))
    return [Press(verb, subject(number), label) for number, label in around if number in pages]


class Pick(ui.DynamicItem[ui.Item[Any]], template=r"simmer-pick:(?P<verb>[a-z_]+):(?P<subject>[\w.-]{1,80})"):
    """A select of any kind; make the select with the id of `pick_id`."""

    def __init__(self, verb: str, subject: str, select: ui.Item[Any]) -> None:
        self.verb = verb
        self.subject = subject
        super().__init__(select)

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        del interaction
        return cls(match["verb"], match["subject"], item)

    async def callback(self, interaction: Interaction) -> None:
        try:
            picked = cast("Verbs", interaction.client).picks.get(self.verb, _gone)
            data = cast("dict[str, Any]", interaction.data or {})
            await picked(interaction, self.subject, [str(value) for value in data.get("values", [])])
        except Exception as error:  # noqa: BLE001 (discord.py would only log it)
            await explain(interaction, error)


def pick_id(verb: str, subject: str) -> str:
    return f"simmer-pick:{verb}:{subject}"


async def _gone(_interaction: Interaction, _subject: str, *_values: object) -> None:
    """A verb of another version of Simmer."""
    raise Refusal("This is no longer in use.")
