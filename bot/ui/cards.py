"""Cards: messages of components, built under a budget so that the longest texts never break Discord's limits.

Discord allows 40 components and 4,000 shown characters in such a message and refuses the whole of it otherwise; its
library checks only the first. What does not fit is shortened by words, or left out, never sent.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

LIMIT_TEXT = 4000
LIMIT_COMPONENTS = 40


def shortened(text: str, most: int) -> str:
    """The text, cut at a word with "…" if it is longer than `most`."""
    if len(text) <= most:
        return text
    if most < 2:
        return text[:most]
    cut = text[: most - 1]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:at] if at > most // 2 else cut).rstrip() + "…"


class Card(ui.LayoutView):
    """One message of components: a coloured container, and rows of buttons below it.

    It keeps no state, and is never stored: its buttons are found by their ids (see presses).
    """

    def __init__(self, colour: int | None = None) -> None:
        super().__init__(timeout=None)
        self._box: ui.Container[Any] = ui.Container(accent_colour=colour)
        self._count = 1
        self._left = LIMIT_TEXT
        self.add_item(self._box)
        self.stop()  # discord.py would keep it in memory for ever otherwise

    @property
    def left(self) -> int:
        """How many characters may still be shown."""
        return self._left

    def text(self, text: str, most: int = LIMIT_TEXT) -> bool:
        """A paragraph, shortened to `most` and to what is left; False if there was no room."""
        text = shortened(text.strip(), min(most, self._left))
        if len(text) < 2 or not self._room(1):
            return False
        self._box.add_item(ui.TextDisplay(text))
        self._left -= len(text)
        return True

    def beside(self, text: str, picture: str | None, most: int = LIMIT_TEXT) -> bool:
        """A paragraph with a small picture beside it; without a picture, only the paragraph."""
        if picture is None:
            return self.text(text, most)
        text = shortened(text.strip(), min(most, self._left))
        if len(text) < 2 or not self._room(3):
            return False
        self._box.add_item(ui.Section(ui.TextDisplay(text), accessory=ui.Thumbnail(picture)))
        self._left -= len(text)
        return True

    def rule(self) -> None:
        if self._room(1):
            self._box.add_item(ui.Separator())

    def picture(self, address: str, description: str) -> None:
        """A large picture; the description is for those who do not see it."""
        if self._room(1):
            gallery: ui.MediaGallery[Any] = ui.MediaGallery()
            gallery.add_item(media=address, description=shortened(description, 256))
            self._box.add_item(gallery)

    def file(self, address: str) -> None:
        """A file to open or keep: `attachment://name`."""
        if self._room(1):
            self._box.add_item(ui.File(address))

    def row(self, items: Sequence[ui.Item[Any]], *, inside: bool = False) -> bool:
        """Up to five buttons, or one select: below the container, or inside it after what is there already."""
        if not items or not self._room(1 + len(items)):
            return False
        (self._box if inside else self).add_item(ui.ActionRow(*items))
        return True

    def _room(self, components: int) -> bool:
        if self._count + components > LIMIT_COMPONENTS:
            return False
        self._count += components
        return True


def plain(text: str) -> str:
    """What a person wrote, so that it shows as written and pings nobody."""
    return discord.utils.escape_mentions(discord.utils.escape_markdown(text))
