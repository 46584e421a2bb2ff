"""The cards that tell how a challenge stands: places, podium, a duel's scoreboard, each one's part in a shared call."""

from collections.abc import Sequence

from bot.coaching.debrief import TurningPoint
from bot.customers.persona import Persona
from bot.desk import Mode
from bot.desk.challenges import Kind, Place, Scoreboard, Side, Stage, Standing, State, Step, Verdict, Why
from bot.features.challenges._controls import controls, pages_row
from bot.features.challenges._wording import counted, head, minutes, when
from bot.store import CallRecord, StoredChallenge
from bot.ui import Card, mood_colour, mood_text, shortened, signed
from bot.ui.cards import plain

PLACES_A_PAGE = 15
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_NO_RANK = "\N{EN DASH}"
_QUOTED = 2
"""Turning points of each call on the podium; three people share a card."""
_STEPS = 6
"""Equal results share a step, so that there may be many people on three; more are counted."""
_STAGES = {
    Stage.WAITING: "has not taken the call yet",
    Stage.RUNNING: "is on the call",
    Stage.DONE: "is done",
    Stage.STOPPED: "stopped the call",
    Stage.LEFT: "left",
}
_OUTCOMES = {
    "resolved": "resolved",
    "settled": "settled",
    "escalated": "escalated",
    "ended": "ended without a solution",
    "timed_out": "the customer gave up waiting",
    "walked_out": "the customer walked out",
    "stopped": "stopped",
}
_DECIDED = {
    Why.ENDING: "the better ending",
    Why.CALMER: "the same ending, with less heat",
    Why.QUICKER: "equally calm, but quicker",
    Why.UNFINISHED: "the other call was not over in time",
    Why.WALKOVER: "there was no other call to the end",
}
_UNDECIDED = {
    Why.DRAW: "A draw: the same ending, equally calm and equally quick.",
    Why.STOPPED: "No winner: a call was stopped.",
    Why.NOBODY: "No winner: neither call was played to its end.",
}


def place_line(place: Place) -> str:
    """One line of a tournament's standings."""
    name, call = plain(shortened(place.name, 40)), place.counted
    tries = counted(place.attempts, "attempt")
    if call is None or call.score is None:
        return f"**{_NO_RANK}** {name} · no result yet · {tries}"
    rank = _NO_RANK if place.rank is None else f"{place.rank}."
    band = "no band" if call.band == "none" else call.band.upper()
    messages = counted(call.turns, "message")
    return f"**{rank}** {name} · **{call.score}** {band} · {messages} · {minutes(call.seconds)} min · {tries}"


def standings(standing: Standing, persona: Persona, page: int = 0) -> Card:
    """How it stands, for whoever asked."""
    challenge = standing.challenge
    if standing.board is not None:
        return scoreboard(standing, persona, buttons=False)
    card = Card()
    card.text(head(challenge, persona), 500)
    card.text(f"-# {when(challenge)}", 200)
    if Kind(challenge.kind).shared:
        _parts(card, standing)
        return card
    if standing.hidden:
        card.text("The standings are hidden until the close. This is your own result:")
    pages = max(1, -(-len(standing.places) // PLACES_A_PAGE))
    page = min(max(page, 0), pages - 1)
    lines = [place_line(one) for one in standing.places[page * PLACES_A_PAGE : (page + 1) * PLACES_A_PAGE]]
    card.text("\n".join(lines) or ("You have not joined." if standing.hidden else "Nobody has joined yet."), 2800)
    no_rank = f"-# {_NO_RANK} has no rank: no result, or below the lowest band that is ranked."
    card.text(no_rank if _unranked(standing) else "")
    if pages > 1:
        card.text(f"-# Page {page + 1} of {pages}")
        card.row(pages_row(challenge, page, pages))
    return card


def _unranked(standing: Standing) -> bool:
    return not standing.hidden and any(place.rank is None for place in standing.places)


def podium(standing: Standing, steps: Sequence[Step], persona: Persona) -> Card:
    """The end of a tournament."""
    challenge = standing.challenge
    card = Card(mood_colour("relieved"))
    card.text(head(challenge, persona), 500)
    card.text(f"**{when(challenge)}** · {counted(len(standing.places), 'member')}", 200)
    card.rule()
    if not steps:
        card.text("Nobody is on the podium: there is no result that is ranked.")
    for step in steps[:_STEPS]:
        place, medal = step.place, _MEDALS.get(step.place.rank or 0, "")
        quotes = [_quoted(point) for point in step.turning_points if point.text][:_QUOTED]
        card.text("\n".join((f"{medal} {place_line(place)}", *quotes)), 800)
    if len(steps) > _STEPS:
        card.text(f"-# and {len(steps) - _STEPS} more with the same results")
    card.rule()
    card.text("-# Only those who agreed are quoted. Everybody finds their own debrief in their own thread.")
    card.row(controls(challenge))
    return card


def _quoted(point: TurningPoint) -> str:
    delta = point.after.anger - point.before.anger
    quote = plain(shortened(point.quote or point.text, 140)).replace("\n", " ")
    return f"> Message {point.turn} ({signed(delta)}): “{quote}”"


def scoreboard(standing: Standing, persona: Persona, *, buttons: bool = True) -> Card:
    """A duel, side by side."""
    challenge = standing.challenge
    board = standing.board or Scoreboard((), None)
    card = Card(_colour(challenge, board))
    card.text(head(challenge, persona), 500)
    card.text(f"**{when(challenge)}**", 200)
    for side in board.sides:
        card.rule()
        card.text(_side(challenge, side), 500)
    if board.verdict is not None and challenge.state == State.CLOSED:
        card.rule()
        card.text(_verdict(board, board.verdict), 300)
    if any(_shows(challenge, side) for side in board.sides):
        card.text("-# Heat: the anger after each message, added up; of two equal endings the one with less heat wins.")
    if buttons:
        card.row(controls(challenge))
    return card


def _colour(challenge: StoredChallenge, board: Scoreboard) -> int | None:
    if challenge.state == State.CLOSED:
        return mood_colour("relieved") if board.verdict is not None and board.verdict.winner_id else None
    return mood_colour("angry")


def _side(challenge: StoredChallenge, side: Side) -> str:
    told = _STAGES[side.stage]
    if side.stage is Stage.DONE and side.outcome is not None:
        told = _OUTCOMES.get(side.outcome, side.outcome)
    lines = [f"**{plain(shortened(side.name, 60))}** · {told}"]
    if side.stage is Stage.WAITING:
        return lines[0]
    shows = _shows(challenge, side)
    if shows and side.state is not None and side.anger is not None:
        lines.append(mood_text(side.state.value, side.anger))
    heat = f" · heat {side.heat}" if shows else ""
    lines.append(f"-# {counted(side.turns, 'message')} · {minutes(side.seconds)} min{heat}")
    return "\n".join(lines)


def _shows(challenge: StoredChallenge, side: Side) -> bool:
    """Whether the mood is shown: in an exam the trainee does not see it, and they can look here."""
    begun = side.stage is not Stage.WAITING
    return begun and (Mode(challenge.mode).shows_mood or challenge.state == State.CLOSED)


def _verdict(board: Scoreboard, verdict: Verdict) -> str:
    winner = next((side.name for side in board.sides if side.person_id == verdict.winner_id), None)
    if winner is None:
        return f"### {_UNDECIDED.get(verdict.why, 'No winner.')}"
    return f"### 🏅 {plain(shortened(winner, 60))} wins: {_DECIDED[verdict.why]}."


def outcome_line(call: CallRecord) -> str:
    """How a shared call came out, or that it goes on: `Resolved · **78** of 100`."""
    if call.outcome is None:
        return "The call is going on."
    outcome = _OUTCOMES.get(call.outcome, call.outcome)
    score = "no score" if call.score is None else f"**{call.score}** of 100"
    return f"{outcome[:1].upper()}{outcome[1:]} · {score}"


def _parts(card: Card, standing: Standing) -> None:
    """Each one's part in a relay or a raid."""
    if standing.call is None:
        card.text("The call has not begun.")
        return
    card.text(outcome_line(standing.call))
    lines = [
        f"**{plain(shortened(part.name, 40))}** · {counted(len(part.turns), 'message')} · "
        f"moved the anger by {signed(part.moved)}"
        for part in standing.parts
    ]
    card.text("\n".join(lines) or "Nobody has said anything yet.", 1600)
    credits_ = [
        f"**{plain(shortened(one.name, 40))}** · {counted(one.proposed, 'proposal')}, {one.chosen} chosen, "
        f"{counted(one.votes, 'vote')}"
        for one in standing.credits
    ]
    card.text("\n".join(credits_), 1600)
