"""What people write in the thread of a call: which messages count, what they say, and when they are complete.

Times are those of the event loop's clock, in seconds.
"""

import re
from dataclasses import dataclass

import discord

from bot.ui import shortened
from bot.ui.cards import plain

INTENT_HELP = (
    "I cannot read what you write here: this application has no **Message Content Intent**. Use the *Reply* button. "
    "To switch it on: discord.com/developers/applications → the application → *Bot* → *Message Content Intent*, "
    "save, and restart Simmer."
)
DEBOUNCE = 2.0
"""Seconds after a line in which another one still belongs to the same message."""
STILL_TYPING = 6.0
"""Seconds that a line waits for the next one while its writer is seen typing."""
LONGEST_WAIT = 20.0
"""No line waits longer than this for the next one."""


@dataclass(slots=True)
class Gathering:
    """The lines that were written and not said yet: lines in quick succession are one message to the customer."""

    say_at: float | None = None
    """When the waiting lines are said; None while none wait."""
    _first: float | None = None

    def wrote(self, now: float) -> None:
        """A line came, and another one may follow."""
        if self._first is None:
            self._first = now
        self.say_at = min(now + DEBOUNCE, self._first + LONGEST_WAIT)

    def at_once(self, now: float) -> None:
        """What waits is said now."""
        self.say_at = now

    def typing(self, now: float) -> None:
        """The writer types on."""
        if self._first is not None:
            self.say_at = min(now + STILL_TYPING, self._first + LONGEST_WAIT)

    def take(self) -> float | None:
        """Nothing waits from now on; returns when it was to be said."""
        say_at, self.say_at, self._first = self.say_at, None, None
        return say_at

    def put_back(self, say_at: float | None) -> None:
        """It could not be said. A line that came meanwhile has set its own time."""
        if self.say_at is None:
            self.say_at = say_at


def by_person(message: discord.Message) -> bool:
    """Whether a person wrote it: not a bot, not a webhook, not Discord itself."""
    speech = message.type in {discord.MessageType.default, discord.MessageType.reply}
    return speech and not message.author.bot and message.webhook_id is None


def words_of(message: discord.Message, bot: discord.ClientUser | None) -> str:
    """What was written, without the bot's own mention (a message that mentions the bot is always readable)."""
    text = message.content
    if bot is not None:
        text = re.sub(rf"<@!?{bot.id}>", "", text)
    return text.strip()


def quoted(name: str, text: str) -> str:
    """What somebody said by a form, for the thread."""
    return f"**{plain(shortened(name, 60))}:** {plain(text)}"[:2000]
