"""The call in a terminal: how it looks, and the interactive one. Knows the desk; holds no rule of the game."""

from bot.terminal.narrator import Narrator, shown
from bot.terminal.session import Asked, TerminalCall, choose_customer

__all__ = ["Asked", "Narrator", "TerminalCall", "choose_customer", "shown"]
