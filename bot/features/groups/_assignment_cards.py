"""What people see of assignments: the announcement, the lists, how far everybody is, and what is one's own."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.desk import CustomerDone, Fulfilment, Overview, Own, State
from bot.store import Assignment
from bot.ui import Card, Press, paging
from bot.ui.cards import plain

_LOOKS = {State.PENDING: "○", State.IN_PROGRESS: "◐", State.PASSED: "✓", State.MISSED: "✕"}
"""Beside the word, never alone."""
_MEMBERS = 12
_LISTED = 8
_OWN = 4
"""What stands on one page of a card."""
_MEMBERS_OF_LONG = 5
_SHORT = 2
"""Members on a page where the assignment has more customers than this."""


def what(one: Assignment) -> str:
    """`marta, gus · hard or harder · silver in 3 attempts`."""
    band = "any scored call" if one.band == "none" else f"{one.band} or better"
    attempts = "1 attempt" if one.attempts == 1 else f"{one.attempts} attempts"
    each = " each" if len(one.customers) > 1 else ""
    level = one.difficulty if one.difficulty == "extreme" else f"{one.difficulty} or harder"
    return f"{', '.join(one.customers)} · {level} · {band} in {attempts}{each}"


def by(one: Assignment) -> str:
    return plain(one.trainer_name) or "somebody who has left"


def due(at: datetime) -> str:
    """The due time in the reader's own zone, and how far it is."""
    return f"{discord.utils.format_dt(at, 'F')} ({discord.utils.format_dt(at, 'R')})"


def sentence(one: Assignment) -> str:
    """An assignment in one line, for a message."""
    return f"**{what(one)}**, due {due(one.due_at)}."


def announced(one: Assignment, mentions: str) -> Card:
    """The message in the channel; the mentions ping only whom the sender allows."""
    card = Card()
    card.text(f"## New assignment\n{mentions}", 2600)
    card.text(f"**{what(one)}**\nDue {due(one.due_at)} · assigned by {by(one)}")
    card.text(f"-# `{one.id}` · Yours alone to see: `/assign mine` says how far you are.")
    card.row([take(one.id)])
    return card


def take(assignment_id: str, *, disabled: bool = False, label: str = "Take the call") -> Press:
    style = discord.ButtonStyle.primary
    return Press("assigned_call", assignment_id, label, style=style, emoji="📞", disabled=disabled)


def given(found: Overview, notes: Sequence[str]) -> Card:
    """For the trainer: it was assigned."""
    one, people = found.assignment, len(found.members)
    card = Card()
    card.text(f"## Assigned · `{one.id}`\n{sentence(one)}")
    reached = "nobody yet" if not people else "1 person" if people == 1 else f"{people} people"
    card.text(f"It reached {reached}{f' of the role {plain(one.role_name)}' if one.role_id else ''}.")
    if one.role_id:
        card.text("-# Who bears the role and never used Simmer yet gets it with their first command or press.")
    if one.remind_at is not None:
        card.text(f"-# Reminder: {discord.utils.format_dt(one.remind_at, 'F')}, to those who have not passed by then.")
    for note in notes:
        card.text(f"⚠️ {note}")
    card.row([Press("assignment", f"{one.id}.1", "How far they are")])
    return card


def shown(found: Overview, page: int) -> Card:
    """For trainers: one assignment with everybody's state."""
    one = found.assignment
    card = Card()
    role = f" to the role {plain(one.role_name)}" if one.role_id else ""
    card.text(f"## Assignment `{one.id}`\n{sentence(one)}\n-# Assigned by {by(one)}{role}")
    if one.withdrawn_at is not None:
        card.text(f"Withdrawn {discord.utils.format_dt(one.withdrawn_at, 'F')}; this is how far people were.")
    card.text(_counts(found) if found.members else "It has reached nobody yet.")
    each = _MEMBERS if len(one.customers) <= _SHORT else _MEMBERS_OF_LONG
    pages = pages_of(found.members, each)
    page = min(max(page, 1), pages)
    lines = [_member(member) for member in found.members[(page - 1) * each : page * each]]
    card.text("\n".join(lines), 3000)
    turning(card, "assignment", one.id, page, pages)
    return card


def listed(found: Sequence[Overview], page: int, *, past: bool) -> Card:
    """For trainers: what runs, and with `past` what is over."""
    card = Card()
    card.text(f"## Assignments{' · past ones too' if past else ''}")
    if not found:
        card.text("Nothing is assigned. `/assign new` is the way.")
    pages = pages_of(found, _LISTED)
    page = min(max(page, 1), pages)
    for over in found[(page - 1) * _LISTED : page * _LISTED]:
        one = over.assignment
        withdrawn = " · withdrawn" if one.withdrawn_at is not None else ""
        role = f" · {plain(one.role_name)}" if one.role_id else ""
        card.text(f"`{one.id}` {sentence(one)}{withdrawn}\n-# {_counts(over) or 'nobody yet'}{role}", 450)
    turning(card, "assignments", "past" if past else "now", page, pages)
    card.text("-# `/assign show` names everybody and how far they are.")
    return card


def mine(found: Sequence[Own], page: int, *, past: bool) -> Card:
    """One's own: what is to be done, how far one is, and a button that begins."""
    card = Card()
    card.text(f"## Assigned to you{' · past ones too' if past else ''}")
    if not found:
        card.text("Nothing is assigned to you. Practise what you like: `/practice start`")
    pages = pages_of(found, _OWN)
    page = min(max(page, 1), pages)
    for own in found[(page - 1) * _OWN : page * _OWN]:
        one, state = own.assignment, own.fulfilment.state
        done = "\n".join(f"- {customer.persona_id}: {_done(customer)}" for customer in own.fulfilment.customers)
        late = " · passed late" if own.fulfilment.late_at is not None else ""
        head = f"**{what(one)}**\n{_LOOKS[state]} {state}{late} · due {due(one.due_at)}"
        card.text(f"{head}\n-# `{one.id}` · assigned by {by(one)}\n{done}", 800)
        if own.above_ceiling:
            card.text("-# Harder than your own ceiling, which only you know. `/me` changes it.")
        if state in {State.PENDING, State.IN_PROGRESS}:
            card.row([take(one.id)], inside=True)
    turning(card, "my_assignments", "past" if past else "now", page, pages)
    return card


def pages_of(items: Sequence[object], each: int) -> int:
    return max(1, -(-len(items) // each))


def turning(card: Card, verb: str, subject: str, page: int, pages: int) -> None:
    """Buttons to the page before and the one after, where there are several."""
    if pages > 1:
        card.text(f"-# Page {page} of {pages}")
        card.row(paging(verb, lambda number: f"{subject}.{number}", page, range(1, pages + 1)))


def _counts(found: Overview) -> str:
    """`○ 3 pending · ✓ 2 passed`."""
    return " · ".join(f"{_LOOKS[state]} {number} {state}" for state, number in found.counts.items() if number)


def _member(one: Fulfilment) -> str:
    late = f" · passed late {discord.utils.format_dt(one.late_at, 'd')}" if one.late_at is not None else ""
    done = ", ".join(f"{customer.persona_id}: {_done(customer)}" for customer in one.customers)
    return f"{_LOOKS[one.state]} **{plain(one.name)}** {one.state}{late} · {done}"


def _done(one: CustomerDone) -> str:
    """How far somebody is with a customer: `best 62, 1 left`."""
    if one.passed_at is not None:
        return f"passed, best {one.best}"
    if one.best is None:
        return "not begun"
    return f"best {one.best}, {one.left} left"
