"""Holds: what it costs to be put on one, and what it brings to be back in time (R15)."""

from bot.call.course import Course
from bot.call.ending import finish
from bot.call.events import CameBack, HeldOn, Outcome, Reason
from bot.call.feeling import Push
from bot.call.talk import Hold
from bot.craft import Conduct, Signal


def put_on_hold(course: Course, at: float, seconds: float | None) -> None:
    """The customer waits; `seconds` is what was announced. Without a courteous word before, it stings."""
    course.drop_queue()
    asked = course.last_reading is not None and Signal.COURTEOUS_HOLD in course.last_reading.signals
    course.schedule.hold = Hold(at, seconds)
    course.talk.idle = 0
    course.emit(HeldOn(at, course.talk.turn, seconds))
    if not asked:
        course.move([Push("abrupt_hold", course.rules.heating[Signal.ABRUPT_HOLD] * course.heat)], at)


def come_back(course: Course, at: float, *, speak: bool) -> list[Reason]:
    """The hold is over, if there is one; `speak` lets the customer say at once what they think of it."""
    hold = course.schedule.hold
    if hold is None:
        return []
    course.schedule.hold = None
    held = at - hold.since
    course.emit(CameBack(at, course.talk.turn, held, hold.promised))
    course.schedule.customer_finished(at)
    conduct = _shown(course, held, hold.promised)
    if conduct is None:
        return []
    course.hold_conduct.append(conduct)
    amount = course.rules.conduct[conduct]
    push = course.timed_push(conduct.value, amount, "R15") if amount > 0 else Push(conduct.value, float(amount))
    reasons = course.move([push], at)
    course.feeling.trusts(course.rules.trust.get(conduct.value, 0))
    course.talk.fresh_harm |= conduct is not Conduct.KEPT_HOLD_PROMISE
    if speak:
        slots = {"waited": spoken_time(held)}
        if hold.promised is not None:
            slots["promised"] = spoken_time(hold.promised)
        reply = course.reply(f"back/{course.talk.turn}/{at:.1f}", slots)
        reply.say(conduct.value)
        course.plan(reply.planned, at)
    return list(reasons)


def _shown(course: Course, held: float, promised: float | None) -> Conduct | None:
    times = course.rules.times
    if promised is not None and held > promised + times.hold_grace:
        return Conduct.BROKE_HOLD_PROMISE
    if held > times.hold_long:
        return Conduct.LONG_HOLD
    return Conduct.KEPT_HOLD_PROMISE if promised is not None else None


def drag_on(course: Course, at: float, hold: Hold) -> None:
    """Nobody came back: the customer asks whether anybody is there, and later goes."""
    if hold.checked:
        course.schedule.hold = None
        course.speak("close_timed_out", at)
        finish(course, at, Outcome.TIMED_OUT)
        return
    hold.checked = True
    course.move([course.timed_push("long_hold", course.rules.conduct[Conduct.LONG_HOLD])], at)
    course.speak("hold_check", at)


def spoken_time(seconds: float) -> str:
    """A length of time as a person says it: 'two minutes', '40 seconds'."""
    if seconds < 50:
        return f"{max(1, round(seconds))} seconds" if round(seconds) != 1 else "a second"
    minutes = max(1, round(seconds / 60))
    words = ("a minute", "two minutes", "three minutes", "four minutes", "five minutes", "six minutes")
    return words[minutes - 1] if minutes <= len(words) else f"{minutes} minutes"
