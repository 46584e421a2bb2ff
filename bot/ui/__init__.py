"""How Simmer looks in Discord and answers there: cards within the limits, buttons, forms, and one path for errors.

Knows the craft's vocabulary only; what stands on a card is the features' business.
"""

from bot.ui.answers import Foreseen, Refusal, answer, explain, wait
from bot.ui.cards import LIMIT_COMPONENTS, LIMIT_TEXT, Card, shortened
from bot.ui.forms import Form, Values
from bot.ui.mood import mood_colour, mood_text, signed, signed_points
from bot.ui.permissions import missing, permission_names
from bot.ui.presses import Pick, Press, paging, press_id

__all__ = [
    "LIMIT_COMPONENTS",
    "LIMIT_TEXT",
    "Card",
    "Foreseen",
    "Form",
    "Pick",
    "Press",
    "Refusal",
    "Values",
    "answer",
    "explain",
    "missing",
    "mood_colour",
    "mood_text",
    "paging",
    "permission_names",
    "press_id",
    "shortened",
    "signed",
    "signed_points",
    "wait",
]
