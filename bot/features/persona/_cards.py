"""The cards of a server's customers. What stands in an uploaded file is shown as written, never as formatting."""

from collections.abc import Collection, Sequence

import discord

from bot.customers import Customer, Finding, Severity
from bot.customers.finding import CODES
from bot.customers.persona import Persona
from bot.desk import Kept, Removal, Upload
from bot.desk.temperament import temperament
from bot.store import TeamCustomer
from bot.ui import Card, Press, paging, shortened
from bot.ui.cards import plain

ON_A_PAGE = 8
_ERRORS_SHOWN = 5
_ADVICE_SHOWN = 2
"""Findings of one kind that a card shows; all of them are in its file."""


def customers(known: Sequence[Customer], own: Collection[str], page: int) -> Card:
    """Some of the customers that a server can practise with; `own` are the ids of the team's, `page` counts from 0."""
    pages = max(1, -(-len(known) // ON_A_PAGE))
    page = max(0, min(page, pages - 1))
    card = Card()
    number = f" · page {page + 1} of {pages}" if pages > 1 else ""
    card.text(f"## Customers\n-# {len(known)} to practise with{number}")
    for one in known[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]:
        persona = one.persona
        ours = " · your team's own" if one.id in own else ""
        head = f"**{_short(persona.name)}** · {_short(persona.trade)} · {persona.difficulty.value}"
        card.text(f"{head}\n-# `{persona.id}` · {_short(persona.anger_kind)}{ours}", 420)
    card.text("-# `/persona show` tells more of one, `/practice start` opens a call.")
    card.row(paging("customers", str, page, range(pages)))
    return card


def customer(persona: Persona, portrait: str | None, own: TeamCustomer | None) -> Card:
    """One customer, as a trainee may know them before a call; `portrait` is the picture's address."""
    card = Card()
    head = f"## {_short(persona.name)} · {_short(persona.company)}\n{plain(persona.about)}"
    card.beside(head, portrait, 1200)
    card.text(
        f"**Trade** {_short(persona.trade)}\n"
        f"**Difficulty** {persona.difficulty.value}\n"
        f"**Temperament** {plain(temperament(persona))}",
        900,
    )
    card.text(f"-# `/practice start customer:{persona.id}`{_origin(own)}", 300)
    return card


def for_trainers(card: Card, persona: Persona, file: str | None) -> None:
    """What the trainee finds out in the call or reads in the debrief, and the address of the team's own file."""
    card.rule()
    names = {remedy.id: remedy.name for remedy in persona.remedies}
    ways = [" with ".join(plain(names[one]) for one in group) for group in persona.settlement.resolved_by]
    card.text(f"### For you who train\n**What reaches them** {plain(persona.reaches)}", 900)
    card.text("\n".join(("**What resolves it**", *(f"- {shortened(way, 250)}" for way in ways))), 900)
    if file is not None:
        card.file(file)


def findings(looked: Upload, file: str, address: str | None) -> Card:
    """What a check found; `file` is the name of what was checked, `address` where all of it can be read."""
    card = Card()
    card.text(f"## {_title(looked)}\n-# {_short(file)}")
    card.text(_found(looked.findings), 3000)
    if address is not None:
        card.file(address)
    if looked.customer is not None:
        card.text(f"-# `/persona show customer:{looked.customer.id}` · `/practice start customer:{looked.customer.id}`")
    return card


def removing(found: Removal) -> Card:
    """Whether a customer is really to go."""
    persona = found.customer.persona
    card = Card()
    card.text(
        f"### Remove {_short(persona.name)} from this server?\nNo new call begins with this customer. Calls that go "
        "on, challenges, stored calls and their debriefs stay as they are. `/persona show` has the file, if you want "
        "to keep it.",
        900,
    )
    if found.assignments:
        several = found.assignments > 1
        what = f"{found.assignments} running assignments ask" if several else "A running assignment asks"
        card.text(f"⚠️ {what} for this customer, and cannot be passed any more. See `/assign list`.")
    card.row([Press("remove_customer", found.customer.id, "Remove", style=discord.ButtonStyle.danger)])
    return card


def _title(looked: Upload) -> str:
    errors = sum(one.severity is Severity.ERROR for one in looked.findings)
    advice = len(looked.findings) - errors
    if errors:
        refused = f"{errors} thing{'' if errors == 1 else 's'} to mend"
        return f"{refused}, {advice} to think about" if advice else refused
    thought = f", {advice} thing{'' if advice == 1 else 's'} to think about" if advice else ""
    if looked.customer is None:
        return f"In order{thought}"
    name = _short(looked.customer.persona.name)
    says = {
        Kept.NEW: f"{name} can be called",
        Kept.CHANGED: f"{name} is changed for all new calls",
        Kept.SAME: f"{name} was stored like this already",
        None: name,
    }
    return f"{says[looked.kept]}{thought}"


def _found(found: Sequence[Finding]) -> str:
    """What was found, errors first, each kind with its first places: somebody who begins has many gaps of one kind."""
    kinds: dict[tuple[Severity, str], list[Finding]] = {}
    for one in sorted(found, key=lambda one: one.severity is not Severity.ERROR):
        kinds.setdefault((one.severity, one.code), []).append(one)
    lines = []
    for (severity, code), same in kinds.items():
        mark, most = ("❌", _ERRORS_SHOWN) if severity is Severity.ERROR else ("💡", _ADVICE_SHOWN)
        lines += [f"{mark} **{code} {CODES[code]}**", *map(_line, same[:most])]
        if len(same) > most:
            lines.append(f"-# … and {len(same) - most} more, in the file")
    return "\n".join(lines)


def _line(one: Finding) -> str:
    where = f"line {one.line} · " if one.line else ""
    says = f"{plain(shortened(one.reason, 110))}; {plain(shortened(one.repair, 110))}"
    return f"-# {where}{plain(shortened(one.place, 60))}: {says}"


def _origin(own: TeamCustomer | None) -> str:
    if own is None:
        return ""
    stamp = discord.utils.format_dt(own.uploaded_at, "d")
    return f"\n-# your team's own · by {_short(own.uploaded_by_name)}, {stamp}"


def _short(text: str) -> str:
    """A name on one line."""
    return plain(shortened(" ".join(text.split()), 80))
