"""One message of the agent, from its arrival to the customer's reply."""

from collections.abc import Sequence

from bot.call.course import Course
from bot.call.ending import agreed_outcome, leave, may_close
from bot.call.events import AgentSaid, OfferWeighed, Phase, Read, Reason
from bot.call.feeling import Push
from bot.call.hearing import Hearing, Moment, listen
from bot.call.holds import come_back
from bot.call.promises import found_out
from bot.call.settling import Settling
from bot.call.weighing import REPAIR, Weighing, floor_of, lasting_floor
from bot.craft import Conduct, Signal
from bot.reading import Reading

_LISTENED = (
    Signal.INVITE_STORY,
    Signal.ACKNOWLEDGE,
    Signal.EMPATHIZE,
    Signal.APOLOGIZE,
    Signal.CONFIRM_UNDERSTANDING,
    Signal.CLARIFY,
)
"""Signals that turn venting into telling."""


def hear(course: Course, text: str, at: float) -> None:
    """Let the customer hear a message and plan what they say to it."""
    cut_off = course.schedule.speaking(at)
    course.drop_queue()
    on_hold = come_back(course, at, speak=False)
    talk, feeling = course.talk, course.feeling
    talk.turn += 1
    course.emit(AgentSaid(at, talk.turn, text))
    reading = course.reader(text, course.last_words)
    heard_before = feeling.heard
    _feels_heard(course, reading)
    moment = Moment(feeling.anger, feeling.heard, not course.beats_left, cut_off)
    hearing = listen(text, reading, course.case, talk, moment, course.rules)
    if hearing.stuffed or hearing.repeated:
        feeling.heard = heard_before
    course.last_reading = hearing.reading
    late = _late(course, text, at)
    conduct = (*hearing.conduct, *course.hold_conduct, *((Conduct.SLOW_REPLY,) if late else ()))
    course.hold_conduct = []
    course.emit(Read(talk.turn, hearing.reading.found, conduct))
    _weigh_and_answer(course, hearing, late, on_hold, at)


def _feels_heard(course: Course, reading: Reading) -> None:
    """R1: being heard grows with listening, never beyond what was told."""
    gains = course.rules.hearing
    gain = sum(gains.get(f.signal.value, 0) for f in reading.found)
    share = course.talk.next_beat / len(course.persona.story)
    course.feeling.feels_heard(gain, at_most=35 + 65 * share)


def _late(course: Course, text: str, at: float) -> list[Push]:
    """R15: gentle on thinking time, with grace for long messages; waiting hurts more near the end."""
    times, schedule, rules = course.rules.times, course.schedule, course.rules
    grace = times.reply_grace + times.reply_grace_per_character * len(text)
    if schedule.nudges or course.talk.turn <= 1 or at - schedule.quiet_since <= grace:
        return []
    course.feeling.loses_patience(rules.patience["slow_reply"])
    return [course.timed_push("slow_reply", rules.conduct[Conduct.SLOW_REPLY], "R15")]


def _weigh_and_answer(course: Course, hearing: Hearing, late: list[Push], on_hold: Sequence[Reason], at: float) -> None:
    talk, feeling, rules, persona, dials = course.talk, course.feeling, course.rules, course.persona, course.dials
    closing, story_told = bool(talk.agreed), not course.beats_left
    weighing = Weighing(hearing, talk, feeling, persona, rules, dials, story_told, course.case.on_file)
    ready = story_told and course.feels_heard
    settling = Settling(persona, course.case, talk, feeling, rules, dials, ready)
    pushes = [*late, *weighing.pushes()]
    offers, offer_pushes = settling.weigh(hearing)
    progress = course.patience.progress(hearing, offers, story_told=story_told)
    pushes += offer_pushes + settling.regained() + course.patience.pushes(hearing, progress=progress)
    pushes += found_out(course, closing=closing) + _danger_ignored(course, hearing)
    floor = floor_of(persona, talk, feeling, rules, dials, story_told=story_told)
    lowest = lasting_floor(persona, rules)
    moves = [feeling.move(pushes, floor=floor.level, lowest=lowest)]
    moves.append(feeling.move(settling.agree(hearing), floor=floor.level, lowest=lowest))
    reasons = (*moves[0].reasons, *moves[1].reasons)
    course.patience.remember(hearing, reasons, progress=progress)
    _remember(course, hearing)
    talk.phase = _phase_now(course)
    course.fresh.extend(offers)
    course.emit(course.moved(at, moves, floor))
    _answer(course, hearing, (*on_hold, *reasons), offers, settling, at, closing=closing)


def _danger_ignored(course: Course, hearing: Hearing) -> list[Push]:
    """A matter of safety that was told goes before everything else until it is seen to."""
    safety, talk = course.persona.safety, course.talk
    if safety is None or talk.safety_done:
        return []
    if safety.remedy in talk.standing:
        talk.safety_done = True
        return []
    if (
        safety.beat not in [beat.id for beat in course.persona.story[: talk.next_beat]]
        or "minds_safety" in hearing.topics
    ):
        return []
    course.feeling.loses_patience(course.rules.patience["safety_ignored"])
    return [Push("safety_ignored", course.rules.rules["safety_ignored"] * course.dials.heat)]


def _remember(course: Course, hearing: Hearing) -> None:
    talk = course.talk
    for found in hearing.reading.found:
        talk.used[found.signal] += 1
    talk.texts.append(hearing.normal)
    talk.facts_heard.update(fact for fact, _ in hearing.named)
    talk.owned |= hearing.has(Signal.TAKE_OWNERSHIP)
    if hearing.has(Signal.APOLOGIZE):
        talk.fresh_harm = False
        talk.apology_parts |= {"regret"}
        talk.apology_parts |= {"responsibility"} if hearing.has(Signal.TAKE_OWNERSHIP) else set()
        talk.apology_parts |= {"repair"} if hearing.has(*REPAIR) else set()
    talk.no_apology_noted += Conduct.NO_APOLOGY in hearing.conduct


def _phase_now(course: Course) -> Phase:
    talk = course.talk
    if talk.agreed:
        return Phase.CLOSING
    if course.beats_left:
        return Phase.TELLING if any(talk.used[signal] for signal in _LISTENED) else Phase.VENTING
    known = course.case.key_facts <= talk.told.keys()
    offered = any(not s.early for s in talk.standing.values())
    return Phase.SOLVING if (known and course.feels_heard) or offered else Phase.EXPLORING


def _answer(
    course: Course,
    hearing: Hearing,
    reasons: Sequence[Reason],
    offers: Sequence[OfferWeighed],
    settling: Settling,
    at: float,
    *,
    closing: bool,
) -> None:
    """The reply, or the customer's last words."""
    talk = course.talk
    reply = course.reply(f"turn/{talk.turn}", _slots(course, hearing))
    leaving = course.patience.leaves(hearing)
    if leaving is not None:
        reply.close(leaving)
        leave(course, leaving, reply.planned, at)
        return
    if closing:
        talk.closing_turns += 1
    if closing and may_close(course, hearing, offers):
        reply.take_extra(offers)
        reply.close(agreed_outcome(course), politely=hearing.has(Signal.CHECK_AGREEMENT))
        leave(course, agreed_outcome(course), reply.planned, at)
        return
    reply.turn(hearing, reasons, offers, settling)
    if talk.agreed and not closing and "goodbye" in hearing.topics:
        reply.close(agreed_outcome(course))
        leave(course, agreed_outcome(course), reply.planned, at)
        return
    course.plan(reply.planned, at)


def _slots(course: Course, hearing: Hearing) -> dict[str, str]:
    """What lines of this turn may be filled with, besides the customer's own facts."""
    slots = {"when": hearing.when} if hearing.when else {}
    standing = max(course.talk.standing.values(), key=lambda s: s.turn, default=None)
    if standing is not None:
        slots["offer"] = course.persona.remedy(standing.remedy).name
        slots.setdefault("when", standing.when)
    return {key: value for key, value in slots.items() if value}
