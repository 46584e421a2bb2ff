"""`simmer learn`: the craft library, a card for each technique."""

import click

from bot.cli.output import console
from bot.coaching.cards import NoSuchTechniqueError, card_text, load_cards
from bot.coaching.cards import learn as card_of


@click.command()
@click.argument("technique", required=False, metavar="[T5]")
def learn(*, technique: str | None) -> None:
    """Show the card of a technique; without one, the list of all."""
    if technique is None:
        for card in load_cards().values():
            click.echo(f"{card.id:<4} {card.name}")
        click.echo("Show one with, for instance: simmer learn T5")
        return
    try:
        text = card_text(card_of(technique))
    except NoSuchTechniqueError as error:
        raise click.UsageError(str(error)) from error
    console().print(text, soft_wrap=True)
