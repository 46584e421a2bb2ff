"""The words for a challenge that stand on several of its cards."""

from datetime import datetime

import discord

from bot.customers.persona import Persona
from bot.desk.challenges import Counts, Kind, Order, State, Terms, terms_of
from bot.store import StoredChallenge
from bot.ui.cards import plain

SYMBOLS = {Kind.TOURNAMENT: "🏆", Kind.DUEL: "⚔️", Kind.RELAY: "🔁", Kind.RAID: "🔥"}


def head(challenge: StoredChallenge, persona: Persona) -> str:
    """The first lines of every card about a challenge."""
    level = f"{challenge.difficulty} · {challenge.mode}"
    return (
        f"## {SYMBOLS[Kind(challenge.kind)]} {plain(challenge.name)}\n"
        f"{challenge.kind.capitalize()} with **{persona.name}** · {persona.company} · {level}"
    )


def rules(challenge: StoredChallenge) -> str:
    """What was chosen for it, in a line."""
    terms, kind = terms_of(challenge), Kind(challenge.kind)
    if kind is Kind.TOURNAMENT:
        return _tournament_rules(terms)
    if kind is Kind.DUEL:
        return f"{span(terms.race)} from the moment both have joined"
    if kind is Kind.RELAY:
        order = "In the order of joining" if terms.order is Order.FIXED else "Anybody, but nobody twice in a row"
        return f"{order} · whoever does not write for {span(terms.absent)} is skipped"
    return f"{span(terms.propose)} for proposals, {span(terms.vote)} for the vote"


def _tournament_rules(terms: Terms) -> str:
    which = "the best counts" if terms.counts is Counts.BEST else "the first counts"
    parts = [counted(terms.attempts, "attempt") + (f", {which}" if terms.attempts > 1 else "")]
    if terms.least_band != "none":
        parts.append(f"ranked from {terms.least_band}")
    if terms.hidden:
        parts.append("the standings are hidden until the close")
    return " · ".join(parts)


def when(challenge: StoredChallenge) -> str:
    """Where it is in its life, in the reader's own time."""
    closes = f"closes {both(challenge.closes_at)}"
    match State(challenge.state):
        case State.ANNOUNCED if challenge.kind == Kind.DUEL:
            return f"Begins when two have joined · {closes}"
        case State.ANNOUNCED if challenge.opens_at is None:
            return f"A trainer begins it · {closes}"
        case State.ANNOUNCED if challenge.opens_at is not None:
            return f"Opens {both(challenge.opens_at)} · {closes}"
        case State.OPEN:
            return f"Open · {closes}"
        case State.CLOSING if challenge.ends_at is not None:
            return f"Closing · calls that run count if they end by {both(challenge.ends_at)}"
        case _:
            return "Closed" if challenge.closed_at is None else f"Closed {both(challenge.closed_at)}"


def both(at: datetime) -> str:
    """A time as a date and as how far it is, both in the reader's own zone."""
    return f"{discord.utils.format_dt(at, 'f')} ({discord.utils.format_dt(at, 'R')})"


def counted(number: int, what: str) -> str:
    """`1 attempt`, `3 attempts`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def span(seconds: float) -> str:
    """A time that was chosen: `30 min`, `90 s`."""
    whole = round(seconds)
    return f"{whole} s" if whole % 60 else f"{whole // 60} min"


def minutes(seconds: float) -> str:
    """`2:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
