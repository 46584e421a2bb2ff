"""`simmer me`: what you set for yourself."""

import asyncio

import click

from bot.cli.choices import Choice
from bot.cli.setting_up import local_actor, local_trainee, open_desk, open_store
from bot.customers import Difficulty
from bot.desk import Boards, Personal, SimulatedClock
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
@click.option("--named/--private", default=None, help="On the boards, colleagues read your name, or “a colleague”.")
def me(*, ceiling: str | None, mild: bool | None, stop_word: str | None, named: bool | None) -> None:
    """Show or change your own settings."""
    person = asyncio.run(_changed(ceiling, mild, stop_word))
    on_boards = asyncio.run(_named(named))
    click.echo(f"Ceiling:   {person.ceiling or 'none: any difficulty'}")
    click.echo(f"Language:  {'mild' if person.mild else 'as the customers speak'}")
    click.echo(f"Stop word: {person.stop_word or 'none of your own'} (/stop works in any case)")
    click.echo(f"Boards:    {'colleagues read your name' if on_boards else 'private: colleagues read “a colleague”'}")


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


async def _named(named: bool | None) -> bool:  # noqa: FBT001 (an option)
    """Whether peers read the name on the boards of the command line."""
    async with open_desk(SimulatedClock) as desk:
        boards, actor = Boards(desk), local_actor()
        if named is not None:
            await boards.name(actor, named=named)
        return await boards.is_named(actor.guild_id, actor.id)
