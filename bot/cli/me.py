"""`simmer me`: what you set for yourself."""

import asyncio

import click

from bot.cli.choices import Choice
from bot.cli.setting_up import local_trainee, open_store
from bot.customers import Difficulty
from bot.desk import Personal
from bot.settings import load_settings
from bot.store import People, Person

_NONE = "none"


@click.command()
@click.option(
    "--ceiling",
    type=Choice("difficulty", (*Difficulty, _NONE)),
    help="The hardest customer that you want to meet; none for no limit.",
)
@click.option("--mild/--no-mild", default=None, help="Customers use no curse words.")
@click.option(
    "--stop-word", metavar="WORD", help="Written alone, it ends a call at once, like /stop; '' for none. Never scored."
)
def me(*, ceiling: str | None, mild: bool | None, stop_word: str | None) -> None:
    """Show or change your own settings."""
    person = asyncio.run(_changed(ceiling, mild, stop_word))
    click.echo(f"Ceiling:   {person.ceiling or 'none: any difficulty'}")
    click.echo(f"Language:  {'mild' if person.mild else 'as the customers speak'}")
    click.echo(f"Stop word: {person.stop_word or 'none of your own'} (/stop works in any case)")


async def _changed(ceiling: str | None, mild: bool | None, stop_word: str | None) -> Person:  # noqa: FBT001 (an option)
    async with open_store(load_settings()) as database:
        personal, id_ = Personal(People(database)), local_trainee().id
        if stop_word is not None:
            await personal.stop_word(id_, stop_word)
        if ceiling is not None:
            await personal.ceiling(id_, None if ceiling == _NONE else Difficulty(ceiling))
        if mild is not None:
            await personal.mild(id_, mild=mild)
        return await personal.of(id_)
