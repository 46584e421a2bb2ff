"""What people see of assignments: the announcement, the lists, how far everybody is, and what is one's own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import discord

from bot.desk import CustomerDone, Fulfilment, Overview, Own, State
from bot.store import Assignment
from bot.ui import Card, Press, paging, shortened
from bot.ui.cards import plain

_LOOKS = {State.PENDING: "○", State.IN_PROGRESS: "◐", State.PASSED: "✓", State.MISSED: "✕"}
"""Beside the word, never alone."""
_MEMBERS = 12
_LISTED = 8
_OWN = 4
"""What stands on one page of a card."""
_NAMED = 3
"""Members who are named where an assignment is one line; more are counted."""
_LONGEST_NAME = 40
"""Letters of a customer's name."""
_MEMBERS_OF_LONG = 4
_SHORT = 2
"""Members on a page where the assignment has more customers than this."""


Names = Mapping[str, str]
"""The customers' names by their ids; of a customer who is no longer there, the id is all that is known."""


def what(one: Assignment, names: Names) -> str:
    """`Marta Lindqvist, Gus Petropoulos · hard or harder · silver in 3 attempts each`."""
    band = "any scored call" if one.band == "none" else f"{one.band} or better"
    attempts = "1 attempt" if one.attempts == 1 else f"{one.attempts} attempts"
    each = " each" if len(one.customers) > 1 else ""
    level = one.difficulty if one.difficulty == "extreme" else f"{one.difficulty} or harder"
    return f"{plain(customers(one, names))} · {level} · {band} in {attempts}{each}"


def customers(one: Assignment, names: Names) -> str:
    """The customers that are to be practised with, by name."""
    return ", ".join(_called(id_, names) for id_ in one.customers)


def _called(persona_id: str, names: Names) -> str:
    return shortened(names.get(persona_id, persona_id), _LONGEST_NAME)


def by(one: Assignment) -> str:
    return plain(one.trainer_name) or "somebody who has left"


def due(at: datetime) -> str:
    """The due time in the reader's own zone, and how far it is."""
    return f"{discord.utils.format_dt(at, 'F')} ({discord.utils.format_dt(at, 'R')})"


def sentence(one: Assignment, names: Names) -> str:
    """An assignment in one line, for a message."""
    return f"**{what(one, names)}**, due {due(one.due_at)}."


def announced(one: Assignment, mentions: str, names: Names) -> Card:
    """The message in the channel; the mentions ping only whom the sender allows."""
    card = Card()
    card.text(f"## New assignment\n{mentions}", 2600)
    card.text(f"**{what(one, names)}**\nDue {due(one.due_at)} · assigned by {by(one)}")
    card.text(f"-# `{one.id}` · `/assign mine` shows how far you are; only you see it.")
    card.row([take(one.id)])
    return card


def take(assignment_id: str, *, disabled: bool = False, label: str = "Take the call") -> Press:
    style = discord.ButtonStyle.primary
    return Press("assigned_call", assignment_id, label, style=style, emoji="📞", disabled=disabled)


def given(found: Overview, notes: Sequence[str], names: Names) -> Card:
    """For the trainer: it was assigned."""
    one = found.assignment
    card = Card()
    card.text(f"## Assigned · `{one.id}`\n{sentence(one, names)}")
    role = f" (the role {plain(one.role_name)})" if one.role_id else ""
    card.text(f"It has reached {_reached(found)}{role if found.members else ''}.")
    if one.role_id:
        card.text("-# Whoever has the role and never used Simmer gets it with their first command or press.")
    if one.remind_at is not None:
        card.text(f"-# Reminder: {discord.utils.format_dt(one.remind_at, 'F')}, to those who have not passed by then.")
    for note in notes:
        card.text(f"⚠️ {note}")
    card.row([Press("assignment", f"{one.id}.1", "How far they are")])
    return card


def _reached(found: Overview) -> str:
    """Whom an assignment has reached: a few by name, more by their number."""
    names = [plain(member.name) for member in found.members]
    if len(names) > _NAMED:
        return f"{len(names)} people"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or "nobody yet"


def shown(found: Overview, page: int, names: Names) -> Card:
    """For trainers: one assignment with everybody's state."""
    one = found.assignment
    card = Card()
    role = f" to the role {plain(one.role_name)}" if one.role_id else ""
    card.text(f"## Assignment `{one.id}`\n{sentence(one, names)}\n-# Assigned by {by(one)}{role}")
    if one.withdrawn_at is not None:
        card.text(f"Withdrawn {discord.utils.format_dt(one.withdrawn_at, 'F')}; this is how far people were.")
    card.text(_counts(found) if found.members else "It has reached nobody yet.")
    each = _MEMBERS if len(one.customers) <= _SHORT else _MEMBERS_OF_LONG
    pages = pages_of(found.members, each)
    page = min(max(page, 1), pages)
    lines = [_member(member, names) for member in found.members[(page - 1) * each : page * each]]
    card.text("\n".join(lines), 3000)
    turning(card, "assignment", one.id, page, pages)
    return card


def listed(found: Sequence[Overview], page: int, names: Names, *, past: bool) -> Card:
    """For trainers: what runs, and with `past` what is over."""
    card = Card()
    card.text(f"## Assignments{' · past ones too' if past else ''}")
    if not found:
        card.text("Nothing is assigned. `/assign new` asks somebody to practise.")
    pages = pages_of(found, _LISTED)
    page = min(max(page, 1), pages)
    for over in found[(page - 1) * _LISTED : page * _LISTED]:
        one = over.assignment
        withdrawn = " · withdrawn" if one.withdrawn_at is not None else ""
        to = f"the role {plain(one.role_name)}" if one.role_id else _reached(over)
        counts = f" · {_counts(over)}" if over.members else ""
        card.text(f"`{one.id}` {sentence(one, names)}{withdrawn}\n-# To {to}{counts}", 450)
    turning(card, "assignments", "past" if past else "now", page, pages)
    if found:
        card.text("-# `/assign show` shows how far everybody is.")
    return card


def mine(found: Sequence[Own], page: int, names: Names, *, past: bool) -> Card:
    """One's own: what is to be done, how far one is, and a button that begins."""
    card = Card()
    card.text(f"## Assigned to you{' · past ones too' if past else ''}")
    if not found:
        card.text("Nothing is assigned to you. Practise what you like: `/practice start`.")
    pages = pages_of(found, _OWN)
    page = min(max(page, 1), pages)
    for own in found[(page - 1) * _OWN : page * _OWN]:
        one, state = own.assignment, own.fulfilment.state
        done = "\n".join(_of_customer(customer, names, "- ") for customer in own.fulfilment.customers)
        late = " · passed late" if own.fulfilment.late_at is not None else ""
        head = f"**{what(one, names)}**\n{_LOOKS[state]} {state}{late} · due {due(one.due_at)}"
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


def _member(one: Fulfilment, names: Names) -> str:
    late = f" · passed late {discord.utils.format_dt(one.late_at, 'd')}" if one.late_at is not None else ""
    done = ", ".join(_of_customer(customer, names) for customer in one.customers)
    return f"{_LOOKS[one.state]} **{plain(one.name)}** {one.state}{late} · {done}"


def _of_customer(one: CustomerDone, names: Names, mark: str = "") -> str:
    return f"{mark}{plain(_called(one.persona_id, names))}: {_done(one)}"


def _done(one: CustomerDone) -> str:
    """How far somebody is with a customer: `best 62, 1 try left`."""
    if one.passed_at is not None:
        return f"passed, best {one.best}"
    if one.best is None:
        return "not begun"
    return f"best {one.best}, {one.left} {'try' if one.left == 1 else 'tries'} left"
