"""The debrief of a relay or a raid: one for all, with each one's part."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import discord

from bot.coaching import Debrief
from bot.coaching.account import Turn
from bot.coaching.wording import load_wording
from bot.customers.persona import Persona
from bot.desk.challenges import Credit, Part
from bot.desk.review import Review
from bot.features.asides import clock
from bot.features.challenges._controls import pages_between
from bot.features.challenges._wording import counted
from bot.features.speech import portrait_of
from bot.store import StoredChallenge
from bot.ui import Card, Press, mood_colour, mood_text, press_id, shortened, signed
from bot.ui.cards import plain

TURNS_A_PAGE = 4


def turns_id(challenge: StoredChallenge) -> str:
    """The id of a button that the debrief has and no other card."""
    return press_id("together_turns", f"{challenge.id}.0")


def gone(challenge: StoredChallenge) -> str:
    """Why there is no debrief."""
    return f"The thread of “{plain(challenge.name)}” is gone or locked; its call was stopped and is not scored."


def debrief_message(
    challenge: StoredChallenge, review: Review, parts: Sequence[Part], credits_: Sequence[Credit], persona: Persona
) -> dict[str, Any]:
    """The debrief for all with its pictures and the whole of it as a file, to be sent."""
    portrait = portrait_of(persona)
    whole = "\n\n".join(text for text in (challenge.name, review.text, _parts_as_text(parts)) if text)
    files = [discord.File(BytesIO(whole.encode()), filename="debrief.txt")]
    if portrait is not None:
        files.append(discord.File(BytesIO(portrait.read_bytes()), filename="portrait.png"))
    if review.picture is not None:
        files.append(discord.File(BytesIO(review.picture), filename="mood.png"))
    address = None if portrait is None else "attachment://portrait.png"
    return {"view": _debrief(challenge, review, parts, credits_, address), "files": files}


def _debrief(
    challenge: StoredChallenge, review: Review, parts: Sequence[Part], credits_: Sequence[Credit], portrait: str | None
) -> Card:
    it = review.debrief
    card = Card(mood_colour(it.curve[-1].mood.state.value) if it.curve else None)
    card.beside(_glance(challenge, it), portrait, 500)
    card.text(f"**Next:** {it.next}", 300)
    if review.picture is not None and it.score.total is not None:
        curve = ", ".join(str(point.mood.anger) for point in it.curve)
        card.picture("attachment://mood.png", f"Anger after each message: {curve}")
    card.rule()
    card.text(_each_one(parts, credits_), 2300)
    if it.turning_points:
        card.rule()
        lines = (
            f"**{'Message' if one.text else 'After message'} {one.turn} ({signed(one.delta)})**\n"
            f"{'It' if one.text else 'Time'} {shortened(one.why, 90)}."
            for one in it.turning_points[:3]
        )
        card.text("\n".join(("### Turning points", *lines)), 500)
    card.rule()
    card.text(it.reset, 300)
    card.file("attachment://debrief.txt")
    card.row([Press("together_turns", f"{challenge.id}.0", "Turn by turn")])
    return card


def _glance(challenge: StoredChallenge, it: Debrief) -> str:
    outcome = load_wording().outcomes["open" if it.outcome is None else it.outcome.value]
    lines = [f"## Debrief: {plain(challenge.name)}", f"With {plain(it.persona)}. {outcome}"]
    if it.score.total is not None:
        band = it.score.band.upper() if it.score.band != "none" else "no band yet"
        lines.append(f"**{it.score.total} of 100 · {band}** · {counted(it.turns, 'message')} · {clock(it.seconds)} min")
    return "\n".join(lines)


def _each_one(parts: Sequence[Part], credits_: Sequence[Credit]) -> str:
    """Who did what; who calmed most first, then those whose proposals were not chosen."""
    brought = {one.person_id: one for one in credits_}
    lines = ["### Who did what"] if parts or credits_ else []
    for part in parts:
        own = brought.pop(part.person_id, None)
        moved = f"{counted(len(part.turns), 'message')}, anger {signed(part.moved)}"
        lines.append(f"**{plain(shortened(part.name, 40))}** · {moved}{_credit(own)}")
        for mark, moment in (("👍", part.best), ("👎", part.worst)):
            if moment is not None:
                lines.append(f"-# {mark} {signed(moment.delta)} “{plain(shortened(moment.text, 70))}”")
    lines += [f"**{plain(shortened(own.name, 40))}**{_credit(own)}" for own in brought.values()]
    return "\n".join(lines)


def _credit(own: Credit | None) -> str:
    if own is None:
        return ""
    return f" · {counted(own.proposed, 'proposal')}, {own.chosen} chosen, {counted(own.votes, 'vote')}"


def _parts_as_text(parts: Sequence[Part]) -> str:
    lines = ["Who did what"] if parts else []
    for part in parts:
        numbers = ", ".join(map(str, part.turns))
        messages = f"message{'' if len(part.turns) == 1 else 's'} {numbers}"
        lines.append(f"  {part.name}: {messages}; anger {signed(part.moved)}")
        for label, moment in (("best", part.best), ("worst", part.worst)):
            if moment is not None:
                lines.append(f"    {label} ({signed(moment.delta)}), message {moment.turn}: {moment.text}")
    return "\n".join(lines)


def turn_by_turn(challenge: StoredChallenge, turns: Sequence[Turn], parts: Sequence[Part], page: int) -> Card:
    """Some of the messages, with who wrote each and what it did."""
    pages = max(1, -(-len(turns) // TURNS_A_PAGE))
    page = max(0, min(page, pages - 1))
    names = {number: part.name for part in parts for number in part.turns}
    card = Card()
    card.text("### Turn by turn" + (f" · page {page + 1} of {pages}" if pages > 1 else ""))
    if not turns:
        card.text("Nothing was said to the customer in this call.")
    for one in turns[page * TURNS_A_PAGE : (page + 1) * TURNS_A_PAGE]:
        card.rule()
        name = plain(shortened(names.get(one.number, "a former colleague"), 40))
        after = mood_text(one.after.state.value, one.after.anger, one.delta)
        card.text(f"**{one.number}.** {name}: “{plain(shortened(one.text, 400))}”\n{after}", 900)
    card.row(pages_between("together_turns", challenge.id, page, pages))
    return card
