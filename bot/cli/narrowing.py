"""The options that choose calls for a board or a report."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from bot.cli.choices import Choice
from bot.customers import Difficulty
from bot.desk import Period

Command = TypeVar("Command", bound=Callable[..., Any])


def narrowing_options(command: Command) -> Command:
    """Which calls a board or a report looks at."""
    for option in (
        click.option("--difficulty", type=Choice("difficulty", tuple(Difficulty)), help="Only calls this hard."),
        click.option("--customer", "--persona", "customer", default="", metavar="ID", help="Only with this customer."),
        click.option("--until", "--to", "until", default="", metavar="DAY", help="... to the end of this one."),
        click.option(
            "--since", "--from", "since", default="", metavar="DAY", help="From this day on, as 2026-05-01 (UTC) ..."
        ),
        click.option(
            "--period", type=Choice("period", tuple(Period)), default=Period.ALL, help="Of the last 7, 30 or 90 days."
        ),
    ):
        command = option(command)
    return command
