"""The vocabulary everyone shares: signals, conduct, techniques. Knows nothing of any other room."""

from bot.craft.conduct import Conduct
from bot.craft.signals import CALMING, HEATING, Signal
from bot.craft.techniques import TECHNIQUES, Technique

__all__ = ["CALMING", "HEATING", "TECHNIQUES", "Conduct", "Signal", "Technique"]
