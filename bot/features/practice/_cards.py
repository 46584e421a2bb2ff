"""What is shown of a practice: the briefing before it, how it stands, the debrief after it."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.call import Mood, Phase
from bot.call.events import Reason
from bot.coaching import Debrief, WhatIf
from bot.coaching.account import Turn
from bot.coaching.causes import did
from bot.coaching.wording import load_wording
from bot.customers.persona import Persona
from bot.desk.review import Review
from bot.features.asides import clock
from bot.features.casefile import casefile
from bot.store import Practice
from bot.ui import Card, Press, mood_colour, mood_text, paging, shortened, signed
from bot.ui.cards import plain

TURNS_A_PAGE = 4
_PHASES = {
    Phase.VENTING: "They are letting it out.",
    Phase.TELLING: "They are telling the story.",
    Phase.EXPLORING: "Details are being cleared up.",
    Phase.SOLVING: "A solution is being found.",
    Phase.CLOSING: "The call is coming to its end.",
}


def briefing(practice: Practice, persona: Persona, portrait: str | None, *, reply: bool, taken: bool = False) -> Card:
    """The case file: what the desk's system shows before the call. `portrait` is the picture's address."""
    card = casefile(persona, portrait)
    level = f"{practice.difficulty} · {practice.mode} · seed {practice.seed}"
    again = f" · from message {practice.from_turn} of an earlier call" if practice.from_turn else ""
    card.text(f"-# {level}{again}", 200)
    card.row(_controls(practice, taken=taken))
    if reply:
        card.row([reply_button(practice)])
    return card


def _controls(practice: Practice, *, taken: bool) -> list[Press]:
    style = discord.ButtonStyle
    buttons = [] if taken else [Press("take", practice.id, "Take the call", style=style.success, emoji="📞")]
    if practice.mode != "exam":
        buttons.append(Press("hint", practice.id, "Hint", emoji="💡"))
    buttons += [
        Press("hold", practice.id, "Hold", emoji="⏸️"),
        Press("supervisor", practice.id, "Supervisor", emoji="🧑‍💼"),
        Press("end", practice.id, "End", style=style.danger),
    ]
    return buttons


def reply_button(practice: Practice) -> Press:
    return Press("reply", practice.id, "Reply", style=discord.ButtonStyle.primary, emoji="💬")


def over(practice: Practice, outcome: str) -> Card:
    """The call is over; one press leads to the debrief."""
    card = Card()
    card.text(f"### The call is over\n{load_wording().outcomes[outcome]}")
    card.text(
        "How did it go, in your own view? Say so first, then see the debrief. Without an answer the debrief comes by "
        "itself."
    )
    card.row([Press("rate", practice.id, "To the debrief", style=discord.ButtonStyle.primary)])
    return card


def status(practice: Practice, persona: Persona, mood: Mood | None, phase: Phase, seconds: float, turn: int) -> Card:
    """How the call stands; an exam does not show the mood."""
    card = Card(mood_colour(mood.state.value) if mood else None)
    card.text(f"### {persona.name} · <#{practice.thread_id}>")
    if mood is not None:
        card.text(f"{mood_text(mood.state.value, mood.anger)}\n-# {_PHASES[phase]}")
    card.text(f"-# {clock(seconds)} min · message {turn} · {practice.difficulty} · {practice.mode}")
    return card


def debrief(practice: Practice, review: Review, portrait: str | None, picture: str | None, file: str) -> Card:
    """The debrief at a glance; the whole of it is in the file."""
    it = review.debrief
    card = Card(mood_colour(it.curve[-1].mood.state.value) if it.curve else None)
    card.beside(_glance(it), portrait, 600)
    card.text(f"**Next:** {it.next}", 350)
    if review.agreement:
        card.text(f"-# {review.agreement}", 120)
    if it.score.total is not None:
        if picture is not None:
            card.picture(picture, _curve_in_words(it))
        card.text(_parts(it), 400)
        card.rule()
        card.text(_turning_points(it), 1000)
        card.text(_remarks(it), 900)
    card.rule()
    card.text(_after(it), 500)
    card.text(f"⏸️ {review.nudge}" if review.nudge else "", 250)
    card.file(file)
    card.row(
        [
            Press("turns", practice.id, "Turn by turn"),
            Press("what_if", practice.id, "What if"),
            Press("from_here", practice.id, "Try again from a message"),
            Press("same_again", practice.id, "Same call again"),
            Press("share", practice.id, "Share"),
        ]
    )
    return card


def _glance(it: Debrief) -> str:
    outcome = load_wording().outcomes["open" if it.outcome is None else it.outcome.value]
    lines = [f"## Debrief: {it.persona}", outcome]
    if it.score.total is not None:
        band = it.score.band.upper() if it.score.band != "none" else "no band yet"
        messages = f"{it.turns} message{'' if it.turns == 1 else 's'}"
        lines.append(f"**{it.score.total} of 100 · {band}** · {messages} · {clock(it.seconds)} min")
        if it.stars:
            lines.append(f"The customer's rating: {'★' * it.stars}{'☆' * (5 - it.stars)} {it.stars} of 5")
    lines += [f"-# {note}" for note in it.score.notes[:2]]
    return "\n".join(lines)


def _curve_in_words(it: Debrief) -> str:
    return "Anger after each message: " + ", ".join(str(point.mood.anger) for point in it.curve)


def _parts(it: Debrief) -> str:
    return "\n".join(
        f"`{'█' * round(10 * part.score / part.of)}{'░' * (10 - round(10 * part.score / part.of))}` "
        f"{name} {part.score} of {part.of}"
        for name, part in it.score.parts.items()
    )


def _turning_points(it: Debrief) -> str:
    if not it.turning_points:
        return ""
    lines = ["### Turning points"]
    for moment in it.turning_points[:4]:
        where = f"Message {moment.turn}" if moment.text else f"After message {moment.turn}"
        said = f" “{plain(shortened(moment.quote, 70))}”" if moment.text else ""
        subject = "It" if moment.text else "Time"
        lines.append(f"**{where} ({signed(moment.delta)})**{said}\n{subject} {shortened(moment.why, 90)}.")
        if moment.better is not None:
            lines.append(f"> Better: “{shortened(moment.better.text, 130)}”")
    return "\n".join(lines)


def _remarks(it: Debrief) -> str:
    lines = []
    if it.strengths:
        lines += ["### What worked", *(f"- {shortened(remark.text, 110)}" for remark in it.strengths)]
    if it.improve:
        lines += ["### What to improve", *(f"- {shortened(remark.text, 150)}" for remark in it.improve)]
    return "\n".join(lines)


def _after(it: Debrief) -> str:
    lines = []
    for note in it.notes:
        if note.complete:
            lines.append("Your note is complete.")
        if note.missing:
            lines.append(f"Your note leaves out: {shortened('; '.join(note.missing), 150)}")
        if note.wrong:
            lines.append(f"Your note gets wrong: {shortened('; '.join(note.wrong), 150)}")
    lines += [plain(it.costs), f"**What reaches them:** {plain(it.reaches)}" if it.stars else "", it.reset]
    return "\n".join(line for line in lines if line)


def turn_by_turn(practice: Practice, turns: Sequence[Turn], page: int) -> Card:
    """Some messages with what each did, and buttons to the others."""
    pages = max(1, -(-len(turns) // TURNS_A_PAGE))
    page = max(0, min(page, pages - 1))
    card = Card()
    card.text("### Turn by turn" + (f" · page {page + 1} of {pages}" if pages > 1 else ""))
    if not turns:
        card.text("Nothing was said to the customer in this call.")
    for turn in turns[page * TURNS_A_PAGE : (page + 1) * TURNS_A_PAGE]:
        card.rule()
        card.text(_turn(turn), 900)
    card.row(paging("page", lambda number: f"{practice.id}.{number}", page, range(pages)))
    return card


def _turn(turn: Turn) -> str:
    lines = [
        f"**{turn.number}.** “{plain(shortened(turn.text, 260))}”",
        mood_text(turn.after.state.value, turn.after.anger, turn.delta),
    ]
    for reason in sorted(turn.reasons, key=lambda r: -abs(r.delta))[:5]:
        quote = f" “{plain(shortened(reason.quote, 50))}”" if reason.quote else ""
        lines.append(f"-# {_reason(reason)}{quote}")
    return "\n".join(lines)


def _reason(reason: Reason) -> str:
    """`+5 cut in … (T2)`: what moved the anger, in the words of the debrief."""
    technique = f" ({reason.technique})" if reason.technique else ""
    return f"{signed(reason.delta)} {did(reason.cause)}{technique}"


def what_if(turn: int, text: str, found: WhatIf, original: str) -> Card:
    """One message changed: what it would have done."""
    would = found.would.after
    card = Card(mood_colour(would.state.value))
    card.text(f"### What if, at message {turn}")
    card.text(f"**As it was** “{plain(shortened(original, 500))}”")
    was = found.original.after
    card.text(f"{mood_text(was.state.value, was.anger)}")
    card.text(f"**Instead** “{plain(shortened(text, 900))}”")
    card.text(f"{mood_text(would.state.value, would.anger)}")
    for reason in sorted(found.would.reasons, key=lambda r: -abs(r.delta))[:6]:
        card.text(f"-# {_reason(reason)}", 120)
    if found.outcome is not None:
        card.text(f"-# With everything after it unchanged:\n{load_wording().outcomes[found.outcome.value]}")
    return card


def shared(practice: Practice, it: Debrief) -> Card:
    """What the trainee shows the others: the result, not their words."""
    card = Card(mood_colour(it.curve[-1].mood.state.value) if it.curve else None)
    card.text(f"### {plain(practice.trainee_name)} practised with {it.persona}")
    card.text(_glance(it).split("\n", 1)[1])
    return card


def buttons(*items: Press) -> ui.View:
    """Buttons below a plain message."""
    view = ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view
