"""The case file: what the desk's system shows of a customer before a call."""

from bot.customers.persona import Persona
from bot.ui import Card, mood_colour, shortened
from bot.ui.cards import plain


def casefile(persona: Persona, portrait: str | None) -> Card:
    """A card with the case file, to be completed; `portrait` is the picture's address."""
    card = Card(mood_colour("angry"))
    head = f"## {plain(persona.name)} · {plain(persona.company)}\n{plain(persona.about)}"
    card.beside(head, portrait, 700)
    card.rule()
    card.text("\n".join(f"**{plain(row.label)}** {plain(row.value)}" for row in persona.case), 1500)
    card.rule()
    card.text(_authority(persona), 1300)
    return card


def _authority(persona: Persona) -> str:
    authority = persona.authority
    parts = []
    if authority.credit_up_to:
        parts.append(f"**Goodwill you may give:** up to {plain(authority.currency)}{authority.credit_up_to:g}")
    for title, rows in (
        ("You may", authority.may),
        ("With your supervisor's approval", authority.with_supervisor),
        ("You may not", authority.may_not),
    ):
        if rows:
            parts.append("\n".join((f"**{title}**", *(f"- {plain(shortened(row, 160))}" for row in rows))))
    return "\n\n".join(parts)
