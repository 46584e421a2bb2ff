"""The cards of the team report: everybody's figures page by page, and what costs the team most."""

from collections.abc import Sequence

import discord

from bot.craft import TECHNIQUES
from bot.desk import CostlyType, MemberFigures, State, TeamReport
from bot.desk.report_figures import Figure, member_figures
from bot.features.groups._board_cards import turning
from bot.features.groups._queries import Query
from bot.ui import Card, Press
from bot.ui.cards import plain

_MEMBERS = 8
"""On one page."""
_WEAK = 3
"""Techniques that are named as the team's weakest."""


def pages_of(found: TeamReport) -> int:
    return max(1, -(-len(found.members) // _MEMBERS))


def report(found: TeamReport, query: Query, narrowed: str) -> Card:
    """A page of the report."""
    card = Card()
    pages = pages_of(found)
    page = min(query.page, pages)
    card.text(f"## Team report\n-# Calls: {plain(narrowed)}")
    if not found.members:
        card.text("Nobody has practised here yet. A call begins with `/practice start`.")
        return card
    card.text("\n".join((_totals(found), *_weakest(found), *_agreement(found))), 900)
    for one in found.members[(page - 1) * _MEMBERS : page * _MEMBERS]:
        card.text(_member(one), 330)
    note = "-# In brackets: calls in which it could be seen. A few calls say little."
    card.text(f"-# Page {page} of {pages}\n{note}" if pages > 1 else note)
    if pages > 1:
        card.row(turning("report", query.on(page), pages))
    first = query.on(1).encoded()
    card.row(
        [
            Press("report_map", first, "Heat map", emoji="🗺️"),
            Press("report_costly", first, "What costs most"),
            Press("report_csv", first, "CSV"),
            Press("report_excel", first, "CSV for Excel"),
        ]
    )
    return card


def costly(found: TeamReport, narrowed: str) -> Card:
    """The sentence types that cost the team most, with quotes in which nobody is named."""
    card = Card()
    card.text(f"## What costs most\n-# Calls: {plain(narrowed)}, the latest 1,000 of them")
    if not found.costly:
        card.text("No message of these calls has made a customer angrier. There is nothing to show.")
    for one in found.costly:
        card.text(_costly(one), 620)
    card.text(
        "-# Names, numbers, amounts and details are masked; in a very small team one may still guess who wrote it."
    )
    return card


def heat_map(query: Query, pages: int) -> Card:
    """One page of the heat map."""
    card = Card()
    card.text("## Techniques of the team" + (f"\n-# Page {query.page} of {pages}" if pages > 1 else ""))
    card.picture("attachment://heat-map.png", "How well each member uses each technique, as a table of shares")
    if pages > 1:
        card.row(turning("report_map_page", query, pages))
    return card


def _totals(found: TeamReport) -> str:
    calls = f"{found.calls} call{'' if found.calls == 1 else 's'}"
    members = f"{len(found.members)} member{'' if len(found.members) == 1 else 's'}"
    return f"**{found.practised} of {members}** practised · {calls}"


def _weakest(found: TeamReport) -> Sequence[str]:
    weak = sorted(found.techniques.items(), key=lambda item: item[1].value)[:_WEAK]
    if not weak:
        return ()
    return (
        "**Weakest techniques of the team** · in brackets: members in whose calls they could be seen",
        *(f"- {key} {TECHNIQUES[key].name} **{one.value:.0%}** ({one.observations})" for key, one in weak),
    )


def _agreement(found: TeamReport) -> Sequence[str]:
    calls = found.agreement.calls
    if not calls.reviews:
        return ()
    reviews = f"{calls.reviews} review{'' if calls.reviews == 1 else 's'}"
    return (f"People and rules: {reviews} · {calls.within_5:.0%} within 5 points · {calls.within_10:.0%} within 10",)


def _member(one: MemberFigures) -> str:
    """Three lines: scores, techniques, what is assigned and the last practice."""
    figures = member_figures(one)
    last = "never practised" if one.last_practice is None else discord.utils.format_dt(one.last_practice, "R")
    assigned = _assigned(one)
    tail = f"last practice {last}" if one.last_practice is not None else last
    if not one.progress.calls:
        return f"**{plain(one.name)}** · no call here\n-# {assigned}{tail}"
    calls = f"{one.progress.calls} call{'' if one.progress.calls == 1 else 's'}"
    steady = not figures["trend"]
    trend = "steady" if steady else f"{figures['trend']:+g} points a call".replace("-", "\N{MINUS SIGN}")
    scores = f"first **{figures['first']}** · best **{figures['best']}** · latest **{figures['latest']}**"
    techniques = " · ".join(
        f"{name} {_technique(figures, name)}" for name in ("weakest", "strongest") if figures[name] is not None
    )
    lines = [f"**{plain(one.name)}** · {calls} · {scores} · {trend}"]
    if techniques:
        lines.append(f"-# {techniques}")
    return "\n".join((*lines, f"-# {assigned}{tail}"))


def _technique(figures: dict[str, Figure], name: str) -> str:
    """`T5 Apologise 30% (7)`."""
    key, share = str(figures[name]), float(figures[f"{name}_strength"] or 0)
    return f"{key} {TECHNIQUES[key].name} {share:.0%} ({figures[f'{name}_observations']})"


def _assigned(one: MemberFigures) -> str:
    of = sum(one.assignments.values())
    if not of:
        return ""
    missed = f", {one.assignments[State.MISSED]} missed" if one.assignments[State.MISSED] else ""
    return f"assignments: {one.assignments[State.PASSED]} of {of} passed{missed} · "


def _costly(one: CostlyType) -> str:
    messages = f"{one.messages} message{'' if one.messages == 1 else 's'}"
    people = f"{one.members} member{'' if one.members == 1 else 's'}"
    points = f"+{one.anger} point{'' if one.anger == 1 else 's'} of anger in all"
    technique = f" · {one.technique} {TECHNIQUES[one.technique].name}" if one.technique in TECHNIQUES else ""
    quotes = "\n".join(f"> “{plain(quote)}”" for quote in one.quotes)
    heading = f"**A message that {one.says}**\n-# {messages} by {people} · {points}{technique}"
    return f"{heading}\nBetter: {one.tip}\n{quotes}"
