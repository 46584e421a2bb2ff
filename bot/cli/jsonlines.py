"""Calls as JSON lines: documented, consumers rely on the keys. Events without a documented type stay out."""

from collections.abc import Iterable
from typing import Any

from bot import coaching
from bot.call import Call, Event, Mood, Reason
from bot.call.events import AgentSaid, CustomerSaid, Ended, MoodMoved, Read
from bot.cli.found import found_json
from bot.coaching.account import Turn
from bot.customers import Persona
from bot.desk import Look
from bot.store import CallRecord

Line = dict[str, Any]


def briefing_line(record: CallRecord, persona: Persona) -> Line:
    authority = persona.authority
    origin = {} if record.from_call is None else {"from_call": record.from_call, "from_turn": record.from_turn}
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
    } | origin


def event_lines(events: Iterable[Event]) -> list[Line]:
    return [line for event in events if (line := _event_line(event)) is not None]


def look_line(look: Look) -> Line:
    """The debrief as it is kept, with the note, the trainee's own view and what reviewers said, where there is any."""
    line = coaching.debrief_json(look.debrief)
    if look.debrief.notes:
        line["notes"] = [
            {"complete": note.complete, "missing": list(note.missing), "wrong": list(note.wrong)}
            for note in look.debrief.notes
        ]
    if look.rating is not None:
        line["self_rating"] = look.rating
    human = coaching.human_json(look.human, look.debrief.score.parts)
    if human is not None:
        line["human"] = human
    return line


def what_if_line(found: coaching.WhatIf, before: Call) -> Line:
    """One message as it was and as it would have been, each with what it did and where the call went."""
    return {
        "type": "what_if",
        "turn": found.turn,
        "original": _turn(found.original) | _end(before),
        "changed": _turn(found.would) | _end(found.changed),
        "unsaid": found.unsaid,
    }


def _turn(turn: Turn) -> Line:
    return {
        "text": turn.text,
        "before": _mood(turn.before),
        "after": _mood(turn.after),
        "delta": turn.delta,
        "signals": found_json(turn.found),
        "conduct": [conduct.value for conduct in turn.conduct],
        "reasons": _reasons(turn.reasons),
    }


def _end(call: Call) -> Line:
    return {
        "outcome": None if call.outcome is None else call.outcome.value,
        "turns": call.turn,
        "anger": call.mood.anger,
        "score": coaching.score(call).total,
    }


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
        "reasons": _reasons(event.reasons),
    }


def _reasons(reasons: Iterable[Reason]) -> list[Line]:
    return [{"cause": r.cause, "delta": r.delta, "quote": r.quote, "technique": r.technique} for r in reasons]


def _mood(mood: Mood) -> Line:
    return {"state": mood.state.value, "anger": mood.anger}
