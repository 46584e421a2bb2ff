"""The cards of the craft library, of a person's progress, of their own settings, and of the agreement on scores."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import ui

from bot.coaching import Agreement, Standing, load_cards
from bot.coaching import Card as CraftCard
from bot.craft import TECHNIQUES
from bot.customers import Difficulty
from bot.desk import AgreementReport
from bot.desk.review import Review
from bot.store import CallRecord, Person
from bot.ui import Card, Press, signed, signed_points
from bot.ui.cards import plain
from bot.ui.presses import Pick, pick_id

NO_CEILING = "none"
_SHOWN = 5
"""Weakest techniques that a progress card names: more would be no help."""


def all_techniques() -> Card:
    """All techniques, and a list to pick one from."""
    card = Card()
    card.text("## The craft library\nWhat calms, and why. Pick one to see how it is done.")
    card.text("\n".join(f"**{one.id}** {one.name}" for one in load_cards().values()))
    card.row([_choice()])
    return card


def technique(found: CraftCard) -> Card:
    """One technique: why, how, an example and its opposite, the finding."""
    card = Card()
    card.text(f"## {found.id} · {found.name}\n{found.why}", 900)
    card.text("\n".join(f"- {step}" for step in found.how), 1200)
    card.text(f"**Say** “{found.example}”\n**Not** “{found.instead_of}”", 900)
    card.text(f"-# {found.finding}", 600)
    order = list(load_cards())
    at = order.index(found.id)
    before, after = order[at - 1], order[(at + 1) % len(order)]
    card.row([Press("card", before, f"◀ {before}"), Press("card", after, f"{after} ▶")])
    return card


def _choice() -> Pick:
    select: ui.Select[Any] = ui.Select(
        custom_id=pick_id("card", "all"),
        placeholder="Pick a technique",
        options=[discord.SelectOption(label=f"{c.id} {c.name}"[:100], value=c.id) for c in load_cards().values()],
    )
    return Pick("card", "all", select)


def progress(standing: Standing, picture: str | None, names: Mapping[str, str], *, own: bool) -> Card:
    """Where a person stands; `picture` is the chart's address, `own` whether they look at it themselves.

    `names` are the customers' names by their ids.
    """
    known = standing.progress
    card = Card()
    card.text(f"## Progress · {plain(standing.name)}")
    if known.recent is None:
        card.text("No scored call yet." + (" Begin with `/practice start`." if own else ""))
        return card
    figures = (
        f"First **{known.first}** · best **{known.best}** · latest **{known.latest}** · "
        f"recent average **{known.recent:.0f}**"
    )
    calls = f"{known.calls} call{'' if known.calls == 1 else 's'}"
    trend = f" · {known.direction}, {signed_points(known.trend)} a call" if known.calls > 1 else ""
    streak = f" · {known.streak} in a row with a band" if known.streak > 1 else ""
    card.text(f"{figures}\n-# {calls}{trend}{streak}")
    if picture is not None:
        card.picture(picture, f"Scores of {standing.name}, call by call; the latest is {known.latest} of 100")
    weakest = sorted(known.strengths, key=lambda key: (known.strengths[key].value, int(key[1:])))[:_SHOWN]
    card.text(
        "\n".join(
            (
                "**To work on** · in brackets: calls in which it could be seen",
                *(
                    f"- {key} {TECHNIQUES[key].name} **{known.strengths[key].value:.0%}** "
                    f"({known.strengths[key].observations})"
                    for key in weakest
                ),
            )
        )
        if weakest
        else ""
    )
    card.text(_own_view(standing) if own else "")
    card.text(_next(standing, names) if own else "")
    return card


def _own_view(standing: Standing) -> str:
    gaps = standing.own.gaps
    if not gaps:
        return ""
    latest = ", ".join(signed(gap) for gap in gaps[-8:])
    says = {
        "closer": "You see your calls more clearly than at first.",
        "wider": "Your view and the score drift apart.",
        "level": "",
    }[standing.own.direction]
    return f"**Your own view** against the score, latest last: {latest} points\n{says}".strip()


def _next(standing: Standing, names: Mapping[str, str]) -> str:
    found = standing.suggestion
    if found is None:
        return ""
    why = f", to train {found.technique} {TECHNIQUES[found.technique].name}" if found.technique else ""
    return (
        f"**Next:** {plain(names.get(found.persona, found.persona))} at {found.difficulty.value}{why}\n"
        f"`/practice start customer:{found.persona} difficulty:{found.difficulty.value}`"
    )


def own_settings(person: Person) -> Card:
    """What a person sets for themselves; nobody else sees it."""
    card = Card()
    card.text("## Your own settings\nThey hold in every server, and nobody else sees them. Each choice counts at once.")
    card.text("**Ceiling** · the hardest customer that you want to meet")
    levels = {NO_CEILING: "no ceiling", **{level.value: f"up to {level.value}" for level in Difficulty}}
    select: ui.Select[Any] = ui.Select(
        custom_id=pick_id("own_ceiling", "me"),
        options=[
            discord.SelectOption(label=text, value=value, default=value == (person.ceiling or NO_CEILING))
            for value, text in levels.items()
        ],
    )
    card.row([Pick("own_ceiling", "me", select)], inside=True)
    word = f"“{plain(person.stop_word)}”" if person.stop_word else "none of your own"
    card.text(f"**Stop word** · {word}\n-# Written alone, it ends a call at once and unscored, like `/practice stop`.")
    card.row([Press("own_word", "me", "Change the stop word")], inside=True)
    mild, other = ("on", "off") if person.mild else ("off", "on")
    card.text(f"**Mild language** · {mild}\n-# When it is on, the customers that you meet never swear.")
    card.row([Press("own_mild", "me", f"Switch mild language {other}")], inside=True)
    return card


def reviewed(record: CallRecord, review: Review, *, picture: bool) -> Card:
    """A call as a reviewer reads it: the parts of its score, the mood curve, and the whole debrief as a file."""
    it = review.debrief
    card = Card()
    card.text(f"## {plain(record.trainee_name)} with {it.persona} · call `{record.id}`")
    card.text(" · ".join(f"{name} {part.score}/{part.of}" for name, part in it.score.parts.items()), 900)
    if picture:
        card.picture("attachment://mood.png", "The customer's mood, message by message")
    card.file("attachment://debrief.txt")
    card.text("-# `/review part` gives a part another value, `/review comment` says something about a message.")
    return card


def agreement(report: AgreementReport) -> Card:
    """How far people and the rules agree."""
    card = Card()
    card.text("## Do people and the rules agree?")
    if not report.calls.reviews:
        card.text("No call of this server has been reviewed yet. Review one with `/review part` or `/review agree`.")
        return card
    card.text(f"**Whole calls, of 100**\n{_row(report.calls)}")
    card.text(_rows("By part", report.parts), 1400)
    card.text(_rows("By reviewer", report.reviewers), 1400)
    card.text("-# The difference is rules minus people: above 0 the rules are the milder ones.")
    return card


def _rows(title: str, found: Mapping[str, Agreement]) -> str:
    return "\n".join((f"**{title}**", *(f"{plain(name)}: {_row(one)}" for name, one in found.items())))


def _row(found: Agreement) -> str:
    reviews = f"{found.reviews} review{'' if found.reviews == 1 else 's'}"
    return (
        f"{reviews} · {found.within_5:.0%} within 5 points · {found.within_10:.0%} within 10 · "
        f"difference {signed_points(found.mean_difference)}"
    )
