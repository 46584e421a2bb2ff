"""The pure core: one call as a fold of inputs into events. Knows no clock, no database, no Discord."""

from bot.call.call import Call, CallError
from bot.call.events import Event, Mood, MoodState, Outcome, Phase, Reason, event_from_json, event_to_json
from bot.call.inputs import Input, InputKind

__all__ = [
    "Call",
    "CallError",
    "Event",
    "Input",
    "InputKind",
    "Mood",
    "MoodState",
    "Outcome",
    "Phase",
    "Reason",
    "event_from_json",
    "event_to_json",
]
