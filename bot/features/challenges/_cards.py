"""The cards that tell what a challenge is: its announcement, the list of all, and what one person needs of it."""

from collections.abc import Mapping, Sequence

from bot.customers.persona import Persona
from bot.desk.challenges import Kind, Standing, State, terms_of
from bot.features.challenges._controls import controls, pages_between
from bot.features.challenges._standing_cards import outcome_line, place_line
from bot.features.challenges._wording import SYMBOLS, counted, head, rules, when
from bot.store import Member, StoredChallenge
from bot.ui import Card, Press, mood_colour, shortened
from bot.ui.cards import plain

LISTED = 8
"""Challenges on one page of the list."""
_SHOWN_PLACES = 5
_NAMED = 30
"""Members who are named on a card; more are counted."""
_HOW = {
    Kind.TOURNAMENT: "Everybody plays alone, in a private thread, with the same customer. The best score wins.",
    Kind.DUEL: "Two play at the same time, each alone with the same customer. The calmer and quicker resolution wins.",
    Kind.RELAY: "One customer in one thread. The team answers in turn, message by message.",
    Kind.RAID: "One furious customer in one thread. Everybody proposes a reply, the team votes, the best is sent.",
}


def title(challenge: StoredChallenge) -> str:
    """The name of a challenge in a sentence."""
    return plain(challenge.name)


def announcement(
    challenge: StoredChallenge, persona: Persona, members: Sequence[Member], standing: Standing, *, buttons: bool = True
) -> Card:
    """What it is, until when, who is in it; while it is open also who leads."""
    card = Card(None if challenge.state == State.CLOSED else mood_colour("upset"))
    card.text(head(challenge, persona), 500)
    card.text(f"> {persona.about}" if challenge.state == State.ANNOUNCED else "", 600)
    card.text("\n".join((_HOW[Kind(challenge.kind)], f"-# {rules(challenge)}")), 600)
    card.text(f"**{when(challenge)}**", 300)
    card.text(_who(challenge, members), 1200)
    if challenge.kind == Kind.TOURNAMENT:
        card.text(_leading(standing), 700)
    if standing.call is not None and challenge.state == State.CLOSED:
        card.text(outcome_line(standing.call), 200)
    card.text(f"-# Challenge `{challenge.id}` · created by {plain(challenge.created_by_name)}", 150)
    if buttons:
        card.row(controls(challenge))
    return card


def retired(challenge: StoredChallenge, goes_on: str) -> Card:
    """What is left of a card when a newer message shows the challenge; `goes_on` is its link."""
    card = Card()
    card.text(f"{SYMBOLS[Kind(challenge.kind)]} **{plain(challenge.name)}** · [it goes on here]({goes_on})")
    return card


def own(
    challenge: StoredChallenge, persona: Persona, members: Sequence[Member], standing: Standing, person_id: str
) -> Card:
    """The challenge for one person: its rules, and what they have of it."""
    card = announcement(challenge, persona, members, standing, buttons=False)
    me = next((one for one in members if one.person_id == person_id), None)
    card.rule()
    if me is None:
        card.text("You have not joined.")
    elif challenge.kind == Kind.TOURNAMENT:
        used = next((place.attempts for place in standing.places if place.person_id == person_id), 0)
        card.text(f"You have joined: {used} of {counted(terms_of(challenge).attempts, 'attempt')} used.")
        may = "may" if me.consents else "may not"
        card.text(f"-# The turning points of your best call {may} be quoted on the podium.")
    else:
        card.text(f"You have joined. {_follows(challenge)}".strip())
    needless = {"challenge_more", "challenge_join" if me is not None else "challenge_leave"}
    buttons = [one for one in controls(challenge) if one.verb not in needless]
    if me is not None and challenge.kind == Kind.TOURNAMENT:
        label = "Do not quote me" if me.consents else "You may quote me"
        buttons.append(Press("challenge_consent", f"{challenge.id}.{'no' if me.consents else 'yes'}", label))
    card.row(buttons)
    return card


def _follows(challenge: StoredChallenge) -> str:
    """What happens next to somebody who is in a duel, a relay or a raid."""
    shared = Kind(challenge.kind).shared
    if challenge.state == State.ANNOUNCED:
        thread = "a thread opens that calls you" if shared else "your thread opens"
        return f"Once it begins, {thread}."
    if challenge.state == State.OPEN:
        return f"It is played in <#{challenge.thread_id}>." if shared and challenge.thread_id else ""
    return ""


def listing(challenges: Sequence[StoredChallenge], names: Mapping[str, str], page: int, *, closed: bool) -> Card:
    """The challenges of a server, one page of them; `names` are the customers' names by their ids."""
    card = Card()
    card.text("## Challenges")
    if not challenges:
        text = "There is none yet." if closed else "None is on now. `/challenge list closed:True` shows the past ones."
        card.text(f"{text}\n-# Trainers create one with `/challenge create`.")
        return card
    pages = -(-len(challenges) // LISTED)
    page = min(max(page, 0), pages - 1)
    for one in challenges[page * LISTED : (page + 1) * LISTED]:
        card.text(_listed(one, names), 400)
    card.row(pages_between("challenge_turn_over", f"{int(closed)}", page, pages))
    return card


def _listed(one: StoredChallenge, names: Mapping[str, str]) -> str:
    where = ""
    if one.guild_id and one.channel_id and one.message_id:
        where = f" · [show](https://discord.com/channels/{one.guild_id}/{one.channel_id}/{one.message_id})"
    name = f"{SYMBOLS[Kind(one.kind)]} **{plain(one.name)}** · `{one.id}`{where}"
    customer = plain(names.get(one.persona_id, one.persona_id))
    return f"{name}\n-# {one.kind.capitalize()} with {customer} · {one.difficulty} · {when(one)}"


def _who(challenge: StoredChallenge, members: Sequence[Member]) -> str:
    if not members:
        return "" if challenge.state == State.CLOSED else "Nobody has joined yet. Whoever joins shows their name here."
    names = ", ".join(plain(shortened(one.name, 40)) for one in members[:_NAMED])
    more = f" and {len(members) - _NAMED} more" if len(members) > _NAMED else ""
    return f"**Joined ({len(members)})** {names}{more}"


def _leading(standing: Standing) -> str:
    if standing.hidden:
        return "-# The standings are shown at the close."
    ranked = [place for place in standing.places if place.rank is not None][:_SHOWN_PLACES]
    return "\n".join(("**Leading**", *(place_line(place) for place in ranked))) if ranked else ""
