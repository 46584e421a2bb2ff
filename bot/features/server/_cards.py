"""What a server is shown: the first message, the settings, the help."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

import discord
from discord import ui

from bot.customers import Difficulty
from bot.desk import Action, Actor, Mode
from bot.desk.servers import KEEPS, ServerSettings
from bot.desk.written_days import DATES
from bot.ui import Card, Press, permission_names
from bot.ui.presses import Pick, pick_id

_SECTIONS = (
    ("During a call", ("practice", "hold", "supervisor")),
    ("For yourself", ("learn", "persona", "progress", "leaderboard", "assign mine", "me", "mydata", "help")),
    ("With your team", ("challenge",)),
    ("For trainers and leads", ("assign", "review", "team", "persona check", "persona upload", "persona remove")),
    ("For this server", ("settings",)),
)
"""The headings of the help, each with how the commands below it begin."""
_MODES = {
    Mode.COACH: "coach (a comment on every message)",
    Mode.PRACTICE: "practice (the mood is shown)",
    Mode.EXAM: "exam (no mood, no hints)",
}


def greeting(lacks: list[str], *, reads: bool) -> Card:
    """The one message after joining: what the bot can do, and what to set."""
    card = Card()
    card.text(
        "## Hello, I am Simmer\n"
        "I play angry customers, so that your team can practise calming them. Each call is a thread of its own: read "
        "the case file, take the call, write to the customer. They react to every message; afterwards you see why."
    )
    card.text(
        "**Begin:** `/practice start`\n"
        "**Set up** (administrators): `/settings` · where to practise, who trains, how hard calls usually are\n"
        "**More:** `/help`"
    )
    if lacks:
        card.text(f"⚠️ I still lack {permission_names(lacks)}. Give it to my role, or calls cannot be opened.")
    if not reads:
        card.text(
            "⚠️ I cannot read messages, so trainees answer by a *Reply* button. To change that, switch on the "
            "**Message Content Intent** of the application (discord.com/developers/applications → *Bot*)."
        )
    card.text("-# Everything stays on the machine that runs me.")
    return card


def settings(guild_id: str, now: ServerSettings, lacks: list[str]) -> Card:
    """The settings as one panel; each choice is kept at once."""
    card = Card()
    card.text("## Settings of this server\nEach choice counts at once.")
    if lacks:
        card.text(f"⚠️ I lack {permission_names(lacks)} here.")
    keeps = {str(days): words for days, words in KEEPS.items()}
    mild, other = ("on", "off") if now.mild else ("off", "on")
    for words, item in (
        ("**Where to practise** · everywhere, if nothing is chosen", _channels(guild_id, now)),
        (
            "**Trainers**, who review calls, assign them, and run challenges",
            _roles("set_trainers", guild_id, now.trainers),
        ),
        (
            "**Leads**, who assign and review calls too, and read the team report",
            _roles("set_leads", guild_id, now.leads),
        ),
        (
            "**Usual difficulty and mode** · each call may be started with others",
            _choice("set_difficulty", guild_id, "Difficulty", {d: d.value for d in Difficulty}, now.difficulty),
        ),
        ("", _choice("set_mode", guild_id, "Mode", _MODES, now.mode)),
        ("**How long calls are kept**", _choice("set_keep_days", guild_id, "Kept", keeps, str(now.keep_days))),
        ("**How dates are written** in pictures and files", _choice("set_dates", guild_id, "Dates", DATES, now.dates)),
        (
            f"**Mild language** · {mild}; when it is on, customers never swear",
            Press("set_mild", guild_id, f"Switch mild language {other}"),
        ),
    ):
        card.text(words)
        card.row([item], inside=True)
    return card


def _channels(guild_id: str, now: ServerSettings) -> Pick:
    select: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=pick_id("set_channels", guild_id),
        channel_types=[discord.ChannelType.text],
        placeholder="Channels",
        min_values=0,
        max_values=25,
        default_values=[discord.Object(int(id_)) for id_ in now.channels[:25]],
    )
    return Pick("set_channels", guild_id, select)


def _roles(verb: str, guild_id: str, chosen: Iterable[str]) -> Pick:
    select: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=pick_id(verb, guild_id),
        placeholder="Roles",
        min_values=0,
        max_values=25,
        default_values=[discord.Object(int(id_)) for id_ in list(chosen)[:25]],
    )
    return Pick(verb, guild_id, select)


def _choice(verb: str, guild_id: str, label: str, options: Any, now: str) -> Pick:  # noqa: ANN401 (texts by their values)
    select: ui.Select[Any] = ui.Select(
        custom_id=pick_id(verb, guild_id),
        options=[
            discord.SelectOption(label=f"{label}: {text}"[:100], value=str(value), default=str(value) == now)
            for value, text in options.items()
        ],
    )
    return Pick(verb, guild_id, select)


def help_card(actor: Actor, commands: Iterable[tuple[str, str, str]]) -> Card:
    """The commands that this person has a use for: each with its name, what it does, and its group's name or "".

    They stand where one needs them. Those of a group share a line, which a phone can show; Discord says what each does
    as one types it.
    """
    card = Card()
    card.text("## Simmer · practise with angry customers")
    card.text(
        "**A call:** `/practice start` opens a thread with the case file. Press *Take the call*, then simply write. "
        "Several lines in quick succession are one message; writing while the customer is typing is an interruption. "
        "While you type, their patience does not run."
    )
    more = []
    if actor.may(Action.ASSIGN):
        more.append(
            "**As a trainer or lead** you may read the calls of others (*Turn by turn*, *What if*, `/review`), assign "
            "calls, read every name on the boards, and the team report with its files."
        )
    if actor.may(Action.CHANGE_SETTINGS):
        more.append("**As an administrator:** `/settings` says where to practise, who trains and who leads.")
    more.append("-# It gets too much? `/practice stop` ends a call at once, and nothing is scored.")
    last = "\n".join(more)
    sections: dict[str, list[tuple[str, str, str]]] = {title: [] for title, _ in _SECTIONS}
    for command in commands:
        sections[_section(command[0])].append(command)
    for title, known in sections.items():
        lines = [f"**{title}**"]
        for in_group, group in groupby(known, key=itemgetter(2)):
            here = list(group)
            if in_group and len(here) > 1:
                lines.append(" · ".join(f"`/{name}`" for name, *_ in here))
            else:
                lines += [f"`/{name}` {does}" for name, does, _ in here]
        card.text("\n".join(lines) if known else "", card.left - len(last))
    card.text(last)
    return card


def _section(command: str) -> str:
    """Under which heading a command stands: that of the longest beginning which it has; else the last."""
    begins = [
        (len(start), title) for title, starts in _SECTIONS for start in starts if f"{command} ".startswith(f"{start} ")
    ]
    return max(begins, default=(0, _SECTIONS[-1][0]))[1]
