"""The debrief as the documented JSON line. Its keys are a promise: consumers rely on them."""

from typing import Any

from bot.coaching.better import Better
from bot.coaching.debrief import Debrief, Remark, TurningPoint


def debrief_json(debrief: Debrief) -> dict[str, Any]:
    """The line of type `debrief`. A stopped call has no score and no parts."""
    score = debrief.score
    return {
        "type": "debrief",
        "score": score.total,
        "band": score.band,
        "parts": {name: {"score": part.score, "of": part.of} for name, part in score.parts.items()},
        "strengths": [_remark(remark) for remark in debrief.strengths],
        "improve": [_remark(remark) for remark in debrief.improve],
        "turning_points": [_turning_point(moment) for moment in debrief.turning_points],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "technique": remark.technique,
        "name": remark.name,
        "turn": remark.turn or None,
        "quote": remark.quote,
        "points": remark.points,
        "text": remark.text,
        "better": _better(remark.better),
    }


def _turning_point(moment: TurningPoint) -> dict[str, Any]:
    return {
        "turn": moment.turn,
        "quote": moment.quote,
        "before": {"state": moment.before.state.value, "anger": moment.before.anger},
        "after": {"state": moment.after.state.value, "anger": moment.after.anger},
        "delta": moment.delta,
        "technique": moment.technique,
        "why": moment.why,
        "reasons": [{"cause": r.cause, "delta": r.delta, "technique": r.technique} for r in moment.reasons],
        "better": _better(moment.better),
    }


def _better(better: Better | None) -> dict[str, Any] | None:
    return None if better is None else {"text": better.text, "was": better.was, "would": better.would}
