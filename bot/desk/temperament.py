"""What a trainee may know of a customer's temperament before a call, in words.

What works with somebody is not among it: finding that out is the exercise.
"""

from bot.call.events import MoodState
from bot.call.rules import load_rules
from bot.customers.persona import Persona

_PATIENCE = ((60, "little patience"), (70, "some patience"), (101, "a lot of patience"))
"""Below so much patience (20-100) it is called so."""
_HEAT = ((0.95, "not easily provoked"), (1.15, ""), (9.9, "easily provoked"))
"""Below this dial on what heats (0.3-2.5) it is called so."""


def temperament(persona: Persona) -> str:
    """`shouting, then warm; begins furious, with little patience, easily provoked`."""
    dials = persona.temperament
    start = load_rules().state_after(MoodState.RELIEVED, dials.start_anger).value
    parts = (f"begins {start}", f"with {_word(_PATIENCE, dials.patience)}", _word(_HEAT, dials.heat))
    return f"{persona.anger_kind}; {', '.join(filter(None, parts))}"


def _word(scale: tuple[tuple[float, str], ...], value: float) -> str:
    return next(word for below, word in scale if value < below)
