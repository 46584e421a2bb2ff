"""Options that several commands have: named alike everywhere, and said in the same words.

Nothing here loads calls, because `simmer analyze` starts without them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.cli.choices import Choice

Command = TypeVar("Command", bound=Callable[..., Any])

TIME = "2026-05-31, '2026-05-31 17:00' (UTC), or 3d from now."
"""How a time is written."""
FORMAT = Choice("format", ("text", "json"))
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**53 - 1), metavar="N", help="The same seed is the same customer."
)
mild_option = click.option("--mild", is_flag=True, help="The customer uses no curse words.")
script_option = click.option(
    "--script",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Play the lines of FILE ('-' for standard input) on a simulated clock.",
)
bom_option = click.option("--bom", is_flag=True, help="Mark the CSV as UTF-8, so that Excel reads it right.")


def format_option(about: str = "json writes one object a line.") -> Callable[[Command], Command]:
    """`--format text|json`, and `--json` for short; the command gets it as `form`."""

    def add(command: Command) -> Command:
        command = click.option("--json", "form", flag_value="json", help="The same as --format json.")(command)
        return click.option("--format", "form", type=FORMAT, default="text", help=about)(command)

    return add


def persona_option(*, required: bool) -> Callable[[Command], Command]:
    """`--persona`, or `--customer` as boards and reports call it: whom to meet."""
    return click.option(
        "--persona",
        "--customer",
        "persona",
        required=required,
        metavar="ID",
        help="The customer; see 'simmer personas list'.",
    )


def server_option(command: Command) -> Command:
    """`--server`: a front on a server knows where it is, the command line has to be told."""
    return click.option(
        "--server", metavar="ID", help="In this Discord server. Default: among the command line's own calls."
    )(command)


def png_option(what: str) -> Callable[[Command], Command]:
    """`--png`, for a command that can draw `what`."""
    return click.option(
        "--png", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=f"Draw {what} into FILE."
    )
