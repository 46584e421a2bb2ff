"""Forms (Discord's modals) that outlive a restart.

discord.py keeps an open form in memory only, and a form may stay open for as long as a person thinks. So a submission
is not taken from the form that was shown: it is read from what Discord sends, by the form's id.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Protocol, cast

import discord
from discord import ui

from bot.ui.answers import Refusal, explain

Interaction = discord.Interaction[Any]
Values = Mapping[str, str]
"""What was filled in, by the fields' ids; empty fields are empty texts."""
Submitted = Callable[[Interaction, str, Values], Awaitable[None]]

_ID = re.compile(r"simmer:(?P<verb>[a-z_]+):(?P<subject>[\w.-]{1,80})")


class Forms(Protocol):
    """The client, as far as forms know it."""

    forms: dict[str, Submitted]


class Form(ui.Modal):
    """A form: up to five fields."""

    def __init__(self, verb: str, subject: str, title: str) -> None:
        super().__init__(title=title[:45], custom_id=f"simmer:{verb}:{subject}", timeout=15 * 60)

    def say(self, text: str) -> None:
        self.add_item(ui.TextDisplay(text))

    def ask(
        self,
        name: str,
        label: str,
        *,
        description: str | None = None,
        placeholder: str | None = None,
        long: bool = False,
        required: bool = True,
        most: int = 1000,
        default: str | None = None,
    ) -> None:
        style = discord.TextStyle.paragraph if long else discord.TextStyle.short
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            style=style,
            required=required,
            max_length=most,
            placeholder=placeholder[:100] if placeholder else None,
            default=default[:most] if default else None,
        )
        self.add_item(ui.Label(text=label[:45], component=field, description=description and description[:100]))

    def choose(self, name: str, label: str, options: Mapping[str, str], *, required: bool = True) -> None:
        """One of two to ten, all of them visible."""
        group: ui.RadioGroup[Any] = ui.RadioGroup(
            custom_id=name,
            required=required,
            options=[discord.RadioGroupOption(label=text[:100], value=value) for value, text in options.items()],
        )
        self.add_item(ui.Label(text=label[:45], component=group))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Nothing: `submitted` does it for forms of this run and of earlier ones alike."""


async def submitted(interaction: Interaction) -> None:
    """Take a form that was sent in. The application calls this for every interaction."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data = cast("dict[str, Any]", interaction.data or {})
    match = _ID.fullmatch(str(data.get("custom_id", "")))
    if match is None:
        return
    try:
        take = cast("Forms", interaction.client).forms.get(match["verb"], _gone)
        await take(interaction, match["subject"], dict(_values(data.get("components", []))))
    except Exception as error:  # noqa: BLE001 (the one error path)
        await explain(interaction, error)


async def _gone(_interaction: Interaction, _subject: str, _filled: Values) -> None:
    """A form of another version of Simmer."""
    raise Refusal("This form is no longer in use.")


def _values(components: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The fields, whether they stand in a label (now) or in a row (before)."""
    for component in components:
        inner = component.get("component")
        for part in [*component.get("components", []), *([inner] if inner else [])]:
            chosen = part.get("values") or [part.get("value")]
            yield str(part.get("custom_id", "")), str(chosen[0] or "")
