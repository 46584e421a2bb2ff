"""Calls as JSON lines: documented, consumers rely on the keys. Events without a documented type stay out."""

from collections.abc import Iterable
from typing import Any

from bot import coaching
from bot.call import Call, Event, Mood
from bot.call.events import AgentSaid, CustomerSaid, Ended, MoodMoved, Read
from bot.cli.found import found_json
from bot.customers import Persona
from bot.store import CallRecord

Line = dict[str, Any]


def briefing_line(record: CallRecord, persona: Persona) -> Line:
    authority = persona.authority
    return {
        "type": "briefing",
        "call": record.id,
        "persona": persona.id,
        "persona_name": persona.name,
        "difficulty": record.difficulty,
        "seed": record.seed,
        "case": {row.label: row.value for row in persona.case},
        "authority": {
            "currency": authority.currency,
            "credit_up_to": authority.credit_up_to,
            "may": list(authority.may),
            "with_supervisor": list(authority.with_supervisor),
            "may_not": list(authority.may_not),
        },
    }


def event_lines(events: Iterable[Event]) -> list[Line]:
    return [line for event in events if (line := _event_line(event)) is not None]


def debrief_line(call: Call) -> Line:
    """The debrief. A stopped call has one too, but no score."""
    return coaching.debrief_json(coaching.debrief(call))


def _event_line(event: Event) -> Line | None:
    match event:
        case CustomerSaid():
            return {
                "type": "customer",
                "t": round(event.at, 1),
                "text": event.text,
                "state": event.state.value,
                "anger": event.anger,
            }
        case AgentSaid():
            return {"type": "agent", "t": round(event.at, 1), "turn": event.turn, "text": event.text}
        case Read():
            return {
                "type": "reading",
                "turn": event.turn,
                "signals": found_json(event.found),
                "conduct": [conduct.value for conduct in event.conduct],
            }
        case MoodMoved():
            return _mood_line(event)
        case Ended():
            return {
                "type": "outcome",
                "outcome": event.outcome.value,
                "turns": event.turns,
                "seconds": round(event.at, 1),
            }
        case _:
            return None


def _mood_line(event: MoodMoved) -> Line:
    return {
        "type": "mood",
        "turn": event.turn,
        "before": _mood(event.before),
        "after": _mood(event.after),
        "phase": event.phase.value,
        "reasons": [
            {
                "cause": reason.cause,
                "delta": reason.delta,
                "quote": reason.quote,
                "technique": reason.technique,
            }
            for reason in event.reasons
        ],
    }


def _mood(mood: Mood) -> Line:
    return {"state": mood.state.value, "anger": mood.anger}
