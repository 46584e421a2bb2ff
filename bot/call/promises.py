"""Promises that nobody could keep when they were made: they are approved in time, or they are found out."""

from bot.call.authority import beyond_authority
from bot.call.course import Course
from bot.call.feeling import Push


def approve(course: Course) -> None:
    """What was promised too soon is an offer like any other once it is approved."""
    talk, empty = course.talk, []
    for promise in talk.promises:
        standing = promise.standing
        if standing is None or standing.remedy not in talk.approved:
            empty.append(promise)
            continue
        remedy = course.persona.remedy(standing.remedy)
        if not beyond_authority(remedy, standing.amount, talk.approved):
            talk.standing.setdefault(standing.remedy, standing)
    talk.promises = empty


def found_out(course: Course, *, closing: bool) -> list[Push]:
    """T10, R9: an empty promise is found out; after failed attempts it weighs more."""
    talk, rules = course.talk, course.rules
    due = [
        p
        for p in talk.promises
        if (closing and p.turn < talk.turn) or talk.turn - p.turn >= rules.limits.promise_found_out_after
    ]
    if not due:
        return []
    talk.promises = [p for p in talk.promises if p not in due]
    talk.found_out += 1
    talk.fresh_harm = True
    course.feeling.trusts(rules.trust["promise_found_out"])
    attempts = 1 + rules.weights.failed_attempt * course.persona.trouble.failed_attempts
    amount = rules.rules["promise_found_out"] * attempts * course.heat
    return [Push("promise_found_out", amount, due[0].quote, "R9")]
