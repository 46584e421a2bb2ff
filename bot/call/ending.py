"""How a call ends: the customer leaves, the agent ends it, or everything is agreed and nothing is left open."""

from collections.abc import Sequence

from bot.call.course import Course
from bot.call.events import CustomerSaid, Ended, OfferWeighed, Outcome
from bot.call.hearing import Hearing
from bot.call.telling import Planned
from bot.craft import Signal

_PATIENT = 3  # messages after everything is agreed


def may_close(course: Course, hearing: Hearing, offers: Sequence[OfferWeighed]) -> bool:
    """Agreed, and nothing is left open: the customer says goodbye."""
    talk = course.talk
    if hearing.heating() or talk.promises or hearing.has(Signal.COURTEOUS_HOLD):
        return False
    if "goodbye" in hearing.topics:
        return True
    if "asks_leave" in hearing.topics and talk.closing_turns < _PATIENT:
        return False
    if hearing.has(Signal.CHECK_AGREEMENT):
        return True
    if hearing.asked or offers:
        return talk.closing_turns >= _PATIENT
    return hearing.has(Signal.THANK) or talk.closing_turns >= 2


def agreed_outcome(course: Course) -> Outcome:
    """What an agreement is worth in the end: glad, or sternly satisfied."""
    talk, limits = course.talk, course.rules.limits
    glad = talk.agreed == "resolved" and not talk.found_out and not talk.promises
    glad = glad and course.feeling.anger < limits.resolved_below + course.dials.glad
    return Outcome.RESOLVED if glad else Outcome.SETTLED


def leave(course: Course, outcome: Outcome, planned: Sequence[Planned], at: float) -> None:
    """The customer goes, with their last words where they have any."""
    course.leaving = outcome
    if not planned or not planned[-1].last_word:
        finish(course, at, outcome)
        return
    course.plan(planned, at)


def end_by_agent(course: Course, at: float) -> None:
    """The agent ends it: the last words come at once."""
    course.drop_queue()
    outcome = course.leaving or (agreed_outcome(course) if course.talk.agreed else Outcome.ENDED)
    reply = course.reply("end")
    reply.close(outcome)
    for planned in reply.planned:
        mood = course.feeling.mood
        course.emit(CustomerSaid(at, planned.text, mood.state, mood.anger, planned.occasions, at))
    finish(course, at, outcome)


def finish(course: Course, at: float, outcome: Outcome) -> None:
    course.schedule.clear()
    course.outcome = outcome
    course.now = max(course.now, at)
    course.emit(Ended(at, outcome, course.talk.turn))
