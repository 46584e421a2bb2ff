"""What time alone does: messages come due, silence wears on, a hold drags on, the supervisor answers."""

from bot.call.course import Course
from bot.call.ending import finish
from bot.call.events import CustomerSaid, FactTold, Outcome, SupervisorAnswered
from bot.call.feeling import Push
from bot.call.holds import drag_on
from bot.call.promises import approve


def advance(course: Course, until: float) -> None:
    """Let everything happen that is due until then, each at its own moment: waits can be split at will."""
    while course.outcome is None:
        due = course.schedule.next_due()
        if due is None or due > until:
            break
        course.now = max(course.now, due)
        _happen(course, due)
    if course.outcome is None:
        course.now = max(course.now, until)


def _happen(course: Course, at: float) -> None:
    schedule = course.schedule
    if schedule.queue and schedule.queue[0].due <= at:
        _deliver(course)
    elif schedule.supervisor_at is not None and schedule.supervisor_at <= at:
        _supervisor_answers(course, at)
    elif schedule.hold is not None:
        drag_on(course, at, schedule.hold)
    else:
        _silence(course, at)


def _deliver(course: Course) -> None:
    message = course.schedule.next_message()
    planned, talk = message.planned, course.talk
    if planned.text:
        course.last_words = planned.text
        mood = message.mood
        course.emit(
            CustomerSaid(message.due, planned.text, mood.state, mood.anger, planned.occasions, message.typing_from)
        )
    for fact, asked in planned.tells:
        if fact not in talk.told:
            talk.told[fact] = talk.turn
            course.emit(FactTold(message.due, talk.turn, fact, asked))
    if not course.schedule.queue:
        course.schedule.customer_finished(message.due)
    if planned.last_word and course.leaving is not None:
        finish(course, message.due, course.leaving)


def _silence(course: Course, at: float) -> None:
    nth = course.schedule.nudges
    course.schedule.nudges += 1
    if nth >= 2:
        course.leaving = Outcome.TIMED_OUT
        course.speak("close_timed_out", at)
        finish(course, at, Outcome.TIMED_OUT)
        return
    rule = "silence" if nth == 0 else "silence_again"
    course.move([course.timed_push(rule, course.rules.rules[rule], "R15")], at)
    course.feeling.loses_patience(course.rules.patience[rule])
    course.speak(rule, at)


def _supervisor_answers(course: Course, at: float) -> None:
    course.schedule.supervisor_at = None
    course.schedule.customer_finished(at)
    asked = tuple(r for r in course.persona.remedies if r.authority == "supervisor")
    course.talk.approved.update(r.id for r in asked)
    names = ", ".join(r.name for r in asked)
    text = f"Approved: {names}." if asked else "There is nothing in this case that needs my approval."
    course.emit(SupervisorAnswered(at, course.talk.turn, tuple(r.id for r in asked), text))
    approve(course)
    if asked:
        course.move([Push("supervisor", float(course.rules.rules["supervisor"]))], at)
