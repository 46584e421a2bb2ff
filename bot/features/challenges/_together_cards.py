"""The cards and forms of relays and raids: the case file, whose turn it is, the rounds, and the debrief for all."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

import discord

from bot.customers.persona import Persona
from bot.desk.challenges import Kind, RoundView, Whose, terms_of
from bot.features.casefile import casefile
from bot.features.challenges._wording import SYMBOLS, counted, rules
from bot.store import Member, Proposal, StoredChallenge
from bot.ui import Card, Form, Press, mood_colour, press_id, shortened
from bot.ui.cards import plain

_HOW = {
    Kind.RELAY: (
        "You answer {name} together, one message each in turn, here in this thread. Lines in quick succession are one "
        "message. The latest card says whose turn it is; if you want to say something else, do it in the channel."
    ),
    Kind.RAID: (
        "You answer {name} together: everybody proposes a reply with the button, you vote, and the winner is sent. "
        "{name} does not hear what you write in this thread, so talk it over here."
    ),
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
_MANY = 8
"""Proposals from which on they stand closer together."""
_STYLE = discord.ButtonStyle


def how_id(challenge: StoredChallenge) -> str:
    """The id of a button that the case file has and no other card."""
    return press_id("together_how", challenge.id)


# -- the beginning


def briefing(challenge: StoredChallenge, persona: Persona, portrait: str | None, members: Sequence[Member]) -> Card:
    """The case file for all, who are called by name."""
    card = casefile(persona, portrait)
    symbol = SYMBOLS[Kind(challenge.kind)]
    team = " ".join(mention(one.person_id, one.name) for one in members)
    card.text(f"{symbol} **{plain(challenge.name)}** · {team}", 900)
    card.text(f"-# {challenge.difficulty} · {challenge.mode} · seed {challenge.seed}", 200)
    card.row(
        [
            Press("together_how", challenge.id, "How it works", emoji="📖"),
            Press("challenge_join", challenge.id, "Join"),
            Press("challenge_leave", challenge.id, "Leave"),
        ]
    )
    return card


def how(challenge: StoredChallenge, persona: Persona) -> str:
    """The rules, for who asks."""
    return f"{_HOW[Kind(challenge.kind)].format(name=persona.name)}\n-# {rules(challenge)}"


def mention(person_id: str, name: str) -> str:
    """Somebody, so that Discord knows them; who is none of its people by name."""
    return f"<@{person_id}>" if person_id.isdecimal() else plain(name)


# -- the relay


def turn(challenge: StoredChallenge, whose: Whose, name: str, *, alone: bool, reply: bool) -> Card:
    """Whose turn it is, with what they may do beside writing; `name` is the customer's."""
    card = Card(mood_colour("calm"))
    how_to = "press **Reply**" if reply else "write your message here"
    skips = challenge.turn_since is not None and not alone
    until = challenge.turn_since + timedelta(seconds=terms_of(challenge).absent) if challenge.turn_since else None
    limit = f" Your turn passes on {discord.utils.format_dt(until, 'R')}." if skips and until is not None else ""
    if whose.person_id is None:
        card.text(f"### Anybody may answer {name}\nJust {how_to}; nobody writes twice in a row while others are here.")
    else:
        card.text(
            f"### {mention(whose.person_id, whose.name)}, it is your turn\nRead what {name} says, then {how_to}.{limit}"
        )
    card.row(_turn_buttons(challenge, reply=reply))
    return card


def answering(challenge: StoredChallenge, whose: Whose, name: str, *, reply: bool) -> Card:
    """A message was sent and `name`, the customer, answers it: who is called after that."""
    card = Card(mood_colour("calm"))
    after = "Then anybody may write." if whose.person_id is None else f"Then it is {plain(whose.name)}'s turn."
    card.text(f"### {name} answers\n{after}")
    card.row(_turn_buttons(challenge, reply=reply))
    return card


def _turn_buttons(challenge: StoredChallenge, *, reply: bool) -> list[Press]:
    buttons = [Press("relay_reply", challenge.id, "Reply", style=_STYLE.primary, emoji="💬")] if reply else []
    if challenge.mode != "exam":
        buttons.append(Press("relay_hint", challenge.id, "Hint", emoji="💡"))
    buttons += [
        Press("relay_hold", challenge.id, "Hold", emoji="⏸️"),
        Press("relay_supervisor", challenge.id, "Supervisor", emoji="🧑‍💼"),
        Press("relay_end", challenge.id, "End", style=_STYLE.danger),
    ]
    return buttons


def turn_button(challenge: StoredChallenge) -> str:
    """The id of a button that the card of the turn has, and no other."""
    return press_id("relay_hold", challenge.id)


def sure(challenge: StoredChallenge) -> Card:
    """The end is the end for all."""
    card = Card()
    card.text("This ends the call for everybody, and the debrief follows. Do you want to end it?")
    card.row([Press("relay_end_now", challenge.id, "End it for all", style=_STYLE.danger)])
    return card


# -- the raid


def proposing(challenge: StoredChallenge, view: RoundView, name: str, members: int) -> Card:
    """A round in which replies are proposed. What the others propose is not shown before the vote."""
    card = Card(mood_colour("furious"))
    number, ends = view.round.number, view.round.ends_at
    card.text(f"### Round {number} · what do we say to {name}?")
    card.text(
        f"Propose a reply; the vote begins {discord.utils.format_dt(ends, 'R')} "
        f"({discord.utils.format_dt(ends, 'T')}), or as soon as everybody has proposed."
    )
    card.text(f"-# {len(view.proposals)} of {members} have proposed")
    card.row([Press("raid_propose", f"{challenge.id}.{number}", "Propose", style=_STYLE.primary, emoji="✍️")])
    return card


def propose_button(challenge: StoredChallenge, number: int) -> str:
    return press_id("raid_propose", f"{challenge.id}.{number}")


def round_over(number: int, says: str) -> Card:
    """What is left of the card of a round."""
    card = Card()
    card.text(f"-# Round {number}: {says}")
    return card


def propose_form(challenge_id: str, number: int, before: str) -> Form:
    """The form for a proposal; `before` is one's own wording so far."""
    form = Form("raid_propose", f"{challenge_id}.{number}", f"Round {number}: your reply")
    form.ask("text", "What do we say to the customer?", long=True, most=2000, default=before or None)
    return form


def voting(challenge: StoredChallenge, view: RoundView, name: str) -> Card:
    """The proposals, without their authors: the words are to win, not the person."""
    card = Card(mood_colour("upset"))
    number, ends = view.round.number, view.round.ends_at
    card.text(f"### Round {number} · which reply does {name} get?")
    card.text(
        f"Vote by its letter until {discord.utils.format_dt(ends, 'T')} ({discord.utils.format_dt(ends, 'R')}), or "
        "until everybody has voted. You may change your vote."
    )
    room = _room(len(view.proposals))
    # One paragraph: twenty-five of them would be more components than a card has.
    between = "\n\n" if len(view.proposals) < _MANY else "\n"
    card.text(between.join(f"**{_LETTERS[i]}** {_short(one, room)}" for i, one in enumerate(view.proposals)), 3600)
    card.text(f"-# {counted(len(view.votes), 'vote')} so far · in a tie, the earliest proposal wins")
    buttons = [
        Press("raid_vote", f"{challenge.id}.{number}.{one.author_id}", _LETTERS[i])
        for i, one in enumerate(view.proposals)
    ]
    for start in range(0, len(buttons), 5):
        card.row(buttons[start : start + 5])
    return card


def vote_button(challenge: StoredChallenge, view: RoundView) -> str:
    """The id of a button that the card of this vote has, also after somebody took their proposal back."""
    return press_id("raid_vote", f"{challenge.id}.{view.round.number}.{view.proposals[0].author_id}")


def letter(view: RoundView, author_id: str) -> str:
    return next((_LETTERS[i] for i, one in enumerate(view.proposals) if one.author_id == author_id), "?")


def proposals_file(view: RoundView) -> discord.File | None:
    """All the proposals in full, where the card had to shorten one."""
    room = _room(len(view.proposals))
    if all(len(plain(one.text)) <= room for one in view.proposals):
        return None
    text = "\n\n".join(f"{_LETTERS[i]}\n{one.text}" for i, one in enumerate(view.proposals))
    return discord.File(BytesIO(text.encode()), filename="proposals.txt")


def voted(view: RoundView, winner: Proposal | None, *, tied: bool) -> Card:
    """How a vote came out, now with the authors."""
    card = Card()
    names = f"{plain(winner.author_name)}'s reply is sent" if winner is not None else "no reply is sent"
    card.text(f"### Round {view.round.number}: {names}" + (" (a tie: the earliest wins)" if tied else ""))
    room = _room(len(view.proposals))
    lines = []
    for i, one in enumerate(view.proposals):
        votes = sum(author == one.author_id and voter != author for voter, author in view.votes.items())
        mark = "🏁 " if winner is not None and one.author_id == winner.author_id else ""
        lines.append(
            f"{mark}**{_LETTERS[i]}** · {plain(shortened(one.author_name, 40))} · {counted(votes, 'vote')}: "
            f"{_short(one, max(40, room - 60))}"
        )
    card.text("\n".join(lines), 3600)
    return card


def _room(proposals: int) -> int:
    """Letters of each proposal for which a card has room."""
    return min(1500, 3500 // max(1, proposals) - 8)


def _short(one: Proposal, most: int) -> str:
    return shortened(plain(one.text).replace("\n", " "), most)
